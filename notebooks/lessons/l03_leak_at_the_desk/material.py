"""The material of lesson 03: a posted record, the look-ups that explain it, and a seller who hides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simkit.core.folder import load
from simkit.core.streams import CommonRandomNumbers, keys
from simkit.detect.detectors import insider
from simkit.detect.explained_looks import explain
from simkit.detect.origin import SIGNS
from simkit.detect.post_linkage import link_posts
from simkit.engine.export.result import Run
from simkit.engine.run import simulate
from simkit_course.blank import Blank
from simkit_course.datasets import home
from simkit_course.news_cases import Words
from simkit_course.texts import find_language

if TYPE_CHECKING:
    from simkit.core.folder import Saved
    from simkit.detect.detectors.base import Observed, Ranking

FIELDS = ("name", "nik", "kk", "birth_date", "address")
QUIET = {"people.n_people": 8_000, "run.days": 60, "run.tick_h": 24, "desk.contacts_per_agent": 25.0}
CAMERA = {"people.n_people": 2_000, "run.days": 40, "run.tick_h": 24}
SECOND_LOOK = pd.Timedelta(seconds=60)
LOUD: Mapping[str, Any] = QUIET | {"market.n_agents": 24, "insider.extra_per_shift": 14.0}
SHARES = (0.5, 1, 2, 5, 10, 20)
"""Look-ups to sell, in per cent of an honest agent's. A desk with a loud seller is run, and a part of them kept."""


def lesson_desk() -> Saved:
    """Load the data set of the customer desk that comes with the kit."""
    return load(home() / "desk")


def quiet_desk(seed: int) -> Run:
    """Simulate a desk with two sellers who hide: the story ``desk-quiet``, made small for a lesson."""
    return simulate("desk-quiet", seed=seed, settings=QUIET)


def camera_desk(p_camera: float, seed: int = 1) -> Run:
    """Simulate the story ``desk-leak``, small, with a chance that the one who looks also takes a photo."""
    return simulate("desk-leak", seed=seed, settings=CAMERA | {"insider.p_camera": p_camera})


def simplest_first(tables: Observed) -> list[int]:
    """Give the posts by how often the likeliest person's record was opened before, the seldomest first."""
    links = link_posts(tables).set_index("post_id")["person_id"]
    at, looks = tables["posts"].set_index("post_id")["at"], tables["accesses"]
    opened = {
        int(post): int(((looks["person_id"] == person) & (looks["at"] < at[post])).sum())
        for post, person in links.items()
    }
    return sorted(opened, key=lambda post: (opened[post], post))


def mistyped(records: pd.DataFrame) -> pd.DataFrame:
    """Give posted records with a slip of the typist in each NIK: two neighbouring digits have changed places.

    >>> mistyped(pd.DataFrame({"posted_nik": ["3270754101700011", None]}))["posted_nik"].fillna("-").tolist()
    ['3270754101700101', '-']
    """
    return records.assign(
        posted_nik=[nik if pd.isna(nik) else _swapped(nik) for nik in records["posted_nik"]]
    )


def _swapped(digits: str) -> str:
    at = max(i for i in range(1, len(digits)) if digits[i] != digits[i - 1])
    return digits[: at - 1] + digits[at] + digits[at - 1] + digits[at + 1 :]


def exact_matches(records: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Count for each posted field the people whose own is written exactly so; missing where nothing was posted.

    Returns a DataFrame of Int64: a row a field, a column a ``post_id``.

    >>> people = pd.DataFrame({"name": ["Siti Aminah", "Ani Lestari"], "nik": [3270754101700001, 3270754101700002]})
    >>> records = pd.DataFrame({"post_id": [1], "posted_name": ["Siti Aminah"], "posted_nik": ["3270754101700010"]})
    >>> exact_matches(records, people)[1].to_dict()
    {'name': 1, 'nik': 0}
    """
    made = {}
    for field in (f for f in FIELDS if f"posted_{f}" in records and f in people):
        written = people[field].astype("string")
        made[field] = [
            pd.NA if pd.isna(said) else int((written == said).sum()) for said in records[f"posted_{field}"]
        ]
    return pd.DataFrame.from_dict(made, orient="index", columns=records["post_id"], dtype="Int64")


def strange_posts() -> pd.DataFrame:
    """Give five invented posts, as the observed posts are written."""
    rows = [
        ("A", "retyped", "name,nik,address,imei,last_cell", 1, 160),
        ("B", "raw_columns", "nik,msisdn", 250_000, 9_000_000),
        ("C", "raw_columns", "name,nik", 1, 60),
        ("D", "screenshot", "name,nik,address,package", 1, 240_000),
        ("E", "retyped", "name,nik", 40, 2_400),
    ]
    columns = ["post", "formatting", "fields", "n_records", "n_bytes"]
    return pd.DataFrame(rows, columns=columns).set_index("post").rename_axis(None)


def sign_points(lang: str | None = None) -> pd.DataFrame:
    """Give the rule of thumb: each sign, its points, and what it says.

    >>> int(sign_points("en").loc["raw_columns", "points"])
    -2
    """
    said = lang or find_language()
    rows = [{"sign": s.code, "points": s.weight, "meaning": getattr(s, said)} for s in SIGNS.values()]
    return Words(rows).set_index("sign").rename_axis(None)


def narrowing(people: pd.DataFrame, person: int) -> dict[str, int]:
    """Narrow everybody down to one person: how many are left after each clue, beginning with all."""
    mine = people[people["person_id"] == person].iloc[0]
    left = {"all": len(people)}
    fits = np.ones(len(people), bool)
    for field in ("sex", "birth_date", "name"):
        fits &= (people[field] == mine[field]).to_numpy(bool)
        left[field] = int(fits.sum())
    return left


def n_rows(left: Any) -> int:
    """Count what a step has left: the rows of a table or column, those that are true, or a number itself.

    >>> n_rows(pd.DataFrame({"a": [1, 2]})), n_rows(pd.Series([True, False])), n_rows(7)
    (2, 1, 7)
    """
    if isinstance(left, (pd.Series, np.ndarray)) and left.dtype in ("bool", "boolean"):
        return int(left.sum())
    return int(left) if np.ndim(left) == 0 else len(left)


def rows_left(steps: Mapping[str, Any]) -> dict[str, int]:
    """Count what each step has left, blanks passed over."""
    return {name: n_rows(left) for name, left in steps.items() if not isinstance(left, Blank)}


def with_tickets(tables: Observed) -> pd.DataFrame:
    """Put beside each look-up the ticket that it names: whose it is, who took it, and when.

    Returns a DataFrame: ``access_id``, ``at``, ``agent_id``, ``person_id``, ``ticket_id``, and of the ticket
    ``ticket_person_id``, ``ticket_agent_id``, ``started_at`` and ``closed_at``; all missing where no ticket is
    named.
    """
    tickets = tables["tickets"].rename(
        columns={"person_id": "ticket_person_id", "agent_id": "ticket_agent_id"}
    )[["ticket_id", "ticket_person_id", "ticket_agent_id", "started_at", "closed_at"]]
    looks = tables["accesses"][["access_id", "at", "agent_id", "person_id", "ticket_id"]]
    return looks.astype({"ticket_id": "Int64"}).merge(
        tickets.astype({"ticket_id": "Int64", "ticket_person_id": "Int64", "ticket_agent_id": "Int64"}),
        on="ticket_id",
        how="left",
    )


def yardsticks(tables: Observed, explained: pd.DataFrame | None = None) -> dict[str, Ranking]:
    """Rank the agents by three yardsticks: all look-ups, those without a ticket, those that nothing explains.

    - ``tables`` (mapping of str to DataFrame): Needs accesses, tickets and agents.
    - ``explained`` (DataFrame, optional): What `explain` gives for these tables, if it is at hand.
    """
    return {
        "by_volume": insider.by_volume(tables),
        "without_ticket": insider.without_ticket(tables),
        "unexplained": insider.unexplained(tables, explained),
    }


def places(lists: Mapping[str, Ranking], who: Iterable[int]) -> pd.DataFrame:
    """Give the place of each of some agents in each list (1 is the first): a row an agent, a column a list."""
    agents = sorted(int(a) for a in who)
    made = {name: made.table.set_index("entity_id")["rank"].reindex(agents) for name, made in lists.items()}
    return pd.DataFrame(made).astype("Int64").rename_axis("agent_id")


def sellers(run: Run | Saved) -> list[int]:
    """Tell which agents sell records: only a simulator knows."""
    roles = run.truth["agents"]
    return sorted(int(a) for a in roles.loc[roles["role"] == "seller", "agent_id"])


def served_instead(run: Run, seed: int = 1) -> dict[str, pd.DataFrame]:
    """Give the desk's tables as they would be had each sold record been one of a customer just served.

    The sold look-ups become second looks, a minute into tickets of the seller's own.
    """
    looks, tickets = run.observed["accesses"].copy(), run.observed["tickets"]
    is_sale = _are_sales(run, looks).to_numpy()
    crn = CommonRandomNumbers(seed)
    for agent in sellers(run):
        rows = np.flatnonzero(is_sale & (looks["agent_id"] == agent).to_numpy())
        served = tickets[(tickets["agent_id"] == agent) & tickets["closed_at"].notna()]
        drawn = np.argsort(crn(keys("lesson ticket", served["ticket_id"].to_numpy()), "served"))
        chosen = served.iloc[np.sort(drawn[: len(rows)])]
        for column in ("person_id", "ticket_id"):
            looks.loc[looks.index[rows], column] = chosen[column].to_numpy()
        looks.loc[looks.index[rows], "at"] = (chosen["started_at"] + SECOND_LOOK).to_numpy()
    kept = ("agents", "tickets", "people")
    return {name: run.observed[name] for name in kept} | {"accesses": looks}


def _are_sales(run: Run, looks: pd.DataFrame) -> pd.Series:
    motives = run.truth["accesses"]
    return looks["access_id"].isin(motives.loc[motives["motive"] == "sale", "access_id"])


def trade_off(seeds: Iterable[int] = (1, 2, 3, 4)) -> pd.DataFrame:
    """Tell on which day two rules see a seller, and what was sold by then, for each share of his honest look-ups.

    A rule follows by how far an agent's count exceeds what the median agent has for as many tickets, in roots of
    that. Its bar is set, with the key, so that in sixty days it calls in one honest agent of the desk. Supervisors
    are left out.

    Returns a DataFrame: ``seed``, ``agent_id``, ``share`` [per cent], ``rule``, ``day`` (missing: not in sixty days),
    ``n_sold`` in sixty days, ``n_before`` until the day on which the rule sees him.
    """
    rows = []
    for seed in seeds:
        run = simulate("desk-seller", seed=seed, settings=LOUD)
        bad, looks = sellers(run), explain(run.observed).query("position != 'supervisor'")
        agent, is_sale, day = looks["agent_id"], _are_sales(run, looks), _day(looks["at"], run)
        most = 100 * agent[is_sale].value_counts().mean() / agent[~is_sale].value_counts().mean()
        luck = CommonRandomNumbers(seed)(keys("lesson sale", looks["access_id"].to_numpy()), "kept")
        tickets = run.observed["tickets"]
        work = _so_far(_day(tickets["started_at"], run), tickets["agent_id"], agent.unique())
        for share in SHARES:
            kept = ~is_sale | (luck * most < share)
            for rule, counted in (("by_volume", kept), ("unexplained", kept & ~looks["is_explained"])):
                n = _so_far(day[counted], agent[counted], agent.unique())
                usual = work.mul((n / work).median(axis=1), axis=0)
                over = (n - usual) / np.sqrt(usual + 1)
                bar = over.drop(columns=bad).max().nlargest(2).iloc[-1]
                for who in bad:
                    seen, sold = over.index[over[who] > bar].min(), day[kept & is_sale & (agent == who)]
                    rows.append((seed, who, share, rule, seen, len(sold), int((~(sold > seen)).sum())))
    return pd.DataFrame(rows, columns=["seed", "agent_id", "share", "rule", "day", "n_sold", "n_before"])


def _day(at: pd.Series, run: Run) -> pd.Series:
    return (at - run.observed["accesses"]["at"].min().floor("D")).dt.days + 1


def _so_far(day: pd.Series, agent: pd.Series, agents: np.ndarray) -> pd.DataFrame:
    n, within = np.zeros((60, len(agents)), int), day.to_numpy() <= 60
    np.add.at(n, (day.to_numpy()[within] - 1, pd.Index(agents).get_indexer(agent)[within]), 1)
    return pd.DataFrame(n.cumsum(axis=0), range(1, 61), agents)
