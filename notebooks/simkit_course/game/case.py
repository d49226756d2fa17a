"""A case to investigate: a small country with one insider, one ring and one bent outlet, as known on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from simkit.core.errors import BadValue, nearest
from simkit.detect.explained_looks import explain
from simkit.detect.views import cut
from simkit.measure.metrics import labels

if TYPE_CHECKING:
    from simkit.measure.metrics import Told

# ---
# What a case keeps of its run: the few tables that the end of the game asks for, not the simulator
# behind them.

REGISTERED = ("registration_id", "nik", "imei", "outlet_id", "at")
LATER: Mapping[str, tuple[str, ...]] = {
    "accesses": ("access_id", "agent_id", "at"),
    "tickets": ("agent_id", "at"),
}
"""Observed tables of which only the days after the case are asked for, and only these columns."""
TRUTH: Mapping[str, tuple[str, ...]] = {
    "agents": ("agent_id", "role"),
    "outlets": ("outlet_id", "role"),
    "sims": ("sim_id", "ring_id"),
    "registrations": ("registration_id",),
    "accesses": ("access_id", "motive"),
    "sales": ("sale_id", "at", "sim_id", "is_abroad"),
    "messages": ("day", "sim_id", "n_sent"),
    "losses": ("at", "sim_id", "amount_rp"),
}


@dataclass(frozen=True)
class Kept:
    """Some columns of some tables of a run.

    - ``observed``, ``truth`` (mapping of str to DataFrame): ``registrations`` of the whole run and, of the
      tables in ``LATER``, what came after the case; the tables in ``TRUTH``.
    """

    observed: Mapping[str, pd.DataFrame] = field(repr=False)
    truth: Mapping[str, pd.DataFrame] = field(repr=False)


def keep(run: Told, at: pd.Timestamp) -> Kept:
    """Take what a case needs out of a run, so that the run's memory can be given back.

    >>> from simkit.engine.run import simulate
    >>> run = simulate("lesson-ring", 1, settings={"people.n_people": 500, "run.days": 3})
    >>> keep(run, pd.Timestamp("2030-01-01")).observed["tickets"].empty
    True
    """
    observed = {"registrations": run.observed["registrations"][list(REGISTERED)]}
    for name, columns in LATER.items():
        table = run.observed[name]
        observed[name] = table.loc[table["at"] > at, list(columns)].reset_index(drop=True)
    return Kept(observed, {name: run.truth[name][list(columns)] for name, columns in TRUTH.items()})


# ---
# Every fact of a case in one table: what an investigator may uncover, row by row.

TABLES = (
    "people", "outlets", "agents", "sims", "tickets", "accesses", "registrations", "accounts", "logins",
    "traffic_daily", "complaints", "blocks",
)  # fmt: skip
"""Tables of a case; all but the traffic and the blocks make rows of evidence or are needed to read them."""
COLUMNS = ["row", "kind", "at", "sim_id", "nik", "imei", "outlet_id", "agent_id", "place", "note"]
IDS = ("sim_id", "nik", "outlet_id", "agent_id", "person_id")


def evidence_rows(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Put every fact of the chain into one table, the oldest first: look-up, registration, account, log-in, complaint.

    - ``tables`` (mapping of str to DataFrame): Observed; needs ``TABLES``.

    Returns a DataFrame: ``row`` (table and key, such as "registrations/504"), ``kind``, ``at``, ``sim_id``,
    ``nik``, ``imei``, ``outlet_id``, ``agent_id``, ``place``, ``note`` (a complaint's channel, a look-up's
    explanation), ``person_id`` (of who complained).
    """
    sims = tables["sims"].set_index("sim_id")["nik"]
    people = tables["people"].set_index("person_id")["nik"]
    looks = explain(tables)
    looks = looks[looks["verdict"] == "allow"].assign(note=lambda t: t["explanation"])
    looks["nik"] = looks["person_id"].map(people)
    done = tables["registrations"]
    done = done[done["sim_id"].notna()]
    accounts = tables["accounts"]
    begun = accounts[accounts["imei"].notna()].rename(columns={"activated_at": "at"})
    moved = tables["logins"]
    moved = moved[moved["verdict"] == "allow"].merge(accounts[["account_id", "sim_id"]], on="account_id")
    filed = tables["complaints"].assign(note=lambda t: t["channel"])
    filed = filed[filed["sim_id"].notna()]
    made = []
    for kind, name, key, part in (
        ("look-up", "accesses", "access_id", looks.drop(columns="person_id")),
        ("registration", "registrations", "registration_id", done),
        ("activation", "accounts", "account_id", begun),
        ("log-in", "logins", "login_id", moved),
        ("complaint", "complaints", "complaint_id", filed),
    ):
        some = part.assign(kind=kind, row=name + "/" + part[key].astype(str))
        some = some.reindex(columns=[*COLUMNS, "person_id"])
        if kind in ("activation", "log-in", "complaint"):
            some["nik"] = some["sim_id"].map(sims)
        made.append(some.astype(dict.fromkeys(("imei", "place", "note", "kind", "row"), object)))
    rows = pd.concat([m.astype(dict.fromkeys(IDS, "Int64")) for m in made], ignore_index=True)
    return rows.sort_values(["at", "row"], kind="stable", ignore_index=True)


# ---

SCENARIO = "lesson-ring"
COUNTRY = {
    "people.n_people": 8_000,
    "run.scale": 0.003,
    "run.tick_h": 24,
    "market.n_outlets_per_10k_people": 30,
    "market.n_agents": 24,
    "desk.contacts_per_agent": 20,
    "insider.extra_per_shift": 4,
    "ring.n_outlets": 1,
    "ring.shares": [0.6, 0.4, 0, 0, 0, 0],
    "ring.n_workers": 4,
    "ring.numbers_per_device": 12,
}
"""About 8,000 people and 24 outlets; a ring that plans 150 numbers, by itself or at one outlet. Assumptions."""

HARDER = {
    "ring.numbers_per_device": 4,
    "ring.sims_per_identity": 1.0,
    "ring.n_outlets": 3,
    "broker.other_leaks_per_number": 1.0,
    "broker.start_share": 0.5,
    "insider.extra_per_shift": 2,
}
"""Level 2: the ring stays below every cap, as in the scenario ``ring-under-cap``, and the insider sells less.
Assumptions."""

DAYS, BUDGET_H, K = 60, 48, 20
"""The day of the case, the hours of the investigators (six working days), the numbers to block. Assumptions."""

KINDS = ("agent", "outlet", "device", "number")


@dataclass(frozen=True)
class Case:
    """One case.

    - ``at`` (Timestamp): The moment of the investigation; nothing later is in any table.
    - ``budget_h``, ``k`` (int): Hours to spend, and how many numbers may be blocked today.
    - ``tables`` (mapping of str to DataFrame): All observed tables as of `at`: for checks and detectors. An
      investigator pays for what is in them.
    - ``rows`` (DataFrame): Every fact of the case, a row each, as `evidence_rows` gives it.
    - ``run`` (Kept): What the end of the game needs of the run: the truth, and what came after `at`.
    """

    at: pd.Timestamp
    budget_h: int
    k: int
    tables: Mapping[str, pd.DataFrame] = field(repr=False)
    rows: pd.DataFrame = field(repr=False)
    run: Kept = field(repr=False)

    @property
    def complaints(self) -> pd.DataFrame:
        """What is known for nothing: the complaints so far, about numbers that are not blocked yet."""
        rows = self.rows[(self.rows["kind"] == "complaint") & ~self.rows["sim_id"].isin(self.blocked)]
        return rows[["row", "at", "sim_id", "person_id", "note"]].reset_index(drop=True)

    @property
    def blocked(self) -> frozenset[int]:
        """The numbers (``sim_id``) that are blocked or given up already."""
        return frozenset(self.tables["blocks"]["sim_id"].dropna().astype(int))

    def totals(self, kind: str) -> pd.Series:
        """Count for nothing how big each is: an agent's look-ups, an outlet's registrations, and so on.

        - ``kind`` ({"agent", "outlet", "device", "number"}): device: NIKs registered on it. number: messages it
          sent.

        Raises BadValue: for another kind.
        """
        if kind not in KINDS:
            raise BadValue(f"totals({kind!r}): {nearest(kind, KINDS)}")
        rows = self.rows
        done = rows[rows["kind"] == "registration"]
        if kind == "agent":
            made = rows["agent_id"].value_counts()
        elif kind == "outlet":
            made = done["outlet_id"].value_counts()
        elif kind == "device":
            made = done.groupby("imei")["nik"].nunique()
        else:
            made = self.tables["traffic_daily"].groupby("sim_id")["n_out"].sum()
            made = made[~made.index.isin(self.blocked)]
        if kind != "device":
            made.index = made.index.astype(int)
        table = made.rename("n").rename_axis(kind).reset_index()
        table = table.sort_values(["n", kind], ascending=[False, True])
        return table.set_index(kind)["n"].astype(int)

    @cached_property
    def book(self) -> pd.DataFrame:
        """What sellers noted, which only a seizure brings to light: sales of numbers, with the device they lay on."""
        sales = self.run.truth["sales"]
        sales = sales[(sales["at"] <= self.at) & sales["sim_id"].isin(self.rows["sim_id"].dropna())]
        made = self.rows[self.rows["kind"] == "activation"].drop_duplicates("sim_id").set_index("sim_id")
        found = sales.assign(kind="sale", row="book/" + sales["sale_id"].astype(str))
        found["sim_id"] = found["sim_id"].astype("Int64")
        found["imei"], found["nik"] = found["sim_id"].map(made["imei"]), found["sim_id"].map(made["nik"])
        found["place"] = found["is_abroad"].map({True: "abroad", False: "home"}).astype(object)
        found = found[found["imei"].notna()].reindex(columns=self.rows.columns)
        return found.astype(self.rows.dtypes.to_dict()).reset_index(drop=True)

    @property
    def losses(self) -> pd.Series:
        """What each number still took from people after the day of the case [Rp], by ``sim_id``: only for the end."""
        late = self.run.truth["losses"]
        late = late[(late["at"] > self.at) & late["sim_id"].notna()]
        return late.groupby(late["sim_id"].astype(int))["amount_rp"].sum()

    def truth(self, kind: str) -> frozenset[object]:
        """Give who really belonged to the crime by the day of the case: only for the end.

        A device is the ring's if it registered a number there, or if most of the accounts seen on it are no longer
        in the hands of their owners. Honest people are never in it, whatever they look like.
        """
        rows = self.rows
        ring = _ids(labels(self.run, "sim"))
        seen = rows[rows["kind"].isin(("registration", "activation", "log-in"))]
        bad = seen["sim_id"].isin(ring)
        if kind == "number":
            return frozenset(seen.loc[bad, "sim_id"].astype(int))
        if kind == "device":
            share = bad.groupby(seen["imei"].to_numpy()).agg(["mean", "sum"])
            held = share.index[(share["mean"] > 0.5) & (share["sum"] > 1)]
            return frozenset(held) | (_ids(labels(self.run, "device")) & frozenset(seen["imei"]))
        if kind == "outlet":
            there = frozenset(seen.loc[bad, "outlet_id"].dropna().astype(int))
            return _ids(labels(self.run, "outlet")) & there
        if kind == "agent":
            return _ids(labels(self.run, "agent"))
        raise BadValue(f"truth({kind!r}): {nearest(kind, KINDS)}")


def _ids(bad: pd.Series) -> frozenset[object]:
    return frozenset(bad.index[bad].tolist())


def open_case(seed: int = 1, budget_h: int = BUDGET_H, k: int = K, level: int = 1) -> Case:
    """Simulate a small country with a crime, and open its case on the sixtieth day.

    - ``seed`` (int): Another seed is another country, another outlet, another insider.
    - ``level`` ({1, 2}): 2 for a ring that spreads below every cap.

    Raises BadValue: for another level.

    >>> case = open_case(seed=1)
    >>> len(case.truth("agent")), len(case.truth("outlet"))
    (1, 1)
    """
    from simkit.engine.run import simulate  # noqa: PLC0415

    from ..datasets import class_story  # noqa: PLC0415
    from ..story import country_of  # noqa: PLC0415

    if level not in (1, 2):
        raise BadValue(f"level is {level!r}: 1 or 2")
    settings = COUNTRY | (HARDER if level == 2 else {})
    return case_of(simulate(country_of(SCENARIO, settings, class_story()), seed), budget_h, k)


def case_of(run: Told, budget_h: int = BUDGET_H, k: int = K, days: int = DAYS) -> Case:
    """Make a case of any run with truth: its tables as of midnight after `days` days."""
    at = run.observed["registrations"]["at"].min().normalize() + pd.Timedelta(days=days)
    now = cut(run.observed, at)
    tables = {name: now[name] for name in TABLES}
    return Case(at, budget_h, k, tables, evidence_rows(tables), keep(run, at))
