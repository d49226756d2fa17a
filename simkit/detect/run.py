"""Runs every detector that the tables at hand allow, and says in words why the others were left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from ..core.catalogue import Words
from ..core.errors import BadFolder, BadValue, quoted
from ..core.files import MANIFEST, check_target, full_path, read_manifest
from .detectors.base import Ranking, shared
from .detectors.registry import SPECS, Spec
from .intake.across import compare
from .intake.findings import Finding, find
from .intake.folder import Intake, read_folder
from .views import BEGINS, cut

VERDICT = Words(__package__, "run.verdict")
NAMED = Words(__package__, "run.entities")
"""What is ranked, in words."""
KEYS = {"agent": "agent_id", "outlet": "outlet_id", "device": "imei", "nik": "nik"} | {
    "sim": "sim_id", "account": "account_id", "post": "post_id",
}  # fmt: skip
"""What the first column of a ranked list is called."""

WORDS = Words(__package__, "run.words")
LIMITS = Words(__package__, "run.limits")
NEXT = Words(__package__, "run.next")
DIALECT = Words(__package__, "run.dialect")
SEPARATOR = Words(__package__, "run.separator")
"""What separates columns, and the decimal mark: a spreadsheet follows the region of its computer."""


def words(lang: str) -> Mapping[str, str]:
    """Give the words of one language.

    Examples
    --------
    >>> words("id")["refused"]
    'Ditolak: ada informasi yang hilang'
    """
    return WORDS[lang]


# ---

FINDINGS = "findings"
"""What the manifest of a folder of findings gives as its format of tables."""


@dataclass(frozen=True)
class Outcome:
    """What came of one detector.

    `ranking`: none where it could not run. `why`: why it could not; empty where it ran. `without`: tables that are
    there but could not help, because a column is missing.
    """

    spec: Spec
    ranking: Ranking | None
    why: Mapping[str, str]
    without: tuple[str, ...] = ()

    @property
    def is_flat(self) -> bool:
        """Whether nobody stands out: nobody is ranked, or all have the same score and no reason."""
        made = self.ranking
        return made is None or (made.evidence.empty and made.scores.nunique() < 2)


@dataclass(frozen=True)
class Desk:
    """What was read of a folder and what the detectors made of it.

    `outcomes`: one a detector, in the order of the registry. `findings`: those of the intake, and those of cutting
    off the future. `as_of`: the day; empty for all there is.
    """

    intake: Intake
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    as_of: str

    @property
    def ran(self) -> list[Outcome]:
        """The detectors that ran."""
        return [o for o in self.outcomes if o.ranking is not None]

    @property
    def left(self) -> list[Outcome]:
        """The detectors that could not run."""
        return [o for o in self.outcomes if o.ranking is None]


def examine(
    folder: str | Path, as_of: str = "", progress: Callable[[float, float], None] | None = None
) -> Desk:
    """Read a folder of observed tables and run every detector that they allow.

    `as_of`: a day, ``2025-01-31``: only what was known at its end is looked at. Raises BadFolder, BadValue as
    `read_folder` does; BadValue for an `as_of` that is no day.
    """
    moment = _moment(as_of)
    intake = compare(read_folder(folder))
    tables, found = _until(intake, moment)
    outcomes: list[Outcome] = []
    for _, specs in groupby(SPECS.values(), lambda spec: spec.where.partition(":")[0]):
        with shared():
            for spec in specs:
                outcomes.append(_run(spec, tables, intake))
                if progress is not None:
                    progress(len(outcomes), len(SPECS))
    return Desk(intake, tuple(outcomes), (*intake.findings, *found), as_of)


def _moment(as_of: str) -> pd.Timestamp | None:
    if not as_of:
        return None
    try:
        day = pd.Timestamp(pd.to_datetime(as_of, format="%Y-%m-%d"))
    except (ValueError, TypeError):
        raise BadValue(f"--as-of is {quoted(as_of)}: it must be a day such as 2025-01-31") from None
    # The last second of the day: what comes at midnight belongs to the next one.
    return day + pd.Timedelta(days=1) - pd.Timedelta(seconds=1)


def _until(intake: Intake, moment: pd.Timestamp | None) -> tuple[Mapping[str, pd.DataFrame], list[Finding]]:
    if moment is None:
        return intake.tables, []
    tables, found = dict(intake.tables), []
    for name, column in BEGINS.items():
        if name in tables and column not in tables[name]:
            del tables[name]
            found.append(find("cut_unknown", intake.files[name], name, column))
    made = dict(cut(tables, moment))
    if all(made[n].empty for n in made if n in BEGINS):
        raise BadValue(f"--as-of is {moment.date()}: the tables hold nothing up to the end of that day")
    return made, found


def _run(spec: Spec, tables: Mapping[str, pd.DataFrame], intake: Intake) -> Outcome:
    lacking = spec.lacking(tables)
    if lacking:
        said = "lack_any" if set(lacking) == set(spec.any_of) else "lack_table"
        return _not_run(spec, said, tables=", ".join(lacking))
    basis = [t for t in (*spec.needs, *spec.any_of) if t in tables]
    if all(tables[t].empty for t in basis):
        return _not_run(spec, "lack_rows", tables=", ".join(basis))
    try:
        detector = spec.function()
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith(__name__.partition(".")[0]):
            raise
        return _not_run(spec, "lack_library", library=error.name)
    return _with_what_is_whole(spec, detector, tables, intake)


def _with_what_is_whole(
    spec: Spec, detector: Callable[[Any], Ranking], tables: Mapping[str, pd.DataFrame], intake: Intake
) -> Outcome:
    """Run a detector; where it trips over a column that could not be read, do without that table if it can."""
    present = dict(tables)
    without: tuple[str, ...] = ()
    while True:
        try:
            return Outcome(spec, detector(present), {}, without)
        except (KeyError, AttributeError) as error:
            # Only a column that is known to be missing explains the error: anything else is a fault of the detector.
            guilty = [(t, c) for t in present for c in sorted(intake.lost(t)) if _names(error, c)]
            if not guilty:
                raise
            spare = [t for t, _ in guilty if t not in (*spec.needs, *spec.any_of)]
            if not spare:
                table, column = guilty[0]
                return _not_run(spec, "lack_column", column=column, table=table)
            del present[spare[0]]
            without = (*without, spare[0])


def _names(error: Exception, column: str) -> bool:
    said = str(error)
    return f"'{column}'" in said or said.strip("'\"") == column


def _not_run(spec: Spec, said: str, **fill: Any) -> Outcome:
    return Outcome(spec, None, {lang: words(lang)[said].format(**fill) for lang in ("id", "en")})


def default_out(folder: str | Path) -> Path:
    """Give the folder where findings go if none is named: beside the tables, never among them.

    Examples
    --------
    >>> default_out("/data/my run").name
    'my run-findings'
    >>> default_out("/data/run/observed").as_posix()
    '/data/run-findings'
    """
    path = full_path(folder)
    path = path.parent if path.name == "observed" else path
    return path.with_name(f"{path.name or 'root'}-findings")


def check_out(out: str | Path, folder: str | Path) -> Path:
    """Make sure that findings may be written to `out`, before anything is read.

    Raises BadFolder for the tables' own folder or one inside it, another result of simkit, or anything else that
    holds files.
    """
    target, source = full_path(out), full_path(folder)
    if target == source or source in target.parents or target in source.parents:
        raise BadFolder(f"{out} is the folder of the tables, lies in it or holds it: name another with --out")
    if (target / MANIFEST).is_file() and read_manifest(target).get("table_format") != FINDINGS:
        raise BadFolder(
            f"{out} holds the tables of another result, which must not be replaced: name another folder"
        )
    return check_target(target)
