"""The world as a whole: reproducible, frozen, and written as tables that hold together."""

import dataclasses
import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from core_samples import problems

from simkit.core.streams import Streams
from simkit.world import nik
from simkit.world import tables as schema
from simkit.world.build import build_world
from simkit.world.operators import MarketParameters
from simkit.world.people import PeopleParameters
from simkit.world.tables import agents_table, operators_table, outlets_table, people_table

START = np.datetime64("2025-09-01", "s")


def world(seed=1, n_people=2_000, **market):
    return build_world(PeopleParameters(n_people=n_people), MarketParameters(**market), Streams(seed), START)


def arrays(record, path=""):
    """Every array of a record and of the records in it, by its name."""
    for f in dataclasses.fields(record):
        value = getattr(record, f.name)
        if isinstance(value, np.ndarray):
            yield f"{path}{f.name}", value
        elif dataclasses.is_dataclass(value):
            yield from arrays(value, f"{path}{f.name}.")


def digest(made):
    h = hashlib.sha256()
    for name, array in arrays(made):
        h.update(name.encode() + array.tobytes())
    return h.hexdigest()


def test_the_same_seed_gives_the_same_world():
    assert digest(world(5)) == digest(world(5))


def test_another_seed_gives_another_world():
    one, two = dict(arrays(world(5))), dict(arrays(world(6)))
    for name in ("people.nik", "people.birth_day", "people.public_id", "device_key", "outlets.weight"):
        assert (one[name] != two[name]).any(), name


def test_the_desk_changes_nothing_else():
    one, two = dict(arrays(world())), dict(arrays(world(n_agents=40, n_sites=3)))
    differ = {name for name in one if one[name].tobytes() != two[name].tobytes()}
    assert {name.split(".")[0] for name in differ} <= {"agents", "sites"}


def test_hash_order_of_the_process_changes_nothing():
    code = "import test_world_build as t; print(t.digest(t.world(5)))"
    for order in ("0", "1"):
        env = {**os.environ, "PYTHONHASHSEED": order, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == digest(world(5))


def test_nothing_can_be_changed():
    made = world()
    assert all(not array.flags.writeable for _, array in arrays(made))
    with pytest.raises(ValueError, match="read-only"):
        made.people.nik[0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.seed = 2


def test_dtypes_are_those_the_engine_counts_on():
    w = world()
    want = {
        "people.nik": "i8", "people.kk": "i8", "people.province": "i2", "people.district": "i1",
        "people.is_female": "?", "people.birth_day": "i4", "people.household": "i4", "people.head": "i4",
        "people.kind": "i1", "people.n_sims": "i4", "people.key": "u8", "people.public_id": "i8",
        "people.is_abroad": "?", "outlets.kind": "i1", "outlets.operator": "i1", "outlets.province": "i2",
        "outlets.weight": "f8", "outlets.flavour": "i1", "agents.site": "i2", "agents.shift": "i1",
        "agents.employer": "i1", "agents.is_supervisor": "?", "sims.owner": "i4", "sims.operator": "i1",
        "sims.registered_t": "f8", "sims.channel": "i1", "sims.outlet": "i4", "sims.device": "i4",
        "sims.key": "u8", "sims.is_prepaid": "?", "device_key": "u8", "phone": "i4", "terminal": "i4",
    }  # fmt: skip
    found = dict(arrays(w))
    assert {name: found[name].dtype for name in want} == {name: np.dtype(t) for name, t in want.items()}


def test_identities_outside_the_population_look_like_those_inside():
    w = world(n_people=50_000)
    assert w.n_identities == 60_000 == len(w.people)
    inside, outside = w.people.n_sims[: w.n_people], w.people.n_sims[w.n_people :]
    assert (inside > 0).mean() == pytest.approx((outside > 0).mean(), abs=0.02)


def test_a_few_relatives_share_the_phone_of_the_head():
    w = world(n_people=20_000)
    number = np.arange(w.n_identities)
    shares = w.phone != number
    assert (w.phone[shares] == w.people.head[shares]).all()
    assert (w.people.n_sims[w.phone[shares]] > 0).all()
    assert 0.02 < shares[w.people.n_sims > 0].mean() < 0.08
    assert (w.terminal == w.n_identities + np.arange(len(w.outlets))).all()
    assert len(w.device_key) == len(np.unique(w.device_key)) == w.n_identities + len(w.outlets)


def test_tables_fit_their_declarations():
    w = world()
    tables = {
        "observed/people": people_table(w),
        "observed/operators": operators_table(w),
        "observed/outlets": outlets_table(w),
        "observed/agents": agents_table(w),
    }
    assert problems(tables, schema.TABLES) == []
    for path, table in tables.items():
        ids = table.column(0).to_numpy()
        assert (ids == np.arange(1, len(ids) + 1)).all(), path


def test_the_register_in_pandas_keeps_every_digit():
    w = world()
    frame = schema.PEOPLE.frame(people_table(w))
    assert str(frame["nik"].dtype) == "Int64"
    by_id = w.people.nik[np.argsort(w.people.public_id)]
    assert (frame["nik"].to_numpy(dtype=np.int64) == by_id).all()
    assert not nik.could_exist(by_id).any()


@pytest.mark.parametrize("table", schema.TABLES, ids=lambda t: t.name)
def test_every_column_says_whether_a_detector_may_use_it_and_why(table):
    assert all(c.role in ("artefact", "signal") and c.why for c in table.columns)
