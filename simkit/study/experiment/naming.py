"""Names of outcomes in words, for reports and figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...analysis.meaning import OUTCOMES, WAYS, Outcome

DISPLACED = "displaced"
"""The outcome that only a pair of runs has: see `simkit.analysis.meaning.displaced`."""
KINDS = ("crime", "harm", "answer", "honest", "cost")
SHARES = (DISPLACED, "ring_share", "share_abroad")
"""Outcomes between 0 and 1, written in per cent."""
PAIRED: Mapping[str, Outcome] = {
    DISPLACED: Outcome(
        "bagian dari yang hilang di satu jalan yang muncul lagi di jalan lain",
        "share of what some ways lost that turned up on others",
        "share",
        "crime",
        "",
    ),
    "n_for_sale": Outcome(
        "pembukaan data untuk dijual", "look-ups of records for sale", "look-ups", "crime", "less"
    ),
    "n_captured": Outcome(
        "data yang difoto atau disalin orang dalam",
        "records photographed or copied by insiders",
        "records",
        "crime",
        "less",
    ),
    "n_posts": Outcome(
        "data atau kumpulan data bocor yang diunggah",
        "leaked records or dumps posted",
        "posts",
        "crime",
        "less",
    ),
    "n_ring_sims": Outcome(
        "SIM yang didaftarkan komplotan", "SIMs registered by rings", "SIMs", "crime", "less"
    ),
}
"""Outcomes that mean something only beside another arm, or that one question asks about."""


def outcome_of(name: str) -> Outcome | None:
    """Give what an outcome means, or None where it has only a name.

    Examples
    --------
    >>> outcome_of("n_victims").en, outcome_of("n_people")
    ('victims', None)
    """
    return OUTCOMES.get(name) or PAIRED.get(name)


def words_of(name: str, lang: str) -> str:
    """Give an outcome in words; its bare name where there are none.

    Examples
    --------
    >>> words_of("n_victims", "id"), words_of("n_made_mule", "en"), words_of("n_people", "en")
    ('korban', 'mule', 'n_people')
    """
    known = outcome_of(name)
    if known:
        return str(getattr(known, lang))
    way = way_of(name)
    return WAYS[way][lang == "en"] if way else name


def way_of(name: str) -> str:
    """Give the way whose numbers a figure counts, or an empty text."""
    way = name.removeprefix("n_made_")
    return way if way != name and way in WAYS else ""


def label(name: str, lang: str) -> str:
    """Write an outcome as a report does: words, and the name that the tables use.

    Examples
    --------
    >>> label("n_victims", "en"), label("n_people", "en")
    ('victims (`n_victims`)', '`n_people`')
    """
    said = words_of(name, lang)
    return f"`{name}`" if said == name else f"{said} (`{name}`)"


def by_kind(names: Iterable[str]) -> dict[str, list[str]]:
    """Sort outcomes by whose business they are; ``ways`` and ``other`` hold the rest.

    Examples
    --------
    >>> by_kind(["n_people", "n_made_self", "loss_rp", "n_sold"])
    {'crime': ['n_sold'], 'harm': ['loss_rp'], 'ways': ['n_made_self'], 'other': ['n_people']}
    """
    given = list(names)
    order = {name: i for i, name in enumerate([*OUTCOMES, *PAIRED])}
    known = sorted((n for n in given if outcome_of(n)), key=order.__getitem__)
    made = {kind: [n for n in known if getattr(outcome_of(n), "kind", "") == kind] for kind in KINDS}
    made["ways"] = [n for n in given if way_of(n)]
    made["other"] = [n for n in given if not (outcome_of(n) or way_of(n))]
    return {kind: found for kind, found in made.items() if found}
