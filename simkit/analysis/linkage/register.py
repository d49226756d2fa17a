"""The register against which posted records are compared, and who comes into question at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..guard import refuse_real
from .fields import FIELDS, chance, clean

NEEDS = ("people", "sims", "post_records")


@dataclass(frozen=True)
class Register:
    """Everybody who could be meant.

    Attributes
    ----------
    person_id : ndarray, shape (n,)
    values : dict of str to Series
        Cleaned fields by row; of telephone numbers, one row a number.
    owner : ndarray of int
        The row of the person whose each telephone number is.
    u : mapping of str to ndarray
        How often strangers agree, by field and level (`chance`).
    """

    person_id: np.ndarray
    values: dict[str, pd.Series]
    owner: np.ndarray
    u: Mapping[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.person_id)


def register(tables: Mapping[str, pd.DataFrame]) -> Register:
    """Read people and their numbers; refuse real ones.

    Raises
    ------
    BadValue
        As `refuse_real`.
    """
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
    first, last = t["name"].str.split(" ").str[0].fillna(""), t["name"].str.split(" ").str[-1].fillna("")
    return {
        "nik head": t["nik"].str[:HALF].where(t["nik"].str.len() >= 2 * HALF - 1, ""),
        "nik tail": t["nik"].str[-HALF:].where(t["nik"].str.len() >= HALF, ""),
        "kk": t["kk"],
        "kk region and date": t["kk"].str[:REGION_DATE].where(t["kk"].str.len() > REGION_DATE, ""),
        "name": t["name"],
        "name and date": (first.str[:2] + "|" + t["birth_date"]).where(
            (first != "") & (t["birth_date"] != ""), ""
        ),
        "end of name and date": (last.str[-2:] + "|" + t["birth_date"]).where(
            (last != "") & (t["birth_date"] != ""), ""
        ),
        "address": t["address"],
    }


def candidates(records: pd.DataFrame, there: Register, most: int = 5_000) -> pd.DataFrame:
    """Give the pairs worth comparing: those who share at least one key.

    Parameters
    ----------
    records : DataFrame
        As `posted` gives.
    there : Register
    most : int
        A key that more people share than this says too little and is passed over.

    Returns
    -------
    DataFrame
        ``record`` and ``person``: positions in `records` and in the register; each pair once, in order.
    """
    base = {f: v for f, v in there.values.items() if f != "msisdn"}
    ours, theirs = _cuts(records), _cuts(pd.DataFrame(base, index=range(len(there))))
    found = [_shared(ours[k], theirs[k], np.arange(len(there)), most) for k in ours]
    if "msisdn" in there.values:
        number = there.values["msisdn"]
        for part in (slice(None, -4), slice(-7, None), slice(-4, None)):
            short = records["msisdn"].where((records["msisdn"].str.len() >= 10) | (part.start == -4), "")
            found.append(_shared(short.str[part], number.str[part], there.owner, most))
    pairs = pd.concat(found, ignore_index=True).drop_duplicates()
    return pairs.sort_values(["record", "person"], ignore_index=True)


def _shared(ours: pd.Series, theirs: pd.Series, person: np.ndarray, most: int) -> pd.DataFrame:
    left = pd.DataFrame({"key": ours.to_numpy(object), "record": np.arange(len(ours))})
    left = left[left["key"] != ""]
    right = pd.DataFrame({"key": theirs.to_numpy(object), "person": person})
    right = right[right["key"].isin(left["key"])].drop_duplicates()
    right = right[right.groupby("key")["person"].transform("size") <= most]
    return left.merge(right, on="key")[["record", "person"]]
