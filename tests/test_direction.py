"""Each policy moves what its doc says it moves, seed by seed, and one that is switched off moves nothing.

Twin runs share their seed, so demand is the same row for row: what differs is the policy's doing.
"""

import numpy as np
import pyarrow.compute as pc
import pytest
from engine_samples import figures, run

from simkit.engine import codes
from simkit.engine.policies import catalogue
from simkit.measure.outcomes import account_gap_days

both_seeds = pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
DAILY = "forwarding:every_days=1"
DEADLY = (DAILY, "ott_cooperation", "ban_on_block")


def column(table, name):
    return table.column(name).combine_chunks().to_numpy(zero_copy_only=False)


def texts(table, name):
    return np.array(table.column(name).to_pylist(), object)


def ring_sims(r):
    """Count the SIMs that rings registered on strangers' NIKs."""
    return int((texts(r.truth.arrow("sims"), "registrant") == "ring").sum())


def ends(r, by=None):
    """Give the moment at which each SIM ended [h], by its invariant key."""
    m = r.model
    end = m.sims["ended_t"]
    if by is not None:
        blocks = m.log["blocks"]
        mine = (blocks["by"] == codes.BLOCKERS.index(by)) & (blocks["account"] < 0)
        end = np.full(len(m.sims), np.inf)
        end[blocks["sim"][mine]] = blocks["at"][mine]
    return dict(zip(m.sims["key"].tolist(), end.tolist(), strict=True))


# who acts sooner


@both_seeds
def test_daily_forwarding_blocks_earlier_and_leaves_fewer_days_of_abuse(seed):
    monthly, daily = (run(*p, seed=seed) for p in ((), (DAILY,)))
    assert ring_sims(monthly) == ring_sims(daily)
    a, b = (figures(*p, seed=seed) for p in ((), (DAILY,)))
    assert b["active_days"] < a["active_days"] and b["n_messages"] < a["n_messages"]
    assert b["n_blocked_ring"] > a["n_blocked_ring"]
    late, early = ends(monthly, "operator"), ends(daily, "operator")
    both = [k for k in late if np.isfinite(late[k])]
    assert len(both) > 8
    # whoever is blocked under monthly forwarding is blocked no later under daily forwarding
    assert all(early[k] <= late[k] for k in both)
    assert np.mean([late[k] - early[k] for k in both]) > 5 * 24


@both_seeds
def test_the_account_ends_soon_after_its_sim_only_where_the_app_takes_part(seed):
    alone, part, whole = (
        run(*p, seed=seed)
        for p in (
            (DAILY,),
            (DAILY, "ott_cooperation:share=0.5", "ban_on_block:share=0.5:delay_h=72"),
            DEADLY,
        )
    )
    gaps = [account_gap_days(r) for r in (alone, part, whole)]
    assert min(len(g) for g in gaps) > 20
    assert np.mean(gaps[2]) < np.mean(gaps[1]) < np.mean(gaps[0])
    # full co-operation within 24 hours: never longer than the app needs
    assert np.max(gaps[2]) <= 1.0 + 1e-6 < np.median(gaps[0])
    assert (
        figures(DAILY, "ott_cooperation", "ban_on_block", seed=seed)["active_days"]
        < (figures(DAILY, seed=seed)["active_days"])
    )


@both_seeds
def test_without_the_app_complaints_about_its_messages_have_no_addressee(seed):
    outside, inside = (run(*p, seed=seed) for p in ((DAILY,), DEADLY))
    for r, answered in ((outside, False), (inside, True)):
        c = r.observed["complaints"]
        about = c[(c.channel == "ott") & c.is_complete]
        assert len(about) > 10
        assert about.forwarded_at.notna().any() == answered
        assert (about.outcome == "blocked").any() == answered


@both_seeds
def test_more_complaints_are_never_slower(seed):
    said = {"citizen__ott_factor": 0.0}
    few, many = (run(DAILY, seed=seed, citizen__p_complain=p, **said) for p in (0.005, 0.02))
    slow, quick = ends(few), ends(many)
    # a block gives a place under the cap back, so that a few other numbers come to be
    both = set(slow) & set(quick)
    assert len(both) > 0.99 * max(len(slow), len(quick))
    assert all(quick[k] <= slow[k] for k in both)
    assert sum(quick[k] < slow[k] for k in both) > 20


# registration and the desk


@both_seeds
def test_a_cap_of_one_leaves_a_greedy_ring_less_to_sell(seed):
    greedy = {"ring__sims_per_identity": 3.0}
    three, one = (figures(*p, seed=seed, **greedy) for p in ((), ("cap:per_operator=1",)))
    assert one["n_sold"] < 0.95 * three["n_sold"]
    assert one["n_ring_refused"] > three["n_ring_refused"]
    assert one["n_honest_refused"] > three["n_honest_refused"]


@both_seeds
def test_a_cap_of_three_does_not_touch_a_ring_that_spreads(seed):
    with_, without = (figures(*p, seed=seed) for p in ((), ("-cap",)))
    assert abs(with_["n_sold"] - without["n_sold"]) <= 0.03 * without["n_sold"]


@both_seeds
def test_face_match_stops_nearly_all_registrations_on_strangers(seed):
    plain, face = run(seed=seed), run("face_match", seed=seed)
    assert ring_sims(face) < 0.1 * ring_sims(plain)
    mules = [(texts(r.truth.arrow("sims"), "registrant") == "mule").sum() for r in (plain, face)]
    assert mules[1] > 0.5 * mules[0] > 0
    assert figures("face_match", seed=seed)["n_honest_refused"] > figures(seed=seed)["n_honest_refused"]


@both_seeds
def test_kk_match_refuses_slips_and_nothing_is_refused_for_them_without_it(seed):
    for policies, refused in (((), True), (("-kk_match",), False)):
        reasons = texts(run(*policies, seed=seed).observed.arrow("registrations"), "reason")
        assert bool((reasons == "nik_kk_mismatch").any()) == refused


@both_seeds
def test_a_ticket_is_needed_and_the_seller_captures_less(seed):
    plain, strict = run(seed=seed), run("ticket", seed=seed)
    seen = strict.observed["accesses"]
    assert seen[seen.verdict == "allow"].ticket_id.notna().all()
    assert seen.ticket_id.isna().any()
    took = []
    for r in (plain, strict):
        log = r.model.log["accesses"]
        took.append(int(((log["motive"] == codes.SALE) & log["is_captured"] & (log["code"] == 0)).sum()))
    assert 0 < took[1] < 0.75 * took[0]
    identities = [(texts(r.truth.arrow("identities"), "source") == "desk").sum() for r in (plain, strict)]
    assert identities[1] < identities[0]


def sold_looks(made):
    """Count the look-ups that were made for sale and allowed."""
    log = made.model.log["accesses"]
    return int(((log["motive"] == codes.SALE) & (log["code"] == 0)).sum())


@both_seeds
def test_an_audit_of_unexplained_looks_stops_the_seller(seed):
    plain, audited = run(seed=seed), run("explanation_audit", seed=seed)
    assert sold_looks(audited) < 0.8 * sold_looks(plain)
    assert len(audited.observed["reviews"]) > 0 and len(plain.observed["reviews"]) == 0


@both_seeds
def test_a_cap_on_looks_refuses_the_busy_and_a_seller_who_answers_sells_less(seed):
    cap = "shift_cap:per_day=60"
    plain, capped = run(seed=seed), run(cap, seed=seed)
    assert (capped.observed["accesses"]["reason"] == "shift_cap").any()
    assert sold_looks(run(cap, seed=seed, adapt__is_on=True)) < sold_looks(plain)


@both_seeds
def test_masking_leaves_fewer_useful_records(seed):
    plain, masked = run(seed=seed), run("masking", seed=seed)
    hidden, useful = codes.mask("nik", "kk"), []
    for r in (plain, masked):
        log = r.model.log["accesses"]
        sold = (log["motive"] == codes.SALE) & log["is_captured"]
        useful.append(int((sold & (log["fields"] & hidden == hidden)).sum()))
    assert useful[1] < 0.4 * useful[0]
    lots = [r.truth["lots"] for r in (plain, masked)]
    sold = [int(x[x.source == "desk"].n_records.sum()) for x in lots]
    assert sold[1] < 0.6 * sold[0]


@both_seeds
def test_an_open_work_place_makes_screenshots_and_lets_every_look_be_captured(seed):
    said = {"scenario": "desk-leak", "seed": seed, "insider__known_day": 5.0, "insider__n_grudge": 6}
    closed, opened = run(**said), run("open_capture", **said)
    assert set(texts(opened.observed.arrow("posts"), "formatting")) == {"screenshot"}
    assert set(texts(closed.observed.arrow("posts"), "formatting")) <= {"retyped"}
    took = [int(r.model.log["accesses"]["is_captured"].sum()) for r in (closed, opened)]
    looks = int((opened.model.log["accesses"]["motive"] >= codes.KNOWN).sum())
    assert took[0] < took[1] == looks


@both_seeds
def test_outlet_limits_and_holds_slow_a_ring_at_its_outlets(seed):
    outlets = {"ring__shares": (0.0, 1.0, 0.0, 0.0, 0.0, 0.0), "ring__n_outlets": 1}
    plain, limited, held = (
        run(*p, seed=seed, **outlets)
        for p in ((), ("outlet_velocity:per_day=3",), ("hold_review:per_device=2:p_ring=0.2",))
    )
    assert ring_sims(limited) < 0.8 * ring_sims(plain)
    assert ring_sims(held) < 0.8 * ring_sims(plain)
    assert (texts(held.observed.arrow("registrations"), "reason") == "held_review").any()


# owners, notices, messages, accounts, evidence


def blocked_by_owners(r):
    blocks = r.observed["blocks"]
    return int(((blocks.by == "owner") & (blocks.reason != "replaced")).sum())


@both_seeds
def test_owners_who_look_have_more_numbers_blocked(seed):
    plain, campaign = run(seed=seed), run("self_check:per_month=0.2", seed=seed)
    assert blocked_by_owners(campaign) > blocked_by_owners(plain) + 5
    kinds = [r.observed["notices"].kind.value_counts().get("strange_number", 0) for r in (plain, campaign)]
    assert kinds[1] > kinds[0]


@both_seeds
def test_a_breach_is_told_to_the_owners_and_some_act(seed):
    told = "breach_notice:p_found=1.0:p_act=0.5"
    plain, notice = (run(*p, scenario="external-breach", seed=seed) for p in ((), (told,)))
    for r, any_ in ((plain, False), (notice, True)):
        n = r.observed["notices"]
        assert bool((n.kind == "breach").any()) == any_
    told_at = notice.observed["notices"].query("kind == 'breach'")["at"].min()
    posted = notice.observed["posts"]["at"].min()
    assert (told_at - posted).total_seconds() == 72 * 3600
    assert blocked_by_owners(notice) > blocked_by_owners(plain)


@both_seeds
def test_a_sender_filter_leaves_less_sms_and_no_less_ott(seed):
    sent = []
    for policies in ((), ("sender_filter:per_day=10",)):
        m = run(*policies, seed=seed, citizen__p_complain=0.0).model
        log = m.log["messages"]
        ott = log["channel"] == codes.OTT
        sent.append((int(log["n_sent"][~ott].sum()), int(log["n_sent"][ott].sum())))
    assert sent[1][0] < 0.6 * sent[0][0]
    assert sent[1][1] == pytest.approx(sent[0][1], rel=0.02)


@both_seeds
def test_a_second_factor_leaves_fewer_takeovers(seed):
    said = {"seed": seed, "ring__shares": (0.0, 0.0, 0.0, 0.0, 0.0, 1.0)}
    taken = [
        int((texts(run(*p, **said).truth.arrow("accounts"), "origin") == "taken_over").sum())
        for p in ((), ("second_factor:share=0.8",))
    ]
    assert taken[0] > 20
    assert 0 < taken[1] < 0.5 * taken[0]


@both_seeds
def test_a_form_that_asks_for_evidence_leaves_fewer_rejected(seed):
    plain, helped = (figures(*p, seed=seed) for p in ((DAILY,), (DAILY, "evidence_helper:share=0.9")))
    assert helped["n_rejected"] / helped["n_complaints"] < 0.6 * plain["n_rejected"] / plain["n_complaints"]
    assert helped["n_blocked"] > plain["n_blocked"]


# nobody there, nothing done


@both_seeds
def test_without_a_ring_there_is_no_truth_of_a_ring(seed):
    r = run(seed=seed, ring__n_rings=0)
    for name in ("registrations", "identities", "sales", "messages", "losses"):
        assert r.truth.arrow(name).num_rows == 0, name
    for name in r.truth:
        table = r.truth.arrow(name)
        if "ring_id" in table.column_names:
            assert table.column("ring_id").null_count == table.num_rows, name
    assert set(texts(r.truth.arrow("accounts"), "origin")) == {"own"}
    assert set(texts(r.truth.arrow("sims"), "registrant")) <= {"owner", "family"}
    assert set(texts(r.truth.arrow("outlets"), "role")) == {"honest"}
    payees = set(texts(r.truth.arrow("payments"), "payee")) | set(texts(r.truth.arrow("payments"), "payer"))
    assert not [p for p in payees if p.startswith(("ring", "worker", "buyer"))]
    assert r.observed["seizures"].empty


@both_seeds
def test_without_insiders_nobody_misuses_the_desk(seed):
    r = run(seed=seed, insider__n_sellers=0)
    assert set(texts(r.truth.arrow("accesses"), "motive")) == {"habit", "supervision"}
    assert set(texts(r.truth.arrow("agents"), "role")) == {"honest"}
    assert "desk" not in texts(r.truth.arrow("lots"), "source")
    assert not pc.any(r.truth.arrow("accesses").column("is_captured")).as_py()
    with_ = run(seed=seed)
    assert "sale" in texts(with_.truth.arrow("accesses"), "motive")
    assert "desk" in texts(with_.truth.arrow("lots"), "source")


SHORT = {"run__days": 35, "people__n_people": 1000}


def differing_tables(a, b):
    for kind in ("observed", "truth"):
        left, right = getattr(a, kind), getattr(b, kind)
        assert list(left) == list(right)
        yield from (f"{kind}/{n}" for n in left if not left.arrow(n).equals(right.arrow(n)))


def test_policies_that_begin_after_the_end_change_no_byte_of_any_table():
    said = {"scenario": "external-breach", "insider__n_sellers": 1, **SHORT}
    some = [
        name for name, p in catalogue().items() if p.kind != "setting" and name != "screening"
    ]  # it adds a table
    without = run(*(f"-{name}" for name in some), DAILY, **said)
    later = run(*(f"{name}:start_day=36" for name in some), DAILY, **said)
    now = run(*some, DAILY, **said)
    assert list(differing_tables(without, later)) == []
    # the comparison sees something: from the first day on they change what follows
    touched = {"observed/accesses", "observed/registrations", "observed/notices", "truth/sales"}
    assert touched <= set(differing_tables(without, now))


def test_a_policy_changes_nothing_before_the_day_it_begins():
    day = 20
    without, with_ = (
        run(*p, **SHORT) for p in ((), (f"face_match:start_day={day}", f"ticket:start_day={day}"))
    )
    before, after = (r.as_of(day) for r in (without, with_))
    assert all(before.arrow(name).equals(after.arrow(name)) for name in before)
    assert list(differing_tables(without, with_))


# the market


@both_seeds
def test_fewer_numbers_for_the_same_buyers_cost_more(seed):
    full, half = figures(seed=seed), figures(seed=seed, ring__n_numbers=25_000)
    assert half["n_sold"] < 0.7 * full["n_sold"]
    assert half["median_price_rp"] > 1.1 * full["median_price_rp"]


@both_seeds
def test_scarcity_moves_no_price_where_buyers_do_not_feel_it(seed):
    scarce = {"ring__n_numbers": 25_000}
    felt = figures(seed=seed, **scarce)["median_price_rp"]
    unfelt = figures(seed=seed, **scarce, buyer__elasticity=0.0)["median_price_rp"]
    assert unfelt < 0.8 * felt


def prices(seed, **said):
    """Give the median price and the revenue without and with policies that end numbers sooner."""
    made = [figures(*p, seed=seed, **said) for p in ((), DEADLY)]
    return [f["median_price_rp"] for f in made], [f["revenue_rp"] for f in made]


@both_seeds
def test_buyers_who_replace_what_died_pay_more_where_more_dies(seed):
    (price, _), (plain, same) = prices(seed)
    assert same == pytest.approx(plain, rel=0.002)
    (replaced, _), (less, more) = prices(seed, buyer__replaces=True)
    assert replaced > price
    assert more > less > plain


@both_seeds
def test_buyers_who_pay_for_life_pay_less_where_numbers_die_sooner(seed):
    _, (less_dies, more_dies) = prices(seed, buyer__pays_for_life=True)
    assert more_dies < less_dies
