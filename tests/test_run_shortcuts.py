"""No shortcuts in time: nobody waits a telling number of seconds, or acts at a telling moment of the day.

That ids, digits, lengths, gaps, order and seconds say nothing column by column is what `simkit audit` checks:
tests/test_analysis_audit.py.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simkit.engine.run import simulate

SEEDS = (11, 12, 13, 14)
SETTINGS = {"people.n_people": 2_500, "run.days": 45, "run.scale": 0.015, "insider.n_sellers": 2}
BOUND = 4.0
"""Standard deviations."""


@pytest.fixture(scope="module")
def pooled():
    """The tables of some runs one after the other, and the truth."""
    parts: dict[str, list[pd.DataFrame]] = {}
    for seed in SEEDS:
        run = simulate("baseline", seed, settings=SETTINGS)
        seen, truth = run.observed, run.truth
        of_ring = truth["sims"].set_index("sim_id")["ring_id"].notna()
        new = seen["sims"]["registered_at"] > run.model.world.start
        sims = seen["sims"][new]
        made = {
            "sims": sims.assign(bad=of_ring.loc[sims["sim_id"]].to_numpy()),
            "registrations": with_truth(seen["registrations"], truth["registrations"], "registration_id"),
            "accounts": seen["accounts"].assign(
                bad=truth["accounts"]["ring_id"].notna().to_numpy(), at=seen["accounts"]["activated_at"]
            ),
            "accesses": with_truth(
                seen["accesses"], truth["accesses"].query("motive == 'sale'"), "access_id"
            ),
            "complaints": seen["complaints"].assign(bad=of_ring.loc[seen["complaints"]["sim_id"]].to_numpy()),
        }
        for name, frame in made.items():
            parts.setdefault(name, []).append(frame.assign(seed=seed))
    return {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}


def with_truth(seen, truth, key):
    return seen.assign(bad=seen[key].isin(truth[key]))


def z(values, bad):
    """By how many standard deviations the ranks of the bad lie off the middle."""
    ranks = pd.Series(values).rank().to_numpy()
    spread = ranks.std()
    if not spread:
        return 0.0
    n, k = len(ranks), int(bad.sum())
    return float((ranks[bad].mean() - ranks.mean()) / (spread * np.sqrt((n - k) / (n - 1) / k)))


def test_a_second_try_comes_as_soon_for_everybody(pooled):
    """Nobody waits a telling number of seconds after a refusal."""
    r = pooled["registrations"].sort_values(["seed", "nik", "imei", "at"])
    same = r.groupby(["seed", "nik", "imei"])
    gap = same["at"].diff().dt.total_seconds()
    again = (same["verdict"].shift().astype(str) == "refuse") & (gap < 14_400)
    bad = r["bad"][again].to_numpy(bool)
    assert min(bad.sum(), (~bad).sum()) > 100
    assert abs(z(gap[again], bad)) < BOUND
    for part in (gap[again][bad], gap[again][~bad]):
        assert part.value_counts().iloc[0] < 0.1 * len(part), "many wait the very same time"


@pytest.mark.parametrize(
    ("table", "by", "time"),
    [("accounts", "sim_id", "at"), ("accesses", "ticket_id", "at"), ("accesses", "agent_id", "at")],
)
def test_nobody_acts_at_telling_intervals(pooled, table, by, time):
    """A second app is not opened to the second an hour after the first, a record not 36 s after its ticket began."""
    frame = pooled[table].dropna(subset=[by]).sort_values(["seed", by, time])
    gap = frame.groupby(["seed", by])[time].diff().dt.total_seconds()
    gap = gap[(gap > 0) & (gap < 14_400)]
    assert len(gap) > 100
    often = gap.value_counts(normalize=True)
    assert often.iloc[0] < max(0.03, 8 / len(gap)), f"{often.index[0]} s is the gap of {often.iloc[0]:.0%}"


def test_no_moment_of_the_day_is_given_away(pooled):
    """No pile of rows at one second of the day."""
    for name in ("sims", "registrations", "accounts", "accesses", "complaints"):
        frame = pooled[name]
        time = frame["registered_at" if name == "sims" else "at"].dropna()
        second = time.dt.hour * 3600 + time.dt.minute * 60 + time.dt.second
        assert second.value_counts().iloc[0] < 8 + 30 * len(second) / 86_400, name
