"""Pictures of experiments: marks stand where the differences are, captions say them, everybody can read them."""

from __future__ import annotations

import functools
import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from simkit.compare.experiment import Experiment
from simkit.compare.figures import FURTHEST, MARKS, effects, frontier, pictures, unbeaten
from simkit.compare.page import report
from simkit.compare.pairs import by_kind, differences, displacement, label, long_table, words_of
from simkit.compare.plan import make_plan
from simkit.core.locale import amount, signed
from simkit.figures import style
from simkit.measure.outcomes import ROUTE_NAMES, ROUTES
from studies.findings.pictures import COLORS, HATCHES, LINES, shares_of, survival_arms
from studies.findings.pictures import displacement as draw_displacement
from studies.findings.run import Curve, curve

LANGS = ("en", "id")
ARMS = {"mild": ["forwarding:every_days=7"], "hard": ["face_match"], "dear": ["ott_cooperation"]}
N = 12
BASE = {"n_victims": 100.0, "loss_rp": 1e9, "n_turned_away": 10.0, "cost_rp": 2e6, "n_sold": 900.0}
BASE |= {"n_blocked_honest": 0.0, "n_people": 10_000.0}
FACTOR = {"baseline": 1.0, "mild": 0.97, "hard": 0.4, "dear": 0.96}
AWAY = {"baseline": 0.0, "mild": 0.0, "hard": 50.0, "dear": 3.0}
MADE = {"self": 300.0, "outlet": 200.0, "dealer": 280.0, "mule": 20.0, "ready_made": 90.0, "takeover": 7.0}


def figures(arm: str, seed: int) -> dict[str, float]:
    """Figures with a known effect, and a little noise that depends on the seed and the arm."""
    rng = np.random.default_rng([seed, list(FACTOR).index(arm)])
    level = 1 + 0.1 * np.random.default_rng(seed).standard_normal()
    found = {k: v * level * FACTOR[arm] for k, v in BASE.items() if k not in ("n_turned_away", "cost_rp")}
    found["n_victims"] += 4 * rng.standard_normal()
    found |= {"n_turned_away": 10 + AWAY[arm], "cost_rp": 2e6 + 1e6 * AWAY[arm], "n_people": 10_000.0}
    made = dict(MADE)
    if arm == "hard":
        made |= {"self": 3.0, "outlet": 2.0, "dealer": 3.0, "mule": 60.0, "ready_made": 300.0}
    return found | {f"n_made_{route}": n for route, n in made.items()}


@functools.cache
def made(seeds: int = N) -> Experiment:
    plan = make_plan("policy-lab", ARMS, seeds)
    runs = {(arm, seed): figures(arm, seed) for arm in plan.arms for seed in plan.seeds}
    none = pd.DataFrame(columns=["arm", "seed", "error"])
    return Experiment(plan, seeds, long_table(plan, runs), differences(plan, runs), none, 0.05)


CURVES = (
    Curve("baseline", (0.0, 10.0, 20.0, 30.0), (1.0, 0.7, 0.45, 0.3), 40.0, 900, 3),
    Curve("hard", (0.0, 5.0, 12.0), (1.0, 0.6, 0.55), 40.0, 400, 3),
)
DRAW = {
    "effects": lambda ax, lang: effects(made(), ax, lang, ("n_victims", "n_turned_away", "n_blocked_honest")),
    "frontier": lambda ax, lang: frontier(made(), ax, lang),
    "money": lambda ax, lang: frontier(made(), ax, lang, "loss_rp", "cost_rp"),
    "displacement": lambda ax, lang: draw_displacement(made(), ax, lang, ("mild", "hard")),
    "survival": lambda ax, lang: survival_arms(CURVES, ax, lang),
}
EVERY = [(name, lang) for name in DRAW for lang in LANGS]


@functools.cache
def drawn(name: str, lang: str = "en"):
    fig, ax = style.new_figure()
    caption = DRAW[name](ax, lang)
    fig.draw_without_rendering()
    return fig, ax, caption


def row(outcome: str, arm: str) -> dict:
    table = made().differences
    return table[(table["outcome"] == outcome) & (table["arm"] == arm)].to_dict("records")[0]


def texts(fig) -> list[Text]:
    return [t for t in fig.findobj(Text) if t.get_visible() and t.get_text().strip()]


# --- effects ------------------------------------------------------------------------------------------


def test_every_mark_of_the_forest_stands_at_its_effect():
    _, ax, _ = drawn("effects")
    found = [line for line in ax.lines if line.get_marker() in MARKS and len(line.get_xdata()) == 1]
    want = [row(o, arm) for o in ("n_victims", "n_turned_away") for arm in ARMS]
    inside = [r for r in want if abs(r["relative"]) <= FURTHEST]
    assert [line.get_xdata()[0] for line in found] == pytest.approx([r["relative"] for r in inside])
    filled = [line.get_markerfacecolor() != style.PAPER for line in found]
    assert filled == [r["is_clear"] for r in inside]
    assert {True, False} == set(filled), "the sample needs clear and unclear effects"


def test_an_effect_beyond_the_axis_is_an_arrow_with_its_figure_beside_it():
    _, ax, _ = drawn("effects")
    assert row("n_turned_away", "hard")["relative"] == pytest.approx(5.0)
    arrows = [line for line in ax.lines if line.get_marker() == ">"]
    assert arrows and all(line.get_xdata()[0] == FURTHEST for line in arrows)
    assert any(t.get_text().startswith("+500 %") for t in ax.texts)


@pytest.mark.parametrize("lang", LANGS)
def test_the_caption_of_the_forest_says_the_largest_clear_effect_and_what_is_left_out(lang):
    _, _, caption = drawn("effects", lang)
    assert f"{words_of('n_turned_away', lang)} " in caption and signed(5.0, lang) in caption
    assert words_of("n_blocked_honest", lang) in caption, "an outcome without a base is named, not dropped"
    table = made().differences
    some = table[table["outcome"].isin(["n_victims", "n_turned_away"])]
    between = "of" if lang == "en" else "dari"
    assert f"{int(some['is_clear'].sum())} {between} {len(some)}" in caption


def test_few_pairs_draw_points_without_intervals():
    _fig, ax = style.new_figure()
    caption = effects(made(2), ax, "en", ("n_victims",))
    assert "too few for intervals" in caption
    assert all(len(line.get_xdata()) == 1 or line.get_xdata()[0] == line.get_xdata()[1] for line in ax.lines)


# --- frontier -----------------------------------------------------------------------------------------


def test_the_frontier_holds_exactly_the_arms_that_nobody_beats():
    rng = np.random.default_rng(2)
    points = rng.integers(0, 6, (40, 2)).astype(float)
    want = [
        not any((q <= p).all() and (q < p).any() for j, q in enumerate(points) if j != i)
        for i, p in enumerate(points)
    ]
    assert unbeaten(points[:, 0], points[:, 1]).tolist() == want
    assert 0 < sum(want) < len(want)


def test_points_of_the_frontier_are_the_differences():
    _, ax, caption = drawn("frontier")
    spots = {
        (line.get_xdata()[0], line.get_ydata()[0]): line.get_markerfacecolor()
        for line in ax.lines
        if line.get_marker() in ("o", *MARKS) and len(line.get_xdata()) == 1
    }
    want = {
        arm: (row("n_turned_away", arm)["difference"], row("n_victims", arm)["difference"]) for arm in ARMS
    }
    for arm, spot in want.items():
        assert any(np.allclose(spot, s) for s in spots), arm
    best, beaten = caption.split("Hollow:")
    assert "`mild`" in best and "`hard`" in best and "`mild`" not in beaten
    hollow = [s for s, face in spots.items() if face == style.PAPER]
    assert any(np.allclose(want["dear"], s) for s in hollow) == ("`dear`" in beaten)


def test_money_on_the_frontier_is_written_as_money():
    _, _, caption = drawn("money")
    assert amount(row("loss_rp", "hard")["difference"], "en") in caption


def test_an_outcome_that_nobody_counted_is_said():
    _fig, ax = style.new_figure()
    assert (
        frontier(made(), ax, "en", cost="n_delayed")
        == "Nothing to draw: one of the two outcomes was not counted."
    )


# --- displacement -------------------------------------------------------------------------------------


def test_displacement_is_the_share_of_the_lost_that_turns_up_elsewhere():
    lost = (300 - 3) + (200 - 2) + (280 - 3)
    assert row("displaced", "hard")["difference"] == pytest.approx((40 + 210) / lost)
    assert np.isnan(row("displaced", "mild")["difference"]), "where nothing is lost there is no share of it"
    assert row("displaced", "mild")["n_pairs"] == 0
    assert np.isnan(row("displaced", "hard")["variance_ratio"])


def test_a_loss_of_less_than_five_per_cent_is_luck():
    runs = {("a", 1): figures("baseline", 1), ("b", 1): figures("baseline", 1)}
    runs["b", 1] |= {"n_made_self": 300.0 - 0.04 * sum(MADE.values()), "n_made_mule": 40.0}
    assert np.isnan(displacement(runs, ("a", 1), ("b", 1)))
    runs["b", 1] |= {"n_made_self": 300.0 - 0.1 * sum(MADE.values())}
    assert displacement(runs, ("a", 1), ("b", 1)) == pytest.approx(20 / (0.1 * sum(MADE.values())))


def test_bars_are_shares_of_what_the_base_made():
    shares = shares_of(made(), ("hard",))
    total = sum(MADE.values())
    assert shares[0] == pytest.approx(np.array(list(MADE.values())) / total)
    assert shares[1].sum() == pytest.approx((3 + 2 + 3 + 60 + 300 + 7) / total)
    _, ax, _ = drawn("displacement")
    heights = [p.get_height() for p in ax.patches if 0 < p.get_height() < 1]
    drawn_sum = sum(h for h in heights) - (1 - shares[1].sum())
    assert drawn_sum == pytest.approx(2 * 1 + shares[1].sum())


@pytest.mark.parametrize("lang", LANGS)
def test_displacement_shows_shares_and_no_counts(lang):
    fig, _, caption = drawn("displacement", lang)
    everything = caption + " ".join(t.get_text() for t in texts(fig))
    numbers = {n.replace(",", ".") for n in re.findall(r"\d+(?:[.,]\d+)?", everything)}
    assert not numbers & {"300", "280", "200", "897", "375"}
    want = 100 * sum((3, 2, 3, 60, 300, 7)) / sum(MADE.values())
    assert f"{want:.1f}" in caption.replace(",", ".")
    route = ROUTE_NAMES[lang]["ready_made"]
    assert route in caption


# --- survival -----------------------------------------------------------------------------------------


def test_pooled_lives_are_a_plain_share_where_all_are_followed():
    rng = np.random.default_rng(4)
    runs = [(rng.integers(1, 40, 80).astype(float), np.ones(80, bool)) for _ in range(3)]
    one = curve("a", runs)
    days = np.concatenate([d for d, _ in runs])
    for day in (0, 3.5, 10, 20):
        assert one.at(day) == pytest.approx((days > day).mean())
    assert one.median == np.sort(days)[119] and one.n == 240 and one.runs == 3


def test_survival_captions_say_shares_and_medians():
    _, ax, caption = drawn("survival")
    assert "`baseline` 30 % of 900" in caption and "`hard` 55 % of 400" in caption
    assert "`baseline` 20.0 days" in caption and "`hard` longer than was followed" in caption
    steps = [line for line in ax.lines if line.get_drawstyle() == "steps-post"]
    assert [line.get_ydata()[-1] for line in steps] == [0.3, 0.55]


# --- readable by everybody ----------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "lang"), EVERY)
def test_every_text_is_large_enough_inside_the_figure_and_said_whole(name, lang):
    fig, _, caption = drawn(name, lang)
    renderer = fig.canvas.get_renderer()
    ticks = {t for ax in fig.axes for axis in (ax.xaxis, ax.yaxis) for t in axis.get_ticklabels(which="both")}
    for t in texts(fig):
        assert t.get_fontsize() >= 11, t
        if t not in ticks:
            box = t.get_window_extent(renderer)
            assert (
                box.x0 >= -1 and box.y0 >= -1 and box.x1 <= fig.bbox.x1 + 1 and box.y1 <= fig.bbox.y1 + 1
            ), t
    assert len(caption) > 60 and "{" not in caption and not re.search(r"\bnan\b", caption)


@pytest.mark.parametrize("name", DRAW)
def test_languages_differ_and_bytes_do_not(name):
    assert drawn(name, "en")[2] != drawn(name, "id")[2]
    fig, ax = style.new_figure()
    DRAW[name](ax, "id")
    again, other = style.new_figure()
    DRAW[name](other, "id")
    assert style.png(fig) == style.png(again)


def test_arms_and_ways_differ_without_colour():
    assert len(set(MARKS)) == len(MARKS) and len({str(x) for x in LINES}) == len(LINES)
    assert len(COLORS) == len(set(HATCHES)) == len(ROUTES)


# --- beside a report ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_reports_say_outcomes_in_words_and_show_pictures_with_their_captions(lang):
    found = pictures(made(), lang)
    assert [name for name, _, _ in found] == [f"effects.{lang}.png", f"frontier.{lang}.png"]
    assert all(data.startswith(b"\x89PNG") for _, data, _ in found)
    text = report(made(), lang, [(name, caption) for name, _, caption in found])
    for name, _, caption in found:
        assert f"![{caption}]({name})" in text
    assert label("n_victims", lang) in text and words_of("n_turned_away", lang) in text
    assert "| `n_people` |" in text, "what has no sentence keeps its name"
    routes = [line for line in text.splitlines() if "`n_made_" in line]
    assert len(routes) == len(ROUTES) * len(ARMS)
    assert not any("300" in line or "280" in line for line in routes), "ways are shares only"


def test_outcomes_are_sorted_by_whose_business_they_are():
    found = by_kind(made().differences["outcome"].unique())
    assert found["harm"] == ["n_victims", "loss_rp"] and found["honest"] == [
        "n_turned_away",
        "n_blocked_honest",
    ]
    assert "displaced" in found["crime"] and found["other"] == ["n_people"]
