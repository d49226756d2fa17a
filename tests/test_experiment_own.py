"""A policy given to `compare` as an object: it is an arm, and a resumed experiment sees when it has changed."""

from __future__ import annotations

import functools
import subprocess
import sys
import textwrap
from dataclasses import dataclass

import numpy as np
import pytest
from experiment_samples import contents

from simkit.compare.experiment import compare
from simkit.compare.plan import identity, make_plan
from simkit.core.errors import BadFolder, BadValue
from simkit.core.parameter import parameter
from simkit.engine.policies import Policy, catalogue

TINY = {"people.n_people": 500, "run.days": 4, "run.scale": 0.002, "run.tick_h": 24}
# Every change below is a way to make another policy of the same name with the same settings.
SOURCE = """
from dataclasses import dataclass
import functools
import numpy as np
from simkit.core.parameter import parameter
from simkit.engine.policies import Policy

LIMIT = 5.0
TABLE = {"a": [1, 2]}
SEEN = {"x", "yy", "zzz", "w"}

def late(hour):
    return hour < LIMIT

def add(a, b=1):
    return a + b

cut = functools.partial(add, b=2)

@functools.cache
def kept(hour):
    return hour in {"x", "yy", "zzz"}

class Helper:
    def shift(self):
        return 0.0

class Base(Policy):
    def moved(self, at):
        return at + Helper().shift()

@dataclass(frozen=True)
class NightPause(Base):
    until_hour: float = parameter(5.0, "Hour until which nobody registers.", "h", "assumption", high=24)

    name, decision, kind, reason = "night_pause", "registration", "rule", "night"

    def deny(self, rows, model):
        inner = lambda at: late(at) & (at >= 0)
        return inner(self.moved(np.asarray(rows["at"])) % 24 + cut(0) + TABLE["a"][0] + kept("x") + len(SEEN))
"""
CHANGES = {
    "method": ("(at >= 0)", "(at >= 1)"),
    "operator": ("hour < LIMIT", "hour <= LIMIT"),
    "helper": ("return 0.0", "return 1.0"),
    "base class": ("at + Helper()", "at - Helper()"),
    "constant of the module": ("LIMIT = 5.0", "LIMIT = 6.0"),
    "table of the module": ("[1, 2]", "[2, 2]"),
    "set of the module": ('"w"}', '"v"}'),
    "default of a helper": ("def add(a, b=1)", "def add(a, b=3)"),
    "partial": ("b=2)", "b=4)"),
    "cached": ('"zzz"}\n\nclass', '"zz"}\n\nclass'),
    "attribute": ('"rule", "night"', '"rule", "dark"'),
}


def made(source: str, **settings: float) -> Policy:
    """Make the policy as a notebook does: there is no file to look the class up in."""
    names = {"__name__": "__main__"}
    exec(compile(source, "<cell>", "exec"), names)
    return names["NightPause"](**settings)


def test_the_same_text_is_the_same_policy_and_a_comment_changes_nothing():
    assert identity(made(SOURCE)) == identity(made(SOURCE))
    assert identity(made(SOURCE)) == identity(
        made("# a comment\n" + SOURCE.replace("LIMIT = 5.0", "LIMIT = 5.0  # h"))
    )
    assert identity(made(SOURCE))["class"] == "__main__.NightPause"


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_its_code_is_seen(change):
    one, other = CHANGES[change]
    assert SOURCE.count(one) == 1
    was, now = identity(made(SOURCE)), identity(made(SOURCE.replace(one, other)))
    assert was["code"] != now["code"]
    assert was["parameters"] == now["parameters"]


def test_parameters_are_seen_and_are_not_code():
    was, now = identity(made(SOURCE)), identity(made(SOURCE, until_hour=6.0))
    assert [k for k in was if was[k] != now[k]] == ["parameters"]


def test_it_is_the_same_in_another_process_whatever_its_hash_seed(tmp_path):
    script = tmp_path / "mine.py"
    told = "\nfrom simkit.compare.plan import identity\nprint(identity(NightPause()))\n"
    script.write_text(SOURCE + told, encoding="utf-8")
    said = {
        subprocess.run(
            [sys.executable, str(script)],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


@dataclass(frozen=True)
class Pause(Policy):
    until_hour: float = parameter(5.0, "Hour until which nobody registers.", "h", "assumption", high=24)

    name, decision, kind, reason = "pause", "registration", "rule", "night"

    def deny(self, rows, model):
        return np.asarray(rows["at"]) % 24 < self.until_hour


@functools.cache
def once(out):
    arms = {"pause": Pause(until_hour=24.0), "both": ["cap:per_operator=1", Pause()]}
    return compare("baseline", arms, 2, settings=TINY, out=out, is_drawn=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("own") / "out"
    once(out)
    return out


def test_objects_and_names_are_arms(folder):
    found = once(folder)
    assert dict(found.plan.arms) == {
        "baseline": (), "pause": ("pause:until_hour=24.0",), "both": ("cap:per_operator=1", "pause"),
    }  # fmt: skip
    assert len(found.failures) == 0
    told = (folder / "report.en.md").read_text(encoding="utf-8")
    assert "pause:until_hour=24.0" in told


def test_the_same_objects_go_on_without_a_run(folder, monkeypatch):
    before = contents(folder)
    monkeypatch.setattr("simkit.compare.runner.simulate", lambda *_: pytest.fail("simulated"))
    compare("baseline", {"pause": Pause(until_hour=24.0), "both": ["cap:per_operator=1", Pause()]}, 2,
            settings=TINY, out=folder, is_drawn=False)  # fmt: skip
    assert contents(folder) == before


def deny(self, rows, model):
    return np.asarray(rows["at"]) % 24 < self.until_hour - 1


def changed_class(where: str) -> type[Policy]:
    names = vars(Pause) | ({"deny": deny} if where == "code" else {})
    skip = ("__dict__", "__weakref__")
    cls = type("Pause", (Policy,), {k: v for k, v in names.items() if k not in skip})
    cls.__module__ = "another" if where == "class" else __name__
    return cls


@pytest.mark.parametrize("where", ["code", "class"])
def test_a_changed_policy_is_refused_and_the_folder_stays(folder, where):
    before = contents(folder)
    other = changed_class(where)
    with pytest.raises(BadFolder, match=f"arm 'pause': the {where}.* of your policy 'pause' changed"):
        compare("baseline", {"pause": other(until_hour=24.0), "both": ["cap:per_operator=1", other()]}, 2,
                settings=TINY, out=folder, is_drawn=False)  # fmt: skip
    assert contents(folder) == before


def test_changed_settings_are_told(folder):
    with pytest.raises(BadFolder, match=r"arms: .*until_hour=24.0 .* there, .*until_hour=23.0"):
        compare("baseline", {"pause": Pause(until_hour=23.0), "both": ["cap:per_operator=1", Pause()]}, 2,
                settings=TINY, out=folder, is_drawn=False)  # fmt: skip


def test_a_policy_of_the_kit_may_be_an_object():
    cap = catalogue()["cap"](per_operator=1)
    one, two = (
        make_plan("baseline", {"cap1": cap}, 2),
        make_plan("baseline", {"cap1": "cap:per_operator=1"}, 2),
    )
    assert one.about() == two.about()


@pytest.mark.parametrize(
    ("arm", "said"),
    [
        (3, "3 must be a policy"),
        ([None], "None must be a policy"),
        (Pause, "with brackets"),
        (["pause"], "'pause'"),
    ],
)
def test_what_is_no_policy_is_one_line(arm, said):
    with pytest.raises(BadValue, match=said):
        make_plan("baseline", {"mine": arm}, 2)


def test_a_script_runs_its_own_policy_on_two_workers(tmp_path):
    script = tmp_path / "mine.py"
    rest = """
    from simkit.compare import compare
    if __name__ == "__main__":
        small = {"people.n_people": 300, "run.days": 2, "run.scale": 0.001, "run.tick_h": 24}
        print(len(compare("baseline", {"night": NightPause()}, 2, settings=small, workers=2).failures))
    """
    sent = SOURCE.replace("@functools.cache\n", "")  # which no worker can be sent
    script.write_text(sent + textwrap.dedent(rest), encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("0\n", "")
