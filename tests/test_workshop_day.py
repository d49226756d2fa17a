"""A dry run of the half-day format: four teams, by the agenda of the guide, with the trainer's commands alone."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from workshop_samples import EASY, answers, run

from simkit.cli import main
from simkit_course import progress_file, texts
from simkit_course.exercises import exercise, tasks
from simkit_course.lab import find_originals
from simkit_course.workshop import levels
from simkit_course.workshop.answers import expected
from simkit_course.workshop.key import read_key
from simkit_course.workshop.room.check import TESTS, Found, encode, versions
from simkit_course.workshop.room.timing import agenda, lesson_parts

TEAMS = ("Merah", "Putih", "Hijau", "Biru")
"""The first does well, the second errs first, the third hands in a spreadsheet's file, the last has no laptop."""


class Day:
    """What four teams and a trainer do at each line of the agenda."""

    def __init__(self, home: Path, patch: pytest.MonkeyPatch) -> None:
        self.home, self.patch, self.done = home, patch, []
        self.progress, self.handed_in = home / "progress", home / "handed in"
        self.progress.mkdir()
        self.handed_in.mkdir()
        teams = [word for team in TEAMS for word in ("--team", team)]
        # A game that is drawn may leave the first team no number that counts: this one is always the same.
        said = ["--class", "DRY", "--level", "3", "--secret", "5c" * 32, "--out", str(home / "game")]
        assert run("new", *said, *teams) == 0

    def codes(self) -> None:
        codes = [
            encode(Found(12, "Linux", failed, 20, 8, 5, versions())) for failed in ((), (next(iter(TESTS)),))
        ]
        assert main(["workshop", "check", "--decode", codes[0]]) == 0
        assert main(["workshop", "check", "--decode", *codes]) == 1

    def lesson(self, number: str, chosen: tuple[str, ...]) -> None:
        book = next(find_originals("en").glob(f"{number}-*.ipynb"))
        mine = {t.number: t for t in tasks() if t.number.split(".")[0] == str(int(number))}
        right = expected(json.loads(book.read_text(encoding="utf-8"))["cells"], mine)
        core = chosen or tuple(p.number for p in lesson_parts(number, "en") if p.number and p.is_core)
        for team in TEAMS[:3]:
            self.patch.setenv(progress_file.VARIABLE, str(self.progress / f"{team}.json"))
            progress_file.progress(team)
            for name in core[:1] if team == "Hijau" else core:
                if team == "Putih":
                    assert not exercise(name, "en").check("?").is_right
                assert exercise(name, "en").check(right[name]).is_right, name

    def game(self) -> None:
        key = read_key(self.home / "game")
        for team in TEAMS[:3]:
            with zipfile.ZipFile(self.home / "game" / "participants" / f"{team}.zip") as bundle:
                assert f"{team}/brief.html" in bundle.namelist()
                table = pd.read_csv(io.BytesIO(bundle.read(f"{team}/tables/registrations.csv")), sep=None,
                                    engine="python", dtype=str)  # fmt: skip
            truth, known = key.teams[team].truth, key.teams[team].known
            # The busiest devices of lesson 04, which are honest outlets' too.
            busiest = table["imei"].value_counts().index[:3]
            guessed = sorted(
                {int(n) for n in table.loc[table["imei"].isin(busiest), "sim_id"].dropna()} - known
            )
            numbers = sorted(truth["number"] - known) if team == "Merah" else guessed
            rows = [("team", team.lower()), *(("number", n) for n in numbers[: key.k])]
            text = answers(rows, ";" if team == "Hijau" else ",")
            path = self.handed_in / f"{team}.csv"
            path.write_bytes(
                b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() if team == "Hijau" else text.encode()
            )
        self.score("--freeze")
        assert "?" in (self.home / "board" / "board.html").read_text(encoding="utf-8")

    def scoring(self) -> None:
        self.score()

    def score(self, *more: str) -> None:
        words = ["score", str(self.handed_in), "--key", str(self.home / "game"), *more]
        assert run(*words, "--out", str(self.home / "board")) == 0

    def debrief(self) -> None:
        table = pd.read_csv(self.home / "board" / "scores.csv", index_col="team")
        assert table["rank"].idxmin() == "Merah"
        assert table["score"].isna().tolist() == [team == "Biru" for team in table.index]
        for team in TEAMS:
            assert (
                run("explain", team, "--key", str(self.home / "game"), "--answers", str(self.handed_in)) == 0
            )

    def close(self) -> None:
        assert run("collect", str(self.progress), "--out", str(self.home / "class")) == 0
        table = pd.read_csv(self.home / "class" / "progress.csv", index_col="student")
        assert set(table.index) == set(TEAMS[:3])
        core = [p.number for p in lesson_parts("04", "en") if p.number and p.is_core]
        assert (table.loc["Merah", core] > 0).all()
        assert (table.loc["Putih", core] > table.loc["Merah", core]).all()
        assert (table.loc["Hijau", core[1:]] == 0).all()


def test_half_a_day_with_four_teams(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(levels, "LEVELS", {**levels.LEVELS, 3: EASY})
    monkeypatch.setenv(texts.VARIABLE, "en")
    day, at = Day(tmp_path, monkeypatch), 0
    (rows,) = agenda("half_day")
    for row in rows:
        assert row.at == at, "the clock of the agenda has no hole"
        at += row.minutes
        if row.lesson:
            day.lesson(row.lesson, row.exercises)
        elif row.what not in ("break", "reserve"):
            getattr(day, row.what)()
            capsys.readouterr()
    assert at == 240
