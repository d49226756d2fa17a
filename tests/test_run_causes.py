"""No event before its cause, and nothing made from nothing: money, numbers, records, identities."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simkit.engine.run import simulate

NEEDS_IDENTITY = ("self", "outlet", "dealer")


@pytest.fixture(scope="module")
def seen(busy_run):
    return dict(busy_run.observed)


@pytest.fixture(scope="module")
def truth(busy_run):
    return dict(busy_run.truth)


def never_before(rows, late, early):
    """That `late` is never before `early`, in rows that have both; there must be some."""
    both = rows.dropna(subset=[late, early])
    assert len(both), f"no row has {late} and {early}"
    wrong = both[both[late] < both[early]]
    assert wrong.empty, f"{len(wrong)} of {len(both)}, for example\n{wrong.iloc[0]}"


def first(frame, by, time, name):
    """The first moment of each value of `by`, as a column `name` to join."""
    return frame.groupby(by, as_index=False)[time].min().rename(columns={time: name})


# ------------------------------------------------------------------ causes


def test_a_sim_comes_before_all_that_is_done_with_it(seen, truth):
    sims = seen["sims"][["sim_id", "registered_at"]]
    for rows, time in (
        (seen["accounts"], "activated_at"),
        (seen["complaints"], "at"),
        (seen["blocks"], "at"),
        (truth["sales"], "at"),
        (truth["losses"], "at"),
        (seen["seizures"], "at"),
    ):
        never_before(rows.merge(sims, on="sim_id"), time, "registered_at")
    days = seen["traffic_daily"].merge(sims, on="sim_id")
    assert (days["day"] >= days["registered_at"].dt.normalize()).all()
    listed = seen["registrations"].dropna(subset="sim_id").merge(sims, on="sim_id")
    assert (listed["at"] == listed["registered_at"]).all()
    assert (listed["verdict"] == "allow").all()


def test_an_account_comes_before_all_that_is_done_with_it(seen, truth):
    accounts = seen["accounts"][["account_id", "sim_id", "activated_at"]]
    never_before(seen["logins"].merge(accounts, on="account_id"), "at", "activated_at")
    never_before(seen["blocks"].merge(accounts, on="account_id"), "at", "activated_at")
    never_before(truth["accounts"].merge(accounts, on="account_id"), "ended_at", "activated_at")
    main = first(accounts.dropna(subset="activated_at"), "sim_id", "activated_at", "first_account")
    ott = seen["complaints"][seen["complaints"]["channel"] == "ott"]
    of_ring = ott.merge(truth["sales"][["sim_id"]].dropna(), on="sim_id")
    never_before(of_ring.merge(main, on="sim_id"), "at", "first_account")


def test_a_record_is_captured_before_it_is_sold_or_posted(seen, truth):
    looks = seen["accesses"][["access_id", "at", "verdict", "agent_id", "person_id"]]
    looks = looks.rename(columns={"at": "looked_at"})
    posted = truth["posts"].merge(seen["post_records"][["post_record_id", "post_id"]], on="post_record_id")
    posted = posted.merge(seen["posts"][["post_id", "at"]], on="post_id")
    for rows in (posted, truth["identities"]):
        desk = rows.dropna(subset="access_id").merge(looks, on="access_id", suffixes=("", "_looked"))
        never_before(desk, "at", "looked_at")
        assert (desk["verdict"] == "allow").all()
        assert (desk["person_id"] == desk["person_id_looked"]).all()
        captured = desk.merge(truth["accesses"], on="access_id")
        assert len(captured) == len(desk)
        assert captured["is_captured"].all()
    sources = rows.groupby("source")["access_id"].count()
    assert sources["desk"] == (rows["source"] == "desk").sum()
    assert sources.drop("desk").sum() == 0


def test_a_ring_has_an_identity_before_it_registers_on_it(seen, truth):
    people = seen["people"].set_index("nik")["person_id"]
    tries = truth["registrations"].merge(seen["registrations"], on="registration_id")
    tries = tries[tries["ring_channel"].isin(NEEDS_IDENTITY)]
    tries = tries.assign(person_id=tries["nik"].map(people).astype("int64"))
    had = first(truth["identities"], ["person_id", "ring_id"], "at", "had_since")
    both = tries.merge(had, on=["person_id", "ring_id"], how="left")
    assert len(both) > 200
    assert both["had_since"].notna().all()
    never_before(both, "at", "had_since")


def test_a_mule_registers_on_the_own_nik_and_no_identity_is_bought_for_it(seen, truth):
    tries = truth["registrations"].merge(seen["registrations"], on="registration_id")
    mule = tries.loc[(tries["ring_channel"] == "mule"), "sim_id"].dropna()
    sims = truth["sims"].set_index("sim_id").loc[mule]
    assert len(sims)
    assert (sims["registrant"] == "mule").all()
    assert (sims["identity_source"] == "own_nik").all()


def test_a_sale_comes_before_the_harm_and_after_the_number(seen, truth):
    sold = truth["sales"].dropna(subset="sim_id")[["sim_id", "at"]].rename(columns={"at": "sold_at"})
    never_before(truth["losses"].merge(sold, on="sim_id", how="left"), "at", "sold_at")
    days = truth["messages"].merge(sold, on="sim_id", how="left")
    assert days["sold_at"].notna().all()
    assert (days["day"] >= days["sold_at"].dt.normalize()).all()
    assert truth["losses"]["sim_id"].isin(sold["sim_id"]).all()


def test_people_complain_after_the_first_message(seen, truth):
    complaints = seen["complaints"]
    sent = first(truth["messages"], ["sim_id", "channel"], "day", "first_day")
    sold = first(truth["sales"].dropna(subset="sim_id"), "sim_id", "at", "sold_at")
    about = complaints.merge(sold, on="sim_id").merge(sent, on=["sim_id", "channel"], how="left")
    own = about[about["first_day"].notna()]
    assert len(own) > 0.9 * len(about) > 100
    never_before(own, "at", "first_day")
    never_before(own, "at", "sold_at")
    victims = complaints[complaints["claimed_loss_rp"] > 0]
    losses = truth["losses"][truth["losses"]["is_reported"]].rename(columns={"at": "lost_at"})
    told = victims.merge(
        losses,
        left_on=["person_id", "sim_id", "claimed_loss_rp"],
        right_on=["person_id", "sim_id", "amount_rp"],
        how="left",
    )
    assert len(told) == len(victims) > 0
    assert told["lost_at"].notna().all()
    never_before(told, "at", "lost_at")


def test_complaints_are_filed_then_forwarded_then_decided(seen):
    c = seen["complaints"]
    never_before(c, "forwarded_at", "at")
    never_before(c, "decided_at", "at")
    never_before(c, "decided_at", "forwarded_at")
    assert c.loc[c["outcome"] == "rejected", "forwarded_at"].isna().all()
    assert not c.loc[c["outcome"] == "rejected", "is_complete"].any()
    assert c.loc[c["forwarded_at"].notna(), "is_complete"].all()
    done = c["outcome"].isin(["blocked", "not_blocked"])
    assert c.loc[done, "forwarded_at"].notna().all()
    assert (c["decided_at"].notna() == (c["outcome"] != "pending")).all()
    assert set(c["outcome"]) == {"pending", "rejected", "blocked", "not_blocked"}


def test_every_block_has_a_cause_before_it(seen, truth):
    blocks, c = seen["blocks"], seen["complaints"]
    causes = {
        ("sim", "complaint"): c[(c["outcome"] == "blocked") & (c["channel"] != "ott")],
        ("account", "complaint"): c[(c["outcome"] == "blocked") & (c["channel"] == "ott")],
        ("account", "sim_blocked"): blocks[(blocks["target"] == "sim")],
        ("account", "bulk_behaviour"): truth["sales"].dropna(subset="sim_id"),
        ("sim", "strange_number"): seen["notices"][seen["notices"]["kind"] == "strange_number"],
        ("sim", "raid"): seen["seizures"].dropna(subset="sim_id"),
    }
    caused = 0
    for (target, reason), cause in causes.items():
        mine = blocks[(blocks["target"] == target) & (blocks["reason"] == reason)]
        assert len(mine), (target, reason)
        time = "decided_at" if "decided_at" in cause else "at"
        why = first(cause.astype({"sim_id": "int64"}), "sim_id", time, "cause_at")
        both = mine.merge(why, on="sim_id", how="left")
        assert both["cause_at"].notna().all(), (target, reason)
        never_before(both, "at", "cause_at")
        caused += len(mine)
    rest = blocks[~blocks["reason"].isin({r for _, r in causes})]
    assert set(rest["reason"]) <= {"replaced", "breach_notice"}
    assert caused + len(rest) == len(blocks)
    assert set(rest["by"]) == {"owner"}


def test_whoever_acts_on_a_breach_notice_was_told_before():
    """A large breach, a chatty registry: owners have numbers on their NIK blocked."""
    run = simulate(
        "external-breach",
        policies=["breach_notice:p_act=1:p_found=1"],
        settings={"people.n_people": 1500, "run.days": 40, "run.scale": 0.006, "breach.n_records": 800},
    )
    blocks, notices = run.observed["blocks"], run.observed["notices"]
    mine = blocks[blocks["reason"] == "breach_notice"]
    owner = run.truth["sims"][["sim_id", "person_id", "registrant"]]
    told = first(notices[notices["kind"] == "breach"], "person_id", "at", "told_at")
    both = mine.merge(owner, on="sim_id").merge(told, on="person_id", how="left")
    assert len(both) > 3
    assert both["told_at"].notna().all()
    assert (both["registrant"] == "ring").all()
    never_before(both, "at", "told_at")


def test_owners_are_told_after_it_happened(seen):
    notices = seen["notices"]
    strange = notices[notices["kind"] == "strange_number"]
    never_before(
        strange.merge(seen["sims"][["sim_id", "registered_at"]].astype({"sim_id": "Int64"}), on="sim_id"),
        "at",
        "registered_at",
    )
    breach = notices[notices["kind"] == "breach"].merge(
        seen["posts"].rename(columns={"at": "posted_at"}).astype({"post_id": "Int64"}), on="post_id"
    )
    never_before(breach, "at", "posted_at")
    elsewhere = notices[notices["kind"] == "login_elsewhere"]
    logins = seen["logins"].merge(seen["accounts"][["account_id", "sim_id"]], on="account_id")
    both = elsewhere.merge(logins.astype({"sim_id": "Int64"}), on=["sim_id", "at"], how="left")
    assert len(elsewhere) == len(both) > 0
    assert (both["verdict"] == "allow").all()


def test_a_ticket_is_opened_then_begun_then_closed_and_looked_up_from_then_on(seen):
    tickets = seen["tickets"]
    never_before(tickets, "started_at", "at")
    never_before(tickets, "closed_at", "started_at")
    assert (tickets["agent_id"].notna() == tickets["started_at"].notna()).all()
    looks = seen["accesses"].dropna(subset="ticket_id").merge(tickets, on="ticket_id", suffixes=("", "_came"))
    assert len(looks) > 20_000
    never_before(looks, "at", "at_came")
    never_before(looks, "at", "started_at")


def test_what_is_seized_was_sold_before_or_was_in_stock(seen, truth):
    seized = seen["seizures"].dropna(subset="sim_id")
    never_before(seized, "at", "sold_at")
    sold = truth["sales"].dropna(subset="sim_id").set_index("sim_id")
    book = seized.dropna(subset="sold_at")
    assert (sold.loc[book["sim_id"], "at"].to_numpy() == book["sold_at"].to_numpy()).all()
    assert (sold.loc[book["sim_id"], "price_rp"].to_numpy() == book["price_rp"].to_numpy()).all()
    stock = seized[seized["sold_at"].isna()]
    assert len(stock)
    assert not stock["sim_id"].isin(sold.index).any()


def test_after_the_raid_a_ring_does_nothing_more(busy_run, seen, truth):
    (ring,) = busy_run.rings
    assert ring.ended_why == "raid"
    end = busy_run.model.world.start + np.timedelta64(round(ring.ended_t * 3600), "s")
    tries = truth["registrations"].merge(seen["registrations"], on="registration_id")
    for rows in (tries, truth["sales"], truth["identities"]):
        assert len(rows)
        assert rows["at"].max() <= end
    assert seen["seizures"]["at"].eq(end).all()


# ------------------------------------------------------------------ conservation


def balances(payments):
    """Each party's cash after every moment at which it paid or was paid [Rp]."""
    paid = payments[["at", "payer", "amount_rp"]].rename(columns={"payer": "party"})
    paid = paid.assign(amount_rp=-paid["amount_rp"])
    got = payments[["at", "payee", "amount_rp"]].rename(columns={"payee": "party"})
    moved = pd.concat([paid, got]).astype({"party": str})
    each = moved.groupby(["party", "at"], as_index=False)["amount_rp"].sum().sort_values(["party", "at"])
    return each.assign(cash_rp=each.groupby("party")["amount_rp"].cumsum())


def test_nobody_spends_money_that_is_not_there(scenario_run):
    cash = balances(scenario_run.truth["payments"])
    inside = cash[cash["party"] != "outside"]
    assert inside["cash_rp"].min() >= 0
    last = cash.groupby("party")["cash_rp"].last()
    assert last.sum() == 0
    model = scenario_run.model
    known = dict(zip(model.parties, model.cash, strict=True))
    assert {party: known[party] for party in last.index} == last.to_dict()


def test_money_comes_in_only_at_the_start_or_with_a_buyer(busy_run, truth):
    payments = truth["payments"]
    fresh = payments[payments["payer"] == "outside"]
    assert set(fresh["purpose"]) == {"opening_cash"}
    late = fresh[fresh["at"] > busy_run.model.world.start]
    assert late["payee"].astype(str).str.startswith("buyer-").all()
    assert payments["amount_rp"].min() > 0


def test_every_number_of_a_ring_is_sold_in_stock_seized_or_dead(scenario_run):
    items, sims = scenario_run.model.items, scenario_run.truth["sims"]
    numbers = items["kind"] == 0
    made = sims["registrant"].isin(["ring", "mule"])
    assert numbers.sum() == made.sum()
    assert len(np.unique(items["sim"][numbers])) == numbers.sum()
    sold = np.isfinite(items["sold_t"])
    state = items["state"]
    assert set(state.tolist()) <= {1, 2, 3, 4}
    assert sold[state == 2].all()
    assert not sold[(state == 1) | (state == 3)].any()
    sales = scenario_run.truth["sales"]
    single = sales[sales["item_kind"] != "account_lot"]
    # accounts that were part of a lot have no sale, and no price, of their own
    in_lots = sold & (items["price_rp"] < 0)
    assert len(single) == (sold & ~in_lots).sum()
    assert in_lots.any() == (sales["item_kind"] == "account_lot").any()
    tries = scenario_run.truth["registrations"].merge(
        scenario_run.observed["registrations"], on="registration_id"
    )
    assert tries["sim_id"].notna().sum() == made.sum()
    assert (tries["sim_id"].notna() == (tries["verdict"] == "allow")).all()


def test_no_number_is_sold_twice(scenario_run):
    sales = scenario_run.truth["sales"]
    assert sales["sim_id"].dropna().is_unique


def test_revenue_is_what_buyers_paid(scenario_run):
    sales, payments = scenario_run.truth["sales"], scenario_run.truth["payments"]
    paid = payments[payments["purpose"] == "number_sale"].astype({"payer": str, "payee": str})
    asked = sales.astype({"buyer_id": str, "seller_id": str})
    got = paid.groupby(["payer", "payee"])["amount_rp"].sum()
    want = asked.groupby(["buyer_id", "seller_id"])["price_rp"].sum()
    assert got.to_dict() == want.to_dict()
    by_ring = asked.groupby("seller_id")["ring_id"].unique()
    assert all([f"ring-{r}" for r in rings] == [seller] for seller, rings in by_ring.items())


def test_no_more_records_are_sold_than_were_captured_or_known(busy_run, truth, seen):
    lots = truth["lots"].astype({"seller_id": str, "buyer_id": str, "source": str})
    captured = truth["accesses"].merge(seen["accesses"][["access_id", "agent_id", "at"]], on="access_id")
    captured = captured[(captured["motive"] == "sale") & captured["is_captured"]]
    from_desk = lots[lots["seller_id"].str.startswith("agent-")]
    assert len(from_desk) >= 2
    for seller, mine in from_desk.groupby("seller_id"):
        looks = captured[captured["agent_id"] == int(seller.removeprefix("agent-"))]
        for at, n in zip(mine["at"], mine["n_records"].cumsum(), strict=True):
            assert n <= (looks["at"] <= at).sum()
    to_ring = lots[lots["buyer_id"].str.startswith("ring-")]
    sold = to_ring.groupby("source")["n_records"].sum()
    assert sold["desk"] <= from_desk["n_records"].sum()
    known = truth["identities"].astype({"source": str}).groupby("source").size()
    assert known.to_dict() == sold.to_dict()
    params, breach = busy_run.model.scenario.broker, busy_run.model.scenario.breach
    ring = busy_run.model.scenario.ring
    assert sold["other_leak"] <= params.other_leaks_per_number * ring.n_numbers * ring.n_rings
    assert sold["breach"] <= breach.n_records


def test_lots_are_paid_for(truth):
    lots = truth["lots"].astype({"seller_id": str, "buyer_id": str})
    paid = truth["payments"].astype({"payer": str, "payee": str})
    paid = paid[paid["purpose"].isin(["identity_purchase", "record_purchase"])]
    got = paid.groupby(["payer", "payee"])["amount_rp"].sum()
    want = lots.groupby(["buyer_id", "seller_id"])["price_rp"].sum()
    assert got.to_dict() == want.to_dict()


def test_no_captured_or_leaked_record_is_sold_to_rings_twice(scenario_run):
    ids = scenario_run.truth["identities"].astype({"source": str})
    assert ids["access_id"].dropna().is_unique
    leaked = ids[ids["source"] != "desk"]
    assert not leaked.duplicated(["person_id", "source"]).any()


def test_messages_reach_and_harm_no_more_than_were_sent(truth):
    m = truth["messages"]
    assert (m["n_reached"] <= m["n_sent"]).all()
    assert (m["n_victims"] <= m["n_reached"]).all()
    hurt = m.groupby("sim_id")["n_victims"].sum()
    assert hurt[hurt > 0].to_dict() == truth["losses"].groupby("sim_id").size().to_dict()
    assert (truth["losses"]["amount_rp"] > 0).all()
