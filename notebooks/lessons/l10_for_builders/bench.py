"""For whoever writes a policy: what a decision point asks, what the ledger tells, and a bench beside the kit's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from simkit.core.errors import BadValue, nearest
from simkit.engine.events import EVENTS, REQUESTS, known_event
from simkit.engine.policies import Policy
from simkit.measure.outcomes import summarise

from .material import country, sent

BENCH = {"people_n_people": 2_000, "run_days": 45}
"""A country in which a run takes no longer than a breath."""
LOOKS = ("n_victims", "n_turned_away", "n_blocked_honest")
"""What a bench counts beside the messages: whom crime hits, and whom the policy hits."""


def decision_columns(decision: str = "") -> pd.DataFrame:
    """List the columns of the rows that a decision point is asked about; without a name, of all points.

    Raises BadValue: for a point that there is not.

    >>> "n_sent" in decision_columns("message").index
    True
    """
    if decision and decision not in REQUESTS:
        raise BadValue(f"decision_columns({decision!r}): {nearest(decision, REQUESTS)}")
    if decision:
        return pd.Series(REQUESTS[decision], name="what").rename_axis("column").to_frame()
    return pd.concat({point: decision_columns(point) for point in REQUESTS}, names=["decision"])


def event_columns(event: str = "") -> pd.DataFrame:
    """List what a listener is told of an event, ``ledger.on(event, listener)``; without a name, of all events.

    Raises BadValue: for an event that there is not.

    >>> event_columns("sim_blocked").index.tolist()
    [('sim_blocked', 'sims')]
    """
    names = [known_event(event)] if event else list(EVENTS)
    rows = [(n, told, what, EVENTS[n].doc) for n in names for told, what in EVENTS[n].told.items()]
    return pd.DataFrame(rows, columns=["event", "told", "what", "when"]).set_index(["event", "told"])


def bench(policies: Mapping[str, Policy | str], seeds: Iterable[int] = (1, 2)) -> pd.DataFrame:
    """Try policies side by side, each in the same small countries, against the same countries without any of them.

    - ``policies`` (mapping of str to Policy or str): Made policies of one's own, and the kit's by name.

    Returns a DataFrame: by name, the means over the seeds: ``spared``, the share of the sold numbers' messages and
    calls that are not sent (OTT left out), and the changes of ``LOOKS``; ``n_seeds``.
    """
    rows: dict[str, list[dict[str, float]]] = {name: [] for name in policies}
    for seed in seeds:
        before = country(seed, **BENCH)
        usual, was = summarise(before), sent(before)[0]
        for name, policy in policies.items():
            run = country(seed, policy, **BENCH)
            now = summarise(run)
            rows[name].append(
                {
                    "spared": 1 - sent(run)[0] / was if was else float("nan"),
                    **{k: now[k] - usual[k] for k in LOOKS},
                }
            )
    made = {name: pd.DataFrame(tried).mean() for name, tried in rows.items()}
    return pd.DataFrame(made).T.assign(n_seeds=[len(tried) for tried in rows.values()]).rename_axis("policy")
