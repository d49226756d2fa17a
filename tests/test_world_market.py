"""Outlets, the desk, and the SIMs that exist when the run begins."""

import numpy as np
import pytest

from simkit.core.streams import CommonRandomNumbers, Streams
from simkit.world.build import build_world
from simkit.world.operators import MarketParameters, make_agents, make_sites
from simkit.world.outlets import CHANNELS, DEALER, DEALERSHIP, GALLERY, KIOSK, OUTLET, SELF, make_outlets
from simkit.world.people import PeopleParameters

WORLD = build_world(
    PeopleParameters(n_people=50_000), MarketParameters(), Streams(2), np.datetime64("2025-09-01")
)
SIMS, SHOPS, PEOPLE = WORLD.sims, WORLD.outlets, WORLD.people


def test_every_operator_has_a_gallery_and_a_dealer_even_in_a_hamlet():
    shops = make_outlets(MarketParameters(), CommonRandomNumbers(5), 100)
    for kind in (GALLERY, DEALERSHIP):
        assert set(shops.operator[shops.kind == kind]) == {0, 1, 2, 3}
    assert (shops.operator[shops.kind == KIOSK] == -1).all()
    assert len(shops.names) == len(shops)


def test_volumes_are_heavy_tailed_between_1_and_20_a_day():
    assert SHOPS.weight.min() >= 1 and SHOPS.weight.max() <= 20
    assert np.median(SHOPS.weight) < SHOPS.weight.mean()
    assert not SHOPS.flavour[SHOPS.kind != KIOSK].any()


def test_shares_of_operators_and_channels():
    operators = np.bincount(SIMS.operator, minlength=4) / len(SIMS)
    assert operators == pytest.approx([0.45, 0.28, 0.17, 0.10], abs=0.03)
    honest = SIMS.channel[PEOPLE.kind[SIMS.owner] == 0]
    assert np.bincount(honest) / len(honest) == pytest.approx([0.70, 0.25, 0.05], abs=0.02)
    assert len(CHANNELS) == 3
    assert SIMS.is_prepaid.mean() == pytest.approx(0.97, abs=0.01)


def test_a_sim_is_registered_where_its_operator_is_sold():
    assert ((SIMS.outlet == -1) == (SIMS.channel == SELF)).all()
    for channel, kinds in ((OUTLET, {GALLERY, KIOSK}), (DEALER, {DEALERSHIP})):
        rows = SIMS.channel == channel
        shop = SIMS.outlet[rows]
        assert set(SHOPS.kind[shop]) <= kinds
        assert np.isin(SHOPS.operator[shop] - SIMS.operator[rows], [0, *range(-4, 0)]).all()
        mine = SHOPS.operator[shop] >= 0
        assert (SHOPS.operator[shop] == SIMS.operator[rows])[mine].all()


def test_most_outlet_registrations_are_local_where_that_is_possible():
    rows = SIMS.channel == OUTLET
    home, there = PEOPLE.province[SIMS.owner[rows]], SHOPS.province[SIMS.outlet[rows]]
    possible = np.isin(home, SHOPS.province[SHOPS.kind == KIOSK])
    assert (home == there)[possible].mean() > 0.85


def test_busy_outlets_register_more():
    n = np.bincount(SIMS.outlet[SIMS.channel == OUTLET], minlength=len(SHOPS))
    kiosks = SHOPS.kind == KIOSK
    assert np.corrcoef(n[kiosks], SHOPS.weight[kiosks])[0, 1] > 0.2


def test_the_device_is_the_phone_or_the_terminal():
    alone = SIMS.channel == SELF
    assert (SIMS.device[alone] == WORLD.phone[SIMS.owner[alone]]).all()
    assert (SIMS.device[~alone] == WORLD.terminal[SIMS.outlet[~alone]]).all()
    assert SIMS.device.max() < len(WORLD.device_key)


def test_individuals_hold_at_most_three_per_operator():
    individual = PEOPLE.kind[SIMS.owner] == 0
    held = SIMS.owner[individual].astype(np.int64) * 4 + SIMS.operator[individual]
    assert np.unique(held, return_counts=True)[1].max() == 3


def test_registrations_lie_in_the_last_six_years_and_mostly_lately():
    hours = -SIMS.registered_t
    assert hours.min() > 0 and hours.max() <= 6 * 365.25 * 24
    # memoryless replacement of 5 % a month: half of the cards are younger than about 13 months
    individual = PEOPLE.kind[SIMS.owner] == 0
    assert 10 < np.median(hours[individual]) / 730.5 < 15
    today = WORLD.start.astype("datetime64[D]").astype(int)
    age_then = (today - PEOPLE.birth_day[SIMS.owner]) / 365.25 - hours / 24 / 365.25
    assert age_then[individual].min() > 11.9


def test_sims_are_counted_by_owner_and_keyed():
    assert (np.bincount(SIMS.owner, minlength=len(PEOPLE)) == PEOPLE.n_sims).all()
    assert (np.diff(SIMS.owner) >= 0).all()
    assert len(np.unique(SIMS.key)) == len(SIMS)


@pytest.mark.parametrize(
    ("roster", "n_sites", "n_boss"),
    [((1, 1, 1), 1, 1), ((2, 2, 1), 2, 1), ((7, 6, 2), 7, 2), ((1, 0, 0), 5, 1)],
)
def test_a_desk_of_any_size(roster, n_sites, n_boss):
    params, crn = MarketParameters(n_sites=n_sites), CommonRandomNumbers(1)
    sites = make_sites(params, crn)
    agents = make_agents(params, crn, sites, roster)
    for site in range(n_sites):
        there = agents.site == site
        assert np.bincount(agents.shift[there & ~agents.is_supervisor], minlength=3).tolist() == list(roster)
        assert (there & agents.is_supervisor).sum() == n_boss  # one for ten agents
    assert (agents.operator == sites.operator[agents.site]).all()
    # one agent more moves nobody else
    more = make_agents(params, crn, sites, (roster[0] + 1, *roster[1:]))
    same = np.isin(more.key, agents.key)
    assert same.sum() == len(agents) and (more.employer[same] == agents.employer).all()


def test_the_usual_desk_has_every_shift_at_every_site():
    for site in range(2):
        assert set(WORLD.agents.shift[WORLD.agents.site == site]) == {0, 1, 2}
