"""The material of lesson 10: a country to try one's own policies in, in pairs, and whom a limit hits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import simpy

from simkit.core.errors import BadValue
from simkit.core.folder import load
from simkit.core.parameter import parameter
from simkit.detect.detectors.base import Cited, Ranking, Reason, ranking
from simkit.engine.codes import OTT
from simkit.engine.export.result import Run
from simkit.engine.policies import Policy
from simkit.engine.run import simulate
from simkit.measure.metrics import precision_at
from simkit_course.datasets import home
from simkit_course.lessons.l07_complaint_to_block.material import interval

if TYPE_CHECKING:
    from simkit.core.folder import Saved
    from simkit.detect.detectors.base import Observed
    from simkit.measure.metrics import Told

SMALL = {"people.n_people": 5_000, "run.days": 60}
QUARREL = {"citizen_mistaken_per_1000": 20.0, "citizen_p_mistaken_complete": 1.0}
"""A country that often complains about honest numbers, with evidence that looks complete: an assumption."""
LIMITS = (5, 10, 15, 20, 25, 30, 35, 40)
FIRST_DAYS = 14.0
TOLERATED = 0.2
"""Share of honest new numbers that the rule of exercise 10.2 may hit on some day: the meeting's, an assumption."""


@dataclass(frozen=True)
class NewNumbersSlowly(Policy):
    """A new number may write to and call only so many people a day: the kit's own version of exercise 10.1."""

    per_day: int = parameter(20, "Recipients a day of a new number.", "numbers", "assumption", low=1)
    first_days: float = parameter(FIRST_DAYS, "How long a number is new.", "days", "assumption")

    name, decision, kind = "new_numbers_slowly", "message", "rule"
    doc = "In its first days a number may write to and call only so many people a day."
    cost = "Honest people who tell everybody their new number."
    cannot = "See OTT messages, or hold up numbers that were left to age."

    def alter(self, rows: Mapping[str, np.ndarray], model: Any) -> Mapping[str, np.ndarray]:
        """Cut what new numbers send by SMS and call."""
        age_h = rows["at"] - model.sims["t"][rows["sim"]]
        is_new = (age_h < self.first_days * 24) & (rows["channel"] != OTT)
        most = np.minimum(rows["n_sent"], (self.per_day * rows["days"]).astype(np.int64))
        return {**rows, "n_sent": np.where(is_new, most, rows["n_sent"])}


def country(seed: int = 1, *policies: Policy | str, **settings: Any) -> Run:
    """Simulate the small lab country, with any policies besides its own.

    - ``*policies`` (Policy or str): Made policies of one's own, or the kit's by name.
    - ``**settings``: Such as ``run_days=30``: the first underscore stands for the point.

    >>> country(1, NewNumbersSlowly(per_day=5), people_n_people=500, run_days=3).model.policies[-1].per_day
    5
    """
    said = {name.replace("_", ".", 1): value for name, value in settings.items()}
    return simulate("policy-lab", seed, policies=policies, settings={**SMALL, **said})


def is_same(one: Run, two: Run) -> bool:
    """Tell whether two runs agree in every table, row by row, and in every byte of each row."""
    return all(
        getattr(one, kind).arrow(name).equals(getattr(two, kind).arrow(name))
        for kind in ("observed", "truth")
        for name in getattr(one, kind)
    )


def sent(run: Run) -> tuple[int, int]:
    """Give how many messages and calls the sold numbers sent: by SMS and call, and over OTT."""
    messages = run.truth["messages"]
    is_ott = messages["channel"].astype(str).eq("ott")
    return int(messages["n_sent"][~is_ott].sum()), int(messages["n_sent"][is_ott].sum())


def kept_and_broken(pairs: pd.DataFrame) -> pd.DataFrame:
    """Give mean and interval of the differences of `in_pairs`, with the pairs kept and broken."""
    others = {"kept": pairs["with_rule"], "broken": np.roll(pairs["with_rule"], 1)}
    made = {name: interval(pairs["without"] - other) for name, other in others.items()}
    return pd.DataFrame(made, index=["mean", "low", "high"]).T.round(0).astype(int)


def in_pairs(policy: Policy, seeds: Iterable[int], done: Mapping[int, Run] | None = None) -> pd.DataFrame:
    """Simulate each seed without and with a policy; a row a seed. The two runs of a seed share their chance.

    - ``policy`` (Policy): A made policy, such as ``SlowStart(per_day=20)``.
    - ``done`` (mapping of seed to Run, optional): Runs without the policy that need not be made again.

    Returns a DataFrame: by ``seed``: ``without`` and ``with_rule``, what the sold numbers sent by SMS and call.

    Raises BadValue: for a policy that is not made, or cannot be.
    """
    known, rows = dict(done or {}), []
    for seed in seeds:
        before = known.get(seed) or country(seed)
        rows.append((seed, sent(before)[0], sent(country(seed, policy))[0]))
    return pd.DataFrame(rows, columns=["seed", "without", "with_rule"]).set_index("seed")


def first_days(run: Run, days: float = FIRST_DAYS) -> pd.DataFrame:
    """Give the daily traffic of new numbers in their first days.

    Returns a DataFrame: ``sim_id``, ``age_days``, ``n_recipients`` and ``is_honest``, which only a simulator
    knows.
    """
    seen = run.observed
    traffic, born = seen["traffic_daily"], seen["sims"].set_index("sim_id")["registered_at"]
    new = seen["registrations"]["sim_id"].dropna().astype("int64").unique()
    traffic = traffic[traffic["sim_id"].isin(new)]
    age = (traffic["day"] - born.reindex(traffic["sim_id"]).dt.floor("D").to_numpy()).dt.days
    honest = run.truth["sims"].set_index("sim_id")["ring_id"].isna()
    made = traffic[["sim_id", "n_recipients"]].assign(
        age_days=age, is_honest=honest.reindex(traffic["sim_id"]).to_numpy()
    )
    made = made[made["age_days"] < days].reset_index(drop=True)
    return made[["sim_id", "age_days", "n_recipients", "is_honest"]]


def share_hit(days: pd.DataFrame, limits: Iterable[int] = LIMITS) -> pd.DataFrame:
    """Give the share of new numbers with a day above a limit, of the honest and of the ring's.

    >>> days = pd.DataFrame({"sim_id": [1, 1, 2], "n_recipients": [3, 9, 9], "is_honest": [True, True, False]})
    >>> share_hit(days, [5, 9]).values.tolist()
    [[1.0, 1.0], [0.0, 0.0]]
    """
    most = days.groupby("sim_id").agg(n=("n_recipients", "max"), is_honest=("is_honest", "first"))
    rows = {
        limit: ((most["n"] > limit)[most["is_honest"]].mean(), (most["n"] > limit)[~most["is_honest"]].mean())
        for limit in limits
    }
    made = pd.DataFrame.from_dict(rows, orient="index", columns=["honest", "ring"])
    return made.rename_axis("limit")


# ---
# The material of lesson 10: a programme that hears the wrongly blocked, and a stage to try programmes
# on.


def wrongly(model: Any, sims: np.ndarray) -> list[int]:
    """List the numbers among some that no ring made: whoever uses them will appeal."""
    return [int(s) for s in np.asarray(sims) if model.sims["ring"][s] < 0]


@dataclass(frozen=True)
class ClerkHears(Policy):
    """One clerk hears people whose number was blocked by mistake: the kit's own version of exercise 10.5."""

    review_h: float = parameter(4.0, "Time that one appeal takes.", "h", "assumption", low=0.1)
    log: list[Any] = field(default_factory=list)

    name, decision, kind = "clerk_hears", "complaint", "programme"
    doc = "Whoever was blocked by mistake is heard, one at a time."
    cost = "A clerk's time."
    cannot = "Give back the days that were lost."

    def start(self, model: Any) -> None:
        """Listen for blocks."""
        clerk = simpy.Resource(model.env, capacity=1)

        def hear(sims: np.ndarray) -> None:
            for sim in wrongly(model, sims):
                model.env.process(self.appeal(model, clerk, sim))

        model.ledger.on("sim_blocked", hear)

    def appeal(self, model: Any, clerk: simpy.Resource, sim: int) -> Any:
        """Wait for the clerk and be heard."""
        came = model.now
        with clerk.request() as turn:
            yield turn
            begun = model.now
            yield model.env.timeout(self.review_h)
        self.log.append((sim, came, begun, model.now))


class Stage:
    """A tiny model for trying a programme: a clock, a ledger that only tells, and some SIMs.

    >>> desk = ClerkHears(review_h=2.0)
    >>> Stage([-1, 0, -1]).play(desk, [(1.0, [0, 1, 2])])
    >>> desk.log
    [(0, 1.0, 1.0, 3.0), (2, 1.0, 3.0, 5.0)]
    """

    def __init__(self, ring: Sequence[int]) -> None:
        self.env, self.sims = simpy.Environment(), {"ring": np.array(ring)}
        self.ledger, self.events = self, {}  # type: ignore[var-annotated]

    @property
    def now(self) -> float:
        """Hours since the start."""
        return float(self.env.now)

    def on(self, event: str, listener: Callable[..., object]) -> None:
        """Ask to be told of an event."""
        self.events.setdefault(event, []).append(listener)

    def play(
        self, policy: Policy, blocks: Sequence[tuple[float, Sequence[int]]], until: float = 1_000.0
    ) -> None:
        """Start a programme and tell it of blocks at their times [h]."""
        policy.start(self)  # type: ignore[arg-type]

        def tell() -> Any:
            for at, sims in blocks:
                yield self.env.timeout(at - self.env.now)
                for listener in self.events.get("sim_blocked", ()):
                    listener(sims=np.array(sims))

        self.env.process(tell())
        self.env.run(until=until)


def appeals(log: Sequence[Any]) -> pd.DataFrame:
    """Lay out a desk's log: ``sim``, ``came``, ``begun``, ``gone`` and ``wait_days``, times in days.

    >>> appeals([(7, 24.0, 36.0, 48.0)]).values.tolist()
    [[7.0, 1.0, 1.5, 2.0, 0.5]]
    """
    made = pd.DataFrame(log, columns=["sim", "came", "begun", "gone"])
    made[["came", "begun", "gone"]] /= 24
    return made.assign(wait_days=made["begun"] - made["came"]).sort_values(
        ["begun", "sim"], ignore_index=True
    )


# ---
# The material of lesson 10: phones to rank, the obvious rule, and what investigators find among the
# first.


def market() -> Saved:
    """Give the data set `resale`: numbers, accounts and traffic, with the truth for checking.

    >>> "accounts" in market().observed
    True
    """
    return load(home() / "resale")


def numbers_on_a_phone(tables: Observed) -> Ranking:
    """Rank phones by how many numbers were activated on them: the obvious rule of exercise 10.4."""
    accounts = tables["accounts"].dropna(subset=["imei"])
    rows = accounts.rename(columns={"imei": "entity_id", "account_id": "row_id"})
    score = rows.groupby("entity_id")["sim_id"].nunique()
    why = Reason(
        "numbers", "accounts", "sim_id", "nunique", "{n} nomor pada satu ponsel", "{n} numbers on one phone"
    )
    return ranking("numbers_on_a_phone", "device", score, [Cited(why, rows)])


def ring_phones(run: Told) -> pd.Series:
    """Tell of each phone on which an account was activated whether a number of a ring is among them."""
    accounts = run.observed["accounts"].dropna(subset=["imei"])
    ring = run.truth["sims"].set_index("sim_id")["ring_id"].notna()
    mine = accounts["sim_id"].map(ring).fillna(False).astype(bool)
    return mine.groupby(accounts["imei"]).any()


def among_first(found: Ranking, is_ring: pd.Series, k: int = 30) -> float:
    """Give the share of a ring's phones among the first `k` of a ranking, equal scores put in order by lot."""
    if k < 1:
        raise BadValue(f"k is {k!r}: investigators take 1 case or more")
    score = found.table.set_index("entity_id")["score"]
    return precision_at(score.to_numpy(float), is_ring.reindex(score.index).fillna(False).to_numpy(bool), k)


def shuffled(run: Any, seed: int = 1) -> SimpleNamespace:
    """Give the same observed tables with their rows in another order, and the truth as it is."""
    mixed = {n: run.observed[n].sample(frac=1, random_state=seed) for n in ("accounts", "sims")}
    return SimpleNamespace(observed={**run.observed, **mixed}, truth=run.truth)
