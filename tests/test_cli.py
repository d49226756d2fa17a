"""The command line: what it says, and that every mistake is one line and leaves the older result alone."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import types
from pathlib import Path

import pytest
from core_samples import DECLARED, both

from simkit.cli import commands, join_minus, main
from simkit.cli.scenarios import TOLD
from simkit.core import formats
from simkit.core.folder import load, save, verify
from simkit.core.parameter import parameters_of
from simkit.engine import run as engine
from simkit.engine.policies import catalogue, policy_words
from simkit.engine.scenario import all_parameters, scenario_names
from simkit.measure import outcomes


class Run:
    """A run that took no time: two small tables."""

    def __init__(self, scenario, seed):
        self.scenario, self.seed = scenario, seed

    def save(self, folder, fmt, extra=None):
        scenario = self.scenario
        about = {
            "seed": self.seed,
            "settings": {f"{k.section}.{k.name}": v for k, v in scenario.settings()},
            "policies": scenario.policies,
        }
        return save(folder, both(), DECLARED, about, fmt, extra=extra)


def simulate(scenario, seed=1, progress=None, detectors=None):
    for day in range(1, 4):
        progress(day, 3)
    return Run(scenario, seed)


@pytest.fixture
def fake(monkeypatch, tmp_path):
    """Put a run that takes no time behind `simkit run`, and go to an empty folder."""
    monkeypatch.setattr(engine, "simulate", simulate)
    summary = types.SimpleNamespace(lines=lambda lang: [f"line {i} ({lang})" for i in range(10)])
    monkeypatch.setattr(outcomes, "summarise", lambda run: summary)
    monkeypatch.setattr("simkit.cli.run.report_of", lambda run, scenario, lang: f"<html lang={lang}>")
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
    assert main(["run", "desk-leak", "--seed", str(2**130), "--set", "desk.handling_min=5"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[:10] == [f"line {i} (en)" for i in range(10)]
    assert "out/desk-leak/observed" in out
    assert "simkit describe desk-leak" in out
    assert err == ""
    saved = load("out/desk-leak")
    assert saved.about["seed"] == 2**130
    assert saved.about["settings"]["desk.handling_min"] == 5
    assert saved.about["settings"]["insider.n_known_person"] == 1
    assert saved.about["policies"] == [["kk_match", {}], ["cap", {}]]
    assert verify("out/desk-leak") == []


@pytest.mark.parametrize(
    ("words", "policies"),
    [
        (["--policy", "cap:per_operator=9"], [["kk_match", {}], ["cap", {"per_operator": 9}]]),
        (["--policy", "-cap"], [["kk_match", {}]]),
        (["--policy=-cap"], [["kk_match", {}]]),
        (
            ["--policy", "-cap", "--policy", "cap:per_operator=2"],
            [["kk_match", {}], ["cap", {"per_operator": 2}]],
        ),
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
    assert "baseline Keadaan awal: satu komplotan kecil, satu orang dalam 10.000 orang selama 90 hari" in out
    assert "1.000 nomor, sekitar 6,64 persen dari semua SIM" in out
    assert main(["policies"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    for text in ("REGISTRATION", "cap (rule)", *policy_words("cap", "en").values(), "per_operator=3 SIMs"):
        assert text in out
    assert main(["describe", "desk-leak"]) == 0
    out = capsys.readouterr().out
    for text in (
        "Leak at the desk",
        "photographs",
        "insider.n_known_person = 1 agents (default 0)",
        "Source: assumption: leak-2020 is one case",
        "  kk_match\n",
    ):
        assert text in out


def test_version_and_help_do_not_wait_for_the_engine():
    code = (
        "import sys; from simkit.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: assert 'simkit.engine' not in sys.modules and 'pandas' not in sys.modules"
    )
    for word, text in (("--version", "simkit "), ("--help", "simkit run palembang-reported")):
        made = subprocess.run(
            [sys.executable, "-c", code, word], capture_output=True, text=True, check=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
        assert text in made.stdout
        assert made.stderr == ""


@pytest.mark.parametrize("command", commands())
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
    "no scenario": (["run"], "SCENARIO"),
    "scenario": (["run", "desk-leek"], "did you mean 'desk-leak'?"),
    "describe": (["describe", "desk-leek"], "did you mean 'desk-leak'?"),
    "missing file": (["run", "gone.toml"], "gone.toml"),
    "folder as file": (["run", "."], "."),
    "seed word": ([*RUN, "--seed", "abc"], "--seed is 'abc': it must be a whole number, 0 or more"),
    "seed below": ([*RUN, "--seed", "-1"], "'-1'"),
    "seed float": ([*RUN, "--seed", "1.5"], "'1.5'"),
    "seed empty": ([*RUN, "--seed="], "''"),
    "seed digits": ([*RUN, "--seed", "²"], "'²'"),
    "seed endless": ([*RUN, "--seed", "9" * 5000], "..."),
    "set": ([*RUN, "--set", "desk.handling_min"], "SECTION.KEY=VALUE"),
    "set no key": ([*RUN, "--set", "=3"], "SECTION.KEY=VALUE"),
    "unknown key": ([*RUN, "--set", "desk.handling_mn=3"], "did you mean 'handling_min'?"),
    "type": (
        [*RUN, "--set", "insider.n_grudge=many"],
        "insider.n_grudge is 'many': it must be a whole number from 0 to",
    ),
    "range": ([*RUN, "--set", "people.p_phone=1.5"], "1.5: it must be a number from 0 to 0.75"),
    "nan": ([*RUN, "--set", "people.p_phone=nan"], "nan: it must be a number from 0 to 0.75"),
    "policy": ([*RUN, "--policy", "cup"], "did you mean 'cap'?"),
    "minus policy": ([*RUN, "--policy", "-cup"], "did you mean 'cap'?"),
    "format": ([*RUN, "--format", "xml"], "xml"),
    "out is a file": ([*RUN, "--out", "file"], "file is a file"),
    "out below a file": ([*RUN, "--out", "file/out"], "file is a file"),
    "out is not ours": ([*RUN, "--out", "mine"], "no simkit result"),
    "out is here": ([*RUN, "--out", "."], "the folder you work in"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_mistake_is_one_line_and_nothing_is_computed(fake, capsys, monkeypatch, name):
    monkeypatch.setattr(engine, "simulate", lambda *_, **__: pytest.fail("simulated"))
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
        monkeypatch.setattr(engine, "simulate", stop)
    else:
        monkeypatch.setitem(formats.WRITERS, "parquet", stop)
    assert main([*RUN, "--out", "x"]) == 130
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert files(fake) == before


@pytest.mark.skipif(os.name != "posix", reason="pipes close differently")
def test_a_reader_that_has_seen_enough_is_no_error():
    code = (
        "import sys, simkit.cli\n"
        "from simkit.cli import scenarios\n"
        "def endless(args):\n    while True: print('x' * 1000)\n"
        "scenarios.scenarios = endless; sys.exit(simkit.cli.main(['scenarios']))"
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


def test_every_story_is_listed_and_described(capsys):
    assert main(["scenarios"]) == 0
    listed = capsys.readouterr().out
    for name in scenario_names():
        assert name in listed
        for lang in ("en", "id"):
            assert main(["describe", name, "--lang", lang]) == 0
            assert name in capsys.readouterr().out


def test_every_policy_says_what_it_costs_and_cannot_do(capsys):
    assert main(["policies"]) == 0
    out = capsys.readouterr().out
    for name in catalogue():
        assert name in out
        assert all(
            policy_words(name, lang)[key] for lang in ("id", "en") for key in ("doc", "cost", "cannot")
        )


def test_policies_and_stories_are_told_in_indonesian(capsys):
    params = {f"{k.section}.{k.name}": k for k in all_parameters()}
    assert TOLD["en"]["docs"] == {name: k.doc for name, k in params.items()}
    assert set(params) == set(TOLD["id"]["docs"]), "an own story may turn any of them"
    said = TOLD["id"]["docs"]
    assert not [name for name, k in params.items() if said[name] == k.doc]
    assert {k.source for k in params.values() if k.source.startswith("assumption")} == set(
        TOLD["id"]["sources"]
    )
    policies = [k for name, cls in catalogue().items() for k in parameters_of(name, cls)]
    units = {k.unit for k in [*all_parameters(), *policies]} - {"", "Rp", "Rp/h"}
    assert units == set(TOLD["id"]["units"])
    assert all(unit == said for unit, said in TOLD["en"]["units"].items())
    assert main(["policies", "--lang", "id"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    for name in catalogue():
        assert all(text in out for text in policy_words(name, "id").values())
    assert "PENDAFTARAN" in out and "Tidak dapat:" in out and "Cannot:" not in out and " days" not in out
    assert main(["describe", "desk-seller", "--lang", "id"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "insider.n_sellers = 2 petugas (bawaan 1)" in out and "Sumber: asumsi" in out
    assert "default" not in out and "Source" not in out


def test_bad_story_files_are_one_line(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("binary.toml").write_bytes(b"\x00\xff\xfe" * 99)
    Path("folder.toml").mkdir()
    Path("odd.toml").write_text("[desk\n", encoding="utf-8")
    for name in ("binary.toml", "folder.toml", "odd.toml", "gone.toml"):
        assert name in refused(capsys, "run", name)
        assert name in refused(capsys, "describe", name)


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


def test_a_saved_run_is_a_valid_data_package(tmp_path, monkeypatch):
    frictionless = pytest.importorskip("frictionless")
    monkeypatch.chdir(tmp_path)
    small = ["--set", "people.n_people=300", "--set", "run.days=3", "--set", "run.scale=0.001"]
    assert main(["run", "baseline", *small, "--out", "x", "--format", "csv"]) == 0
    monkeypatch.chdir("x")
    report = frictionless.Package("datapackage.json").validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])[:5]
