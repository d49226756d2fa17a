"""The register: what must hold whatever the assumptions are. Means over ten seeds, with an interval."""

from functools import lru_cache

import numpy as np
import pytest
from scipy import stats

from simkit.engine import codes
from simkit.engine.export.result import Run
from simkit.engine.run import simulate
from simkit.measure.outcomes import honest

SEEDS = range(1, 11)
SMALL = {
    "people.n_people": 500,
    "run.days": 21,
    "run.tick_h": 24.0,
    "run.scale": 0.005,
    "ring.n_workers": 3,
    "desk.contacts_per_agent": 5.0,
    "police.leads_for_raid": 0,
}
FACE, CAP_ONE = ("face_match",), ("cap:per_operator=1",)


@lru_cache(maxsize=8)
def figures(
    policies: tuple[str, ...] = (), said: tuple[tuple[str, float], ...] = ()
) -> dict[str, np.ndarray]:
    """Give what became of ten countries, seed by seed, under some policies and settings."""
    found = [measured(simulate("baseline", s, policies=policies, settings=SMALL | dict(said))) for s in SEEDS]
    return {name: np.array([f[name] for f in found]) for name in found[0]}


def measured(run: Run) -> dict[str, float]:
    model = run.model
    log, sims = model.log["messages"], model.sims
    day = np.floor((log["at"] - 1e-6) / 24).astype(np.int64)
    return honest(run) | {
        "ring_sims": float((sims["ring"] >= 0).sum()),
        "abuse_days": float(len(np.unique(day * (1 << 32) + log["item"]))),
        "precision": precision_of_busy_handsets(run),
    }


def precision_of_busy_handsets(run: Run) -> float:
    """Give the share of rings among SIMs registered by oneself on a handset with two or more KKs."""
    log = run.model.log["registrations"]
    self_made = np.flatnonzero((log["channel"] == codes.SELF) & (log["sim"] >= 0))
    kk, device = run.model.world.people.kk[log["holder"][self_made]], log["device"][self_made]
    pairs = np.unique(np.stack([device, kk]), axis=1)[0]
    handset, n_kk = np.unique(pairs, return_counts=True)
    flagged = np.isin(device, handset[n_kk >= 2])
    return float((log["ring"][self_made][flagged] >= 0).mean()) if flagged.any() else np.nan


def interval(differences: np.ndarray) -> tuple[float, float]:
    """Give the 95 % interval of a mean over seeds."""
    half = stats.t.ppf(0.975, len(differences) - 1) * differences.std(ddof=1) / len(differences) ** 0.5
    return float(differences.mean() - half), float(differences.mean() + half)


@pytest.mark.parametrize("policies", [(), FACE, CAP_ONE])
def test_trying_again_leaves_fewer_people_without_a_sim(policies):
    never = figures(policies, (("register.p_again", 0.0),))["n_turned_away"]
    low, high = interval(figures(policies)["n_turned_away"] - never)
    assert high < 0, (low, high)


# the crime that a registration policy aims at: SIMs that rings register, and what is done with them
@pytest.mark.parametrize(
    "weak, strong",
    [
        (("-kk_match",), ()),
        ((), FACE),
        (("face_match:false_accept=0.2",), FACE),
        ((), CAP_ONE),
        ((), ("cap_across:total=2",)),
        ((), ("outlet_velocity:per_day=2",)),
        ((), ("hold_review:p_ring=0.1",)),
        ((), ("reverify:start_day=10:within_d=4",)),
        (("reverify:start_day=10:within_d=4",), ("reverify:start_day=10:within_d=4:p_ring=0.1",)),
    ],
)
def test_a_stronger_registration_policy_never_helps_the_crime_it_aims_at(weak, strong):
    for name in ("ring_sims", "abuse_days"):
        low, high = interval(figures(strong)[name] - figures(weak)[name])
        assert low <= 0, (name, low, high)


def test_honest_lookalikes_make_busy_handsets_no_proof():
    off = (("lookalikes.p_kiosk", 0.0), ("lookalikes.p_neighbour", 0.0))
    low, high = interval(figures()["precision"])
    assert high < 1, (low, high)
    assert np.nanmean(figures(said=off)["precision"]) > 0.98


def test_silence_is_honest_too():
    """Tablets, modems and families that use OTT apps only have no traffic row at all."""
    run = simulate("baseline", 1, settings=SMALL)
    sims, traffic = run.observed["sims"], run.observed["traffic_daily"]
    new = sims[sims["registered_at"] >= run.model.world.start]
    rings = run.truth["sims"].set_index("sim_id")["registrant"].isin(["ring", "mule"])
    honest = new[~new["sim_id"].map(rings).astype(bool)]
    silent = ~honest["sim_id"].isin(traffic["sim_id"])
    assert len(honest) > 10 and silent.mean() > 0.15
