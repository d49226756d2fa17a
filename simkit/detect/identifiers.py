"""Finds numbers that could be somebody's in a text, however they are dressed: NIK, KK, telephone, IMEI, IMSI.

Two strengths of evidence. *Strong*: one is enough. *Weak*: it could as well be something else (a lost digit, a
rounded number, a telephone number without its 0), so it counts where the column or the words beside it say what it
is, or where a column is full of them. Numbers of the kit, which can belong to nobody, are neither.

Sources: ``nik-structure``, ``kk-structure``, ``codes-never-issued``, ``msisdn-length``, ``msisdn-never-assigned``,
``imei-iccid-imsi``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..world.numbers import luhn_ok
from ..world.places import PROVINCES

IDENTITY, PHONE, DEVICE, AMOUNT, OTHER = "identity", "phone", "device", "amount", "other"
"""What the name of a column says of its numbers."""

_WORDS = {
    DEVICE: "imei imsi iccid",
    IDENTITY: "nik nokk ktp noktp kk identitas identity kartu keluarga",
    PHONE: "msisdn hp nohp telp notelp telepon tlp phone mobile wa whatsapp seluler ponsel nomor number kontak",
    AMOUNT: "bytes size sum total jumlah",
}
_CONTEXT = {word: context for context, words in _WORDS.items() for word in words.split()}
_SAID_IDENTITY = re.compile(r"(?i)(?<![a-z])(?:nik|n\.i\.k|no\.? ?ktp|ktp|kk|identitas)(?![a-z])")
_SAID_PHONE = re.compile(
    r"(?i)(?<![a-z])(?:hp|wa|telp|tel|tlp|telepon|phone|msisdn|mobile|whatsapp)(?![a-z])|\+"
)

# 54 was East Timor: nobody is numbered so today, but people carry the number.
_PROVINCE = "|".join(str(p) for p in sorted({p.code for p in PROVINCES} | {54}))
_DATE = r"(?:0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(?:0[1-9]|1[0-2])\d\d"
_REGION = rf"(?:{_PROVINCE})(?:0[1-9]|[1-6]\d|7[1-9])(?:0[1-9]|[1-5]\d|6[0-8])"
_FICTION = rf"(?:{_PROVINCE})70[7-9]\d"
NIK = re.compile(rf"{_REGION}{_DATE}\d{{4}}")
_NIK_HEAD = re.compile(rf"{_REGION}{_DATE}")
_ANY_NIK = re.compile(rf"(?!\d\d70[7-9])(?:1[1-9]|[2-8]\d|9[0-6])\d{{4}}{_DATE}\d{{4}}")
"""In a column of identity numbers even a region that nobody knows is not shown to be safe."""
_OWN_NIK = re.compile(rf"{_FICTION}{_DATE}\d{{4}}")
_PHONE = re.compile(r"(?:620?|0)8[1-35-9]\d{7,10}")
_LONG_PHONE = re.compile(r"0{0,2}(?:62){1,2}0?8[1-35-9]\d{7,10}")
_BARE_PHONE = re.compile(r"8[1-35-9]\d{7,10}")
HARMLESS = rf"(?:{_FICTION}\d{{10}}|(?:0{{0,2}}(?:62){{1,2}}0?|0)84\d{{6,11}}|8962\d{{15,16}}|00\d{{13}})"
"""What the kit makes: identity, telephone and card numbers, devices and subscribers of test networks; RE2 reads it."""
_HARMLESS = re.compile(HARMLESS)
TIME = (
    r"\d{4}-\d{1,2}-\d{1,2}(?:[T ]+\d{1,2}[:.]\d\d(?:[:.]\d\d(?:[.,]\d{1,9})?)?)?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?:(?:19|20)\d\d|\d\d)[T ,]+\d{1,2}[:.]\d\d(?:[:.]\d\d(?:[.,]\d{1,9})?)?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d"
    r"|\d{4}/\d{1,2}/\d{1,2}(?:[T ]+\d{1,2}[:.]\d\d(?:[:.]\d\d(?:[.,]\d{1,9})?)?)?"
)
"""A date, a moment; RE2 reads it too."""
_HASH_SIZES = "|".join(rf"[0-9a-f]{{{n}}}" for n in (128, 96, 64, 56, 40, 32))
_NO_NUMBER = re.compile(
    rf"(?<![\d.])(?:{TIME})(?!\d)"
    rf"|(?<![0-9A-Za-z])(?=[0-9]*[a-f])(?:{_HASH_SIZES})(?![0-9A-Za-z])"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
"""Dates and moments, hashes and UUIDs."""
_PHONE_START = re.compile(r"08\d|628|0{0,2}62 (?:0 |08|8)")
_SCIENCE = re.compile(r"(?<![\d.,])(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})(?!\d)")
_FRACTION = re.compile(r"(?<![\d.,])(\d+)[.,](\d+)(?![.,]?\d)")
_THOUSANDS = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3}){2,}(?![\d,])")
_BETWEEN = r"[ .\-/_'\"()+:*#~\\]{1,3}"
_CHAIN = re.compile(rf"\d+(?:{_BETWEEN}\d+)*")
_GROUPINGS = {(4, 4, 4, 4), (6, 6, 4), (2, 2, 2, 6, 4), (6, 2, 2, 2, 4), (2,) * 6 + (4,), (8, 8), (1,) * 16}
_DEVICE_GROUPINGS = {(2, 6, 6, 1), (6, 2, 6, 1), (8, 6, 1)}
_SURE_DIGITS = 12
"""Of a rounded number this many digits show region and date."""


@dataclass
class Seen:
    """What was seen in a text: the numbers that are enough alone, and those that need company."""

    strong: list[str] = field(default_factory=list)
    weak: list[str] = field(default_factory=list)


def context_of(head: str) -> str:
    """Tell from a column's name in plain letters what its numbers are.

    Examples
    --------
    >>> context_of("posted_nik"), context_of("no_hp"), context_of("n_bytes"), context_of("note")
    ('identity', 'phone', 'amount', 'other')
    """
    said = {_CONTEXT[w] for w in head.split("_") if w in _CONTEXT}
    return next((c for c in _WORDS if c in said), OTHER)


def normal(text: str) -> str:
    """Write a text with plain digits and spaces: invisible marks go, digits of other scripts become 0 to 9.

    Examples
    --------
    >>> normal("३२\u200b७३\u00a0１２")
    '3273 12'
    """
    if not text.isascii():
        made = []
        for c in unicodedata.normalize("NFKC", text):
            kind = unicodedata.category(c)
            if kind == "Nd":
                made.append(str(unicodedata.decimal(c)))
            elif kind in ("Zs", "Zl", "Zp", "Pd", "Pi", "Pf"):
                made.append({"Z": " ", "P": "-"}[kind[0]])
            elif kind not in ("Cf", "Mn", "Me", "Cn", "Co"):
                made.append(c)
        text = "".join(made)
    text = text.replace("\x00", "")
    text = re.sub(r"[\x01-\x1f\x7f]", " ", text)
    text = re.sub(r"(?<=\d)[oO](?=\d)", "0", text)
    return re.sub(r"(?<=\d)[lI](?=\d)", "1", text)


def look(text: str, context: str = OTHER, join: str = "any") -> Seen:
    """Look for numbers that could be somebody's in one text.

    `context`: what `context_of` says of the column. `join`: {"any", "usual", "none"}; which groups of digits beside
    each other may be one number: in a cell any, in a text those in which people write such numbers, in a drawing or a
    page none.

    Examples
    --------
    >>> look("NIK: 3273 0141 0170 0001").strong, look("3270 7541 0170 0001").strong
    (['NIK'], [])
    >>> look("81234567890").weak, look("HP 81234567890").strong
    (['MSISDN'], ['MSISDN'])
    """
    text = _NO_NUMBER.sub(" ; ", normal(text))
    contexts = {context}
    if join == "any":
        contexts |= {IDENTITY} if _SAID_IDENTITY.search(text) else set()
        contexts |= {PHONE} if _SAID_PHONE.search(text) else set()
    seen = Seen()
    for m in _SCIENCE.finditer(text):
        _science(m[1] + (m[2] or ""), int(m[3]), contexts, seen)
    text = _SCIENCE.sub(" ; ", text)
    if join == "any":
        for m in _THOUSANDS.finditer(text):
            _one(m[0].replace(",", ""), contexts, seen)
    # The digits behind a decimal point are part of a measure, not a number of their own.
    text = _FRACTION.sub(r"\1 ; ", text)
    for chain in _CHAIN.findall(text):
        groups = re.findall(r"\d+", chain)
        for group in groups:
            _one(group, contexts, seen)
        if len(groups) > 1 and join != "none":
            _joined(groups, contexts, seen, join)
    return seen


def _one(run: str, contexts: set[str], seen: Seen) -> None:
    """Judge one run of digits."""
    if len(run) > 16 and len(run.lstrip("0")) == 16:
        run = run.lstrip("0")
    n = len(run)
    # One digit all over is what is typed where no number is known; 1111 people of a district are not born on a day.
    if n < 9 or len(set(run)) == 1 or _HARMLESS.fullmatch(run):
        return
    if n == 16:
        _sixteen(run, contexts, seen)
    elif n in (15, 17):
        _near(run, contexts, seen)
    elif n in (32, 48):
        for i in range(0, n, 16):
            _sixteen(run[i : i + 16], contexts, seen)
    elif 25 <= n <= 30:
        for one, other in ((run[:16], run[16:]), (run[-16:], run[:-16])):
            if NIK.fullmatch(one) and (_PHONE.fullmatch(other) or _BARE_PHONE.fullmatch(other)):
                seen.strong += ["NIK", "MSISDN"]
    _phone(run, contexts, seen)


def _sixteen(run: str, contexts: set[str], seen: Seen) -> None:
    if IDENTITY in contexts:
        region = re.fullmatch(rf"{_REGION}0{{10}}", run)
        if region or _ANY_NIK.fullmatch(run):
            seen.strong.append("NIK")
    elif NIK.fullmatch(run):
        # Serials begin at 0001. 0000 is what a spreadsheet leaves of the last digit, and the end of a moment in us.
        (seen.weak if run.endswith("0000") else seen.strong).append("NIK")


def _near(run: str, contexts: set[str], seen: Seen) -> None:
    """Judge 15 or 17 digits: a NIK that lost or gained a digit, or the number of a device or a subscriber."""
    restored = list(_restored(run))
    is_own = any(_OWN_NIK.fullmatch(r) for r in restored)
    if len(run) == 15 and not (is_own and DEVICE not in contexts):
        if run.startswith("510"):
            seen.strong.append("IMSI")
        elif not run.endswith("00000") and luhn_ok(run):
            seen.strong.append("IMEI")
    if is_own:
        return
    if _NIK_HEAD.match(run) and not run.endswith("0000"):
        seen.strong.append("NIK")
    elif any(NIK.fullmatch(r) and not r.endswith("0000") for r in restored):
        (seen.strong if IDENTITY in contexts else seen.weak).append("NIK")


def _restored(run: str) -> Iterator[str]:
    if len(run) == 17:
        return (run[:i] + run[i + 1 :] for i in range(17))
    return (f"{run[:i]}{d}{run[i:]}" for i in range(16) for d in range(10))


def _phone(run: str, contexts: set[str], seen: Seen) -> None:
    # A device's number that lost its zeros and an amount may begin like a country code.
    doubted = contexts & {DEVICE, AMOUNT} and not run.startswith("0")
    if _PHONE.fullmatch(run):
        (seen.weak if doubted else seen.strong).append("MSISDN")
    elif _LONG_PHONE.fullmatch(run) and (len(run) != 15 or PHONE in contexts):
        seen.strong.append("MSISDN")
    elif _BARE_PHONE.fullmatch(run) and not doubted:
        (seen.strong if PHONE in contexts else seen.weak).append("MSISDN")


def _science(shown: str, power: int, contexts: set[str], seen: Seen) -> None:
    if power > 17:
        return
    whole = shown[: power + 1].ljust(power + 1, "0")
    if power == 15 and len(shown) >= _SURE_DIGITS and NIK.fullmatch(whole):
        seen.strong.append("NIK")
    elif len(shown) > power or len(shown) >= _SURE_DIGITS:
        _one(whole, contexts, seen)
    elif len(shown) >= 6:
        # What was rounded up to the next region or block may have come from the one below: both must be real.
        below = str(int(whole) - 1)
        if power == 15 and IDENTITY in contexts and not _HARMLESS.fullmatch(below):
            if re.match(_REGION, whole):
                seen.strong.append("NIK")
        elif PHONE in contexts and _PHONE.fullmatch(whole) and not _HARMLESS.fullmatch(below):
            seen.strong.append("MSISDN")


def _joined(groups: list[str], contexts: set[str], seen: Seen, join: str) -> None:
    """Judge digits in groups: all of them together, then each stretch that could be a number."""
    whole = "".join(groups)
    if _HARMLESS.fullmatch(whole):
        return
    if join == "any" and len(whole) in (15, 17):
        _near(whole, contexts, seen)
    if join == "any" and all(len(g) <= 2 for g in groups):
        _phone(whole, contexts, seen)
    i = 0
    while i < len(groups):
        i += _from(groups, i, contexts, seen, join)


def _from(groups: list[str], start: int, contexts: set[str], seen: Seen, join: str) -> int:
    """Judge the stretches that begin with one group; give how many groups are done with."""
    made, hit = "", 0
    for end in range(start, len(groups)):
        made += groups[end]
        if len(made) > 20:
            break
        lengths = tuple(len(g) for g in groups[start : end + 1])
        if end > start and _HARMLESS.fullmatch(made):
            return len(lengths)
        if end == start or (
            join == "usual" and lengths not in _GROUPINGS | _DEVICE_GROUPINGS and len(made) > 13
        ):
            continue
        before = len(seen.strong)
        if len(made) == 16:
            _sixteen(made, contexts, seen)
        elif len(made) == 15 and lengths in _DEVICE_GROUPINGS:
            _near(made, contexts, seen)
        elif _PHONE_START.match(" ".join(groups[start : end + 1])):
            _phone(made, contexts, seen)
        hit = len(lengths) if len(seen.strong) > before else hit
    return hit or 1


def hidden(text: str) -> str:
    """Write a text that is shown as an example; digits of what could be a number of somebody become marks.

    Examples
    --------
    >>> hidden("3270754101700001"), hidden("317101410170000 1"), hidden("81234567890")
    ('3270754101700001', '############### #', '###########')
    """
    if sum(c.isdigit() for c in text) < 9:
        return text
    seen = [look(text, context) for context in (IDENTITY, PHONE, OTHER)]
    return re.sub(r"\d", "#", text) if any(s.strong or s.weak for s in seen) else text
