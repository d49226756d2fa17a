"""The documents that are generated from the code: every knob, every table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..core.aside import write_file
from ..core.describe import dictionary
from ..core.errors import BadFolder
from ..core.knobs import Knob, knobs_of
from ..core.swap import reason
from ..engine.policies import catalogue
from ..engine.scenario import all_knobs
from ..engine.tables import declared


def shown(value: Any) -> str:
    """Write a value as a story's TOML file would.

    Examples
    --------
    >>> shown(True), shown(0.5), shown((1.0, 2.0)), shown("monthly")
    ('true', '0.5', '[1, 2]', 'monthly')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(shown(v) for v in value) + "]"
    return str(value)


def parameters(knobs: Iterable[Knob]) -> str:
    """Write the table of knobs in Markdown, one section a module.

    Examples
    --------
    >>> k = Knob("desk", "n_agents", 12, "Agents.", "agents", "assumption", 1, 99, (), True)
    >>> print(parameters([k]).splitlines()[-1])
    | `n_agents` | 12 | agents | a whole number from 1 to 99 | yes | Agents. | assumption |
    """
    lines = ["# Parameters", "", "Generated from the code by `simkit docs`; do not edit."]
    section = None
    for k in knobs:
        if k.section != section:
            section = k.section
            lines += [
                "",
                f"## {section}",
                "",
                "| knob | default | unit | allowed | scales | meaning | source |",
            ]
            lines += ["|---|---|---|---|---|---|---|"]
        cells = [shown(k.default), k.unit, k.allowed, "yes" if k.scales else "", k.doc, k.source]
        lines.append(f"| `{k.name}` | " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
    return "\n".join(lines) + "\n"


def generated() -> dict[str, str]:
    """Give every generated document, by file name."""
    policies = [k for name, cls in catalogue().items() for k in knobs_of(f"policy: {name}", cls)]
    return {"parameters.md": parameters([*all_knobs(), *policies]), "tables.md": dictionary(declared())}


def write_docs(folder: Path, check: bool = False) -> list[str]:
    """Write the documents that are out of date, or only name them.

    Raises
    ------
    BadFolder
        Where there is no such folder, or it cannot be written.
    """
    if not folder.is_dir():
        raise BadFolder(f"there is no folder {folder} here: run this in a checkout of simkit")
    stale = []
    try:
        for name, text in generated().items():
            path = folder / name
            if not path.is_file() or path.read_bytes() != text.encode():
                stale.append(name)
                if not check:
                    write_file(path, text)
    except OSError as error:
        raise BadFolder(f"{folder} cannot be written: {reason(error)}") from error
    return stale
