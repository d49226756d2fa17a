"""What an investigator sees of the chain: desk, registrations, accounts, traffic."""

from __future__ import annotations

from ...core.tables import Column, Table
from .common import IMEI, MSISDN, REASON, VERDICT, count, digits, ident, link, time, word

PEOPLE, AGENTS, OUTLETS = (
    "observed/people.person_id",
    "observed/agents.agent_id",
    "observed/outlets.outlet_id",
)
SIMS, ACCOUNTS, OPERATORS = (
    "observed/sims.sim_id",
    "observed/accounts.account_id",
    "observed/operators.operator_id",
)
FIELDS_DOC = "Comma-separated: name, nik, kk, msisdn, address, birth_date, imei, package, last_cell."

TICKETS = Table(
    "tickets",
    "observed",
    "One row is a customer's contact with the desk.",
    (
        ident("ticket_id", "The ticket."),
        time("at", "When the customer came or called."),
        word("channel", "visit, call or chat."),
        word("reason", "What the customer wanted."),
        word("site", "The service point."),
        link("person_id", "The customer the ticket is about.", PEOPLE),
        link("agent_id", "The agent who took it; missing while it still waits.", AGENTS, nullable=True),
        time("started_at", "When the agent began.", nullable=True),
        time("closed_at", "When the agent had finished.", nullable=True),
    ),
    ("ticket_id",),
)

ACCESSES = Table(
    "accesses",
    "observed",
    "One row is an attempt to look a customer record up at the desk.",
    (
        ident("access_id", "The look-up."),
        time("at", "When the agent asked for the record."),
        link("agent_id", "The agent.", AGENTS),
        link("person_id", "The customer whose record it is.", PEOPLE),
        link(
            "ticket_id",
            "The ticket named as the reason; missing where there was none.",
            "observed/tickets.ticket_id",
            nullable=True,
        ),
        word("terminal", "The work place."),
        Column(
            "fields_shown",
            "text",
            "What the screen showed. " + FIELDS_DOC,
            why="what was seen can be leaked",
            nullable=True,
        ),
        count("seconds", "How long the record stood on the screen.", "s"),
        VERDICT,
        REASON,
    ),
    ("access_id",),
)

POSTS = Table(
    "posts",
    "observed",
    "One row is a leaked record or dump seen in public.",
    (
        ident("post_id", "The post."),
        time("at", "When it was posted."),
        word("platform", "Where (fictional)."),
        Column("handle", "string", "Under which name (fictional).", role="artefact", why="drawn at random"),
        Column(
            "n_records",
            "count",
            "How many records the post says it holds.",
            "records",
            why="a dump is no photo",
        ),
        word("formatting", "retyped, screenshot or raw_columns."),
        Column(
            "fields", "text", "The fields it holds. " + FIELDS_DOC, why="tells the screen from the server"
        ),
        Column("n_bytes", "id", "Size.", "bytes", why="tells one record from a dump"),
    ),
    ("post_id",),
)

POST_RECORDS = Table(
    "post_records",
    "observed",
    "One row is a record shown in a post: typed again with slips, or raw; dumps show a sample.",
    (
        ident("post_record_id", "The record in the post."),
        link("post_id", "The post.", "observed/posts.post_id"),
        *(
            Column(
                f"posted_{n}",
                "string",
                f"The {n} as posted; missing where the post leaves it out.",
                role="signal",
                why="what is posted can be linked to a person",
                nullable=True,
            )
            for n in ("name", "nik", "kk", "msisdn", "address", "birth_date", "imei")
        ),
    ),
    ("post_record_id",),
)

REGISTRATIONS = Table(
    "registrations",
    "observed",
    "One row is an attempt to register a SIM on a NIK.",
    (
        ident("registration_id", "The attempt."),
        time("at", "When."),
        digits("nik", "The NIK given.", source="nik-structure"),
        digits(
            "kk", "The KK number given; with a slip of the finger it does not match.", source="kk-structure"
        ),
        link("operator_id", "The operator.", OPERATORS),
        word("channel", "self, outlet or dealer, as the operator sees it."),
        link("outlet_id", "The outlet; missing for self-registration.", OUTLETS, nullable=True),
        IMEI,
        VERDICT,
        REASON,
        link("sim_id", "The SIM that became active; missing where none did.", SIMS, nullable=True),
    ),
    ("registration_id",),
)

ACCOUNTS_TABLE = Table(
    "accounts",
    "observed",
    "One row is an OTT account: those activated since the start, and older ones that logged in on a new device.",
    (
        ident("account_id", "The account."),
        word("app", "The OTT app (fictional)."),
        link("sim_id", "The SIM that received the verification.", SIMS),
        MSISDN,
        time("activated_at", "When it was activated; missing if before the start.", nullable=True),
        Column(
            "imei",
            "string",
            "The device of the activation; missing if before the start.",
            "digits",
            "artefact",
            "an identifier; that two rows share it is a signal",
            nullable=True,
            source="imei-iccid-imsi",
        ),
        word("place", "Where the activation came from: home, or a country (fictional).", nullable=True),
    ),
    ("account_id",),
)

LOGINS = Table(
    "logins",
    "observed",
    "One row is an attempt to log in to an OTT account on a device that is new to it.",
    (
        ident("login_id", "The log-in."),
        time("at", "When."),
        link("account_id", "The account.", ACCOUNTS),
        IMEI,
        word("place", "home, or a country (fictional)."),
        VERDICT,
        REASON,
    ),
    ("login_id",),
)

TRAFFIC_DAILY = Table(
    "traffic_daily",
    "observed",
    "One row is a day on which a number of the watch panel sent or called: numbers registered since the start and a "
    "small fixed share of older ones. A silent day has no row; OTT messages are not seen here.",
    (
        Column("day", "day", "The day.", why="when things happen is evidence"),
        link("sim_id", "The number.", SIMS),
        Column("n_out", "small", "Messages sent (SMS).", "messages", why="volume"),
        Column("n_recipients", "small", "Different numbers written to or called.", "numbers", why="fan-out"),
        Column("n_replies", "small", "Numbers that answered.", "numbers", why="abuse is rarely answered"),
        Column("n_new", "small", "Numbers never written to before.", "numbers", why="first contacts"),
        Column("n_calls", "small", "Calls made.", "calls", why="volume"),
        Column("n_cells", "small", "Cells used.", "cells", why="a number that never moves"),
    ),
    ("day", "sim_id"),
)

CONTACTS = Table(
    "contacts",
    "observed",
    "One row is what one number sent another on one day (SMS or calls): kept only for numbers complained about or "
    "seized, from that day on.",
    (
        Column("day", "day", "The day.", why="when things happen is evidence"),
        link("sim_id", "The number that wrote or called.", SIMS),
        link("recipient_sim_id", "The number it wrote to or called.", SIMS),
        Column("n", "small", "How often.", "messages", why="a single message to many is a pattern"),
    ),
    ("day", "sim_id", "recipient_sim_id"),
)
