"""Five hundred scenarios and command lines nobody would write: one line each, the right code, nothing left behind."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest

from simkit.cli import commands, main
from simkit.core.errors import LONGEST
from simkit.detect.loop import simulate
from simkit.engine.policies import catalogue
from simkit.engine.scenario import SECTIONS, all_parameters, scenario_names
from studies.__main__ import COMMANDS as STUDIES

COMMANDS = {**STUDIES, **commands()}
SEEDS = range(10)
EACH = 50
"""Cases a seed: 500 in all, in batches so that several processes can share them."""
TINY = ["--set=people.n_people=60", "--set=run.days=1", "--set=run.scale=0.001", "--set=run.tick_h=24"]
NASTY = (
    "", " ", "0", "-1", "1e999", "nan", "-inf", "9" * 5_000, "-" + "9" * 400, "0x" + "f" * 5_000, "²", "١٢",
    "x" * 10_000, "\x1b[31mred\x07", "a\x01b", "\u202eevil", "a\rb", "a\nb", "\udcff", "'", '"', "[[[[",
    "[" * 3_000 + "]" * 3_000, "*", "~nobody/x", "../..", "/dev/null/x", "a/" * 2_000, "y" * 300, "true", "1_000",
    "{}", "%s%n", "=", ":", "-", "--", ",",
)  # fmt: skip
TOML = (
    "9" * 5_000, "-" + "9" * 400, "0x" + "f" * 5_000, "1e999", "nan", "-0.0", '"x"', '"\\u001b[2J"', "[1, 2]", "[]",
    "{}", "{a = {b = 1}}", "true", "2024-08-05", "2024-13-45", "[" * 900 + "]" * 900, "[" * 40_000,
    '"' + "z" * 10_000 + '"', "", "'", "07:99:00", "1_0", "+1",
)  # fmt: skip
ENDS = ("\n", "\r\n", "\r")
PARAMETERS = [(k.section, k.name) for k in all_parameters()]


def scenario_text(rng: random.Random) -> bytes:
    """A scenario with something wrong in it, more often than not."""
    bases = ('"baseline"', '"desk-leak"', '"me"', *TOML)
    lines = [f"base = {rng.choice(bases)}"] if rng.random() < 0.4 else []
    for _ in range(rng.randint(0, 4)):
        section, key = rng.choice(PARAMETERS)
        lines.append(
            f"[{rng.choice([section, section, section, 'title', 'policies', 'x.' * 9_000 + 'x', 'ruin'])}]"
        )
        lines.append(
            f"{rng.choice([key, key, 'id', 'cap', 'a.' * rng.choice([2, 600, 20_000]) + 'b'])} = {rng.choice(TOML)}"
        )
    text = rng.choice(ENDS).join(lines).encode("utf-8")
    harm = rng.random()
    if harm < 0.1:
        return text.decode().encode("utf-16")
    if harm < 0.2:
        return text[: rng.randint(0, len(text))]
    if harm < 0.3 and text:
        at = rng.randrange(len(text))
        return text[:at] + bytes([rng.randrange(256)]) + text[at + 1 :]
    return text


def setting(rng: random.Random) -> str:
    section, key = rng.choice(PARAMETERS)
    return rng.choice(
        [f"{section}.{key}={rng.choice(NASTY)}", f"{section}={rng.choice(NASTY)}", rng.choice(NASTY)]
    )


def policy(rng: random.Random) -> str:
    name = rng.choice([*catalogue(), rng.choice(NASTY)])
    return name + rng.choice(["", f":start_day={rng.choice(NASTY)}", ":" + rng.choice(NASTY)])


def command_line(rng: random.Random) -> list[str]:
    """Words for simkit that end in a refusal, or in a tiny run."""
    scenario = rng.choice(
        [
            "baseline",
            "scenario.toml",
            "scenario.toml",
            "zip.toml",
            rng.choice(scenario_names()),
            rng.choice(NASTY),
        ]
    )
    out = ["--out", rng.choice(["out", "out", "file", "kept", "n" * 240, rng.choice(NASTY) or "out"])]
    odd = rng.choice(NASTY)
    made = rng.choice((
        ["run", scenario, "--set", setting(rng), *TINY, "--no-report", *out],
        ["run", scenario, *TINY, "--policy", policy(rng), *out],
        ["run", scenario, *TINY, "--seed", odd, "--no-report", *out],
        ["describe", scenario],
        ["describe", scenario],
        ["compare", scenario, "--arm", f"a={policy(rng)}", "--seeds", odd, "--base", odd, *TINY, *out],
        ["compare", scenario, "--arm", odd, "--workers", odd, *out],
        ["sensitivity", scenario, "--outcome", odd, "--arm", policy(rng), *out],
        ["detect", rng.choice(["zips", "file", "gone", odd]), "--as-of", odd, "--top", odd, *out],
        ["audit", rng.choice(["zips", "kept", "gone", odd]), "--capacity", odd],
        ["calibration", "--seeds", odd, "--only", odd],
        ["findings", "--seeds", odd, "--out", "gone"],
        ["datasets", "verify", "--folder", rng.choice(["zips", "gone", odd])],
        ["datasets", "build", odd or "x", "--folder", "zips"],
        ["lab", "--reset", odd or "*", "--folder", "labs"],
        ["lab", "--port", odd or "x", "--folder", "labs"],
        ["lab", "--board", "--reset", odd],
        ["notebooks", "pages", odd or "x", "--out", "pages"],
        [odd or "x", *rng.choices(NASTY, k=rng.randint(0, 3))],
        [rng.choice(list(COMMANDS)), "--" + (odd or "x")],
    ))  # fmt: skip
    return ["x" if word in ("-h", "--help") else word for word in made]


def tree(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*")}


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with what a user may have lying about; the home folder lies elsewhere."""
    here, home = tmp_path / "here", tmp_path / "home"
    for folder in (here / "zips", here / "kept", home):
        folder.mkdir(parents=True)
    (here / "file").write_text("x", encoding="utf-8")
    (here / "kept" / "thesis.txt").write_text("x", encoding="utf-8")
    for name in ("zip.toml", "zips/sims.csv"):
        with zipfile.ZipFile(here / name, "w") as book:
            book.writestr("xl/workbook.xml", "<workbook/>")
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr("simkit_course.lab.launch", lambda *_: 0)
    monkeypatch.setattr("simkit_course.datasets.simulate", once)
    return here


once = cache(simulate)
"""`datasets verify` makes every data set anew before it looks at the folder; here it may make each once."""


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_typed_is_one_line_and_leaves_nothing(place, capsys, seed):
    rng = random.Random(seed)
    n_refused = 0
    for case in range(EACH):
        (place / "scenario.toml").write_bytes(scenario_text(rng))
        words, before = command_line(rng), tree(place)
        shown = [word[:60] for word in words]
        code = main(words, COMMANDS)
        out, err = capsys.readouterr()
        assert code in (0, 1, 2), (case, shown)
        assert all(c.isprintable() or c == "\n" for c in out + err), (case, shown)
        assert max(map(len, (out + err).split("\n"))) <= LONGEST + 100, (case, shown)
        if code == 2:
            n_refused += 1
            assert (out, err.count("\n")) == ("", 1), (case, shown, out[:300])
            assert err.startswith("simkit: "), (case, shown)
            assert tree(place) == before, (case, shown)
        assert not [name for name in tree(place) if ".partial-" in name or ".older" in name], (case, shown)
    assert n_refused > EACH / 2
    assert not [p for p in Path(os.environ["HOME"]).iterdir() if not p.name.startswith(".")]


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
