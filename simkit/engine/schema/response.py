"""What an investigator sees of the answer: complaints, blocks, notices, seizures."""

from __future__ import annotations

from ...core.tables import Column, Table
from .common import MSISDN, digits, ident, link, time, word
from .observed import ACCOUNTS, AGENTS, PEOPLE, SIMS

COMPLAINTS = Table(
    "complaints",
    "observed",
    "One row is a citizen's complaint about a number.",
    (
        ident("complaint_id", "The complaint."),
        time("at", "When it was filed."),
        link("person_id", "Who filed it.", PEOPLE),
        link("sim_id", "The number complained about.", SIMS),
        MSISDN,
        word("channel", "How the message came: sms, call or ott."),
        Column(
            "is_complete", "flag", "Whether the evidence is complete.", why="incomplete ones are rejected"
        ),
        Column("claimed_loss_rp", "money", "The loss the person states.", "Rp", why="harm is evidence"),
        time("forwarded_at", "When the regulator passed it on; missing while it waits.", nullable=True),
        time("decided_at", "When somebody decided; missing while nobody has.", nullable=True),
        word("outcome", "pending, rejected, blocked or not_blocked."),
    ),
    ("complaint_id",),
)

BLOCKS = Table(
    "blocks",
    "observed",
    "One row is a SIM or an account that was stopped.",
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
)

NOTICES = Table(
    "notices",
    "observed",
    "One row is an owner being told something about the own data.",
    (
        ident("notice_id", "The notice."),
        time("at", "When."),
        link("person_id", "Who was told.", PEOPLE),
        word("kind", "breach, strange_number or login_elsewhere."),
        link("sim_id", "The strange number or the number of the account.", SIMS, nullable=True),
        link("post_id", "The post in which the data stood.", "observed/posts.post_id", nullable=True),
    ),
    ("notice_id",),
)

REVIEWS = Table(
    "reviews",
    "observed",
    "One row is an agent whose unexplained look-ups were reviewed by an audit.",
    (
        ident("review_id", "The review."),
        time("at", "When."),
        link("agent_id", "The agent.", AGENTS),
        Column(
            "n_unexplained",
            "count",
            "Look-ups in the audited time that no ticket of that customer and agent explains.",
            "look-ups",
            why="how much is evidence",
        ),
        word("outcome", "cleared or suspended; a suspension can be wrong."),
    ),
    ("review_id",),
)

SEIZURES = Table(
    "seizures",
    "observed",
    "One row is an item found in a takedown: partial and late.",
    (
        ident("seizure_id", "The item."),
        time("at", "When it was seized."),
        word("item_kind", "number or device."),
        digits("msisdn", "The number; missing for a device.", nullable=True, source="msisdn-never-assigned"),
        link("sim_id", "The number's SIM; missing for a device.", SIMS, nullable=True),
        Column(
            "imei",
            "string",
            "The device; missing for a number.",
            "digits",
            "artefact",
            "an identifier",
            nullable=True,
        ),
        Column("seller_alias", "text", "Whose stock it was, by alias.", why="what a seized book says"),
        Column(
            "buyer_alias",
            "text",
            "Who had bought it, by alias; missing if unsold or unknown.",
            nullable=True,
            why="what a seized book says",
        ),
        Column(
            "price_rp",
            "money",
            "The price in the book; missing if unsold.",
            "Rp",
            why="what a seized book says",
            nullable=True,
        ),
        time("sold_at", "The sale's date in the book; missing if unsold.", nullable=True),
    ),
    ("seizure_id",),
)
