"""The material of lesson 02: province codes, a spreadsheet that loses digits, and who holds how many SIMs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simkit.world.places import PROVINCES

if TYPE_CHECKING:
    from simkit.engine.export.result import Run

RING = ("ring", "mule")


def province_codes() -> pd.DataFrame:
    """Give the two code lists of the provinces side by side: kemendagri, bps, province.

    Source: ``population-2024`` and ``papua-code-trap`` in docs/sources.md.

    >>> codes = province_codes()
    >>> codes.loc[codes["kemendagri"] != codes["bps"], "kemendagri"].tolist()
    [91, 92, 93, 94, 95, 96]
    """
    rows = [(p.code, p.bps, p.name) for p in PROVINCES]
    return pd.DataFrame(rows, columns=["kemendagri", "bps", "province"])


def province_of(niks: pd.Series, code_list: str) -> pd.Series:
    """Give the province that one of the two code lists reads in the first two digits; missing where it has none.

    >>> niks = pd.Series([9170754101700001, 9370754101700001], dtype="Int64")
    >>> province_of(niks, "kemendagri").tolist()
    ['Papua', 'Papua Selatan']
    >>> province_of(niks, "bps").fillna("-").tolist()
    ['Papua Barat', '-']
    """
    names = province_codes().set_index(code_list)["province"]
    return (niks.astype("int64") // 10**14).map(names)


def through_spreadsheet(niks: pd.Series) -> pd.Series:
    """Give numbers as they come back from a program that keeps fifteen digits and writes zeros behind.

    >>> through_spreadsheet(pd.Series([3270754101700001])).tolist()
    [3270754101700000]
    """
    return niks // 10 * 10


def ring_flags(country: Run) -> pd.Series:
    """Tell for each row of the observed SIMs whether a ring registered it: only a simulator knows.

    >>> from simkit_course.tiny import tiny_country
    >>> country = tiny_country()
    >>> len(ring_flags(country)) == len(country.observed["sims"])
    True
    """
    truth = country.truth["sims"].set_index("sim_id")["registrant"].isin(RING)
    return country.observed["sims"]["sim_id"].map(truth).astype(bool).rename("is_ring")


def heavy_holders(sims: pd.DataFrame, people: pd.DataFrame, above: int = 3) -> pd.DataFrame:
    """Give the NIKs with more than a number of SIMs: n_sims, most_at_one_operator, kind; the largest first.

    >>> sims = pd.DataFrame({"nik": [7] * 4 + [8], "operator_id": [1, 1, 2, 3, 1]})
    >>> people = pd.DataFrame({"nik": [7, 8], "kind": ["individual"] * 2})
    >>> heavy_holders(sims, people).reset_index().values.tolist()
    [[7, 4, 2, 'individual']]
    """
    at_one = sims.groupby(["nik", "operator_id"]).size()
    made = pd.DataFrame(
        {
            "n_sims": at_one.groupby(level="nik").sum(),
            "most_at_one_operator": at_one.groupby(level="nik").max(),
        }
    )
    made = made[made["n_sims"] > above]
    made["kind"] = people.set_index("nik")["kind"].reindex(made.index).astype(object)
    order = np.lexsort([made.index.to_numpy(), -made["n_sims"].to_numpy()])
    return made.iloc[order]
