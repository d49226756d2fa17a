"""Data sets of the lessons: cut from two runs, small enough to keep, with a card that says what they cannot show."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simkit.core.catalogue import LANGUAGES, Words
from simkit.core.errors import BadFolder, BadValue, nearest, quoted
from simkit.core.files import write_file
from simkit.core.folder import load, save
from simkit.core.folder import verify as verify_folder
from simkit.core.formats import ContentHash, conform
from simkit.core.html import filled
from simkit.core.installed import shipped
from simkit.core.locale import percent, whole
from simkit.engine.export.result import Run
from simkit.engine.run import simulate
from simkit.engine.tables import declared

from .story import Story, read_story

# ---
# What each data set takes from its run: the tables a lesson needs, and only the rows they need.

Tables = dict[str, pa.Table]
TRAFFIC_DAYS = 28
"""The resale set keeps the daily traffic and contacts of the last weeks."""


def desk(run: Run) -> Tables:
    """Tickets, look-ups and posts of the customer desk, and the people they are about."""
    made = _take(run, "observed", ("agents", "operators", "tickets", "accesses", "posts", "post_records"))
    made |= _take(run, "truth", ("agents", "accesses", "posts"))
    made["observed/people"] = _people(run, made, "person_id")
    return made


def registrations(run: Run) -> Tables:
    """Registration attempts, the SIMs they made, outlets, and the people on whose NIK they were made."""
    made = _take(run, "observed", ("operators", "outlets", "registrations"))
    made |= _take(run, "truth", ("outlets", "registrations"))
    new = _ids(made["observed/registrations"], "sim_id")
    made["observed/sims"] = _keep(run.observed.arrow("sims"), "sim_id", new)
    made["truth/sims"] = _keep(run.truth.arrow("sims"), "sim_id", new)
    made["observed/blocks"] = _keep(_sim_blocks(run), "sim_id", new)
    nik = pc.unique(made["observed/registrations"].column("nik"))
    people = run.observed.arrow("people")
    made["observed/people"] = people.filter(pc.is_in(people.column("nik"), value_set=nik))
    return made


def resale(run: Run) -> Tables:
    """Accounts, log-ins, weeks of traffic, contacts, complaints and seizures around the new numbers."""
    made = _take(run, "observed", ("operators", "accounts", "logins", "complaints", "seizures"))
    made |= _take(run, "truth", ("accounts", "sales"))
    listed = np.union1d(
        _ids(made["observed/accounts"], "sim_id"), _ids(made["observed/complaints"], "sim_id")
    )
    listed = np.union1d(listed, _ids(run.truth.arrow("sales"), "sim_id"))
    made["observed/traffic_daily"] = _keep(_last_weeks(run.observed.arrow("traffic_daily")), "sim_id", listed)
    contacts = _keep(_last_weeks(run.observed.arrow("contacts")), "sim_id", listed)
    everybody = np.union1d(listed, _ids(contacts, "recipient_sim_id"))
    made["observed/contacts"] = contacts
    made["observed/sims"] = _keep(run.observed.arrow("sims"), "sim_id", everybody)
    made["truth/sims"] = _keep(run.truth.arrow("sims"), "sim_id", listed)
    blocks = run.observed.arrow("blocks")
    made["observed/blocks"] = _keep(blocks, "sim_id", listed)
    made["observed/people"] = _people(
        run, {k: made[k] for k in ("observed/complaints", "truth/sims")}, "person_id"
    )
    return made


def _last_weeks(table: pa.Table) -> pa.Table:
    days = table.column("day").cast(pa.int32()).to_numpy()
    return table.filter(pa.array(days > days.max() - TRAFFIC_DAYS))


def _take(run: Run, kind: str, names: Iterable[str]) -> Tables:
    tables = run.observed if kind == "observed" else run.truth
    return {f"{kind}/{name}": tables.arrow(name) for name in names}


def _sim_blocks(run: Run) -> pa.Table:
    blocks = run.observed.arrow("blocks")
    return blocks.filter(pc.equal(blocks.column("target").cast(pa.string()), "sim"))


def _ids(table: pa.Table, column: str) -> np.ndarray:
    return np.unique(table.column(column).drop_null().to_numpy())


def _keep(table: pa.Table, column: str, ids: np.ndarray) -> pa.Table:
    return table.filter(pc.is_in(table.column(column), value_set=pa.array(ids)))


def _people(run: Run, tables: Tables, column: str) -> pa.Table:
    found = [_ids(t, column) for t in tables.values() if column in t.column_names]
    return _keep(run.observed.arrow("people"), "person_id", np.unique(np.concatenate(found)))


# ---
# The card of a data set: what it is, how it was made, what it cannot show, who may use it.


CARDS = Words(__package__, "datasets.cards")
LABELS = Words(__package__, "datasets.labels")
MADE = Words(__package__, "datasets.made")
TRUTH = Words(__package__, "datasets.truth")
LICENCE = Words(__package__, "datasets.licence")


def card(name: str, run: Run, tables: Mapping[str, pa.Table]) -> str:
    """Write the card of a data set in Markdown, in both languages."""
    ring = pc.is_in(
        run.truth.arrow("sims").column("registrant").cast(pa.string()), value_set=pa.array(["ring", "mule"])
    )
    share = pc.mean(ring.cast(pa.int8())).as_py() or 0.0
    made = {lang: MADE[lang].format(scenario=run.scenario.name, seed=run.seed, share=percent(share, lang, 2))
            for lang in LANGUAGES}  # fmt: skip
    return filled(
        "simkit_course", "data/card", langs=LANGUAGES, cards={lang: CARDS[lang][name] for lang in LANGUAGES},
        labels=LABELS, made=made, tables=tables, whole=whole, truth=TRUTH, licence=LICENCE,
    )  # fmt: skip


# ---

Cut = Callable[[Run], dict[str, pa.Table]]
SMALL_ROWS = 5_000
"""Tables up to this many rows are given as CSV too."""


@dataclass(frozen=True)
class Dataset:
    """One data set: the scenario and seed it comes from, and what is cut out of the run.

    - ``seed`` (int): Public: these data sets have no secret, their truth is in them.
    - ``cut`` (function): Gives the tables by path.
    """

    scenario: str
    seed: int
    cut: Cut


SETS: Mapping[str, Dataset] = {
    "desk": Dataset("lesson-desk", 1, desk),
    "registrations": Dataset("lesson-ring", 1, registrations),
    "resale": Dataset("lesson-ring", 1, resale),
}
"""What is cut from which run; how many people and days a run has stands in the scenario's own file."""


VARIABLE = "SIMKIT_DATA"
STORY = "story.toml"
"""Beside the data sets of a class: the story they were made with."""


def home() -> Path:
    """Give the folder of the data sets that the lessons run on: a class's own, or those that were shipped.

    Raises BadFolder: where they are missing.
    """
    own = os.environ.get(VARIABLE)
    return class_data(Path(own)) if own else shipped("datasets")


def class_data(folder: Path) -> Path:
    """Check that a folder holds every data set of the lessons.

    Raises BadFolder: where one is missing.
    """
    lacking = [name for name in SETS if not (folder / name / "manifest.json").is_file()]
    if lacking:
        raise BadFolder(
            f"{folder} lacks the data set {', '.join(lacking)}: simkit datasets build --seed N --folder DIR makes all"
        )
    return folder


def class_story() -> Story | None:
    """Give the story of the class whose data the lessons run on; None for the shipped data."""
    own = os.environ.get(VARIABLE)
    path = Path(own or ".", STORY)
    return read_story(path) if own and path.is_file() else None


def data_mark(folder: Path | None = None) -> str:
    """Tell the lessons' data sets, or those in a folder, from all others: their seed, and a hash of what they hold.

    >>> data_mark(shipped("datasets")).startswith("1-")
    True
    """
    paths = [(folder or home()) / name / "manifest.json" for name in SETS]
    said = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    held = [(name, table["content"]) for one in said for name, table in sorted(one["tables"].items())]
    return f"{said[0]['about']['seed']}-{sha256(json.dumps(held).encode()).hexdigest()[:6]}"


def make(
    names: tuple[str, ...] = (), seed: int | None = None, story: Story | None = None
) -> Iterator[tuple[str, Run, dict[str, pa.Table]]]:
    """Make data sets anew, one run for all that share it.

    - ``names`` (tuple of str): Which; all if empty.
    - ``seed`` (int, optional): A class's own; without it that of each set.
    - ``story`` (Story, optional): A class's own, laid over the scenario of each set.
    """
    for name in names:
        if name not in SETS:
            raise BadValue(f"no data set {quoted(name)}: {nearest(name, SETS)}")
    runs: dict[tuple[str, int], Run] = {}
    for name in names or tuple(SETS):
        made = SETS[name]
        at = (made.scenario, made.seed if seed is None else seed)
        if at not in runs:
            runs[at] = simulate(story.over(made.scenario) if story else made.scenario, at[1])
        yield name, runs[at], made.cut(runs[at])


def build(
    folder: Path, names: tuple[str, ...] = (), seed: int | None = None, story: Story | None = None
) -> list[Path]:
    """Build data sets into `folder`, one folder each; an older one is replaced whole.

    Raises BadValue: where some data sets would tell another story than the rest.
    """
    if names and (story or (folder / STORY).exists()):
        raise BadValue(f"a story belongs to all data sets of {folder}: leave out {', '.join(names)}")
    (folder / STORY).unlink(missing_ok=True)
    made = []
    for name, run, tables in make(names, seed, story):
        about = run.about | {"scenario": name, "from_scenario": run.scenario.name}
        extra: dict[str, object] = {"README.md": card(name, run, tables)}
        extra |= {f"csv/{path}.csv": text for path, text in _csv(tables).items()}
        made.append(save(folder / name, tables, declared(), about, extra=extra))
    if story:
        write_file(folder / STORY, story.text)
    return made


def _csv(tables: Mapping[str, pa.Table]) -> dict[str, str]:
    known = {t.path: t for t in declared()}
    return {
        path: known[path].frame(table).to_csv(index=False, lineterminator="\n")
        for path, table in tables.items()
        if table.num_rows <= SMALL_ROWS
    }


def verify(folder: Path) -> list[str]:
    """Compare the content of data sets in `folder` with what this version of the kit makes; give the differences.

    A class's own are made with their own seed and story. The content hash is compared, not the bytes of the files: it
    is the same on every platform.
    """
    story = read_story(folder / STORY) if (folder / STORY).is_file() else None
    desk = folder / "desk"
    seed = int(load(desk).manifest["about"]["seed"]) if (desk / "manifest.json").is_file() else None
    return [
        text for name, _, tables in make((), seed, story) for text in compare(folder / name, name, tables)
    ]


def compare(folder: Path, name: str, tables: Mapping[str, pa.Table]) -> list[str]:
    """Compare one data set's folder with its tables as made now, and its files with its own manifest."""
    said, known, found = load(folder).manifest["tables"], {t.path: t for t in declared()}, []
    for path in sorted(set(said) | set(tables)):
        if path not in tables or path not in said:
            found.append(f"{name}/{path}: {'should not be there' if path in said else 'missing'}")
            continue
        with ContentHash(known[path]) as content:
            content.update(conform(known[path], tables[path]))
        if content.hexdigest() != said[path]["content"]:
            found.append(f"{name}/{path}: the values differ")
    return found + [f"{name}/{text}" for text in verify_folder(folder)]
