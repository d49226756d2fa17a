"""Small runs that the whole-run tests share, and ways to compare and hash their tables."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from simkit.core.formats import ContentHash
from simkit.core.tables import Table
from simkit.detect.loop import simulate
from simkit.engine.export.result import Run
from simkit.engine.scenario import Scenario, load_scenario
from simkit.engine.tables import declared

TINY = {"people.n_people": 2_000, "run.days": 40, "run.scale": 0.005}
BUSY_SETTINGS = {
    "people.n_people": 3_000,
    "run.days": 60,
    "run.scale": 0.01,
    "insider.n_sellers": 2,
    "insider.n_known_person": 1,
    "insider.n_grudge": 1,
    "breach.n_records": 300,
    "police.leads_for_raid": 2_000,
}
BUSY_POLICIES = (
    "forwarding:every_days=7",
    "ott_cooperation",
    "ban_on_block",
    "breach_notice",
    "self_check:per_month=0.2",
    "explanation_audit:factor=1:n_least=1",
)
DECLARED: Mapping[str, Table] = {t.path: t for t in declared() if not t.policy}
"""Every table but the cases of a screening, which only a run with that policy has."""
DAY = np.timedelta64(1, "D")


def start(run: Run) -> np.datetime64:
    """The first moment of the run."""
    return run.model.world.start


def busy(seed: int = 1) -> Run:
    """A small country in which everything happens: every table has rows."""
    return simulate("baseline", seed, policies=BUSY_POLICIES, settings=BUSY_SETTINGS)


def shrunk(name: str) -> Scenario:
    """A shipped scenario, made quick: what matters is that its tables hold together."""
    scenario = load_scenario(name)
    said = {"run.days": 40}
    if name.startswith("desk-"):
        return scenario.with_settings(said)
    said |= {"people.n_people": 2_000, "run.scale": min(scenario.run.scale, 0.005)}
    if name == "palembang-police":
        said |= {"run.scale": 1.0, "ring.lot_sample": 0.0002}
    if name == "external-breach":
        said |= {"breach.n_records": 500}
    if name == "national-2026":
        said |= {"run.days": 80}
    return scenario.with_settings(said)


def arrows(run: Run) -> dict[str, pa.Table]:
    """Every table of a run by its path, but the cases of a screening."""
    return {
        f"{kind}/{name}": tables.arrow(name)
        for kind, tables in (("observed", run.observed), ("truth", run.truth))
        for name in tables
        if f"{kind}/{name}" in DECLARED
    }


def content_hash(path: str, table: pa.Table) -> str:
    with ContentHash(DECLARED[path]) as content:
        content.update(table)
        return content.hexdigest()


def content_hashes(run: Run) -> dict[str, str]:
    """The content hash of every table."""
    return {path: content_hash(path, table) for path, table in arrows(run).items()}


def same(one: pa.Table, two: pa.Table) -> bool:
    """Whether two tables hold the same values in the same order (dictionaries may differ)."""
    return plain(one).equals(plain(two))


def plain(table: pa.Table) -> pa.Table:
    """The table without dictionaries, in one piece."""
    fields = [
        pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in table.schema
    ]
    return table.cast(pa.schema(fields)).combine_chunks()


# public id -> the store or log whose row's invariant key stands behind it
KEYED = {
    "sim_id": "sims",
    "recipient_sim_id": "sims",
    "account_id": "accounts",
    "ticket_id": "tickets",
    "access_id": "accesses",
    "registration_id": "registrations",
    "post_id": "posts",
    "post_record_id": "post_records",
    "complaint_id": "complaints",
    "login_id": "logins",
    "loss_id": "losses",
}
# numbered within the run only: a row is known by its other columns
UNKEYED = {"block_id", "notice_id", "review_id", "seizure_id", "lot_id", "sale_id", "payment_id"}


def key_of(run: Run, what: str) -> np.ndarray:
    """The invariant key behind each public id (position 0 stands for a missing id)."""
    model, view = run.model, run._view
    ids = getattr(view, what) if hasattr(view, what) else view.log_ids(what)
    store = getattr(model, what) if what in ("sims", "accounts", "complaints") else model.log[what]
    made = np.zeros(int(ids.max(initial=0)) + 1, np.uint64)
    made[ids] = np.where(ids > 0, store["key"], 0)
    return made


def invariant(run: Run) -> dict[str, pd.DataFrame]:
    """Every table with its public ids replaced by the keys of what they name, so that twins can be compared."""
    keys = {what: key_of(run, what) for what in sorted(set(KEYED.values()))}
    made = {}
    for path, table in arrows(run).items():
        columns = {}
        for name, column in zip(table.column_names, plain(table).columns, strict=True):
            if name in UNKEYED:
                continue
            if pa.types.is_string(column.type):
                columns[name] = column.fill_null("").to_numpy().astype(object)
                continue
            if pa.types.is_temporal(column.type):
                column = column.cast(pa.int32() if column.type == pa.date32() else pa.int64())
            fill = 0 if name in KEYED else False if pa.types.is_boolean(column.type) else -1
            if column.null_count:
                column = column.fill_null(fill)
            values = column.to_numpy()
            columns[name] = keys[KEYED[name]][values] if name in KEYED else values
        made[path] = pd.DataFrame(columns)
    return made


def row_hashes(frame: pd.DataFrame) -> np.ndarray:
    """One number a row, for comparing tables as bags of rows."""
    return pd.util.hash_pandas_object(frame, index=False).to_numpy()


def unlike(one: pd.DataFrame, two: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of each table that the other does not have (as often)."""
    a, b = row_hashes(one), row_hashes(two)
    n = pd.Series(a).value_counts().sub(pd.Series(b).value_counts(), fill_value=0)
    more, less = set(n.index[n > 0]), set(n.index[n < 0])
    return one[np.isin(a, list(more))], two[np.isin(b, list(less))]
