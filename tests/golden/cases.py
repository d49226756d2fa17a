"""Every case: its name and its steps. What is typed stands in the tables at the top, and only there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

# --- what may move ------------------------------------------------------------
# A command that moves (`simkit findings` to `python studies/findings.py`) changes here; its stored output stays.
# Words after "simkit" go to `simkit.cli.main`, after "python" to that file of the checkout, after "make" to make.
COMMANDS: dict[str, list[str]] = {
    name: ["simkit", name]
    for name in (
        "run", "scenarios", "policies", "describe", "compare", "detect", "audit", "detectors",
        "datasets", "notebooks", "lab",
    )
}  # fmt: skip
COMMANDS |= {name: ["python", "-m", "studies", name] for name in ("findings", "sensitivity", "calibration")}
COMMANDS["measure"] = ["python", "-m", "studies", "detection"]
# The line that a student types to begin.
IMPORT = "from simkit_course import *"
# Documents of the checkout that are read or looked at.
FINDINGS = "docs/findings.json"
DOCUMENTS = ("docs/parameters.md", "docs/tables.md")
DATASETS = "datasets"
NOTEBOOKS = "notebooks"
LANGS = ("en", "id")

# --- small runs ---------------------------------------------------------------

TINY = {"people.n_people": 2_000, "run.days": 40, "run.scale": 0.005}
SCENARIOS: dict[str, dict[str, Any]] = {
    "baseline": TINY,
    "dealer-bulk": TINY,
    "desk-leak": {"run.days": 15},
    "desk-quiet": {"run.days": 15},
    "desk-seller": {"run.days": 15},
    "external-breach": TINY | {"breach.n_records": 500},
    "lesson-desk": TINY | {"run.days": 15},
    "lesson-ring": TINY,
    "national-2026": TINY | {"run.days": 80},
    "ott-gap": TINY,
    "palembang-police": TINY | {"run.scale": 1.0, "ring.lot_sample": 0.0002},
    "palembang-reported": TINY,
    "policy-lab": TINY,
    "ring-under-cap": TINY,
}
TINIER = {"people.n_people": 1_000, "run.days": 20, "run.scale": 0.002}
MORE = {
    "run.days": 60,
    "run.scale": 0.01,
    "insider.n_sellers": 2,
    "insider.n_grudge": 1,
    "breach.n_records": 300,
}
BUSY = ["forwarding:every_days=7", "ott_cooperation", "ban_on_block", "breach_notice",
        "self_check:per_month=0.2", "explanation_audit:factor=1:n_least=1"]  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One thing that a case does, in its own folder: `do` is a function of `steps.py`, `what` its arguments."""

    do: str
    what: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Case:
    """A named case: is it fast, how many seconds it takes about, and does its text depend on Python's version?"""

    name: str
    steps: tuple[Step, ...]
    seconds: int = 10
    is_fast: bool = False
    is_of_python: bool = False


def sets(settings: dict[str, Any]) -> list[str]:
    """Write settings as options."""
    return [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]


def say(label: str, command: str, *words: str, at: str = "") -> Step:
    """Run a command; its exit code and what it prints are stored under the label."""
    return Step("command", (label, command, list(words), at))


def cases() -> Iterator[Case]:
    """Yield every case."""
    yield from _told()
    yield from _scenarios()
    yield from _looked()
    yield from _studied()
    yield from _lessons()


def _told() -> Iterator[Case]:
    helps = [
        say(f"help-{'studies-' if 'studies' in words else ''}{name}", name, "--help")
        for name, words in COMMANDS.items()
        if name != "measure"
    ]
    yield Case("help", (Step("command", ("help", "", ["--help"], "")), *helps), 4, True, True)
    yield Case("mistakes", (Step("mistakes"),), 8, True, True)
    lists = [
        say(f"{name}-{lang}", name, "--lang", lang) for name in ("scenarios", "detectors") for lang in LANGS
    ]
    lists.append(say("policies-id", "policies", "--lang", "id"))
    told = [say(f"describe-{s}-{lang}", "describe", s, "--lang", lang) for s in SCENARIOS for lang in LANGS]
    yield Case("lists", (say("policies", "policies"), *lists, *told), 4, True)
    yield Case("documents", (Step("keep", DOCUMENTS),), 4, True)
    yield Case("datasets", (say("list", "datasets", "list"), say("verify", "datasets", "verify"),
                            Step("keep", (DATASETS,))), 10)  # fmt: skip
    pages = say("pages", "notebooks", "pages", "04", "--out", "{here}/pages", at="root")
    yield Case("pages", (pages, Step("collect", ("pages",))), 12)


def _scenarios() -> Iterator[Case]:
    for scenario, settings in SCENARIOS.items():
        steps = []
        for lang in LANGS:
            words = [scenario, "--seed", "3", *sets(settings), "--out", lang, "--lang", lang]
            keep = () if lang == "en" else ("report.html",)
            steps += [say(f"run-{lang}", "run", *words), Step("collect", (lang, *keep))]
        yield Case(f"scenario-{scenario}", tuple(steps), 15, scenario == "baseline")
    policies = [word for p in BUSY for word in ("--policy", p)]
    words = ["baseline", "--seed", "1", *sets(TINY | MORE), *policies, "--format", "csv", "--out", "busy"]
    yield Case("scenario-busy-csv", (say("run", "run", *words), Step("collect", ("busy",))), 15)


def _looked() -> Iterator[Case]:
    make = say(
        "make",
        "run",
        "baseline",
        "--seed",
        "5",
        *sets(TINY),
        "--format",
        "csv",
        "--no-report",
        "--out",
        "clean",
    )
    for name, mangle in (("clean", ()), ("mangled", (Step("mangle", ("clean/observed", "mangled")),))):
        steps = [make, *mangle]
        for lang in LANGS:
            out = f"found-{lang}"
            steps += [say(f"detect-{lang}", "detect", name, "--top", "10", "--out", out, "--lang", lang),
                      Step("collect", (out,))]  # fmt: skip
        steps.append(
            say("detect-early", "detect", name, "--as-of", "2026-01-05", "--top", "3", "--out", "early")
        )
        yield Case(f"detect-{name}", tuple(steps), 25)
    runs = [say(f"run-{i}", "run", "baseline", "--seed", str(i), *sets(TINIER), "--no-report", "--out", f"s{i}")
            for i in (1, 2, 3)]  # fmt: skip
    audits = [say(f"audit-{lang}", "audit", "s1", "s2", "s3", "--lang", lang) for lang in LANGS]
    yield Case("audit", (*runs, *audits), 20)


def _studied() -> Iterator[Case]:
    arms = ["--arm", "daily=forwarding:every_days=1,face_match", *sets(TINIER)]
    for lang in LANGS:
        words = ["baseline", *arms, "--seeds", "3", "--out", "out", "--lang", lang]
        yield Case(
            f"compare-{lang}",
            (say("compare", "compare", *words), Step("collect", ("out",))),
            12,
            lang == "en",
        )
    among = [word for name in ("ring.n_outlets", "citizen.p_complain") for word in ("--among", name)]
    words = ["baseline", *among, "--trajectories", "2", *sets(TINIER), "--out", "out"]
    both = [say(f"screen-{lang}", "sensitivity", *words, "--lang", lang) for lang in LANGS]
    groups = say("groups", "sensitivity", "baseline", "--groups", "--among", "ring", "--among", "citizen", "--arm",
                 "forwarding:every_days=1", "--trajectories", "2", *sets(TINIER), "--out", "groups")  # fmt: skip
    yield Case("screen", (*both, groups, Step("collect", ("out",)), Step("collect", ("groups",))), 25)
    facts = [word for name in ("mismatch", "turnover", "handling", "price") for word in ("--only", name)]
    steps = [say(f"calibrate-{lang}", "calibration", "--seeds", "3", *facts, "--out", "out", "--lang", lang)
             for lang in LANGS]  # fmt: skip
    yield Case("calibrate", (*steps, Step("collect", ("out",))), 20)
    redraw = say("redraw", "findings", "--redraw", "--out", "docs")
    yield Case(
        "findings", (Step("copy", (FINDINGS, "docs/findings.json")), redraw, Step("collect", ("docs",))), 15
    )
    measure = say("measure", "measure", "--seeds", "3", "--out", "out")
    yield Case("detectors-measured", (measure, Step("collect", ("out",))), 30)


FAST_LESSONS = (("00", "en"), ("04", "id"))


def _lessons() -> Iterator[Case]:
    slow = {"03": 20, "07": 20, "08": 40, "09": 40, "10": 60}
    for path in sorted((ROOT / NOTEBOOKS / "en").glob("[0-9][0-9]-*.ipynb")):
        number = re.sub(r"\D.*", "", path.name)
        for lang in LANGS:
            name = f"lesson-{number}-{lang}"
            yield Case(
                name, (Step("lesson", (number, lang)),), slow.get(number, 10), (number, lang) in FAST_LESSONS
            )
    yield Case("notebooks-built", (Step("built"),), 5, True)
    yield Case("policy-lab", (Step("policy_lab"),), 20)
    yield Case("student-slips", (Step("student_slips"),), 8, True, True)
