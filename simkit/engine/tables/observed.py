"""Declarations of the observed tables: every column with its kind, unit and meaning."""

from __future__ import annotations

from ...core.tables import Column, Table

NUMBERED = "numbered by a keyed shuffle when the table is made; says nothing"


def ident(name: str, doc: str) -> Column:
    """An id of this table's own rows."""
    return Column(name, "id", doc, role="artefact", why=NUMBERED)


def link(name: str, doc: str, ref: str, nullable: bool = False) -> Column:
    """An id that points to another table."""
    why = "the link matters, the number itself says nothing"
    return Column(name, "id", doc, why=why, ref=ref, nullable=nullable)


def time(name: str, doc: str, nullable: bool = False) -> Column:
    """A moment; the seconds within a minute carry nothing."""
    return Column(name, "time", doc, "local time", why="when things happen is evidence", nullable=nullable)


def word(name: str, doc: str, nullable: bool = False, why: str = "what happened is evidence") -> Column:
    """One of a few words."""
    return Column(name, "text", doc, why=why, nullable=nullable)


def count(name: str, doc: str, unit: str = "count") -> Column:
    """A whole number of things."""
    return Column(name, "count", doc, unit, why="how much is evidence")


def digits(name: str, doc: str, nullable: bool = False, source: str = "") -> Column:
    """A NIK, KK or MSISDN; its digits beyond the date and place carry nothing."""
    return Column(
        name, "digits16", doc, "digits", "artefact", "an identifier", nullable=nullable, source=source
    )


MSISDN = digits(
    "msisdn",
    "The telephone number, with country code; it can belong to nobody.",
    source="msisdn-never-assigned",
)
IMEI = Column(
    "imei", "string", "The device, by its IMEI (impossible: the check digit is wrong).", "digits", "artefact",
    "an identifier; that two rows share it is a signal", source="imei-iccid-imsi",
)  # fmt: skip
VERDICT = word("verdict", "What the decision point answered: allow, refuse or hold.")
REASON = word("reason", "Why it was refused or held.", nullable=True)


# ---
# What an investigator sees of the chain: desk, registrations, accounts, traffic.

PEOPLE, AGENTS = "observed/people.person_id", "observed/agents.agent_id"
OUTLETS, OPERATORS = "observed/outlets.outlet_id", "observed/operators.operator_id"
SIMS, ACCOUNTS = "observed/sims.sim_id", "observed/accounts.account_id"
FIELDS_DOC = "Comma-separated: name, nik, kk, msisdn, address, birth_date, imei, package, last_cell."

TICKETS = Table(
    "tickets", "observed", "One row is a customer's contact with the desk.",
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
)  # fmt: skip

ACCESSES = Table(
    "accesses", "observed", "One row is an attempt to look a customer record up at the desk.",
    (
        ident("access_id", "The look-up."),
        time("at", "When the agent asked for the record."),
        link("agent_id", "The agent.", AGENTS),
        link("person_id", "The customer whose record it is.", PEOPLE),
        link("ticket_id", "The ticket named as the reason; missing where there was none.",
             "observed/tickets.ticket_id", nullable=True),
        word("terminal", "The work place."),
        Column("fields_shown", "text", "What the screen showed. " + FIELDS_DOC,
               why="what was seen can be leaked", nullable=True),
        count("seconds", "How long the record stood on the screen.", "s"),
        VERDICT, REASON,
    ),
    ("access_id",),
)  # fmt: skip

POSTS = Table(
    "posts", "observed", "One row is a leaked record or dump seen in public.",
    (
        ident("post_id", "The post."),
        time("at", "When it was posted."),
        word("platform", "Where (fictional)."),
        Column("handle", "string", "Under which name (fictional).", role="artefact", why="drawn at random"),
        Column("n_records", "count", "How many records the post says it holds.", "records",
               why="a dump is no photo"),
        word("formatting", "retyped, screenshot or raw_columns."),
        Column("fields", "text", "The fields it holds. " + FIELDS_DOC, why="tells the screen from the server"),
        Column("n_bytes", "id", "Size.", "bytes", why="tells one record from a dump"),
    ),
    ("post_id",),
)  # fmt: skip

POST_RECORDS = Table(
    "post_records", "observed",
    "One row is a record shown in a post: typed again with slips, or raw; dumps show a sample.",
    (
        ident("post_record_id", "The record in the post."),
        link("post_id", "The post.", "observed/posts.post_id"),
        *(
            Column(
                f"posted_{n}", "string", f"The {n} as posted; missing where the post leaves it out.",
                why="what is posted can be linked to a person", nullable=True,
            )
            for n in ("name", "nik", "kk", "msisdn", "address", "birth_date", "imei")
        ),
    ),
    ("post_record_id",),
)  # fmt: skip

REGISTRATIONS = Table(
    "registrations", "observed", "One row is an attempt to register a SIM on a NIK.",
    (
        ident("registration_id", "The attempt."),
        time("at", "When."),
        digits("nik", "The NIK given.", source="nik-structure"),
        digits("kk", "The KK number given; with a slip of the finger it does not match.",
               source="kk-structure"),
        link("operator_id", "The operator.", OPERATORS),
        word("channel", "self, outlet or dealer, as the operator sees it."),
        link("outlet_id", "The outlet; missing for self-registration.", OUTLETS, nullable=True),
        IMEI, VERDICT, REASON,
        link("sim_id", "The SIM that became active; missing where none did.", SIMS, nullable=True),
    ),
    ("registration_id",),
)  # fmt: skip

ACCOUNTS_TABLE = Table(
    "accounts", "observed",
    "One row is an OTT account: those activated since the start, and older ones that logged in on a new device.",
    (
        ident("account_id", "The account."),
        word("app", "The OTT app (fictional)."),
        link("sim_id", "The SIM that received the verification.", SIMS),
        MSISDN,
        time("activated_at", "When it was activated; missing if before the start.", nullable=True),
        Column("imei", "string", "The device of the activation; missing if before the start.", "digits",
               "artefact", "an identifier; that two rows share it is a signal", nullable=True,
               source="imei-iccid-imsi"),
        word("place", "Where the activation came from: home, or a country (fictional).", nullable=True),
    ),
    ("account_id",),
)  # fmt: skip

LOGINS = Table(
    "logins", "observed", "One row is an attempt to log in to an OTT account on a device that is new to it.",
    (
        ident("login_id", "The log-in."),
        time("at", "When."),
        link("account_id", "The account.", ACCOUNTS),
        IMEI,
        word("place", "home, or a country (fictional)."),
        VERDICT, REASON,
    ),
    ("login_id",),
)  # fmt: skip

TRAFFIC_DAILY = Table(
    "traffic_daily", "observed",
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
)  # fmt: skip

CONTACTS = Table(
    "contacts", "observed",
    "One row is what one number sent another on one day (SMS or calls): kept only for numbers complained about or "
    "seized, from that day on.",
    (
        Column("day", "day", "The day.", why="when things happen is evidence"),
        link("sim_id", "The number that wrote or called.", SIMS),
        link("recipient_sim_id", "The number it wrote to or called.", SIMS),
        Column("n", "small", "How often.", "messages", why="a single message to many is a pattern"),
    ),
    ("day", "sim_id", "recipient_sim_id"),
)  # fmt: skip


# ---
# What an investigator sees of the answer: complaints, blocks, notices, seizures.

COMPLAINTS = Table(
    "complaints", "observed", "One row is a citizen's complaint about a number.",
    (
        ident("complaint_id", "The complaint."),
        time("at", "When it was filed."),
        link("person_id", "Who filed it.", PEOPLE),
        link("sim_id", "The number complained about.", SIMS),
        MSISDN,
        word("channel", "How the message came: sms, call or ott."),
        Column("is_complete", "flag", "Whether the evidence is complete.", why="incomplete ones are rejected"),
        Column("claimed_loss_rp", "money", "The loss the person states.", "Rp", why="harm is evidence"),
        time("forwarded_at", "When the regulator passed it on; missing while it waits.", nullable=True),
        time("decided_at", "When somebody decided; missing while nobody has.", nullable=True),
        word("outcome", "pending, rejected, blocked or not_blocked."),
    ),
    ("complaint_id",),
)  # fmt: skip

BLOCKS = Table(
    "blocks", "observed", "One row is a SIM or an account that was stopped.",
    (
        ident("block_id", "The block."),
        time("at", "When."),
        word("target", "sim or account."),
        link("sim_id", "The SIM, or the one behind the account.", SIMS),
        link("account_id", "The account; missing for a SIM.", ACCOUNTS, nullable=True),
        word("by", "operator, ott, owner or police."),
        word("reason", "Why."),
    ),
    ("block_id",),
)  # fmt: skip

NOTICES = Table(
    "notices", "observed", "One row is an owner being told something about the own data.",
    (
        ident("notice_id", "The notice."),
        time("at", "When."),
        link("person_id", "Who was told.", PEOPLE),
        word("kind", "breach, strange_number or login_elsewhere."),
        link("sim_id", "The strange number or the number of the account.", SIMS, nullable=True),
        link("post_id", "The post in which the data stood.", "observed/posts.post_id", nullable=True),
    ),
    ("notice_id",),
)  # fmt: skip

REVIEWS = Table(
    "reviews", "observed", "One row is an agent whose unexplained look-ups were reviewed by an audit.",
    (
        ident("review_id", "The review."),
        time("at", "When."),
        link("agent_id", "The agent.", AGENTS),
        Column("n_unexplained", "count",
               "Look-ups in the audited time that no ticket of that customer and agent explains.",
               "look-ups", why="how much is evidence"),
        word("outcome", "cleared or suspended; a suspension can be wrong."),
    ),
    ("review_id",),
)  # fmt: skip

CASES = Table(
    "cases", "observed", "One row is a number that investigators of a screening looked at.",
    (
        ident("case_id", "The case."),
        time("at", "When they looked at it."),
        link("sim_id", "The number.", SIMS),
        Column("rank", "count", "Its place among the week's cases; those drawn by lot come last.", "rank",
               why="what a detector thought first is evidence"),
        Column("is_drawn", "flag", "Whether it was drawn by lot, whatever a detector thought.",
               why="how a case came about is evidence"),
        word("outcome", "blocked (nobody was heard yet), cleared, restored or confirmed; each can be wrong."),
        time("closed_at", "When the case was closed; missing while it is open.", nullable=True),
    ),
    ("case_id",),
    policy="screening",
)  # fmt: skip

SEIZURES = Table(
    "seizures", "observed", "One row is an item found in a takedown: partial and late.",
    (
        ident("seizure_id", "The item."),
        time("at", "When it was seized."),
        word("item_kind", "number or device."),
        digits("msisdn", "The number; missing for a device.", nullable=True, source="msisdn-never-assigned"),
        link("sim_id", "The number's SIM; missing for a device.", SIMS, nullable=True),
        Column("imei", "string", "The device; missing for a number.", "digits", "artefact", "an identifier",
               nullable=True),
        Column("seller_alias", "text", "Whose stock it was, by alias.", why="what a seized book says"),
        Column("buyer_alias", "text", "Who had bought it, by alias; missing if unsold or unknown.",
               nullable=True, why="what a seized book says"),
        Column("price_rp", "money", "The price in the book; missing if unsold.", "Rp",
               why="what a seized book says", nullable=True),
        time("sold_at", "The sale's date in the book; missing if unsold.", nullable=True),
    ),
    ("seizure_id",),
)  # fmt: skip
