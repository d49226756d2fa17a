"""Lessons played in this process, cell by cell, from the built notebooks: what a student types and what comes back."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from golden.cases import IMPORT, LANGS, NOTEBOOKS, ROOT
from golden.normal import digest, html_text
from golden.slips import forms, mutants

CHECK = re.compile(r'exercise\("(\d+\.\d+)"\)\.check\(')
# Each of these checks simulates: fewer wrong answers, so that a lesson takes less than a minute.
# The checks of these lessons count a large table anew each time.
SLOW_TO_CHECK, FEW = ("2", "4", "5"), 12
MOST_FORMS, MOST_SLIPS, FEW_SLIPS = 40, 36, {"10.1": 24, "10.4": 24, "10.5": 12}

LAB_CELLS = [
    IMPORT,
    "start('08')",
    "def words(widget):\n"
    "    known = [n for n in ('description', 'value') if hasattr(widget, n)]\n"
    "    yield ' : '.join([type(widget).__name__, *(str(getattr(widget, n)) for n in known)])\n"
    "    for child in getattr(widget, 'children', ()):\n        yield from words(child)",
    "lab = policy_lab(settings={'people.n_people': 1500, 'run.days': 40})\nlab",
    "print('<br>'.join(words(lab)))",
    "list(lab.controls)",
    "lab.controls['cap'].value = 2\nlab.wait()\nprint(lab.sentence())",
    "lab.controls['answers'].value = not lab.controls['answers'].value\nlab.wait()\nprint(lab.sentence())",
    "print('<br>'.join(words(lab)))",
    "lab.controls['seed'].value = 2\nlab.wait()\nprint(lab.sentence())",
    "lab.reset()\nlab.wait()\nprint(lab.sentence())",
    "lab.controls['seed'].value = -1\nlab.wait()\nprint('<br>'.join(words(lab)))",
    "policy_lab('fr')",
    "laboratorium(settings={'people.n_peple': 5})",
]
SLIP_CELLS = [
    IMPORT, "start('01')", "start('04')", "exercise('1.9')", "soal(1.2)", "exercise('1.2').hint(4)",
    "exercise('1.2').hnt()", "price = 3\nprise + 1", "x = [1, 2\n", "print 'x'", "if price = 3:\n    1",
    "for i in range(3)\n    i",
    "def f():\nreturn 1",
    "'3' + 4", "3 + '4'", "[1, 2][5]", "{'a': 1}['b']", "country = tiny_country(1)\ncountry.observed['sim']",
    "country.observed['sims']['nikk']", "country.observed['sims'].hed()", "country.observed['sims'][1.5]",
    "1 / 0", "int('three')", "None.head()", "len(5)", "import pandaz", "from simkit import simulat", "price()",
    "f'{price", "1.5.5", "country.truth['registration']", "import simkit\nsimkit.simulate('baselin')",
    "simkit.simulate('baseline', settings={'ring.n_worker': 3})", "simkit.load('nowhere')", "tiny_country('one')",
    "  x = 1", "True = 3", "x == [1, 2, 3", "(1, 2) + [3]", "country.observed.sims", "while price > 0\n    price = 0",
    "count_people(3)", "side_by_side(country)", "glossary()", "istilah('KK')", "glossary('nothing of the kind')",
    "language()", "bahasa('id')", "language('fr')", "language('en')", "rupiah(1234567.8)", "whole_number(1234567)",
    "____ + 3", "progress()", "kemajuan()", "case_facts()", "news_claims()", "chain_actors()", "two_versions()",
]  # fmt: skip


def paths(lang: str) -> list[Path]:
    """List the built notebooks of one language."""
    return sorted((ROOT / NOTEBOOKS / lang).glob("[0-9][0-9]-*.ipynb"))


def cells_of(path: Path) -> list[dict[str, Any]]:
    """Read a notebook's cells."""
    made: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for cell in made:
        cell["source"] = "".join(cell["source"])
    return made


def as_built(path: Path) -> tuple[str, dict[str, str]]:
    """Give a notebook's prose and stored outputs as text, and its pictures' fingerprints."""
    lines, pictures = [], {}
    for cell in cells_of(path):
        lines.append(f"## {cell.get('id', '')}")
        if cell["cell_type"] == "markdown":
            lines.append(cell["source"])
        for i, output in enumerate(cell.get("outputs", ()), 1):
            data = output.get("data", {})
            if "image/png" in data:
                pictures[f"{cell.get('id', '')} {i}"] = digest(base64.b64decode("".join(data["image/png"])))
            said = output.get("text") or data.get("text/plain") or output.get("traceback") or ""
            lines += ["  > " + line for line in "".join(said).splitlines()]
        lines.append("")
    return "\n".join(lines), pictures


class Player:
    """An IPython shell without a notebook around it."""

    def __init__(self, lang: str, here: Path) -> None:
        os.environ["SIMKIT_LANG"] = lang
        from IPython.core.interactiveshell import InteractiveShell

        InteractiveShell.clear_instance()
        self.shell = InteractiveShell.instance(
            colors="NoColor", ipython_dir=str(here / ".ipython"), history_length=0
        )
        self.shell.history_manager.enabled = False
        self.shell.reset()
        self.shell.ast_node_interactivity = "last_expr"
        self.n = 0

    def type(self, source: str) -> str:
        """Run one cell and give what it shows, as lines."""
        from IPython.utils.capture import capture_output

        self.n += 1
        with capture_output() as got:
            self.shell.run_cell(source, store_history=False, cell_id=f"cell{self.n}")
        parts = [html_text(got.stdout) if "<br>" in got.stdout else got.stdout, got.stderr]
        for output in got.outputs:
            data = output.data
            if data.get("text/plain"):
                parts.append(data["text/plain"])
        said = "\n".join(part.rstrip("\n") for part in parts if part.strip())
        return "\n".join("  > " + line for line in said.splitlines())


def type_cells(cells: Sequence[str], lang: str, here: Path) -> str:
    """Type cells one after the other; give each with its answer."""
    player = Player(lang, here)
    return "\n".join(f"{_quoted(source)}\n{player.type(source)}\n" for source in cells)


def _quoted(source: str) -> str:
    return "\n".join("In: " + line for line in source.splitlines())


def run(number: str, lang: str, here: Path) -> Iterator[tuple[str, str]]:
    """Play a lesson; give what its cells said and, in the English one, what wrong answers are told."""
    path = next(p for p in paths(lang) if p.name.startswith(number))
    player, said, slips = Player(lang, here), [], []
    for cell in cells_of(path):
        if cell["cell_type"] != "code":
            continue
        said += [f"## {cell.get('id', '')}", player.type(cell["source"])]
        asked = CHECK.search(cell["source"])
        if asked:
            name = asked[1]
            for typed in (
                *(f'exercise("{name}").hint({i})' for i in (1, 2, 3)),
                f'exercise("{name}").solution()',
            ):
                said += [_quoted(typed), player.type(typed)]
            solution = player.shell.user_ns["exercise"](name).solution().code
            if lang == LANGS[0]:
                slips += [f"## {name}", *_slips(player, name, cell["source"], solution)]
            said += ["In: (the solution)", player.type(solution)]
        said.append("")
    yield f"lesson-{lang}.txt", "\n".join(said)
    if slips:
        yield "wrong-answers.txt", "\n".join(slips)


class _Asked:
    """Stands in the place of `exercise`: keeps what is handed in."""

    def __init__(self) -> None:
        self.handed: tuple[Any, ...] | None = None

    def __call__(self, *_: Any) -> _Asked:
        return self

    def check(self, *handed: Any) -> None:
        self.handed = handed


def _handed(known: dict[str, Any], source: str) -> tuple[Any, ...] | None:
    """Run a cell beside the lesson's own names and give what it hands in; None where Python itself objects."""
    asked = _Asked()
    try:
        exec(compile(source, "cell", "exec"), {**known, "exercise": asked})
    except Exception:
        return None
    return asked.handed


def _slips(player: Player, name: str, blank: str, solution: str) -> Iterator[str]:
    known = player.shell.user_ns
    few = FEW if name.split(".", maxsplit=1)[0] in SLOW_TO_CHECK else None
    most = few or FEW_SLIPS.get(name, MOST_SLIPS)
    wrong = [("half filled in", _handed(known, blank.replace("____", "1", 1)), LANGS)]
    right = _handed(known, solution)
    if right:
        # What is told of a form is much the same for every exercise: one language each is enough.
        made = _spread(list(forms(right[0])), few or MOST_FORMS)
        wrong += [(label, (form, *right[1:]), (LANGS[i % 2],)) for i, (label, form) in enumerate(made)]
    typed = _spread(list(mutants(solution)), most)
    wrong += [(label, _handed(known, source), LANGS) for label, source in typed]
    for label, handed, langs in wrong:
        if handed is None:
            continue
        yield f"In: {label}"
        for lang in langs:
            answer = known["exercise"](name, lang).check(*handed)
            told = repr(answer)
            if answer.is_right:
                yield "  > " + told.splitlines()[0]  # the praise stands above, with the solution
                continue
            # The head and the last line, where to find help, are the same for all.
            yield from ("  > " + line for line in told.splitlines() if "hint()" not in line)
    yield ""


def _spread(all_: Sequence[tuple[str, Any]], most: int) -> Sequence[tuple[str, Any]]:
    """Take at most so many, spread evenly."""
    n = len(all_)
    return all_ if n <= most else [all_[i * n // most] for i in range(most)]
