"""The words behind the engine's small numbers: one list a column, used by the log and by the tables."""

from __future__ import annotations

CHANNELS = ("self", "outlet", "dealer", "mule", "ready_made", "takeover")
"""How a number or account is come by; the first three are the routes to register a SIM that a clerk sees."""
SELF, OUTLET, DEALER, MULE, READY_MADE, TAKEOVER = range(6)

REGISTRANTS = ("owner", "family", "ring", "mule")
"""Who really stood behind a registration (truth)."""

VERDICTS = ("allow", "refuse", "hold")
ALLOW, REFUSE, HOLD = range(3)

MESSAGE_CHANNELS = ("sms", "call", "ott")
SMS, CALL, OTT = range(3)

ORIGINS = ("own", "ring_sim", "taken_over", "ready_made")
"""How whoever uses an OTT account came by it (truth)."""
OWN, RING_SIM, TAKEN_OVER, READY = range(4)

MOTIVES = ("work", "habit", "supervision", "known_person", "grudge", "sale")
"""Why an agent looked a customer up (truth): work has a ticket, habit is honest but sloppy,
supervision checks the work of others; the last three are misuse."""
WORK, HABIT, SUPERVISION, KNOWN, GRUDGE, SALE = range(6)

FIELDS = ("name", "nik", "kk", "msisdn", "address", "birth_date", "imei", "package", "last_cell")
"""What the desk's screen can show of a customer; bit i of a mask is field i."""
ALL_FIELDS = (1 << len(FIELDS)) - 1


def mask(*names: str) -> int:
    """Give the bit mask of some fields.

    Examples
    --------
    >>> mask("name", "kk")
    5
    """
    return sum(1 << FIELDS.index(n) for n in names)


def field_words() -> tuple[str, ...]:
    """Give the text of every mask, in the order of the masks, so that a mask is a code."""
    return tuple(",".join(f for i, f in enumerate(FIELDS) if m >> i & 1) for m in range(ALL_FIELDS + 1))


TICKET_CHANNELS = ("visit", "call", "chat")
TICKET_REASONS = ("lost_sim", "package", "bill", "network", "registration", "complaint")

MODES = (
    "gambling_promotion", "shopping", "fake_call", "investment", "job_offer", "social_media", "prize",
    "phishing", "social_engineering", "fake_loan", "apk_file",
)  # fmt: skip
"""What abusing numbers do: gambling promotion, and the scams of the national anti-scam centre's statistics."""

OUTCOMES = ("pending", "rejected", "blocked", "not_blocked")
"""How a complaint ended; ``pending`` is also where complaints stay that nobody is obliged to take."""
PENDING, REJECTED, BLOCKED, NOT_BLOCKED = range(4)

BLOCKERS = ("operator", "ott", "owner", "police")
BLOCK_REASONS = (
    "complaint", "replaced", "strange_number", "breach_notice", "sim_blocked", "bulk_behaviour", "raid",
    "unconfirmed", "screening",
)  # fmt: skip

CASE_OUTCOMES = ("blocked", "cleared", "restored", "confirmed")
"""How an investigator's case stands: ``blocked`` until whoever it hit was heard, or nobody came."""
BLOCKED_CASE, CLEARED, RESTORED, CONFIRMED = range(4)

REVIEW_OUTCOMES = ("cleared", "suspended")
NOTICES = ("breach", "strange_number", "login_elsewhere")
PLATFORMS = ("kicau", "forum", "papan")
FORMATS = ("retyped", "screenshot", "raw_columns")
RETYPED, SCREENSHOT, RAW = range(3)
SOURCES = ("desk", "breach", "other_leak", "own_nik")
"""Where a stolen identity came from (truth)."""
ITEM_KINDS = ("number", "account", "account_lot", "record_lot")
NUMBER, ACCOUNT, ACCOUNT_LOT, RECORD_LOT = range(4)
IN_STOCK, SOLD, SEIZED, DEAD = range(1, 5)
"""What became of a number that a ring came by (``items["state"]``)."""
PURPOSES = (
    "opening_cash", "number_sale", "identity_purchase", "record_purchase", "starter_pack", "bribe",
    "mule_fee", "account_purchase", "wage", "verification",
    "handset", "rebate",
)  # fmt: skip
