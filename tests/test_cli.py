"""The command line: what it says, and that every mistake is one line and leaves the older result alone."""

from __future__ import annotations

import errno
import importlib
import os
import subprocess
import sys
import types
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar
from unittest.mock import patch

import pytest
from core_samples import DECLARED, both

from simkit import cli
from simkit.cli import join_minus, main
from simkit.core import formats
from simkit.core.errors import BadValue, nearest
from simkit.core.folder import load, save, verify
from simkit.core.knobs import Knob, check, knob

DESK = Knob("desk", "n_agents", 12, "Agents at the desk.", "agents", "assumption", 1, 500, (), False)
LEAK = Knob("desk", "p_leak", 0.1, "Chance of a leak.", "share", "leak-2020", 0, 1, (), False)
KNOBS = {f"{k.section}.{k.name}": k for k in (DESK, LEAK)}


@dataclass(frozen=True)
class Cap:
    """A policy as the engine declares one."""

    cap: int = knob(3, "How many.", "SIMs", "cap-three", low=1)
    doc = "At most so many SIMs a NIK."
    decision, kind = "registration", "rule"
    cost, cannot = "Large families wait.", "See other operators' SIMs."


def catalogue() -> dict[str, type]:
    return {"nik-cap": Cap}


@dataclass(frozen=True)
class Story:
    """A scenario with two settings, as the engine offers it."""

    name: str = "desk-leak"
    values: dict = field(default_factory=lambda: {"desk.p_leak": 0.2})
    policies: tuple = (("nik-cap", {"cap": 3}),)
    title: ClassVar = {"en": "A record leaks", "id": "Data bocor"}
    about: ClassVar = {"en": "Somebody photographs a screen.", "id": "Seseorang memotret layar."}

    def ready(self):
        people = types.SimpleNamespace(
            n_people=10_000, outside_share=0.2, p_phone=0.7, mean_sims_per_owner=1.7
        )
        ring = types.SimpleNamespace(n_rings=1, n_workers=7, n_numbers=100)
        return types.SimpleNamespace(run=types.SimpleNamespace(days=30), people=people, ring=ring), ()

    def settings(self):
        return [(KNOBS[key], value) for key, value in self.values.items()]

    def with_settings(self, said):
        for key, value in said.items():
            if key not in KNOBS:
                raise BadValue(f"unknown setting {key}: {nearest(key, KNOBS)}")
            check(KNOBS[key], value)
        return replace(self, values=self.values | said)

    def with_policies(self, said):
        now = dict(self.policies)
        for name, knobs in said:
            if knobs is None:
                now.pop(name)
            else:
                now[name] = knobs
        return replace(self, policies=tuple(now.items()))


def load_story(name):
    if name.endswith(".toml") or Path(name).exists():
        raise BadValue(f"{name} is no story file")
    if name != "desk-leak":
        raise BadValue(f"no story {name!r}: {nearest(name, ['desk-leak'])}")
    return Story()


def parse_policy(text):
    name, *pairs = text.removeprefix("-").split(":")
    if name not in catalogue():
        raise BadValue(f"no policy {name!r}: {nearest(name, catalogue())}")
    return name, None if text.startswith("-") else dict(pair.split("=") for pair in pairs)


@dataclass(frozen=True)
class Run:
    scenario: Story
    seed: int

    def save(self, folder, fmt, extra=None):
        about = {"seed": self.seed, "settings": self.scenario.values, "policies": self.scenario.policies}
        return save(folder, both(), DECLARED, about, fmt, extra=extra)


def simulate(scenario, seed=1, progress=None):
    for day in range(1, 4):
        progress(day, 3)
    return Run(scenario, seed)


def summarise(run):
    return types.SimpleNamespace(lines=lambda lang: [f"line {i} ({lang})" for i in range(10)])


FAKE = {
    "engine.scenario": {
        "Scenario": Story, "load_story": load_story, "parse_policy": parse_policy,
        "story_names": lambda: ("desk-leak",), "all_knobs": lambda: iter(KNOBS.values()),
    },
    "engine.policies": {"catalogue": catalogue},
    "engine.run": {"simulate": simulate, "Run": Run},
    "engine.tables": {"declared": lambda: DECLARED},
    "analysis.outcomes": {"summarise": summarise},
}  # fmt: skip


def import_commands():
    """Import the commands, with a stand-in engine where the real one cannot be imported."""
    try:
        return importlib.import_module("simkit.cli.commands"), True
    except ImportError:
        fakes = {}
        for name, names in FAKE.items():
            fakes[f"simkit.{name}"] = module = types.ModuleType(f"simkit.{name}")
            vars(module).update(names)
        with patch.dict(sys.modules, fakes):
            made = importlib.import_module("simkit.cli.commands")
            docs = sys.modules["simkit.cli.docs"]
        sys.modules |= {"simkit.cli.commands": made, "simkit.cli.docs": docs}
        return made, False


COMMANDS, REAL = import_commands()


@pytest.fixture
def fake(monkeypatch, tmp_path):
    """Put the stand-in engine behind the commands and go to an empty folder."""
    for names in FAKE.values():
        for name, value in names.items():
            for module in (COMMANDS, sys.modules["simkit.cli.docs"]):
                if hasattr(module, name):
                    monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(
        COMMANDS, "report_of", lambda run, story, lang: f"<html lang={lang}>{story.name}</html>"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def refused(capsys, *words: str) -> str:
    """Run a command that must be refused; give its one line."""
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("simkit: ")
    assert err.count("\n") == 1
    return err


# --- what works ---------------------------------------------------------------------------------------


def test_run_saves_and_says_ten_lines_and_what_next(fake, capsys):
    assert main(["run", "desk-leak", "--seed", str(2**130), "--set", "desk.n_agents=5"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[:10] == [f"line {i} (en)" for i in range(10)]
    assert "out/desk-leak/observed" in out
    assert "simkit describe desk-leak" in out
    assert err == ""
    saved = load("out/desk-leak")
    assert saved.about["seed"] == 2**130
    assert saved.about["settings"] == {"desk.p_leak": 0.2, "desk.n_agents": 5}
    assert saved.about["policies"] == [["nik-cap", {"cap": 3}]]
    assert verify("out/desk-leak") == []


@pytest.mark.parametrize(
    ("words", "policies"),
    [
        (["--policy", "nik-cap:cap=9"], [["nik-cap", {"cap": "9"}]]),
        (["--policy", "-nik-cap"], []),
        (["--policy=-nik-cap"], []),
        (["--policy", "-nik-cap", "--policy", "nik-cap:cap=2"], [["nik-cap", {"cap": "2"}]]),
    ],
)
def test_policies_are_switched(fake, words, policies):
    assert main(["run", "desk-leak", *words, "--out", "x", "--format", "csv"]) == 0
    assert load("x").about["policies"] == policies
    assert load("x").manifest["table_format"] == "csv"


def test_a_missing_policy_name_does_not_eat_the_next_option(fake, capsys):
    assert join_minus(["run", "x", "--policy", "--seed", "1"]) == ["run", "x", "--policy", "--seed", "1"]
    assert "--policy" in refused(capsys, "run", "desk-leak", "--policy", "--seed", "1")


def test_a_second_run_replaces_the_first(fake):
    assert main(["run", "desk-leak", "--seed", "1"]) == 0
    assert main(["run", "desk-leak", "--seed", "2"]) == 0
    assert load("out/desk-leak").about["seed"] == 2
    assert [p.name for p in Path("out").iterdir()] == ["desk-leak"]


def test_lists_and_descriptions(fake, capsys):
    assert main(["scenarios", "--lang", "id"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert out.startswith("desk-leak Data bocor 10.000 orang selama 30 hari")
    assert out.endswith("100 nomor, sekitar 0,70 persen dari semua SIM")
    assert main(["policies"]) == 0
    out = capsys.readouterr().out
    for text in ("REGISTRATION", "nik-cap (rule)", Cap.doc, Cap.cost, Cap.cannot, "cap=3 SIMs"):
        assert text in out
    assert main(["describe", "desk-leak"]) == 0
    out = capsys.readouterr().out
    for text in (
        "A record leaks",
        "photographs",
        "desk.p_leak = 0.2 share (default 0.1)",
        "Source: leak-2020",
        "nik-cap:cap=3",
    ):
        assert text in out


def test_docs_are_written_and_checked(fake, capsys):
    assert "checkout" in refused(capsys, "docs")
    Path("docs").mkdir()
    assert main(["docs", "--check"]) == 1
    assert "docs/parameters.md: stale" in capsys.readouterr().out
    assert not list(Path("docs").iterdir())
    assert main(["docs"]) == 0
    assert main(["docs", "--check"]) == 0
    capsys.readouterr()
    text = Path("docs/parameters.md").read_text(encoding="utf-8")
    assert "| `n_agents` | 12 | agents |" in text
    assert "## policy: nik-cap" in text
    Path("docs/tables.md").write_text("old", encoding="utf-8")
    assert main(["docs", "--check"]) == 1
    assert capsys.readouterr().out == "docs/tables.md: stale; run `simkit docs`\n"


def test_version_and_help_do_not_wait_for_the_engine():
    code = (
        "import sys; from simkit.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: assert 'simkit.cli.commands' not in sys.modules"
    )
    for word, text in (("--version", "simkit "), ("--help", "simkit run palembang-reported")):
        made = subprocess.run(
            [sys.executable, "-c", code, word], capture_output=True, text=True, check=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
        assert text in made.stdout
        assert made.stderr == ""


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_help_has_an_example(command, capsys):
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    assert f"Example: simkit {command}" in capsys.readouterr().out.replace("\n", " ")


def test_no_command_prints_the_help(capsys):
    assert main([]) == 0
    assert "usage: simkit" in capsys.readouterr().out


def test_a_bar_is_drawn_only_on_a_terminal(fake, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main(["run", "desk-leak"]) == 0
    assert "day" in capsys.readouterr().err


# --- what is refused ----------------------------------------------------------------------------------

RUN = ["run", "desk-leak"]
BAD = {
    "command": (["rum"], "did you mean 'run'?"),
    "option": ([*RUN, "--sed", "1"], "--sed"),
    "no story": (["run"], "STORY"),
    "story": (["run", "desk-leek"], "did you mean 'desk-leak'?"),
    "describe": (["describe", "desk-leek"], "did you mean 'desk-leak'?"),
    "missing file": (["run", "gone.toml"], "gone.toml"),
    "folder as file": (["run", "."], "."),
    "seed word": ([*RUN, "--seed", "abc"], "--seed is 'abc': it must be a whole number, 0 or more"),
    "seed below": ([*RUN, "--seed", "-1"], "'-1'"),
    "seed float": ([*RUN, "--seed", "1.5"], "'1.5'"),
    "seed empty": ([*RUN, "--seed="], "''"),
    "seed digits": ([*RUN, "--seed", "²"], "'²'"),
    "seed endless": ([*RUN, "--seed", "9" * 5000], "..."),
    "set": ([*RUN, "--set", "desk.n_agents"], "SECTION.KEY=VALUE"),
    "set no key": ([*RUN, "--set", "=3"], "SECTION.KEY=VALUE"),
    "unknown key": ([*RUN, "--set", "desk.n_agnets=3"], "did you mean 'desk.n_agents'?"),
    "type": (
        [*RUN, "--set", "desk.n_agents=many"],
        "desk.n_agents is 'many': it must be a whole number from 1 to 500",
    ),
    "range": ([*RUN, "--set", "desk.p_leak=1.5"], "1.5: it must be a number from 0 to 1"),
    "nan": ([*RUN, "--set", "desk.p_leak=nan"], "nan: it must be a number from 0 to 1"),
    "policy": ([*RUN, "--policy", "nik-cup"], "did you mean 'nik-cap'?"),
    "minus policy": ([*RUN, "--policy", "-nik-cup"], "did you mean 'nik-cap'?"),
    "format": ([*RUN, "--format", "xml"], "xml"),
    "out is a file": ([*RUN, "--out", "file"], "file is a file"),
    "out below a file": ([*RUN, "--out", "file/out"], "file is a file"),
    "out is not ours": ([*RUN, "--out", "mine"], "no simkit result"),
    "out is here": ([*RUN, "--out", "."], "the folder you work in"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_mistake_is_one_line_and_nothing_is_computed(fake, capsys, monkeypatch, name):
    monkeypatch.setattr(COMMANDS, "simulate", lambda *_, **__: pytest.fail("simulated"))
    words, text = BAD[name]
    Path("file").write_text("x", encoding="utf-8")
    Path("mine").mkdir()
    Path("mine/thesis.txt").write_text("x", encoding="utf-8")
    before = files(fake)
    assert text in refused(capsys, *words)
    assert files(fake) == before


def older(fake) -> dict[str, bytes]:
    assert main([*RUN, "--out", "x"]) == 0
    return files(fake)


def test_a_full_disk_leaves_the_older_result(fake, capsys, monkeypatch):
    before = older(fake)
    capsys.readouterr()

    def full(path, table):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setitem(formats.WRITERS, "parquet", full)
    assert "No space left on device" in refused(capsys, *RUN, "--out", "x")
    assert files(fake) == before


@pytest.mark.parametrize("where", ["simulating", "writing"])
def test_ctrl_c_leaves_the_older_result(fake, capsys, monkeypatch, where):
    before = older(fake)
    capsys.readouterr()

    def stop(*_, **__):
        raise KeyboardInterrupt

    if where == "simulating":
        monkeypatch.setattr(COMMANDS, "simulate", stop)
    else:
        monkeypatch.setitem(formats.WRITERS, "parquet", stop)
    assert main([*RUN, "--out", "x"]) == 130
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert files(fake) == before


@pytest.mark.skipif(os.name != "posix", reason="pipes close differently")
def test_a_reader_that_has_seen_enough_is_no_error():
    code = (
        "import sys, types; m = types.ModuleType('simkit.cli.commands')\n"
        "def run_command(args):\n    while True: print('x' * 1000)\n"
        "m.run_command = run_command; sys.modules['simkit.cli.commands'] = m\n"
        "import simkit.cli; simkit.cli.commands = m; sys.exit(simkit.cli.main(['scenarios']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    ) as made:  # fmt: skip
        made.stdout.readline()
        made.stdout.close()
        assert made.stderr.read() == b""
    assert made.returncode == 141


# --- the real engine ----------------------------------------------------------------------------------

real = pytest.mark.skipif(not REAL, reason="the engine cannot be imported")


@real
def test_every_story_is_listed_and_described(capsys):
    assert main(["scenarios"]) == 0
    listed = capsys.readouterr().out
    for name in COMMANDS.story_names():
        assert name in listed
        for lang in ("en", "id"):
            assert main(["describe", name, "--lang", lang]) == 0
            assert name in capsys.readouterr().out


@real
def test_every_policy_says_what_it_costs_and_cannot_do(capsys):
    assert main(["policies"]) == 0
    out = capsys.readouterr().out
    for name, cls in COMMANDS.catalogue().items():
        assert name in out
        assert cls.doc
        assert cls.cost
        assert cls.cannot


@real
def test_the_generated_documents_are_current(monkeypatch, capsys):
    monkeypatch.chdir(Path(__file__).resolve().parent.parent)
    assert main(["docs", "--check"]) == 0, capsys.readouterr().out


@real
def test_bad_story_files_are_one_line(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("binary.toml").write_bytes(b"\x00\xff\xfe" * 99)
    Path("folder.toml").mkdir()
    Path("odd.toml").write_text("[desk\n", encoding="utf-8")
    for name in ("binary.toml", "folder.toml", "odd.toml", "gone.toml"):
        assert name in refused(capsys, "run", name)
        assert name in refused(capsys, "describe", name)


@real
def test_a_small_run_is_saved_whole_and_the_same_in_both_formats(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    small = ["--set", "people.n_people=500", "--set", "run.days=5", "--set", "run.scale=0.002"]
    for fmt, lang in (("parquet", "en"), ("csv", "id")):
        assert main(["run", "baseline", *small, "--out", fmt, "--format", fmt, "--lang", lang]) == 0
        out, err = capsys.readouterr()
        assert len(out.splitlines()) == 18
        assert f"{fmt}/report.html" in out.splitlines()[-1]
        assert err == ""
        assert verify(fmt) == []
    one, two = load("parquet"), load("csv")
    assert [t.said["content"] for t in one.tables.values()] == [
        t.said["content"] for t in two.tables.values()
    ]
    assert one.about == two.about
    assert main(["run", "baseline", *small, "--out", "again"]) == 0
    assert files(tmp_path / "again") == files(tmp_path / "parquet")


@real
def test_a_saved_run_is_a_valid_data_package(tmp_path, monkeypatch):
    frictionless = pytest.importorskip("frictionless")
    monkeypatch.chdir(tmp_path)
    small = ["--set", "people.n_people=300", "--set", "run.days=3", "--set", "run.scale=0.001"]
    assert main(["run", "baseline", *small, "--out", "x", "--format", "csv"]) == 0
    monkeypatch.chdir("x")
    report = frictionless.Package("datapackage.json").validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])[:5]
