"""What the files say of who and what exists at the start."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from ..core.tables import Codes, Column, Table
from . import places
from .build import World
from .operators import EMPLOYERS, SHIFTS
from .outlets import FLAVOURS, OUTLET_KINDS
from .people import KINDS

IDENT = "an identifier: its digits say nothing of honesty"
SHUFFLED = "numbered by a keyed shuffle; says nothing"
LINK = "the link matters, the number itself says nothing"


def _id(name: str, doc: str) -> Column:
    return Column(name, "id", doc, role="artefact", why=SHUFFLED)


def _digits(name: str, doc: str, source: str, kind: str = "digits16") -> Column:
    return Column(name, kind, doc, "digits", "artefact", IDENT, source=source)


PEOPLE = Table(
    "people", "observed", "One row is an identity of the population register.",
    (
        _id("person_id", "The person."),
        _digits("nik", "Identity number of a region that was never issued.", "nik-structure"),
        _digits("kk", "Family-card number, shared by a household.", "kk-structure"),
        Column("name", "string", "Full name, drawn from lists; namesakes are meant to happen.",
               why="names are compared in record linkage"),
        Column("sex", "text", "female or male.", why="part of the NIK"),
        Column("birth_date", "day", "Date of birth.", why="age decides who owns a phone"),
        Column("province", "text", "Province of residence.", why="where someone lives is evidence",
               source="population-2024"),
        Column("district", "text", "District of residence (invented).", why="where one lives is evidence"),
        Column("address", "string", "Street and number (invented).", why="addresses are compared in linkage"),
        Column("kind", "text", "individual, reseller or organisation: who holds many SIMs for a good reason.",
               why="an innocent explanation of many SIMs"),
    ),
    ("person_id",),
)  # fmt: skip

OPERATORS = Table(
    "operators", "observed", "One row is a mobile operator (fictional).",
    (
        Column("operator_id", "id", "The operator, the largest first.", role="artefact", why="an id"),
        Column("name", "text", "Its name (fictional).", why="an operator's rules may differ"),
        Column("share", "number", "Share of SIMs at the start.", "share", why="base rates",
               source="operator-shares-2023"),
    ),
    ("operator_id",),
)  # fmt: skip

OUTLETS = Table(
    "outlets", "observed", "One row is a place where SIMs are sold and registered.",
    (
        _id("outlet_id", "The outlet."),
        Column("name", "string", "What the sign says (invented).", role="artefact", why="drawn at random"),
        Column("kind", "text", "gallery (of an operator), dealer or kiosk.", why="sets the honest volume"),
        Column("setting", "text", "street, campus or village_office.",
               why="an innocent explanation of many registrations on one device"),
        Column("operator_id", "id", "Whose it is; missing for a kiosk, which sells for all.",
               why=LINK, ref="observed/operators.operator_id", nullable=True),
        Column("province", "text", "Where it stands.", why="distance to the customer is evidence"),
    ),
    ("outlet_id",),
)  # fmt: skip

AGENTS = Table(
    "agents", "observed", "One row is a customer-service agent; agents have ids and no names.",
    (
        _id("agent_id", "The agent."),
        Column("site", "text", "Where the agent works.", why="colleagues are the yardstick"),
        Column("operator_id", "id", "The operator whose customers the agent serves.", why=LINK,
               ref="observed/operators.operator_id"),
        Column("employer", "text", "operator or contractor.", why="terms of work differ"),
        Column("shift", "text", "morning, evening or night.", why="fewer eyes at night"),
        Column("position", "text", "agent or supervisor.", why="supervisors look up more than agents"),
    ),
    ("agent_id",),
)  # fmt: skip

SIMS = Table(
    "sims", "observed", "One row is a SIM as it was first registered; what happened later stands in blocks.",
    (
        _id("sim_id", "The SIM."),
        _digits("msisdn", "Telephone number of a block that was never assigned.", "msisdn-never-assigned"),
        _digits("iccid", "Card number with a wrong check digit.", "imei-iccid-imsi", "string"),
        _digits("imsi", "Subscriber number in the test network.", "imei-iccid-imsi", "string"),
        Column("operator_id", "id", "The operator.", why=LINK, ref="observed/operators.operator_id"),
        _digits("nik", "The NIK it was registered with.", "nik-structure"),
        _digits("kk", "The family-card number it was registered with.", "kk-structure"),
        Column("registered_at", "time", "When it was registered.", "local time", why="bursts are evidence"),
        Column("channel", "text", "self, outlet or dealer.", why="how a SIM was registered is evidence"),
        Column("outlet_id", "id", "Where; missing for self-registration.", why=LINK,
               ref="observed/outlets.outlet_id", nullable=True),
        Column("is_prepaid", "flag", "Prepaid or on a contract.", why="contracts cost more to abuse"),
    ),
    ("sim_id",),
)  # fmt: skip

TABLES = (PEOPLE, OPERATORS, OUTLETS, AGENTS, SIMS)


# ---
# The tables of the world: who and what an investigator knows of at the start, sorted by public id.

_PROVINCES = tuple(p.name for p in places.PROVINCES)


def people_table(world: World) -> pa.Table:
    """Make the population register of all identities.

    Examples
    --------
    >>> from ..core.streams import Streams
    >>> from .build import build_world
    >>> from .operators import MarketParameters
    >>> from .people import PeopleParameters
    >>> small = PeopleParameters(n_people=100)
    >>> world = build_world(small, MarketParameters(), Streams(1), np.datetime64("2025-09-01"))
    >>> people_table(world).num_rows
    120
    """
    p = world.people
    order = np.argsort(p.public_id).astype(np.int32)

    def district() -> Codes:
        number = p.province[order].astype(np.int32) * places.N_DISTRICTS + p.district[order] - 70
        return Codes(number, places.district_names())

    return PEOPLE.build(
        {
            "person_id": lambda: p.public_id[order], "nik": lambda: p.nik[order], "kk": lambda: p.kk[order],
            "name": lambda: p.names(order),
            "sex": lambda: Codes(p.is_female[order].astype(np.int8), ("male", "female")),
            "birth_date": lambda: p.birth_day[order].astype("datetime64[D]"),
            "province": lambda: Codes(p.province[order], _PROVINCES), "district": district,
            "address": lambda: p.addresses(order), "kind": lambda: Codes(p.kind[order], KINDS),
        }
    )  # fmt: skip


def operators_table(world: World) -> pa.Table:
    """Make the table of operators; the ids are 1, 2... in the order of the arrays."""
    ids = np.arange(1, len(world.operators.names) + 1)
    return OPERATORS.build(
        {"operator_id": ids, "name": list(world.operators.names), "share": world.operators.share}
    )


def outlets_table(world: World) -> pa.Table:
    """Make the table of outlets."""
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
    return OUTLETS.build(data)


def agents_table(world: World) -> pa.Table:
    """Make the table of customer-service agents."""
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
    return AGENTS.build(data)
