"""Figures: what a caption says is what the tables say, and everybody can read the picture, in grey too."""

from __future__ import annotations

import re
import threading

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import colors, pyplot
from matplotlib.text import Text
from study_samples import RUNS, run_of

from simkit.core.locale import amount, date, whole
from simkit.figures import of_a_report as plots
from simkit.figures import reader as reading
from simkit.figures import ring as ring_sample
from simkit.figures import style
from simkit.figures.chain import HONEST, RING, stages
from simkit.figures.survival import LOOKS as SURVIVAL_LOOKS
from simkit.figures.survival import kaplan_meier
from simkit.figures.timeline import LOOKS as TIMELINE_LOOKS
from simkit.measure.outcomes import account_gap_days

LANGS = ("en", "id")
EVERY = [(name, run, lang) for name in plots.FIGURES for run in RUNS for lang in LANGS]
DRAWN: dict[tuple[str, str, str], tuple] = {}


def drawn(name, run, lang="en"):
    """Draw a figure once for all tests."""
    if (name, run, lang) not in DRAWN:
        fig, caption = plots.draw(name, run_of(run), lang)
        fig.draw_without_rendering()
        DRAWN[name, run, lang] = fig, caption
    return DRAWN[name, run, lang]


def frames(run):
    made = run_of(run)
    return made.observed, made.truth


def numbers(text: str) -> list[int]:
    """Give the whole numbers of an English text."""
    return [int(n.replace(",", "")) for n in re.findall(r"(?<![\d.])\d[\d,]*(?![\d.]*\d)", text)]


def rings_sims(run) -> set:
    truth = frames(run)[1]["sims"]
    return set(truth.loc[truth["registrant"].isin(["ring", "mule"]), "sim_id"])


# --- captions -----------------------------------------------------------------------------------------


def test_the_chain_counts_what_the_tables_hold():
    o, t = frames("ring")
    sims = rings_sims("ring")
    misuse = t["accesses"][t["accesses"]["motive"].isin(["sale", "grudge", "known_person"])]
    blocks = o["blocks"]
    stopped = blocks[(blocks["target"] == "sim") & (blocks["reason"] != "replaced")]["sim_id"]
    crooked = sims | set(t["sales"]["sim_id"].dropna())
    registered = o["registrations"]["sim_id"].dropna()
    want = [
        len(misuse), misuse["is_captured"].sum(), len(t["identities"]), len(sims),
        (t["accounts"]["origin"] != "own").sum(), t["sales"]["n_items"].sum(), t["messages"]["n_sent"].sum(),
        len(t["losses"]), o["complaints"]["sim_id"].isin(crooked).sum(), stopped.isin(sims).sum(),
    ]  # fmt: skip
    made = stages(run_of("ring"))
    assert [s.n for s in made] == want
    assert made[0].honest == len(o["accesses"]) - len(misuse)
    assert made[3].honest == (~registered.isin(sims)).sum()
    assert made[8].honest == (~o["complaints"]["sim_id"].isin(crooked)).sum()
    caption = drawn("chain", "ring")[1]
    assert numbers(caption)[:10] == want
    assert min(want[3:9]) > 0, "the sample is too small to show a chain"
    assert f"{whole(len(account_gap_days(run_of('ring'))), 'en')} of the {want[9]}" in caption


def test_the_chain_counts_blocks_after_complaints_about_rings_alone(monkeypatch):
    filed = frames("ring")[0]["complaints"]
    ended = filed.loc[filed["outcome"] == "blocked", "sim_id"]
    some = np.unique(ended)[::2]
    monkeypatch.setattr(reading.Reader, "crooked", some)
    n = ended.isin(some).sum()
    assert stages(run_of("ring"))[8].details == (f"blocked after: {n}",) and 0 < n < len(ended)


def test_an_empty_stage_is_a_dash_and_a_dump_counts_as_taken():
    fig, _ = drawn("chain", "nobody")
    assert sum(t.get_text() == "–" for t in fig.axes[0].texts) == 10
    posts = frames("breach")[0]["posts"]
    dumped = posts.loc[posts["formatting"] == "raw_columns", "n_records"].sum()
    assert stages(run_of("breach"))[1].n == dumped > 0


def test_the_timeline_ends_at_the_totals():
    o, t = frames("ring")
    sims = rings_sims("ring")
    sold = t["sales"]["sim_id"].dropna()
    crooked = sims | set(sold)
    blocks = o["blocks"]
    stopped = blocks[(blocks["target"] == "sim") & (blocks["reason"] != "replaced")]
    daily = t["messages"].groupby("day")["sim_id"].nunique()
    end = [
        len(sims), sold.nunique(), daily.max(),
        o["complaints"].loc[o["complaints"]["sim_id"].isin(crooked), "sim_id"].nunique(),
        stopped.loc[stopped["sim_id"].isin(crooked), "sim_id"].nunique(),
    ]  # fmt: skip
    fig, caption = drawn("timeline", "ring")
    lines = fig.axes[0].lines
    assert [line.get_ydata()[-1] for line in np.array(lines)[[0, 1, 3, 4]]] == [end[i] for i in (0, 1, 3, 4)]
    assert lines[2].get_ydata().max() == end[2]
    said = numbers(caption)
    assert said[2:6] == [end[0], end[1], end[3], end[4]]
    assert said[-1] == end[2]
    assert date(daily.idxmax(), "en") in caption
    assert all((np.diff(lines[i].get_ydata()) >= 0).all() for i in (0, 1, 3, 4))


def test_price_and_stock_agree_with_sales_and_blocks():
    o, t = frames("ring")
    sales = t["sales"][t["sales"]["n_items"] == 1]
    _, caption = drawn("price_and_stock", "ring")
    for figure in (sales["price_rp"].median(), sales["price_rp"].min(), sales["price_rp"].max()):
        assert amount(figure, "en") in caption
    daily = sales.groupby(sales["at"].dt.floor("D"))["price_rp"].median()
    assert f"from {amount(daily.iloc[0], 'en')} to {amount(daily.iloc[-1], 'en')}" in caption
    blocks = o["blocks"]
    stopped = blocks[(blocks["target"] == "sim") & (blocks["reason"] != "replaced")]
    mine = rings_sims("ring")
    left = mine - set(sales["sim_id"].dropna()) - set(stopped["sim_id"])
    assert f"ended at {len(left)}." in caption


def test_lots_are_left_out_of_the_price_and_said():
    _, t = frames("lots")
    lots = t["sales"][t["sales"]["n_items"] > 1]
    _, caption = drawn("price_and_stock", "lots")
    assert f"Lots of {whole(lots['n_items'].sum(), 'en')} accounts" in caption
    assert amount(lots["price_rp"].sum() / lots["n_items"].sum(), "en") in caption


def test_survival_is_a_plain_share_where_nothing_is_cut_off():
    rng = np.random.default_rng(3)
    life = rng.integers(1, 30, 200).astype(float)
    times, share, at_risk = kaplan_meier(life, np.ones(200, bool))
    assert np.allclose(share, [(life > t).mean() for t in times])
    assert at_risk[1] == 200


def test_survival_by_hand_with_numbers_followed_for_a_while():
    # Of 5, one ends on day 2, one is followed to day 3, one ends on day 4: 4/5, then 4/5 x 2/3.
    days, ends = np.array([2.0, 3, 4, 9, 9]), np.array([True, False, True, False, False])
    assert kaplan_meier(days, ends)[1] == pytest.approx([1, 0.8, 0.8 * 2 / 3])


def test_the_survival_captions_counts_are_the_blocks():
    o, t = frames("ring")
    sold = t["sales"].dropna(subset=["sim_id"])
    blocks = o["blocks"][o["blocks"]["sim_id"].isin(sold["sim_id"])]
    sims = blocks[(blocks["target"] == "sim") & (blocks["reason"] != "replaced")]["sim_id"].nunique()
    accounts = blocks[blocks["target"] == "account"]["sim_id"].nunique()
    caption = drawn("survival", "ring")[1]
    assert caption.startswith(f"Of {sold['sim_id'].nunique()} numbers and accounts sold")
    assert f"{sims} SIMs were blocked and {accounts} accounts banned" in caption


def test_dots_are_tickets_and_look_ups_without_one():
    o, _ = frames("ring")
    agents = o["agents"].set_index("agent_id")
    tickets = o["tickets"].groupby("agent_id").size().reindex(agents.index, fill_value=0)
    loose = o["accesses"][o["accesses"]["ticket_id"].isna()].groupby("agent_id").size()
    loose = loose.reindex(agents.index, fill_value=0)
    fig, caption = drawn("lookups_against_tickets", "ring")
    dots = np.vstack([s.get_offsets() for s in fig.axes[0].collections])
    assert sorted(map(tuple, dots)) == sorted(zip(tickets, loose, strict=True))
    rate = (100 * loose / tickets)[(agents["position"] == "agent") & (tickets > 0)]
    assert f"agent {rate.idxmax()} makes {rate.max():.1f}" in caption
    assert f"makes {rate.median():.1f} of them per 100" in caption


def test_the_desk_is_drawn_without_the_truth():
    class OnlyObserved:
        observed = run_of("ring").observed

        @property
        def truth(self):
            raise AssertionError("the truth was read")

    _, ax = style.new_figure()
    assert plots.lookups_against_tickets(OnlyObserved(), ax) == drawn("lookups_against_tickets", "ring")[1]


# --- the ring's network -------------------------------------------------------------------------------


def test_the_networks_edges_are_in_the_tables():
    o, t = frames("ring")
    made = ring_sample.sample(reading.Reader(run_of("ring")))
    seen = o["registrations"].dropna(subset=["sim_id"]).astype({"sim_id": int}).set_index("sim_id")
    truth, sales = t["sims"].set_index("sim_id"), t["sales"].dropna(subset=["sim_id"]).set_index("sim_id")
    for a, b in made.edges:
        if (a[0], b[0]) == ("device", "sim"):
            assert seen.loc[int(b[1]), "imei"] == a[1]
        elif (a[0], b[0]) == ("outlet", "sim"):
            assert seen.loc[int(b[1]), "outlet_id"] == int(a[1])
        elif (a[0], b[0]) == ("sim", "buyer"):
            assert sales.loc[int(a[1]), "buyer_id"] == b[1]
        elif (a[0], b[0]) == ("ring", "worker"):
            assert int(b[1]) in set(truth["worker_id"].dropna())
    drawn_sims = {int(n) for role, n in made.nodes if role == "sim"}
    assert 0 < len(drawn_sims) <= ring_sample.N_SIMS
    assert drawn_sims <= rings_sims("ring") | set(sales.index)


def test_a_network_stays_small_and_its_places_never_move():
    made = ring_sample.sample(reading.Reader(run_of("ring")))
    assert 20 < len(made.nodes) <= 150
    where = ring_sample.places(made)
    assert where == ring_sample.places(made)
    assert len(set(where.values())) == len(where), "two nodes in one place"


def test_where_only_lots_were_sold_the_network_leads_to_their_buyers():
    _, t = frames("lots")
    assert not t["sales"]["sim_id"].notna().any()
    made = ring_sample.sample(reading.Reader(run_of("lots")))
    assert {b for (role, _), (_, b) in made.edges if role == "ring"} == set(t["sales"]["buyer_id"])
    assert "buyers of lots" in drawn("ring_network", "lots")[1]


def test_every_role_has_its_own_shape():
    from simkit.figures.ring import BLOCKED, LOOKS

    shapes = [look["marker"] for look in [*LOOKS.values(), BLOCKED]]
    assert len(set(shapes)) == len(shapes) == len(ring_sample.ROLES) + 1


# --- readable by everybody ----------------------------------------------------------------------------


def luminance(color) -> float:
    """Relative luminance. Source: WCAG 2.2."""
    rgb = np.array(colors.to_rgb(color))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(a, b) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lightness(color) -> float:
    """CIE L*, from 0 to 100: what a grey print keeps of a colour."""
    y = luminance(color)
    return 116 * np.cbrt(y) - 16 if y > 0.008856 else 903.3 * y


def texts(fig) -> list[Text]:
    return [t for t in fig.findobj(Text) if t.get_visible() and t.get_text().strip()]


@pytest.mark.parametrize(("name", "run", "lang"), EVERY)
def test_every_text_can_be_read(name, run, lang):
    fig, caption = drawn(name, run, lang)
    found = texts(fig)
    assert found
    for t in found:
        assert t.get_fontsize() >= 11, t
        assert contrast(t.get_color(), style.PAPER) >= 4.5, t
        assert contrast(t.get_color(), "#F4F4F4") >= 4.5, t
    assert len(caption) >= 40
    assert not re.search(r"\bnan\b", caption)
    assert "{" not in caption


@pytest.mark.parametrize(("name", "run", "lang"), EVERY)
def test_no_text_is_cut_off(name, run, lang):
    fig, _ = drawn(name, run, lang)
    renderer = fig.canvas.get_renderer()
    whole_figure = fig.bbox
    ticks = {t for ax in fig.axes for axis in (ax.xaxis, ax.yaxis) for t in axis.get_ticklabels(which="both")}
    for t in set(texts(fig)) - ticks:
        box = t.get_window_extent(renderer)
        assert box.x0 >= -1, t
        assert box.y0 >= -1, t
        assert box.x1 <= whole_figure.x1 + 1, t
        assert box.y1 <= whole_figure.y1 + 1, t


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("run", RUNS)
def test_no_texts_of_the_chain_or_network_overlap_and_cards_hold_them(run, lang):
    for name in ("chain", "ring_network"):
        fig, _ = drawn(name, run, lang)
        renderer = fig.canvas.get_renderer()
        boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in fig.axes[0].texts]
        for i, (text, box) in enumerate(boxes):
            for other, place in boxes[i + 1 :]:
                apart = box.x1 <= place.x0 or place.x1 <= box.x0 or box.y1 <= place.y0 or place.y1 <= box.y0
                assert apart, (text, other)
    fig, _ = drawn("chain", run, lang)
    ax, renderer = fig.axes[0], fig.canvas.get_renderer()
    for card in [p.get_window_extent(renderer) for p in ax.patches if "FancyBbox" in type(p).__name__]:
        for t in ax.texts:
            box = t.get_window_extent(renderer)
            if card.x0 < box.x0 < card.x1 and card.y0 < box.y0 < card.y1:
                assert box.x1 <= card.x1, t


def test_the_palette_is_okabe_and_ito_s():
    want = ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#000000"]
    assert list(style.PALETTE) == want
    _, ax = style.new_figure()
    assert [ax._get_lines.get_next_color() for _ in want] == want


@pytest.mark.parametrize("looks", [TIMELINE_LOOKS, SURVIVAL_LOOKS])
def test_lines_differ_by_marker_line_and_grey(looks):
    assert len({str(k["marker"]) for k in looks}) == len(looks)
    assert len({str(k["linestyle"]) for k in looks}) == len(looks)
    assert all(k["color"] in style.PALETTE for k in looks)
    grey = [lightness(k["color"]) for k in looks]
    assert np.abs(np.diff(grey)).min() > 12


def test_bars_and_areas_differ_by_hatch_and_grey():
    assert RING["hatch"]
    assert "hatch" not in HONEST
    assert abs(lightness(RING["facecolor"]) - lightness(HONEST["facecolor"])) > 20
    fig, _ = drawn("price_and_stock", "ring")
    assert all(ax.collections[0].get_hatch() for ax in fig.axes)
    assert fig.axes[0].collections[0].get_hatch() != fig.axes[1].collections[0].get_hatch()


def test_axes_of_counts_start_at_zero():
    for name in ("timeline", "price_and_stock", "survival", "lookups_against_tickets"):
        assert all(ax.get_ylim()[0] == 0 for ax in drawn(name, "ring")[0].axes), name


# --- manners ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", plots.FIGURES)
def test_the_same_run_gives_the_same_bytes(name):
    one, two = (plots.draw(name, run_of("ring"), "id") for _ in range(2))
    assert one[1] == two[1]
    assert style.png(one[0]) == style.png(two[0])


@pytest.mark.parametrize("name", plots.FIGURES)
def test_a_figure_fits_into_any_axes(name):
    with mpl.rc_context({"font.size": 6}):
        fig, axes = pyplot.subplots(1, 2, figsize=(16, 7), layout="constrained")
        caption = plots.FIGURES[name].draw(run_of("ring"), axes[0], "en")
        fig.draw_without_rendering()
        pyplot.close(fig)
        own = [t for ax in fig.axes if ax is not axes[1] for t in ax.findobj(Text)]
        assert all(t.get_fontsize() >= 11 for t in own if t.get_text().strip())
    assert caption == drawn(name, "ring")[1]


def test_pyplot_never_hears_of_the_figures():
    before = pyplot.get_fignums()
    worker = threading.Thread(target=plots.draw, args=("chain", run_of("ring")))
    worker.start()
    worker.join()
    assert pyplot.get_fignums() == before


def test_a_saved_folder_draws_the_same_captions(tmp_path):
    from simkit.core.folder import load

    run = run_of("lots")
    saved = load(run.save(tmp_path / "x", "csv"))
    for name in plots.FIGURES:
        assert plots.draw(name, saved, "id")[1] == drawn(name, "lots", "id")[1]


def test_figures_are_listed_in_the_order_of_the_story():
    names = ["chain", "timeline", "price_and_stock", "survival", "ring_network", "lookups_against_tickets"]
    assert list(plots.FIGURES) == names
    for name, kind in plots.FIGURES.items():
        assert kind.draw is getattr(plots, name)
        assert {lang for lang in plots.TITLES if plots.TITLES[lang][name]} == {"en", "id"}


def test_languages_write_numbers_their_own_way():
    en, id_ = drawn("chain", "ring", "en")[1], drawn("chain", "ring", "id")[1]
    assert re.search(r"\d,\d{3}", en)
    assert re.search(r"\d\.\d{3}", id_)
    assert not re.search(r"\d,\d{3}", id_)
    assert numbers(en)[:10] == [int(n.replace(".", "")) for n in re.findall(r"\d[\d.]*", id_)][:10]


def test_months_and_days_are_written_in_words():
    assert date(pd.Timestamp("2024-08-05"), "id") == "5 Agustus 2024"
    assert date(np.datetime64("2024-05-03T23:59:59"), "en") == "3 May 2024"
