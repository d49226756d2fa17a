"""Sold numbers at work: gambling promotion and scams, tick by tick, as long as SIM or account lives."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...core.parameter import fraction, parameter
from ...core.streams import keys, pick, poisson_lane, waiting
from .. import codes
from ..events import batch, copies
from ..model import Model

# Reports by kind of scam and mean loss [million Rp] at the national anti-scam centre. Source: iasc-2026.
SCAMS = {
    "shopping": (53_928, 18.3), "fake_call": (44_041, 38.0), "investment": (26_273, 57.5),
    "job_offer": (23_381, 31.95), "social_media": (19_880, 31.8), "prize": (18_687, 13.0),
    "phishing": (16_445, 39.9), "social_engineering": (11_541, 40.0), "fake_loan": (5_867, 8.1),
    "apk_file": (4_032, 38.4),
}  # fmt: skip


@dataclass(frozen=True)
class AbuseParameters:
    """What buyers do with the numbers."""

    messages_per_day: float = parameter(
        60.0, "Messages a day of one abusing number.", "messages/day", high=5000
    )
    reach: float = fraction(0.2, "Share of the messages that reach people of this simulation.")
    ott_home: float = fraction(0.4, "Share of a home buyer's messages that go over OTT.")
    ott_abroad: float = fraction(
        0.8, "Share of a buyer's abroad; the rest goes through SIMs left in the country."
    )
    p_victim: float = fraction(5e-4, "Chance that a message that reached somebody makes a victim.")
    share_gambling: float = fraction(0.5, "Share of numbers that promote gambling; the rest run scams.")
    gambling_loss_rp: float = parameter(
        900_000.0, "Mean deposit lost by whoever follows a gambling promotion.", "Rp"
    )
    loss_sigma: float = parameter(1.5, "Spread of losses (log-normal).", "", high=3)
    loss_cap_rp: float = parameter(2e9, "No loss is larger.", "Rp")
    life_d: float = parameter(40.0, "Mean time a buyer uses a number that nobody stops.", "days", low=0.1)


class Abuser:
    """Runs every sold number of every buyer, in one batch a tick."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.params: AbuseParameters = model.scenario.abuse
        model.ledger.on("sold", self.begin)
        n_reports = np.array([n for n, _ in SCAMS.values()])
        scams = n_reports / n_reports.sum() * (1 - self.params.share_gambling)
        self.weights = np.array([self.params.share_gambling, *scams])
        means = np.array([self.params.gambling_loss_rp] + [m * 1e6 for _, m in SCAMS.values()])
        self.median_loss = means / math.exp(self.params.loss_sigma**2 / 2)

    def begin(self, items: np.ndarray) -> None:
        """Give newly sold numbers their use: what for, over which channel, for how long."""
        m, k = self.model, self.params
        key = m.items["key"][items]
        mode, ott, use = m.crn.several(key, "mode", "over OTT", "use")
        mode = pick(mode, self.weights)
        m.items["mode"][items] = mode
        m.items["tel"][items] = np.where(mode == codes.MODES.index("fake_call"), codes.CALL, codes.SMS)
        account_only = m.items["kind"][items] == codes.ACCOUNT
        # a number serves one way: most sit in no SIM slot once the account is open
        over_ott = ott < np.where(m.items["is_abroad"][items], k.ott_abroad, k.ott_home)
        m.items["p_ott"][items] = np.where(account_only, 1.0, over_ott.astype(float))
        life = m.now + waiting(use, k.life_d * 24)
        m.items["life_t"][items] = np.minimum(m.items["life_t"][items], life)

    def tick(self, start: float, end: float) -> None:
        """Send the messages of a tick; some reach people, some of those lose money or complain."""
        m = self.model
        items = m.items
        live = np.flatnonzero(
            (items["sold_t"] < end) & (items["life_t"] > start) & (items["state"] != codes.SEIZED)
        )
        if not len(live):
            return
        begin = np.maximum(items["sold_t"][live], start)
        stop = np.minimum(items["life_t"][live], end)
        sim_end = np.minimum(stop, m.sims["ended_t"][items["sim"][live]])
        ott_end = np.minimum(stop, m.account_end(items["account"][live]))
        p_ott = items["p_ott"][live].astype(float)
        # both ways in one batch: over OTT until the account ends, and by SMS or call until the SIM does
        stop, share = np.concatenate([ott_end, sim_end]), np.concatenate([p_ott, 1 - p_ott])
        live, begin, is_ott = np.tile(live, 2), np.tile(begin, 2), np.arange(2 * len(live)) < len(live)
        part = np.maximum(stop - begin, 0.0) / (end - start) * share
        on = part > 0
        if on.any():
            self._send(live[on], is_ott[on], begin[on], stop[on], part[on], start, end)

    def _send(
        self,
        live: np.ndarray,
        is_ott: np.ndarray,
        begin: np.ndarray,
        stop: np.ndarray,
        part: np.ndarray,
        start: float,
        end: float,
    ) -> None:
        m, k = self.model, self.params
        key = keys("messages", m.items["key"][live], round(start * 60), np.where(is_ott, 0, 1))
        mean = k.messages_per_day * (end - start) / 24
        lanes = m.crn.lanes(key, "counts")
        hit = _thinned(lanes[0], lanes[1], poisson_lane(mean * k.reach), part)
        miss = _thinned(lanes[2], lanes[3], poisson_lane(mean * (1 - k.reach)), part)
        rows = batch(
            at=end, key=key, item=live, sim=m.items["sim"][live],
            channel=np.where(is_ott, codes.OTT, m.items["tel"][live]),
            n_sent=hit + miss, n_recipients=hit + miss, n_reached=hit, days=(end - start) / 24,
        )  # fmt: skip
        verdict = m.ledger.submit("message", rows)
        sent = np.where(verdict.allowed, verdict.rows["n_sent"], 0)
        kept = sent / np.maximum(rows["n_sent"], 1)
        cut, reached = kept < 1, hit.copy()
        reached[cut] = m.crn.rounded(key[cut], "reached after a rule", hit[cut] * kept[cut])
        self._harm(rows, begin, stop, sent, reached)

    def _harm(
        self,
        rows: dict[str, np.ndarray],
        begin: np.ndarray,
        stop: np.ndarray,
        sent: np.ndarray,
        reached: np.ndarray,
    ) -> None:
        m, k = self.model, self.params
        key = rows["key"]
        victims = m.crn.poisson(key, "victims", reached * k.p_victim)
        m.log["messages"].add(rows | {"n_sent": sent, "n_reached": reached, "n_victims": victims})
        if victims.any():
            each, copy = copies(victims)
            of = {c: rows[c][each] for c in ("item", "sim", "channel")}
            self._lose(keys("victim", key[each], copy), of, begin[each], stop[each])
        if reached.any():
            m.ledger.tell("reached", rows=rows, begin=begin, stop=stop, reached=reached)

    def _lose(
        self, key: np.ndarray, rows: dict[str, np.ndarray], begin: np.ndarray, stop: np.ndarray
    ) -> None:
        m, k = self.model, self.params
        mode = m.items["mode"][rows["item"]]
        spread = np.exp(k.loss_sigma * m.crn.normal(key, "loss"))
        amount = np.minimum(self.median_loss[mode] * spread, k.loss_cap_rp)
        amount = (amount / 1000).round().astype(np.int64) * 1000
        lost = {
            "at": begin + (stop - begin) * m.crn(key, "moment"), "key": key, "mode": mode,
            "sim": rows["sim"], "person": m.someone(key, "who"), "amount_rp": amount,
        }  # fmt: skip
        m.ledger.tell("lost", rows=lost | {"channel": rows["channel"]})


def _thinned(lane: np.ndarray, round_lane: np.ndarray, table: np.ndarray, part: np.ndarray) -> np.ndarray:
    """Give a Poisson count per row from a 16-bit number, cut to the part of the tick that counts."""
    full = table[lane].astype(np.int64)
    exact = full * part
    low = np.floor(exact)
    return np.where(part >= 1, full, low + (round_lane / 65536.0 < exact - low)).astype(np.int64)
