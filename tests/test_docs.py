"""The documents are true: what they quote is what simkit prints, and what they name exists.

`python tests/test_docs.py` runs the blocks of the README again and writes their present output into it.
"""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import doctest
import importlib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from test_sources import source_ids

import simkit
from simkit import cli
from simkit.core.folder import load
from simkit.core.parameter import Parameter, parameters_of, typed
from simkit.engine.policies import catalogue, registration
from simkit.engine.run import simulate
from simkit.engine.scenario import (
    DEFAULT_POLICIES,
    GONE,
    SECTIONS,
    all_parameters,
    load_scenario,
    scenario_names,
)
from simkit.engine.tables import declared
from simkit.figures.of_a_report import draw
from simkit.figures.style import png

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/model.md", "docs/design.md")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return [body for kind, body in BLOCK.findall(text) if kind == language]


def params() -> list[Parameter]:
    return [*all_parameters(), *(k for name, cls in catalogue().items() for k in parameters_of(name, cls))]


# --- what the README quotes ---------------------------------------------------


def printed(command: str, folder: Path) -> str:
    """Run a quoted command in an empty folder and give what it prints, errors included."""
    program, *words = shlex.split(command)
    assert program == "simkit", command
    environment = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "100"}
    done = subprocess.run(
        [sys.executable, "-m", "simkit", *words],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout.decode("utf-8").replace("\r\n", "\n")


def quoted(block: str) -> tuple[str, str]:
    first, _, output = block.partition("\n")
    assert first.startswith("$ "), first
    return first[2:], output


CONSOLE = [quoted(b) for b in blocks(read("README.md"), "console")]


DEMO = "simkit run palembang-reported --out out/demo"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Run the demo: what it prints, and the folder that it saves."""
    folder = tmp_path_factory.mktemp("demo")
    return printed(DEMO, folder), folder / "out" / "demo"


@pytest.mark.golden
@pytest.mark.parametrize("command, output", CONSOLE, ids=[c for c, _ in CONSOLE])
def test_readme_shows_what_a_command_prints(command, output, tmp_path, demo):
    assert (demo[0] if command == DEMO else printed(command, tmp_path)) == output


@pytest.mark.golden
def test_readme_s_figure_says_what_the_demo_gives(demo):
    caption = draw("chain", load(demo[1]), "en")[1]
    assert f"![{caption}](docs/img/chain.png)" in read("README.md")


def test_readme_quotes_the_demo_as_the_makefile_runs_it():
    demo = re.search(r"^demo:.*\n\t\$\(BIN\)/(.+)$", read("Makefile"), re.MULTILINE)
    assert demo and demo[1] in [command for command, _ in CONSOLE]


@pytest.mark.golden
def test_readme_python_blocks_run_as_shown():
    text = "\n".join(blocks(read("README.md"), "python"))
    test = doctest.DocTestParser().get_doctest(text, {}, "README.md", "README.md", 0)
    assert len(test.examples) >= 4
    out = io.StringIO()
    doctest.DocTestRunner().run(test, out=out.write)
    assert out.getvalue() == ""


# --- what the documents name --------------------------------------------------


def anchors(text: str) -> set[str]:
    """Give the anchors of a page's headings, as code hosts make them."""
    heads = re.findall(r"^#+ (.+)$", BLOCK.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in heads}


def links(page: Path) -> Iterator[str]:
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    yield from re.findall(r"\]\(([^)\s]+)\)", text)


@pytest.mark.parametrize("page", PAGES, ids=[p.relative_to(ROOT).as_posix() for p in PAGES])
def test_internal_links_resolve(page):
    faults = []
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        if not target.exists():
            faults.append(link)
        elif anchor and anchor not in anchors(target.read_text(encoding="utf-8")):
            faults.append(f"{link}: no such heading")
    assert faults == []


@pytest.mark.parametrize("name", WRITTEN)
def test_every_knob_named_exists(name):
    known = {f"{k.section}.{k.name}" for k in params()}
    known |= set(GONE) if name == "CHANGELOG.md" else set()
    sections = {k.section for k in params()}
    named = set(re.findall(r"`([a-z_]+)\.([a-z]\w*)`", read(name)))
    lost = {f"{s}.{k}" for s, k in named if s in sections} - known
    assert lost - {"policies.start_day"} == set()


def stated(text: str) -> list[tuple[str, str, str]]:
    """Give (section or module, name, value) wherever a document states a value: `a.b` = 3."""
    return re.findall(r"`([a-z_]+)\.(\w+)`\s=\s(true|false|[\d.]*\d)", text)


@pytest.mark.parametrize("name", WRITTEN)
def test_every_value_stated_is_the_default(name):
    defaults = {(k.section, k.name): typed(k.default, ", ") for k in params()}
    for place, key, value in stated(read(name)):
        if key.isupper():
            module = importlib.import_module(f"simkit.engine.actors.{place}")
            assert typed(getattr(module, key), ", ") == value, f"{place}.{key}"
        else:
            assert defaults[place, key] == value, f"{place}.{key}"


def test_stated_values_are_found():
    assert ("ott", "delay_h", "72") in stated("as `ott.delay_h` = 72.")
    assert len(stated(read("docs/model.md"))) >= 5


@pytest.mark.parametrize("name", WRITTEN)
def test_every_module_named_exists(name):
    named = set(re.findall(r"`((?:[a-z_]+/)+(?:[a-z_]+\.py)?)`", read(name)))
    faults = [m for m in named if not (ROOT / m).exists() and not (ROOT / "simkit" / m).exists()]
    assert [m for m in faults if m not in ("notebooks/",)] == []


@pytest.mark.parametrize("name", WRITTEN)
def test_every_table_command_story_and_policy_named_exists(name):
    text = read(name)
    tables = {t.path for t in declared()}
    assert set(re.findall(r"`((?:observed|truth)/\w+)`", text)) <= tables
    for scenario in re.findall(r"simkit (?:run|describe) ([a-z][\w.-]+)", text):
        assert scenario in {*scenario_names(), "my-scenario.toml", "palembang"}, scenario
    for policy in re.findall(r"--policy -?([a-z_]+)", text):
        assert policy in {*catalogue(), "night_pause"}, policy
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)`|^ +make ([a-z-]+)", text, re.MULTILINE)) <= {
        pair for t in targets for pair in ((t, ""), ("", t))
    }
    for command in re.findall(r"^    simkit ([a-z]+)", text, re.MULTILINE):
        assert command in cli.commands()


def test_readme_names_every_story_and_command():
    text = read("README.md")
    assert [s for s in scenario_names() if f"`{s}`" not in text] == []
    assert [c for c in cli.commands() if not re.search(rf"^    simkit {c} ", text, re.MULTILINE)] == []


def test_model_page_names_every_section_policy_and_actor():
    text = read("docs/model.md")
    assert [s for s in SECTIONS if f"`{s}." not in text] == []
    for name, cls in catalogue().items():
        row = re.search(rf"^\| {cls.decision} \|.*`{name}` \({cls.kind}\)", text, re.MULTILINE)
        assert row, f"{name} is missing from its row, or is no {cls.kind}"
    actors = (ROOT / "simkit/engine/actors").glob("[!_]*.py")
    assert [a.name for a in actors if f"`engine/actors/{a.name}`" not in text] == []
    assert dict(DEFAULT_POLICIES) == {"kk_match": {}, "cap": {}}, "docs/model.md says which are in force"


def test_model_page_describes_every_knob_of_the_engine():
    """A parameter that nobody describes is a number without a formula; run, people and market have their table."""
    text = read("docs/model.md")
    engine = [k for k in all_parameters() if k.section not in ("run", "people", "market")]
    silent = [f"{k.section}.{k.name}" for k in engine if f"`{k.section}.{k.name}`" not in text]
    assert [k for k in silent if k not in UNTOLD] == []


# Told in words that need no formula.
UNTOLD = {"background.account_lag_h"}


def test_model_page_names_real_sources():
    ids = source_ids(ROOT / "docs/sources.md")
    named = set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", read("docs/model.md")))
    assert named and named <= ids | set(scenario_names())


def test_changelog_has_this_version_and_says_whether_numbers_moved():
    text = read("CHANGELOG.md")
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert any(p.startswith(f"[{simkit.__version__}]") for p in parts)
    assert [p.splitlines()[0] for p in parts if "**Did the numbers move?**" not in p] == []


# --- the worked examples ------------------------------------------------------


def test_story_of_the_guide_loads_and_is_short(tmp_path):
    (block,) = blocks(read("CONTRIBUTING.md"), "toml")
    path = tmp_path / "my-scenario.toml"
    path.write_text(block, encoding="utf-8")
    scenario = load_scenario(path)
    assert scenario.ring.n_workers == 2 and scenario.ready()
    assert len(block.splitlines()) == 10


def test_policy_of_the_guide_works_as_it_says(monkeypatch):
    code = next(b for b in blocks(read("CONTRIBUTING.md"), "python") if "NightPause" in b)
    room = dict(vars(registration))
    exec(compile("from __future__ import annotations\n" + code, "CONTRIBUTING.md", "exec"), room)
    monkeypatch.setattr(registration, "POLICIES", (*registration.POLICIES, room["NightPause"]))
    small = {"people.n_people": 20_000, "run.days": 20, "run.scale": 0.002, "register.p_again": 0.0}
    free = simkit.simulate("baseline", settings=small)
    paused = simkit.simulate("baseline", settings=small, policies=["night_pause:until_hour=6"])
    rows = paused.observed["registrations"]
    night = rows[rows["reason"] == "night"]
    assert len(night) and (night["at"].dt.hour < 6).all()
    assert not np.isin(night["registration_id"], paused.truth["registrations"]["registration_id"]).any()
    assert len(rows) == len(free.observed["registrations"])  # first tries do not depend on the policy


def test_other_python_blocks_of_the_guide_parse():
    for block in blocks(read("CONTRIBUTING.md"), "python"):
        ast.parse(block)


def test_knob_of_the_guide_is_the_one_in_the_code():
    code = next(b for b in blocks(read("CONTRIBUTING.md"), "python") if "p_second_look" in b)
    (known,) = [k for k in all_parameters() if k.name == "p_second_look"]
    room = dict(vars(importlib.import_module("simkit.engine.actors.desk")))
    exec("@dataclass(frozen=True)\nclass Made:\n" + "".join(f"    {x}\n" for x in code.splitlines()), room)
    (made,) = parameters_of("desk", room["Made"])
    assert made == dataclasses.replace(known)


# --- sources ------------------------------------------------------------------


def unsourced(source: str) -> bool:
    """Tell whether a source is neither an entry nor an assumption; ids in an assumption's reason must exist too."""
    ids = source_ids(ROOT / "docs/sources.md")
    if not source.startswith("assumption"):
        return source not in ids
    return bool(set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", source)) - ids)


def test_every_knob_has_a_source():
    assert [f"{k.section}.{k.name}: {k.source}" for k in params() if unsourced(k.source)] == []


def test_every_policy_has_a_source():
    assert [f"{n}: {p.source}" for n, p in catalogue().items() if unsourced(p.source)] == []


def test_every_column_that_names_a_source_names_an_entry():
    said = [(f"{t.path}.{c.name}", c.source) for t in declared() for c in t.columns if c.source]
    assert said and [x for x in said if unsourced(x[1])] == []


def test_source_check_bites():
    assert unsourced("") and unsourced("palembang") and unsourced("assumption: see no-such-entry")
    assert not unsourced("assumption") and not unsourced("assumption: see desk-contacts")


def test_sources_named_in_code_exist():
    ids, faults = source_ids(ROOT / "docs/sources.md"), []
    files = [
        p
        for room in ("world", "engine", "detect", "measure", "scenarios")
        for p in (ROOT / "simkit" / room).rglob("*.*")
    ]
    files = [p for p in files if p.suffix in (".py", ".toml")]
    for path in files:
        for named in re.findall(r"Source: ([a-z0-9]+(?:-[a-z0-9]+)+)", path.read_text(encoding="utf-8")):
            if named not in ids:
                faults.append(f"{path.name}: {named}")
    assert faults == []


# --- writing the README anew --------------------------------------------------


def _answer(code: str, room: dict) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(code, "README.md", "single"), room)
    return out.getvalue()


def rewritten(text: str) -> str:
    """Give the README with the present output of its blocks."""
    room: dict = {}

    def again(match: re.Match[str]) -> str:
        language, body = match[1], match[2]
        if language == "console":
            command, _ = quoted(body)
            with tempfile.TemporaryDirectory() as home:
                body = f"$ {command}\n" + printed(command, Path(home))
        elif language == "python":
            lines = []
            for example in doctest.DocTestParser().get_examples(body):
                source = example.source.rstrip("\n").split("\n")
                lines += [">>> " + source[0], *("... " + more for more in source[1:])]
                lines += _answer(example.source, room).splitlines()
            body = "\n".join(lines) + "\n\n"
        return f"```{language}\n{body}```"

    return BLOCK.sub(again, text)


def draw_chain() -> str:
    """Draw the README's figure anew; give its Markdown."""
    fig, caption = draw("chain", simulate("palembang-reported"), "en")
    (ROOT / "docs" / "img" / "chain.png").write_bytes(png(fig, 100))
    return f"![{caption}](docs/img/chain.png)"


if __name__ == "__main__":
    new = re.sub(r"!\[[^\]]*\]\(docs/img/chain\.png\)", lambda _: draw_chain(), rewritten(read("README.md")))
    (ROOT / "README.md").write_text(new, encoding="utf-8")
