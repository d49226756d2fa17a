"""What each data set takes from its run: the tables a lesson needs, and only the rows they need."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..engine.edge.result import Run

Cut = dict[str, pa.Table]
TRAFFIC_DAYS = 28
"""The resale set keeps the daily traffic and contacts of the last weeks."""


def desk(run: Run) -> Cut:
    """Tickets, look-ups and posts of the customer desk, and the people they are about."""
    made = _take(run, "observed", ("agents", "operators", "tickets", "accesses", "posts", "post_records"))
    made |= _take(run, "truth", ("agents", "accesses", "posts"))
    made["observed/people"] = _people(run, made, "person_id")
    return made


def registrations(run: Run) -> Cut:
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


def resale(run: Run) -> Cut:
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


def _take(run: Run, kind: str, names: Iterable[str]) -> Cut:
    tables = run.observed if kind == "observed" else run.truth
    return {f"{kind}/{name}": tables.arrow(name) for name in names}


def _sim_blocks(run: Run) -> pa.Table:
    blocks = run.observed.arrow("blocks")
    return blocks.filter(pc.equal(blocks.column("target").cast(pa.string()), "sim"))


def _ids(table: pa.Table, column: str) -> np.ndarray:
    return np.unique(table.column(column).drop_null().to_numpy())


def _keep(table: pa.Table, column: str, ids: np.ndarray) -> pa.Table:
    return table.filter(pc.is_in(table.column(column), value_set=pa.array(ids)))


def _people(run: Run, tables: Cut, column: str) -> pa.Table:
    found = [_ids(t, column) for t in tables.values() if column in t.column_names]
    return _keep(run.observed.arrow("people"), "person_id", np.unique(np.concatenate(found)))
