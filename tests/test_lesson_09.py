"""Lesson 09: the investigation game: hours, evidence, points; players; exercises answered right and wrong."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from simkit.core.errors import BadValue
from simkit.figures import style
from simkit_course.blank import ____
from simkit_course.exercises import exercise, tasks
from simkit_course.game.board import board
from simkit_course.game.case import BUDGET_H, open_case
from simkit_course.game.costs import HOURS, Investigation
from simkit_course.game.debrief import accuse, consequences, scoreboard, whole_truth
from simkit_course.game.leads import (
    against_chance,
    block_list,
    candidates,
    looked_up_before,
    most_reported,
    people_behind,
    registered_at,
    rows_of,
    shared_devices,
)
from simkit_course.game.players import biggest, by_detectors, careful, hurried
from simkit_course.game.replay import CASES, replay
from simkit_course.game.scoring import POINTS, Accusation, judged, score
from simkit_course.lessons.l09_investigation_game import figures as plots_case

SEEDS = (1, 2, 12)
ELSEWHERE = range(101, 121)


@cache
def case(seed=12):
    return open_case(seed)


@cache
def key(seed=12):
    return whole_truth(case(seed))


@cache
def played(seed=12):
    return careful(case(seed))


# --- the case ---------------------------------------------------------------------


def test_a_case_is_the_same_each_time_and_another_with_another_seed():
    again = open_case(12)
    pd.testing.assert_frame_equal(again.rows, case().rows)
    assert whole_truth(again) == key()
    assert key(1) != key(2)


def test_a_case_knows_nothing_of_the_future():
    assert case().rows["at"].max() <= case().at
    assert case().book["at"].max() <= case().at
    assert all(t["at"].max() <= case().at for n, t in case().tables.items() if n in ("complaints", "blocks"))


def test_the_truth_names_one_agent_and_one_outlet_and_nobody_honest():
    run = case().run
    honest = run.truth["sims"].set_index("sim_id")["ring_id"].isna()
    assert not any(honest[s] for s in key()["number"])
    for kind in ("agent", "outlet"):
        roles = run.truth[f"{kind}s"].set_index(f"{kind}_id")["role"]
        assert len(key()[kind]) == 1
        assert roles[list(key()[kind])].ne("honest").all()


def test_totals_and_kinds_are_checked():
    for kind in key():
        totals = case().totals(kind)
        assert totals.is_monotonic_decreasing
        assert totals.min() >= 0
    for wrong in (case().totals, case().truth):
        with pytest.raises(BadValue, match="outlet"):
            wrong("outlets")
    with pytest.raises(BadValue, match="level"):
        open_case(1, level=3)


# --- hours ------------------------------------------------------------------------


def test_a_look_costs_once_and_uncovers_what_is_there():
    inquiry = Investigation(case())
    first = most_reported(case().complaints).index[:3]
    rows = inquiry.look("number", first)
    assert set(rows["sim_id"]) <= set(first)
    assert inquiry.hours == 3 * HOURS["number"]
    before = len(inquiry.seen)
    inquiry.look("number", int(first[0]))
    inquiry.look("number", first.tolist() * 2)
    assert (inquiry.hours, len(inquiry.seen)) == (3, before)
    assert inquiry.log["entity"].tolist() == first.tolist()
    assert set(rows["row"]) <= set(inquiry.seen["row"])


def test_a_blank_costs_nothing_and_shows_nothing():
    inquiry = Investigation(case())
    for blank in (____, None, [], [____]):
        assert inquiry.look("device", blank).empty
    assert people_behind(inquiry, ____, 3) == people_behind(inquiry, [1], ____) == []
    assert inquiry.hours == 0
    assert accuse(inquiry, device=____, number=____, outlet=____, agent=None) == []


def test_what_costs_too_much_is_refused_whole():
    inquiry = Investigation(case())
    outlets = case().totals("outlet").index
    with pytest.raises(BadValue, match="h are left"):
        inquiry.look("outlet", outlets[:7])
    assert inquiry.hours == 0
    inquiry.look("outlet", outlets[:6])
    assert inquiry.left == 0 == BUDGET_H - 6 * HOURS["outlet"]
    for what, which in (("outlets", 1), ("device", "nope"), ("number", -1)):
        with pytest.raises(BadValue, match=what):
            inquiry.look(what, which)


def test_a_seizure_brings_the_book_and_is_an_accusation():
    inquiry = Investigation(case())
    device = case().book["imei"].iloc[0]
    assert (inquiry.look("seizure", device)["kind"] == "sale").any()
    assert (inquiry.seen["kind"] == "sale").any()
    assert [(a.kind, a.entity) for a in accuse(inquiry)] == [("device", device)]
    assert "sale" not in set(Investigation(case()).look("device", device)["kind"])
    honest = next(d for d in case().totals("device").index if d not in key()["device"])
    other = Investigation(case())
    other.look("seizure", honest)
    assert judged(accuse(other), key(), other.seen)["points"].tolist() == [POINTS["device"][1]]


# --- points -----------------------------------------------------------------------


def rows(*made):
    columns = ["row", "kind", "at", "sim_id", "nik", "imei", "outlet_id", "agent_id"]
    at = pd.Timestamp("2024-09-01")
    table = pd.DataFrame([(r, k, at + pd.Timedelta(days=d), *x) for r, k, d, *x in made], columns=columns)
    return table.astype(dict.fromkeys(("sim_id", "nik", "outlet_id", "agent_id"), "Int64"))


SEEN = rows(
    ("a/1", "look-up", 0, None, 71, None, None, 5), ("a/2", "look-up", 1, None, 72, None, None, 5),
    ("a/3", "look-up", 2, None, 73, None, None, 5), ("a/4", "look-up", 9, None, 73, None, None, 6),
    ("r/1", "registration", 5, 1, 71, "x", 9, None), ("r/2", "registration", 5, 2, 72, "x", 9, None),
    ("r/3", "registration", 6, 3, 73, "x", 9, None), ("r/4", "registration", 6, 4, 74, "y", 9, None),
    ("c/1", "complaint", 8, 1, 71, None, None, None),
)  # fmt: skip
TRUTH = {"agent": {5}, "outlet": {9}, "device": {"x"}, "number": {1, 2, 3}}
CHAIN = [
    Accusation("device", "x", ("r/1", "r/2", "r/3")), Accusation("number", 1, ("c/1", "r/1")),
    Accusation("number", 2, ("r/2",)), Accusation("number", 3, ("r/3",)),
    Accusation("outlet", 9, ("r/1", "r/2", "r/3")), Accusation("agent", 5, ("a/1", "a/2", "a/3")),
]  # fmt: skip


def test_a_chain_in_order_is_carried_link_by_link():
    verdicts = judged(CHAIN, TRUTH, SEEN)
    assert verdicts["is_carried"].all()
    assert verdicts["points"].tolist() == [5, 2, 2, 2, 20, 30]
    assert score(verdicts, 10).to_dict() == {
        "n_right": 6, "n_guessed": 0, "n_wrong": 0, "hours": 10, "points": 56.0
    }  # fmt: skip
    pd.testing.assert_frame_equal(verdicts, judged([*CHAIN, *CHAIN], TRUTH, SEEN))


@pytest.mark.parametrize(
    "one",
    [
        Accusation("device", "x"),
        Accusation("device", "x", ("r/1", "r/2")),  # two NIKs
        Accusation("device", "x", ("c/1", "a/1")),  # not about it
        Accusation("number", 2, ("r/2",)),  # no complaint, no device named before
        Accusation("outlet", 9, ("r/1", "r/2", "r/3")),  # nothing named before: one reported number only
        Accusation("agent", 5, ("a/1", "a/2", "a/3")),  # nothing named before
        Accusation("number", 1, ("c/1",)),  # a complaint alone
        Accusation("number", 1, ("c/9",)),  # never uncovered
    ],
)
def test_right_without_evidence_is_a_guess_and_brings_nothing(one):
    verdict = judged([one], TRUTH, SEEN).iloc[0]
    assert verdict["is_right"]
    assert not verdict["is_carried"]
    assert verdict["points"] == 0


def test_a_look_up_after_the_registration_carries_nothing():
    late = Accusation("agent", 6, ("a/4", "a/1"))
    verdicts = judged([*CHAIN[:5], late], TRUTH | {"agent": {6}}, SEEN)
    assert not verdicts["is_carried"].iloc[-1]


def test_wrong_costs_more_than_right_brings_with_or_without_evidence():
    assert all(-loss > gain > 0 for gain, loss in POINTS.values())
    wrong = judged([Accusation("agent", 6, ("a/4",)), Accusation("outlet", 1)], TRUTH, SEEN)
    assert wrong["points"].tolist() == [-60, -40]
    nothing = judged([], TRUTH, SEEN)
    assert score(nothing, 4)["points"] == -2.0


def test_against_chance_takes_size_into_account():
    found = pd.Series([1, 1, 1, 2, 2])
    made = against_chance(found, pd.Series({1: 60, 2: 5, 3: 35}))
    assert made.index[0] == 2
    assert made["expected"].sum() == pytest.approx(5)
    assert made["n_found"].sum() == 5
    assert made["p_any"].between(0, 1).all()


# --- players ----------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_the_careful_one_keeps_the_budget_and_accuses_nobody_wrongly(seed):
    inquiry, named = played(seed)
    assert inquiry.hours <= case(seed).budget_h
    verdicts = judged(named, key(seed), inquiry.seen)
    assert verdicts["is_right"].all()
    assert (verdicts["kind"] == "number").sum() <= case(seed).k
    assert careful(case(seed))[1] == named
    made = scoreboard(case(seed), {"c": played(seed)[::-1], "b": (biggest(case(seed)), None)})
    assert made.loc["c", "points"] > made.loc["b", "points"]


@pytest.mark.parametrize("seed", SEEDS)
def test_complaints_alone_win_nothing(seed):
    """The numbers that most people complained about, named without one hour of work."""
    idle = Investigation(case(seed))
    named = accuse(idle, number=most_reported(case(seed).complaints).index[: case(seed).k].tolist())
    told = score(judged(named, key(seed), idle.seen), idle.hours)
    assert told["n_guessed"] > 0
    assert told["n_right"] == told["hours"] == 0
    assert told["points"] <= 0


def test_points_are_told_against_those_of_the_careful_one():
    players = {
        "you": ([], Investigation(case())),
        "careful": played()[::-1],
        "hurried": hurried(case())[::-1],
    }
    made = scoreboard(case(), players)
    assert made.loc[["you", "careful"], "of_par"].tolist() == [0, 100]
    assert 0 < made.loc["hurried", "points"] < made.loc["careful", "points"]
    assert made.loc["hurried", "hours"] < BUDGET_H / 2
    assert scoreboard(case(), {"you": players["you"]})["of_par"].isna().all()


def test_a_numbered_case_opens_with_all_hours_left():
    inquiry = replay(1)
    assert (inquiry.hours, inquiry.left) == (0, BUDGET_H)
    seen, named = careful(inquiry.case)
    assert any(a.kind == "agent" for a in named)
    assert judged(named, whole_truth(inquiry.case), seen.seen)["is_right"].all()
    for wrong, words in (((0,), "1 to"), ((99,), "1 to"), ((1, 3), "1, 2")):
        with pytest.raises(BadValue, match=words):
            replay(*wrong)


@pytest.mark.slow
def test_in_every_numbered_case_the_careful_one_errs_nowhere_and_is_ahead_of_the_hurried():
    for level, seeds in CASES.items():
        assert len(seeds) == len(set(seeds)) >= 4
        for number in range(1, len(seeds) + 1):
            one = replay(number, level).case
            made = scoreboard(one, {"careful": careful(one)[::-1], "hurried": hurried(one)[::-1]})
            assert made.loc["careful", "n_wrong"] == 0
            assert made.loc["careful", "points"] > max(made.loc["hurried", "points"], 0)
            assert level == 2 or any(a.kind == "agent" for a in careful(one)[1])


def test_consequences_count_both_sides():
    inquiry, named = played()
    good = consequences(case(), judged(named, key(), inquiry.seen))
    assert good["n_wrong"].sum() == good["hurt"].sum() == 0
    assert good.loc["number", "ended"] > 0
    bad = consequences(case(), judged(biggest(case()), key()))
    assert (bad.loc[bad["n_wrong"] > 0, "hurt"] > 0).all()


# --- exercises ----------------------------------------------------------------------


@cache
def solved(seed):
    """Run every solution in order, as the notebook does, and keep what each check said."""
    one = case(seed)
    inquiry = Investigation(one)
    names = {
        "exercise": exercise, "most_reported": most_reported, "against_chance": against_chance,
        "case": one, "inquiry": inquiry,
    }  # fmt: skip
    told = {}
    texts = {t.number: t.solution for t in tasks() if t.number.startswith("9.")}

    def run(number):
        exec(texts[number].replace(f'exercise("{number}")', f'told = exercise("{number}")'), names)
        told[number] = names["told"]

    run("9.1")
    inquiry.look("number", names["plan"]["numbers"])
    names |= {"on_devices": shared_devices(inquiry.seen), "where": registered_at(inquiry),
              "totals": one.totals("outlet")}  # fmt: skip
    run("9.2")
    names["links_seen"] = Investigation(one)
    names["links_seen"].look("number", names["plan"]["numbers"])
    inquiry.look("device", names["links"]["devices"])
    inquiry.look("outlet", names["links"]["outlet"])
    names["table"] = candidates(inquiry, names["links"]["devices"])
    run("9.3")
    inquiry.look("person", people_behind(inquiry, names["block"], names["plan"]["n_people"]))
    names |= {"looks": looked_up_before(inquiry.seen), "staff_totals": one.totals("agent")}
    run("9.4")
    agent = names["insider"]["agent"] if names["insider"]["is_enough"] else None
    links = names["links"]
    named = accuse(
        inquiry, device=links["devices"], number=names["block"], outlet=links["outlet"], agent=agent
    )
    names |= {"verdicts": judged(named, key(seed), inquiry.seen),
              "n_alive": len(one.truth("number") - one.blocked)}  # fmt: skip
    run("9.5")
    return names, told


@pytest.mark.parametrize("seed", SEEDS)
def test_every_solution_passes_its_own_check_on_other_seeds(seed):
    _, told = solved(seed)
    assert {n: t.state for n, t in told.items()} == {f"9.{i}": "right" for i in range(1, 6)}


def material(seed=12):
    names, _ = solved(seed)
    return {
        "9.1": (names["plan"], (case(seed),)), "9.2": (names["links"], (names["links_seen"],)),
        "9.3": (names["block"], (names["inquiry"], names["links"]["devices"])),
        "9.4": (names["insider"], (names["inquiry"],)),
        "9.5": (names["report"], (names["verdicts"], names["inquiry"])),
    }  # fmt: skip


def test_right_answers_in_every_form_and_without_data():
    for number, (answer, data) in material().items():
        forms = [answer, pd.Series(answer), dict(reversed(list(answer.items())))]
        for form in forms:
            for lang in ("id", "en"):
                assert exercise(number, lang).cek(form, *data).is_right, number
    assert exercise("9.1", "en").check(material()["9.1"][0]).is_right


def test_the_reference_follows_the_data():
    for number in ("9.1", "9.2", "9.3", "9.4"):
        assert not exercise(number, "en").check(material()[number][0], *material(1)[number][1]).is_right, (
            number
        )


def slips():
    m = material()
    plan, links, block, insider, report = (m[f"9.{i}"][0] for i in range(1, 6))
    people = most_reported(case().complaints)
    fewest = people.index[::-1][:12].tolist()
    links_seen, inquiry, names = m["9.2"][1][0], m["9.4"][1][0], solved(12)[0]
    table = shared_devices(links_seen.seen)
    terminal = table.index[table["n_at_outlets"] > 0][0]
    poor = table.index[(table["n_at_outlets"] == 0) & (table["n_reported"] == 0)].tolist()
    totals = case().totals("outlet")
    big_outlet = totals.index[0]
    staff = against_chance(looked_up_before(inquiry.seen)["agent_id"].astype(int), case().totals("agent"))
    cand = candidates(inquiry, links["devices"])
    dead, lone = (
        cand.index[cand["is_blocked"]][0],
        cand.index[~cand["is_blocked"] & ~cand["on_device"] & cand["n_people"].eq(1)][0],
    )
    weak = cand.index[~cand["is_blocked"] & ~cand["on_device"] & cand["n_people"].eq(0)][:1]
    short = dict(list(block.items())[:-1])
    first = next(iter(short))
    made = [
        ("9.1", plan | {"numbers": fewest}, "more **people**"),
        ("9.1", plan | {"numbers": [1, 2, -3]}, "not among the numbers"),
        ("9.1", plan | {"numbers": 5}, "a list of `sim_id`"),
        ("9.1", plan | {"numbers": people.index[:3].tolist(), "hours": plan["hours"] - 9}, "no pattern"),
        ("9.1", plan | {"n_people": 2}, "elsewhere"),
        ("9.1", plan | {"n_devices": 2}, "at least 3"),
        ("9.1", plan | {"n_outlets": 0}, "honest customers"),
        ("9.1", plan | {"numbers": people.head(10)}, "counts of people"),
        ("9.1", plan | {"numbers": people.head(10).tolist()}, "counts of people"),
        ("9.1", plan | {"hours": 40}, "too small"),
        ("9.1", plan | {"n_people": 12, "hours": plan["hours"] + 6}, "costs more"),
        ("9.1", {"numbers": [1]}, "Names missing"),
        ("9.2", links | {"devices": links["devices"][:2]}, "different devices"),
        ("9.2", links | {"devices": [*links["devices"][:2], terminal]}, "used at an outlet"),
        ("9.2", links | {"devices": [*links["devices"][:2], "000"]}, "not seen"),
        ("9.2", links | {"outlet": big_outlet}, "biggest outlet"),
        ("9.2", links | {"expected": 0.1 + links["expected"]}, "too large"),
        ("9.2", links | {"expected": len(registered_at(links_seen)) / len(case().totals("outlet"))}, "one size"),
        ("9.2", links | {"n_found": totals[links["outlet"]]}, "all registrations of that outlet"),
        ("9.2", links | {"expected": totals[links["outlet"]] / totals.sum()}, "share alone"),
        ("9.3", list(block.index), "together with its row"),
        ("9.3", block.tolist(), "without `.tolist()`"),
        ("9.3", cand[["row"]].head(20), "one pair of square brackets"),
        ("9.3", 20, "the column `row`"),
        ("9.3", short | {dead: cand.loc[dead, "row"]}, "blocked or given up"),
        ("9.3", short | {lone: cand.loc[lone, "row"]}, "have complaints only"),
        ("9.3", short | {first: "registrations/0"}, "not uncovered"),
        ("9.3", short | {first: block.iloc[-1]}, "another number"),
        ("9.3", short, "too few"),
        ("9.4", insider | {"agent": staff.index[-1]}, "further above"),
        ("9.4", insider | {"is_enough": not insider["is_enough"]}, "p_any"),
        ("9.4", insider | {"is_enough": "yes"}, "True"),
        ("9.4", insider | {"is_enough": "False"}, "without quotes"),
        ("9.4", insider | {"expected": len(looked_up_before(inquiry.seen)) / len(staff)}, "share of `staff_totals`"),
        ("9.4", insider | {"expected": looked_up_before(inquiry.seen)["nik"].nunique()
                           * case().totals("agent")[insider["agent"]] / case().totals("agent").sum()},
         "number of victims"),
        ("9.4", insider | {"expected": 1.0}, "only a share"),
        ("9.1", plan | {"hours": plan["hours"] + HOURS["seizure"]}, "not planned does not count"),
        ("9.4", insider | {"n_found": case().totals("agent")[insider["agent"]]}, "all look-ups of that agent"),
        ("9.4", insider | {"n_found": insider["n_found"] + 1}, "too large"),
        ("9.5", report | {"points": report["points"] + 0.5 * report["hours"]}, "hours are not counted"),
        ("9.5", report | {"share_found": 100 * report["share_found"]}, "per cent"),
        ("9.5", report | {"share_found": 1.0}, "precision"),
        ("9.5", report | {"hours": 48 - report["hours"]}, "what is left"),
        ("9.5", report | {"hours": 48}, "all hours there were"),
        ("9.5", report | {"points": report["points"] - 0.5 * report["hours"]}, "half a point"),
        ("9.5", report | {"points": report["points"] + report["hours"]}, "half a point"),
        ("9.5", report | {"share_found": report["n_right"] / names["n_alive"]}, "Only numbers are compared"),
        ("9.5", report | {"n_right": round(report["share_found"] * names["n_alive"])}, "numbers alone"),
    ]  # fmt: skip
    if poor:
        made.append(("9.2", links | {"devices": [*links["devices"][:2], poor[0]]}, "another device"))
    if len(weak):
        made.append(("9.3", short | {weak[0]: cand.loc[weak[0], "row"]}, "only says"))
    if case().totals("agent").index[0] != insider["agent"]:
        made.append(("9.4", insider | {"agent": case().totals("agent").index[0]}, "biggest agent"))
    return made


def test_wrong_answers_are_told_what_differs():
    data = {n: d for n, (_, d) in material().items()}
    for number, answer, said in slips():
        told = exercise(number, "en").check(answer, *data[number])
        assert told.state == "not_yet", (number, said)
        assert said in told.message, (number, said, told.message)
        assert exercise(number, "id").check(answer, *data[number]).message != told.message


def test_a_guess_counts_as_right_in_the_write_up():
    report, (verdicts, inquiry) = material()["9.5"]
    guessed = verdicts.copy()
    guessed.loc[0, "is_carried"] = False
    told = exercise("9.5", "en").check(report | {"n_right": report["n_right"] - 1}, guessed, inquiry)
    assert "only those that evidence carries" in told.message
    assert exercise("9.5", "en").check(report, guessed, inquiry).is_right


def test_a_right_answer_stays_right_after_the_next_look():
    m = material()
    inquiry = m["9.3"][1][0]  # has visited the outlet and looked at people since
    for number in ("9.2", "9.3"):
        assert exercise(number, "en").check(m[number][0], inquiry, *m[number][1][1:]).is_right, number


def test_every_plan_that_passes_leaves_hours_for_the_devices_of_the_next_exercise():
    plan, data = material()["9.1"]
    tight = plan | {"n_devices": 1, "n_people": 12, "hours": plan["hours"]}
    assert not exercise("9.1", "en").check(tight, *data).is_right


def test_a_strange_answer_never_breaks_a_check_and_a_blank_is_not_attempted():
    for number, (answer, data) in material().items():
        for odd in (
            object(),
            b"x",
            {1: 2},
            [[1]],
            pd.DataFrame({"a": [1, 2]}),
            range(3),
            int,
            print,
            "9",
            {},
        ):
            assert exercise(number, "id").check(odd, *data).state == "not_yet", number
        blank = ____ if number == "9.3" else dict.fromkeys(answer.keys(), ____)
        assert exercise(number, "en").check(blank, *data).state == "not_attempted"


# --- the figure -----------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_board_says_what_it_draws(lang):
    inquiry, named = played()
    laid = board(inquiry, named, key(), biggest(case()))
    fig, ax = style.new_figure()
    caption = plots_case.case_board(laid, ax, lang, budget_h=case().budget_h)
    fig.draw_without_rendering()
    count = laid["nodes"]["state"].value_counts()
    others = laid["others"]
    assert f" {count['other_wrong']} " in caption
    assert f" {len(others)}: {others['is_right'].sum()} " in caption
    assert {"agent", "device", "number", "outlet"} == set(others["column"])
    assert str(len(laid["edges"])) in caption
    assert str(inquiry.hours) in caption
    secret = board(inquiry, named)
    assert set(secret["nodes"]["state"]) == {"named", "seen"}
    ties = set(zip(secret["edges"]["from_column"], secret["edges"]["to_column"], strict=True))
    assert {("device", "number"), ("number", "complaint")} <= ties
    fig, ax = style.new_figure()
    empty = plots_case.case_board(board(Investigation(case()), []), ax, lang, budget_h=48)
    fig.draw_without_rendering()
    assert "0" in empty


def test_every_thread_on_the_board_is_a_row():
    inquiry, named = played()
    edges, seen = board(inquiry, named)["edges"], inquiry.seen
    held = set(zip(seen["imei"], seen["sim_id"], strict=True))
    mine = edges[edges["from_column"] == "device"]
    assert len(mine) > 5
    assert set(zip(mine["from_entity"], mine["to_entity"], strict=True)) <= held


# --- what the prose says, in twenty other countries ---------------------------------------------


def abroad_and_honest(one, truth):
    away = one.rows[one.rows["kind"].eq("log-in") & one.rows["place"].ne("home")]
    return (~away["sim_id"].isin(truth["number"])).mean()


def at_the_outlet(one, truth):
    done = one.rows[one.rows["kind"].eq("registration") & one.rows["outlet_id"].isin(truth["outlet"])]
    return (~done["sim_id"].isin(truth["number"])).sum()


def test_the_prose_on_this_country_holds():
    n_people = 8_000 * 1.2  # a further fifth have SIMs, but their days are not simulated
    assert len(case().tables["people"]) == pytest.approx(n_people, rel=0.01)
    last = case().run.truth["messages"]["day"].max()
    assert (last.normalize() - case().at).days + 1 == 30
    assert not case().complaints.duplicated(["sim_id", "person_id"]).any()  # "nobody complains twice"
    assert abroad_and_honest(case(), key()) > 0.5
    assert at_the_outlet(case(), key()) > 0
    assert {a.entity for a in biggest(case()) if a.kind == "agent"} == key()[
        "agent"
    ]  # the silent rule misses it
    assert not any(a.kind == "agent" for a in played()[1])


def test_what_the_next_desk_shows_of_the_bot():
    guilty, named = key(8), biggest(case(8))
    others = board(*played(8), guilty, named)["others"]
    assert {a.entity for a in named if a.kind == "outlet"} == guilty["outlet"]
    assert not {a.entity for a in named if a.kind == "agent"} & guilty["agent"]
    assert others.loc[others["is_both"], "column"].tolist() == ["outlet", "number"]
    assert others["is_right"].mean() < 0.5  # "most of its names are wrong all the same"


def test_staying_silent_loses_in_the_easy_case_and_wins_in_the_hard_one():
    harder = open_case(11, level=2)
    for one, is_ahead in ((case(), False), (harder, True)):
        players = {"careful": careful(one)[::-1], "detectors": (by_detectors(one), None)}
        points = scoreboard(one, players)["points"]
        assert (points["careful"] > points["detectors"]) == is_ahead
    truth = whole_truth(harder)
    found = judged(by_detectors(harder), truth).set_index("kind")
    assert not found.loc["agent", "is_right"]
    assert -found.loc["agent", "points"] > found.loc[["number"], "points"].sum() > 0
    assert not any(a.kind == "agent" for a in careful(harder)[1])


@pytest.mark.slow
@pytest.mark.parametrize("level", [1, 2])
def test_the_claims_hold_elsewhere(level):
    """Bounds with a margin below what seeds 201 to 210 gave; of detectors, 221 to 228 and 241 to 252."""
    n_first_right, n_ahead, n_never_wrong, listed, traced = 0, 0, 0, [], []
    for seed in ELSEWHERE:
        one = open_case(seed, level=level)
        truth = whole_truth(one)
        bot, found = judged(biggest(one), truth), judged(by_detectors(one), truth)
        inquiry, named = careful(one)
        mine = judged(named, truth, inquiry.seen)
        assert (~bot["is_right"]).sum() >= 16  # of 25: mostly wrong
        listed.append(found.loc[found["kind"] == "number", "is_right"].mean())
        traced.append(found.loc[found["kind"] == "device", "is_right"].mean())
        assert abroad_and_honest(one, truth) > 0.7
        assert at_the_outlet(one, truth) > 0
        points = score(mine, inquiry.hours)["points"]
        assert points > score(bot)["points"]
        n_never_wrong += bool(mine["is_right"].all())
        n_first_right += bool(found.loc[found["kind"] == "agent", "is_right"].iloc[0])
        n_ahead += points > score(found)["points"]
    assert listed.count(1.0) > 15  # "right throughout in nearly all"
    assert min(traced) < 1  # "in some countries one of honest people"
    assert 10 < n_never_wrong < len(ELSEWHERE)  # the careful one errs in some countries
    if level == 1:
        assert n_first_right >= 15
        assert n_ahead < 10
    else:
        assert n_first_right <= 6
        assert 5 <= n_ahead <= 15  # "in about half of them the yardstick stays ahead"


def test_rows_of_a_number_and_the_block_list_name_only_what_was_seen():
    inquiry, named = played()
    devices = [a.entity for a in named if a.kind == "device"]
    listed = block_list(inquiry, devices)
    assert len(listed) <= case().k
    assert all(row in rows_of(inquiry.seen, "number", sim) for sim, row in listed.items())
    assert not set(listed.index) & case().blocked
