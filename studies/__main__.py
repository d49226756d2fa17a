"""``python -m studies``: the studies behind the documents, run by `make` targets.

They stand outside the package: nobody who simulates or learns needs them.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from simkit import cli
from simkit.cli.command import Command

from . import calibration, detection, findings, plausible, sensitivity

COMMANDS: Mapping[str, Command] = {
    "screen": sensitivity.COMMAND,
    "calibrate": calibration.COMMAND,
    "findings": findings.COMMAND,
    "detectors": detection.COMMAND,
    "worlds": plausible.COMMAND,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one study and give its exit code."""
    return cli.main(argv, COMMANDS, "python -m studies")


if __name__ == "__main__":
    sys.exit(main())
