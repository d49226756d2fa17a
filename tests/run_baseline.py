"""What the baseline run is known to give: ``python tests/run_baseline.py`` writes it anew.

Do that only when the numbers are meant to move, and say why in the changelog.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from run_samples import TINY, busy, content_hashes

from simkit.engine.export.result import Run
from simkit.engine.run import simulate
from simkit.measure.outcomes import summarise

HERE = Path(__file__).parent
SUMMARY, HASHES = HERE / "baseline_summary.json", HERE / "baseline_hashes.json"
HOW = "python tests/run_baseline.py writes this file anew; say in the changelog why the numbers moved"


def figures(run: Run) -> dict[str, float | None]:
    """Give the headline figures; None where there was nothing to count."""
    return {k: None if math.isnan(v) else float(v) for k, v in summarise(run).figures.items()}


def stored(path: Path) -> dict[str, Any]:
    """Read what was stored."""
    return json.loads(path.read_text(encoding="utf-8"))


def main() -> None:
    """Write both files."""
    tiny = simulate("baseline", settings=TINY)
    for path, said in (
        (
            SUMMARY,
            {"how": HOW, "scenario": "baseline", "seed": 1, "settings": TINY, "figures": figures(tiny)},
        ),
        (HASHES, {"how": HOW, "run": "run_samples.busy()", "tables": content_hashes(busy())}),
    ):
        path.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
