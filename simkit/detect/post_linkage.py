"""Whom a posted record is about: fields compared with the register's, and a score for each person, in bits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist, cpdist

from ..core.errors import BadValue, nearest, quoted
from .guard import refuse_real

FIELDS = ("name", "nik", "kk", "msisdn", "address", "birth_date")
NUMBERS = ("nik", "kk", "msisdn")
LEVELS = ("same", "slip", "near", "differs", "missing")
SAME, SLIP, NEAR, DIFFERS, MISSING = range(5)
NEAR_RATIO = 80.0


P_SLIP, P_CHANGED = 0.06, 0.02
"""Chance of a slip in a field that is typed, the value of the parameter ``post.p_slip``; and that a field says
something else than the register, as after a move. Assumptions."""


def clean(values: pd.Series, field: str) -> pd.Series:
    """Bring a field into one form: digits alone, telephone numbers with country code, one case, one blank.

    Examples
    --------
    >>> clean(pd.Series(["0840-123 4567", None]), "msisdn").tolist()
    ['628401234567', '']
    """
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.strftime("%Y-%m-%d").fillna("").astype(str)
    if pd.api.types.is_float_dtype(values):
        # a missing value somewhere makes whole numbers floats, and 62.0 would read as 620
        values = values.astype("Int64")
    text = values.astype("string").fillna("")
    if field in NUMBERS:
        text = text.str.replace(r"\D", "", regex=True)
        if field == "msisdn":
            text = text.str.replace(r"^08(?=\d{6})", "628", regex=True)
        return text.astype(str)
    text = text.str.casefold().str.replace(r"\s+", " ", regex=True).str.strip().astype(str)
    return bare_names(text) if field == "name" else text


_TITLE = "prof|drs|dra|drg|drh|dr|ir|hj|h|kh|ust|ustadz|bpk|bapak|ibu|sdri|sdr|tn|ny|nn|rr|raden"
TITLES = rf"(?:(?:{_TITLE})(?:\.\s*|\s+))+(?=\w)"
_DEGREE = r"[a-z]{1,4}\.[a-z]{1,5}(?:\.[a-z]{1,5})*\.?"
DEGREES = rf"(?:,?\s+{_DEGREE}|,\s*(?:sh|se|st|mh|mm|mt|ma|msi|skom|spd|ssos|phd|amd)\.?)+$"
MUHAMMAD = r"^(?:muh|moh|mhd|muhd|mohd|m)(?:\.\s*|\s+)(?=\w{2})"


def bare_names(text: pd.Series) -> pd.Series:
    """Take titles and degrees off names in small letters, and put the first name first.

    Examples
    --------
    >>> bare_names(pd.Series(["drs. h. budi santoso, s.h., m.si.", "santoso, budi", "m. budi", "hana"])).tolist()
    ['budi santoso', 'budi santoso', 'muhammad budi', 'hana']
    """
    odd = text[text.str.contains(rf"[.,]|^{TITLES}|{MUHAMMAD}")]
    bare = odd.str.replace(DEGREES, "", regex=True).str.replace(f"^{TITLES}", "", regex=True)
    bare = bare.str.replace(r"^([^,]+?)\s*,\s*([^,]+)$", r"\2 \1", regex=True)
    bare = bare.str.replace(f"^{TITLES}", "", regex=True).str.replace(MUHAMMAD, "muhammad ", regex=True)
    made = text.copy()
    made[odd.index] = bare
    return made


def levels(posted: np.ndarray, there: np.ndarray, field: str) -> np.ndarray:
    """Compare two lists of cleaned texts pair by pair: for each the index into `LEVELS`.

    A number that is shorter than the register's is compared with its last digits. ``slip`` is one wrong, missing
    or added character or two neighbours that changed places; ``near`` is two slips in a number, or a text that
    is alike for the most part (as when a middle name is left out).

    Examples
    --------
    >>> a, b = np.array(["budi santoso"] * 3, object), np.array(["budi santoso", "budi snatoso", "siti"], object)
    >>> [LEVELS[i] for i in levels(a, b, "name")]
    ['same', 'slip', 'differs']
    """
    missing = (posted == "") | (there == "")
    if field in NUMBERS:
        there = tails(posted, there)
    apart = cpdist(posted, there, scorer=OSA.distance, score_cutoff=2, dtype=np.int32, workers=1)
    if field in NUMBERS:
        near = apart <= 2
    elif field == "birth_date":
        near = np.zeros(len(apart), bool)
    else:
        near = cpdist(posted, there, scorer=fuzz.token_set_ratio, dtype=np.float32, workers=1) >= NEAR_RATIO
    made = np.select([missing, apart == 0, apart == 1, near], [MISSING, SAME, SLIP, NEAR], DIFFERS)
    return made.astype(np.int8)


def tails(posted: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Cut the register's numbers to the length of posted ones that are shorter by more than a slip."""
    cut = [t[-len(p) :] if 4 <= len(p) < len(t) - 1 else t for p, t in zip(posted, there, strict=True)]
    return np.array(cut, dtype=object)


def chance(values: Mapping[str, pd.Series]) -> Mapping[str, np.ndarray]:
    """Measure how often strangers agree: the u-probabilities of the levels, from the register itself.

    Evenly spaced values of the register are compared with others; no chance is involved, and the order of the
    rows plays no part. ``same`` is replaced by the frequency of the very value when a record is scored: a rare
    name says more than a common one. By field, shape (4,); never below half a person: a sample cannot show that
    something never happens.
    """
    made = {}
    for field, column in values.items():
        known = np.sort(column[column != ""].to_numpy(object))
        one = known[:: max(len(known) // 100, 1)]
        many = known[len(known) % 7 // 2 :: max(len(known) // 2000, 1)]
        n = max(len(one) * len(many), 1)
        apart = np.empty(0)
        if n > 1:
            apart = cdist(one, many, scorer=OSA.distance, score_cutoff=2, dtype=np.int32)
        if field in NUMBERS:
            near = (apart == 2).sum()
        elif field == "birth_date" or n == 1:
            near = 0
        else:
            alike = cdist(one, many, scorer=fuzz.token_set_ratio, dtype=np.float32) >= NEAR_RATIO
            near = (alike & (apart > 1)).sum()
        counts = np.array([(apart == 0).sum(), (apart == 1).sum(), near], float)
        # a field that nobody shares says at most "one of all these"
        share = np.maximum(counts / n, 0.5 / max(len(known), 1))
        made[field] = np.array([*share, max(1 - share.sum(), 0.5)])
    return MappingProxyType(made)


# ---
# The register against which posted records are compared, and who comes into question at all.


@dataclass(frozen=True)
class Register:
    """Everybody who could be meant.

    `values`: cleaned fields by row; of telephone numbers, one row a number. `owner`: the row of the person whose each
    telephone number is. `u`: how often strangers agree, by field and level (`chance`).
    """

    person_id: np.ndarray
    values: dict[str, pd.Series]
    owner: np.ndarray
    u: Mapping[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.person_id)


def register(tables: Mapping[str, pd.DataFrame]) -> Register:
    """Read people and their numbers; refuse real ones."""
    refuse_real(tables, proof=("people",))
    people = tables["people"].reset_index(drop=True)
    values = {f: clean(people[f], f) for f in FIELDS if f in people}
    owner = np.empty(0, np.int64)
    if "sims" in tables and len(tables["sims"]):
        sims = tables["sims"][["nik", "msisdn"]]
        place = pd.Series(people.index, people["nik"].astype("int64"))
        place = place[~place.index.duplicated()]
        row = place.reindex(sims["nik"].fillna(-1).astype("int64")).fillna(-1).to_numpy(np.int64)
        sims = sims[row >= 0].reset_index(drop=True)
        owner, values["msisdn"] = row[row >= 0], clean(sims["msisdn"], "msisdn")
    return Register(people["person_id"].to_numpy(), values, owner, chance(values))


def posted(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Give the cleaned posted fields, one row a posted record, by position."""
    records = tables["post_records"]
    return pd.DataFrame(
        {f: clean(records[f"posted_{f}"], f).to_numpy() for f in FIELDS if f"posted_{f}" in records},
        index=range(len(records)),
        columns=list(FIELDS),
    ).fillna("")


HALF, REGION_DATE = 8, 12


def _cuts(texts: pd.DataFrame) -> dict[str, pd.Series]:
    """Give the keys that two records about one person share although one of them has slips.

    One slip leaves one half of the NIK whole; slips in NIK and KK leave name and birth date; and so on.
    """
    empty = pd.Series("", texts.index)
    t = {f: texts.get(f, empty) for f in FIELDS}
    words = t["name"].str.split(" ")
    first, last = words.str[0].fillna(""), words.str[-1].fillna("")
    dated = t["birth_date"] != ""
    return {
        "nik head": t["nik"].str[:HALF].where(t["nik"].str.len() >= 2 * HALF - 1, ""),
        "nik tail": t["nik"].str[-HALF:].where(t["nik"].str.len() >= HALF, ""),
        "kk": t["kk"],
        "kk region and date": t["kk"].str[:REGION_DATE].where(t["kk"].str.len() > REGION_DATE, ""),
        "name": t["name"],
        "name and date": (first.str[:2] + "|" + t["birth_date"]).where((first != "") & dated, ""),
        "end of name and date": (last.str[-2:] + "|" + t["birth_date"]).where((last != "") & dated, ""),
        "address": t["address"],
    }


MOST = 5_000
"""A key that more people share than this says too little and is passed over."""


def candidates(records: pd.DataFrame, there: Register) -> pd.DataFrame:
    """Give the pairs worth comparing: those who share at least one key.

    `records`: as `posted` gives. Returns a table: ``record`` and ``person``: positions in `records` and in the
    register; each pair once, in order.
    """
    base = {f: v for f, v in there.values.items() if f != "msisdn"}
    ours, theirs = _cuts(records), _cuts(pd.DataFrame(base, index=range(len(there))))
    found = [_shared(ours[k], theirs[k], np.arange(len(there))) for k in ours]
    if "msisdn" in there.values:
        number = there.values["msisdn"]
        for part in (slice(None, -4), slice(-7, None), slice(-4, None)):
            short = records["msisdn"].where((records["msisdn"].str.len() >= 10) | (part.start == -4), "")
            found.append(_shared(short.str[part], number.str[part], there.owner))
    # Where one word is all that is known, whoever has it in the name could be meant.
    words = base.get("name", pd.Series(dtype=str)).str.split(" ").explode()
    alone = (records.drop(columns="name") == "").all(axis=1) & ~records["name"].str.contains(" ")
    found.append(_shared(records["name"].where(alone, ""), words, words.index.to_numpy()))
    pairs = pd.concat(found, ignore_index=True).drop_duplicates()
    return pairs.sort_values(["record", "person"], ignore_index=True)


def _shared(ours: pd.Series, theirs: pd.Series, person: np.ndarray) -> pd.DataFrame:
    left = pd.DataFrame({"key": ours.to_numpy(object), "record": np.arange(len(ours))})
    left = left[left["key"] != ""]
    right = pd.DataFrame({"key": theirs.to_numpy(object), "person": person})
    right = right[right["key"].isin(left["key"])].drop_duplicates()
    right = right[right.groupby("key")["person"].transform("size") <= MOST]
    return left.merge(right, on="key")[["record", "person"]]


# ---

P_NOBODY = 0.05
"""Chance beforehand that a posted record is about nobody of the register: invented, or a canary. Assumption."""


def link_posts(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Find the likeliest person behind every posted record, with the runner-up and the margin.

    A posted record is compared field by field (Fellegi and Sunter, 1969): agreement adds log2(m / u) bits, where m
    is how often fields agree when the record is about this person (an assumption) and u how often
    they agree between strangers (counted in the register). A field that is missing adds nothing.

    Needs people and post_records, and uses sims. Returns a table, a row a posted record, in the order given:
    ``post_record_id``, ``post_id``, ``person_id`` (missing where nobody comes into question), ``score`` [bits], ``p``
    (that it is this person; the rest is others or nobody), ``runner_up_id``, ``runner_up_score``, ``margin`` [bits]
    and ``n_candidates``. Raises BadValue if anybody in the tables could be real; there is no way round it.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": [1, 2], "nik": [3270754101700001, 3270750203880001],
    ...                        "name": ["Siti Aminah", "Budi Santoso"]})
    >>> record = pd.DataFrame({"post_record_id": [1], "post_id": [1], "posted_nik": ["3270754101700002"],
    ...                        "posted_name": ["Siti Aminha"]})
    >>> link_posts({"people": people, "post_records": record})[["person_id", "n_candidates"]].values.tolist()
    [[1, 1]]
    """
    there, ours = register(tables), posted(tables)
    scored = score(candidates(ours, there), ours, there)
    records = tables["post_records"]
    ids = pd.Series(there.person_id)
    first = scored.groupby("record").nth(0).set_index("record")
    second = scored.groupby("record").nth(1).set_index("record")
    made = records[["post_record_id", "post_id"]].reset_index(drop=True)
    at = made.index
    made["person_id"] = first["person"].map(ids).reindex(at).astype("Int64")
    made["score"], made["p"] = first["score"].reindex(at), first["p"].reindex(at).fillna(0.0)
    made["runner_up_id"] = second["person"].map(ids).reindex(at).astype("Int64")
    made["runner_up_score"] = second["score"].reindex(at)
    made["margin"] = made["score"] - made["runner_up_score"]
    made["n_candidates"] = scored.groupby("record").size().reindex(at).fillna(0).astype(np.int64)
    return made


def who(tables: Mapping[str, pd.DataFrame], post_record: int, n: int = 5) -> pd.DataFrame:
    """Show the likeliest persons behind one posted record, and how each field agrees.

    `post_record`: a ``post_record_id``. `n`: how many to show. Returns a table: ``person_id``, ``score`` [bits],
    ``p``, ``margin`` [bits] to the next, and for each field its level (same, slip, near, differs, missing), the
    likeliest first. Raises BadValue for a posted record that is not there, or if anybody in the tables could be real.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": [1, 2], "nik": [3270754101700001, 3270754101700002],
    ...                        "name": ["Siti Aminah", "Ani Lestari"]})
    >>> record = pd.DataFrame({"post_record_id": [9], "post_id": [1], "posted_nik": ["3270754101700002"],
    ...                        "posted_name": ["Siti Aminah"]})
    >>> who({"people": people, "post_records": record}, 9)[["person_id", "name", "nik"]].values.tolist()
    [[1, 'same', 'slip'], [2, 'differs', 'same']]
    """
    records = tables["post_records"]
    mine = records[records["post_record_id"] == post_record]
    if mine.empty:
        raise BadValue(
            f"post_record {quoted(post_record)}: there is none; {nearest(str(post_record), records['post_record_id'])}"
        )
    there, ours = register(tables), posted({"post_records": mine})
    made = score(candidates(ours, there), ours, there)
    made["margin"] = made["score"] - made["score"].shift(-1)
    made.insert(0, "person_id", there.person_id[made["person"]])
    words = np.array(LEVELS, object)
    for field in FIELDS:
        made[field] = words[made[field]]
    return made.drop(columns=["record", "person"]).head(n).reset_index(drop=True)


def score(pairs: pd.DataFrame, ours: pd.DataFrame, there: Register) -> pd.DataFrame:
    """Weigh pairs: the level of each field, ``score`` [bits] and ``p`` that it is this person; the likeliest first."""
    made, right = pairs.copy(), 1 - P_CHANGED
    m = np.array([(1 - P_SLIP) * right, P_SLIP * right, P_CHANGED / 2, P_CHANGED / 2])
    bits = np.zeros(len(made))
    for field in FIELDS:
        made[field] = np.full(len(made), MISSING, np.int8)
        if field not in there.values or made.empty:
            continue
        u = there.u[field]
        if field == "msisdn":
            level, same = _best_number(made, ours, there)
        else:
            values = there.values[field]
            text = ours[field].to_numpy(object)[made["record"]]
            level = levels(text, values.to_numpy(object)[made["person"]], field)
            same = values.value_counts().reindex(text).to_numpy(float) / len(values)
        made[field] = level
        gain = np.append(np.log2(m / u), 0.0)[level]
        very = np.log2(m[SAME] / np.maximum(np.nan_to_num(same), 0.5 / len(there)))
        bits += np.where(level == SAME, very, gain)
        if field == "name":
            # Whoever has the word that stands alone is meant as likely as the one who has no other.
            has = _is_word(text, values.to_numpy(object)[made["person"]])
            share = values.str.split(" ").explode().value_counts().reindex(text).to_numpy(float) / len(values)
            lone = np.log2(m[SAME] / np.maximum(np.nan_to_num(share), 0.5 / len(there)))
            bits += np.where(has, lone - np.where(level == SAME, very, gain), 0.0)
    made["score"] = bits
    odds = (1 - P_NOBODY) / max(len(there), 1) * np.exp2(np.minimum(bits, 1000.0))
    made["p"] = odds / (P_NOBODY + pd.Series(odds).groupby(made["record"]).transform("sum").to_numpy())
    ids = pd.Series(there.person_id[made["person"]]).astype(str)
    order = np.lexsort((ids, -made["score"].to_numpy(), made["record"].to_numpy()))
    return made.iloc[order].reset_index(drop=True)


def _is_word(text: np.ndarray, names: np.ndarray) -> np.ndarray:
    """Tell which texts are one word of a name."""
    return np.array([t != "" and t in n.split(" ") for t, n in zip(text, names, strict=True)], bool)


def _best_number(pairs: pd.DataFrame, ours: pd.DataFrame, there: Register) -> tuple[np.ndarray, np.ndarray]:
    """Compare a posted number with all numbers of each candidate; give the best level and how common it is."""
    numbers = there.values["msisdn"]
    held = pd.DataFrame({"person": there.owner, "there": numbers.to_numpy(object)})
    asked = ours["msisdn"].to_numpy(object)[pairs["record"]]
    level, same = np.full(len(pairs), MISSING, np.int8), np.zeros(len(pairs))
    rows = pd.DataFrame({"pair": np.arange(len(pairs)), "person": pairs["person"], "posted": asked})
    rows = rows[rows["posted"] != ""].merge(held, on="person")
    if len(rows):
        rows["level"] = levels(rows["posted"].to_numpy(object), rows["there"].to_numpy(object), "msisdn")
        best = rows.groupby("pair")["level"].min()
        level[best.index] = best
    for text in pd.unique(asked[level == SAME]) if (level == SAME).any() else ():
        share = (tails(np.full(len(numbers), text, object), numbers.to_numpy(object)) == text).mean()
        same[asked == text] = share
    return level, same
