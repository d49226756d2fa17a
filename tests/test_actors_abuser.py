"""The abuser: sold numbers send, as long as SIM or account lives; some messages do harm."""

import numpy as np
import pytest
from engine_samples import bare

from simkit.core.streams import keys
from simkit.engine import codes
from simkit.engine.actors.abuser import SCAMS, Abuser
from simkit.engine.model import end_accounts, end_sims


def at_work(n=50, sold_t=0.0, policies=(), **settings):
    """Give a model in which `n` sold numbers, each with an account, are in a buyer's hands."""
    model = bare(policies, {"abuse." + k: v for k, v in settings.items()})
    abuser = Abuser(model)
    accounts = model.accounts.add({"sim": np.arange(n), "t": np.zeros(n)})
    items = model.items.add({"sim": np.arange(n), "account": accounts, "key": keys("item", np.arange(n))})
    model.items["state"][items], model.items["sold_t"][items] = 2, sold_t
    model.ledger.tell("sold", items=items)
    return model, abuser


def sent(model):
    """Give how much each item sent over the network and over OTT."""
    log = model.log["messages"]
    ott = log["channel"] == codes.OTT
    n = len(model.items)
    return tuple(np.bincount(log["item"][r], log["n_sent"][r], n) for r in (~ott, ott))


def test_a_number_sends_over_the_network_and_over_ott():
    model, abuser = at_work(life_d=1e6)
    for day in range(10):
        abuser.tick(day * 24.0, day * 24.0 + 24)
    network, ott = sent(model)
    assert network.sum() == pytest.approx(50 * 10 * 60 * 0.6, rel=0.05)
    assert ott.sum() == pytest.approx(50 * 10 * 60 * 0.4, rel=0.05)


def test_a_blocked_sim_is_silent_and_its_account_goes_on():
    model, abuser = at_work(life_d=1e6)
    end_sims(model, np.arange(25), 0.0, "operator", "complaint")
    end_accounts(model, model.items["account"][20:30], "complaint")
    abuser.tick(0.0, 24.0)
    network, ott = sent(model)
    i, over_ott = np.arange(50), model.items["p_ott"] == 1  # a number serves one way
    assert 10 < over_ott.sum() < 40
    assert ((network > 0) == (~over_ott & (i >= 25))).all()
    assert ((ott > 0) == (over_ott & ~((i >= 20) & (i < 30)))).all()


def test_nothing_is_sent_before_the_sale_or_after_the_buyer_has_done():
    model, abuser = at_work(sold_t=30.0, life_d=1e6)
    abuser.tick(0.0, 24.0)
    assert len(model.log["messages"]) == 0
    abuser.tick(24.0, 48.0)
    part = sum(x.sum() for x in sent(model))
    assert part == pytest.approx(50 * 60 * 18 / 24, rel=0.06)
    model.items["life_t"][:] = 48.0
    abuser.tick(48.0, 72.0)
    assert sum(x.sum() for x in sent(model)) == part


def test_an_account_alone_sends_everything_over_ott():
    model, abuser = at_work(life_d=1e6)
    model.items["kind"][:] = 1
    abuser.begin(np.arange(50))
    abuser.tick(0.0, 24.0)
    network, ott = sent(model)
    assert not network.any() and ott.sum() == pytest.approx(50 * 60, rel=0.06)


def test_fake_callers_call_and_the_others_write():
    model, _ = at_work(n=400)
    mode, tel = model.items["mode"], model.items["tel"]
    assert ((tel == codes.CALL) == (mode == codes.MODES.index("fake_call"))).all()
    assert set(tel.tolist()) == {codes.SMS, codes.CALL}


def test_losses_are_whole_thousands_below_the_cap_and_victims_are_counted():
    model, abuser = at_work(p_victim=0.05, loss_cap_rp=2e6, reach=1.0)
    lost = []
    model.ledger.on("lost", lambda rows: lost.append(dict(rows)))
    abuser.tick(0.0, 24.0)
    rows = lost[0] if len(lost) == 1 else {c: np.concatenate([x[c] for x in lost]) for c in lost[0]}
    assert (rows["amount_rp"] % 1000 == 0).all() and rows["amount_rp"].max() == 2_000_000
    assert len(rows["at"]) == model.log["messages"]["n_victims"].sum() > 50
    assert rows["at"].min() >= 0 and rows["at"].max() <= 24
    assert rows["person"].max() < model.world.n_people


def test_a_filter_in_the_network_lets_fewer_messages_reach_people():
    strict = [("sender_filter", {"per_day": 1, "share": 1.0})]
    model, abuser = at_work(life_d=1e6, policies=strict)
    abuser.tick(0.0, 24.0)
    log = model.log["messages"]
    network = log["channel"] != codes.OTT
    assert not log["n_sent"][network].any() and not log["n_reached"][network].any()
    assert log["n_reached"][~network].any()


def test_what_a_number_does_in_a_tick_hangs_on_its_own_key_alone():
    (many, a), (few, b) = at_work(n=50), at_work(n=10)
    for abuser in (a, b):
        abuser.tick(0.0, 24.0)
    assert [x[:10].tolist() for x in sent(many)] == [x.tolist() for x in sent(few)]


def test_scams_are_the_words_of_the_tables():
    assert (codes.MODES[0], *SCAMS) == ("gambling_promotion", *codes.MODES[1:])
