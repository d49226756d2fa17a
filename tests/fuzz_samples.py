"""Scenarios and command lines nobody would write, made by chance, and what must hold whatever becomes of each."""

from __future__ import annotations

import io
import os
import random
import zipfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

from simkit.cli import commands, main
from simkit.core.errors import LONGEST
from simkit.detect.loop import simulate
from simkit.engine.policies import catalogue
from simkit.engine.scenario import all_parameters, scenario_names
from studies.__main__ import COMMANDS as STUDIES

COMMANDS = {**STUDIES, **commands()}
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


once = cache(simulate)
"""`datasets verify` makes every data set anew before it looks at the folder; here it may make each once."""


@contextmanager
def place(folder: Path) -> Iterator[Path]:
    """Give a folder with what a user may have lying about; the home folder lies elsewhere, and nothing is started."""
    here, home = folder / "here", folder / "home"
    for made in (here / "zips", here / "kept", home):
        made.mkdir(parents=True)
    (here / "file").write_text("x", encoding="utf-8")
    (here / "kept" / "thesis.txt").write_text("x", encoding="utf-8")
    for name in ("zip.toml", "zips/sims.csv"):
        with zipfile.ZipFile(here / name, "w") as book:
            book.writestr("xl/workbook.xml", "<workbook/>")
    with (
        chdir(here),
        patch.dict(os.environ, {"HOME": str(home)}),
        patch("simkit_course.lab.launch", lambda *_: 0),
        patch("simkit_course.datasets.simulate", once),
    ):
        yield here


@dataclass(frozen=True)
class Tried:
    """One command line, what came of it, and what is wrong with that: nothing, as it should be."""

    words: list[str]
    code: int | str
    faults: list[str]


def tried(here: Path, rng: random.Random) -> Tried:
    """Write a scenario by chance and type a command line by chance, and look at what comes of it."""
    (here / "scenario.toml").write_bytes(scenario_text(rng))
    words, before = command_line(rng), tree(here)
    out, err = io.StringIO(), io.StringIO()
    shown = [word[:60] for word in words]
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = main(words, COMMANDS)
    except BaseException as error:  # a traceback is the fault that is looked for
        return Tried(shown, type(error).__name__, [f"{type(error).__name__}: {error}"[:300]])
    return Tried(shown, code, list(faults(code, out.getvalue(), err.getvalue(), before, tree(here))))


def faults(code: int, out: str, err: str, before: set[str], after: set[str]) -> Iterator[str]:
    """Say what must not be: a wrong code, a traceback, signs that drive a terminal, anything left behind."""
    if code not in (0, 1, 2):
        yield f"ended with {code}"
    if not all(c.isprintable() or c == "\n" for c in out + err):
        yield "a sign that is not for printing"
    if max(map(len, (out + err).split("\n"))) > LONGEST + 100:
        yield "a line too long"
    if "Traceback" in err:
        yield f"a traceback: {err[-300:]}"
    if code == 2 and (out or err.count("\n") != 1 or not err.startswith("simkit: ")):
        yield f"a refusal that is not one line: {out[:100]!r} {err[:200]!r}"
    if code == 2 and after != before:
        yield f"refused, and yet changed: {sorted(after ^ before)[:5]}"
    left = [name for name in after if ".partial-" in name or ".older" in name]
    if left:
        yield f"left behind: {left[:5]}"
