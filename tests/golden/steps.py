"""What a case does, run in a process of its own: `python -m golden.steps CASE RESULT`, in an empty folder."""

from __future__ import annotations

import io
import json
import runpy
import shutil
import subprocess
import sys
import time
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pandas as pd

from golden import lesson, mangling
from golden.cases import COMMANDS, LANGS, ROOT, Case, cases
from golden.hooks import Figures
from golden.mistakes import MISTAKES, prepare
from golden.normal import as_before, clean, column_print, digest, figures_in, html_text, rounded

SMALL_FILE = 24_000
# The same in every run, and told by the documents or by a text beside them; or a record of versions.
NOT_KEPT = {"datapackage.json", "plan.json", "DICTIONARY.md"}


class Outcome:
    """What a case gave: texts by name, numbers by name, pictures by name."""

    def __init__(self, here: Path) -> None:
        self.here = here
        self.paths = {str(here): ".", str(here.resolve()): ".", str(ROOT): "REPO"}
        self.text: dict[str, str] = {}
        self.results: dict[str, str] = {}
        self.numbers: dict[str, Any] = {}
        self.pictures: dict[str, str] = {}
        self.figures = Figures()

    def say(self, name: str, text: str) -> None:
        """Keep a text, and apart from it the numbers in it."""
        made = clean(text, self.paths)
        self.text[name] = made
        self.numbers.setdefault("figures in texts", {})[name] = figures_in(made)

    def told(self, name: str, told: tuple[int, str, str]) -> None:
        """Keep what a command printed."""
        code, out, err = told
        self.say(f"{name}.txt", f"exit {code}\n{out}" + (f"--- stderr\n{err}" if err else ""))

    def finished(self) -> dict[str, Any]:
        """Give everything, as it is stored."""
        if self.figures.words:
            self.say("figures.txt", "\n".join(self.figures.words))
            self.numbers["figures"] = self.figures.numbers
            self.pictures |= self.figures.pictures
        return {
            "text": self.text,
            "results": self.results,
            "numbers": self.numbers,
            "pictures": self.pictures,
            "cpu_s": time.process_time(),
        }


def call(words: list[str], at: Path) -> tuple[int, str, str]:
    """Run a command here, so that its figures are seen; give its exit code and what it printed."""
    if words[0] == "make":
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr
    out, err = io.StringIO(), io.StringIO()
    with chdir(at), redirect_stdout(out), redirect_stderr(err):
        try:
            code = _enter(words)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return code, out.getvalue(), err.getvalue()


def _enter(words: list[str]) -> int:
    if words[0] == "simkit":
        from simkit.cli import main

        return int(main(words[1:]))
    is_module = words[1] == "-m"
    before, sys.argv = sys.argv, words[2:] if is_module else words[1:]
    try:
        if is_module:
            runpy.run_module(words[2], run_name="__main__")
        else:
            runpy.run_path(str(ROOT / words[1]), run_name="__main__")
    finally:
        sys.argv = before
    return 0


# --- steps --------------------------------------------------------------------


def command(got: Outcome, label: str, name: str, words: list[str], at: str) -> None:
    """Run one of the commands."""
    said = [word.replace("{here}", str(got.here)) for word in words]
    begin = COMMANDS[name] if name else ["simkit"]
    got.told(label, call([*begin, *said], ROOT if at else got.here))


def mistakes(got: Outcome) -> None:
    """Make every mistake of the list, and keep the lines that answer them."""
    prepare(got.here)
    lines = []
    for line in MISTAKES:
        name, _, rest = line.partition(" ")
        code, out, err = call([*COMMANDS.get(name, ["simkit", name]), *rest.split()], got.here)
        lines.append(f"$ {line}\nexit {code}\n{out}{err}")
    got.say("mistakes.txt", "\n".join(lines))


def copy(_: Outcome, source: str, target: str) -> None:
    """Copy a file of the checkout."""
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / source, target)


def mangle(_: Outcome, source: str, target: str) -> None:
    """Do to a folder of CSV tables what a spreadsheet does."""
    mangling.mangle(Path(source), Path(target))


def keep(got: Outcome, *names: str) -> None:
    """Keep files and folders of the checkout."""
    for name in names:
        _walk(got, ROOT / name, ROOT)


def collect(got: Outcome, folder: str, *only: str) -> None:
    """Keep the files that a command wrote, all or some."""
    for name in only or ("",):
        _walk(got, got.here / folder / name, got.here)


def built(got: Outcome) -> None:
    """Keep what the notebooks say as they stand in the checkout: prose, outputs, pictures."""
    for lang in LANGS:
        for path in lesson.paths(lang):
            text, pictures = lesson.as_built(path)
            got.say(f"{lang}-{path.stem}.txt", text)
            got.pictures |= {f"{lang}-{path.stem} {name}": sha for name, sha in pictures.items()}


def run_lesson(got: Outcome, number: str, lang: str) -> None:
    """Run a lesson as a student does: blank, with wrong answers, with hints, solved."""
    for name, text in lesson.run(number, lang, got.here):
        got.say(name, text)


def policy_lab(got: Outcome) -> None:
    """Move the policy lab's controls, in both languages."""
    for lang in LANGS:
        got.say(f"lab-{lang}.txt", lesson.type_cells(lesson.LAB_CELLS, lang, got.here))


def student_slips(got: Outcome) -> None:
    """Type what beginners mistype, and ask for every word of the glossary, in both languages."""
    for lang in LANGS:
        got.say(f"slips-{lang}.txt", lesson.type_cells(lesson.SLIP_CELLS, lang, got.here))


STEPS = {
    "command": command, "mistakes": mistakes, "copy": copy, "mangle": mangle, "keep": keep, "collect": collect,
    "built": built, "lesson": run_lesson, "policy_lab": policy_lab, "student_slips": student_slips,
}  # fmt: skip


# --- files --------------------------------------------------------------------


def _walk(got: Outcome, path: Path, root: Path) -> None:
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    for file in files:
        name = file.relative_to(root).as_posix()
        if not file.exists():
            got.say(f"{name}.txt", "(no such file)")
        elif file.name not in NOT_KEPT and "runs" not in file.parts and not _is_twin(file):
            _file(got, file, name)


def _is_twin(file: Path) -> bool:
    """Tell whether the same table stands beside it as CSV, which can be read in a difference."""
    return file.suffix == ".parquet" and file.with_suffix(".csv").exists()


def _file(got: Outcome, file: Path, name: str) -> None:
    tables = got.numbers.setdefault("tables", {})
    if file.suffix == ".png":
        got.pictures[name] = digest(file.read_bytes())
    elif file.suffix == ".parquet":
        tables.setdefault(name, {}).update(_table(pd.read_parquet(file)))
    elif file.name == "manifest.json":
        _manifest(got, json.loads(file.read_text(encoding="utf-8")), name)
    elif file.suffix == ".html":
        got.say(f"{name}.txt", html_text(file.read_text(encoding="utf-8")))
    elif file.suffix in (".csv", ".json"):
        text = rounded(clean(file.read_text(encoding="utf-8-sig"), got.paths))
        if len(text) <= SMALL_FILE:
            got.results[name] = text
        elif file.suffix == ".csv":
            tables.setdefault(name, {}).update(
                _table(pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False))
            )
        else:
            tables[name] = {"sha": digest(as_before(text))}
    else:
        got.say(name, file.read_text(encoding="utf-8"))


def _table(table: pd.DataFrame) -> dict[str, Any]:
    return {"rows": len(table), "columns": {str(c): column_print(table[c]) for c in table.columns}}


def _manifest(got: Outcome, said: dict[str, Any], name: str) -> None:
    """Keep what was run, and each table's own content hash; sizes in bytes and versions say nothing."""
    got.results[name] = json.dumps(said.get("about", {}), indent=1) + "\n"
    tables = got.numbers.setdefault("tables", {})
    for table, about in said.get("tables", {}).items():
        file = f"{name.removesuffix('manifest.json')}{table}.{said['table_format']}"
        tables.setdefault(file, {})["content"] = about["content"]


def run(case: Case) -> dict[str, Any]:
    """Do a case's steps one after the other."""
    got = Outcome(Path.cwd())
    got.figures.watch()
    for step in case.steps:
        STEPS[step.do](got, *step.what)
    return got.finished()


if __name__ == "__main__":
    found = next(case for case in cases() if case.name == sys.argv[1])
    Path(sys.argv[2]).write_text(json.dumps(run(found)), encoding="utf-8")
