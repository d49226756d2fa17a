"""Progress in the lessons: names, codes, data of a class, what a trainer collects, and the key to the lessons."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from workshop_samples import run

from simkit.core.errors import BadFolder, BadValue
from simkit_course import datasets, progress_file, texts
from simkit_course.exercises import exercise, lessons, tasks
from simkit_course.paste_code import LONGEST, read, write
from simkit_course.progress_file import Progress
from simkit_course.workshop import answers
from simkit_course.workshop.answers import Lacking, expected, shown
from simkit_course.workshop.class_progress import from_codes, from_folder, matrix, page
from simkit_course.workshop.slips import slips

NUMBERS = [task.number for task in tasks()]
SARI = Progress("Sari", "7-00", {"1.2": {"done": True, "tries": 2}, "10.5": {"done": False, "tries": 3}})


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let lessons note their progress, and speak English."""
    monkeypatch.setenv(progress_file.VARIABLE, str(tmp_path / "progress.json"))
    monkeypatch.setenv(texts.VARIABLE, "en")
    return tmp_path / "progress.json"


# ---
# The file and the code.


def test_the_file_has_a_name_the_data_and_tries_but_no_answer(lab: Path) -> None:
    exercise("1.2").check(["a", "d"])
    assert "choose a name" in progress_file.progress().message
    assert "in the name of Sari" in progress_file.progress(" Sari ").message
    exercise("1.2").check(["d", "e"])
    said = json.loads(lab.read_text(encoding="utf-8"))
    mark = datasets.data_mark()
    assert said == {"name": "Sari", "data": mark, "exercises": {"1.2": {"done": True, "tries": 2}}}
    assert "choose a name" in progress_file.kemajuan("").message
    assert "Sari" not in lab.read_text(encoding="utf-8")


def test_the_page_says_that_a_code_can_be_forged(lab: Path) -> None:
    exercise("1.2").check(["d", "e"])
    said = progress_file.progress("Sari").message
    assert "can forge it: it is for a class, not for an exam" in said
    assert write(Progress("Sari", datasets.data_mark(), {"1.2": {"done": True, "tries": 1}})) in said


def test_a_code_is_short_whatever_was_done() -> None:
    full = Progress("S" * 40, "9" * 20, {n: {"done": True, "tries": 99} for n in NUMBERS})
    code = write(full)
    assert len(code) <= LONGEST == 60
    assert read(code, full.name, full.data).exercises == {n: {"done": True, "tries": 3} for n in NUMBERS}


def test_a_code_is_read_as_people_type_it() -> None:
    code = write(SARI)
    for typed in (code.lower(), code.replace("-", " "), code.replace("0", "O").replace("1", "l")):
        assert read(typed, " sari", "7-00") == Progress("sari", "7-00", SARI.exercises)


@pytest.mark.parametrize(
    ("name", "data"), [("Budi", "7-00"), ("Sari", "8-00"), ("Sari", "7-01"), ("Sari2", "7-00")]
)
def test_a_code_fits_one_name_and_one_set_of_data(name: str, data: str) -> None:
    with pytest.raises(BadValue, match="does not fit"):
        read(write(SARI), name, data)


def test_a_slip_of_one_sign_is_found_out() -> None:
    code = write(SARI)
    for i, sign in enumerate(code):
        if sign != "-":
            with pytest.raises(BadValue, match="does not fit"):
                read(code[:i] + ("7" if sign != "7" else "8") + code[i + 1 :], "Sari", "7-00")


# ---
# What the trainer collects.


def test_files_are_collected_whoever_put_what_into_the_folder(tmp_path: Path) -> None:
    def put(place: str, said: object) -> None:
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(json.dumps(said), encoding="utf-8")

    put("a.json", {"name": "Sari", "data": "1", "exercises": {"1.2": {"done": False, "tries": 4}}})
    put("b.json", {"name": "Sari", "data": "1", "exercises": {"1.2": {"done": True, "tries": 1}}})
    put("team/id/progress.json", {"1.3": {"done": True, "tries": 1}})
    put("none.json", ["x"])
    put("large.json", {"name": "x" * 200_000, "exercises": {"1.2": {"done": True, "tries": 1}}})
    (tmp_path / "link.json").symlink_to(tmp_path / "b.json")
    table = matrix(from_folder(tmp_path))
    assert table.index.tolist() == ["Sari", "progress"]
    assert table.loc["Sari", "1.2"] == 1
    assert table.loc["progress", "1.3"] == 1


def test_codes_are_collected_and_each_wrong_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "codes.txt"
    path.write_text(f"Sari: {write(SARI)}\n\nBudi; {write(SARI)}\nnothing here\n", encoding="utf-8-sig")
    found, wrong = from_codes(path, "7-00")
    assert [one.name for one in found] == ["Sari"]
    assert [line.split(" ")[0] for line in wrong] == ["codes.txt:3:", "codes.txt:4:"]


def test_the_page_of_a_class_is_safe_and_in_two_languages() -> None:
    text = page(matrix([SARI, Progress("<script>", "7", SARI.exercises)]), "id", every=10)
    assert "<script" not in text
    assert "Kemajuan kelas" in text
    assert "Progress of the class" in text
    assert 'content="10"' in text
    assert text.count("✓ 2") == 4
    assert "· 3" in text


def test_the_commands_collect_and_say_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "codes.txt").write_text(
        f"Sari: {write(Progress('Sari', datasets.data_mark(), SARI.exercises))}\n", encoding="utf-8"
    )
    assert run("collect", str(tmp_path / "codes.txt"), "--out", str(tmp_path / "out")) == 0
    assert "Participants: 1" in capsys.readouterr().out
    table = pd.read_csv(tmp_path / "out" / "progress.csv", index_col="student")
    assert table.loc["Sari", ["1.2", "10.5"]].tolist() == [2, -3]
    for words in (["collect"], ["key"], ["key", "99", "--out", str(tmp_path / "k.md")]):
        with pytest.raises(BadValue):
            run(*words)


# ---
# Data of a class's own, and the key to the lessons.


def test_a_class_has_data_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = datasets.simulate
    small = {"people.n_people": 1_500, "run.days": 30}
    monkeypatch.setattr(datasets, "simulate", lambda scenario, seed: whole(scenario, seed, settings=small))
    datasets.build(tmp_path, seed=2027)
    own = datasets.data_mark(tmp_path)
    assert own.startswith("2027-") and own != datasets.data_mark()
    path = tmp_path / "desk" / "manifest.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    table = said["tables"]["observed/people"]
    path.write_text(
        json.dumps({**said, "tables": {**said["tables"], "observed/people": {**table, "content": "x"}}})
    )
    other = datasets.data_mark(tmp_path)  # the same seed, as of a class with a story
    assert other.startswith("2027-") and other != own
    with pytest.raises(BadValue, match=f"the data {other}"):
        read(write(Progress("Sari", own, SARI.exercises)), "Sari", other)
    path.write_text(json.dumps(said))
    monkeypatch.setenv(datasets.VARIABLE, str(tmp_path))
    assert datasets.home() == tmp_path
    assert datasets.data_mark() == own
    from simkit_course.lessons.l05_resale_network.material import resale_data

    assert resale_data().manifest["about"]["seed"] == 2027


def test_a_folder_without_all_data_sets_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(datasets.VARIABLE, str(tmp_path))
    with pytest.raises(BadFolder, match="datasets build --seed"):
        datasets.home()


def test_what_is_expected_comes_from_the_solutions_on_this_data() -> None:
    mine = {t.number: t for t in tasks() if t.number.startswith("1.") and t.number in ("1.2", "1.3")}
    cells = [
        {"cell_type": "code", "id": "l01-begin", "metadata": {}, "source": [
            "from simkit_course import *\n", "facts = case_facts()\n", "value = facts['value']\n"]},
        {"cell_type": "code", "id": "l01-stops", "metadata": {"tags": ["raises-exception"]}, "source": ["1 / 0"]},
        {"cell_type": "markdown", "id": "l01-prose", "metadata": {}, "source": ["no code"]},
        {"cell_type": "code", "id": "l01-do-2", "metadata": {}, "source": ["exercise('1.2').check(____)"]},
        {"cell_type": "code", "id": "l01-do-3", "metadata": {}, "source": ["exercise('1.3').check(____)"]},
    ]  # fmt: skip
    found = expected(cells, mine)
    assert found["1.2"] == ["d", "e"]
    assert exercise("1.3", "en").judged(found["1.3"])[0] == "right"
    assert "(" in shown(found["1.3"])


def test_an_exercise_that_a_story_takes_away_says_why_and_the_others_go_on() -> None:
    mine = {t.number: t for t in tasks() if t.number in ("1.2", "1.3", "1.5")}
    mine["1.2"] = replace(mine["1.2"], solution="exercise('1.2').check(gone)")
    mine["1.5"] = replace(mine["1.5"], solution="exercise('1.5').check(['insider'])")
    sources = {
        "begin": "from simkit_course import *\nfacts = case_facts()\nvalue = facts['value']",
        "do-2": "", "do-3": "", "do-5": "",
    }  # fmt: skip
    cells = [
        {"cell_type": "code", "id": f"l01-{key}", "metadata": {}, "source": [text]}
        for key, text in sources.items()
    ]
    found = expected(cells, mine)
    assert isinstance(found["1.2"], Lacking)
    assert "NameError" in found["1.2"].why.en
    assert isinstance(found["1.5"], Lacking), "what the check refuses is no expected answer"
    assert exercise("1.3", "en").judged(found["1.3"])[0] == "right"


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (pd.Index([3, 1]), "[3, 1]"),
        (np.array([0.5, 2.0]), "[0.5, 2]"),
        (pd.Timestamp("2024-08-05"), "2024-08-05 00:00:00"),
        (nx.path_graph(3), "Graph with 3 nodes and 2 edges"),
        (object(), "object"),
        (None, "None"),
    ],
)
def test_whatever_an_exercise_asks_for_the_key_shows_it(answer: object, text: str) -> None:
    assert shown(answer) == text


def test_where_a_function_is_asked_for_the_key_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "expected", lambda cells, mine: {"0.1": 2.0, "0.2": shown})
    for lang, word in (("en", "A function, `shown`."), ("id", "Sebuah fungsi, `shown`.")):
        text = answers.key(lang, ["00"])
        assert text.count(word) == 1 and "(...)" not in text


def test_the_usual_slips_are_those_that_a_check_knows() -> None:
    for lesson in lessons():
        assert all(slips(lesson).values()), lesson
        for number, said in slips(lesson).items():
            assert not [t.en for t in said if t.en != t.en.strip()], f"{number}: a part is no sentence"
    third = next(name for name in lessons() if name[1:3] == "03")
    assert any("lesson 02 showed how to find it" in text.en for text in slips(third)["3.3"])
