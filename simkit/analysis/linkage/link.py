"""Whom a posted record is about: a score for each candidate, in bits of evidence."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...core.errors import BadValue, nearest, quoted
from .fields import FIELDS, LEVELS, MISSING, SAME, Typing, levels, tails
from .register import Register, candidates, posted, register

P_NOBODY = 0.05
"""Chance beforehand that a posted record is about nobody of the register: invented, or a canary. Assumption."""


def link_posts(tables: Mapping[str, pd.DataFrame], typing: Typing | None = None) -> pd.DataFrame:
    """Find the likeliest person behind every posted record, with the runner-up and the margin.

    A posted record is compared field by field (Fellegi and Sunter, 1969): agreement adds log2(m / u) bits, where m
    is how often fields agree when the record is about this person (`Typing`, an assumption) and u how often
    they agree between strangers (counted in the register). A field that is missing adds nothing.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed; needs people and post_records, and uses sims.
    typing : Typing, optional

    Returns
    -------
    DataFrame
        A row a posted record, in the order given: ``post_record_id``, ``post_id``, ``person_id`` (missing where
        nobody comes into question), ``score`` [bits], ``p`` (that it is this person; the rest is others or nobody),
        ``runner_up_id``, ``runner_up_score``, ``margin`` [bits] and ``n_candidates``.

    Raises
    ------
    BadValue
        If anybody in the tables could be real; there is no way round it.

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
    scored = score(candidates(ours, there), ours, there, typing or Typing())
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


def who(
    tables: Mapping[str, pd.DataFrame], post_record: int, n: int = 5, typing: Typing | None = None
) -> pd.DataFrame:
    """Show the likeliest persons behind one posted record, and how each field agrees.

    Parameters
    ----------
    tables : mapping of str to DataFrame
    post_record : int
        A ``post_record_id``.
    n : int
        How many to show.
    typing : Typing, optional

    Returns
    -------
    DataFrame
        ``person_id``, ``score`` [bits], ``p``, ``margin`` [bits] to the next, and for each field its level
        (same, slip, near, differs, missing), the likeliest first.

    Raises
    ------
    BadValue
        For a posted record that is not there, or if anybody in the tables could be real.

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
    made = score(candidates(ours, there), ours, there, typing or Typing())
    made["margin"] = made["score"] - made["score"].shift(-1)
    made.insert(0, "person_id", there.person_id[made["person"]])
    words = np.array(LEVELS, object)
    for field in FIELDS:
        made[field] = words[made[field]]
    return made.drop(columns=["record", "person"]).head(n).reset_index(drop=True)


def score(pairs: pd.DataFrame, ours: pd.DataFrame, there: Register, typing: Typing) -> pd.DataFrame:
    """Weigh pairs: the level of each field, the bits of evidence, and the chance that it is this person.

    Returns
    -------
    DataFrame
        ``record``, ``person``, the level of each field, ``score`` and ``p``; the likeliest first in each record.
    """
    made, m = pairs.copy(), typing.m()
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
        gain[level == SAME] = np.log2(m[SAME] / np.maximum(np.nan_to_num(same), 0.5 / len(there)))[
            level == SAME
        ]
        bits += gain
    made["score"] = bits
    odds = (1 - P_NOBODY) / max(len(there), 1) * np.exp2(np.minimum(bits, 1000.0))
    made["p"] = odds / (P_NOBODY + pd.Series(odds).groupby(made["record"]).transform("sum").to_numpy())
    ids = pd.Series(there.person_id[made["person"]]).astype(str)
    order = np.lexsort((ids, -made["score"].to_numpy(), made["record"].to_numpy()))
    return made.iloc[order].reset_index(drop=True)


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
