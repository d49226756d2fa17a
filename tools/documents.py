"""Write the documents that are generated from the code: every parameter, table and event.

python tools/documents.py           write them anew
python tools/documents.py --check   name those that are stale; exit with 1 if there are any
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from simkit.core.parameter import Parameter, parameters_of, typed
from simkit.core.tables import dictionary
from simkit.engine.events import EVENTS, REQUESTS
from simkit.engine.policies import catalogue
from simkit.engine.scenario import SECTIONS, Scenario, all_parameters
from simkit.engine.tables import declared
from simkit_course.workshop.room.guide import tell, write_docs

ROOT = Path(__file__).resolve().parents[1]
HEAD = ("", "Generated from the code by `make docs`; do not edit.")


def home(section: str) -> str:
    """Name the files that declare a section's parameters, or a policy's.

    Examples
    --------
    >>> home("desk"), home("cap")
    ('`simkit/engine/actors/desk.py`', '`simkit/engine/policies/registration.py`')
    """
    if section in SECTIONS:
        classes = type(getattr(Scenario(), section)).__mro__[-2::-1]
    else:
        classes = (catalogue()[section.removeprefix("policy: ")],)
    return " and ".join(f"`{cls.__module__.replace('.', '/')}.py`" for cls in classes)


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
            f"Declared in {home(section)}.",
            "",
            "| parameter | default | unit | allowed | scales | meaning | source |",
        ]
        lines += ["|---|---|---|---|---|---|---|"]
        for k in group:
            cells = [typed(k.default, ", "), k.unit, k.allowed, "yes" if k.scales else "", k.doc, k.source]
            lines.append(f"| `{k.name}` | " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
    return "\n".join(lines) + "\n"


def _who(does: str, event: str) -> str:
    """Name the files of the engine that tell of an event, or listen for it."""
    engine = ROOT / "simkit" / "engine"
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


def main() -> int:
    """Write the documents anew, or say which are stale."""
    only_check = "--check" in sys.argv[1:]
    stale = write_docs(ROOT / "docs", generated(), only_check)
    return tell(Path("docs"), stale, only_check, "make docs", "en")


if __name__ == "__main__":
    raise SystemExit(main())
