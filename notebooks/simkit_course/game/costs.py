"""What a look costs, and an investigation that pays for it: nothing is seen twice, nothing is seen for nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from simkit.core.errors import BadValue, nearest

from ..blank import Blank
from .case import COLUMNS, Case

HOURS = {"number": 1, "person": 2, "device": 3, "outlet": 8, "seizure": 16}
"""Hours of investigators for one look at a number, at the look-ups of a person's record, a device, an outlet; for a
seizure. Assumptions: no source gives them. What matters is their order: paper first, doors last."""

ON_DEVICE = ("registration", "activation", "log-in")


def uncover(rows: pd.DataFrame, what: str, entity: Any) -> pd.DataFrame:
    """Give the rows that a look brings to light.

    - ``rows`` (DataFrame): All facts of a case, from `simkit_course.game.case.evidence_rows`.
    - ``what`` ({"number", "person", "device", "outlet", "seizure"}): number: where it was registered,
      activated, logged in. person: every look-up of the record with this NIK. device: all that happened on it.
      seizure: that, and the book of what was sold from it. outlet: all that was registered there.
    - ``entity`` (int or str): ``sim_id``, NIK, IMEI or ``outlet_id``.

    Raises BadValue: for another kind of look, or where the case knows no such thing.

    >>> rows = pd.DataFrame({"kind": ["registration"], "sim_id": [4], "imei": ["a"], "outlet_id": [2], "nik": [7]})
    >>> len(uncover(rows, "device", "a"))
    1
    """
    if what not in HOURS:
        raise BadValue(f"look({what!r}): {nearest(what, HOURS)}")
    if what == "person":
        found = rows[(rows["kind"] == "look-up") & (rows["nik"] == entity)]
    elif what == "outlet":
        found = rows[(rows["kind"] == "registration") & (rows["outlet_id"] == entity)]
    else:
        column = "sim_id" if what == "number" else "imei"
        kinds = (*ON_DEVICE, "sale") if what == "seizure" else ON_DEVICE
        found = rows[rows["kind"].isin(kinds) & (rows[column] == entity)]
    names = {"person": "nik", "outlet": "outlet_id", "number": "sim_id"}
    if found.empty and not rows[names.get(what, "imei")].eq(entity).fillna(False).any():
        raise BadValue(
            f"{what} {entity!r}: there is none in this case; take one from the tables you have seen"
        )
    return found


class Investigation:
    """An investigation of one case: it pays hours for looks and keeps what was seen.

    A look that was paid for once is free from then on, so that a cell can be run again. Looking at a blank costs
    nothing and shows nothing.

    >>> from simkit_course.game import open_case
    >>> inquiry = Investigation(open_case(seed=1))
    >>> first = int(inquiry.case.complaints["sim_id"].iloc[0])
    >>> seen = inquiry.look("number", first)
    >>> inquiry.hours, inquiry.left
    (1, 47)
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self._paid: dict[tuple[str, Any], int] = {}
        self._known = set(case.complaints["row"])

    @property
    def hours(self) -> int:
        """Hours spent so far."""
        return sum(self._paid.values())

    @property
    def left(self) -> int:
        """Hours left of the budget."""
        return self.case.budget_h - self.hours

    @property
    def log(self) -> pd.DataFrame:
        """What was looked at, in this order, and what it cost: ``look``, ``entity``, ``hours``."""
        rows = [(what, entity, h) for (what, entity), h in self._paid.items()]
        return pd.DataFrame(rows, columns=["look", "entity", "hours"])

    @property
    def seen(self) -> pd.DataFrame:
        """All rows uncovered so far, each once, the oldest first; the complaints are among them from the start."""
        rows = pd.concat([self.case.rows, self.case.book]) if self.seized else self.case.rows
        return rows[rows["row"].isin(self._known)].sort_values(["at", "row"], ignore_index=True)

    @property
    def seized(self) -> list[object]:
        """The devices that were seized, in this order: each was an accusation of whoever held it."""
        return [entity for what, entity in self._paid if what == "seizure"]

    def look(self, what: str, which: Any) -> pd.DataFrame:
        """Look at one thing or at several of a kind, and pay for those not yet seen.

        Returns a DataFrame: the rows of these looks, the oldest first; columns that hold nothing are left out.

        Raises BadValue: for an unknown kind or thing, or where the hours left do not suffice; then nothing is
        paid.
        """
        entities = _several(which)
        new = [e for e in entities if (what, e) not in self._paid]
        rows = (
            pd.concat([self.case.rows, self.case.book], ignore_index=True)
            if what == "seizure"
            else self.case.rows
        )
        found = [uncover(rows, what, e) for e in entities]
        price = HOURS.get(what, 0) * len(new)
        if price > self.left:
            raise BadValue(
                f"look({what!r}): {len(new)} new looks cost {price} h, and {self.left} h are left; choose fewer"
            )
        self._paid |= {(what, e): HOURS[what] for e in new}
        made = pd.concat(found) if found else rows.head(0)
        made = made[~made.index.duplicated()].sort_values(["at", "row"], ignore_index=True)[COLUMNS]
        self._known |= set(made["row"])
        return made.dropna(axis="columns", how="all") if len(made) else made


def _several(which: Any) -> list[Any]:
    """Give each thing once, as plain Python values; blanks are left out."""
    if isinstance(which, (str, int, np.integer, Blank)) or which is None or not isinstance(which, Iterable):
        which = [which]
    plain = [w.item() if isinstance(w, np.generic) else w for w in which]
    return list(dict.fromkeys(w for w in plain if not (w is None or isinstance(w, Blank))))
