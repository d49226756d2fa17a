"""Where a leak comes from: desk or server by the post itself, and whose look-ups could be its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..core.catalogue import Catalogue
from ..core.errors import BadValue, nearest, quoted
from ..core.multiple_tests import holm
from .explained_looks import explain
from .guard import refuse_real

DESK, SERVER, UNCLEAR = "desk", "server", "unclear"
SCREEN_ONLY = ("package", "last_cell")
MANY, PICTURE_BYTES = 20, 20_000


SAID = Catalogue(__package__, "origin.signs")


@dataclass(frozen=True)
class Sign:
    """One thing that speaks for the desk or for a server: `weight` above 0 speaks for the desk [points]."""

    code: str
    weight: int

    @property
    def id(self) -> str:
        """What it says, in Indonesian."""
        return SAID[self.code].id

    @property
    def en(self) -> str:
        """What it says, in English."""
        return SAID[self.code].en


SIGNS = {
    s.code: s
    for s in (
        Sign("retyped", 2),
        Sign("screenshot", 2),
        Sign("raw_columns", -2),
        Sign("screen_only", 3),
        Sign("imei", 0),
        Sign("many", -3),
        Sign("one", 1),
        Sign("picture", 2),
    )
}


@dataclass(frozen=True)
class Origin:
    """Where a post seems to come from, and why.

    `kind`: desk, server or unclear. `points`: above 0 for the desk, below for a server. `signs`: what speaks for it,
    the strongest first.
    """

    kind: str
    points: int
    signs: tuple[Sign, ...]

    def say(self, lang: str) -> str:
        """Give the reasons in one language (id or en)."""
        return " ".join(getattr(s, lang) for s in self.signs)


def origin(post: pd.Series) -> Origin:
    """Judge by a post's form, fields, number of records and size where it comes from.

    The points are a rule of thumb (assumption), not a probability: two points decide. `post`: a row of
    ``observed/posts``.

    Source: ``leak-2020`` (a photo with package and last location), ``leak-sim-2022`` (raw columns, millions of rows).

    Examples
    --------
    >>> post = pd.Series({"formatting": "retyped", "fields": "name,nik,imei,last_cell", "n_records": 1, "n_bytes": 150})
    >>> found = origin(post)
    >>> found.kind, [s.code for s in found.signs]
    ('desk', ['screen_only', 'retyped', 'one', 'imei'])
    >>> origin(post.replace({"retyped": "raw_columns", 1: 5000, "name,nik,imei,last_cell": "nik,msisdn"})).kind
    'server'
    """
    fields, n = set(str(post["fields"]).split(",")), int(post["n_records"])
    codes = {
        str(post["formatting"]): True,
        "screen_only": not fields.isdisjoint(SCREEN_ONLY),
        "imei": "imei" in fields,
        "many": n >= MANY,
        "one": n == 1,
        "picture": int(post["n_bytes"]) / max(n, 1) >= PICTURE_BYTES,
    }
    signs = sorted(
        (SIGNS[c] for c, holds in codes.items() if holds and c in SIGNS), key=lambda s: -abs(s.weight)
    )
    points = sum(s.weight for s in signs)
    return Origin(DESK if points >= 2 else SERVER if points <= -2 else UNCLEAR, points, tuple(signs))


def origins(posts: pd.DataFrame) -> pd.DataFrame:
    """Judge all posts: ``post_id``, ``origin``, ``points``, ``why_id``, ``why_en``.

    Examples
    --------
    >>> posts = pd.DataFrame({"post_id": [1], "formatting": ["screenshot"], "fields": ["name,nik"],
    ...                       "n_records": [1], "n_bytes": [250_000]})
    >>> origins(posts)[["post_id", "origin", "points"]].values.tolist()
    [[1, 'desk', 5]]
    """
    found = [origin(row) for _, row in posts.iterrows()]
    rows = [(f.kind, f.points, f.say("id"), f.say("en")) for f in found]
    made = pd.DataFrame(rows, columns=["origin", "points", "why_id", "why_en"])
    made.insert(0, "post_id", posts["post_id"].to_numpy())
    return made


# ---
# Which look-ups explain a leak: of one record, and of a whole set of records.

HALF_LIFE_H = 30.0
"""After this time [h] a look-up counts half as a source; the parameter ``insider.post_delay_h``. Assumption."""

P_HIDDEN = 0.5
"""Share of misuse that hides behind an ordinary explanation; the parameter ``insider.p_covered``. Assumption."""

MIN_P = 0.5
"""From which chance on a posted record counts as being about its likeliest person."""


def explaining_accesses(
    tables: Mapping[str, pd.DataFrame], post: int, person: int, explained: pd.DataFrame | None = None
) -> pd.DataFrame:
    """List the look-ups of a person that could be the source of a post, the likeliest first.

    Only look-ups count that were allowed, came before the post and showed every field that was posted. The weight
    falls with the time between (1 / (1 + h / 30)) and rises with how rare the look-up's explanation is
    among all look-ups: half of misuse is taken to have no explanation, as against few honest look-ups.

    Needs accesses, tickets, agents, posts. `explained`: what `explain` gives for these tables, if it is at hand.
    Returns a table: ``access_id``, ``agent_id``, ``at``, ``hours_before``, ``explanation``, ``is_explained``,
    ``score`` and ``share`` (of the scores). Empty if the desk's log holds no source: then the leak came from
    elsewhere, or the camera caught what a colleague had opened. Raises BadValue if there is no such post, or if
    anybody in the tables could be real.
    """
    refuse_real(tables, proof=("people",))
    posts = tables["posts"]
    row = posts[posts["post_id"] == post]
    if row.empty:
        raise BadValue(f"post {quoted(post)}: there is none; {nearest(str(post), posts['post_id'])}")
    fields, at = set(str(row["fields"].iloc[0]).split(",")), row["at"].iloc[0]
    looks = explain(tables) if explained is None else explained
    p_open = np.clip(1 - looks["is_explained"].mean() if len(looks) else 0.5, 1e-4, 1 - 1e-4)
    mine = looks[(looks["person_id"] == person) & (looks["at"] < at) & (looks["verdict"] == "allow")]
    mine = mine[np.array([fields <= set(str(f).split(",")) for f in mine["fields_shown"]], bool)]
    hours = (at - mine["at"]) / pd.Timedelta(hours=1)
    weight = np.where(mine["is_explained"], P_HIDDEN / (1 - p_open), (1 - P_HIDDEN) / p_open)
    made = mine[["access_id", "agent_id", "at", "explanation", "is_explained"]].assign(
        hours_before=hours, score=weight / (1 + hours / HALF_LIFE_H)
    )
    made["share"] = made["score"] / made["score"].sum()
    return made.sort_values(["score", "at"], ascending=False, ignore_index=True)


def explains_people(tables: Mapping[str, pd.DataFrame], leaked: pd.DataFrame) -> pd.DataFrame:
    """Say whose look-ups cover a set of leaked people better than chance would.

    An agent who has looked up a share q of all people whom anybody had looked up by then covers each leaked one
    of them with chance q. How likely chance alone reaches the number really covered is a binomial tail (of the
    sum over days on which records leaked); the more an agent works, the more chance alone covers. With many
    agents one of them is always lucky: ``p_family`` is corrected for that (Holm).

    Needs accesses, agents, people. `leaked`: ``person_id`` and ``at``: only look-ups
    before this moment can explain the leak. Returns a table: ``agent_id``, ``n_people`` (looked up before the last
    leak), ``n_hit``, ``n_leaked`` (leaked people whom anybody had looked up), ``expected``, ``p_chance``,
    ``p_family``; the least likely by chance first. Raises BadValue if anybody in the tables could be real.
    """
    refuse_real(tables, proof=("people",))
    looks = tables["accesses"][["agent_id", "person_id", "at", "verdict"]]
    first = (
        looks[looks["verdict"] == "allow"]
        .groupby(["agent_id", "person_id"], observed=True)["at"]
        .min()
        .reset_index()
    )
    anybody = first.groupby("person_id")["at"].min()
    leaked = leaked.astype({"person_id": "int64"}).groupby("person_id")["at"].min().reset_index()
    leaked = leaked[anybody.reindex(leaked["person_id"]).to_numpy() < leaked["at"].to_numpy()]
    agents = tables["agents"]["agent_id"].to_numpy()
    hits = first.merge(leaked, on="person_id", suffixes=("", "_leak"))
    n_hit = hits[hits["at"] < hits["at_leak"]].groupby("agent_id").size().reindex(agents, fill_value=0)
    days = leaked["at"].dt.ceil("D").value_counts().sort_index()
    by_day = _shares(first, anybody, agents, days.index)
    early = first[first["at"] < leaked["at"].max()].groupby("agent_id").size()
    made = pd.DataFrame(
        {
            "agent_id": agents,
            "n_people": early.reindex(agents, fill_value=0).to_numpy(),
            "n_hit": n_hit.to_numpy(),
            "n_leaked": len(leaked),
            "expected": by_day @ days.to_numpy() if len(days) else 0.0,
            "p_chance": [_tail(h, days.to_numpy(), q) for h, q in zip(n_hit, by_day, strict=True)],
        }
    )
    made = made.sort_values(["p_chance", "agent_id"], ignore_index=True)
    return made.assign(p_family=holm(made["p_chance"].to_numpy()))


def _shares(first: pd.DataFrame, anybody: pd.Series, agents: np.ndarray, days: pd.Index) -> np.ndarray:
    """Give the share of all people looked up so far whom each agent had looked up, by day."""
    total = np.searchsorted(np.sort(anybody.to_numpy()), days.to_numpy())
    mine = {a: np.sort(t.to_numpy()) for a, t in first.groupby("agent_id")["at"]}
    counts = [np.searchsorted(mine.get(a, np.empty(0, "datetime64[s]")), days.to_numpy()) for a in agents]
    return np.array(counts, float).reshape(len(agents), len(days)) / np.maximum(total, 1)


def _tail(n_hit: int, n: np.ndarray, q: np.ndarray) -> float:
    """Give the chance of at least so many hits when day d has n[d] records, each covered with chance q[d]."""
    from scipy.special import gammaln, xlog1py, xlogy  # noqa: PLC0415 (slow to import; scipy.stats takes 50 MB more)

    chance = np.ones(1)
    for n_day, q_day in zip(n.tolist(), q.tolist(), strict=True):
        k = np.arange(n_day + 1)
        ways = gammaln(n_day + 1) - gammaln(k + 1) - gammaln(n_day - k + 1)
        chance = np.convolve(chance, np.exp(ways + xlogy(k, q_day) + xlog1py(n_day - k, -q_day)))
    return float(chance[n_hit:].sum()) if n_hit else 1.0
