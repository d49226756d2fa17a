"""What the commands say of a story, in English and Indonesian."""

from __future__ import annotations

from collections.abc import Mapping

from ..engine.scenario import Scenario

SCALE = {
    "en": "{} people for {} days; rings: {}, of {} people, planning {} numbers each, about {} % of all SIMs",
    "id": "{} orang selama {} hari; komplotan: {}, beranggota {}, masing-masing merencanakan {} nomor, "
    "sekitar {} persen dari semua SIM",
}
NEXT = {
    "en": """
Tables: {out}/observed and {out}/truth ({fmt}); what is in them: {out}/DICTIONARY.md
What next:
  read a table    python: import simkit; simkit.load("{out}").observed["registrations"]
  how it is made  simkit describe {story}
  change a rule   simkit policies, then simkit run {story} --policy NAME --out out/other""",
    "id": """
Tabel: {out}/observed dan {out}/truth ({fmt}); penjelasannya: {out}/DICTIONARY.md
Langkah berikut:
  baca tabel      python: import simkit; simkit.load("{out}").observed["registrations"]
  cara kerjanya   simkit describe {story} --lang id
  ubah aturan     simkit policies, lalu simkit run {story} --policy NAMA --out out/lain""",
}
REPORT = {
    "en": "Report: {out}/report.html (open it in a browser; it needs no network)",
    "id": "Laporan: {out}/report.html (buka dengan peramban; tidak perlu jaringan)",
}


def said(texts: Mapping[str, str], lang: str) -> str:
    """Give a story's text in a language, or in the other one, or say that there is none.

    Examples
    --------
    >>> said({"id": "Data bocor"}, "en")
    'Data bocor'
    """
    return texts.get(lang) or next(iter(texts.values()), "(no text)")


def scale_line(story: Scenario, lang: str) -> str:
    """Say how large a story is: people, days, the ring, and the share of SIMs that the ring plans to hold.

    Examples
    --------
    >>> small = Scenario().with_settings({"people.n_people": 10_000, "run.scale": 0.01, "run.days": 30})
    >>> scale_line(small, "en")
    '10,000 people for 30 days; rings: 1, of 7 people, planning 500 numbers each, about 3.44 % of all SIMs'
    """
    made, _ = story.ready()
    numbers = made.ring.n_rings * made.ring.n_numbers
    people = made.people
    owners = people.n_people * (1 + people.outside_share) * people.p_phone
    honest = owners * people.mean_sims_per_owner
    share = 100 * numbers / max(numbers + honest, 1)
    figures = (
        made.people.n_people,
        made.run.days,
        made.ring.n_rings,
        made.ring.n_workers,
        made.ring.n_numbers,
    )
    return SCALE[lang].format(*(_number(f"{n:,}", lang) for n in figures), _number(f"{share:.2f}", lang))


def _number(text: str, lang: str) -> str:
    return text.translate(str.maketrans(",.", ".,")) if lang == "id" else text
