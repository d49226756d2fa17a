"""The material of lesson 10: a country to try one's own policies in, in pairs, and whom a limit hits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..core.knobs import knob
from ..engine.codes import OTT
from ..engine.policies import Policy
from ..engine.run import Run, simulate

SMALL = {"people.n_people": 5_000, "run.days": 60}
QUARREL = {"citizen_mistaken_per_1000": 20.0, "citizen_p_mistaken_complete": 1.0}
"""A country that often complains about honest numbers, with evidence that looks complete: an assumption."""
LIMITS = (5, 10, 15, 20, 25, 30, 35, 40)
FIRST_DAYS = 14.0


@dataclass(frozen=True)
class NewNumbersSlowly(Policy):
    """A new number may write to and call only so many people a day: the kit's own version of exercise 10.1."""

    per_day: int = knob(20, "Recipients a day of a new number.", "numbers", "assumption", low=1)
    first_days: float = knob(FIRST_DAYS, "How long a number is new.", "days", "assumption")

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

    Parameters
    ----------
    seed : int
    *policies : Policy or str
        Made policies of one's own, or the kit's by name.
    **settings
        Such as ``run_days=30``: the first underscore stands for the point.

    Examples
    --------
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


def in_pairs(policy: Policy, seeds: Iterable[int], done: Mapping[int, Run] | None = None) -> pd.DataFrame:
    """Simulate each seed without and with a policy; a row a seed. The two runs of a seed share their chance.

    Parameters
    ----------
    policy : Policy
        A made policy, such as ``SlowStart(per_day=20)``.
    done : mapping of seed to Run, optional
        Runs without the policy that need not be made again.

    Returns
    -------
    DataFrame
        By ``seed``: ``without`` and ``with_rule``, what the sold numbers sent by SMS and call.

    Raises
    ------
    BadValue
        For a policy that is not made, or cannot be.
    """
    known, rows = dict(done or {}), []
    for seed in seeds:
        before = known.get(seed) or country(seed)
        rows.append((seed, sent(before)[0], sent(country(seed, policy))[0]))
    return pd.DataFrame(rows, columns=["seed", "without", "with_rule"]).set_index("seed")


def first_days(run: Run, days: float = FIRST_DAYS) -> pd.DataFrame:
    """Give the daily traffic of new numbers in their first days.

    Returns
    -------
    DataFrame
        ``sim_id``, ``age_days``, ``n_recipients`` and ``is_honest``, which only a simulator knows.
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

    Examples
    --------
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
