"""Columns that many tables share, said once."""

from __future__ import annotations

from ...core.tables import Column

NUMBERED = "numbered by a keyed shuffle when the table is made; says nothing"


def ident(name: str, doc: str) -> Column:
    """An id of this table's own rows."""
    return Column(name, "id", doc, role="artefact", why=NUMBERED)


def link(
    name: str, doc: str, ref: str, nullable: bool = False, role: str = "signal", why: str = ""
) -> Column:
    """An id that points to another table."""
    why = why or "the link matters, the number itself says nothing"
    return Column(name, "id", doc, role=role, why=why, ref=ref, nullable=nullable)


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
    "imei",
    "string",
    "The device, by its IMEI (impossible: the check digit is wrong).",
    "digits",
    "artefact",
    "an identifier; that two rows share it is a signal",
    source="imei-iccid-imsi",
)
VERDICT = word("verdict", "What the decision point answered: allow, refuse or hold.")
REASON = word("reason", "Why it was refused or held.", nullable=True)
