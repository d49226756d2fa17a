"""Canary records: identities that belong to no customer, so that every look-up or post of one is a hit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from ..guard import refuse_real
from .link import link_posts
from .looks import MIN_P


def canary_hits(tables: Mapping[str, pd.DataFrame], canary_person_ids: Iterable[int]) -> pd.DataFrame:
    """List every look-up, ticket-less or not, and every post that concerns a canary record.

    A canary has no owner who could ask for anything, so that no look-up of it has an honest reason but testing and
    a slip of the finger. It catches whoever browses or copies in bulk; whoever looks up one chosen person
    never meets it.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed; uses accesses, and people, posts and post_records, as far as they are there.
    canary_person_ids : iterable of int

    Returns
    -------
    DataFrame
        ``at``, ``kind`` (access or post), ``row_id`` (access_id or post_record_id), ``person_id``, ``agent_id``
        (missing for posts) and ``p`` (that the posted record is the canary), in order of time.

    Raises
    ------
    BadValue
        If anybody in the tables could be real.
    """
    refuse_real(tables, proof=("people",))
    canaries = list(canary_person_ids)
    columns = ["at", "kind", "row_id", "person_id", "agent_id", "p"]
    made = [pd.DataFrame(columns=columns)]
    if "accesses" in tables:
        looks = tables["accesses"]
        looks = looks[looks["person_id"].isin(canaries)]
        made.append(looks.rename(columns={"access_id": "row_id"}).assign(kind="access", p=1.0)[columns])
    if "post_records" in tables and len(tables["post_records"]):
        links = link_posts(tables)
        links = links[links["person_id"].isin(canaries) & links["p"].ge(MIN_P)]
        links = links.merge(tables["posts"][["post_id", "at"]], on="post_id")
        links = links.rename(columns={"post_record_id": "row_id"}).assign(kind="post")
        made.append(links.reindex(columns=columns))
    filled = [m for m in made if len(m)] or made[:1]
    hits = pd.concat(filled, ignore_index=True).astype({"agent_id": "Int64"})
    return hits.sort_values(["at", "kind", "row_id"], ignore_index=True)
