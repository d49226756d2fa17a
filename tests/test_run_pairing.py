"""Twins: two runs that differ in one policy have the same people and the same demand, row for row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from run_samples import KEYED, invariant, key_of, unlike

from simkit.core.streams import keys
from simkit.engine.run import simulate

# No raid: a raid one day earlier ends a ring one day earlier, and then nothing of it can be compared.
SETTINGS = {
    "people.n_people": 3_000,
    "run.days": 60,
    "run.scale": 0.01,
    "police.leads_for_raid": 0,
    "insider.n_known_person": 1,
    # a buyer uses a number one way: only an owner who looks stops SIMs whose accounts are in use
    "owner.checks_per_month": 0.1,
}
BASE = ("forwarding:every_days=7",)

HARM = {
    "truth/messages": "a number that is stopped sends no more",
    "truth/losses": "and hurts nobody any more",
    "observed/complaints": "so nobody complains about it, and complaints end otherwise",
    "observed/contacts": "contacts are kept from the first complaint on",
    "observed/blocks": "the stop itself",
}
ENDED = {
    "observed/accounts": "an older account is seen when an app ends it",
    "observed/logins": "nobody logs in to an account that ended",
    "truth/sales": "what was stopped before it was sold is not to be had: what is left is dearer",
    "truth/payments": "for that",
}
TRADE = {
    "observed/registrations": "what is refused, and what the ring tries instead",
    "truth/registrations": "a refused number is tried once more; money that is left makes other attempts",
    "observed/sims": "what was not refused",
    "truth/sims": "the same",
    "observed/accounts": "are activated on these",
    "truth/accounts": "the same; and when they end",
    "observed/logins": "buyers log in to what they bought",
    "observed/traffic_daily": "of these numbers",
    "observed/notices": "owners are told of these numbers",
    "truth/lots": "the ring buys what it has use and cash for",
    "truth/identities": "the same",
    "truth/sales": "of what there is to sell; scarcity moves prices",
    "truth/payments": "for all that",
}
# policy -> the tables it may move, and why. The first is the one that it is there to move. All others must be
# the same row for row, once public ids are replaced by what they stand for.
ARMS: dict[str, dict[str, str]] = {
    "cap:per_operator=1": TRADE | HARM,
    "ticket": {
        "observed/accesses": "look-ups without a ticket are refused; the others take longer",
        "observed/tickets": "are closed later, so others begin later or with another agent; they come as before",
        "truth/accesses": "what is refused is not captured",
        "observed/posts": "what was not seen is not posted",
        "observed/post_records": "the same",
        "truth/posts": "the same",
    }
    | TRADE
    | HARM,
    "explanation_audit": {
        "observed/reviews": "the audit's own",
        "observed/accesses": "a seller who was suspended looks nothing up any more",
        "truth/accesses": "the same",
        "observed/posts": "the same",
        "observed/post_records": "the same",
        "truth/posts": "the same",
    }
    | TRADE
    | HARM,
    "forwarding:every_days=1": {
        **HARM,
        "observed/traffic_daily": "a blocked SIM is silent",
        "observed/notices": "owners do not find a number that was blocked already",
        "observed/logins": "nor does its owner log in on a new phone",
        "observed/accounts": "which is why older accounts may not be seen",
        "truth/accounts": "the same",
        "truth/sales": "what was stopped before it was sold is not to be had: what is left is dearer",
        "truth/payments": "for that",
        "observed/registrations": "a blocked SIM gives its place under the cap back, also to the honest",
        "observed/sims": "the same; and its number is issued again earlier",
        "truth/sims": "the same",
    },
    "ott_cooperation": {**HARM, **ENDED, "truth/accounts": "end when the app acts"},
    "ban_on_block": {**HARM, **ENDED, "truth/accounts": "end when their SIM is blocked"},
}
OUTCOME = ["forwarded_at", "decided_at", "outcome"]


@pytest.fixture(scope="module")
def base():
    run = simulate("baseline", settings=SETTINGS, policies=BASE)
    return run, invariant(run)


@pytest.fixture(scope="module")
def arm(request):
    """One arm: the policy, its run, and the run's tables with ids that mean the same in every run."""
    run = simulate("baseline", settings=SETTINGS, policies=(*BASE, request.param))
    return request.param, run, invariant(run)


# a stop is all that these do; where a ring has other numbers, these do other things
STOPS = ("forwarding:every_days=1", "ott_cooperation", "ban_on_block")
every_arm = pytest.mark.parametrize("arm", ARMS, indirect=True, scope="module")
every_stop = pytest.mark.parametrize("arm", STOPS, indirect=True, scope="module")


def test_keys_name_one_row_each(base):
    run, _ = base
    for what in sorted(set(KEYED.values())):
        key = key_of(run, what)[1:]
        assert len(key), what
        assert len(np.unique(key)) == len(key), what


def test_a_twin_without_a_difference_differs_in_nothing(base):
    again = invariant(simulate("baseline", settings=SETTINGS, policies=(*BASE, "cap")))
    assert [path for path in again if not again[path].equals(base[1][path])] == []


@every_arm
def test_a_policy_moves_its_own_tables_and_no_other(base, arm):
    name, _, tables = arm
    differ = {path for path in tables if any(len(t) for t in unlike(base[1][path], tables[path]))}
    assert differ - set(ARMS[name]) == set()
    assert next(iter(ARMS[name])) in differ, "the policy did nothing: the test is empty"


def honest_requests(run):
    """Every honest request to register, before any verdict: first tries, as others come of verdicts."""
    log = run.model.log["registrations"]
    made = pd.DataFrame({c: log[c] for c in REQUEST if c != "ring"})
    first = ~np.isin(log["key"], keys("next try", log["key"]))
    return made[(log["ring"] < 0) & first].sort_values("key", ignore_index=True)


REQUEST = ("key", "at", "holder", "operator", "channel", "outlet", "device", "kk_slip")


@every_arm
def test_honest_people_ask_for_the_same_sims(base, arm):
    one, two = honest_requests(base[0]), honest_requests(arm[1])
    assert len(one) > 400
    pd.testing.assert_frame_equal(one, two)


@every_arm
def test_customers_come_to_the_desk_for_the_same_reasons(base, arm):
    said = ["ticket_id", "at", "person_id", "reason", "channel", "site"]
    one, two = (
        t["observed/tickets"][said].sort_values("ticket_id", ignore_index=True) for t in (base[1], arm[2])
    )
    assert len(one) > 20_000
    pd.testing.assert_frame_equal(one, two)


@every_arm
def test_people_outlets_and_agents_are_the_same(base, arm):
    for path in ("people", "operators", "outlets", "agents"):
        assert base[0].observed.arrow(path).equals(arm[1].observed.arrow(path))
    for path in ("people", "outlets", "agents"):
        assert base[0].truth.arrow(path).equals(arm[1].truth.arrow(path))


@every_arm
def test_mistaken_complaints_are_the_same(base, arm):
    """About honest numbers that are there in both twins, which nobody sold."""
    made, both = [], honest(base[1]) & honest(arm[2])
    for tables in (base[1], arm[2]):
        both -= set(tables["truth/sales"]["sim_id"])
    for tables in (base[1], arm[2]):
        c = tables["observed/complaints"]
        c = c[c["sim_id"].isin(both)].drop(columns=OUTCOME)
        made.append(c.sort_values("complaint_id", ignore_index=True))
    assert len(made[0]) > 0
    pd.testing.assert_frame_equal(*made)


def honest(tables):
    """The SIMs that no ring registered."""
    sims = tables["truth/sims"]
    return set(sims.loc[sims["ring_id"] < 0, "sim_id"])


@every_arm
def test_honest_registrations_with_the_same_answer_are_the_same(base, arm):
    one, two = (t["observed/registrations"].set_index("registration_id") for t in (base[1], arm[2]))
    key = honest_requests(base[0])["key"]
    one, two = one.loc[key], two.loc[key]
    same = one["verdict"] == two["verdict"]
    assert same.sum() > 300
    pd.testing.assert_frame_equal(one[same], two[same])
    if not arm[0].startswith("cap"):
        assert same.mean() > 0.99
    first, second = (t["observed/sims"].set_index("sim_id") for t in (base[1], arm[2]))
    both = sorted(honest(base[1]) & honest(arm[2]))
    assert len(both) > 0.9 * len(honest(base[1]))
    pd.testing.assert_frame_equal(first.loc[both], second.loc[both])


def parted(one, two):
    """For each SIM, when the stops of the SIM or its accounts first differ between two runs [s]."""
    cause = ["sim_id", "account_id", "at"]
    different = pd.concat(unlike(one["observed/blocks"][cause], two["observed/blocks"][cause]))
    return different.groupby("sim_id")["at"].min()


def sold_otherwise(one, two):
    """The SIMs that were sold in one of the twins only, or at another time or price: scarcity moves sales."""
    said = ["sim_id", "at", "price_rp"]
    return set(pd.concat(unlike(one["truth/sales"][said], two["truth/sales"][said]))["sim_id"])


FOLLOWS = (
    ("truth/messages", "day", ()),
    ("truth/losses", "at", ()),
    ("observed/complaints", "at", OUTCOME),
    ("observed/traffic_daily", "day", ()),
    ("observed/contacts", "day", ()),
)


@every_stop
def test_a_number_does_the_same_until_it_is_stopped_in_one_of_the_twins(base, arm):
    tables = arm[2]
    first, other = parted(base[1], tables), sold_otherwise(base[1], tables)
    assert len(first) > 5, "the policy stopped nothing: the test is empty"
    for path, time, drop in FOLLOWS:
        kept = []
        for t in (base[1], tables):
            rows = t[path].drop(columns=list(drop))
            rows = rows[~rows["sim_id"].isin(other)]
            end = rows["sim_id"].map(first).fillna(np.inf)
            over = (rows["day"] + 1) * 86_400 if time == "day" else rows["at"] + 1
            kept.append(rows[over <= end])
        more, less = unlike(*kept)
        assert (len(more), len(less)) == (0, 0), path
        whole = len(base[1][path])
        assert len(kept[0]) > 0.6 * whole > 10, path


@every_stop
def test_a_stop_only_takes_away(base, arm):
    """Faster forwarding or a ban adds no message, no loss and no complaint."""
    tables, other = arm[2], sold_otherwise(base[1], arm[2])
    for path, key in (("truth/losses", "loss_id"), ("observed/complaints", "complaint_id")):
        rows = tables[path]
        assert set(rows.loc[~rows["sim_id"].isin(other), key]) <= set(base[1][path][key]), path
    day = ["day", "sim_id", "channel"]
    sent = tables["truth/messages"]
    both = sent[~sent["sim_id"].isin(other)].merge(
        base[1]["truth/messages"], on=day, how="left", suffixes=("", "_base")
    )
    assert (both["n_sent"] <= both["n_sent_base"]).all()
    assert tables["truth/messages"]["n_sent"].sum() < base[1]["truth/messages"]["n_sent"].sum()


@pytest.mark.parametrize("arm", ["ott_cooperation"], indirect=True, scope="module")
def test_apps_that_take_part_change_nothing_for_complaints_about_sms(base, arm):
    tables = arm[2]
    made = []
    for t in (base[1], tables):
        c = t["observed/complaints"]
        made.append(c[c["channel"] != "ott"].sort_values("complaint_id", ignore_index=True))
    assert len(made[0]) > 50
    pd.testing.assert_frame_equal(*made)


@pytest.mark.parametrize("arm", ["ticket"], indirect=True, scope="module")
def test_looks_with_a_ticket_stay_and_those_without_are_refused(base, arm):
    tables = arm[2]
    before, now = (t["observed/accesses"].set_index("access_id") for t in (base[1], tables))
    assert set(before.index) <= set(now.index) | set(before.index[before["at"] > before["at"].max() - 86_400])
    both = before.index.intersection(now.index)
    assert len(both) > 20_000
    motive = base[1]["truth/accesses"].set_index("access_id")["motive"].reindex(both, fill_value="work")
    before, now = before.loc[both], now.loc[both]
    with_ticket = before["ticket_id"] != 0
    assert (now["verdict"] == np.where(now["ticket_id"] != 0, "allow", "refuse")).all()
    work = (motive == "work").to_numpy()
    same = ["person_id", "ticket_id", "seconds", "verdict", "fields_shown"]
    pd.testing.assert_frame_equal(before.loc[work, same], now.loc[work, same])
    assert with_ticket[work].all()
    assert not with_ticket[~work].all()
    assert (before["person_id"] == now["person_id"]).all()
