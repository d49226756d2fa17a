"""The class game: a key that nothing in a team's file tells, hand-ins of every kind, scores, the board, the debrief."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workshop_samples import EASY, answers, run

from simkit.cli import parser_of, read_words
from simkit.core.catalogue import Text
from simkit.core.errors import BadFolder, BadValue
from simkit.measure.audit import audit
from simkit_course.game.case import KINDS
from simkit_course.lessons.l04_below_the_cap.material import at_outlets, unexplained
from simkit_course.workshop import levels
from simkit_course.workshop.bundle import ALLOWED, WORTH, form
from simkit_course.workshop.class_board import board, told_of
from simkit_course.workshop.class_scores import checked, items, scores, team_score
from simkit_course.workshop.commands import WORKSHOP
from simkit_course.workshop.country import Country, country, fits, open_numbers
from simkit_course.workshop.handin import HandIn, assign, read, read_all
from simkit_course.workshop.key import Key, TeamKey, read_key, write_game
from simkit_course.workshop.levels import LEVELS
from simkit_course.workshop.secret import check_name, draw, plain, read_secret, team_seed, teams
from simkit_course.workshop.team_debrief import Counts, page, parts, sheet

SECRET = "5ca1ab1e" * 8


@pytest.fixture(scope="module")
def game(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Key]:
    """A small class game of two teams, on a level that takes the first try."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(levels, "LEVELS", {**LEVELS, 3: EASY})
        out = tmp_path_factory.mktemp("a class")
        return out, write_game(out, Key("UNSRI-2027A", 3, "id", SECRET), ["team-01", "team-02"])


@pytest.fixture(scope="module")
def opened(game: tuple[Path, Key]) -> Country:
    """The country of the first team, made again from the key."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(levels, "LEVELS", {**LEVELS, 3: EASY})
        return game[1].country("team-01")


@pytest.fixture(autouse=True)
def easy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let level 3 be the small one."""
    monkeypatch.setattr(levels, "LEVELS", {**LEVELS, 3: EASY})


def zips(out: Path) -> dict[str, bytes]:
    return {p.stem: p.read_bytes() for p in sorted((out / "participants").glob("*.zip"))}


def inside(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as bundle:
        return {e.filename: bundle.read(e) for e in bundle.infolist()}


# ---
# The key and the bundle.


def test_the_same_secret_gives_the_same_bytes(game: tuple[Path, Key], tmp_path: Path) -> None:
    again = write_game(tmp_path, Key("UNSRI-2027A", 3, "id", SECRET), ["team-01"])
    assert zips(tmp_path)["team-01"] == zips(game[0])["team-01"]
    assert again.teams["team-01"] == game[1].teams["team-01"]


def test_two_teams_have_other_countries(game: tuple[Path, Key]) -> None:
    first, second = (inside(packed) for packed in zips(game[0]).values())
    for name in ("registrations", "complaints", "people"):
        assert first[f"team-01/tables/{name}.csv"] != second[f"team-02/tables/{name}.csv"]


def test_a_bundle_holds_what_is_allowed_and_its_hashes(game: tuple[Path, Key]) -> None:
    from hashlib import sha256

    for team, packed in zips(game[0]).items():
        files = inside(packed)
        assert sorted(files) == sorted(f"{team}/{name}" for name in ALLOWED)
        said = json.loads(files[f"{team}/sha256.json"])
        assert said == {n: sha256(files[f"{team}/{n}"]).hexdigest() for n in ALLOWED if n != "sha256.json"}
        with zipfile.ZipFile(io.BytesIO(packed)) as bundle:
            assert {e.date_time for e in bundle.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_bundle_tells_neither_secret_nor_seed_nor_truth(game: tuple[Path, Key]) -> None:
    out, key = game
    for team, packed in zips(out).items():
        text = b"\n".join([packed, *inside(packed).values()]).lower()
        seed = team_seed(SECRET, key.name, team, key.teams[team].attempt)
        for held in (SECRET, SECRET[:16], str(seed), f"{seed:x}", bytes.fromhex(SECRET).decode("latin-1")):
            assert held.lower().encode("latin-1") not in text
        for word in (
            b"ring_id",
            b"registrant",
            b"motive",
            b"worker_id",
            b'"key"',
            b"complicit",
            b"seller_id",
        ):
            assert word not in text


def test_a_bundle_of_the_hardest_level_passes_the_audit() -> None:
    """`benchmarks/class_game.py audit` does the same to every bundle of new games of each level."""
    made = country(77, LEVELS[3])
    report = audit([SimpleNamespace(observed=made.tables, truth=made.case.run.truth)])
    assert report.ok, report.lines()
    assert (report.table["verdict"] == "passed").sum() > 80


def test_names_and_small_numbers_are_no_key(game: tuple[Path, Key]) -> None:
    """Who knows the generator and guesses at seeds from what is printed on the bundle meets another country."""
    _, key = game
    held = {team_seed(SECRET, key.name, team, key.teams[team].attempt) for team in key.teams}
    guesses = {*range(2_000), *(int.from_bytes(t.encode(), "big") for t in (key.name, *key.teams))}
    for text in ("", key.name, *key.teams):
        secret = text.encode().hex().ljust(32, "0")
        guesses |= {team_seed(secret, key.name, team, n) for team in key.teams for n in range(5)}
    assert not held & guesses
    assert min(held) > 2**200


def test_a_drawn_secret_is_long_and_never_the_same() -> None:
    made = {draw() for _ in range(50)}
    assert len(made) == 50
    assert all(len(read_secret(secret)) * 4 >= 128 for secret in made)


@pytest.mark.parametrize("text", ["", "12345", "xyz" * 20, "A" * 64])
def test_a_secret_that_can_be_guessed_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="32 digits"):
        read_secret(text)


@pytest.mark.parametrize("text", ["", "..", "a/b", "-x", "a b", "CON.", "é", "x" * 25])
def test_a_name_that_is_no_file_name_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="no name"):
        check_name(text)


def test_teams_with_one_name_are_refused() -> None:
    with pytest.raises(BadValue, match="same name"):
        teams(2, ["Satu", "satu"])


def test_a_key_is_read_as_it_was_written(game: tuple[Path, Key]) -> None:
    out, key = game
    assert read_key(out) == key == read_key(out / "trainer" / "key.json")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": "simkit-workshop-key"}', "\ud800"])
def test_a_key_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key.json"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(BadFolder, match="no key"):
        read_key(path)


def test_only_numbers_that_nobody_knows_yet_count(game: tuple[Path, Key], opened: Country) -> None:
    _, key = game
    complained = set(opened.case.tables["complaints"]["sim_id"].dropna().astype(int))
    assert not open_numbers(opened.case) & (complained | opened.case.blocked)
    assert key.teams["team-01"].known >= complained


# ---
# What teams hand in.


GOOD = [("team", "team-01"), ("number", 7), ("number", 9), ("device", "005000000000017"), ("agent", 3)]
WANTED = {"number": (7, 9), "device": ("005000000000017",), "outlet": (), "agent": (3,)}


def handed(tmp_path: Path, raw: bytes, name: str = "team-01.csv", k: int = 20) -> HandIn:
    path = tmp_path / name
    path.write_bytes(raw)
    return read(path, k)


@pytest.mark.parametrize(
    "raw",
    [
        answers(GOOD).encode(),
        answers(GOOD, ";").encode("utf-8-sig"),
        answers(GOOD, "\t").encode("utf-16"),
        answers(GOOD).replace("\n", "\r\n").encode(),
        answers(GOOD).replace("question", " Question ").encode(),
        answers([(q, f'="{a}"') for q, a in GOOD]).encode(),
        answers([(q, f"'{a}") for q, a in GOOD]).encode(),
        ("Jawaban kami\n\n" + answers(GOOD)).encode(),
        answers([(q, f"{a}.0" if q == "number" else a) for q, a in GOOD]).encode(),
        answers([(q, str(a).lstrip("0") if q == "device" else a) for q, a in GOOD]).encode(),
    ],
    ids=["plain", "bom", "utf16", "crlf", "heading", "quoted", "apostrophe", "title", "decimal", "zeros"],
)
def test_a_form_is_read_however_a_spreadsheet_left_it(tmp_path: Path, raw: bytes) -> None:
    made = handed(tmp_path, raw)
    assert (made.team, made.answers, made.messages) == ("team-01", WANTED, [])


LINES = answers(GOOD).splitlines()
ONE_COLUMN = {
    "semicolon at the end": [f"{line};" for line in LINES],
    "many at the end": [f"{line};;;" for line in LINES],
    "quoted": [f'"{line}"' for line in LINES],
    "quoted, semicolon": [f'"{line}";' for line in LINES],
    "quoted twice": [f'"""{line}"""' for line in LINES],
    "quoted answers": ['"{},""{}"""'.format(*line.split(",")) for line in LINES],
    "quoted formulas": [LINES[0], *('"{},=""{}"""'.format(*line.split(",")) for line in LINES[1:])],
    "new rows beside": [*(f"{line};" for line in LINES[:3]), *(line.replace(",", ";") for line in LINES[3:])],
    "tabs at the end": [f"{line}\t" for line in LINES],
    "tabs and commas": [line.replace(",", "\t") if i % 2 else line for i, line in enumerate(LINES)],
    "head alone": [LINES[0] + ";", *(line.replace(",", ";") for line in LINES[1:])],
}


@pytest.mark.parametrize("lines", ONE_COLUMN.values(), ids=ONE_COLUMN)
def test_a_form_that_a_spreadsheet_took_for_one_column_is_read(tmp_path: Path, lines: list[str]) -> None:
    """Where it separates by semicolons, a form opened by a double click lies in its first column."""
    made = handed(tmp_path, "\r\n".join(lines).encode())
    assert (made.team, made.answers, made.messages) == ("team-01", WANTED, [])


def test_what_one_column_left_unclear_is_told(tmp_path: Path) -> None:
    lines = [f"{line};" for line in LINES]
    made = handed(tmp_path, "\n".join([*lines, "device;3,27E+14", "number,7;9", "number,7;"]).encode())
    assert made.answers == WANTED
    assert [text.en.partition(":")[0] for text in made.messages] == ["row 7", "row 8", "row 9"]
    assert ["shortened" in made.messages[0].en, '"7;9"' in made.messages[1].en] == [True, True]
    workbook(tmp_path / "team-01.xlsx", [(line,) for line in [*LINES, "a, and\nb"]])
    assert read(tmp_path / "team-01.xlsx", 20).answers == WANTED


def workbook(path: Path, rows: Iterable[tuple[object, ...]], **parts: str) -> None:
    """Write a workbook as spreadsheets do: words apart, numbers in place, a formula with its last result."""
    words: list[str] = []
    lines = []
    for i, row in enumerate(rows, 1):
        cells = []
        for letter, value in zip("ABC", row, strict=False):
            if isinstance(value, str) and value.startswith("="):
                cells.append(f'<c r="{letter}{i}"><f>{value[1:]}</f><v>7</v></c>')
            elif isinstance(value, str):
                cells.append(f'<c r="{letter}{i}" t="s"><v>{len(words)}</v></c>')
                words.append(value)
            else:
                cells.append(f'<c r="{letter}{i}"><v>{value}</v></c>')
        lines.append(f'<row r="{i}">{"".join(cells)}</row>')
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    held = {
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{name}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{name}">{"".join(f"<si><t>{w}</t></si>" for w in words)}</sst>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for part, text in (held | parts).items():
            book.writestr(part, text)


def test_a_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "team-01.xlsx"
    workbook(path, [("question", "answer"), *GOOD, ("number", "=1+1"), ("number", 9.0), ("device", 3.5e14)])
    made = read(path, 20)
    assert made.answers == WANTED
    assert [
        word in text.en for word, text in zip(("formula", "once", "shortened"), made.messages, strict=True)
    ] == [True] * 3


@pytest.mark.parametrize(
    "part",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet>&a;</worksheet>',
        "<worksheet>" + " " * 6_000_000,
        "<worksheet><row r='x'/></worksheet>",
        "\0",
    ],
    ids=["entities", "large", "broken", "none"],
)
def test_a_workbook_made_to_break_the_reader_is_refused(tmp_path: Path, part: str) -> None:
    path = tmp_path / "team-01.xlsx"
    workbook(path, [], **{"xl/worksheets/sheet1.xml": part})
    assert [text.en[:19] for text in read(path, 20).messages] in (
        ["this file is damage"],
        ["the columns questio"],
    )


def test_a_zip_file_with_the_form_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "team-01.zip", "w") as bundle:
        bundle.writestr("../../team-01/answers.csv", answers(GOOD))
    assert read(tmp_path / "team-01.zip", 20).answers == WANTED
    assert sorted(p.name for p in tmp_path.iterdir()) == ["team-01.zip"]


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([("device", "3.5E+14")], "shortened"),
        ([("device", "3,27E+15")], "shortened"),
        ([("number", "=cmd|' /C calc'!A0")], "formula"),
        ([("number", "seven")], "no answer"),
        ([("number", -3)], "formula"),
        ([("number", "+62 840-000")], "a sim_id, a whole number"),
        ([("number", 7), ("number", "7.0")], "once"),
        ([("culprit", 7)], "not known"),
        ([("agent", n) for n in range(9)], "at most 2"),
        ([("number", n) for n in range(90)], "at most 20"),
        ([], "no answer"),
        ([("number", n % 7) for n in range(3000)], "first were read"),
    ],
)
def test_each_fault_is_told(tmp_path: Path, rows: list[tuple[str, object]], word: str) -> None:
    made = handed(tmp_path, answers([("team", "team-01"), *rows]).encode())
    assert any(word in text.en for text in made.messages), [text.en for text in made.messages]


def hostile(folder: Path) -> None:
    """Write files that would harm a careless reader."""
    (folder / "a link.csv").symlink_to("/etc/passwd")
    (folder / "a folder.csv").mkdir()
    (folder / "big.csv").write_bytes(b"question,answer\n" + b"number,1\n" * 200_000)
    (folder / "book.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (folder / "macro.xlsm").write_bytes(b"PK")
    (folder / "evil.py").write_text("raise SystemExit")
    (folder / "zeros.csv").write_bytes(b"\0" * 5_000)
    (folder / "quotes.csv").write_bytes(b'question,answer\nnumber,"' + b"x" * 200_000)
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("answers.csv", b"0" * 50_000_000)
    with zipfile.ZipFile(folder / "two.zip", "w") as bundle:
        bundle.writestr("answers.csv", "")
        bundle.writestr("x/answers.csv", "")


def test_no_hostile_file_is_opened_or_stops_another(tmp_path: Path) -> None:
    hostile(tmp_path)
    handed(tmp_path, answers(GOOD).encode())
    found = [read(path, 20) for path in sorted(tmp_path.iterdir())]
    made, stray = assign(found, dict.fromkeys(["team-01", "team-02"], ""))
    assert made["team-01"].answers == WANTED
    assert len(stray) == len(found) - 1
    assert all(one.messages for one in stray)


def test_whose_a_file_is(tmp_path: Path) -> None:
    known = {"team-1": "", "team-11": ""}
    for name, team in (
        ("team-11.csv", ""),
        ("x.csv", "Team 1"),
        ("team-1-late.csv", "team-11"),
        ("y.csv", "nobody"),
    ):
        (tmp_path / name).write_text(answers([("team", team), ("agent", 1)]))
    made, stray = assign([read(path, 20) for path in sorted(tmp_path.iterdir())], known)
    assert {team: one.file for team, one in made.items()} == {"team-11": "team-11.csv", "team-1": "x.csv"}
    assert ["the file's name says" in s.messages[-1].en for s in stray] == [True, False]


@pytest.mark.parametrize("newest", ["team-1.csv", "team-1 (1).csv", "team-1-2.csv", "team-1-baru.csv"])
def test_the_file_saved_last_counts_whatever_its_name(tmp_path: Path, newest: str) -> None:
    names = ("team-1.csv", "team-1 (1).csv", "team-1-2.csv", "team-1-baru.csv")
    for i, name in enumerate(names):
        (tmp_path / name).write_text(answers([("agent", i)]))
        os.utime(tmp_path / name, ns=(0, 2 if name == newest else 1))
    made, stray = assign(read_all(tmp_path, 20), {"team-1": ""})
    assert made["team-1"].file == newest
    assert newest in made["team-1"].messages[-1].id
    (tmp_path / "team-1.docx").write_bytes(b"newer, and not to be read")
    made, stray = assign(read_all(tmp_path, 20), {"team-1": ""})
    assert (made["team-1"].file, [s.file for s in stray]) == (newest, ["team-1.docx"])
    for name in names:
        os.utime(tmp_path / name, ns=(0, 1))
    made, _ = assign(read_all(tmp_path, 20), {"team-1": ""})
    assert made["team-1"].file == "team-1-baru.csv"


def test_a_folder_for_each_team_is_read_one_level_deep(tmp_path: Path) -> None:
    for path in ("Team 1/answers.csv", "Team 1/tables/x.csv", "team-2/a/answers.csv", "team-3/x.csv"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(answers([("agent", 1)]))
    (tmp_path / "Team 1" / "brief.html").write_text("the whole case file")
    made, stray = assign(read_all(tmp_path, 20), dict.fromkeys(["team-1", "team-2", "team-3"], ""))
    assert sorted(team for team, one in made.items() if one.n_answers) == ["team-1", "team-3"]
    assert "one folder for each team" in made["team-2"].messages[0].en
    assert stray == []


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([".csv", ".xlsx", ".zip", ".txt"]), st.booleans())
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes, suffix: str, head: bool
) -> None:
    path = tmp_path_factory.mktemp("any") / f"team-01{suffix}"
    path.write_bytes((b"question,answer\n" if head else b"") + raw)
    made = read(path, 20)
    assert made.messages or any(made.answers.values())
    for text in made.messages:
        assert text.en.isprintable()
        assert text.id.isprintable()


def test_plain_names_of_teams() -> None:
    assert plain("Tim Élang / 3 ") == "Tim-Elang-3"


# ---
# Scores.


def a_key(n: int = 30) -> TeamKey:
    truth = {
        "number": frozenset(range(100, 100 + n)),
        "device": frozenset({"350000000000017"}),
        "outlet": frozenset({1}),
        "agent": frozenset({3}),
    }
    return TeamKey(0, 0.9, truth, frozenset(range(40, 60)), 1_000, {100: 5_000, 101: 2_000})


def given_(**answers: tuple[object, ...]) -> HandIn:
    return HandIn("a.csv", "a", {kind: answers.get(kind, ()) for kind in KINDS})


def test_all_right_is_all_points() -> None:
    key = a_key()
    best = given_(number=tuple(range(100, 120)), device=("350000000000017",), outlet=(1,), agent=(3,))
    made = team_score(best, key, 20)
    assert (made["score"], made["recall"], made["n_wrong"], made["saved_rp"]) == (100.0, 1.0, 0.0, 7_000.0)
    assert all(made[kind] == WORTH[kind] for kind in KINDS)


def test_doing_nothing_or_copying_the_complaints_scores_nothing() -> None:
    for one in (given_(), given_(number=tuple(range(40, 60)))):
        made = team_score(one, a_key(), 20)
        assert (made["score"], made["n_wrong"]) == (0.0, 0.0)


def test_an_honest_one_costs_what_a_right_one_brings() -> None:
    for kind, right, wrong in (("number", 100, 5), ("agent", 3, 4), ("outlet", 1, 2)):
        got, lost = (team_score(given_(**{kind: (e,)}), a_key(), 20)[kind] for e in (right, wrong))
        assert lost == -got < 0


def test_no_question_takes_more_than_it_is_worth_and_a_list_outweighs_a_name() -> None:
    wrong = team_score(given_(agent=(4, 5), outlet=(2, 3, 4), number=tuple(range(200, 220))), a_key(), 20)
    assert [wrong[kind] for kind in WORTH] == [-55, 0, -15, -15]
    assert wrong["score"] == -85
    a_list = team_score(given_(number=tuple(range(100, 120)), agent=(4,), outlet=(2,)), a_key(), 20)
    assert a_list["score"] > team_score(given_(agent=(3,)), a_key(), 20)["score"] > 0
    assert [a_list[f"{kind}_wrong"] for kind in WORTH] == [0, 0, 1, 1]


def test_where_a_kind_is_not_there_its_points_go_to_the_numbers() -> None:
    key = replace(a_key(), truth=a_key().truth | {"outlet": frozenset()})
    best = given_(number=tuple(range(100, 120)), device=("350000000000017",), agent=(3,))
    assert team_score(best, key, 20)["score"] == 100


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("number", 999_999),
        ("number", 81234567890),
        ("number", 17),
        ("agent", 99_999),
        ("outlet", 0),
        ("device", "999999999999999"),
    ],
)
def test_a_name_that_stands_in_no_table_is_told_and_accuses_nobody(kind: str, name: object) -> None:
    """A slip of the finger, or a telephone number in place of a sim_id, is no false accusation."""
    there = {
        "device": frozenset({"350000000000017", "350000000000018"}),
        "outlet": frozenset({1, 2}),
        "agent": frozenset({3, 4}),
    }
    key = replace(a_key(), gaps=frozenset({17}), there=there)
    given = given_(**{kind: (name,)})
    made = team_score(given, key, 20)
    assert (made["score"], made["n_wrong"]) == (0.0, 0.0)
    told, more = checked(given, key).messages
    assert told.en.startswith(f"no such {kind} in your tables: {name}.")
    assert "not scored" in more.en
    honest = {"number": 5, "agent": 4, "outlet": 2, "device": "350000000000018"}
    for one, wrong in ((honest[kind], 1.0), (next(iter(key.truth[kind])), 0.0)):
        assert team_score(given_(**{kind: (one,)}), key, 20)["n_wrong"] == wrong
        assert checked(given_(**{kind: (one,)}), key).messages == []
    older = replace(key, there={})
    assert (team_score(given, older, 20)["n_wrong"] == 0) == (kind == "number")


def test_a_key_holds_every_name_of_a_teams_tables(game: tuple[Path, Key], opened: Country) -> None:
    key = game[1].teams["team-01"]
    tables = opened.tables
    for kind, table in (("number", "sims"), ("outlet", "outlets"), ("agent", "agents")):
        ids = set(tables[table]["sim_id" if kind == "number" else f"{kind}_id"].astype(int))
        assert {n for n in range(-1, max(ids) + 5) if key.holds(kind, n)} == ids
    for name in ("registrations", "accounts", "logins"):
        assert all(key.holds("device", imei) for imei in tables[name]["imei"].dropna())
    assert not key.holds("device", "999999999999999")


def test_equal_scores_have_equal_ranks_and_who_was_not_read_has_none() -> None:
    key = Key("A", 1, "en", SECRET, {team: a_key() for team in "abcde"})
    found = {"a": given_(agent=(3,)), "b": given_(agent=(3,)), "c": given_(), "e": given_(agent=(4,))}
    table = scores(found, key)
    assert table["rank"].dropna().to_dict() == {"a": 1, "b": 1, "e": 3}
    assert table.loc["e", "score"] == -15
    assert items(table).loc["agent", "solved"] == pytest.approx(2 / 3)
    page = board(key, table, [])
    assert page.count("not scored: no answer that counts") == 2
    assert "<td>-15.0</td>" in page and "<td>-15,0</td>" in page


@pytest.mark.parametrize(
    "answers",
    [
        {"number": (812_345, 999_999_999)},
        {"number": (40, 41)},
        {"device": ("350000000000090",), "agent": (77,), "outlet": (55,)},
        {"number": (812_345, 40), "agent": (77,)},
    ],
)
def test_who_names_nothing_that_counts_is_not_scored_and_ranks_above_nobody(answers: dict[str, Any]) -> None:
    """A broken spreadsheet, or a copy of the complaints, must not win with 0 where others are below it."""
    there = {"device": frozenset({"350000000000017"}), "outlet": frozenset({1}), "agent": frozenset({3, 4})}
    key = Key("A", 2, "en", SECRET, dict.fromkeys("ab", replace(a_key(), there=there)))
    found = {"a": checked(given_(**answers), key.teams["a"]), "b": given_(agent=(4,))}
    table = scores(found, key)
    assert table["rank"].dropna().to_dict() == {"b": 1}
    assert table.loc[["a"], "score"].isna().all()
    assert "tidak dinilai" in found["a"].messages[-1].id
    one_good = {**answers, "agent": (3,)}
    assert scores(found | {"a": given_(**one_good)}, key)["rank"].to_dict() == {"a": 1, "b": 2}


def test_a_form_of_another_game_or_team_is_told_and_not_scored(tmp_path: Path) -> None:
    keys = [Key("A", 1, "en", secret, dict.fromkeys(("team-01", "team-02"), a_key())) for secret in (SECRET, "1" * 64)]
    for n, (code, who) in enumerate(
        [(keys[1].forms()["team-01"], "team-01"), (keys[0].forms()["team-01"], "team-02"), ("", "team-02")]
    ):
        rows = [line.split(",") for line in form(who, code).splitlines()[1:3]]
        (tmp_path / f"{n}.csv").write_text(answers([*rows, ("agent", 3)]))
    made, stray = assign(read_all(tmp_path, 20), keys[0].forms())
    assert {team: one.file for team, one in made.items()} == {"team-02": "2.csv"}
    assert [one.file for one in stray] == ["0.csv", "1.csv"]
    assert all("another game" in one.messages[-1].en and "permainan lain" in one.messages[-1].id for one in stray)
    made, _ = assign(read_all(tmp_path, 20), keys[1].forms())
    assert {team: one.file for team, one in made.items()} == {"team-01": "0.csv", "team-02": "2.csv"}
    assert len({code for key in keys for code in key.forms().values()}) == 4


def test_the_board_is_one_safe_page_in_two_languages(tmp_path: Path) -> None:
    key = Key("A", 1, "id", SECRET, {"a": a_key()})
    bad = handed(tmp_path, answers([("<script>alert(1)</script>", 3)]).encode(), "<b>.csv")
    made, stray = assign([bad], key.forms())
    page = board(key, scores(made, key), told_of(made, stray))
    assert "<script" not in page
    assert "<b>.csv" not in page
    assert "&lt;b&gt;.csv" in page
    assert "Papan A, tingkat 1" in page
    assert "Board of A, level 1" in page
    assert "http" not in page.replace("http-equiv", "")


def test_a_frozen_board_shows_no_score(game: tuple[Path, Key]) -> None:
    _, key = game
    right = HandIn("t", "team-01", {k: tuple(key.teams["team-01"].truth[k])[:2] for k in KINDS})
    frozen = board(key, scores({"team-01": right}, key), [], is_frozen=True)
    assert frozen == board(key, scores({"team-01": right}, key), [], is_frozen=True)
    rows = [line for line in frozen.splitlines() if line.startswith("<tr><td>team-0")]
    assert rows
    assert not any("1" in row.replace("team-01", "") for row in rows)


def test_a_debrief_tells_what_happened_in_both_languages(game: tuple[Path, Key], opened: Country) -> None:
    _, key = game
    numbers = tuple(sorted(key.teams["team-01"].truth["number"]))[:3]
    wrong = min(opened.open - key.teams["team-01"].truth["number"])
    given = given_(number=(*numbers, wrong))
    told = parts(key, "team-01", opened, given)
    en, id_ = (sheet(key, "team-01", told, lang) for lang in ("en", "id"))
    assert f"1 honest: {wrong}. What showed: " in en
    assert f"1 nomor jujur ({wrong}). Yang tampak: " in id_
    assert en.count("\n- ") == id_.count("\n- ")
    web = page(key, "team-01", told, "id")
    assert 'id="to-id" checked' in web
    assert web.count("<li>") == en.count("\n- ") + id_.count("\n- ")


def test_a_team_of_which_nothing_was_read_is_told_so(game: tuple[Path, Key], opened: Country) -> None:
    broken = replace(given_(), messages=[Text(id="rusak", en="damaged")])
    for one, line in ((broken, "- damaged"), (None, "not scored")):
        en = sheet(game[1], "team-01", parts(game[1], "team-01", opened, one), "en")
        assert line in en
        assert "not scored" in en
        assert "No honest person" not in en


def test_what_made_a_number_look_guilty_is_counted_first(opened: Country) -> None:
    counts = Counts(opened)
    n = counts.by_device["nik"].nunique()
    assert n.max() > 2
    for device in n.nlargest(5).index:
        rows = counts.by_device.get_group(device)
        said = counts.look_of(int(rows["sim_id"].iloc[0])).en
        assert f" {n[device]} NIKs" in said, said
    low, high, right, honest = counts.handsets()
    assert 2 <= low <= high
    outside = counts.rows[(counts.rows["outlet"] < 0) & (counts.rows["device"] >= 0)]
    families = outside.groupby("device")["household"].nunique()
    named = set(outside.loc[outside["device"].isin(families[families.between(low, high)].index), "sim_id"])
    assert right == len(named & opened.truth["number"])
    assert honest == len((named & opened.open) - opened.truth["number"])


def test_a_debrief_ranks_outlets_as_lesson_04_does(game: tuple[Path, Key], opened: Country) -> None:
    """By the difference of a terminal's NIKs and those expected, not by a ratio: 4.4 calls that a slip."""
    rows = opened.tables["registrations"]
    rows = rows[rows["imei"].notna()]  # what has no device is neither on a terminal nor on a customer's phone
    shown = at_outlets({**opened.tables, "registrations": rows})
    by_hand = unexplained(shown).sort_values(ascending=False)
    made = Counts(opened).shops()
    assert made["unexplained"].equals(by_hand)
    ours = replace(opened, truth={**opened.truth, "outlet": frozenset(made.index[:2].tolist())})
    said = sheet(game[1], "team-01", parts(game[1], "team-01", ours, None, is_over=False), "en")
    top = made.iloc[0]
    assert f"Outlet {made.index[0]}: {top['n_terminal']} NIKs on its terminal, {top['n_walk_in']} on" in said
    assert f"{top['unexplained']:.0f} beyond what is expected" in said
    assert f"it is number 2 of {len(made)} outlets" in said


def test_a_class_from_its_game_to_its_board(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "a class"
    said = ["--class", "A", "--team", "Satu", "--level", "3", "--secret", SECRET]
    assert run("new", *said, "--out", str(out)) == 0
    handin = tmp_path / "hand-ins"
    handin.mkdir()
    key = read_key(out)
    numbers = [*sorted(key.teams["Satu"].truth["number"])[:2], 81234567890]
    (handin / "satu.csv").write_text(answers([("team", "satu"), *(("number", n) for n in numbers)]))
    (handin / "dua.csv").write_text(form("Dua", ""))
    (handin / "satu (1).csv").write_text(form("Satu", ""))
    (handin / "satu.docx").write_bytes(b"PK")
    assert run("score", str(handin), "--key", str(out), "--out", str(tmp_path / "board")) == 0
    told = capsys.readouterr().out
    assert "Level 3 needs lesson 05" in told
    assert "Teams scored: 1 of 1" in told
    assert "dua.csv: there is no answer" in told
    assert "Satu: no such number in your tables: 81234567890." in told
    assert "Satu" in (tmp_path / "board" / "board.html").read_text(encoding="utf-8")
    assert run("explain", "Satu", "--key", str(out), "--answers", str(handin)) == 0
    assert "Debrief of A: Satu" in capsys.readouterr().out
    assert run("explain", "all", "--key", str(out), "--out", str(tmp_path / "debriefs")) == 0
    assert "Debrief of A: Satu" in (tmp_path / "debriefs" / "Satu.html").read_text(encoding="utf-8")
    with pytest.raises(BadFolder, match="not empty"):
        run("new", "--class", "A", "--out", str(out))
    capsys.readouterr()
    assert run("new", "--class", "A", "--teams", "1", "--secret", SECRET, "--out", str(tmp_path / "easy")) == 0
    assert "needs lesson 05" not in capsys.readouterr().out


def test_without_lang_a_class_hears_of_errors_in_the_language_of_its_key(game: tuple[Path, Key]) -> None:
    out = str(game[0])
    for more, said in (([], "bukan folder"), (["--lang", "en"], "is no folder")):
        with pytest.raises(BadFolder, match=said):
            run("score", "nothere", "--key", out, "--out", "x", *more)
    with pytest.raises(BadValue, match="tidak ada tim '7' di kelas ini; yang ada: team-01, team-02"):
        run("explain", "7", "--key", out)
    with pytest.raises(BadFolder, match="tidak dapat dibaca"):
        run("explain", "7", "--key", "nothere", "--lang", "id")


def test_help_of_an_action_tells_of_its_own_options() -> None:
    for lang, own, other in (
        ("en", "hide scores", "how hard"),
        ("id", "sembunyikan nilai", "seberapa sulit"),
    ):
        whole = parser_of(WORKSHOP, "simkit workshop", lang).format_help()
        told = parser_of(WORKSHOP, "simkit workshop", lang, ["score", "--help"]).format_help()
        assert own in whole and other in whole
        assert own in told and other not in told
        assert "--level N" not in told and "score:" not in told
        for action in WORKSHOP.actions:
            example = parser_of(WORKSHOP, "simkit workshop", lang, [action, "--help"]).epilog
            words = str(example).partition("simkit workshop ")[2].split()
            assert words[0] == action
            read_words(["workshop", *words], {"workshop": WORKSHOP})


@pytest.mark.parametrize(
    ("n", "precision", "is_fair"),
    [(140, 0.7, True), (147, 0.75, True), (148, 0.7, False), (140, 0.64, False)],
)
def test_a_game_needs_as_much_to_find_as_its_level_says(n: int, precision: float, is_fair: bool) -> None:
    made = SimpleNamespace(precision=precision, truth={"number": frozenset(range(n))})
    assert fits(cast("Country", made), LEVELS[2]) is is_fair
    assert all(level.n_ring for level in LEVELS.values() if level is not EASY)
