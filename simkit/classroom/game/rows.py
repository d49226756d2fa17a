"""Every fact of a case in one table: what an investigator may uncover, row by row."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...analysis.linkage.explained import explain

TABLES = (
    "people", "outlets", "agents", "sims", "tickets", "accesses", "registrations", "accounts", "logins",
    "traffic_daily", "complaints", "blocks",
)  # fmt: skip
"""Tables of a case; all but the traffic and the blocks make rows of evidence or are needed to read them."""
COLUMNS = ["row", "kind", "at", "sim_id", "nik", "imei", "outlet_id", "agent_id", "place", "note"]
IDS = ("sim_id", "nik", "outlet_id", "agent_id", "person_id")


def evidence_rows(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Put every fact of the chain into one table, the oldest first: look-up, registration, account, log-in, complaint.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed; needs ``TABLES``.

    Returns
    -------
    DataFrame
        ``row`` (table and key, such as "registrations/504"), ``kind``, ``at``, ``sim_id``, ``nik``, ``imei``,
        ``outlet_id``, ``agent_id``, ``place``, ``note`` (a complaint's channel, a look-up's explanation),
        ``person_id`` (of who complained).
    """
    sims = tables["sims"].set_index("sim_id")["nik"]
    people = tables["people"].set_index("person_id")["nik"]
    looks = explain(tables)
    looks = looks[looks["verdict"] == "allow"].assign(note=lambda t: t["explanation"])
    looks["nik"] = looks["person_id"].map(people)
    done = tables["registrations"]
    done = done[done["sim_id"].notna()]
    accounts = tables["accounts"]
    begun = accounts[accounts["imei"].notna()].rename(columns={"activated_at": "at"})
    moved = tables["logins"]
    moved = moved[moved["verdict"] == "allow"].merge(accounts[["account_id", "sim_id"]], on="account_id")
    filed = tables["complaints"].assign(note=lambda t: t["channel"])
    filed = filed[filed["sim_id"].notna()]
    made = []
    for kind, name, key, part in (
        ("look-up", "accesses", "access_id", looks.drop(columns="person_id")),
        ("registration", "registrations", "registration_id", done),
        ("activation", "accounts", "account_id", begun),
        ("log-in", "logins", "login_id", moved),
        ("complaint", "complaints", "complaint_id", filed),
    ):
        some = part.assign(kind=kind, row=name + "/" + part[key].astype(str))
        some = some.reindex(columns=[*COLUMNS, "person_id"])
        if kind in ("activation", "log-in", "complaint"):
            some["nik"] = some["sim_id"].map(sims)
        made.append(some.astype(dict.fromkeys(("imei", "place", "note", "kind", "row"), object)))
    rows = pd.concat(
        [m.astype(dict.fromkeys(IDS, "Int64")) for m in made],
        ignore_index=True,
    )
    return rows.sort_values(["at", "row"], kind="stable", ignore_index=True)
