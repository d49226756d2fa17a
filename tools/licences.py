"""List the licences of all locked packages, by what their own metadata say: docs/licences.md.

python tools/licences.py           write it anew
python tools/licences.py --check   exit with 1 if it is stale
"""

import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "licences.md"
HEAD = """# Licences of the packages that simkit is installed with

Written by `python tools/licences.py` from the metadata of the packages of `requirements.lock`; never edit it. None of
them is part of simkit or shipped with it, but for a stick, whose wheels hold their licences. A package for another
system than the one on which the list was made is named without one.

| package | version | licence, as its metadata say |
|---|---|---|
"""


def licence(name: str) -> str:
    """Give a package's licence: its expression, else its classifiers, else the first line of its text.

    Raises PackageNotFoundError: where it is for another system, or another Python, than this.
    """
    said = metadata.metadata(name)
    marks = [c.rpartition(" :: ")[2] for c in said.get_all("Classifier", []) if c.startswith("License ::")]
    marks = [mark for mark in marks if mark != "OSI Approved"]
    text = next((line.strip() for line in (said.get("License") or "").splitlines() if line.strip()), "")
    return said.get("License-Expression") or "; ".join(marks) or text[:80] or "(says none)"


def page() -> str:
    """Write the page."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    rows = PAGE.read_text(encoding="utf-8").splitlines() if PAGE.exists() else []
    return HEAD + "\n".join(_row(p.name, str(p.specifier).removeprefix("=="), rows) for p in pins) + "\n"


def _row(name: str, version: str, rows: Iterable[str]) -> str:
    """Write a package's row; one that is not installed here keeps the row that it has in this version."""
    start = f"| {name} | {version} | "
    try:
        return f"{start}{licence(name)} |"
    except metadata.PackageNotFoundError:
        return next((row for row in rows if row.startswith(start)), f"{start}(for another system) |")


def main() -> int:
    """Write the page, or say whether it is stale."""
    made = page()
    if "--check" in sys.argv[1:]:
        return int(PAGE.read_text(encoding="utf-8") != made)
    PAGE.write_text(made, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
