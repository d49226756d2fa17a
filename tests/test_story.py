"""A class's own story: from one file, in a folder with a space, to data sets, lessons, game and board."""

from __future__ import annotations

import io
import json
import shlex
import zipfile
from pathlib import Path

import pytest
from workshop_samples import EASY, run

from simkit.cli import main
from simkit.core.errors import BadFolder, BadValue
from simkit.engine.scenario import load_scenario
from simkit.world import places
from simkit_course import datasets
from simkit_course.commands import DATASETS, LAB
from simkit_course.datasets import class_story
from simkit_course.exercises import lessons
from simkit_course.game.case import COUNTRY, open_case
from simkit_course.story import Story, country_of, read_story
from simkit_course.texts import LANGUAGES
from simkit_course.widget import board, policy_lab
from simkit_course.widget.courses import Choice, Courses, command
from simkit_course.workshop import country, levels
from simkit_course.workshop.key import Key, read_key
from simkit_course.workshop.room import own_story

TOLD = """# Half of the ring's shifts at a dealer; complaints are passed on daily.
base = "dealer-bulk"
[title]
id = "Komplotan kecil"
en = "A small ring"
[ring]
n_workers = 3
[people]
n_people = 1_500
[policies]
forwarding = {every_days = 1}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "my class" / "our story.toml"
    path.parent.mkdir()
    path.write_text(TOLD, encoding="utf-8")
    return path


def test_what_the_file_says_lies_over_what_a_use_needs_and_that_over_the_base(file: Path) -> None:
    made = read_story(file).over("lesson-ring", {"run.days": 65, "people.n_people": 9_000})
    assert (made.people.n_people, made.ring.n_workers) == (1_500, 3)
    assert made.run.days == 65
    assert made.insider == load_scenario("lesson-ring").insider
    assert made.run.scale == load_scenario("dealer-bulk").run.scale
    assert dict(made.policies)["forwarding"] == {"every_days": 1}
    assert made.title["en"] == "A small ring"
    assert made.about == {}


@pytest.mark.parametrize("use", ["lesson-desk", "lesson-ring", "policy-lab"])
def test_without_a_story_a_use_is_as_it_was(use: str) -> None:
    assert country_of(use, {"run.days": 9}, None) == load_scenario(use).with_settings({"run.days": 9})


def test_a_story_reaches_data_sets_and_the_lessons_that_read_them(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(TOLD.replace("[people]", "[run]\nscale = 0.004\ndays = 30\n[people]"), encoding="utf-8")
    out = tmp_path / "class data"
    said = ["datasets", "build", "--scenario", str(file), "--seed", "7", "--folder", str(out)]
    assert main(said) == 0
    about = json.loads((out / "registrations" / "manifest.json").read_text(encoding="utf-8"))["about"]
    assert (about["from_scenario"], about["seed"]) == ("our story", 7)
    assert class_story() is None
    monkeypatch.setenv(datasets.VARIABLE, str(out))
    told = class_story()
    assert told is not None
    assert told.over("lesson-ring").ring.n_workers == 3
    capsys.readouterr()
    assert main(["datasets", "verify", "--folder", str(out)]) == 0
    with pytest.raises(BadValue, match="leave out desk"):
        datasets.build(out, ("desk",))
    monkeypatch.setattr(datasets, "make", lambda *_: iter(()))
    datasets.build(out, seed=7)
    assert class_story() is None, "the next class's data would tell of the last one's story"


def test_a_story_reaches_the_game_of_the_lessons(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in datasets.SETS:
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text("{}")
    (tmp_path / datasets.STORY).write_text(TOLD, encoding="utf-8")
    monkeypatch.setenv(datasets.VARIABLE, str(tmp_path))
    made = open_case(seed=3)
    assert len(made.tables["people"]) < 2_000 < COUNTRY["people.n_people"]


def test_a_story_reaches_the_class_game_and_its_key(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(levels, "LEVELS", {**levels.LEVELS, 3: EASY})
    monkeypatch.setattr(country, "PILOTS", 1)
    monkeypatch.setattr(country, "LEAST", 0.0)
    out = tmp_path / "a game"
    said = ["new", "--class", "A", "--team", "Satu", "--level", "3", "--secret", "5c" * 32]
    assert run(*said, "--scenario", str(file), "--out", str(out)) == 0
    assert f"With {file} the reference detector is right for" in capsys.readouterr().out
    key = read_key(out)
    assert key.story is not None
    assert key.story.text == TOLD
    again = key.country("Satu")
    packed = (out / "participants" / "Satu.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(packed)) as bundle:
        assert not any("story" in name for name in bundle.namelist())
        rows = bundle.read("Satu/tables/sims.csv").decode("utf-8-sig").count("\n") - 1
    assert rows == len(again.tables["sims"])
    assert b"A small ring" not in packed


def test_a_story_without_a_fair_game_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("[ring]\nn_rings = 0\n[people]\nn_people = 800\n", encoding="utf-8")
    monkeypatch.setattr(country, "PILOTS", 1)
    with pytest.raises(BadValue, match="makes no fair game"):
        country.told(EASY, read_story(file), "5c" * 32, "A")


def test_the_key_of_a_usual_game_tells_no_story() -> None:
    assert Key("A", 2, "en", "5c" * 32).played == levels.LEVELS[2]


def test_a_story_reaches_the_board_and_the_command_repeats_it(file: Path) -> None:
    made = Courses("policy-lab", story=read_story(file))
    assert made.scenario.ring.n_workers == 3
    assert made.scenario.people.n_people == 2_000, "the board keeps its size: it must answer at once"
    words = shlex.split(command(made, Choice(3, 5, places={"A": {"face_match": 1}})))
    assert words[:3] == ["simkit", "compare", str(file)]
    typed = {k: v for k, _, v in (w.partition("=") for w in words if "." in w and "=" in w)}
    from simkit.core.parameter import parse

    again = load_scenario(file).with_settings({k: parse(v) for k, v in typed.items()})
    assert again == made.scenario
    cell = board.page("en", None, file)["cells"][1]["source"]
    assert f"story={str(file)!r}" in cell
    assert cell.splitlines()[-1].startswith("policy_lab('en', folder=None, story=")


def test_the_policy_lab_opens_with_a_story(file: Path) -> None:
    lab = policy_lab("en", seeds=1, settings={"people.n_people": 500, "run.days": 15}, story=file)
    assert str(file) in lab.command()


@pytest.mark.parametrize(
    "words",
    [
        ["datasets", "build", "--folder", "out"],
        ["workshop", "new", "--class", "A", "--out", "out"],
        ["lab", "--board"],
    ],
)
def test_a_wrong_file_is_told_in_one_line_with_its_line(
    words: list[str],
    file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    file.write_text("[ring]\n\nn_worker = 2\n", encoding="utf-8")
    assert main([*words, "--scenario", str(file)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"simkit: {file}:3: ")
    assert "did you mean 'n_workers'?" in said
    assert said.count("\n") == 1
    assert main([*words, "--scenario", str(tmp_path / "none.toml")]) == 2
    assert not (tmp_path / "out").exists()


def test_the_page_s_own_example_is_a_story_and_its_lists_are_the_code_s() -> None:
    for lang in LANGUAGES:
        text = own_story.page(lang)
        example = text.partition("```toml\n")[2].partition("```")[0]
        made = Story(example, "own", "own.toml").over("lesson-ring")
        assert made.ring.n_workers == 3
        assert all(name in text for name in (*places.OPERATORS, *places.APPS))
        assert "{" not in text.replace(example, "")
    asked = {lesson[1:3]: own_story.reached(lesson)[0] for lesson in lessons()}
    assert {n for n, found in asked.items() if "data" in found} == {"03", "04", "05", "06", "10"}
    assert asked["08"] == {"board"}
    rest = {lesson[1:3]: own_story.reached(lesson)[1:] for lesson in lessons()}
    assert rest["08"] == (["policy-lab"], False), "exercises 8.1 to 8.5 compare arms of the shipped country"
    assert rest["02"] == (["lesson-ring"], False), "an example in a docstring is run by no student"
    assert {n for n, (_, is_small) in rest.items() if is_small} == {"00"}
    assert asked["09"] == {"game"}


def test_where_a_story_goes_is_told(file: Path) -> None:
    import argparse

    def words(of: object, *argv: str) -> argparse.Namespace:
        parser = argparse.ArgumentParser()
        parser.add_argument("--lang")
        of.add(parser)  # type: ignore[attr-defined]
        return parser.parse_args(argv)

    with pytest.raises(BadValue, match="simkit lab --data DIR"):
        LAB.call(words(LAB, "--scenario", str(file)))
    with pytest.raises(BadValue, match="--scenario goes with `simkit datasets build --folder DIR`"):
        DATASETS.call(words(DATASETS, "list", "--scenario", str(file)))
    with pytest.raises(BadFolder):
        read_story(file.parent)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (
            ["new", "--class", "A", "--out", "x", "--data", "d"],
            "--data goes with key, serve, sheets",
        ),
        (["score", "x", "--scenario", "s.toml"], "--scenario goes with workshop new"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(words: list[str], why: str) -> None:
    with pytest.raises(BadValue, match=why):
        run(*words)
