"""Open tasks: both languages, nothing shown before a try, and judges that compute from the student's own data."""

from __future__ import annotations

import pandas as pd
import pytest

from simkit.core.errors import BadValue
from simkit_course import open_tasks
from simkit_course.capstone import unseen
from simkit_course.checks import PER_CENT
from simkit_course.exercises import lessons
from simkit_course.open_tasks import homes, open_task, read_asked
from simkit_course.tiny import count_people, count_sims, tiny_country

LESSONS = sorted(name[1:3] for name in lessons())


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(open_tasks, "_tried", set())


def test_every_lesson_ends_in_an_open_task():
    assert list(homes()) == [*LESSONS, "capstone"]
    with pytest.raises(BadValue, match="77"):
        open_task("77", "en")


@pytest.mark.parametrize("number", [*LESSONS, "capstone"])
def test_texts_stand_in_both_languages(number):
    asked = read_asked(number)
    assert len(asked.good) >= 3
    texts = [asked.title, asked.question, asked.hand_in, asked.compared, *asked.good]
    assert all(min(len(t.id), len(t.en)) > 8 and t.id != t.en for t in texts)
    assert len({t.id for t in texts}) == len({t.en for t in texts}) == len(texts)
    for lang, word in (("id", "menit"), ("en", "minutes")):
        shown = repr(open_task(number, lang))
        assert asked.question.to(lang)[:40] in shown and f"{asked.minutes} {word}" in shown
        assert asked.call not in shown and asked.compared.to(lang)[:40] not in shown
    assert asked.call.startswith(f'open_task("{number}").check(mine')


@pytest.mark.parametrize("lang", ["id", "en"])
def test_nothing_is_shown_before_a_try(lang):
    task = open_task("00", lang)
    assert task.bandingkan().state == "not_attempted"
    assert task.cek(None).state == "not_attempted"
    assert task.compare().code == ""
    assert task.check({"seeds": [1], "low": 1, "high": 2}).state == "not_yet"
    shown = task.compare()
    assert (shown.state, shown.code) == ("compared", read_asked("00").code)
    assert open_task("01", lang).compare().state == "not_attempted"


# --- judges on small data made for the purpose ---------------------------------

SIMS = pd.DataFrame({"nik": [1, 1, 1, 2, 2, 3]})
RING = pd.Series([True, False, False, True, False, False])


def state(number, answer, *data):
    return open_task(number, "en").check(answer, *data).state


def test_lesson_00_runs_the_seeds_named():
    wrong = {"seeds": [1, 2, 3, 4, 5], "low": 1.0, "high": 9.0}
    assert state("00", wrong) == "not_yet"
    assert state("00", {**wrong, "seeds": [1, 1, 2, 3, 4]}) == "not_yet"
    each = [count_sims(tiny_country(seed)) / count_people(tiny_country(seed)) for seed in range(1, 6)]
    near = {"seeds": [1, 2, 3, 4, 5], "low": round(min(each), 2), "high": round(max(each), 2)}
    assert state("00", near) == "agrees"
    assert state("00", {**near, "low": near["low"] - 0.01}) == "not_yet"
    assert "5 are asked for" in open_task("00", "en").check({**wrong, "seeds": [1, 2]}).message


def test_lesson_02_takes_any_limit_with_its_own_numbers():
    assert state("02", {"k": 1, "n_flagged": 5, "n_right": 2, "precision": 0.4}, SIMS, RING) == "agrees"
    assert state("02", {"k": 2, "n_flagged": 3, "n_right": 1, "precision": 1 / 3}, SIMS, RING) == "agrees"
    assert state("02", {"k": 1, "n_flagged": 6, "n_right": 2, "precision": 1 / 3}, SIMS, RING) == "not_yet"
    assert state("02", {"k": 9, "n_flagged": 0, "n_right": 0, "precision": 0}, SIMS, RING) == "not_yet"


def test_lesson_06_counts_the_list_handed_in():
    ids = list(range(1000))
    ring = pd.Series([i < 300 for i in ids], index=ids)
    families = pd.DataFrame({"sim_id": ids, "kk": [i // 2 for i in ids], "is_ring": ring.to_numpy()})
    mine = {"sims": ids[:800], "precision": 300 / 800, "n_households": 250}
    assert state("06", mine, ring, families) == "agrees"
    assert "just as in the lesson" in open_task("06", "en").check(mine, ring).message
    for wrong in (
        {"n_households": 500},
        {"sims": ids[:799]},
        {"sims": [*ids[:799], 0]},
        {"sims": [*ids[:799], -1]},
    ):
        assert state("06", {**mine, **wrong}, ring, families) == "not_yet"


def test_lesson_07_knows_the_budget_and_a_shorter_way():
    from simkit_course.lessons.l07_complaint_to_block.open_task import costs, wait_days

    def chosen(n, every):
        mine = {"n_reviewers": n, "every": every, "cost": costs(n, every), "wait_days": wait_days(n, every)}
        return open_task("07", "en").check(mine)

    assert chosen(5, 2).state == "agrees"
    assert "more than 40" in chosen(5, 1).message
    assert "Another choice" in chosen(6, 3).message
    late = {"n_reviewers": 4, "every": 2, "cost": 35, "wait_days": 1}
    assert "without end" in open_task("07", "en").check(late).message


def test_lesson_08_holds_the_word_against_the_interval():
    class Made:
        differences = pd.DataFrame(
            {
                "outcome": ["n_calls", "cost_rp", "n_empty"], "arm": "face",
                "difference": [3.0, 5.0, None], "low": [-1.0, 2.0, None], "high": [6.0, 7.0, None],
                "n_changed": [6, 6, 0],
            }
        )  # fmt: skip

    mine = {"arm": "face", "outcome": "cost_rp", "difference": 5, "low": 2, "high": 7, "says": "lebih banyak"}
    assert state("08", mine, Made) == "agrees"
    assert state("08", {**mine, "says": "unclear"}, Made) == "not_yet"
    unclear = {**mine, "outcome": "n_calls", "difference": 3, "low": -1, "high": 6}
    assert state("08", unclear, Made) == "not_yet"
    assert state("08", {**unclear, "says": "unclear"}, Made) == "agrees"
    assert state("08", {**mine, "outcome": "n_empty"}, Made) == "not_yet"
    assert state("08", mine, Made.differences.set_index(["outcome", "arm"])) == "agrees"
    seen = open_task("08", "en").check({**mine, "outcome": "n_sold"}, Made)
    assert "looked at in this lesson" in seen.message


def test_no_text_of_a_task_names_a_key_that_its_code_does_not_have():
    for asked in map(read_asked, homes()):
        for name in asked.hand_in.en.split("`")[1::2]:
            assert name.strip('"') in asked.code or " " in name or name in ("sim_id", "agent_id"), (
                asked.lesson,
                name,
            )


# --- the capstone -------------------------------------------------------------


def test_the_capstone_checks_the_numbers_of_a_page_against_the_unseen_folder(tmp_path):
    names = {"open_task": lambda number: open_task(number, "en")}
    exec(read_asked("capstone").code.replace("open_task(", "told = open_task("), names)
    assert names["told"].state == "agrees", names["told"]
    mine, tables = names["mine"], names["tables"]
    for part in mine:
        wrong = {**mine, part: mine[part] + 1}
        assert state("capstone", wrong, tables) == "not_yet"
    told = open_task("capstone", "en").check({**mine, "share": 100 * mine["share"]}, tables)
    assert told.message.startswith(PER_CENT.put(k="share").en)
    fewer = {**tables, "registrations": tables["registrations"].head(500)}
    assert state("capstone", mine, fewer) == "not_yet"
    assert mine["n_terminals"] > 0  # the strong page says that outlets are hit, too
    unseen(tmp_path / "capstone")
    assert {p.stem for p in (tmp_path / "capstone").iterdir()} == set(tables)


def test_the_capstone_shows_a_strong_page_and_one_that_claims_too_much():
    for lang, words in (("id", ("5 dari 5", "1 dari 5")), ("en", ("5 of 5", "1 of 5"))):
        assert open_task("capstone", lang).check({"n_devices": 1}, {}).state == "not_yet"
        shown = open_task("capstone", lang).compare().message
        assert all(word in shown for word in words)
