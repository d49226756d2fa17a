"""A policy of one's own goes into a run as an object: it acts, it is off before its day, slips are told."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
import pytest

from simkit.core.errors import BadValue
from simkit.core.parameter import parameter
from simkit.engine.policies import Policy, own_policy
from simkit.engine.policies.registration import Cap
from simkit.engine.run import simulate
from simkit.engine.scenario import Scenario
from simkit.measure.outcomes import summarise

TINY = {"people.n_people": 800, "run.days": 6, "run.tick_h": 24, "run.scale": 0.002}


@dataclass(frozen=True)
class NightPause(Policy):
    """Nobody registers a SIM at night: the example of CONTRIBUTING.md."""

    until_hour: float = parameter(5.0, "Hour until which nobody registers.", "h", "assumption", high=24)

    name, decision, kind, reason = "night_pause", "registration", "rule", "night"

    def deny(self, rows, model):
        return np.asarray(rows["at"]) % 24 < self.until_hour


@dataclass(frozen=True)
class Bell(Policy):
    """Count SIMs as they are registered."""

    heard: list = field(default_factory=list)

    name, decision, kind = "bell", "registration", "programme"

    def start(self, model):
        model.ledger.on("sim_registered", lambda sims, rows: self.heard.append(len(sims)))


@dataclass(frozen=True)
class Elder(NightPause):
    name = "elder"


@cache
def run(*policies):
    return simulate("baseline", 1, settings=TINY, policies=policies)


def same(one, two):
    return all(
        getattr(one, kind).arrow(name).equals(getattr(two, kind).arrow(name))
        for kind in ("observed", "truth")
        for name in getattr(one, kind)
    )


def test_it_acts_and_only_as_it_says():
    rows = run(NightPause(until_hour=12.0)).observed["registrations"]
    hour, refused = rows["at"].dt.hour, rows["reason"].eq("night")
    assert refused.any()
    assert (hour[refused] < 12).all()
    assert rows["verdict"][hour < 12].eq("refuse").all()
    assert not run().observed["registrations"]["reason"].eq("night").any()


def test_it_stands_after_the_kits_and_in_the_order_given():
    names = [p.name for p in run(NightPause(), Elder(), "face_match").model.policies]
    assert names == ["kk_match", "face_match", "cap", "night_pause", "elder"]
    assert run(NightPause(until_hour=3.0)).about["policies"]["night_pause"]["until_hour"] == 3.0


def test_before_its_day_it_changes_no_byte():
    assert same(run(), run(NightPause(until_hour=24.0, start_day=99.0)))
    assert not same(run(), run(NightPause(until_hour=24.0)))


def test_one_alone_needs_no_list_and_a_scenario_keeps_it():
    alone = simulate("baseline", 1, settings=TINY, policies=NightPause(until_hour=12.0))
    assert same(alone, run(NightPause(until_hour=12.0)))
    kept = (
        Scenario()
        .with_policies([NightPause()])
        .with_settings({"run.days": 3})
        .with_policies([("-x", None)][:0])
    )
    assert kept.own == (NightPause(),)
    newer = kept.with_policies([NightPause(until_hour=2.0)])
    assert newer.own == (NightPause(until_hour=2.0),)
    assert newer.policies == Scenario().policies


def test_one_of_the_kits_made_with_brackets_is_the_same_as_by_its_name():
    made = Scenario().with_policies([Cap(per_operator=2)])
    assert made == Scenario().with_policies([("cap", {"per_operator": 2})]) and not made.own
    assert dict(made.policies)["cap"] == {"per_operator": 2}


def test_a_programme_of_ones_own_hears_the_ledger():
    bell = Bell()
    model = simulate("baseline", 1, settings=TINY, policies=bell).model
    assert sum(bell.heard) == len(model.sims) - model.n_old_sims > 0


@dataclass(frozen=True)
class Nameless(NightPause):
    name = ""


@dataclass(frozen=True)
class Taken(NightPause):
    name = "cap"


@dataclass(frozen=True)
class Elsewhere(NightPause):
    decision = "registrations"


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (NightPause, "with brackets"),
        (Nameless(), "needs a name"),
        (Taken(), "'cap'.*no policy of the kit"),
        (Elsewhere(), "did you mean 'registration'"),
        (NightPause(until_hour=25.0), "until_hour is 25.0"),
        (NightPause(start_day=1.5), "whole day"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_slips_are_told(policy, said):
    with pytest.raises(BadValue, match=said):
        simulate("baseline", 1, settings=TINY, policies=[policy])


def test_a_good_one_is_given_back():
    made = replace(NightPause(), until_hour=4.0)
    assert own_policy(made) is made


def test_a_policy_of_ones_own_has_a_cost_and_its_run_has_figures_and_traffic():
    made = run(NightPause(until_hour=24.0, rp_per_day=1_000))
    days = made.model.days
    assert summarise(made)["cost_rp"] >= 1_000 * days
    assert len(made.observed["traffic_daily"])
