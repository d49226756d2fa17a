"""The report: one HTML file with summary, figures, limits and recipe, that needs no network and no other file."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from markupsafe import Markup

from ..core.catalogue import Words
from ..core.folder import versions
from ..core.html import WORDS, English, listed, page, safe, table
from ..core.parameter import Parameter, typed
from ..engine.policies import catalogue, policy_words
from ..engine.scenario import Scenario, all_parameters, load_scenario, scenario_names
from ..figures.of_a_report import KINDS, TITLES, draw, figures_of
from ..figures.style import png
from ..measure.outcomes import Result, summarise

LEFT_OUT = Words(__package__, "page.left_out")
"""What this model leaves out, said once, in both languages: for reports, lessons and documents."""
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""What a browser may load for this page: nothing but what stands in it."""


def html(tables: Result, about: Mapping[str, Any], lang: str = "en") -> str:
    """Write the report of a run as a whole HTML page; the same run gives the same text.

    Parameters
    ----------
    tables : Run or Saved
    about : mapping
        ``scenario``, ``seed``, ``settings`` and ``policies``, as ``Run.about`` gives them, and ``title`` and
        ``text`` of the scenario. All of it is escaped.
    lang : {"en", "id"}
    """
    words = WORDS[lang]
    parts = {
        "summary": listed(summarise(tables).lines(lang), "summary", "ol"),
        "figures": "".join(_figure(name, tables, lang) for name in figures_of(tables)),
        "left_out": listed(LEFT_OUT[lang], "limits"),
        "settings": _settings(about["settings"], words),
        "policies": _policies(about["policies"], words),
        "again": _again(about, words),
    }
    facts = f"{words['scenario']}: {safe(about['scenario'])}; {words['seed']}: {safe(about['seed'])}"
    head = f'<p>{safe(about["text"])}</p>\n<p class="facts">{facts}</p>'
    return page(lang, about["title"], head, words, parts, POLICY)


def _figure(name: str, tables: Result, lang: str) -> str:
    """Draw a figure into the page; its caption is its alternative text, so a screen reader reads it once."""
    kind, words = KINDS[name], WORDS[lang]
    fig, caption = draw(name, tables, lang)
    picture = base64.b64encode(png(fig)).decode()
    wide, high = (round(float(inches) * fig.dpi) for inches in fig.get_size_inches())
    note = words["truth" if kind.is_truth else "observed"]
    return (
        f"<h3>{safe(TITLES[lang][name])}</h3>\n<figure>\n"
        f'<div class="picture"><img src="data:image/png;base64,{picture}" width="{wide}" height="{high}" '
        f'alt="{safe(caption)}"></div>\n'
        f'<figcaption aria-hidden="true">{safe(caption)}</figcaption>\n</figure>\n<p class="note">{note}</p>\n'
    )


def _settings(said: Mapping[str, Any], words: Mapping[str, str]) -> str:
    if not said:
        return f"<p>{words['settings_none']}</p>\n"
    known = {f"{k.section}.{k.name}": k for k in all_parameters()}
    rows = [_setting(name, value, known.get(name)) for name, value in said.items()]
    heads = [words[h] for h in ("setting", "value", "default", "meaning", "source")]
    return f"<p>{words['settings_lead']}</p>\n" + table(heads, rows, words["settings"])


def _setting(name: str, value: Any, k: Parameter | None) -> list[str]:
    code = Markup("<code>{}</code>").format(safe(name))
    if k is None:
        return [code, typed(value), "", "", ""]
    unit = f" {k.unit}" if k.unit and not isinstance(k.default, str) else ""
    return [code, typed(value) + unit, typed(k.default) + unit, English(safe(k.doc)), English(safe(k.source))]


def _policies(said: Mapping[str, Any], words: Mapping[str, str]) -> str:
    if not said:
        return f"<p>{words['policies_none']}</p>\n"
    rows = []
    for name, params in said.items():
        text = ", ".join(f"{k}={typed(v)}" for k, v in params.items())
        doc = policy_words(name, "en")["doc"] if name in catalogue() else ""
        rows.append([Markup("<code>{}</code>").format(safe(name)), text, English(safe(doc))])
    return table([words[h] for h in ("policy", "parameters", "meaning")], rows, words["policies"])


def _again(about: Mapping[str, Any], words: Mapping[str, str]) -> str:
    own = about["scenario"] not in scenario_names()
    made = ", ".join(f"{name} {v}" for name, v in versions().items())
    read = 'import simkit\nrun = simkit.load(".")\nrun.observed["registrations"]'
    return (
        f'<p>{words["again_lead"]}</p>\n<pre tabindex="0"><code>{safe(command(about))}</code></pre>\n'
        + (f"<p>{words['again_own']}</p>\n" if own else "")
        + f"<p>{words['again_python']}</p>\n<pre><code>{safe(read)}</code></pre>\n<p>{words['again_plain']}</p>\n"
        f'<p class="note">{words["versions"]}: {safe(made)}.</p>\n'
    )


# ---
# How to make a run again: the exact command line, from what a saved folder says of itself.


PLAIN = re.compile(r"[\w.,:=+@%/-]+", re.ASCII)


def command(about: Mapping[str, Any]) -> str:
    """Give the command that makes a run again.

    It starts from the shipped scenario of that name and says only what differs; one of one's own is written out in
    full on top of ``baseline``, so that its file is not needed.

    Parameters
    ----------
    about : mapping
        ``scenario``, ``seed``, ``settings`` and ``policies``, as ``Run.about`` gives them.

    Examples
    --------
    >>> command({"scenario": "mine", "seed": 7, "settings": {"run.days": 9}, "policies": {}})
    'simkit run baseline --seed 7 --set run.days=9 --policy -kk_match --policy -cap'
    """
    base = load_scenario(about["scenario"] if about["scenario"] in scenario_names() else "baseline")
    words = ["simkit", "run", base.name, "--seed", str(about["seed"])]
    words += [w for pair in _differing_settings(base, about["settings"]) for w in ("--set", pair)]
    words += [w for said in _differing_policies(base, about["policies"]) for w in ("--policy", said)]
    return " ".join(map(quoted, words))


def quoted(word: str) -> str:
    """Put a word in quotes where a shell would read it otherwise; double ones do in every shell.

    Examples
    --------
    >>> print(quoted("ring.shares=[1,0]"))
    "ring.shares=[1,0]"
    """
    return word if PLAIN.fullmatch(word) else '"' + re.sub(r'(["\\$`])', r"\\\1", word) + '"'


def _differing_settings(base: Scenario, said: Mapping[str, Any]) -> Iterator[str]:
    """Say every setting that differs from the scenario's; one the scenario changes and the run does not goes back."""
    usual = {f"{k.section}.{k.name}": (v, k.default) for k, v in base.settings()}
    for name, now in said.items():
        if name not in usual or typed(usual[name][0]) != typed(now):
            yield f"{name}={typed(now)}"
    yield from (f"{name}={typed(default)}" for name, (_, default) in usual.items() if name not in said)


def _differing_policies(base: Scenario, said: Mapping[str, Any]) -> Iterator[str]:
    """Say every policy that differs from the scenario's, with the parameters that differ from their defaults."""
    usual = {p.name: asdict(p) for p in base.made_policies()}
    for name, params in said.items():
        now = {k: typed(v) for k, v in params.items()}
        if name in usual and now == {k: typed(v) for k, v in usual[name].items()}:
            continue
        default = asdict(catalogue()[name]()) if name in catalogue() else {}
        differs = [f"{k}={v}" for k, v in now.items() if v != typed(default.get(k))]
        yield ":".join([name, *differs])
    yield from (f"-{name}" for name in usual if name not in said)
