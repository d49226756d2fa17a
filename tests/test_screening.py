"""Screening: what the desk is shown, what it does to rings and to the honest, and what rings do about it."""

import time

import numpy as np
import pandas as pd
import pytest
from engine_samples import bare

from simkit import simulate
from simkit.core.errors import BadValue
from simkit.detect.detectors.base import ranking
from simkit.detect.loop import screener
from simkit.engine import codes
from simkit.engine.export.ids import View
from simkit.engine.export.traffic import Panel
from simkit.engine.model import end_sims, restore_sims
from simkit.engine.run import simulate as bare_simulate
from simkit.figures.of_a_report import draw, figures_of
from simkit.measure.outcomes import summarise
from simkit.measure.screening import months

SMALL = {"people.n_people": 2000, "run.days": 60, "run.tick_h": 24.0, "run.scale": 0.006}
BULK = "screening:detector=bulk:cases=10"


def run(*policies, seed=1, scenario="policy-lab", **more):
    said = {k.replace("__", "."): v for k, v in more.items()}
    return simulate(scenario, seed, policies=policies, settings=SMALL | said)


@pytest.fixture(scope="module")
def screened():
    return run(BULK)


@pytest.fixture(scope="module")
def plain():
    return run()


def guilty(r):
    sims = r.truth["sims"]
    return set(sims.loc[sims["registrant"].isin(["ring", "mule"]), "sim_id"])


# --- the desk


def test_two_runs_are_the_same_to_the_byte(tmp_path, screened):
    again = run(BULK)
    for r, name in ((screened, "a"), (again, "b")):
        r.save(tmp_path / name)
    for path in sorted((tmp_path / "a").rglob("*.parquet")):
        assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes(), (
            path.name
        )


def test_the_desk_is_shown_what_was_known_by_midnight_and_no_more():
    seen = {}

    def spy(tables):
        at = tables.view.until / 24
        seen[at] = {name: tables[name].copy() for name in tables}
        return screener("bulk")(tables)

    r = simulate("policy-lab", settings=SMALL, policies=["screening:cases=10"], detectors=lambda name: spy)
    assert sorted(seen) == [7.0, 14.0, 21.0, 28.0, 35.0, 42.0, 49.0, 56.0]
    for day, tables in seen.items():
        later = r.as_of(day)
        for name, shown in tables.items():
            want = later[name]
            if name == "traffic_daily":
                new = later["registrations"]["sim_id"].dropna().astype("int64")
                since = r.observed["tickets"]["at"].min().normalize() + pd.Timedelta(days=day - 28)
                want = want[want["sim_id"].isin(new) & (want["day"] >= since)]
            keys = [c for c in want if c in ("day", *want.columns[:2])]
            a, b = (t.sort_values(keys, kind="stable").reset_index(drop=True) for t in (shown, want))
            pd.testing.assert_frame_equal(a.astype(str), b.astype(str), obj=f"{name} by day {day}")


def test_nothing_differs_before_the_first_list(plain, screened):
    first = 7 * 24 + 8.0
    for name in ("registrations", "tickets", "payments", "messages", "logins"):
        a, b = plain.model.log[name], screened.model.log[name]
        for column in a.spec:
            x, y = (log[column][log["at"] < first] for log in (a, b))
            if column == "device":
                # a computer that is linked early in the week may be numbered after handsets bought in the same tick
                x, y = (r.model.devices["key"][rows] for r, rows in ((plain, x), (screened, y)))
            assert np.array_equal(x, y, equal_nan=x.dtype.kind == "f"), (name, column)


def test_demand_of_the_honest_stays_the_same_row_for_row(plain, screened):
    a, b = plain.model.log["registrations"], screened.model.log["registrations"]
    keys_a, keys_b = (x["key"][x["ring"] < 0].tolist() for x in (a, b))
    assert keys_a == keys_b


def test_a_case_is_looked_at_once_and_no_more_than_the_list_is_long(screened):
    cases = screened.observed["cases"]
    assert cases["sim_id"].is_unique and cases.groupby("at").size().max() <= 10
    assert (cases["at"].dt.day_of_week == 0).all() and (cases["at"].dt.hour == 8).all()


def test_rings_lose_numbers_and_blocks_say_why(plain, screened):
    blocks = screened.observed["blocks"]
    mine = blocks[blocks["reason"] == "screening"]
    cases = screened.observed["cases"]
    assert set(mine["sim_id"]) == set(cases.loc[cases["outcome"] != "cleared", "sim_id"])
    assert (mine["by"] == "operator").all()
    assert len(set(mine["sim_id"]) & guilty(screened)) > 20
    assert summarise(screened)["profit_rp"] < summarise(plain)["profit_rp"]
    assert "cases" not in plain.observed


# --- the honest


def by_lot(tables):
    """Rank numbers by nothing: everybody is accused alike."""
    sims = tables["registrations"]["sim_id"].dropna().astype("int64")
    return ranking("by_lot", "sim", pd.Series(1.0, np.sort(sims)))


def test_the_honest_are_heard_and_get_their_numbers_back():
    r = simulate(
        "policy-lab", settings=SMALL | {"run.scale": 0.0}, detectors=lambda name: by_lot,
        policies=["screening:cases=30:p_cleared=0.2"],
    )  # fmt: skip
    cases, m = r.observed["cases"], r.model
    back = cases["outcome"] == "restored"
    assert back.sum() > 50 and (cases["outcome"] == "confirmed").sum() > 3
    wait = (cases["closed_at"] - cases["at"])[back].dt.days
    assert (wait == 7).all()
    log = m.log["cases"]
    restored = log["sim"][(log["outcome"] == codes.RESTORED) & (log["closed_t"] <= m.now)]
    assert np.isinf(m.sims["ended_t"][restored]).all()
    assert summarise(r)["n_blocked_honest"] >= (cases["outcome"] != "cleared").sum()
    traffic = r.observed["traffic_daily"].merge(cases[back], on="sim_id")
    between = (traffic["day"] > traffic["at"]) & (traffic["day"] < traffic["closed_at"])
    assert not between.any() and (traffic["day"] > traffic["closed_at"]).any()


def test_the_first_number_of_all_is_silent_while_it_is_blocked_too():
    model = bare(settings={"background.panel_share": 1.0})
    sims = Panel(View(model, 10 * 24.0)).sims[:2]
    rows = {"rank": 1, "is_drawn": False, "outcome": codes.RESTORED, "closed_t": 9 * 24.0}
    model.log["cases"].add({"at": np.zeros(2), "key": model.sims["key"][sims], "sim": sims} | rows)
    panel = Panel(View(model, 10 * 24.0))
    assert panel.silenced[0].tolist() == [0, 1]
    assert not np.isin([0, 1], np.concatenate([panel.day(d)["place"] for d in range(9)])).any()


def test_places_under_a_cap_are_taken_again_when_a_number_comes_back():
    model = bare([("cap", {})])
    counter = next(c for p, c in model.ledger.counters["registration"] if p.name == "cap")
    before, sims = counter.taken_by_code.copy(), np.arange(50)
    end_sims(model, sims, 0.0, "operator", "screening")
    assert (counter.taken_by_code < before).any()
    restore_sims(model, sims)
    assert (counter.taken_by_code == before).all() and np.isinf(model.sims["ended_t"][sims]).all()


def test_costs_count_investigators_hours(screened, plain):
    n = len(screened.observed["cases"])
    more = summarise(screened)["cost_rp"] - summarise(plain)["cost_rp"]
    assert more == pytest.approx(n * 2.0 * 50_000, rel=0.1)


# --- detectors


def test_a_longer_list_never_finds_fewer():
    for seed in range(1, 11):
        found = []
        for cases in (4, 12):
            r = run(f"screening:detector=bulk:cases={cases}", seed=seed, run__days=36)
            found.append(len(set(r.observed["cases"]["sim_id"]) & guilty(r)))
        assert found[0] <= found[1], seed


def test_a_detector_that_learns_is_better_than_chance_late():
    """Its list against cases drawn by lot, in the second half, when labels came in: half as many are honest."""
    hits = np.zeros(4)
    for seed in (1, 2, 3):
        r = run("screening:detector=learning:cases=12:by_lot=0.5", seed=seed, run__days=90, run__scale=0.01)
        cases = r.observed["cases"]
        late = cases[cases["at"] > cases["at"].min() + pd.Timedelta(days=40)]
        bad, drawn = late["sim_id"].isin(guilty(r)), late["is_drawn"].astype(bool)
        hits += [bad[~drawn].sum(), (~drawn).sum(), bad[drawn].sum(), drawn.sum()]
    assert 1 - hits[0] / hits[1] < (1 - hits[2] / hits[3]) / 2


def test_learning_reads_only_closed_cases():
    r = run("screening:detector=bulk:cases=12:by_lot=0.5", run__days=50)
    tables = dict(r.observed)
    cases = tables["cases"]
    made = screener("learning")(tables | {"cases": cases})
    without = screener("learning")(tables | {"cases": cases[cases["outcome"] != "blocked"]})
    assert (cases["outcome"] == "blocked").any()
    pd.testing.assert_frame_equal(made.table, without.table)
    few = screener("learning")(tables | {"cases": cases.head(3)})
    assert few.table["entity_id"].tolist() == screener("bulk")(tables).table["entity_id"].tolist()


@pytest.mark.parametrize("name", ["registration-devices", "resale-ready-made", "abuse"])
def test_detectors_of_other_things_make_lists_of_numbers_too(name):
    r = run(f"screening:detector={name}:cases=5", run__days=30)
    assert len(r.observed["cases"])


@pytest.mark.parametrize("name", ["nobody", "re", "insider-audit"])
def test_what_is_no_detector_of_numbers_is_refused(name):
    with pytest.raises(BadValue, match=r"screening\.detector"):
        run(f"screening:detector={name}", run__days=9)


def test_the_engine_has_no_detectors_of_its_own():
    with pytest.raises(BadValue, match="call simkit"):
        bare_simulate("baseline", policies=[BULK], settings=SMALL)


# --- the rings


def test_rings_answer_only_what_they_lose_and_only_if_they_answer_at_all():
    quiet = run(run__days=40).rings[0].evasion
    assert quiet.level == 0.0
    still = run(BULK, adapt__is_on=False).rings[0].evasion
    assert still.level == 0.0
    assert run(BULK).rings[0].evasion.level > 0.3


def test_each_answer_costs_the_ring():
    r = run(BULK)
    paid = r.truth["payments"].groupby("purpose", observed=False)["amount_rp"].sum()
    assert paid["handset"] > 0 and paid["rebate"] > 0
    still = run(BULK, adapt__is_on=False)
    a, b = (months(x) for x in (still, r))
    assert b["per_handset"].loc[1] < a["per_handset"].loc[1] / 2
    assert b["days_to_sale"].loc[1] > a["days_to_sale"].loc[1] + 1
    assert b["ott_share"].loc[1] > a["ott_share"].loc[1]
    assert summarise(r)["profit_rp"] < summarise(still)["profit_rp"]


def test_a_ring_never_stakes_its_wages_on_an_answer():
    poor = run(BULK, evasion__handset_rp=1_000_000_000, evasion__recruit_rp=1_000_000_000)
    paid = poor.truth["payments"].groupby("purpose", observed=False)["amount_rp"].sum()
    assert paid["handset"] == 0 and min(poor.model.cash[1:]) >= 0


# --- the figure


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_figure_says_what_it_shows(screened, lang):
    fig, caption = draw("arms_race", screened, lang)
    made = months(screened)
    assert str(int(made["n_ring"].sum())) in caption and len(fig.axes) == 3
    assert figures_of(screened)[0] == "arms_race"


def test_a_run_without_a_screening_has_no_such_figure(plain):
    assert "arms_race" not in figures_of(plain)
    with pytest.raises(BadValue, match="screening"):
        months(plain)


def test_a_screening_of_ten_thousand_people_is_cheap():
    """CPU seconds of the detector that costs most, its libraries loaded: about 0.2 a week; twice that is refused."""
    learns = "screening:detector=learning:by_lot=0.5"
    run(learns, run__days=30)
    took = {}
    for policies in ((), (learns,)):
        start = time.process_time()
        simulate("policy-lab", policies=policies, settings={"run.days": 62, "run.tick_h": 24.0})
        took[policies] = time.process_time() - start
    assert took[learns,] - took[()] < 8 * 0.4
