"""``python -m studies``: the studies behind the documents, run by `make` targets.

They stand outside the package: nobody who simulates or learns needs them.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from simkit import cli
from simkit.cli.command import Command

from .calibration import command as calibration
from .detection import command as detection
from .findings import command as findings
from .plausible import command as plausible
from .sensitivity import command as sensitivity

COMMANDS: Mapping[str, Command] = {
    "sensitivity": sensitivity.COMMAND,
    "calibration": calibration.COMMAND,
    "findings": findings.COMMAND,
    "detection": detection.COMMAND,
    "worlds": plausible.COMMAND,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one study and give its exit code."""
    return cli.main(argv, COMMANDS, "python -m studies")


if __name__ == "__main__":
    sys.exit(main())
