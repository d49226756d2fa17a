"""The findings page, written from the stored study and from nothing else."""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from simkit.cli.command import read_whole
from simkit.compare import pairs
from simkit.compare.figures import share_ends
from simkit.compare.page import shown
from simkit.compare.pairs import DISPLACED, Experiment
from simkit.compare.verdicts import NEGLIGIBLE, UNTOLD, told, warned
from simkit.compare.verdicts import SAID as VERDICT_WORDS
from simkit.compare.worlds import knowledge, read_worlds
from simkit.core.catalogue import Words
from simkit.core.html import asset, filled
from simkit.core.locale import number, signed, whole
from simkit.figures import style

from ..calibration import run as calibration
from ..calibration.facts import TARGETS, Target
from ..pages import open_folder, write_all
from ..runs import where_asked
from .pictures import FOLDER, draw
from .questions import BASELINE, BECAUSE, GRIDS, QUESTIONS, TRADE, Claim, Question, Region
from .regions import cells_of, sentence
from .run import FILE, SIGNS, Answer, Study, answers, dumped, experiment_of, load, study
from .trade import trade

LINES = Words(__package__, "lines")
SAID = Words(__package__, "page.said")
FORMER = Words(__package__, "page.former")
FACT_WORDS = Words(__package__, "trade.page")
TRADE_WORDS = Words(__package__, "trade.words")
FORMER_ANSWERS = {
    (r["trial"], r["arm"], r["base"], r["outcome"]): r
    for r in csv.DictReader(asset(__package__, "former.csv").splitlines())
}
"""The answers of the model before it was mended."""
ARTEFACTS = ("retry", "book", "ready", "learner", "ott", "roster", "moved")
"""What made an answer of the model as it was, as former.csv names it."""
COMMANDS = (
    "simkit compare policy-lab --arm daily=forwarding:every_days=1 --seeds {seeds}",
    "simkit compare policy-lab --arm ott=ott_cooperation,ban_on_block --seeds {seeds}",
    "simkit compare policy-lab --arm cap-off=-cap --base cap-off --seeds {seeds}",
    "simkit compare policy-lab --arm face=face_match --set adapt.is_on=false --seeds {seeds}",
)
"""Commands that ask a question of the page again."""

# ---

PAGES = Words(__package__, "page.pages")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHOWN_VERSIONS = ("simkit", "python", "numpy")
Captions = Mapping[str, str]


def answers_of(study: Study) -> dict[str, list[Answer]]:
    """Judge every claim of every question, all together.

    Returns
    -------
    dict of question to list of Answer
    """
    made: dict[tuple[str, str], Experiment] = {}

    more = study.get("trade", {"trials": {}, "worlds": {}})
    trials, worlds = study["trials"] | more["trials"], study.get("worlds", {}) | more["worlds"]

    def experiment(claim: Claim) -> Experiment:
        base = "none" if claim.base == BASELINE else claim.base
        if (claim.trial, base) not in made:
            made[claim.trial, base] = experiment_of(trials[claim.trial], base, worlds.get(claim.trial))
        return made[claim.trial, base]

    asked = questions_of(study)
    found = iter(answers([(claim, experiment(claim)) for q in asked for claim in q.claims]))
    return {q.key: [next(found) for _ in q.claims] for q in asked}


def questions_of(study: Study) -> tuple[Question, ...]:
    """Give the questions that a study answers: those about entry and prices only where these were run."""
    run = study.get("trade", {}).get("trials", {})
    return (*QUESTIONS, *(q for q in TRADE if all(claim.trial in run for claim in q.claims)))


def page(study: Study, lang: str, captions: Captions, pictures: str = "img/findings") -> str:
    """Write the page in Markdown.

    Parameters
    ----------
    study : dict
        From `run.load` or `run.study`.
    lang : {"en", "id"}
    captions : mapping of picture to caption
        From `pictures.draw`; a caption is its picture's alternative text.
    pictures : str
        Where the pictures are, seen from the page.
    """
    answers, trade = answers_of(study), study.get("trade", {})
    questions = dict(zip(LETTERS, questions_of(study), strict=False))
    asked = [(q, a) for q in questions.values() for a in answers[q.key]]
    otherwise = [(q, a) for q, a in asked if not a.is_as_expected]
    compared = [(a, FORMER_ANSWERS[a.claim.key]) for _, a in asked if a.claim.key in FORMER_ANSWERS]
    known = [a.row["wider"] for _, a in asked if isinstance(a.row["wider"], str)]
    said = {
        "n": max(int(a.row["n_worlds"]) for _, a in asked), "seeds": study.get("world_seeds"),
        "k": known.count("knowledge"), "of": len(known),
    }  # fmt: skip
    inside = (words_of, arm, verdict, row, sentence, fact_row, surprise, former_row)
    return filled(
        __package__, "page", lang=lang, words=SAID[lang], fact_words=FACT_WORDS[lang], file=FILE, study=study,
        trade=trade, questions=questions, answers=answers, how=_how(study, questions, answers, lang), worlds=said,
        grids=GRIDS, cells_of=cells_of, main=main_verdict, displaced=DISPLACED, because=BECAUSE[lang],
        captions=captions, pictures=pictures, commands=COMMANDS, n=len(asked), n_former=len(compared),
        facts=[t for t in TARGETS if t.name in trade.get("facts", ())],
        odd=[(q, a) for q, a in otherwise if a.verdict not in UNTOLD],
        untold=[(q, a) for q, a in otherwise if a.verdict in UNTOLD],
        former=[(a, was, how) for a, was in compared if (how := change(a, was))],
        **{f.__name__: partial(f, lang=lang) for f in inside},
    )  # fmt: skip


def _how(
    study: Study, questions: Mapping[str, Question], answers: Mapping[str, Sequence[Answer]], lang: str
) -> dict[str, Any]:
    words, failed = SAID[lang], study["n_failed"]
    every = [a for found in answers.values() for a in found]
    settings = ", ".join(f"`{k}={v}`" for k, v in sorted(study["settings"].items()))
    ratios = (f"{letter}) {number(ratio(answers[q.key]), lang)}" for letter, q in questions.items())
    return {
        "near": number(100 * NEGLIGIBLE, lang),
        "n": len(every),
        "alone": sum(a.verdict.startswith("alone") for a in every),
        "grid_seeds": study["grid_seeds"],
        "ratio": number(ratio(every), lang),
        "ratios": ", ".join(ratios),
        "command": command_of(study),
        "runs": whole(study["n_runs"] + study.get("trade", {}).get("n_runs", 0), lang),
        "failed": words["failed"].format(n=failed) if failed else "",
        "versions": ", ".join(f"{name} {study['simkit'][name]}" for name in SHOWN_VERSIONS)
        + f", source {study['simkit']['source'][:8]}",
        "settings": words["settings"].format(settings=settings) if settings else "",
    }


def command_of(study: Study) -> str:
    """Give the command line that makes a study of the same size."""
    said = f"--seeds {study['seeds']} --grid-seeds {study['grid_seeds']}"
    if "worlds" in study:
        said += f" --worlds docs/worlds.csv --world-seeds {study['world_seeds']}"
    if "trade" in study:
        said += f" --trade-seeds {study['trade']['seeds']}"
    return f'make findings ARGS="{said}"'


def ratio(found: Sequence[Answer]) -> float:
    """Give the median variance ratio of comparisons with an effect, and one under 50 %; NaN for none."""
    some = [
        float(a.row["variance_ratio"])
        for a in found
        if a.row["difference"] != 0
        and abs(a.row["relative"]) < 0.5
        and math.isfinite(a.row["variance_ratio"])
    ]
    return float(np.median(some)) if some else math.nan


def words_of(outcome: str, lang: str) -> str:
    """Give an outcome in words, of a run's summary or of the runs about entry and prices."""
    return TRADE_WORDS[lang].get(outcome) or pairs.words_of(outcome, lang)


def arm(claim: Claim, lang: str) -> str:
    """Name an arm, with its base where that is not the scenario as it is, and its trial where that is not the lab."""
    words = SAID[lang]
    name = f"`{claim.arm}`"
    if claim.base != BASELINE:
        name = words["against_base"].format(arm=claim.arm, base=claim.base)
    return name + (f" ({words[claim.trial]})" if claim.trial in words else "")


def verdict(a: Answer, lang: str) -> str:
    """Say what came out, in words that the verdict allows."""
    row, words, more = a.row, SAID[lang], warned(a.row, lang)
    is_share = _is_relative(a)
    if row["n_worlds"] > 0:
        kind = "relative_" if is_share else ""
        spread = {end: _sized(a, row[f"{kind}{end}_worlds"], is_share, lang) for end in ("low", "high")}
        more = words["in_worlds"].format(**spread) + (more and "; " + more)
    ends = share_ends(row) if is_share else (row["difference"], row["low"], row["high"])
    mean, low, high = (_sized(a, v, is_share, lang) for v in ends)
    form = a.verdict if a.verdict in ("none", "few") else "interval"
    said = {"word": VERDICT_WORDS[lang][a.verdict], "mean": mean, "low": low, "high": high}
    return str(words[form].format(**said, more=more and "; " + more))


def _is_relative(a: Answer) -> bool:
    return a.claim.outcome != DISPLACED and math.isfinite(float(a.row["relative"]))


def _sized(a: Answer, value: Any, is_share: bool, lang: str) -> str:
    return signed(float(value), lang) if is_share else shown(a.claim.outcome, float(value), lang)


def row(a: Answer, has_worlds: bool, lang: str) -> list[str]:
    """Give the cells of an answer: what is compared, means, difference, intervals, verdict, and what pairs saved."""
    words, claim, said = SAID[lang], a.claim, a.row
    return [
        words_of(claim.outcome, lang),
        arm(claim, lang),
        words["mechanism" if claim.is_mechanism else "finding"],
        *(_sized(a, said[n], False, lang) for n in ("base", "arm_mean", "difference")),
        _interval(a, "", lang),
        signed(float(said["relative"]), lang),
        told(said, lang),
        *((_interval(a, "_worlds", lang), words.get(said["wider"], "-")) if has_worlds else ()),
        number(float(said["variance_ratio"]), lang),
    ]


def _interval(a: Answer, kind: str, lang: str) -> str:
    low, high = (_sized(a, a.row[end + kind], False, lang) for end in ("low", "high"))
    return SAID[lang]["to"].format(low=low, high=high) if math.isfinite(float(a.row["low" + kind])) else "-"


def main_verdict(region: Region, outcome: str, found: Sequence[Answer]) -> str:
    """Give what the answer with all seeds says of an outcome of a grid; nothing where it does not."""
    fitting = (a for a in found if a.claim.arm in region.arms and a.claim.trial != "habit")
    return next((a.verdict for a in fitting if a.claim.outcome == outcome), "")


def surprise(question: Question, a: Answer, lang: str) -> str:
    """Say what was expected and what was found."""
    words, name = SAID[lang], words_of(a.claim.outcome, lang)
    made = words["surprise_one"].format(
        question=question.title(lang),
        kind=words["mechanism" if a.claim.is_mechanism else "finding"],
        words=name[:1].upper() + name[1:],
        arm=arm(a.claim, lang),
        expected=VERDICT_WORDS[lang][a.claim.expected],
        text=verdict(a, lang),
    )
    return str(made)


def former_row(a: Answer, was: Mapping[str, str], how: str, lang: str) -> list[str]:
    """Give the cells of an answer of another sign or size than before, with what made the old one."""
    words = SAID[lang]
    low, high = (_sized(a, was[end], was["kind"] == "share", lang) for end in ("low", "high"))
    before = f"{VERDICT_WORDS[lang][was['verdict']]} ({words['to'].format(low=low, high=high)})"
    name = words_of(a.claim.outcome, lang)
    return [name, arm(a.claim, lang), before, verdict(a, lang), words[how], FORMER[lang][was["artefact"]]]


def change(a: Answer, was: Mapping[str, str]) -> str:
    """Tell whether an answer has another sign than before, or another size (intervals apart), or neither.

    Returns
    -------
    {"sign", "size", ""}
    """
    if SIGNS[a.verdict] != SIGNS[was["verdict"]]:
        return "sign"
    ends = share_ends(a.row) if _is_relative(a) else (0.0, a.row["low"], a.row["high"])
    is_apart = ends[1] > float(was["high"] or "nan") or ends[2] < float(was["low"] or "nan")
    return "size" if is_apart and _is_relative(a) == (was["kind"] == "share") else ""


# ---
# The held-out facts about entry, return and prices, each with both intervals.


def ends_in_worlds(target: Target, figures: Mapping[str, Sequence[float | None]]) -> tuple[float, float]:
    """Give the interval of knowledge of a fact; NaN where no worlds were run."""
    here, *worlds = (np.array(values, float) for values in figures.values())
    if not worlds or not np.isfinite(here).any():
        return math.nan, math.nan
    low, high = knowledge(np.stack(worlds), here[: len(worlds[0])], float(np.nanmean(here)))
    return float(np.clip(low, 0.0, target.most)), float(np.clip(high, 0.0, target.most))


def fact_row(target: Target, figures: Mapping[str, Sequence[float | None]], lang: str) -> list[str]:
    """Set what was measured of a held-out fact against what is published."""
    words, here = FACT_WORDS[lang], np.array(figures[""], float)
    n = int(np.isfinite(here).sum())
    chance, known = target.interval(here), ends_in_worlds(target, figures)
    wide = [high - low for low, high in (chance, known)]
    return [
        words["row"].format(what=target.what(lang), source=target.source),
        calibration.span(target.low, target.high, lang),
        calibration.number(float(np.nanmean(here)), lang) if n else "-",
        *(_judged(target, low, high, n, lang) for low, high in (chance, known)),
        words["knowledge" if wide[1] > wide[0] else "chance"] if all(map(math.isfinite, wide)) else "-",
    ]


def _judged(target: Target, low: float, high: float, n: int, lang: str) -> str:
    if not (math.isfinite(low) and math.isfinite(high)):
        return "-"
    word = FACT_WORDS[lang][calibration.verdict(low, high, target.low, target.high, n)]
    said = {"low": calibration.number(low, lang), "high": calibration.number(high, lang), "word": word}
    return str(FACT_WORDS[lang]["verdict"].format(**said))


# ---
# Writing the study out: the page in both languages, its pictures, and the small file behind them.


LANGS = ("en", "id")


def files(study: Study) -> dict[str, bytes]:
    """Give every file of the page by its name; the same study gives the same bytes.

    Parameters
    ----------
    study : dict
        From `stored.load` or `run.study`.
    """
    made: dict[str, bytes] = {FILE: dumped(study).encode()}
    for lang in LANGS:
        captions = {}
        for name, fig, caption in draw(study, lang):
            made[f"{FOLDER}/{name}.{lang}.png"] = style.png(fig)
            captions[name] = caption
        made[PAGES[lang]] = page(study, lang, captions, FOLDER).encode()
    return made


def write(study: Study, folder: str | Path) -> list[str]:
    """Write page, pictures and study into a folder, each file aside first.

    Raises
    ------
    BadFolder
        Where there is no such folder, or it cannot be written.
    """
    made = files(study)
    write_all(open_folder(str(folder)), made)
    return list(made)


# ---
# ``make findings``: run the policy study and write its page.


LEAST = 3


def findings(args: argparse.Namespace) -> int:
    """Run what is missing of the study, or only draw the stored one; 1 if a run failed, 130 if it was stopped."""
    out = open_folder(args.out)
    try:
        made = load(out / FILE) if args.redraw or args.only_trade else _policies(args)
        if not args.redraw:
            made |= {"trade": _trade(args)}
    except KeyboardInterrupt:
        sys.stderr.write(f"simkit: {LINES[args.lang]['stopped'].format(runs=args.runs)}\n")
        return 130
    for name in write(made, out):
        print(out / name)
    if made["n_failed"]:
        print(LINES[args.lang]["failed"].format(n=made["n_failed"]))
    return 1 if made["n_failed"] else 0


def _policies(args: argparse.Namespace) -> Study:
    with where_asked(args, "findings", least=1) as where:
        return study(
            args.runs,
            seeds=read_whole("--seeds", args.seeds, LEAST),
            grid_seeds=read_whole("--grid-seeds", args.grid_seeds, LEAST),
            **_worlds(args),
            where=where,
        )


def _trade(args: argparse.Namespace) -> Study:
    seeds = read_whole("--trade-seeds", args.trade_seeds, LEAST)
    with where_asked(args, "trade", "pair", 1) as where:
        return trade(args.runs, seeds=seeds, **_worlds(args), where=where)


def _worlds(args: argparse.Namespace) -> dict[str, Any]:
    return {
        "worlds": read_worlds(args.worlds) if args.worlds else None,
        "world_seeds": read_whole("--world-seeds", args.world_seeds, 2),
    }
