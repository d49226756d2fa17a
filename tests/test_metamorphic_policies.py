"""A stronger setting of a policy never helps the crime that it aims at: at the desk, accounts, messages, complaints.

Each claim is about the mean over ten seeds, with its interval; runs with the same seed are pairs. What is done at
registration stands in ``test_metamorphic_register.py``.
"""

from functools import cache

import numpy as np
import pytest
from many_seeds import interval

from simkit.detect.loop import simulate
from simkit.engine import codes
from simkit.engine.policies import catalogue

SEEDS = range(1, 11)
SMALL = {
    "people.n_people": 500,
    "run.days": 21,
    "run.tick_h": 24.0,
    "run.scale": 0.004,
    "ring.n_workers": 3,
    "ring.shares": (0.5, 0.1, 0.1, 0.1, 0.1, 0.1),
    "citizen.p_complain": 0.05,
    "insider.n_sellers": 2,
    "desk.contacts_per_agent": 5.0,
    "police.leads_for_raid": 0,
}


def records_taken(run):
    """Count the look-ups of misuse that showed NIK and KK and were photographed or copied."""
    log, ids = run.model.log["accesses"], codes.mask("nik", "kk")
    bad = np.isin(log["motive"], (codes.KNOWN, codes.GRUDGE, codes.SALE)) & (log["code"] == codes.ALLOW)
    return (bad & log["is_captured"] & (log["fields"] & ids == ids)).sum()


def takeovers(run):
    """Count the accounts that were taken over."""
    return (run.model.items["channel"] == codes.TAKEOVER).sum()


def abuse_days(run):
    """Count the days on which a sold number or account was used."""
    log = run.model.log["messages"]
    return len(np.unique(np.floor((log["at"] - 1e-6) / 24) * (1 << 32) + log["item"]))


def reached(run):
    """Count the messages that reached people."""
    return run.model.log["messages"]["n_reached"].sum()


FAST, BLOCKS = "forwarding:every_days=3", "screening:cases=30"
STRONGER = [
    # policy, scenario, weaker, stronger, the crime it aims at
    ("ticket", "baseline", (), ("ticket",), records_taken),
    ("masking", "baseline", ("masking:p_unmasked=1",), ("masking",), records_taken),
    ("masking", "baseline", ("masking",), ("masking:p_unmasked=0",), records_taken),
    ("shift_cap", "baseline", ("shift_cap:per_day=12",), ("shift_cap:per_day=6",), records_taken),
    (
        "explanation_audit",
        "baseline",
        (),
        ("explanation_audit:every_days=4:factor=1:n_least=1:p_found=1",),
        records_taken,
    ),
    ("open_capture", "baseline", ("open_capture",), (), records_taken),
    ("second_factor", "baseline", ("second_factor:share=0.4",), ("second_factor:share=0.9",), takeovers),
    ("ott_cooperation", "baseline", (FAST,), (FAST, "ott_cooperation:share=0.5"), abuse_days),
    (
        "ott_cooperation",
        "baseline",
        (FAST, "ott_cooperation:delay_h=120"),
        (FAST, "ott_cooperation"),
        abuse_days,
    ),
    ("ban_on_block", "baseline", (BLOCKS,), (BLOCKS, "ban_on_block"), abuse_days),
    ("ban_on_block", "baseline", (BLOCKS, "ban_on_block:delay_h=120"), (BLOCKS, "ban_on_block"), abuse_days),
    ("forwarding", "baseline", ("forwarding:every_days=10",), (FAST,), abuse_days),
    ("evidence_helper", "baseline", (FAST,), (FAST, "evidence_helper"), abuse_days),
    ("self_check", "baseline", ("self_check:per_month=0.05",), ("self_check:per_month=0.5",), abuse_days),
    (
        "breach_notice",
        "external-breach",
        (),
        ("breach_notice:within_h=24:p_act=0.9:p_found=1",),
        abuse_days,
    ),
    ("sender_filter", "baseline", (), ("sender_filter",), reached),
    ("sender_filter", "baseline", ("sender_filter:per_day=90",), ("sender_filter",), reached),
    ("screening", "baseline", (), ("screening:cases=10",), abuse_days),
    ("screening", "baseline", ("screening:cases=5",), ("screening:cases=30",), abuse_days),
]


@cache
def crimes(scenario, policies):
    """Give the crimes of ten countries under some policies, by name."""
    figures = (records_taken, takeovers, abuse_days, reached)
    runs = [simulate(scenario, seed, policies=policies, settings=SMALL) for seed in SEEDS]
    return {f: np.array([f(run) for run in runs], float) for f in figures}


@pytest.mark.parametrize(("name", "scenario", "weak", "strong", "crime"), STRONGER)
def test_a_stronger_policy_never_helps_the_crime_it_aims_at(name, scenario, weak, strong, crime):
    less, more = crimes(scenario, strong)[crime], crimes(scenario, weak)[crime]
    assert more.sum() > 0, "a crime that nobody commits is no test"
    low, high = interval(less - more)
    assert low <= 0, (name, more.mean(), low, high)


def test_every_policy_but_those_at_registration_is_tried():
    others = {name for name, policy in catalogue().items() if policy.decision != "registration"}
    assert {name for name, *_ in STRONGER} == others
