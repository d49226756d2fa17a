"""The future is not in the past: a shorter run is the beginning of a longer one, and a look back sees no later."""

from __future__ import annotations

import numpy as np
import pytest
from run_samples import DAY, DECLARED, busy, start

from simkit.engine.run import simulate

SHORT, LONG = 60, 90
# The numbers a ring plans are spread over the run, so their daily rate is kept equal: 4,000 in 60 days, 6,000 in 90.
# So are what buyers want, and other leaks: of 0.4 x 4,000 = 1,600, 400 are there at the start and 20 come a day;
# the longer run needs 400 + 90 x 20 = 2,200. (All of it is multiplied by the scale.)
PLAN = {
    SHORT: {
        "ring.n_numbers": 4_000,
        "buyer.n_wanted": 6_000,
        "buyer.n_accounts_wanted": 600,
        "broker.other_leaks_per_number": 0.4,
        "broker.start_share": 0.25,
    },
    LONG: {
        "ring.n_numbers": 6_000,
        "buyer.n_wanted": 9_000,
        "buyer.n_accounts_wanted": 900,
        "broker.other_leaks_per_number": 2_200 / 6_000,
        "broker.start_share": 400 / 2_200,
    },
}
COMMON = {
    "people.n_people": 2_000,
    "run.scale": 0.03,
    "insider.n_sellers": 2,
    "insider.n_known_person": 1,
    "insider.n_grudge": 1,
    "breach.n_records": 200,
    "police.leads_for_raid": 250,
    # handsets are counted per plan: with enough numbers a handset there is one, however long the run
    "ring.numbers_per_device": 400,
    "buyer.numbers_per_device": 400,
}
POLICIES = (
    "forwarding:every_days=7",
    "ott_cooperation",
    "ban_on_block",
    "breach_notice",
    "explanation_audit:factor=1:n_least=1",
    "face_match:start_day=40",
)


def pair(seed, **more):
    return {
        days: simulate(
            "baseline",
            seed,
            policies=POLICIES,
            settings=COMMON | PLAN[days] | {"run.days": days} | more,
        )
        for days in (SHORT, LONG)
    }


def assert_begins_alike(short, long):
    known = long.as_of(SHORT)
    for name in short.observed:
        one, two = short.observed.arrow(name), known.arrow(name)
        assert one.num_rows == two.num_rows, name
        for column in one.column_names:
            a, b = (t.column(column).to_pylist() for t in (one, two))
            assert a == b, f"{name}.{column}"


@pytest.fixture(scope="module")
def with_ring():
    return pair(3)


def test_a_country_without_rings_begins_alike_however_long_it_runs():
    runs = pair(2, **{"ring.n_rings": 0})
    assert runs[SHORT].truth.arrow("registrations").num_rows == 0
    assert_begins_alike(runs[SHORT], runs[LONG])


def test_a_country_with_a_ring_begins_alike_however_long_it_runs(with_ring):
    assert_begins_alike(with_ring[SHORT], with_ring[LONG])
    sizes = {
        days: {n: run.observed.arrow(n).num_rows for n in run.observed} for days, run in with_ring.items()
    }
    assert min(sizes[SHORT].values()) > 0
    assert sum(sizes[LONG][n] > sizes[SHORT][n] for n in sizes[LONG]) >= 10


# numbered among all rows of a run, so the numbers differ
NUMBERED = {"lot_id", "sale_id", "payment_id", "loss_id", "sim_id", "access_id"}


def test_so_does_the_truth(with_ring):
    """Without what is said of a thing for ever: when an account will have ended, by whom it will be taken over."""
    short, long = with_ring[SHORT], with_ring[LONG]
    end = start(short) + SHORT * DAY
    for name in ("lots", "identities", "sales", "payments", "losses"):
        one, two = short.truth[name], long.truth[name]
        drop = [c for c in one if c in NUMBERED]
        one, two = (t.drop(columns=drop) for t in (one, two[two["at"] <= end]))
        by = sorted(one.columns)
        assert len(one) == len(two) > 5, name
        a, b = (sorted(map(tuple, t[by].astype(str).to_numpy().tolist())) for t in (one, two))
        assert a == b, name


def test_a_look_back_shows_nothing_later(busy_run):
    for day in (0.25, 7, 33.5, 59):
        known = busy_run.as_of(day)
        until = start(busy_run) + np.timedelta64(round(day * 86400), "s")
        for name in known:
            frame = known[name]
            for column in DECLARED[f"observed/{name}"].columns:
                if column.kind == "time":
                    assert not (frame[column.name] > until).any(), (day, name, column.name)
                elif column.kind == "day" and column.name != "birth_date":
                    assert not (frame[column.name] >= until).any(), (day, name, column.name)


def test_a_look_back_hides_outcomes_that_were_still_to_come(busy_run):
    """And shows those that were known: the rows seen then and now differ in nothing else."""
    now, end = busy_run.observed, start(busy_run) + 45 * DAY
    then = busy_run.as_of(45)
    c, later = then["complaints"], now["complaints"]
    later = later[later["at"] <= end]
    assert len(c) == len(later) > 50
    key = ["at", "person_id", "msisdn", "channel", "claimed_loss_rp"]
    c, later = (t.sort_values(key).reset_index(drop=True) for t in (c, later))
    for name in ("forwarded_at", "decided_at"):
        assert c[name].equals(later[name].where(later[name] <= end)), name
    open_then = later["decided_at"].isna() | (later["decided_at"] > end)
    assert (open_then & later["decided_at"].notna()).sum() > 0
    assert (c.loc[open_then, "outcome"] == "pending").all()
    assert (c.loc[~open_then, "outcome"].astype(str) == later.loc[~open_then, "outcome"].astype(str)).all()
    t = then["tickets"]
    assert (t["agent_id"].isna() == t["started_at"].isna()).all()


def test_a_look_back_from_the_end_shows_everything(busy_run):
    known = busy_run.as_of(10_000)
    assert [n for n in known if not known.arrow(n).equals(busy_run.observed.arrow(n))] == []


def test_looking_back_twice_or_in_any_order_shows_the_same():
    """And leaves the run as it was."""
    run = busy()
    one = {n: run.as_of(20).arrow(n) for n in run.observed}
    run.as_of(5)["traffic_daily"]
    two = {n: run.as_of(20).arrow(n) for n in run.observed}
    assert [n for n in one if not one[n].equals(two[n])] == []
