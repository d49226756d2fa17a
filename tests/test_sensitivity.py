"""Which guesses decide: the screening finds what it is known to find, and says so."""

from __future__ import annotations

import dataclasses
import math
from functools import cache

import numpy as np
import pytest
from matplotlib.text import Text

from simkit.core.errors import BadFolder, BadValue
from simkit.engine.scenario import Scenario, all_parameters, load_scenario
from simkit.figures import style
from studies.__main__ import main
from studies.runs import Where
from studies.sensitivity.factors import ZERO, factors_of, turned
from studies.sensitivity.figures import NAMED, screening
from studies.sensitivity.screening import Screening, effects, plan, screen

SMALL = {"people.n_people": 500, "run.days": 12, "run.scale": 0.005, "run.tick_h": 24.0}
AMONG = ["abuse.messages_per_day", "abuse.reach", "breach.day"]


def elementary_effects(names, function, trajectories=10, seed=1, groups=None):
    """Screen any function of factors that run from 0 to 1: told all runs, it gives one number a run."""
    runs = plan(names, trajectories, seed, groups)
    return effects(names, runs, function(runs), seed, groups)


@cache
def small(**more) -> Screening:
    """Screen two guesses that matter and one that nothing uses (no server was breached)."""
    return screen("baseline", ("n_reached", "n_sold"), trajectories=2, among=AMONG, settings=SMALL, **more)


@cache
def made_up(n: int = 12, is_grouped: bool = False) -> Screening:
    """Make a screening of a function that is known: the larger the place, the larger the effect; the last is dead."""
    names = [f"ring.guess_{i}" for i in range(n)]
    weights = np.array([100.0 * i for i in reversed(range(n))])
    table = elementary_effects(names, lambda u: u @ weights + 3000 * u[:, 0] * u[:, 1] * u[:, 2], 6)
    table.insert(0, "outcome", "n_victims")
    return Screening(table, ("n_victims",), (), "baseline", 6, 6 * (n + 1), is_grouped, {})


# --- Morris -------------------------------------------------------------------------------------------


def test_a_linear_model_gives_coefficient_times_range():
    slopes = {"a": 3.0, "b": -0.5, "c": 0.0, "d": 7.0}
    ranges = {"a": (0.0, 2.0), "b": (10.0, 14.0), "c": (0.0, 1.0), "d": (-1.0, 1.0)}
    low = np.array([ranges[k][0] for k in slopes])
    wide = np.array([ranges[k][1] - ranges[k][0] for k in slopes])

    found = elementary_effects(
        list(slopes), lambda u: (low + wide * u) @ np.array(list(slopes.values())), trajectories=5
    ).set_index("name")

    for name, slope in slopes.items():
        span = ranges[name][1] - ranges[name][0]
        assert found.loc[name, "mu_star"] == pytest.approx(abs(slope) * span)
        assert found.loc[name, "mu"] == pytest.approx(slope * span)
        assert found.loc[name, "sigma"] == pytest.approx(0, abs=1e-9)
    assert found.index.tolist() == ["d", "a", "b", "c"]


def test_sigma_tells_guesses_that_depend_on_each_other():
    found = elementary_effects(["a", "b", "c"], lambda u: u[:, 0] * u[:, 1] + u[:, 2], 8).set_index("name")
    assert found.loc["a", "sigma"] > 0.1 < found.loc["b", "sigma"]
    assert found.loc["c", "sigma"] == pytest.approx(0, abs=1e-9)


def test_groups_move_together_and_have_no_sigma():
    seen = []

    def function(u):
        seen.append(u)
        return 5 * u[:, 0] + u[:, 1] + 0 * u[:, 2]

    found = elementary_effects(["a", "b", "c"], function, 4, groups=["x", "x", "y"]).set_index("name")
    assert len(seen[0]) == 4 * (2 + 1)
    assert found.loc["y", "mu_star"] == 0 < found.loc["x", "mu_star"]
    assert found["sigma"].isna().all()


# --- which guesses, between which ends ------------------------------------------------------------------


def test_every_guess_is_turned_or_left_out_with_a_reason():
    factors, left_out = factors_of(Scenario())
    guesses = {f"{k.section}.{k.name}" for k in all_parameters() if k.source.startswith("assumption")}
    assert {f"{d.section}.{d.key}" for d in factors} | set(left_out) == guesses
    assert not {f"{d.section}.{d.key}" for d in factors} & set(left_out)
    assert left_out["run.start"] and "people.n_people" in left_out


@pytest.mark.parametrize("u", [0.0, 1.0])
def test_every_end_is_allowed(u):
    scenario = load_scenario("policy-lab")
    arm = [("hold_review", {}), ("forwarding", {"every_days": 1.0})]
    factors, _ = factors_of(scenario, arm)
    settings, policies = turned(scenario, arm, factors, [u] * len(factors))
    ready, made = scenario.with_settings(settings).with_policies(policies).ready()
    assert ready.abuse.life_d == (20.0 if u == 0 else 80.0)
    assert {p.name for p in made} >= {"hold_review", "forwarding"}


def test_ends_are_half_and_double_within_what_is_allowed():
    factors = {d.name: d for d in factors_of(Scenario())[0]}
    wide, share, flag, part = (
        factors[n] for n in ("abuse.life_d", "operator.p_block", "buyer.replaces", "ring.capacity[2]")
    )
    assert (wide.low, wide.high, wide.is_log) == (20.0, 80.0, True)
    assert (share.low, share.high, share.is_log) == (0.45, 1.0, False)
    assert (flag.at(1 / 3), flag.at(2 / 3)) == (False, True)
    assert (part.low, part.high) == (1.0, 4.0)
    settings, _ = turned(Scenario(), (), [part], [1.0])
    assert settings == {"ring.capacity": (1.0, 1.2, 4.0, 0.3, 1.5, 0.2)}


def test_the_story_s_own_value_is_the_middle_and_nothing_is_no_range():
    scenario = load_scenario("policy-lab")
    assert scenario.police.leads_for_raid == 0
    assert factors_of(scenario, among=["police"])[1] == {"police.leads_for_raid": ZERO}


def test_guesses_of_the_arm_join_but_what_the_arm_says_does_not():
    factors, _ = factors_of(Scenario(), [("hold_review", {"p_ring": 0.1})], ["hold_review"])
    names = {d.name for d in factors}
    assert "hold_review.p_honest" in names
    assert "hold_review.p_ring" not in names
    assert "hold_review.start_day" not in names


# --- a simulation ---------------------------------------------------------------------------------------


def test_a_guess_that_nothing_uses_has_no_effect_at_all():
    found = small().of("n_reached").set_index("name")
    assert found.loc["breach.day", ["mu_star", "sigma"]].tolist() == [0.0, 0.0]
    assert (found.loc[AMONG[:2], "mu_star"] > 0).all()
    assert small().n_runs == 2 * (len(AMONG) + 1)


def test_more_messages_reach_more_people_but_sell_no_more_numbers():
    found = small().of("n_reached").set_index("name")
    assert (found.loc[AMONG[:2], "mu"] > 0).all()
    assert (small().of("n_sold")["mu_star"] == 0).all()


def test_the_same_call_gives_the_same_table_and_a_folder_is_gone_on_with(tmp_path):
    first = screen(
        "baseline", ("n_reached", "n_sold"), trajectories=2, among=AMONG, settings=SMALL, out=tmp_path
    )
    assert first.table.equals(small().table)
    runs = sorted((tmp_path / "runs").iterdir())
    before = {p.name: p.read_bytes() for p in runs}
    runs[0].unlink()
    runs[1].write_text("{", encoding="utf-8")
    made = []
    again = screen(
        "baseline", ("n_reached", "n_sold"), trajectories=2, among=AMONG, settings=SMALL, out=tmp_path,
        where=Where(progress=lambda done, total: made.append((done, total))),
    )  # fmt: skip
    assert again.table.equals(first.table)
    assert len(made) == 2
    assert {p.name: p.read_bytes() for p in (tmp_path / "runs").iterdir()} == before


def test_the_effect_of_a_policy_is_screened_as_a_paired_difference():
    found = screen(
        "baseline", "cost_rp", arm="self_check", trajectories=2, settings=SMALL,
        among=["self_check.rp_per_day", "self_check.per_month"],
    )  # fmt: skip
    table = found.of("cost_rp").set_index("name")
    # Rp300,000 a day, from half to double, over 12 days
    assert table.loc["self_check.rp_per_day", "mu_star"] > 1e6
    assert table.loc["self_check.per_month", "mu_star"] == 0
    assert found.n_runs == 2 * 2 * (2 + 1)


@pytest.mark.parametrize(
    "said, told",
    [
        ({"outcomes": "n_victim"}, "did you mean 'n_victims'"),
        ({"among": ["abuse.reech"]}, "did you mean 'abuse.reach'"),
        ({"trajectories": 1}, "needs at least 2"),
        ({"among": ["abuse.reach"]}, "only abuse.reach to turn"),
        ({"where": Where(0)}, "workers is 0"),
        ({"arm": "-cap"}, "an arm adds policies"),
    ],
)
def test_what_cannot_be_screened_is_refused(said, told):
    with pytest.raises(BadValue, match=told):
        screen("baseline", **({"outcomes": "n_sold", "settings": SMALL} | said))


def test_an_outcome_without_a_value_is_refused():
    settings = SMALL | {"run.days": 2, "ring.n_rings": 0}
    with pytest.raises(BadValue, match=r"'median_price_rp' has no value in \d+ of"):
        screen("baseline", "median_price_rp", trajectories=2, among=["owner"], settings=settings)


def test_a_file_in_the_way_is_told(tmp_path):
    (tmp_path / "runs").write_text("x", encoding="utf-8")
    with pytest.raises(BadFolder, match="could not be written"):
        screen(
            "baseline",
            "n_sold",
            trajectories=2,
            among=["owner"],
            settings=SMALL | {"run.days": 1},
            out=tmp_path,
        )


# --- the figure -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_figure_names_the_guesses_that_matter(lang):
    fig, ax = style.new_figure()
    caption = screening(made_up(), ax, lang)
    data = style.png(fig)
    assert data.startswith(b"\x89PNG")
    texts = [t for t in fig.findobj(Text) if t.get_text().strip()]
    assert all(t.get_fontsize() >= 11 for t in texts)
    said = {t.get_text() for t in texts}
    named = made_up().of("n_victims")["name"].head(NAMED)
    assert set(named) <= said
    assert "ring.guess_11" not in said
    again, ax = style.new_figure()
    assert (screening(made_up(), ax, lang), style.png(again)) == (caption, data)


def test_the_caption_is_counted_from_the_table():
    _, ax = style.new_figure()
    text = screening(made_up(), ax, "en")
    table = made_up().of("n_victims")
    assert text.startswith("12 guesses were turned")
    assert "6 walks, 78 runs of baseline" in text
    assert f"{table['name'][0]} ({table['mu_star'][0]:,.0f})" in text
    assert f"{(table['mu_star'] == 0).sum()} of 12 move it not at all" in text
    assert (table["mu_star"] == 0).sum() == 1
    more = dataclasses.replace(made_up(), arm=("forwarding:every_days=1",))
    assert "The effect of forwarding:every_days=1 on victims moves most" in screening(more, ax, "en")
    assert "pengaruh forwarding:every_days=1 terhadap korban" in screening(more, ax, "id").lower()


def test_sections_are_drawn_as_bars_with_their_uncertainty():
    names = ["ring", "abuse", "owner"]
    table = elementary_effects(
        [f"{g}.x" for g in names], lambda u: u @ np.array([3.0, 9.0, 0.0]), 4, groups=names
    )
    table.insert(0, "outcome", "profit_rp")
    _, ax = style.new_figure()
    found = Screening(table, ("profit_rp",), (), "baseline", 4, 16, True, {})
    text = screening(found, ax, "id")
    assert text.startswith("3 kelompok tebakan diputar")
    assert [t.get_text() for t in ax.get_yticklabels()] == ["ring", "abuse"]
    assert math.isclose(max(p.get_width() for p in ax.patches), 9.0)


def test_nothing_moves_and_the_figure_says_so():
    table = elementary_effects(["a.x", "b.x"], lambda u: np.zeros(len(u)), 3)
    table.insert(0, "outcome", "n_sold")
    _, ax = style.new_figure()
    text = screening(Screening(table, ("n_sold",), (), "baseline", 3, 9, False, {}), ax, "en")
    assert text == "No guess moves the outcome: numbers and accounts sold."


# --- the command ----------------------------------------------------------------------------------------


def test_the_command_prints_and_keeps_what_it_found(capsys, tmp_path):
    words = [
        "sensitivity",
        "baseline",
        "--outcome",
        "n_reached",
        "--trajectories",
        "2",
        "--out",
        str(tmp_path / "x"),
    ]
    words += [w for name in AMONG for w in ("--among", name)]
    words += [w for k, v in SMALL.items() for w in ("--set", f"{k}={v}")]
    assert main([*words, "--lang", "id"]) == 0
    out = capsys.readouterr().out
    assert "abuse.reach" in out and "3 tebakan diputar" in out
    assert {p.name for p in (tmp_path / "x").iterdir()} == {"runs", "screening.csv", "n_reached.id.png"}
    assert main(["sensitivity", "baseline", "--outcome", "n_victim"]) == 2
    assert "did you mean 'n_victims'" in capsys.readouterr().err
