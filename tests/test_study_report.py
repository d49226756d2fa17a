"""The report: one file that needs nothing else, says what was run, and lets nobody's text become code."""

from __future__ import annotations

import base64
import re
import shlex
from argparse import Namespace
from dataclasses import asdict
from functools import cache
from html.parser import HTMLParser
from io import BytesIO

import pytest
from PIL import Image
from study_samples import SMALL, run_of

from simkit.cli import main
from simkit.cli.command import read_settings
from simkit.core.files import check_target
from simkit.core.folder import load, verify
from simkit.core.html import CSS, WORDS
from simkit.detect.loop import simulate
from simkit.engine.scenario import load_scenario, parse_policy, scenario_names
from simkit.figures import of_a_report as plots
from simkit.measure.outcomes import summarise
from simkit.report import page as again
from simkit.report import page as report
from simkit.report.page import LEFT_OUT

LANGS = ("en", "id")
VOID = {"meta", "img", "br", "link", "input", "hr"}


def about(run, lang):
    """What a run says of itself, with the shipped scenario's title and text."""
    scenario = load_scenario(run.about["scenario"])
    return run.about | {"title": scenario.title[lang], "text": scenario.about[lang]}


@cache
def page(run="ring", lang="en") -> str:
    return report.html(run_of(run), about(run_of(run), lang), lang)


class Page(HTMLParser):
    """Reads a page strictly: every tag closed, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open, self.tags, self.said, self.faults = [], [], [], []
        self.feed(text)
        self.close()
        self.faults += [f"never closed: {tag}" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if len(dict(attrs)) != len(attrs):
            self.faults.append(f"an attribute twice: {tag}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"closed out of order: {tag}")

    def handle_data(self, data):
        self.said.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("run", ["ring", "nobody"])
def test_a_page_is_whole_and_needs_nothing_from_outside(run, lang):
    text = page(run, lang)
    made = Page(text)
    assert text.startswith("<!DOCTYPE html>")
    assert made.faults == []
    assert made.all("html") == [{"lang": lang}]
    assert {"charset": "utf-8"} in made.all("meta")
    assert "default-src 'none'" in text
    assert not {"script", "link", "iframe", "object", "embed", "base", "form"} & {t for t, _ in made.tags}
    without = re.sub(r"data:image/png;base64,[A-Za-z0-9+/=]+", "", text)
    assert "://" not in without
    assert "url(" not in without
    assert "@import" not in without
    assert all(a["href"].startswith("#") for a in made.all("a"))
    ids = [attrs["id"] for _, attrs in made.tags if "id" in attrs]
    assert len(set(ids)) == len(ids)
    assert {a["href"][1:] for a in made.all("a")} == set(ids)
    assert [t for t, _ in made.tags].count("h1") == 1


@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_is_there_with_its_caption_as_alternative_text(lang):
    made = Page(page("ring", lang))
    pictures = made.all("img")
    assert len(pictures) == len(plots.FIGURES)
    for name, picture in zip(plots.FIGURES, pictures, strict=True):
        assert picture["alt"] == plots.draw(name, run_of("ring"), lang)[1]
        data = base64.b64decode(picture["src"].removeprefix("data:image/png;base64,"), validate=True)
        with Image.open(BytesIO(data)) as image:
            image.verify()
            assert image.size == (int(picture["width"]), int(picture["height"]))
        assert not re.search(rb"tEXt|iTXt|tIME", data), "the picture says when or by what it was made"
        assert plots.TITLES[lang][name] in made.said


@pytest.mark.parametrize("lang", LANGS)
def test_summary_limits_and_recipe_are_said(lang):
    said = "\n".join(Page(page("ring", lang)).said)
    for line in (*summarise(run_of("ring")).lines(lang), *LEFT_OUT[lang]):
        assert line in said
    for part in ("summary", "figures", "left_out", "settings", "policies", "again"):
        assert WORDS[lang][part] in said
    assert again.command(run_of("ring").about) in said
    assert load_scenario("baseline").title[lang] in said
    assert "people.n_people" in said


def test_both_languages_say_the_same_things():
    assert set(WORDS["en"]) == set(WORDS["id"])
    assert len(LEFT_OUT["en"]) == len(LEFT_OUT["id"]) >= 8
    assert not set(WORDS["en"].values()) & set(WORDS["id"].values())


def test_the_same_run_gives_the_same_page():
    assert report.html(run_of("ring"), about(run_of("ring"), "en"), "en") == page("ring", "en")
    twin = simulate("baseline", seed=5, settings=SMALL)
    assert report.html(twin, about(twin, "en"), "en") == page("ring", "en")


EVIL = '<script>alert("x")</script>'


def test_what_users_write_never_becomes_code():
    said = {
        "scenario": EVIL + "scenario", "seed": EVIL, "title": EVIL + "&title", "text": f"' onload=1 {EVIL}",
        "settings": {EVIL: EVIL, "run.start": EVIL}, "policies": {EVIL: {EVIL: EVIL}},
    }  # fmt: skip
    text = report.html(run_of("nobody"), said, "en")
    made = Page(text)
    assert "<script" not in text.lower()
    assert "script" not in {t for t, _ in made.tags}
    assert made.faults == []
    assert not any(key.startswith("on") for _, attrs in made.tags for key in attrs)
    assert EVIL + "&title" in made.said


def contrast(a: str, b: str) -> float:
    def luminance(c):
        rgb = [int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in rgb]
        return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_has_enough_contrast_on_paper_and_in_boxes():
    inks = re.findall(r"[{; ]color: (#[0-9a-f]{6})", CSS)
    assert len(inks) >= 3
    for ink in inks:
        assert contrast(ink, "#ffffff") >= 4.5
        assert contrast(ink, "#f4f4f4") >= 4.5
    assert "@media print" in CSS


# --- how to make it again -----------------------------------------------------------------------------

CASES = {
    **{name: (name, {}, []) for name in scenario_names()},
    "settings": ("palembang-reported", {"ring.shares": [1.0, 0, 0, 0, 0, 0.25], "run.scale": 1e-05}, []),
    "back to the default": ("palembang-reported", {"run.days": 90, "insider.n_sellers": 1}, ["-cap"]),
    "policies": ("ott-gap", {"buyer.replaces": True}, ["cap:per_operator=1:start_day=7", "-kk_match"]),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("own", [False, True])
def test_the_command_makes_the_same_scenario(case, own):
    scenario, settings, policies = CASES[case]
    first = load_scenario(scenario).with_settings(settings).with_policies([parse_policy(p) for p in policies])
    about = {
        "scenario": "my <own> scenario" if own else scenario,
        "seed": 2**70,
        "settings": {f"{k.section}.{k.name}": v for k, v in first.settings()},
        "policies": {p.name: asdict(p) for p in first.made_policies()},
    }
    words = shlex.split(again.command(about))
    assert words[:2] == ["simkit", "run"]
    pairs = list(zip(words[3::2], words[4::2], strict=True))
    made = load_scenario(words[2]).with_settings(
        read_settings(Namespace(set=[v for k, v in pairs if k == "--set"]))
    )
    made = made.with_policies([parse_policy(v) for k, v in pairs if k == "--policy"])
    assert dict(pairs)["--seed"] == str(2**70)
    assert made.settings() == first.settings()
    assert made.made_policies() == first.made_policies()
    assert len(pairs) == 1 or own or case not in scenario_names(), "a scenario as it is needs no settings"


# --- the command line ---------------------------------------------------------------------------------

WORDS_SMALL = [w for k, v in (SMALL | {"run.days": 4}).items() for w in ("--set", f"{k}={v}")]


def test_a_run_leaves_a_report_in_its_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["run", "desk-leak", *WORDS_SMALL, "--out", "x", "--lang", "id"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[-1].startswith("Laporan: x/report.html")
    assert err == ""
    text = (tmp_path / "x" / "report.html").read_text(encoding="utf-8")
    assert '<html lang="id">' in text
    assert load_scenario("desk-leak").title["id"] in text
    assert "report.html" in load("x").manifest["files"]
    assert verify("x") == []
    check_target("x")
    assert report.html(load("x"), about(load("x"), "id"), "id") == text
    assert main(["run", "desk-leak", *WORDS_SMALL, "--out", "x", "--no-report"]) == 0
    assert "report.html" not in capsys.readouterr().out
    assert not (tmp_path / "x" / "report.html").exists()


def test_a_story_of_ones_own_is_escaped_and_needs_no_file(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    lines = [
        f"[title]\nen = '{EVIL} mine'\n[run]\ndays = 2\nscale = 0.01\n[people]\nn_people = 500\n[ring]\nn_rings = 0\n"
    ]
    (tmp_path / "mine.toml").write_text("".join(lines), encoding="utf-8")
    assert main(["run", "mine.toml", "--out", "y"]) == 0
    capsys.readouterr()
    text = (tmp_path / "y" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in text
    assert "simkit run baseline --seed 1 --set" in text
    assert "a file of your own" in text
