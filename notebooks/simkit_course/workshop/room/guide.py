"""Generated pages of the trainer's guide: agendas with a clock; each lesson's clock, slips and questions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from simkit.core.catalogue import Catalogue, Text, read_section
from simkit.core.errors import BadFolder
from simkit.core.files import reason, write_file

from ...exercises import exercise, lessons
from ...pages import key_of
from ...texts import LANGUAGES
from .timing import NAMES, STEP, Part, Row, agenda, built, formats, lesson_parts, minutes

SAID = Catalogue(__package__, "guide")

HOLE = re.compile(r"\{[^{}]*\}")
ENDS = (".", "?", "!", ")")
DETAILS = re.compile(r"<details><summary>.*?</summary>(.*?)</details>", re.DOTALL)


def clock(start: str, after: float) -> str:
    """Give the time of day some minutes after the start.

    >>> clock("08:30", 95)
    '10:05'
    """
    hours, rest = divmod(int(start[:2]) * 60 + int(start[3:]) + round(after), 60)
    return f"{hours:02}:{rest:02}"


def title_of(number: str, lang: str) -> str:
    """Give a lesson's number and title."""
    return built(number, lang).title


def formats_page(lang: str) -> str:
    """Write every format's agenda."""
    lines = [
        f"# {SAID['formats'].to(lang)}",
        "",
        SAID["generated"].to(lang),
        "",
        SAID["rule"].put(step=STEP).to(lang),
    ]
    for name in NAMES:
        said = formats()[name]
        lines += ["", f"## {SAID[f'format_{name}'].to(lang)}", "", SAID[f"about_{name}"].to(lang)]
        days = agenda(name)
        for n, rows in enumerate(days, 1):
            lines += ["", f"### {SAID['day'].put(n=n).to(lang)}"] if len(days) > 1 else []
            lines += ["", SAID["agenda_head"].to(lang), "|---|---|---|"]
            lines += [f"| {clock(said['start'], r.at)} | {r.minutes} | {what(r, lang)} |" for r in rows]
    total = sum(minutes(name[1:3]) for name in lessons())
    lines += [
        "",
        f"## {SAID['self_study'].to(lang)}",
        "",
        SAID["about_self_study"].put(h=round(total / 60)).to(lang),
    ]
    lines += ["", SAID["self_head"].to(lang), "|---|---|---|"]
    for name in lessons():
        parts = lesson_parts(name[1:3], lang)
        whole = sum(p.high for p in parts)
        lines += [f"| {title_of(name[1:3], lang)} | {minutes(name[1:3])} | {whole:.0f} |"]
    return "\n".join(lines) + "\n"


def what(row: Row, lang: str) -> str:
    """Say what a line of an agenda is."""
    if not row.lesson:
        return SAID[f"item_{row.what}"].to(lang)
    chosen = ", ".join(row.exercises) or SAID["core"].to(lang)
    return f"**{title_of(row.lesson, lang)}**: {chosen}"


def lessons_page(lang: str) -> str:
    """Write for each lesson its clock, usual slips and closing question."""
    lines = [
        f"# {SAID['lessons'].to(lang)}",
        "",
        SAID["generated"].to(lang),
        "",
        SAID["lessons_rule"].to(lang),
    ]
    for name in lessons():
        number = name[1:3]
        lines += [
            "",
            f"## {title_of(number, lang)}",
            "",
            SAID["clock_head"].to(lang),
            "|---|---|---|---|---|",
        ]
        lines += _clock(lesson_parts(number, lang), lang)
        lines += ["", f"**{SAID['slips'].to(lang)}**", ""]
        for said, texts in slips(name).items():
            quoted = " ".join(f"“{HOLE.sub('…', text.to(lang))}”" for text in texts)
            lines.append(f"- **{said} {exercise(said, lang).task.title.to(lang)}:** {quoted}")
        question, answer = closing(number, lang)
        lines += [
            "",
            f"**{SAID['question'].to(lang)}** {question}",
            "",
            f"**{SAID['listen'].to(lang)}** {answer}",
        ]
        lines += ["", f"**{SAID['why'].to(lang)}**", ""]
        lines += [f"- {said}: {exercise(said, lang).task.why.to(lang)}" for said in slips(name)]
    return "\n".join(lines) + "\n"


def _clock(parts: list[Part], lang: str) -> Iterator[str]:
    core = whole = 0.0
    for part in parts:
        if part.number or part.high >= 0.5:
            name = f"{part.number} {part.title}" if part.number else SAID["reading"].to(lang)
            kind = SAID["core" if part.is_core else "optional"].to(lang)
            at = clock("00:00", core) if part.is_core else "-"
            yield f"| {name} | {part.low:.0f}–{part.high:.0f} | {kind} | {at} | {clock('00:00', whole)} |"
        core += part.high if part.is_core else 0
        whole += part.high
    yield f"| {SAID['end'].to(lang)} | | | {clock('00:00', core)} | {clock('00:00', whole)} |"


def closing(number: str, lang: str) -> tuple[str, str]:
    """Give a lesson's closing question and the answer to listen for, each on one line."""
    cells = built(number, lang).notebook.cells
    text = next(c.source for c in cells if key_of(c) == "points").partition("\n## ")[2].partition("\n")[2]
    answer = DETAILS.search(text)
    return " ".join(DETAILS.sub("", text).split()), " ".join(answer[1].split()) if answer else "-"


def slips(lesson: str) -> dict[str, list[Text]]:
    """Give, for each exercise, what its judge says to usual slips: every sentence that its code can reach.

    - ``lesson`` (str): The lesson's folder.
    """
    package = f"simkit_course.lessons.{lesson}"
    source = __import__(f"{package}.judges", fromlist=["judges"]).__file__
    tree = ast.parse(Path(str(source)).read_text(encoding="utf-8"))
    known: dict[str, ast.AST] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            known[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            known[ast.unparse(target)] = node
    said, keys = Catalogue(package, "judges"), read_section(package, "judges")
    listed = next(n for n in ast.walk(known["JUDGES"]) if isinstance(n, ast.Dict))
    made = {}
    for key, value in zip(listed.keys, listed.values, strict=True):
        # The judge alone: what prepares its data says nothing.
        found = _reached(value.args[0] if isinstance(value, ast.Call) else value, known)
        names = [name for wanted in found for name in keys if re.fullmatch(wanted, name)]
        texts = [said[name] for name in dict.fromkeys(names)]
        # What does not end as a sentence does is a part of one, put together where it is said.
        whole = [text for text in texts if text.en.rstrip().endswith(ENDS)]
        made[str(ast.literal_eval(key or value))] = whole or [text for text in texts if " " in text.en]
    return made


def _reached(first: ast.AST, known: dict[str, ast.AST]) -> list[str]:
    """Give a pattern of each key that code asks for, by itself or through the functions that it calls."""
    left, done, found = [first], set[str](), list[str]()
    while left:
        for node in ast.walk(left.pop(0)):
            if isinstance(node, ast.Name) and node.id in known and node.id not in done:
                done.add(node.id)
                left.append(known[node.id])
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "SAID":
                if isinstance(node.slice, ast.JoinedStr):
                    parts = node.slice.values
                    found.append(
                        "".join(
                            re.escape(str(v.value)) if isinstance(v, ast.Constant) else ".+" for v in parts
                        )
                    )
                else:
                    found += [
                        re.escape(str(n.value)) for n in ast.walk(node.slice) if isinstance(n, ast.Constant)
                    ]
    return found


def pages() -> dict[str, str]:
    """Give every generated page by its file's name."""
    ends = {"en": ".md", "id": ".id.md"}
    made = {f"formats{ends[lang]}": formats_page(lang) for lang in LANGUAGES}
    return made | {f"lessons{ends[lang]}": lessons_page(lang) for lang in LANGUAGES}


def write_docs(folder: Path, documents: Mapping[str, str], check: bool = False) -> list[str]:
    """Write the generated documents that are out of date, or only name them."""
    if not folder.is_dir():
        raise BadFolder(f"there is no folder {folder} here: run this in a checkout of simkit")
    stale = []
    try:
        for name, text in documents.items():
            path = folder / name
            if not path.is_file() or path.read_bytes() != text.encode():
                stale.append(name)
                if not check:
                    write_file(path, text)
    except OSError as error:
        raise BadFolder(f"{folder} cannot be written: {reason(error)}") from error
    return stale
