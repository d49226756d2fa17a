"""The tables of the world: who and what an investigator knows of at the start, sorted by public id."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from ..core.tables import Codes
from . import places, schema
from .build import World
from .market import EMPLOYERS, FLAVOURS, OUTLET_KINDS, SHIFTS
from .people import KINDS

_PROVINCES = tuple(p.name for p in places.PROVINCES)


def people_table(world: World) -> pa.Table:
    """Make the population register of all identities.

    Examples
    --------
    >>> from ..core.streams import Streams
    >>> from .build import build_world
    >>> from .knobs import MarketKnobs, PeopleKnobs
    >>> small = PeopleKnobs(n_people=100)
    >>> world = build_world(small, MarketKnobs(), Streams(1), np.datetime64("2025-09-01"))
    >>> people_table(world).num_rows
    120
    """
    p = world.people
    order = np.argsort(p.public_id)
    district = p.province[order].astype(np.int32) * places.N_DISTRICTS + p.district[order] - 70
    data = {
        "person_id": p.public_id[order],
        "nik": p.nik[order],
        "kk": p.kk[order],
        "name": p.names(order),
        "sex": Codes(p.is_female[order].astype(np.int8), ("male", "female")),
        "birth_date": p.birth_day[order].astype("datetime64[D]"),
        "province": Codes(p.province[order], _PROVINCES),
        "district": Codes(district, places.district_names()),
        "address": p.addresses(order),
        "kind": Codes(p.kind[order], KINDS),
    }
    return schema.PEOPLE.build(data)


def operators_table(world: World) -> pa.Table:
    """Make the table of operators; the ids are 1, 2... in the order of the arrays.

    Examples
    --------
    >>> from ..core.streams import Streams
    >>> from .build import build_world
    >>> from .knobs import MarketKnobs, PeopleKnobs
    >>> small = PeopleKnobs(n_people=100)
    >>> world = build_world(small, MarketKnobs(), Streams(1), np.datetime64("2025-09-01"))
    >>> operators_table(world)["name"].to_pylist()[0]
    'Sinyara'
    """
    ids = np.arange(1, len(world.operators.names) + 1)
    return schema.OPERATORS.build(
        {"operator_id": ids, "name": list(world.operators.names), "share": world.operators.share}
    )


def outlets_table(world: World) -> pa.Table:
    """Make the table of outlets.

    Examples
    --------
    >>> from ..core.streams import Streams
    >>> from .build import build_world
    >>> from .knobs import MarketKnobs, PeopleKnobs
    >>> small = PeopleKnobs(n_people=100)
    >>> world = build_world(small, MarketKnobs(), Streams(1), np.datetime64("2025-09-01"))
    >>> outlets_table(world)["operator_id"].null_count >= 4
    True
    """
    o = world.outlets
    order, names = np.argsort(o.public_id), o.names
    data = {
        "outlet_id": o.public_id[order],
        "name": pa.array([names[i] for i in order], pa.string()),
        "kind": Codes(o.kind[order], OUTLET_KINDS),
        "setting": Codes(o.flavour[order], FLAVOURS),
        "operator_id": np.where(o.operator[order] < 0, -1, o.operator[order].astype(np.int64) + 1),
        "province": Codes(o.province[order], _PROVINCES),
    }
    return schema.OUTLETS.build(data)


def agents_table(world: World) -> pa.Table:
    """Make the table of customer-service agents.

    Examples
    --------
    >>> from ..core.streams import Streams
    >>> from .build import build_world
    >>> from .knobs import MarketKnobs, PeopleKnobs
    >>> small = PeopleKnobs(n_people=100)
    >>> world = build_world(small, MarketKnobs(), Streams(1), np.datetime64("2025-09-01"))
    >>> agents_table(world).num_rows
    12
    """
    a = world.agents
    order = np.argsort(a.public_id)
    data = {
        "agent_id": a.public_id[order],
        "site": Codes(a.site[order], tuple(world.sites.names)),
        "operator_id": a.operator[order].astype(np.int64) + 1,
        "employer": Codes(a.employer[order], EMPLOYERS),
        "shift": Codes(a.shift[order], SHIFTS),
        "position": Codes(a.is_supervisor[order].astype(np.int8), ("agent", "supervisor")),
    }
    return schema.AGENTS.build(data)
