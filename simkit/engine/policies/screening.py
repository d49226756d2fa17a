"""Screening: detection inside the run. A detector ranks what is seen, investigators look at the first, and block.

The engine knows no detector: ``simulate`` is handed something that gives one by its name (``Model.detectors``), and
here only what it is shown and what becomes of its list is decided.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...core.errors import BadValue, quoted
from ...core.parameter import fraction, parameter
from ...core.streams import keys
from ...core.tables import Frames
from ...world import tables as world_tables
from .. import codes
from ..export import observed, traffic
from ..export.ids import View
from ..model import Model, end_sims, restore_sims
from ..policy import Policy
from ..tables import declared

Ranked = Any
"""What a detector gives: ``entity`` ("sim", "account", "device" or "nik") and ``table``, whose rows are in order."""
Detector = Callable[[Mapping[str, pd.DataFrame]], Ranked]
WEEK_H, MORNING_H = 168.0, 8.0
TRAFFIC_D = 28
"""Days of traffic that the desk keeps: it screens for what goes on, and older days only cost."""
GUILTY = [codes.REGISTRANTS.index(w) for w in ("ring", "mule")]


@dataclass(frozen=True)
class Screening(Policy):
    """Every week a detector makes a list, investigators look at the first on it, and numbers are blocked."""

    detector: str = parameter(
        "bulk-registration", "The detector that makes the list, by its name or how that begins.", ""
    )
    cases: int = parameter(
        20, "Numbers that investigators look at in a week.", "cases/week", low=1, high=100_000
    )
    by_lot: float = fraction(
        0.0,
        "Share of the cases drawn by lot among new numbers: what is learned from them is not biased by the list."
    )  # fmt: skip
    hours: float = parameter(2.0, "An investigator's time for a case.", "h", high=200)
    rp_per_hour: int = parameter(50_000, "What an hour of an investigator costs.", "Rp/h")
    p_confirmed: float = fraction(
        0.9, "Share of the rings' numbers looked at that are blocked; the others are cleared."
    )
    p_cleared: float = fraction(
        0.5, "Share of the honest numbers looked at that are cleared; the others are blocked."
    )
    p_heard: float = fraction(
        0.9, "Share of the honest whose number was blocked who ask to be heard, and are."
    )
    restore_d: float = parameter(
        7.0,
        "Days from a block until whoever asked has the number back, and all other blocks count as confirmed.",
        "days", high=365
    )  # fmt: skip

    name, decision, kind, charged = "screening", "complaint", "programme", "cases"

    def cost_rp(self, days: float, rows: Callable[[str, float], int]) -> float:
        """Give what the policy costs: also the investigators' hours [Rp]."""
        return super().cost_rp(days, rows) + rows("cases", 0.0) * self.hours * self.rp_per_hour

    def start(self, model: Model) -> None:
        """Open the desk; its first list comes a week after the policy's first day."""
        if model.detectors is None:
            raise BadValue(
                f"screening.detector is {quoted(self.detector)}: no detectors were handed in; "
                "call simkit.simulate, or give simulate(detectors=...)"
            )
        desk = Desk(model, self, model.detectors(self.detector))
        model.each(WEEK_H, desk.screen, self.start_day * 24 + WEEK_H + MORNING_H)


class Desk:
    """The investigators' desk: what they are shown, whom they have looked at, and what became of it."""

    def __init__(self, model: Model, policy: Screening, detector: Detector) -> None:
        self.model, self.policy, self.detector = model, policy, detector
        self.kept: dict[str, pd.DataFrame] = {}
        self.weeks: dict[int, pd.DataFrame] = {}

    def screen(self) -> None:
        """Rank what was known by midnight; look at the first numbers that live and were not looked at yet."""
        m, k = self.model, self.policy
        shown = Shown(m, m.now // 24 * 24, self.kept, self.weeks)
        open_ = m.sims["ended_t"] > m.now
        open_[m.log["cases"]["sim"]] = False
        listed = shown.sims_of(self.detector(shown))
        listed = listed[open_[listed]]
        n_lot = int(m.crn.rounded(keys("lots of a week", [round(m.now)]), "lots", k.cases * k.by_lot)[0])
        first = listed[: k.cases - n_lot]
        open_[first] = False
        new = np.flatnonzero(open_[m.n_old_sims :]) + m.n_old_sims
        new = new[m.sims["t"][new] <= shown.view.until]
        drawn = new[np.argsort(m.crn.bits(keys("case", m.sims["key"][new]), "lot"), kind="stable")[:n_lot]]
        self.judge(np.concatenate([first, drawn]), len(first))

    def judge(self, sims: np.ndarray, n_listed: int) -> None:
        """Let investigators look at numbers, those of the list first; random numbers are the SIM's, not the week's."""
        m, k = self.model, self.policy
        key = keys("case", m.sims["key"][sims])
        guilty = np.isin(m.sims["registrant"][sims], GUILTY)
        out = m.crn(key, "blocked") < np.where(guilty, k.p_confirmed, 1 - k.p_cleared)
        heard = out & ~guilty & (m.crn(key, "asks to be heard") < k.p_heard)
        outcome = np.select([~out, heard], [codes.CLEARED, codes.RESTORED], codes.CONFIRMED)
        m.log["cases"].add(
            {
                "at": m.now, "key": key, "sim": sims, "rank": np.arange(1, len(sims) + 1),
                "is_drawn": np.arange(len(sims)) >= n_listed, "outcome": outcome,
                "closed_t": np.where(out, m.now + k.restore_d * 24, m.now),
            }
        )  # fmt: skip
        end_sims(m, sims[out], m.now, "operator", "screening")
        if heard.any():
            m.env.process(self._restore(sims[heard]))
        m.ledger.tell("screened", sims=sims[out])

    def _restore(self, sims: np.ndarray) -> Generator[Any, Any, None]:
        yield self.model.env.timeout(self.policy.restore_d * 24)
        restore_sims(self.model, sims)


class Shown(Frames):
    """The observed tables as of a moment, as ``Run.as_of`` gives them, made cheaply week after week.

    Left out is what no screening of numbers reads (the desk, posts) and what would be dear (contacts). Of traffic there
    are the last four weeks, and the numbers registered in the run. What never changes is made once and kept.
    """

    STATIC = ("people", "operators", "outlets", "agents")
    MOVING = ("registrations", "accounts", "logins", "complaints", "notices", "blocks", "cases")
    _tables = (*STATIC, "sims", *MOVING, "traffic_daily")

    def __init__(
        self, model: Model, until: float, kept: dict[str, pd.DataFrame], weeks: dict[int, pd.DataFrame]
    ) -> None:
        self.view, self.kept, self.weeks = View(model, until), kept, weeks
        self.declared = {t.name: t for t in declared() if t.folder == "observed"}
        self.made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name in self.STATIC:
            if name not in self.kept:
                made = getattr(world_tables, f"{name}_table")(self.view.model.world)
                self.kept[name] = self.declared[name].frame(made)
            return self.kept[name]
        if name not in self.made:
            self.made[name] = self._make(name)
        return self.made[name]

    def _make(self, name: str) -> pd.DataFrame:
        v = self.view
        if name == "sims":
            return self._sims()
        if name == "traffic_daily":
            return self._traffic()
        if name not in self.MOVING:
            raise KeyError(name)
        return self.declared[name].frame(getattr(observed, name)(v))

    def _sims(self) -> pd.DataFrame:
        """Give the SIMs: those of the start are kept, and only get their ids of this moment."""
        v, n = self.view, self.view.model.n_old_sims
        if "sims" not in self.kept:
            old = self.declared["sims"].frame(observed.sims(v, np.arange(n)))
            self.kept["sims"] = old
        new = np.flatnonzero(v.sims[n:] > 0) + n
        old = self.kept["sims"].assign(sim_id=v.sims[:n])
        return pd.concat([old, self.declared["sims"].frame(observed.sims(v, new))], ignore_index=True)

    def _traffic(self) -> pd.DataFrame:
        """Give the traffic: a day that is over stays as it was, so only the days since the last look are made."""
        v, last = self.view, int(self.view.until / 24)
        first = max([last - TRAFFIC_D, 0, *self.weeks])
        new, row = np.arange(len(v.sims)) >= v.model.n_old_sims, self._row()
        for piece in traffic.traffic(v, first, new):
            made = self.declared["traffic_daily"].frame(piece)
            self.weeks[last] = made.assign(sim_id=row[made["sim_id"].to_numpy()])
        for day in [day for day in self.weeks if day <= last - TRAFFIC_D]:
            del self.weeks[day]
        made = pd.concat(self.weeks.values(), ignore_index=True)
        return made.assign(sim_id=v.sims[made["sim_id"].to_numpy()])

    def _row(self) -> np.ndarray:
        """Give the number inside the model of each public id of a SIM."""
        row = np.zeros(len(self.view.sims) + 1, np.int64)
        row[self.view.sims] = np.arange(len(self.view.sims))
        return row

    def sims_of(self, ranked: Ranked) -> np.ndarray:
        """Give the SIMs that a ranking is about, in its order, each once: numbers inside the model."""
        row, ids = self._row(), ranked.table["entity_id"].to_numpy()
        if ranked.entity == "sim":
            made = row[ids.astype(np.int64)]
        elif ranked.entity == "account":
            of = self["accounts"].set_index("account_id")["sim_id"]
            made = row[of.reindex(ids.astype(np.int64)).to_numpy(np.int64)]
        elif ranked.entity in ("device", "nik"):
            rows = self["registrations"].dropna(subset="sim_id")
            place = pd.Series(np.arange(len(ids)), ids)
            order = rows["imei" if ranked.entity == "device" else "nik"].map(place)
            order = order.dropna().sort_values(kind="stable")
            made = row[rows.loc[order.index, "sim_id"].to_numpy(np.int64)]
        else:
            raise BadValue(
                f"screening.detector ranks {quoted(ranked.entity)}: a screening looks at numbers, so it takes "
                "detectors of sim, account, device or nik"
            )
        return made[np.sort(np.unique(made, return_index=True)[1])]


POLICIES = (Screening,)
