"""The policy lab: what each control stands for, and what is shown while and after it is moved."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import replace
from functools import cache

import pytest

from simkit.core.errors import BadValue
from simkit.engine.policies import catalogue, make_policy, policy_words
from simkit.engine.run import simulate
from simkit.engine.scenario import load_scenario
from simkit.measure.outcomes import OUTCOMES, summarise
from simkit_course.widget import board, laboratorium, policy_lab
from simkit_course.widget.levers import LEVERS, Choice, Courses, Stopped, find, moved, policies_at, told
from simkit_course.widget.panel import Latest
from simkit_course.widget.telling import ROWS, SAID, TEXT, alt, change, draw, sentence, table, title

SMALL = {"people.n_people": 2000, "run.days": 40, "run.scale": 0.004, "run.tick_h": 24}
FACE = Choice(1, True, {"face_match": 1})


@cache
def courses() -> Courses:
    return Courses("policy-lab", SMALL)


@cache
def lab(lang: str = "en"):
    return policy_lab(lang, settings=SMALL)


@pytest.fixture
def fresh():
    """Give a lab that shows the baseline; its courses are computed once for all tests."""
    made = lab()
    made.controls["seed"].value = 1
    made.controls["answers"].value = True
    made.reset()
    made.wait()
    return made


def status(made) -> str:
    return re.sub("<.*?>", "", made._status.value)


# What the controls stand for


def test_every_lever_names_policies_and_knobs_of_the_catalogue():
    for lever in LEVERS:
        for level in lever.levels:
            for name, said in level.policies:
                make_policy(name, said or {})
        assert lever.policies
        assert lever.name == lever.policies[0]
        assert lever.usual in range(len(lever.levels))
    assert {name for lever in LEVERS for name in lever.policies} <= set(catalogue())


def test_untouched_controls_are_the_story_as_it_is():
    scenario = load_scenario("policy-lab")
    usual = scenario.with_policies(policies_at({}))
    asked = {p.name: p for p in scenario.made_policies()}
    got = {p.name: p for p in usual.made_policies()}
    # The monthly forwarding is the default; naming it only makes its cost count in both courses.
    assert got.pop("forwarding").every_days == scenario.regulator.forward_every_days
    assert got == asked


@pytest.mark.parametrize(
    ("places", "wanted"),
    [
        ({"forwarding": 2}, ("forwarding", {"every_days": 1})),
        ({"ott_cooperation": 1}, ("ban_on_block", {})),
        ({"cap": 0}, ("cap", None)),
        ({"self_check": 3}, ("self_check", {"per_month": 0.3})),
    ],
)
def test_a_position_is_a_policy(places, wanted):
    assert wanted in policies_at(places)
    assert wanted not in policies_at({})
    assert [v.name for v in moved(places)] == list(places)


def test_an_unknown_control_or_position_names_the_nearest():
    with pytest.raises(BadValue, match="face_match"):
        find("face_mach")
    with pytest.raises(BadValue, match="from 0 to 2"):
        policies_at({"forwarding": 3})


def test_both_languages_say_what_a_policy_does_costs_and_cannot_do():
    for lever in LEVERS:
        en, id_ = told(lever, "en"), told(lever, "id")
        assert en["doc"].startswith(policy_words(lever.name, "en")["doc"])
        for key in ("doc", "cost", "cannot"):
            assert en[key] and id_[key] and en[key] != id_[key]


def test_tooltips_stand_on_the_controls():
    for lang in ("id", "en"):
        controls = lab(lang).controls
        assert list(controls) == [*[v.name for v in LEVERS], "answers", "seed"]
        for lever in LEVERS:
            tip = controls[lever.name].tooltip
            assert all(part in tip for part in told(lever, lang).values())


# What is computed


def test_nothing_switched_on_is_the_baseline():
    base, arm = courses().pair(Choice())
    assert base is arm
    plain = summarise(simulate("policy-lab", 1, settings=SMALL)).figures
    same = {k for k in plain if plain[k] == base.figures[k] or plain[k] != plain[k]}
    assert set(plain) - same == {"cost_rp"}
    assert base.figures["cost_rp"] - plain["cost_rp"] == pytest.approx(500_000 * SMALL["run.days"] / 30)


def test_a_course_is_what_the_command_line_would_give():
    _, arm = courses().pair(FACE)
    run = simulate("policy-lab", 1, policies=["face_match", "forwarding:every_days=30"], settings=SMALL)
    plain = summarise(run).figures
    assert {k: v for k, v in arm.figures.items() if k in plain} == pytest.approx(plain, nan_ok=True)
    messages = run.truth["messages"]
    assert arm.active.sum() == len(messages[["day", "sim_id"]].drop_duplicates()) == plain["active_days"]
    assert len(arm.active) == SMALL["run.days"]


def test_a_course_is_simulated_once():
    made = courses()
    first = made.pair(FACE)
    n = made.n_simulated
    again = made.pair(replace(FACE, places={"face_match": 1, "forwarding": 0}))
    assert made.n_simulated == n
    assert [a is b for a, b in zip(first, again, strict=True)] == [True, True]
    assert made.missing(Choice(1, False)) == [Choice(1, False)]


def test_what_is_no_longer_wanted_is_given_up():
    made = Courses("policy-lab", SMALL)
    days = []
    with pytest.raises(Stopped):
        made.pair(Choice(), lambda done, _: days.append(done), lambda: len(days) < 3)
    assert days == [1, 2, 3]
    assert made.missing(Choice()) == [Choice()]


def test_the_oldest_courses_are_forgotten(monkeypatch):
    monkeypatch.setattr("simkit_course.widget.levers.KEPT", 2)
    made = Courses("policy-lab", {**SMALL, "people.n_people": 300, "run.days": 2})
    made.pair(Choice())
    for place in (1, 2):
        made.pair(Choice(places={"forwarding": place}))
    assert made.missing(Choice()) == []
    assert len(made.missing(Choice(places={"forwarding": 1}))) == 1


def test_the_latest_wish_wins():
    begun, done, go = threading.Event(), [], threading.Event()

    def do(wish, is_wanted):
        begun.set()
        go.wait(10)
        if is_wanted():
            done.append(wish)

    work = Latest(do, pause_s=0.0)
    work.ask("first")
    assert begun.wait(10)
    for wish in ("second", "third"):
        work.ask(wish)
    go.set()
    work.wait()
    assert done == ["third"]


# What is shown


def test_the_same_settings_give_the_same_bytes(fresh):
    first = fresh.png()
    fresh.controls["face_match"].value = True
    fresh.wait()
    other = fresh.png()
    fresh.controls["face_match"].value = False
    assert fresh.png() == first != other
    assert draw(*Courses("policy-lab", SMALL).pair(FACE), "en") == other


def test_while_it_works_it_says_so_and_afterwards_it_is_ready(fresh):
    assert status(fresh) == "Ready."
    seen = []
    fresh._status.observe(lambda change: seen.append(change.new), "value")
    before = fresh._figure.value
    fresh.controls["ticket"].value = True
    assert fresh.is_working
    assert "Working… day 0 of 40" in status(fresh)
    assert fresh._figure.value == before
    fresh.wait()
    fresh._status.unobserve_all()
    assert not fresh.is_working
    assert status(fresh) == "Ready."
    assert any("Working… day 30 of 40" in said for said in seen)
    assert fresh._figure.value != before


def test_what_was_seen_before_comes_back_at_once(fresh):
    for value in (1, 0, 1):
        fresh.controls["outlet_velocity"].value = value
        fresh.wait()
    fresh.controls["outlet_velocity"].value = 0
    assert not fresh.is_working
    assert status(fresh) == "Ready."


def test_several_controls_moved_at_once_are_one_simulation(fresh):
    n = fresh._courses.n_simulated
    fresh.controls["masking"].value = True
    fresh.controls["sender_filter"].value = True
    fresh.controls["self_check"].value = 2
    fresh.wait()
    assert fresh._courses.n_simulated == n + 1
    for name in ("NIK and KK masked", "sender filter for SMS", "self-checks of NIK (10 % a month)"):
        assert name in fresh.sentence()


def test_another_country_changes_the_baseline_too(fresh):
    before = fresh._shown[1].figures
    fresh.controls["seed"].value = 2
    assert "of 40" in status(fresh)
    fresh.wait()
    assert fresh._shown[1].figures != before
    fresh.controls["answers"].value = False
    fresh.controls["cap"].value = 2
    assert "of 80" in status(fresh), "the baseline without answers has to be simulated too"
    fresh.wait()
    assert fresh.choice == Choice(2, False, fresh.choice.places)


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "not a whole number of 0 or more"), ("id", "bukan bilangan bulat")]
)
def test_a_bad_seed_is_refused_in_plain_words(lang, said):
    made = lab(lang)
    before = made._figure.value
    made.controls["seed"].value = -5
    made.wait()
    assert "-5" in status(made) and said in status(made)
    assert 'role="alert"' in made._status.value
    assert made._figure.value == before
    made.controls["seed"].value = 1
    made.wait()
    assert status(made) == SAID["ready"].to(lang)


def test_no_mistake_of_the_program_shows_a_traceback(fresh, monkeypatch, capfd):
    def broken(*_):
        raise ZeroDivisionError("secret inside")

    monkeypatch.setattr(fresh._courses, "_simulate", broken)
    fresh.controls["explanation_audit"].value = True
    fresh.wait()
    assert "the simulation stopped (ZeroDivisionError)" in status(fresh)
    assert "Back to the baseline" in status(fresh)
    assert "Traceback" not in "".join(capfd.readouterr())
    fresh.reset()
    assert status(fresh) == "Ready."


def test_the_last_moved_policy_is_explained(fresh):
    fresh.controls["face_match"].value = True
    assert all(said in fresh._about.value for said in told(find("face_match"), "en").values())
    fresh.reset()
    fresh.wait()
    assert fresh._about.value == ""
    assert fresh.choice.key == Choice().key


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_sentence_holds_the_computed_numbers_and_the_warning(lang):
    base, arm = courses().pair(FACE)
    said = sentence(FACE, base, arm, lang)
    assert SAID["one_seed"].to(lang) in said
    assert SAID["one_seed"].to(lang) in sentence(Choice(), base, base, lang)
    for name in ("n_sold", "n_honest_refused"):
        assert f"{arm.figures[name]:.0f}" in said
        assert f"{base.figures[name]:.0f}" in said
    assert change("n_sold", base.figures["n_sold"], arm.figures["n_sold"], lang) in said
    assert not re.search(r"[{}]|\bnan\b", said)


def test_where_the_ring_went_is_said_only_where_it_lost_something():
    base, arm = courses().pair(FACE)
    routes = [name for name in base.figures if name.startswith("n_made_")]
    assert sum(arm.figures[w] for w in routes) < 0.9 * sum(base.figures[w] for w in routes)
    told_where = "turned up on others"
    assert told_where in sentence(FACE, base, arm, "en")
    assert told_where not in sentence(FACE, base, base, "en")
    assert told_where not in sentence(replace(FACE, answers=False), base, arm, "en")


@pytest.mark.parametrize(
    ("name", "base", "arm", "said"),
    [
        ("cost_rp", 1e6, 3e7, "30 times"),
        ("cost_rp", 1e6, 1.004e6, "the same"),
        ("n_sold", 1000.0, 995.0, "\N{MINUS SIGN}<1 %"),
        ("n_wronged", 0.0, 2.0, "+2"),
        ("wait_min", float("nan"), 2.0, "–"),
    ],
)
def test_a_change_in_words(name, base, arm, said):
    assert change(name, base, arm, "en") == said


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_table_tells_better_from_worse_without_colour(lang):
    base, arm = courses().pair(FACE)
    made = table(base, arm, lang)
    assert made.count("<tr>") == 1 + len(ROWS)
    assert all(title(name, lang) in made.replace("&#x27;", "'") for name in ROWS)
    sold, cost = (made.split("<tr>")[2 + ROWS.index(name)] for name in ("n_sold", "cost_rp"))
    assert SAID["good"].to(lang) in sold and "\N{MINUS SIGN}" in sold
    assert SAID["bad"].to(lang) in cost and "+" in cost
    assert all(OUTCOMES[name].better == "less" for name in ROWS if name in OUTCOMES)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_figure_has_an_alternative_text_with_its_numbers(lang):
    base, arm = courses().pair(FACE)
    said = alt(base, arm, lang)
    for number in (base.active.max(), base.active[-1], arm.active.max(), arm.active[-1]):
        assert str(number) in said
    assert TEXT >= 14, "points, for a projector"
    made = lab(lang)
    shown = alt(*made._shown[1:], lang)
    assert f'alt="{shown}"' in made._figure.value


def test_what_a_reader_without_the_widget_gets():
    made = lab("id")
    bundle = made._repr_mimebundle_()
    assert bundle["text/plain"] == f"[Laboratorium kebijakan] {made.sentence()}"
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_the_notebooks_language_is_used_and_another_refused(monkeypatch):
    monkeypatch.setenv("SIMKIT_LANG", "id")
    tiny = {"people.n_people": 300, "run.days": 2}
    assert laboratorium is policy_lab
    assert laboratorium(settings=tiny).lang == "id"
    with pytest.raises(BadValue, match="'en' \\(English\\)"):
        policy_lab("fr", settings=tiny)
    with pytest.raises(BadValue, match="n_people"):
        policy_lab("en", settings={"people.n_peeple": 3})
    with pytest.raises(BadValue, match="seed"):
        policy_lab("en", seed=-1, settings=tiny)


# The page for the projector


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_page_is_a_notebook_of_one_cell_that_runs(lang):
    made = board.page(lang, seed=3)
    source = made["cells"][0]["source"]
    compile(source, "page", "exec")
    assert repr(lang) in source and "seed=3" in source
    assert made["metadata"]["title"] == SAID["title"].to(lang)


def test_the_page_is_served_on_this_computer_only(tmp_path, capfd, monkeypatch):
    called = board.command(tmp_path / "a.ipynb", 8890, browser=False)
    assert "--Voila.ip=127.0.0.1" in called and "--port=8890" in called and "--no-browser" in called
    found = board.board_environment(tmp_path, {"JUPYTER_PATH": "mine"})["JUPYTER_PATH"]
    assert found.split(board.os.pathsep) == [str(board.SHARE), "mine"]
    template = board.SHARE / "voila" / "templates" / "simkit"
    assert json.loads((template / "conf.json").read_text(encoding="utf-8")) == {"base_template": "lab"}
    assert "http" not in (template / "index.html.j2").read_text(encoding="utf-8")
