"""One row a SIM: what the observed tables say of it along the chain, for baselines and joined detectors.

Nothing here reads the truth, an id's value, digits or the order of rows. Blocks and seizures are left out on purpose:
they are answers, and whoever learns from them finds again what has been found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd

from ..core.formats import give_back
from .long_tables import by_sim, pairs, row_numbers
from .views import OBSERVED

# ---
# How rare a value is: shares that few cases do not blow up, surprises that add up, what chance would give.


def shrunk_share(k: pd.Series, n: pd.Series) -> pd.Series:
    """Estimate each entity's share, pulled towards everybody's mean the more, the less is known of it.

    A beta distribution of shares is fitted to all entities by its moments; the estimate is the mean after seeing
    ``k`` of ``n``, so that one stranger among one recipient is no share of 100 %. Without a trial it is the mean.

    Source: the beta-binomial moment estimator of Kleinman (1973), J. Am. Stat. Assoc. 68, 46-54.

    Examples
    --------
    >>> shrunk_share(pd.Series([1, 10, 14, 3, 20]), pd.Series([1, 50, 40, 30, 100])).round(2).tolist()
    [0.25, 0.21, 0.3, 0.15, 0.2]
    """
    k, n = k.astype("int64"), n.astype("int64")
    total, n_known = int(n.sum()), int((n > 0).sum())
    if not total or n_known < 2:
        return pd.Series(np.where(n > 0, k / np.maximum(n, 1), 0.0), index=k.index)
    mean = min(max(int(k.sum()) / total, 1e-6), 1 - 1e-6)
    # sorted, so that the last digits do not depend on the order of rows or on ids
    spread = float(np.sort(n * (k / np.maximum(n, 1) - mean) ** 2).sum()) / (mean * (1 - mean))
    room = total - float((n.astype("float64") ** 2).sum()) / total - (n_known - 1)
    alike = min(max((spread - (n_known - 1)) / room if room > 0 else 0.0, 1e-4), 0.95)
    strength = 1 / alike - 1
    return (k + mean * strength) / (n + strength)


def surprise(values: pd.Series, peers: pd.Series | None = None) -> pd.Series:
    """Say how rare a value as high is: minus the logarithm of the share of peers that have one.

    `values`: the higher, the more telling. `peers`: the group of each entity; without it all are compared with all.
    Returns Series of float: in nats, 0 for the lowest. If nothing were to find and parts were independent, a sum of
    such scores would follow a known distribution (Fisher's method). Source: Fisher (1932), Statistical Methods, 4th
    ed., sec. 21.1.

    Examples
    --------
    >>> surprise(pd.Series([0, 0, 0, 7])).round(2).tolist()
    [0.0, 0.0, 0.0, 1.39]
    """
    groups = values.groupby(peers, observed=True) if peers is not None else None
    rank = (
        groups.rank(method="max", ascending=False) if groups else values.rank(method="max", ascending=False)
    )
    size = groups.transform("size") if groups else len(values)
    return pd.Series(np.log(size / rank), index=values.index)


def at_least(n: np.ndarray | pd.Series, mean: np.ndarray | pd.Series) -> np.ndarray:
    """Give the chance that chance alone brings so many, when it brings `mean` on average (a Poisson tail).

    Examples
    --------
    >>> at_least(np.array([0, 1, 4]), np.array([1.0, 1.0, 1.0])).round(3).tolist()
    [1.0, 0.632, 0.019]
    """
    # scipy.stats has the same function, but is heavier still to import: lessons use this one
    from scipy.special import pdtrc  # noqa: PLC0415 (slow to import)

    n = np.asarray(n)
    return np.where(n > 0, pdtrc(np.maximum(n, 1) - 1, np.asarray(mean)), 1.0)


# ---

Observed = Mapping[str, pd.DataFrame]

STEPS = ("registration", "activation", "resale", "traffic", "complaint")
"""Steps of the chain that leave something to see on a SIM, in the order of the chain."""

FEATURES: Mapping[str, tuple[str, str]] = {
    "is_new": ("registration", "1 if an attempt to register it is in the tables."),
    "is_self": ("registration", "1 if registered by the customer alone."),
    "is_dealer": ("registration", "1 if registered at a dealer."),
    "is_explained": (
        "registration",
        "1 if campus, village office, reseller or organisation: many SIMs are meant.",
    ),
    "is_far": (
        "registration",
        "1 if the outlet stands in another province than the holder of the NIK lives in.",
    ),
    "device_niks": ("registration", "Different NIKs tried on the device of the registration."),
    "device_refused": ("registration", "Attempts on that device that were refused or held."),
    "device_day": ("registration", "Attempts on that device on the day of the registration."),
    "nik_sims": ("registration", "SIMs on the NIK that were registered since the tables begin."),
    "nik_devices": ("registration", "Devices on which the NIK was tried."),
    "n_accounts": ("activation", "OTT accounts activated."),
    "activation_sims": (
        "activation",
        "SIMs whose accounts were activated on the same device; the fullest device.",
    ),
    "is_other_device": (
        "activation",
        "1 if an account was activated on another device than the registration's.",
    ),
    "activation_speed": (
        "activation",
        "1 / (1 + days from the registration to the first account); 0 without one.",
    ),
    "n_logins": ("resale", "Log-ins on a device that is new to the account."),
    "login_accounts": ("resale", "Accounts that logged in on the same device; the fullest device."),
    "is_abroad": ("resale", "1 if a log-in came from another country than the activation (home if unknown)."),
    "login_speed": ("resale", "1 / (1 + days from the activation to the first log-in); 0 without both."),
    "n_told": ("resale", "Notices to owners: a log-in elsewhere, or a strange number on the own NIK."),
    "n_days": ("traffic", "Days with traffic."),
    "out_per_day": ("traffic", "Messages a day with traffic."),
    "calls_per_day": ("traffic", "Calls a day with traffic."),
    "fan_out": ("traffic", "Recipients a day with traffic."),
    "new_share": ("traffic", "Share of the recipients never written to before, shrunk."),
    "silent_share": ("traffic", "Share of the recipients who did not answer, shrunk."),
    "stillness": ("traffic", "1 / mean number of cells a day; 0 without traffic."),
    "once_share": (
        "complaint",
        "Share of those in the contact extract who were written to on one day alone, shrunk.",
    ),
    "n_reporters": ("complaint", "Different people who complained."),
    "n_complete": ("complaint", "Complaints with complete evidence."),
    "claimed_loss": ("complaint", "Losses claimed, as log10(1 + Rp)."),
}
"""What each feature is: its step of the chain and its meaning. The larger, the more suspicious, where it has a side."""


def table(tables: Observed, name: str) -> pd.DataFrame:
    """Give one observed table, or one without rows where it is absent.

    Examples
    --------
    >>> table({}, "contacts").shape
    (0, 4)
    """
    if name in tables:
        return tables[name]
    return OBSERVED[name].frame(OBSERVED[name].schema.empty_table())


Step: TypeAlias = Callable[[Observed, pd.Index], list[pd.Series]]
"""What tells some features of SIMs, each by SIM, from the observed tables and the ids of all SIMs."""


def sim_features(tables: Observed, steps: Sequence[Step] | None = None) -> pd.DataFrame:
    """Make the feature table: one row for each SIM that is known, one column for each of ``FEATURES``.

    ``sims`` is needed, the other tables count as empty where absent. Indexed by ``sim_id``, sorted; a count of what
    nobody saw is 0. With `steps` only their features are made.

    Examples
    --------
    >>> from simkit import simulate
    >>> run = simulate("baseline", settings={"people.n_people": 500, "run.days": 3, "run.scale": 0.001})
    >>> sim_features(run.observed).shape == (len(run.observed["sims"]), len(FEATURES))
    True
    """
    return together(*feature_parts(tables, steps))


def feature_parts(tables: Observed, steps: Sequence[Step] | None = None) -> tuple[pd.Index, list[pd.Series]]:
    """Give the ids of all SIMs, sorted, and each feature by the SIMs of which there is something to tell."""
    sims = _sims(tables).index
    made: list[pd.Series] = []
    for step in steps or EVERY_STEP:
        made += step(tables, sims)
        give_back()
    return sims, made


def _sims(tables: Observed, *columns: str) -> pd.DataFrame:
    """Give some columns of ``sims`` by SIM, sorted."""
    sims = tables["sims"][["sim_id", *columns]].set_index("sim_id")
    return sims if sims.index.is_monotonic_increasing else sims.sort_index()


def together(sims: pd.Index, parts: Sequence[pd.Series]) -> pd.DataFrame:
    """Put features side by side, a row for each of these SIMs."""
    made = np.empty((len(sims), len(parts)), order="F")
    for i, column in enumerate(columns(sims, parts)):
        made[:, i] = column
    return pd.DataFrame(made, sims, [str(part.name) for part in parts], copy=False)


def columns(sims: pd.Index, parts: Sequence[pd.Series]) -> Iterator[np.ndarray]:
    """Give one feature after the other with a value for each of these SIMs, 0 where there is nothing to tell."""
    at, of = np.arange(len(sims)), sims
    for part in parts:
        if not part.index.is_(of):
            at, of = row_numbers(sims.to_numpy(), part.index.to_numpy()), part.index
        column = np.zeros(len(sims))
        column[at[at >= 0]] = part.astype("float64").fillna(0.0).to_numpy()[at >= 0]
        yield column


def distinct(rows: pd.DataFrame, by: str, what: str) -> pd.Series:
    """Count different `what` for each `by`."""
    return rows[[by, what]].dropna().drop_duplicates().groupby(by, observed=True).size()


def numbered(*texts: pd.Series) -> list[pd.Series]:
    """Give the different texts of some columns numbers, for a text takes ten times the room; what is missing stays so.

    Examples
    --------
    >>> [n.tolist() for n in numbered(pd.Series(["b", "a"]), pd.Series(["a", None]))]
    [[0.0, 1.0], [1.0, nan]]
    """
    codes: pd.Series = pd.Series(pd.factorize(pd.concat(texts))[0])
    codes, ends = codes.where(codes >= 0), np.cumsum([0, *map(len, texts)])
    return [codes[ends[i] : ends[i + 1]].set_axis(text.index) for i, text in enumerate(texts)]


def is_known(tables: Observed, ids: pd.Index) -> list[pd.Series]:
    """Tell how each SIM was registered, and what excuse there is for many."""
    sims = _sims(tables, "nik", "channel", "outlet_id").set_axis(ids)
    made = table(tables, "registrations")["sim_id"].dropna()
    outlets = table(tables, "outlets").set_index("outlet_id")
    people = table(tables, "people")[["nik", "kind", "province"]].drop_duplicates("nik").set_index("nik")
    kind, home = sims["nik"].map(people["kind"]), sims["nik"].map(people["province"])
    setting, where = sims["outlet_id"].map(outlets["setting"]), sims["outlet_id"].map(outlets["province"])
    explained = kind.isin(["reseller", "organisation"]) | setting.isin(["campus", "village_office"])
    new = sims.index.isin(made)
    return [
        pd.Series(new, sims.index, name="is_new"),
        ((sims["channel"] == "self") & new).rename("is_self"),
        ((sims["channel"] == "dealer") & new).rename("is_dealer"),
        explained.rename("is_explained"),
        ((home.astype(object) != where.astype(object)) & home.notna() & where.notna() & new).rename("is_far"),
    ]


def _devices(tables: Observed, ids: pd.Index) -> list[pd.Series]:
    rows = table(tables, "registrations")[["at", "nik", "imei", "verdict", "sim_id"]]
    day, rows["imei"] = rows["at"].dt.floor("D"), *numbered(rows["imei"])
    refused = rows.loc[rows["verdict"] != "allow", "imei"].value_counts()
    that_day = rows.groupby(["imei", day], observed=True)["at"].transform("size")
    made = rows.assign(device_day=that_day)[rows["sim_id"].notna()]
    made = made.assign(sim_id=made["sim_id"].astype("int64")).set_index("sim_id")
    nik_sims = _sims(tables, "nik")["nik"].loc[ids.isin(made.index)].value_counts()
    return [
        made["imei"].map(distinct(rows, "imei", "nik")).rename("device_niks"),
        made["imei"].map(refused).rename("device_refused"),
        made["device_day"],
        made["nik"].map(nik_sims).rename("nik_sims"),
        made["nik"].map(distinct(rows, "nik", "imei")).rename("nik_devices"),
    ]


def _activation(tables: Observed, ids: pd.Index) -> list[pd.Series]:
    rows, registrations = table(tables, "accounts"), table(tables, "registrations")[["imei", "sim_id"]]
    rows = rows[["sim_id", "activated_at", "imei"]]
    rows["imei"], registrations["imei"] = numbered(rows["imei"], registrations["imei"])
    rows = rows[rows["activated_at"].notna()]
    by_sim = rows.groupby("sim_id", observed=True)
    first = by_sim["activated_at"].min()
    made = registrations[registrations["sim_id"].notna()]
    own = pd.Series(made["imei"].array, made["sim_id"].astype("int64"))
    before = rows["sim_id"].map(own)
    facts = pd.DataFrame({"activation_sims": rows["imei"].map(distinct(rows, "imei", "sim_id"))})
    facts["is_other_device"] = (before.notna() & (before != rows["imei"])).astype("float64")
    most, since = facts.groupby(rows["sim_id"]).max(), _sims(tables, "registered_at")["registered_at"]
    return [
        by_sim.size().rename("n_accounts"),
        *(most[name] for name in most),
        _speed(since.reindex(first.index), first).rename("activation_speed"),
    ]


def _speed(start: pd.Series, end: pd.Series) -> pd.Series:
    """Give 1 / (1 + days in between): 1 at once, towards 0 the later; missing where an end is."""
    return 1 / (1 + (end - start).dt.total_seconds().clip(lower=0) / 86400)


def _resale(tables: Observed, ids: pd.Index) -> list[pd.Series]:
    rows = table(tables, "logins")[["at", "account_id", "imei", "place", "verdict"]]
    rows["imei"] = numbered(rows["imei"])[0]
    accounts = table(tables, "accounts")[["account_id", "sim_id", "activated_at", "place"]]
    at = row_numbers(*(t["account_id"].to_numpy(np.int64, na_value=-1) for t in (accounts, rows)))
    is_seen = (rows["verdict"] == "allow").to_numpy(bool) & (at >= 0)
    rows = rows.loc[is_seen, ["at", "account_id", "imei", "place"]]
    own = accounts.take(at[is_seen]).set_axis(rows.index)
    was = own["place"].astype(object).where(own["place"].notna(), "home")
    made = pd.DataFrame({"login_accounts": rows["imei"].map(distinct(rows, "imei", "account_id"))})
    made["is_abroad"] = (rows["place"].astype(object) != was).astype("float64")
    made["login_speed"] = _speed(own["activated_at"], rows["at"])
    by_sim = made.groupby(own["sim_id"].astype("int64"))
    notices = table(tables, "notices")
    told = notices[notices["kind"].isin(["login_elsewhere", "strange_number"]) & notices["sim_id"].notna()]
    return [
        by_sim.size().rename("n_logins"),
        *(most for _, most in by_sim.max().items()),
        told["sim_id"].astype("int64").value_counts().rename("n_told"),
    ]


def traffic(tables: Observed, ids: pd.Index) -> list[pd.Series]:
    """Tell how each SIM that is watched writes, and who answers."""
    rows = table(tables, "traffic_daily")
    sums = by_sim(rows, ["n_out", "n_calls", "n_recipients", "n_replies", "n_new", "n_cells", "n_days"])
    days = sums["n_days"]
    return [
        days.rename("n_days"),
        (sums["n_out"] / days).rename("out_per_day"),
        (sums["n_calls"] / days).rename("calls_per_day"),
        (sums["n_recipients"] / days).rename("fan_out"),
        shrunk_share(sums["n_new"], sums["n_recipients"]).rename("new_share"),
        shrunk_share(sums["n_recipients"] - sums["n_replies"], sums["n_recipients"]).rename("silent_share"),
        (days / sums["n_cells"]).rename("stillness"),
    ]


def complaints(tables: Observed, ids: pd.Index) -> list[pd.Series]:
    """Tell who complained about each SIM."""
    rows, met = table(tables, "complaints"), pairs(table(tables, "contacts"))
    loss = rows.groupby("sim_id", observed=True)["claimed_loss_rp"].sum().astype("float64")
    return [
        shrunk_share(met["once"], met["n"]).rename("once_share"),
        distinct(rows, "sim_id", "person_id").rename("n_reporters"),
        rows.loc[rows["is_complete"].astype(bool), "sim_id"].value_counts().rename("n_complete"),
        loss.transform(np.log1p).div(np.log(10)).rename("claimed_loss"),
    ]


EVERY_STEP: tuple[Step, ...] = (is_known, _devices, _activation, _resale, traffic, complaints)
