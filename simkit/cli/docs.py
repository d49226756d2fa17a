"""``simkit docs``: the documents that are generated from the code: every parameter, table and event."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from ..core.catalogue import Catalogue
from ..core.errors import BadFolder
from ..core.files import reason, write_file
from ..core.parameter import Parameter, parameters_of
from ..core.tables import dictionary
from ..engine.events import EVENTS, REQUESTS
from ..engine.policies import catalogue
from ..engine.scenario import SECTIONS, Scenario, all_parameters
from ..engine.tables import declared
from .command import say, shown

SAID = Catalogue(__package__, "docs")
HEAD = ("", "Generated from the code by `simkit docs`; do not edit.")


def home(section: str) -> str:
    """Give the file that declares a section's parameters, or a policy's.

    Examples
    --------
    >>> home("desk"), home("cap")
    ('simkit/engine/actors/desk.py', 'simkit/engine/policies/registration.py')
    """
    cls = (
        type(getattr(Scenario(), section))
        if section in SECTIONS
        else catalogue()[section.removeprefix("policy: ")]
    )
    return cls.__module__.replace(".", "/") + ".py"


def parameters(params: Iterable[Parameter]) -> str:
    """Write the table of parameters in Markdown, one section a module.

    Examples
    --------
    >>> k = Parameter("desk", "n_agents", 12, "Agents.", "agents", "assumption", 1, 99, (), True)
    >>> print(parameters([k]).splitlines()[-1])
    | `n_agents` | 12 | agents | a whole number from 1 to 99 | yes | Agents. | assumption |
    """
    lines = ["# Parameters", *HEAD]
    for section, group in groupby(params, key=lambda k: k.section):
        lines += [
            "",
            f"## {section}",
            "",
            f"Declared in `{home(section)}`.",
            "",
            "| parameter | default | unit | allowed | scales | meaning | source |",
        ]
        lines += ["|---|---|---|---|---|---|---|"]
        for k in group:
            cells = [shown(k.default), k.unit, k.allowed, "yes" if k.scales else "", k.doc, k.source]
            lines.append(f"| `{k.name}` | " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
    return "\n".join(lines) + "\n"


def _who(does: str, event: str) -> str:
    """Name the files of the engine that tell of an event, or listen for it."""
    engine = Path(__file__).parents[1] / "engine"
    call = re.compile(rf'\.{does}\(\s*"{event}"')
    files = [p for p in sorted(engine.rglob("*.py")) if call.search(p.read_text(encoding="utf-8"))]
    return ", ".join(f"`{p.relative_to(engine).as_posix()}`" for p in files)


def events() -> str:
    """Write the events, and the columns of a request at each decision point, in Markdown."""
    call = (
        "`model.ledger.on(EVENT, listener)` calls `listener` with these arguments whenever the event happens."
    )
    lines = ["# Events and requests", *HEAD, "", "## Events", "", call, ""]
    lines += ["| event | what happened | argument: meaning | told by | heard by |", "|---|---|---|---|---|"]
    for e in EVENTS.values():
        cells = [
            e.doc,
            "; ".join(f"`{k}`: {v}" for k, v in e.told.items()),
            _who("tell", e.name),
            _who("on", e.name),
        ]
        lines.append(f"| `{e.name}` | " + " | ".join(cells) + " |")
    for decision, columns in REQUESTS.items():
        lines += ["", f"## Decision point: {decision}", "", "| column of `rows` | meaning |", "|---|---|"]
        lines += [f"| `{name}` | {doc} |" for name, doc in columns.items()]
    return "\n".join(lines) + "\n"


def generated() -> dict[str, str]:
    """Give every generated document, by file name."""
    policies = [k for name, cls in catalogue().items() for k in parameters_of(f"policy: {name}", cls)]
    return {
        "parameters.md": parameters([*all_parameters(), *policies]),
        "tables.md": dictionary(declared()),
        "events.md": events(),
    }


def write_docs(folder: Path, documents: Mapping[str, str], check: bool = False) -> list[str]:
    """Write the documents that are out of date, or only name them."""
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


def docs(args: argparse.Namespace) -> int:
    """Write the generated documents anew, or say which are stale."""
    folder = Path("docs")
    return tell(folder, write_docs(folder, generated(), args.check), args.check, "simkit docs", args.lang)


def tell(folder: Path, stale: Iterable[str], is_check: bool, command: str, lang: str) -> int:
    """Say which documents were written, or are stale and made by which command; give the exit code."""
    made = [
        SAID["stale" if is_check else "written"].put(path=folder / name, command=command) for name in stale
    ]
    say(text.to(lang) for text in made)
    return int(is_check and bool(made))
