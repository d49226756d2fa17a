"""What no range of a single parameter refuses is refused all the same: in one line, before or instead of a crash."""

from __future__ import annotations

import numpy as np
import pytest

from simkit.cli import main
from simkit.core.errors import BadValue
from simkit.engine.run import simulate

TINY = {"people.n_people": 300, "run.days": 2, "run.scale": 0.001}
BAD = [
    ({"people.p_phone": 0}, "people.p_phone is 0.0", "nobody owns a phone"),
    ({"market.outlet_shares": [0, 0, 0]}, "market.outlet_shares", "at least one must be above 0"),
    ({"market.channel_shares": [0, 0, 0]}, "market.channel_shares", "at least one must be above 0"),
    ({"run.start": "9999-12-31"}, "'9999-12-31'", "from 1900 to 2199"),
    ({"run.start": "-001-01-01"}, "'-001-01-01'", "from 1900 to 2199"),
    ({"ring.lot_sell_rp": 10**23}, "ring.lot_sell_rp", "to 1e+12"),
    ({"citizen.slow_mean_h": 1e300}, "citizen.slow_mean_h is 1e+300", "to 1e+12"),
    ({"people": {"n_people": 100}}, "'people'", "such as people.KEY"),
]


@pytest.mark.parametrize(("said", "value", "allowed"), BAD, ids=lambda x: str(x)[:30])
def test_what_cannot_be_simulated_is_refused_in_one_line(said, value, allowed):
    with pytest.raises(BadValue) as error:
        simulate("baseline", settings=TINY | said)
    text = str(error.value)
    assert value in text
    assert allowed in text
    assert "\n" not in text


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_the_largest_values_overflow_nothing():
    largest = {
        "abuse.loss_cap_rp": 1e12,
        "abuse.gambling_loss_rp": 1e12,
        "background.account_lag_h": 1e12,
        "citizen.slow_mean_h": 1e12,
        "ring.lot_sell_rp": 10**12,
        "ring.lot_accounts_per_day": 100,
        "ring.lot_sample": 1,
    }
    simulate("baseline", settings=TINY | {"run.scale": 0.01} | largest)


def test_settings_may_be_numbers_of_numpy():
    said = {"run.days": np.int64(2), "people.p_phone": np.float64(0.5), "market.operator_shares": np.ones(4)}
    assert simulate("baseline", settings=TINY | said).observed["people"].shape[0] == 360


def test_too_little_memory_is_one_line(capsys, monkeypatch, tmp_path):
    def full(*_, **__):
        raise MemoryError

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("simkit.engine.run.simulate", full)
    assert main(["run", "baseline"]) == 2
    assert capsys.readouterr().err.startswith("simkit: not enough memory")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("action", ["list", "verify"])
def test_names_that_would_be_ignored_are_refused(capsys, action):
    assert main(["datasets", action, "nope"]) == 2
    assert f"datasets {action} takes no names; got 'nope'" in capsys.readouterr().err
