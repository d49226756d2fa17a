"""What policies and mistakes cost honest people: refusals, waiting, numbers blocked, agents under suspicion."""

from __future__ import annotations

import numpy as np

from .reads import Result, column, ring_sims, says


def honest(run: Result) -> dict[str, float]:
    """Count what honest people bear.

    Returns
    -------
    dict of str to float
        ``n_turned_away`` (people whose every attempt to register was refused), ``n_delayed`` (registrations held
        for a review), ``n_looks_refused`` (look-ups of honest agents), ``n_accounts_wronged`` and
        ``n_agents_wronged`` (accounts ended, agents suspended, by mistake), ``wait_min`` (mean wait at the desk).
    """
    return _registrations(run) | _desk(run) | _accounts(run)


def _registrations(run: Result) -> dict[str, float]:
    seen, ours = run.observed.arrow("registrations"), run.truth.arrow("registrations")
    own = ~np.isin(column(seen, "registration_id"), column(ours, "registration_id"))
    nik, verdict = column(seen, "nik"), {w: says(seen, "verdict", w) for w in ("allow", "refuse", "hold")}
    served = np.unique(nik[own & (verdict["allow"] | verdict["hold"])])
    refused = np.unique(nik[own & verdict["refuse"]])
    return {
        "n_turned_away": float((~np.isin(refused, served)).sum()),
        "n_delayed": float((own & verdict["hold"]).sum()),
    }


def _desk(run: Result) -> dict[str, float]:
    accesses, truth, tickets = (
        run.observed.arrow("accesses"),
        run.truth.arrow("accesses"),
        run.observed.arrow("tickets"),
    )
    misuse = column(truth, "access_id")[says(truth, "motive", "sale", "grudge", "known_person")]
    refused = column(accesses, "access_id")[says(accesses, "verdict", "refuse")]
    wait = (column(tickets, "started_at") - column(tickets, "at")) / np.timedelta64(60, "s")
    agents = run.truth.arrow("agents")
    wronged = 0
    if "reviews" in run.observed:
        reviews = run.observed.arrow("reviews")
        out = column(reviews, "agent_id")[says(reviews, "outcome", "suspended")]
        wronged = int(
            np.isin(np.unique(out), column(agents, "agent_id")[says(agents, "role", "honest")]).sum()
        )
    return {
        "n_looks_refused": float((~np.isin(refused, misuse)).sum()),
        "n_agents_wronged": float(wronged),
        "wait_min": float(np.nanmean(wait)) if np.isfinite(wait).any() else np.nan,
    }


def _accounts(run: Result) -> dict[str, float]:
    blocks, accounts = run.observed.arrow("blocks"), run.truth.arrow("accounts")
    own = column(accounts, "account_id")[says(accounts, "origin", "own")]
    ended = blocks.column("account_id").drop_null().to_numpy()
    return {"n_accounts_wronged": float((np.isin(ended, own)).sum())}


def wronged_sims(run: Result) -> np.ndarray:
    """Give the ids of honest SIMs that were blocked by mistake."""
    blocks = run.observed.arrow("blocks")
    stopped = column(blocks, "sim_id")[says(blocks, "target", "sim") & ~says(blocks, "reason", "replaced")]
    return np.setdiff1d(stopped, ring_sims(run))
