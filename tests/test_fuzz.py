"""Five hundred scenarios and command lines nobody would write: one line each, the right code, nothing left behind."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import fuzz_samples
import pytest
from fuzz_samples import PARAMETERS, tried

from simkit.cli import main
from simkit.core.errors import LONGEST
from simkit.engine.scenario import SECTIONS

SEEDS = range(10)
EACH = 50
"""Cases a seed: 500 in all, in batches so that several processes can share them; `make faults` tries 10,000."""


@pytest.fixture
def place(tmp_path):
    with fuzz_samples.place(tmp_path) as here:
        yield here


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_typed_is_one_line_and_leaves_nothing(place, seed):
    rng = random.Random(seed)
    made = [tried(place, rng) for _ in range(EACH)]
    assert [(case.words, case.faults) for case in made if case.faults] == []
    assert sum(case.code == 2 for case in made) > EACH / 2
    assert not [p for p in Path(os.environ["HOME"]).iterdir() if not p.name.startswith(".")]


@pytest.mark.parametrize("fault", [
    (0, "", "Traceback (most recent call last):", set()), (3, "", "", set()), (2, "x", "simkit: no\n", set()),
    (2, "", "simkit: no\n", {"out"}), (0, "", "", {".out.partial-7"}), (1, "\x1b[2J", "", set()),
    (0, "x" * (LONGEST + 101), "", set()),
])  # fmt: skip
def test_the_fuzz_sees_what_is_wrong(fault):
    code, out, err, after = fault
    assert list(fuzz_samples.faults(code, out, err, set(), after))
    assert not list(fuzz_samples.faults(2, "", "simkit: no\n", {"a"}, {"a"}))


# --- each fault once, by name -------------------------------------------------------------------------

FILES = {
    "digits": ("[run]\ndays = " + "9" * 5_000, "out of range"),
    "hexadecimal": ("[run]\ndays = 0x" + "f" * 5_000, "run.days is a number of more than 4,300 digits"),
    "too large for a float": ("[run]\nscale = " + "9" * 400, "it must be a number from 0 to 20"),
    "choice": ("base = 0x" + "f" * 5_000, "it must be a shipped scenario"),
    "brackets": ("a = " + "[" * 40_000 + "]" * 40_000, "nested too deeply"),
    "dots": ("a." * 40_000 + "a = 1", "nested too deeply"),
    "large": ("# " + "x" * 200_000, "too large"),
    "control": ('[run]\ndays = "\\u001b[2J' + "x" * 10_000 + '"', "run.days is '\\x1b[2Jxxx"),
    "unknown section": ("[" + "x" * 10_000 + "]", "did you mean" ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_broken_story_is_one_short_line(place, capsys, name):
    text, said = FILES[name]
    Path("scenario.toml").write_text(text, encoding="utf-8")
    assert main(["describe", "scenario.toml"]) == 2
    err = capsys.readouterr().err
    assert said in err or name == "unknown section"
    assert len(err) < LONGEST and err.count("\n") == 1 and err[:-1].isprintable()


def test_old_line_ends_are_read_and_a_spreadsheet_is_refused(place, capsys):
    Path("scenario.toml").write_bytes(b'base = "baseline"\r[run]\rdays = 5\r')
    assert main(["describe", "scenario.toml"]) == 0
    assert "run.days = 5" in capsys.readouterr().out
    assert main(["describe", "zip.toml"]) == 2
    assert "no text file" in capsys.readouterr().err


def test_a_title_cannot_drive_the_terminal(place, capsys):
    Path("scenario.toml").write_text(
        'base = "baseline"\n[title]\nen = "a\\u001b[2Jb"\nid = "x"\n', encoding="utf-8"
    )
    assert main(["describe", "scenario.toml"]) == 0
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize("n", [300, 245])
def test_a_name_too_long_is_refused_before_the_run(place, capsys, monkeypatch, n):
    monkeypatch.setattr("simkit.engine.run.simulate", lambda *_, **__: pytest.fail("simulated"))
    assert main(["run", "baseline", "--out", "n" * n]) == 2
    assert "File name too long" in capsys.readouterr().err


def test_reset_of_no_lesson_makes_no_folder(place, capsys):
    for folder in ([], ["--folder", "labs"]):
        assert main(["lab", "--reset", "*", *folder]) == 2
        assert "there is no such lesson" in capsys.readouterr().err
    assert not Path("labs").exists()
    assert not [p for p in Path(os.environ["HOME"]).iterdir() if not p.name.startswith(".")]


def test_the_board_ignores_no_option(place, capsys):
    assert main(["lab", "--board", "--reset", "01"]) == 2
    assert "--reset goes with the lessons" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
@pytest.mark.parametrize(
    ("script", "code", "said"),
    [
        (
            "{simkit} scenarios > /dev/full",
            1,
            "simkit: the output cannot be written: No space left on device\n",
        ),
        ("{simkit} rum 2> /dev/full", 2, ""),
        ("{simkit} scenarios >&-", 0, ""),
        ("{simkit} rum 2>&-", 2, ""),
        ("set -o pipefail; {simkit} policies | true", (0, 141), ""),
    ],
)
def test_whoever_reads_the_output_gets_no_traceback(script, code, said):
    command = script.format(simkit=f"'{sys.executable}' -m simkit")
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode in (code if isinstance(code, tuple) else (code,))
    assert done.stderr == said


def test_sections_are_what_the_fuzz_turns():
    assert {section for section, _ in PARAMETERS} == set(SECTIONS)
