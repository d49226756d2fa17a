"""Lesson 05: graphs that students build, and build wrongly; groups against chance; what the prose claims elsewhere."""

from __future__ import annotations

from functools import cache

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from simkit.core.errors import BadValue
from simkit.engine.run import simulate
from simkit.figures import style
from simkit_course.blank import ____
from simkit_course.exercises import exercise, tasks
from simkit_course.lessons.l05_resale_network import figures as plots_resale
from simkit_course.lessons.l05_resale_network.judges import JUDGES, ROWS
from simkit_course.lessons.l05_resale_network.material import (
    LISTED,
    SHUFFLES,
    between_households,
    biggest_part,
    chance_sizes,
    devices_of,
    five_rows,
    groups,
    largest_group,
    number_device,
    reached,
    removal_curve,
    removal_orders,
    resale_data,
    shuffle,
    sightings,
    star_table,
    still_together,
    worklists,
)

SMALL = {"people.n_people": 12_000, "run.tick_h": 24, "run.scale": 0.003}
SEEDS = (1, 2, 3)
ELSEWHERE = range(101, 121)


@cache
def country(seed=1):
    return simulate("lesson-ring", seed=seed, settings=SMALL)


@cache
def material(seed=1):
    """The tables of the lesson: of another country, or (seed 0) of the data set itself."""
    data = country(seed) if seed else resale_data()
    seen, sims = sightings(data.observed), data.observed["sims"]
    pairs = number_device(seen, sims)
    ring = biggest_part(between_households(pairs, sims))
    lists, is_bad = worklists(data)
    return {
        "data": data, "seen": seen, "sims": sims, "pairs": pairs, "stars": star_table(seen, sims), "ring": ring,
        "orders": removal_orders(ring), "lists": lists, "is_bad": is_bad,
    }  # fmt: skip


def build(rows):
    graph = nx.Graph()
    for row in rows.itertuples():
        graph.add_edge(row.sim_id, row.imei)
    return graph


def kinds(stars):
    few, moved = stars["n_niks"] <= 2, stars["n_activated"] == 0
    return {"few_niks": few.sum(), "only_log_ins": (~few & moved).sum(), "left_over": (~few & ~moved).sum()}


@cache
def sizes(seed=1):
    pairs = material(seed)["pairs"]
    return {
        "seen": largest_group(pairs), "by_chance": np.mean(chance_sizes(pairs, "imei")),
        "with_outlets": largest_group(pairs, "imei", "outlet_id"),
        "with_outlets_by_chance": np.mean(chance_sizes(pairs, "outlet_id", "imei", "outlet_id")),
    }  # fmt: skip


def precision(lists, is_bad):
    made = {name: is_bad[ids].mean() for name, ids in lists.items()}
    return made | {"found_by_group": is_bad[lists["by_group"]].sum() / is_bad.sum()}


def after(ring, orders):
    made = {name: still_together(ring, orders[name].head(10)) for name in orders}
    return made | {"reached": reached(ring, orders["degree"].head(10))}


def right_answers(seed):
    m = material(seed)
    return {
        "5.1": (build, (m["pairs"],)), "5.2": (kinds(m["stars"]), (m["stars"],)), "5.3": (sizes(seed), (m["pairs"],)),
        "5.4": (precision(m["lists"], m["is_bad"]), (m["lists"], m["is_bad"])),
        "5.5": (after(m["ring"], m["orders"]), (m["ring"], m["orders"])),
    }  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_right_answers_in_every_form(seed):
    for number, (answer, data) in right_answers(seed).items():
        for lang in ("id", "en"):
            assert exercise(number, lang).check(answer, *data).is_right, number
        if isinstance(answer, dict) and seed == 1:
            for form in (pd.Series(answer), dict(reversed(answer.items())), {k: [v] for k, v in answer.items()},
                         {k: np.float64(v) for k, v in answer.items()}):  # fmt: skip
                assert exercise(number, "en").check(form, *data).is_right, number


def test_the_reference_follows_the_data():
    for number in ("5.2", "5.3", "5.5"):
        answer = right_answers(1)[number][0]
        assert not exercise(number, "en").check(answer, *right_answers(2)[number][1]).is_right, number


def test_without_data_the_check_takes_the_shipped_data_set():
    for number, (answer, _) in right_answers(0).items():
        assert exercise(number, "en").cek(answer).is_right, number


@pytest.mark.parametrize("seed", SEEDS)
def test_every_solution_passes_its_own_check_on_other_seeds(seed):
    kit = {f.__name__: f for f in (largest_group, shuffle, still_together, reached, exercise)}
    names = material(seed) | kit | {"nx": nx, "np": np, "pd": pd}
    for task in tasks():
        if task.number.startswith("5."):
            code = task.solution.replace(f'exercise("{task.number}")', f'told = exercise("{task.number}")')
            exec(code, names)
            assert names["told"].is_right, task.number


def test_other_builders_are_right_too():
    others = [
        lambda rows: nx.from_pandas_edgelist(rows, "sim_id", "imei"),
        lambda rows: nx.Graph(list(zip(rows["imei"], rows["sim_id"], strict=True))),
    ]
    for other in others:
        assert exercise("5.1", "id").check(other, material()["pairs"]).is_right


def test_other_twenty_shuffles_and_shuffled_rows_are_right_too():
    pairs = material()["pairs"]
    fine = sizes() | {"by_chance": np.mean([largest_group(shuffle(pairs, "imei", s)) for s in range(50, 90)])}
    assert exercise("5.3", "en").check(fine, pairs.sample(frac=1, random_state=3)).is_right


# --- wrong answers --------------------------------------------------------------


def tied(left, right, kind=nx.Graph):
    def wrong(rows):
        graph = kind()
        for row in rows.itertuples():
            graph.add_edge(left(row), right(row))
        return graph

    return wrong


def one_row_only(rows):
    for row in rows.itertuples():
        graph = nx.Graph()
        graph.add_edge(row.sim_id, row.imei)
        return graph
    return None


def tied_to_numbers(rows):
    graph = nx.Graph()
    graph.add_edges_from((r.sim_id, int(r.imei) if r.imei.isdigit() else r.imei) for r in rows.itertuples())
    return graph


BUILD_SLIPS = [
    (tied(lambda r: r.sim_id, lambda r: r.imei, nx.DiGraph), "no direction"),
    (tied(lambda r: r.sim_id, lambda r: r.imei, nx.MultiGraph), "still one edge"),
    (tied(lambda r: r.sim_id, lambda r: r.sim_id), "One kind is not in your graph"),
    (tied(lambda r: str(r.sim_id), lambda r: r.imei), "have become text"),
    (tied(lambda r: r.Index, lambda r: r.imei), "One kind is not in your graph"),
    (tied(lambda r: r.account_id, lambda r: r.imei), "One kind is not in your graph"),
    (lambda rows: nx.compose(build(rows), nx.Graph([(41, ____)])), "`____` left"),
    (lambda rows: nx.compose(build(rows), nx.Graph([("x", 41)])), "neither numbers nor devices"),
    (tied_to_numbers, "leading zeros"),
    (tied(lambda r: r.sim_id, lambda r: int(r.imei)), "leading zeros"),
    (lambda rows: nx.compose(build(rows), nx.Graph([(44, "0031")])), "not of one row"),
    (one_row_only, "outside the `for`"),
    (lambda rows: build(material()["pairs"]), "the whole table `pairs`"),
    (lambda rows: None, "gives nothing back"),
    (len, "must give back a graph"),
    (lambda rows: 1 / 0, "ZeroDivisionError"),
    (build(ROWS), "without brackets"),
]


@pytest.mark.parametrize(("answer", "said"), BUILD_SLIPS)
def test_building_a_graph_wrong(answer, said):
    told = exercise("5.1", "en").check(answer, material()["pairs"])
    assert told.state == "not_yet"
    assert said in told.message
    assert exercise("5.1", "id").check(answer, material()["pairs"]).message != told.message


def test_the_function_as_shipped_is_not_attempted():
    assert exercise("5.1", "id").check(tied(lambda r: r.sim_id, lambda r: ____)).state == "not_attempted"


SLIPS_OF = {"5.2": 0, "5.3": 1, "5.4": 0, "5.5": 0}
"""The country of each exercise's slips: 0 is the shipped one, in which forty shuffles take a second."""


@cache
def slips():
    m, pairs = material(0), material(SLIPS_OF["5.3"])["pairs"]
    stars, ring, orders = m["stars"], m["ring"], m["orders"]
    few, moved = stars["n_niks"] <= 2, stars["n_activated"] == 0
    two, three, four, five = (right_answers(SLIPS_OF[n])[n][0] for n in SLIPS_OF)
    lists, bad = m["lists"], m["is_bad"]
    by_chance = chance_sizes(pairs, "imei")
    of_devices = np.mean(chance_sizes(pairs, "imei", "imei", "outlet_id"))
    nodes = len(biggest_part(pairs))
    return [
        ("5.2", two | {"few_niks": stars.loc[few, "n_numbers"].sum()}, "how many numbers"),
        ("5.2", two | {"few_niks": (stars["n_niks"] == 1).sum()}, "one NIK only"),
        ("5.2", two | {"left_over": (~moved).sum()}, "one or two NIKs are counted again"),
        ("5.2", two | {"left_over": (~few).sum()}, "only log-ins are counted again"),
        ("5.2", two | {"only_log_ins": (~few & ~moved).sum()}, "`n_activated` is 0"),
        ("5.2", two | {"only_log_ins": moved.sum()}, "one or two NIKs are counted again"),
        ("5.2", two | {"few_niks": few.mean()}, "a share of all stars"),
        ("5.2", two | {"left_over": two["left_over"] + 3}, "too large"),
        ("5.2", {"few_niks": 1}, "Names missing"),
        ("5.3", three | {"seen": nodes}, "counts all nodes"),
        ("5.3", three | {"seen": three["with_outlets"]}, "outlets tie numbers here too"),
        ("5.3", three | {"with_outlets": three["seen"]}, "only devices tie"),
        ("5.3", three | {"seen": pairs.groupby("imei").size().max()}, "the largest star"),
        ("5.3", three | {"with_outlets": largest_group(pairs, "outlet_id")}, "only outlets tie"),
        ("5.3", three | {"by_chance": by_chance[0]}, "what one shuffle gives"),
        ("5.3", three | {"with_outlets_by_chance": 20 * three["with_outlets_by_chance"]}, "this is the sum"),
        ("5.3", three | {"by_chance": max(by_chance)}, "the largest of the twenty"),
        ("5.3", three | {"by_chance": sum(by_chance)}, "this is the sum"),
        ("5.3", three | {"by_chance": three["seen"]}, "`by_chance` is too small"),
        ("5.3", three | {"with_outlets_by_chance": three["by_chance"]}, "too small"),
        ("5.3", three | {"with_outlets_by_chance": three["seen"]}, "Name both columns"),
        ("5.3", three | {"with_outlets_by_chance": of_devices}, "devices were shuffled"),
        ("5.4", four | {"by_device": 1 - four["by_device"]}, "flagged by mistake"),
        ("5.4", four | {"by_device": bad[lists["by_device"]].sum()}, "how many accounts"),
        ("5.4", four | {"by_registration": four["by_device"]}, "another list"),
        ("5.4", four | {"by_device": bad[lists["by_device"]].sum() / bad.sum()}, "divide by the list's length"),
        ("5.4", four | {"found_by_group": bad[lists["by_group"]].sum()}, "how many are sought"),
        ("5.4", four | {"found_by_group": bad[lists["by_group"]].sum() / len(bad)}, "share of all old accounts"),
        ("5.4", four | {"found_by_group": four["by_group"]}, "this is the precision"),
        ("5.4", four | {"by_group": 100 * four["by_group"]}, "factor of 100"),
        ("5.5", five | {"degree": still_together(ring, orders["degree"].head(1))}, "too few devices"),
        ("5.5", five | {"degree": still_together(ring, [])}, "before anything"),
        ("5.5", five | {"degree": still_together(ring, orders["degree"])}, "all devices are taken"),
        ("5.5", five | {"reached": reached(ring, orders["degree"])}, "all devices are taken"),
        ("5.5", five | {"betweenness": five["degree"]}, "another order"),
        ("5.5", five | {"reached": reached(ring, orders["random"].head(10))}, "another order"),
        ("5.5", five | {"reached": reached(ring, orders["betweenness"].head(10))}, "another order"),
        ("5.5", five | {"betweenness": five["betweenness"] / still_together(ring, [])}, "this is a share"),
        ("5.5", five | {"degree": still_together(ring, []) - five["degree"]}, "came loose"),
        ("5.5", five | {"reached": still_together(ring, []) - five["degree"]}, "seen on those devices"),
        ("5.5", five | {"random": "828"}, "is text"),
    ]  # fmt: skip


N_SLIPS = 41


@pytest.mark.parametrize("at", range(N_SLIPS))
def test_wrong_answers_are_told_what_differs_and_never_the_value(at):
    number, answer, said = slips()[at]
    answers = right_answers(SLIPS_OF[number])[number]
    told = exercise(number, "en").check(answer, *answers[1])
    assert told.state == "not_yet"
    assert said in told.message, told.message
    assert exercise(number, "id").check(answer, *answers[1]).message != told.message
    assert not any(f"{float(v):.4g}" in told.message for v in answers[0].values() if float(v) > 20)


def test_all_slips_are_tried():
    assert len(slips()) == N_SLIPS


def test_precision_and_share_found_differ_on_the_shipped_lists():
    told, lists = right_answers(0)["5.4"][0], material(0)["lists"]
    assert {len(ids) for ids in lists.values()} == {LISTED}
    assert told["found_by_group"] < 0.9 * told["by_group"]
    assert told["by_registration"] < 0.05
    assert told["by_device"] < 0.5 * told["by_group"]


def test_a_number_on_two_devices_counts_once():
    ring = nx.Graph([(1, "a"), (2, "a"), (2, "b"), (3, "b"), (4, "c"), (3, "c")])
    orders = pd.DataFrame({"degree": ["a", "b"], "betweenness": ["b", "a"], "random": ["c", "a"]})
    fine = after(ring, orders)
    assert exercise("5.5", "en").check(fine, ring, orders).is_right
    told = exercise("5.5", "en").check(fine | {"reached": 4}, ring, orders)
    assert "counted twice" in told.message


def test_a_strange_answer_never_breaks_a_check():
    for number, (_, data) in right_answers(1).items():
        for answer in (object(), b"x", {1: 2}, [[1], [2]], pd.DataFrame({"a": [1, 2]}), range(3), int):
            assert exercise(number, "id").check(answer, *data).state == "not_yet"
        assert exercise(number, "id").check(____, *data).state == "not_attempted"


# --- the material ----------------------------------------------------------------


def test_groups_agree_with_networkx():
    pairs = material()["pairs"]
    graph = nx.from_pandas_edgelist(pairs, "sim_id", "imei")
    theirs = sorted(sum(isinstance(n, int) for n in part) for part in nx.connected_components(graph))
    assert sorted(groups(pairs).value_counts().tolist()) == theirs
    assert largest_group(pairs) == theirs[-1] == still_together(biggest_part(pairs), [])


def test_a_shuffle_keeps_sizes_and_does_not_depend_on_the_order_of_rows():
    pairs = material()["pairs"]
    for column in ("imei", "outlet_id"):
        one = shuffle(pairs, column, 4)
        assert one.equals(shuffle(pairs.sample(frac=1, random_state=1), column, 4))
        assert not one[column].equals(pairs[column])
    assert (shuffle(pairs, "imei", 4).groupby("imei").size() == pairs.groupby("imei").size()).all()
    outlets = shuffle(pairs, "outlet_id", 4).drop_duplicates("sim_id")["outlet_id"].value_counts()
    assert outlets.eq(pairs.drop_duplicates("sim_id")["outlet_id"].value_counts()).all()
    with pytest.raises(BadValue, match="imei, outlet_id"):
        shuffle(pairs, "nik", 1)
    with pytest.raises(BadValue, match="one whole number"):
        shuffle(pairs, "imei", SHUFFLES)


@pytest.mark.parametrize("seed", [0, *SEEDS])
def test_the_five_rows_make_two_groups(seed):
    five = five_rows(material(seed)["seen"])
    graph = build(five)
    assert (len(five), len(graph), graph.number_of_edges()) == (5, 7, 5)
    assert sorted(len(part) for part in nx.connected_components(graph)) == [2, 5]
    assert len(devices_of(graph)) == 3


def test_rows_without_a_shared_number_are_refused():
    day = pd.Timestamp("2024-09-01")
    rows = pd.DataFrame({"sim_id": [1, 2], "imei": ["a", "b"], "how": "activation", "at": day})
    with pytest.raises(BadValue, match="share a number"):
        five_rows(rows)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_figures_say_what_they_draw(lang):
    m = material()
    pairs, ring = m["pairs"], m["ring"]

    def said(number):
        return f"{number:,}".replace(",", "." if lang == "id" else ",")

    fig, ax = style.new_figure()
    caption = plots_resale.number_device_map(pairs, ax, lang)
    fig.draw_without_rendering()
    for number in (pairs["sim_id"].nunique(), pairs["imei"].nunique(), largest_group(pairs),
                   len(devices_of(biggest_part(pairs))),
                   nx.number_connected_components(build(pairs))):  # fmt: skip
        assert said(number) in caption
    assert all(said(n) in caption for n in star_counts(m))
    drawn = sum(len(c.get_segments()) for c in ax.collections if hasattr(c, "get_segments"))
    inside = groups(pairs)
    stars = set(inside[pairs.loc[pairs["imei"].isin(m["stars"].index), "sim_id"]]) | {0}
    assert drawn == pairs["sim_id"].map(inside).isin(stars).sum()
    curve = removal_curve(ring, m["orders"], (0, 5, 10))
    fig, ax = style.new_figure()
    caption = plots_resale.removal(
        curve, ax, lang, n_numbers=still_together(ring, []), n_devices=len(devices_of(ring))
    )
    fig.draw_without_rendering()
    assert len(ax.lines) == 6
    for number in after(ring, m["orders"]).values():
        assert said(number) in caption or number == after(ring, m["orders"])["betweenness"]


def star_counts(m):
    """Count the stars in the largest group, and those outside it."""
    rows = m["pairs"].drop_duplicates("imei").set_index("imei")["sim_id"].loc[m["stars"].index]
    inside = (rows.map(groups(m["pairs"])) == 0).sum()
    return inside, len(m["stars"]) - inside


def test_the_lists_are_tried_with_other_accounts_sought():
    m = material()
    for time in range(4):
        lists, is_bad = JUDGES["5.4"].alter((m["lists"], m["is_bad"]), time)
        assert min(is_bad[ids].sum() for ids in lists.values()) > 0
        nonsense = precision(lists, is_bad) | {
            "by_registration": is_bad.isin(lists["by_registration"]).mean()
        }
        assert exercise("5.4", "en").check(nonsense, lists, is_bad).state == "not_yet"


def test_a_curve_begins_with_everything_and_only_falls():
    m = material()
    curve = removal_curve(m["ring"], m["orders"], range(6))
    for _, rows in curve.groupby("order"):
        assert rows["n_together"].iloc[0] == still_together(m["ring"], [])
        assert rows["n_together"].is_monotonic_decreasing
        assert rows["n_reached"].is_monotonic_increasing


# --- what the prose says, in the data set and in twenty other countries -------------------------------


def apart(rows):
    """Count devices whose numbers were on no other device."""
    is_on_two = rows["sim_id"].duplicated(keep=False)
    return (~is_on_two).groupby(rows["imei"]).all().sum()


def claims(seed):
    # the bounds were set from seeds 201 to 208
    m = material(seed)
    data, seen, stars, pairs = m["data"], m["seen"], m["stars"], m["pairs"]
    origin = data.truth["accounts"].set_index("account_id")["origin"].astype(object)
    is_own = seen["account_id"].map(origin) == "own"
    honest = is_own.groupby(seen["imei"]).mean().reindex(stars.index) > 0.5
    few = stars["n_niks"] <= 2
    # stars of few NIKs are honest; among the others are some of both
    assert honest[few].all()
    assert 0 < honest[~few].mean() < 1
    # a large group proves nothing: chance makes one at least as large, by devices and by outlets
    size = sizes(seed)
    assert size["by_chance"] > size["seen"]
    assert size["with_outlets_by_chance"] > 0.9 * size["with_outlets"]
    between = between_households(pairs, m["sims"])
    # nobody honest is in that group, which holds nearly all of the ring
    inside = groups(between)
    in_group = seen["sim_id"].map(inside) == 0
    assert is_own[in_group].mean() < 0.05
    assert (in_group[~is_own]).mean() > 0.8
    assert (inside == 0).sum() > 2 * (inside == 1).sum()
    # registration shows nothing of ready-made accounts; old accounts in the group are all sought, and it lacks some
    told = precision(m["lists"], m["is_bad"])
    assert told["by_registration"] < 0.1
    number = data.observed["accounts"].set_index("account_id")["sim_id"].reindex(m["is_bad"].index)
    is_in = number.isin(inside.index[inside == 0]).to_numpy(bool)
    assert m["is_bad"][is_in].all()
    m["found_in_group"] = is_in.sum() / m["is_bad"].sum()
    assert m["found_in_group"] < 1
    return m


def test_the_claims_hold_in_the_data_set():
    m = claims(0)
    assert m["found_in_group"] < 0.5
    # the first five rows hold two numbers, each on one device; a list from registrations finds not one
    rows = m["seen"].head(5)
    assert rows["sim_id"].nunique() == rows["imei"].nunique() == len(number_device(rows)) == 2
    assert precision(m["lists"], m["is_bad"])["by_registration"] == 0
    # between households chance makes a larger group too; most devices stand apart, whereas chance ties most together
    between = between_households(m["pairs"], m["sims"])
    shuffled = [shuffle(between, "imei", s) for s in SHUFFLES]
    assert largest_group(between) < min(largest_group(rows) for rows in shuffled)
    assert apart(between) > 0.6 * between["imei"].nunique()
    assert max(apart(rows) for rows in shuffled) < 0.4 * between["imei"].nunique()
    # thirty devices leave hardly anything together
    assert still_together(m["ring"], m["orders"]["degree"].head(30)) < 0.1 * still_together(m["ring"], [])
    assert m["is_bad"][m["lists"]["by_device"]].mean() < 0.5 * m["is_bad"][m["lists"]["by_group"]].mean()
    stars = m["stars"]
    is_own = (
        m["seen"]["account_id"].map(m["data"].truth["accounts"].set_index("account_id")["origin"]) == "own"
    )
    honest = is_own.groupby(m["seen"]["imei"]).mean().reindex(stars.index) > 0.5
    few, moved = stars["n_niks"] <= 2, stars["n_activated"] == 0
    # more than half of the stars are honest; log-ins only, and those left over: some of both
    assert honest.mean() > 0.5
    # few NIKs in the second group, or very many in the third, are a hint; in between both are found
    second, third, niks = ~few & moved, ~few & ~moved, stars["n_niks"]
    assert niks[second & honest].min() < niks[second & ~honest].min() < niks[second & honest].max()
    assert niks[third & honest].max() < niks[third & ~honest].median()
    assert niks[third & honest].min() > niks[third & ~honest].min()
    assert (few & moved).any()
    assert 0 < honest[~few & moved].mean() < 1
    assert 0 < honest[~few & ~moved].mean() < 1
    # large stars stand by themselves as well as in the largest group: size alone does not part the two
    label, full = groups(m["pairs"]), m["pairs"].groupby("imei").size().loc[stars.index]
    is_in = m["pairs"].drop_duplicates("imei").set_index("imei")["sim_id"].map(label).loc[stars.index] == 0
    assert full[~is_in].max() > full[is_in].median()
    assert full[is_in].max() > full[~is_in].median()
    # ten devices do not break the group up, but reach far more numbers than ten at random
    left, whole = after(m["ring"], m["orders"]), still_together(m["ring"], [])
    assert min(left[name] for name in m["orders"]) > 0.8 * whole
    assert left["reached"] > 3 * reached(m["ring"], m["orders"]["random"].head(10))
    assert len(set(m["orders"]["degree"].head(10)) & set(m["orders"]["betweenness"].head(10))) > 5
    assert len(set(m["orders"]["degree"].head(20)) & set(m["orders"]["betweenness"].head(20))) >= 15
    # the book: partial, late, and wrong on who bought most
    seizures, sales = m["data"].observed["seizures"], m["data"].truth["sales"]
    book = seizures[seizures["buyer_alias"].notna()]
    assert len(book) < 0.1 * len(sales)
    assert book["buyer_alias"].nunique() < sales["buyer_id"].nunique()
    assert book["buyer_alias"].value_counts().index[0].removeprefix("B-") != "08"
    assert sales["buyer_id"].value_counts().index[0] == "buyer-8"
    assert sales["buyer_id"].value_counts().iloc[2] > 0.9 * sales["buyer_id"].value_counts().iloc[0]


@pytest.mark.slow
@pytest.mark.parametrize("seed", ELSEWHERE)
def test_the_claims_hold_elsewhere(seed):
    claims(seed)
