"""The policy lab: what each control stands for, and what is shown while and after it is moved."""

from __future__ import annotations

import base64
import io
import json
import math
import re
import shlex
import threading
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from simkit.cli import main
from simkit.compare.pairs import DISPLACED, words_of
from simkit.compare.verdicts import judged
from simkit.core.errors import BadFolder, BadValue
from simkit.engine.policies import catalogue, policy_words
from simkit.engine.scenario import load_scenario, parse_policy
from simkit.measure.outcomes import OUTCOMES
from simkit_course.lessons.l08_policy_lab import material
from simkit_course.widget import board, laboratorium, policy_lab
from simkit_course.widget.courses import ROWS, Choice, Courses, Stopped, command
from simkit_course.widget.levers import LEVERS, find, moved, policies_at, told
from simkit_course.widget.panel import Latest
from simkit_course.widget.telling import SAID, TEXT, alt, change, draw, sentence, side, table

SMALL = {"people.n_people": 500, "run.days": 8, "run.scale": 0.004}
FACE = {"face_match": 1}
DAILY = {"forwarding": 2}
BOTH = Choice(1, 3, True, {"A": FACE, "B": DAILY})


@cache
def courses() -> Courses:
    made = Courses("policy-lab", SMALL)
    assert list(made.fill(BOTH)) == [1, 2, 3]
    return made


@cache
def lab(lang: str = "en"):
    made = policy_lab(lang, seeds=3, settings=SMALL)
    made.wait()
    return made


@pytest.fixture
def fresh():
    """Give a lab that shows the baseline; its courses are computed once for all tests."""
    made = lab()
    made.controls["seed"].value = "1"
    made.controls["n_seeds"].value = 3
    made.controls["answers"].value = True
    made.reset()
    made.wait()
    return made


def status(made) -> str:
    return re.sub("<.*?>", "", made._status.value)


# What the controls stand for


def test_every_lever_names_policies_and_knobs_of_the_catalogue():
    scenario = load_scenario("policy-lab")
    for lever in LEVERS:
        for level in lever.levels:
            scenario.with_policies([parse_policy(p) for p in level.policies]).ready()
        assert lever.policies
        assert lever.name == lever.policies[0]
        assert lever.usual in range(len(lever.levels))
    assert {name for lever in LEVERS for name in lever.policies} <= set(catalogue())


def test_the_usual_position_of_a_lever_is_the_story_as_it_is():
    scenario = load_scenario("policy-lab")
    usual = [parse_policy(p) for lever in LEVERS for p in lever.levels[lever.usual].policies]
    asked, got = ({p.name: p for p in s.made_policies()} for s in (scenario, scenario.with_policies(usual)))
    assert got.pop("forwarding").every_days == scenario.regulator.forward_every_days
    assert got == asked
    assert policies_at({lever.name: lever.usual for lever in LEVERS}) == policies_at({}) == ()


@pytest.mark.parametrize(
    ("places", "wanted"),
    [
        ({"forwarding": 2}, ("forwarding:every_days=1",)),
        ({"ott_cooperation": 1}, ("ott_cooperation", "ban_on_block")),
        ({"cap": 0}, ("-cap",)),
        ({"self_check": 3}, ("self_check:per_month=0.3",)),
    ],
)
def test_a_position_is_policies_as_one_types_them(places, wanted):
    assert policies_at(places) == wanted
    assert [v.name for v in moved(places)] == list(places)


def test_the_packages_of_lesson_08_are_positions():
    known = {policies_at({v.name: place}) for v in LEVERS for place in range(len(v.levels))}
    assert set(material.ARMS.values()) <= known


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


def test_each_control_has_a_name_of_its_own_and_a_tooltip():
    for lang in ("id", "en"):
        controls = lab(lang).controls
        names = [v.name for v in LEVERS]
        assert set(controls) == {*names, *(f"{name}_b" for name in names), "answers", "seed", "n_seeds"}
        assert len({control.description for control in controls.values()}) == len(controls)
        for lever in LEVERS:
            for name in (lever.name, f"{lever.name}_b"):
                assert all(part in controls[name].tooltip for part in told(lever, lang).values())


# What is computed


def test_the_numbers_at_work_are_those_of_the_run():
    answer = courses().answer(BOTH)
    assert {a: x.shape for a, x in answer.active.items()} == dict.fromkeys(("baseline", "A", "B"), (3, 8))
    run = courses()._runs[True, ("face_match",), 2]
    assert run.active.sum() == run.figures["active_days"] == answer.active["A"][1].sum()


def test_a_run_is_made_once():
    made, n = courses(), courses().n_simulated
    swapped = Choice(1, 3, True, {"A": DAILY, "B": {"face_match": 1, "cap": 1}})
    assert made.missing(swapped) == []
    assert list(made.fill(swapped)) == [1, 2, 3]
    assert made.n_simulated == n
    assert made.answer(swapped) is not None and made.answer(BOTH).table is made.answer(BOTH).table
    assert made.missing(Choice(1, 2, False)) == [("baseline", 1), ("baseline", 2)]


def test_what_is_there_is_told_before_all_is():
    made = Courses("policy-lab", {**SMALL, "run.days": 5})
    choice = Choice(4, 4, True, {"A": FACE})
    seen = []
    for done in made.fill(choice):
        answer = made.answer(choice)
        seen.append((done, answer.seeds, answer.row("A", "n_sold")["verdict"] == "few"))
    assert seen == [(1, (4,), True), (2, (4, 5), True), (3, (4, 5, 6), False), (4, (4, 5, 6, 7), False)]


def test_what_is_no_longer_wanted_is_given_up():
    made, asked = Courses("policy-lab", SMALL), []
    with pytest.raises(Stopped):
        list(made.fill(Choice(), lambda: len(asked) < 3 and not asked.append(1)))
    assert len(asked) == 3
    assert len(made.missing(Choice())) == 10


def test_the_oldest_runs_are_forgotten(monkeypatch):
    monkeypatch.setattr("simkit_course.widget.courses.KEPT_RUNS", 2)
    made = Courses("policy-lab", {**SMALL, "people.n_people": 300, "run.days": 2})
    for place in (1, 2):
        list(made.fill(Choice(1, 1, True, {"A": {"forwarding": place}})))
    assert made.missing(Choice(1, 1)) == []
    assert len(made.missing(Choice(1, 1, True, {"A": {"forwarding": 1}}))) == 1


@pytest.mark.parametrize("choice", [BOTH, Choice(5, 2, False, {"B": {"cap": 0, "ott_cooperation": 1}})])
def test_the_command_repeats_the_table(choice, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    made = courses()
    list(made.fill(choice))
    typed = shlex.split(command(made, choice))
    assert typed[0] == "simkit"
    assert main(typed[1:]) == 0
    kept = pd.read_csv("out/compare-policy-lab/differences.csv")
    wanted = judged(kept[kept["outcome"].isin(ROWS)]).set_index(["outcome", "arm"])
    shown = pd.read_csv(io.StringIO(made.answer(choice).table.to_csv(index=False))).set_index(
        ["outcome", "arm"]
    )
    pd.testing.assert_frame_equal(wanted.loc[shown.index], shown, check_dtype=False)
    assert f"({choice.seeds[0]} to {choice.seeds[-1]})" in capsys.readouterr().out


def test_the_command_for_one_seed_runs_each_arm():
    lines = command(courses(), Choice(7, 1, True, {"A": {"cap": 0}})).splitlines()
    assert [line.partition(" --set")[0] for line in lines] == [
        "simkit run policy-lab --seed 7", "simkit run policy-lab --seed 7 --policy=-cap",
    ]  # fmt: skip
    assert lines[1].endswith("--out out/A")


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
    fresh.controls["forwarding_b"].value = 2
    fresh.wait()
    other = fresh.png()
    fresh.reset()
    assert fresh.png() == first != other
    assert draw(courses().answer(BOTH), "en") == other


def is_working(panel) -> bool:
    """Tell whether what is shown is not yet all that the controls ask for."""
    shown, asked = panel._shown, panel.choice
    return asked is None or shown.choice.key != asked.key or len(shown.seeds) < shown.choice.n_seeds


def test_a_first_seed_is_shown_and_the_others_fill_in(fresh):
    assert status(fresh) == "Ready: 3 of 3 seeds."
    seen = []
    fresh._status.observe(lambda change: seen.append(status(fresh)), "value")
    before = fresh._figure.value
    fresh.controls["ticket"].value = True
    assert is_working(fresh)
    assert "Working… 0 of 3" in status(fresh)
    assert fresh._figure.value == before and "simkit-lab-stale" in fresh._table._dom_classes
    fresh.wait()
    fresh._status.unobserve_all()
    assert not is_working(fresh)
    assert [re.sub(r"\D*(\d of 3).*", r"\1", said) for said in seen] == [
        "0 of 3",
        "1 of 3",
        "2 of 3",
        "3 of 3",
    ]
    assert fresh._figure.value != before and "simkit-lab-stale" not in fresh._table._dom_classes


def test_what_was_seen_before_comes_back_at_once(fresh):
    for value in (1, 0, 1):
        fresh.controls["outlet_velocity"].value = value
        fresh.wait()
    fresh.controls["outlet_velocity"].value = 0
    assert not is_working(fresh)
    assert status(fresh).startswith("Ready")


def test_several_controls_moved_at_once_are_one_package(fresh):
    n = fresh._courses.n_simulated
    fresh.controls["masking"].value = True
    fresh.controls["sender_filter"].value = True
    fresh.controls["self_check"].value = 2
    fresh.wait()
    assert fresh._courses.n_simulated == n + 3, "one run a seed"
    for name in ("NIK and KK masked", "sender filter for SMS", "self-checks of NIK (10 % a month)"):
        assert name in fresh.sentence()


def test_another_country_changes_the_baseline_too(fresh):
    before = fresh._shown.base
    fresh.controls["seed"].value = "2"
    assert "2 of 3 seeds" in status(fresh), "seeds 2 and 3 are known"
    fresh.wait()
    assert fresh._shown.base != before
    fresh.controls["n_seeds"].value = 1
    fresh.controls["answers"].value = False
    fresh.wait()
    assert fresh._shown.choice.key == Choice(2, 1, False).key
    assert fresh._courses.missing(fresh._shown.choice) == []


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "not a whole number from 0"), ("id", "bukan bilangan bulat dari 0")]
)
@pytest.mark.parametrize("typed", ["-5", "1.5", "1,5", "", "x", "1e3", "٣", "1234567890"])
def test_a_bad_seed_is_refused_in_plain_words(lang, said, typed):
    made = lab(lang)
    before = made._figure.value
    made.controls["seed"].value = typed
    assert f"{typed}" in status(made) and said in status(made)
    assert 'role="alert"' in made._status.value
    assert made._figure.value == before and is_working(made)
    made.controls["seed"].value = "1"
    made.wait()
    assert status(made) == SAID["ready"].put(n=3).to(lang)


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
    assert status(fresh).startswith("Ready")


def test_the_sentence_holds_the_computed_numbers():
    answer = courses().answer(BOTH)
    for lang in ("id", "en"):
        said = sentence(answer, lang)
        assert not re.search(r"[{}]|\bnan\b", said)
        for arm in "AB":
            for name in ROWS:
                row = answer.row(arm, name)
                assert not row["n_changed"] or name == DISPLACED or words_of(name, lang) in said
                assert not side(row) or change(row, lang, "span_in") in said
        assert SAID["one_seed"].put(n=3).to(lang) not in said


@pytest.mark.parametrize("lang", ["id", "en"])
def test_one_seed_is_called_one_course_of_events(lang):
    one = Choice(1, 1, True, {"A": FACE})
    for choice in (one, Choice(1, 1)):
        said = sentence(courses().answer(choice), lang)
        assert said.endswith(SAID["one_seed"].put(n=1).to(lang))
    assert not any(side(courses().answer(one).row("A", name)) for name in ROWS), "nothing is better or worse"


def row(outcome: str, verdict: str, difference: float) -> dict:
    return {"outcome": outcome, "verdict": verdict, "difference": difference}


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (row("n_victims", "less", -3.0), "better"),
        (row("n_turned_away", "more", 3.0), "worse"),
        (row("loss_rp", "less", -0.5), "better"),
        (row("n_victims", "less", -1.0), ""),
        (row("n_agents_wronged", "more", 1.0), ""),
        (row("n_victims", "little_less", -3.0), ""),
        (row("n_victims", "alone_less", -30.0), ""),
        (row("n_victims", "unclear", -30.0), ""),
        (row("n_victims", "few", -30.0), ""),
        (row(DISPLACED, "more", 0.5), ""),
    ],
)
def test_better_and_worse_are_said_only_where_it_is_clear_and_more_than_one_person(said, wanted):
    assert side(said) == wanted


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_table_says_who_bears_what_and_tells_better_from_worse_without_colour(lang):
    answer = courses().answer(BOTH)
    sold = (answer.table["arm"] == "A") & (answer.table["outcome"] == "n_sold")
    answer = replace(answer, table=answer.table.assign(verdict=answer.table["verdict"].mask(sold, "less")))
    made = table(answer, lang)
    assert made.count("<tr>") == 1 + len(ROWS) and not re.search(r"\bnan\b", made)
    assert {OUTCOMES[name].kind for name in ROWS if name != DISPLACED} == {"crime", "harm", "honest", "cost"}
    for part, name in zip(made.split("<tr>")[2:], ROWS, strict=True):
        assert words_of(name, lang).replace("'", "&#x27;") in part and f"<code>{name}</code>" in part
        for arm, cell in zip("AB", part.split("<td")[2:], strict=True):
            judged_as = side(answer.row(arm, name))
            assert (
                f"simkit-lab-{judged_as}" in cell
                if judged_as
                else "simkit-lab-open" in cell or "small" in cell
            )
            assert (SAID[judged_as or "better"].to(lang) in cell) == bool(judged_as)
    assert any(side(answer.row("A", name)) == "better" for name in ROWS)
    assert any(side(answer.row("B", name)) == "worse" for name in ROWS)


def test_where_crime_moved_adds_up_to_all_that_moved():
    for arm, moved_to in courses().answer(BOTH).moved.items():
        assert not moved_to or math.isclose(sum(moved_to.values()), 1), arm
        assert list(moved_to.values()) == sorted(moved_to.values(), reverse=True)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_figure_has_an_alternative_text_with_its_numbers(lang):
    answer = courses().answer(BOTH)
    said = alt(answer, lang)
    for active in answer.active.values():
        assert f"{active.mean(0)[-1]:.0f}" in said
    assert TEXT >= 14, "points, for a projector"
    made = lab(lang)
    assert f'alt="{alt(made._shown, lang)}"' in made._figure.value


def test_what_is_saved_is_what_is_shown(fresh, tmp_path):
    fresh.controls["face_match"].value = True
    fresh.wait()
    links = dict(re.findall(r'download="(.*?)" href="data:[a-z/]*;base64,(.*?)"', fresh._export.value))
    wanted = {"png": fresh.png(), "csv": fresh.csv().encode(), "txt": fresh.command().encode() + b"\n"}
    assert {name.partition(".")[2]: base64.b64decode(data) for name, data in links.items()} == wanted
    for n in (1, 2):
        made = {p.name: p.read_bytes() for p in fresh.save(tmp_path / "kept")}
        assert made == {f"policy-lab-{n}.{end}": data for end, data in wanted.items()}
    assert list(pd.read_csv(io.BytesIO(wanted["csv"]))["outcome"].unique()) != []
    (tmp_path / "file").write_text("mine")
    with pytest.raises(BadFolder):
        fresh.save(tmp_path / "file")


def test_what_a_reader_without_the_widget_gets():
    made = lab("id")
    bundle = made._repr_mimebundle_()
    assert bundle["text/plain"] == f"[Laboratorium kebijakan] {made.sentence()}"
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_the_notebooks_language_is_used_and_another_refused(monkeypatch):
    monkeypatch.setenv("SIMKIT_LANG", "id")
    tiny = {"people.n_people": 300, "run.days": 2}
    assert laboratorium is policy_lab
    assert laboratorium(seeds=1, settings=tiny).lang == "id"
    with pytest.raises(BadValue, match="'en' \\(English\\)"):
        policy_lab("fr", settings=tiny)
    with pytest.raises(BadValue, match="n_people"):
        policy_lab("en", settings={"people.n_peeple": 3})
    for said in ({"seed": -1}, {"seed": 1.5}, {"seeds": 0}, {"seeds": True}):
        with pytest.raises(BadValue, match=next(iter(said))):
            policy_lab("en", settings=tiny, **said)


# The page for the projector


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_page_is_a_heading_and_a_cell_that_runs(lang, tmp_path):
    heading, cell = board.page(lang, tmp_path)["cells"]
    assert heading["source"] == f"# {SAID['title'].to(lang)}"
    compile(cell["source"], "page", "exec")
    assert repr(lang) in cell["source"] and repr(str(tmp_path)) in cell["source"]


def test_the_page_is_served_on_this_computer_only(tmp_path, monkeypatch):
    called = board.command(tmp_path / "a.ipynb", "id", 8890, browser=False)
    assert "--Voila.ip=127.0.0.1" in called and "--port=8890" in called and "--no-browser" in called
    assert "--VoilaExporter.language_code=id" in called
    found = board.board_environment(tmp_path, {"JUPYTER_PATH": "mine"})["JUPYTER_PATH"]
    assert found.split(board.os.pathsep) == [str(board.SHARE), "mine"]
    template = board.SHARE / "voila" / "templates" / "simkit"
    assert json.loads((template / "conf.json").read_text(encoding="utf-8")) == {"base_template": "lab"}
    assert "http" not in (template / "index.html.j2").read_text(encoding="utf-8")


def test_the_board_saves_into_the_folder_that_was_named(tmp_path, monkeypatch, capsys):
    seen = []
    monkeypatch.setattr(
        board, "serve", lambda called, env, cwd: seen.append((cwd / "policy-lab.ipynb").read_text()) or 0
    )
    assert main(["lab", "--board", "--lang", "en", "--no-browser", "--folder", str(tmp_path / "kept")]) == 0
    assert json.dumps(str(tmp_path / "kept"))[1:-1] in seen[0] and (tmp_path / "kept").is_dir()
    (tmp_path / "file").write_text("mine")
    assert main(["lab", "--board", "--lang", "en", "--folder", str(tmp_path / "file")]) == 2
    assert "file" in capsys.readouterr().err and len(seen) == 1
