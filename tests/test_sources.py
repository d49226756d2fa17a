"""Checks on docs/sources.md, the home of every real-world fact the kit uses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simkit_course.source_notes import sources

SOURCES = Path(__file__).resolve().parents[1] / "docs" / "sources.md"

HEADING = re.compile(r"^### `([^`]+)` — (\S.*)$", re.MULTILINE)
KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CONFIDENCE = re.compile(r"[HMLU](?: / [HMLU])*(?: \(.+\))?", re.DOTALL)
FIELDS = ("Value", "Confidence", "Source", "Used for", "Caution")
PARTS = {
    "people",
    "desk",
    "insider",
    "ring",
    "broker",
    "market",
    "complaints",
    "OTT",
    "police",
    "policies",
    "calibration",
    "lessons",
}
REQUIRED = {
    "population-2024",
    "nik-structure",
    "kk-structure",
    "codes-never-issued",
    "dukcapil-quality-2017",
    "msisdn-never-assigned",
    "msisdn-length",
    "imei-iccid-imsi",
    "operator-shares-2023",
    "sims-2025",
    "sims-per-nik-2018",
    "sims-tail-thailand-2024",
    "phone-ownership-2023",
    "turnover-2025",
    "prepaid-2025",
    "recycle-60-days",
    "cap-three",
    "pm-7-2026",
    "registration-history",
    "dukcapil-checks",
    "dealer-gaming-2014",
    "leak-2020",
    "sim-swap-2020",
    "leak-ecommerce-2020",
    "leak-sim-2022",
    "pdp-2022",
    "ite-adminduk-articles",
    "desk-handling-time",
    "desk-contacts",
    "agent-turnover",
    "att-2015",
    "minnesota-2012",
    "dbir-2023",
    "cfca-2023",
    "insider-detection-literature",
    "ebas",
    "hedda-2017",
    "cert-data",
    "sim-box-literature",
    "greystar-2013",
    "bulk-registration-literature",
    "aduannomor-2023",
    "aduannomor-24h",
    "forward-monthly",
    "ott-not-licensee",
    "ott-duty-2020",
    "iasc-2026",
    "iasc-provinces",
    "gasa-2025",
    "scam-calls-2025",
    "operator-filtering-2025",
    "whatsapp-bans-2025",
    "fake-bts-2025",
    "judol-ppatk",
    "judol-takedowns",
    "palembang-reported",
    "palembang-police",
    "palembang-two-readings",
    "batam-2020",
    "semarang-2021",
    "tangerang-2022",
    "batang-2023",
    "probolinggo-2023",
    "bogor-2024",
    "surabaya-2018",
    "vietnam-otp",
    "simcartel-2025",
    "sim-bank-size",
    "cotsi-2025",
    "otp-sms-cost",
    "singapore-2023",
    "philippines-2022",
    "pakistan-2015",
    "nigeria-2024",
    "thailand-2024",
    "china-real-name",
    "niger-2013",
    "mexico-2021",
    "uk-simfarm-2025",
    "gsma-2016",
    "not-found",
}


def source_entries(path: Path | str) -> list[tuple[str, str]]:
    """(id, body) of every entry, in file order; a body ends at the next heading of level 2 or 3."""
    text = Path(path).read_text(encoding="utf-8")
    heads = list(HEADING.finditer(text))
    entries = []
    for head in heads:
        rest = text[head.end() :]
        stop = re.search(r"^#{2,3} ", rest, re.MULTILINE)
        entries.append((head.group(1), rest[: stop.start()] if stop else rest))
    return entries


def source_ids(path: Path | str) -> set[str]:
    """The ids that code, lessons and other documents may cite."""
    return {entry_id for entry_id, _ in source_entries(path)}


def entry_fields(body: str) -> dict[str, str]:
    """Field name -> text, for the `- **Name:** ...` items of one entry."""
    parts = re.split(r"^- \*\*([^*]+):\*\*", body, flags=re.MULTILINE)
    names, texts = parts[1::2], [text.strip() for text in parts[2::2]]
    assert len(set(names)) == len(names), f"field given twice: {names}"
    return dict(zip(names, texts, strict=True))


ENTRIES = source_entries(SOURCES)


def province_rows() -> list[list[str]]:
    body = dict(ENTRIES)["population-2024"]
    rows = [
        [c.strip() for c in line.strip().strip("|").split("|")]
        for line in body.splitlines()
        if line.startswith("|")
    ]
    return [row for row in rows if re.fullmatch(r"\d\d", row[0])]


def test_every_level_three_heading_is_an_entry():
    text = SOURCES.read_text(encoding="utf-8")
    assert len(re.findall(r"^### ", text, re.MULTILINE)) == len(ENTRIES)


def test_ids_unique_and_kebab_case():
    ids = [entry_id for entry_id, _ in ENTRIES]
    assert len(ids) == len(set(ids))
    assert [i for i in ids if not KEBAB.fullmatch(i)] == []


def test_required_ids_present():
    assert REQUIRED - source_ids(SOURCES) == set()


@pytest.mark.parametrize("entry_id, body", ENTRIES, ids=[i for i, _ in ENTRIES])
def test_entry_is_complete(entry_id, body):
    fields = entry_fields(body)
    assert set(fields) <= set(FIELDS)
    for name in ("Value", "Confidence", "Source", "Used for"):
        assert fields.get(name), f"{entry_id}: {name} missing"
    assert CONFIDENCE.fullmatch(fields["Confidence"]), fields["Confidence"]
    used = [part.strip() for part in fields["Used for"].split(",")]
    assert set(used) <= PARTS and len(used) == len(set(used))


def test_entries_cited_inside_the_page_exist():
    # every back-quoted word with a hyphen on the page is an entry id
    text = SOURCES.read_text(encoding="utf-8")
    cited = set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", text))
    assert cited and cited <= source_ids(SOURCES)


def test_province_table():
    rows = province_rows()
    assert len(rows) == 38
    assert {len(row) for row in rows} == {9}
    for column in (0, 1, 2):
        assert len({row[column] for row in rows}) == 38
    people = [int(row[3].replace(",", "")) for row in rows]
    total = sum(people)
    assert total == 284_973_643
    weights = [float(row[4]) for row in rows]
    assert sum(weights) == pytest.approx(100, abs=38 * 0.0005)
    for count, weight in zip(people, weights, strict=True):
        assert weight == pytest.approx(100 * count / total, abs=0.00051)
    women = sum(count * float(row[5]) / 100 for count, row in zip(people, rows, strict=True))
    assert women == pytest.approx(141_110_251, rel=2e-4)
    assert sum(int(row[6]) for row in rows) == 416
    assert sum(int(row[7]) for row in rows) == 98


def test_stated_shares_follow_from_stated_counts():
    assert round(100 * 13_638 / 57_459, 1) == 23.7
    assert 13_638 + 28_459 + 15_362 == 57_459
    assert round(332e6 / 284_973_643, 2) == 1.17
    assert round(5_000_000 / 3_100) == 1_613
    assert 5_000_000 / (3_100 - 3_000) == 50_000


# --- the short form in the student's folder -----------------------------------------------------------

NUMBER = re.compile(r"\d[\d.,]*\d|\d")
CITED = re.compile(r"\((?:source|sumber):([^)]*)\)")


def entries() -> dict[str, str]:
    parts = re.split(r"^(?=### `)", SOURCES.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {found[1]: part for part in parts if (found := HEADING.match(part))}


def numbers(text: str, lang: str) -> list[str]:
    found = [n.replace(".", "").replace(",", ".") if lang == "id" else n.replace(",", "") for n in
             NUMBER.findall(re.sub(r"`[^`]*`", "", text))]  # fmt: skip
    return sorted(found)


def test_a_lesson_cites_what_the_students_page_says_and_nothing_is_left_over():
    room = SOURCES.parents[1] / "notebooks"
    texts = [f.read_text(encoding="utf-8") for f in room.rglob("*.*") if f.suffix in (".py", ".toml")]
    cited = {name for t in texts for group in CITED.findall(t) for name in re.findall(r"`([^`]+)`", group)}
    cited |= {name for t in texts for name in re.findall(r'^source = "([^"]+)"$', t, re.MULTILINE)}
    assert {source["name"] for source in sources()} == cited


@pytest.mark.parametrize("source", sources(), ids=lambda source: source["name"])
def test_the_short_form_says_what_the_entry_says(source):
    entry = entries()[source["name"]]
    assert source["sure"] == CONFIDENCE.match(entry.split("**Confidence:** ")[1])[0].split(" (")[0].rstrip()
    assert numbers(source["id"], "id") == numbers(source["en"], "en")
    assert set(numbers(source["en"], "en")) <= set(numbers(entry, "en"))
