"""What can be seen and what cannot: the page is the stored study, and the study says what the cases claim."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simkit import cli
from simkit.detect.detectors.registry import SPECS
from studies.detection.cases import CASES, TABLE, Case, measure, page, summary, verdict

DOCS = Path(__file__).resolve().parent.parent / "docs"
STORED = pd.read_csv(DOCS / TABLE)
ROWS = {r["case"].name: r for r in summary(STORED, CASES)}


def test_the_page_is_the_stored_study():
    assert (DOCS / "detection.md").read_text(encoding="utf-8") == page(STORED, CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_over_twenty_seeds_the_better_view_succeeds_where_it_can(case: Case):
    row = ROWS[case.name]
    assert row["n"] == 20
    if case.can_succeed:
        assert verdict(row) == "better"
        assert row["low"][1] > row["base"]
    else:
        assert verdict(row) == "blind"


@pytest.mark.golden
@pytest.mark.parametrize("name", ["seller who hides", "ready-made accounts", "one handset a number"])
def test_the_stored_study_is_of_this_engine_and_these_detectors(name):
    (case,) = (c for c in CASES if c.name == name)
    stored = STORED.query("case == @name and seed == 1").reset_index(drop=True)
    pd.testing.assert_frame_equal(measure([case], 1), stored)


def row(obvious, better, base=0.1):
    """Give a summary's row with tight intervals."""
    views = np.array([obvious, better, better - obvious])
    return {"base": base, "mean": views, "low": views - 0.02, "high": views + 0.02}


@pytest.mark.parametrize(
    ("obvious", "better", "word"),
    [(0.1, 0.9, "better"), (0.12, 0.1, "blind"), (0.8, 0.85, "both"), (0.3, 0.35, "unclear")],
)
def test_verdicts(obvious, better, word):
    assert verdict(row(obvious, better)) == word


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_command_lists_every_detector_with_what_it_cannot_see(lang, capsys):
    assert cli.main(["detectors", "--lang", lang]) == 0
    said = " ".join(capsys.readouterr().out.split())
    for spec in SPECS.values():
        assert spec.name in said and " ".join(spec.blind[lang].split()) in said
