"""What accepted rows do: the ledger's hands. Each decision has one effect; blocking has two."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from .codes import ALLOW, BLOCK_REASONS, BLOCKERS

if TYPE_CHECKING:
    from .model import Model

Rows = Mapping[str, np.ndarray]
Effect = Callable[[Rows, np.ndarray, np.ndarray], np.ndarray]

SIM_COLUMNS = (
    "operator",
    "channel",
    "outlet",
    "device",
    "key",
    "registrant",
    "ring",
    "worker",
    "source",
    "user",
)
"""What a SIM keeps of the request that made it, under the same names."""


def effects(model: Model) -> dict[str, Effect]:
    """Give the effect of each decision, bound to this model."""
    hands = {
        "access": look_up,
        "registration": register,
        "account": log_in,
        "message": send,
        "complaint": file,
    }
    return {decision: partial(effect, model) for decision, effect in hands.items()}


def look_up(model: Model, rows: Rows, code: np.ndarray, reason: np.ndarray) -> np.ndarray:
    """Write look-ups into the log; give the log row of each."""
    shown = np.where(code == ALLOW, rows["fields"], 0)
    first = model.log["accesses"].add({**rows, "fields": shown, "code": code, "reason": reason})
    return np.arange(first, first + len(code))


def register(model: Model, rows: Rows, code: np.ndarray, reason: np.ndarray) -> np.ndarray:
    """Write registrations into the log and make the SIMs of the accepted; give the SIM of each or -1."""
    good = code == ALLOW
    sims = np.full(len(code), -1, np.int64)
    log = model.log["registrations"]
    numbers = np.arange(len(log), len(log) + len(code))
    accepted = {c: v[good] for c, v in rows.items()} if good.any() else {}
    if accepted:
        take = {c: accepted[c] for c in SIM_COLUMNS}
        of = {"owner": accepted["holder"], "t": accepted["at"], "registration": numbers[good]}
        sims[good] = model.sims.add(take | of)
    log.add({**rows, "code": code, "reason": reason, "sim": sims})
    if accepted:
        model.ledger.tell("sim_registered", sims=sims[good], rows=accepted)
    return sims


def log_in(model: Model, rows: Rows, code: np.ndarray, reason: np.ndarray) -> np.ndarray:
    """Activate new accounts (``account`` is -1) and log in to older ones; give the account of each or -1."""
    good = code == ALLOW
    made = np.where(good, rows["account"], -1).astype(np.int64)
    new = good & (rows["account"] < 0)
    if new.any():
        take = {c: rows[c][new] for c in ("sim", "app", "device", "place", "origin", "ring", "key")}
        made[new] = model.accounts.add(take | {"t": rows["at"][new]})
        main = new & (rows["app"] == 0)
        model.sims["account"][rows["sim"][main]] = made[main]
    old = rows["account"] >= 0
    if old.any():
        kept = {c: rows[c][old] for c in ("at", "key", "account", "device", "place")}
        model.log["logins"].add({**kept, "code": code[old], "reason": reason[old]})
    model.ledger.tell("logged_in", accounts=made, rows=rows, good=good)
    return made


def send(model: Model, rows: Rows, code: np.ndarray, reason: np.ndarray) -> np.ndarray:
    """Messages do their harm where the abuser's process says; here nothing is made."""
    return np.full(len(code), -1, np.int64)


def file(model: Model, rows: Rows, code: np.ndarray, reason: np.ndarray) -> np.ndarray:
    """File the accepted complaints; give the complaint of each or -1."""
    good = code == ALLOW
    made = np.full(len(code), -1, np.int64)
    if good.any():
        made[good] = model.complaints.add(
            {c: rows[c][good] for c in ("at", "key", "person", "sim", "channel", "is_complete", "loss_rp")}
        )
        model.ledger.tell("complained", complaints=made[good])
    return made


def end_sims(model: Model, sims: np.ndarray, at: Any, by: str, reason: str) -> np.ndarray:
    """Stop SIMs that still live; give those that were stopped now.

    Parameters
    ----------
    sims : ndarray of int
    at : float or ndarray of float
        When [h], not later than now.
    by, reason : str
        One of ``codes.BLOCKERS`` and ``codes.BLOCK_REASONS``.
    """
    if not len(sims):
        return sims
    at = np.broadcast_to(np.asarray(at, dtype=float), np.shape(sims))
    sims, first = np.unique(sims, return_index=True)
    at = at[first]
    live = model.sims["ended_t"][sims] > at
    sims, at = sims[live], at[live]
    if len(sims):
        at = np.maximum(at, model.sims["t"][sims])
        model.sims["ended_t"][sims] = at
        _stopped(model, at, by, reason, sim=sims)
        holders = {"holder": model.sims["owner"][sims], "operator": model.sims["operator"][sims]}
        model.ledger.tell("sim_ended", sims=sims, at=at, by=by, rows=holders)
    return sims


def end_accounts(model: Model, accounts: np.ndarray, at: Any, by: str, reason: str) -> np.ndarray:
    """Stop accounts that still live; give those that were stopped now."""
    at = np.broadcast_to(np.asarray(at, dtype=float), np.shape(accounts))
    accounts, first = np.unique(accounts, return_index=True)
    first, accounts = first[accounts >= 0], accounts[accounts >= 0]
    at = at[first]
    live = model.accounts["ended_t"][accounts] > at
    accounts, at = accounts[live], at[live]
    if len(accounts):
        model.accounts["ended_t"][accounts] = at
        _stopped(model, at, by, reason, sim=model.accounts["sim"][accounts], account=accounts)
    return accounts


def _stopped(model: Model, at: np.ndarray, by: str, reason: str, **what: np.ndarray) -> None:
    model.log["blocks"].add(
        {"at": at, "by": BLOCKERS.index(by), "reason": BLOCK_REASONS.index(reason), **what}
    )
