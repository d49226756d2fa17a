"""A number of NumPy is a number: every public function takes it as it takes Python's own, with the same result."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from simkit import load, load_scenario, simulate
from simkit.compare.experiment import compare, decided, levels
from simkit.compare.intervals import intervals
from simkit.compare.pairs import needed_seeds
from simkit.compare.plan import make_plan
from simkit.compare.runner import check_where
from simkit.compare.worlds import in_worlds
from simkit.core import locale
from simkit.core.parameter import as_whole, check, scaled
from simkit.core.streams import Streams
from simkit.detect.detectors.registry import SPECS
from simkit.detect.graphs import neighbourhood
from simkit.detect.page import save
from simkit.detect.run import examine
from simkit.engine.policies.registration import Cap
from simkit.engine.scenario import RunParameters, all_parameters
from simkit.figures.style import new_figure
from simkit.measure.audit import audit
from simkit.measure.metrics import clopper_pearson, found_at, precision_at, reweighted_precision, wilson
from simkit_course import exercise, policy_lab, rupiah, tiny_country, whole_number

TINY = {"people.n_people": 300, "run.days": 2, "run.scale": 0.001, "run.tick_h": 24.0, "buyer.replaces": True}
PLAIN, NUMPY = (int, float, bool), (np.int64, np.float64, np.bool_)
ARMS = {"a": ["cap:per_operator=1"]}


def settings(i, f, b):
    kinds = {int: i, float: f, bool: b}
    return {name: kinds[type(value)](value) for name, value in TINY.items()}


@cache
def run():
    return simulate("baseline", 1, settings=TINY)


@cache
def desk():
    with TemporaryDirectory() as name:
        run().save(Path(name, "run"))
        with patch(
            "simkit.detect.run.SPECS", dict(list(SPECS.items())[:2])
        ):  # what is written is the same of all
            return examine(Path(name, "run"))


def tables(made):
    return [pd.util.hash_pandas_object(t).sum() for t in made.observed.values()]


def saved(made, tmp):
    made.save(tmp / "a")
    return json.dumps(load(tmp / "a").about, sort_keys=True)


def planned(i, f, b):
    plan = make_plan("baseline", ARMS, i(3), settings=settings(i, f, b))
    return plan.key(), json.dumps(plan.about()), plan.seeds


def listed(i, f, b, tmp):
    return save(desk(), tmp / "found", top=i(3)).joinpath("report.html").read_bytes()


def experiment(i, f, b, tmp):
    compare(
        "baseline", {"a": [Cap(per_operator=i(1))]}, [i(1), i(2)], settings=settings(i, f, b), workers=i(1),
        out=tmp / "experiment", is_drawn=False, worlds={"w": {"people.n_people": i(200)}, "v": {}}, world_seeds=i(2)
    )  # fmt: skip
    return [(tmp / "experiment" / n).read_bytes() for n in ("plan.json", "report.en.md", "outcomes.csv")]


CHAIN = nx.path_graph(5)
CALLS = {
    "simulate": lambda i, f, b, tmp: tables(simulate("baseline", i(3), settings=settings(i, f, b))),
    "a policy as an object": lambda i, f, b, tmp: tables(
        simulate("baseline", policies=[Cap(per_operator=i(1), organisations=b(True))], settings=TINY)
    ),
    "a policy by its values": lambda i, f, b, tmp: saved(
        simulate("baseline", i(1), policies=[("cap", {"per_operator": i(1)})], settings=settings(i, f, b)),
        tmp,
    ),
    "Scenario": lambda i, f, b, tmp: load_scenario("baseline").with_settings(settings(i, f, b)),
    "Streams": lambda i, f, b, tmp: (
        Streams(i(5))("a", i(3)).random(),
        Streams(i(5)).crn(i(7), "x").tolist(),
    ),
    "make_plan": lambda i, f, b, tmp: planned(i, f, b),
    "seeds named": lambda i, f, b, tmp: make_plan("baseline", ARMS, [i(4), i(2)]).seeds,
    "in_worlds": lambda i, f, b, tmp: in_worlds(
        make_plan("baseline", ARMS, 3), "baseline", ARMS, {"w": {"run.days": i(4)}}, i(2)
    )["w"].about(),
    "workers": lambda i, f, b, tmp: check_where(i(2)),
    "compare": experiment,
    "decided": lambda i, f, b, tmp: decided(np.array([[3.0, 4, 5], [1, 2, 3]]), f(0.05)).tolist(),
    "levels": lambda i, f, b, tmp: levels((i(10), i(20)), f(0.05)),
    "intervals": lambda i, f, b, tmp: repr(intervals(np.array([[3.0, 4, 5, 6]]), f(0.95), b(True))),
    "needed_seeds": lambda i, f, b, tmp: needed_seeds(i(20), f(-3), f(30), f(-5), f(1)),
    "examine and save": listed,
    "audit": lambda i, f, b, tmp: audit([run()], capacity=i(5), alpha=f(0.01), seed=i(2)).table.to_csv(),
    "neighbourhood": lambda i, f, b, tmp: list(
        neighbourhood(CHAIN, i(0), i(2), expand_up_to=i(3), most=i(9))
    ),
    "precision": lambda i, f, b, tmp: (precision_at([3, 2], [1, 0], i(1)), found_at([3, 2], [1, 0], i(1))),
    "shares": lambda i, f, b, tmp: (wilson(i(2), i(9), f(0.9)), clopper_pearson(i(2), i(9), f(0.9))),
    "reweighted": lambda i, f, b, tmp: reweighted_precision(i(9), i(1), i(10), i(99), f(0.001), f(0.9)),
    "words for numbers": lambda i, f, b, tmp: [
        (
            locale.whole(f(12), x),
            locale.decimal(f(1.25), x, i(1)),
            locale.percent(f(0.5), x, i(0)),
            locale.amount(f(1e6), x),
            locale.short(i(120), x),
            locale.number(f(2), x),
            locale.signed(f(0.5), x),
        )
        for x in ("id", "en")
    ],
    "scaled": lambda i, f, b, tmp: scaled("run", RunParameters(), f(0.5)),
    "new_figure": lambda i, f, b, tmp: new_figure(f(4), f(3))[0].get_size_inches().tolist(),
    "course": lambda i, f, b, tmp: (tables(tiny_country(i(1))), rupiah(i(100_000)), whole_number(f(12))),
    "exercise": lambda i, f, b, tmp: exercise(f(1.5), "en").task.number,
    "policy_lab": lambda i, f, b, tmp: (
        policy_lab("en", i(1), seeds=i(2), settings=settings(i, f, b), folder=tmp).lang
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_number_of_numpy_gives_what_a_number_gives(name, tmp_path):
    (tmp_path / "p").mkdir()
    (tmp_path / "n").mkdir()
    assert CALLS[name](*NUMPY, tmp_path / "n") == CALLS[name](*PLAIN, tmp_path / "p")


def test_every_parameter_takes_the_kinds_of_numpy():
    for k in all_parameters():
        for kind in (np.int64, np.float64, np.bool_):
            if type(kind(0).item()) is type(k.default):
                value = check(k, kind(k.default))
                assert value == k.default and type(value) is type(k.default)
        assert check(k, np.array(k.default)) == k.default if isinstance(k.default, tuple) else True


@pytest.mark.parametrize("bad", [True, np.True_, 3.0, np.float64(3), "3", None, np.nan, np.array([3]), 1j])
def test_what_is_no_whole_number_is_none(bad):
    assert as_whole(bad) is None
    for refuses in (
        Streams,
        check_where,
        lambda n: make_plan("baseline", ARMS, n),
        lambda n: policy_lab("en", n),
    ):
        with pytest.raises(ValueError, match=r"(seeds?|workers) is .*: "):
            refuses(bad)
