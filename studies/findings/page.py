"""The findings page, written from the stored study and from nothing else."""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from simkit.cli.command import read_whole
from simkit.compare.figures import share_ends
from simkit.compare.page import shown
from simkit.compare.pairs import DISPLACED, Experiment
from simkit.compare.verdicts import NEGLIGIBLE, UNTOLD, told, warned
from simkit.compare.verdicts import SAID as VERDICT_WORDS
from simkit.compare.worlds import read_worlds
from simkit.core.catalogue import Words
from simkit.core.locale import number, signed, whole
from simkit.figures import style

from ..pages import open_folder, write_all
from ..runs import where_asked
from .pictures import FOLDER, draw
from .questions import BASELINE, QUESTIONS, TRADE, Claim, Question
from .regions import region_lines
from .run import FILE, SIGNS, Answer, Study, answers, dumped, experiment_of, load, study
from .trade import trade
from .trade_page import fact_lines, words_of

LINES = Words(__package__, "lines")
SAID = Words(__package__, "page.said")
FORMER = Words(__package__, "page.former")
ARTEFACTS = ("retry", "book", "ready", "learner", "ott", "roster", "moved")
"""What made an answer of the model as it was, as former.csv names it."""
COMMANDS = {
    "forwarding": "simkit compare policy-lab --arm daily=forwarding:every_days=1 --seeds {seeds}",
    "ott": "simkit compare policy-lab --arm ott=ott_cooperation,ban_on_block --seeds {seeds}",
    "cap": "simkit compare policy-lab --arm cap-off=-cap --base cap-off --seeds {seeds}",
    "face": "simkit compare policy-lab --arm face=face_match --set adapt.is_on=false --seeds {seeds}",
}
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
        From `stored.load` or `run.study`.
    lang : {"en", "id"}
    captions : mapping of picture to caption
        From `pictures.draw`; a caption is its picture's alternative text.
    pictures : str
        Where the pictures are, seen from the page.
    """
    words, answers = SAID[lang], answers_of(study)
    parts: list[list[str]] = [
        [words["title"]],
        [words["generated"].format(file=FILE)],
        [words["lead"].format(n=len(questions_of(study)), seeds=study["seeds"])],
        [words["how_title"], "", *_how(study, answers, lang)],
    ]
    for letter, question in zip(LETTERS, questions_of(study), strict=False):
        parts.append(list(_question(letter, question, answers[question.key], study, lang)))
    if study.get("trade", {}).get("facts"):
        parts.append(list(fact_lines(study["trade"], lang)))
    parts += [
        [words["pictures_title"]],
        *([f"### {words[name]}", "", f"![{_alt(said)}]({pictures}/{name}.{lang}.png)", "", said]
          for name, said in captions.items()),
        [words["surprise_title"], "", *_surprises(answers, lang)],
        [words["former_title"], "", *_former(answers, lang)],
        [words["compare_title"], "", *_commands(study, words)],
    ]  # fmt: skip
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _alt(caption: str) -> str:
    return caption.replace("[", "(").replace("]", ")")


def _how(study: Study, answers: Mapping[str, Sequence[Answer]], lang: str) -> Iterator[str]:
    words, failed = SAID[lang], study["n_failed"]
    every = [a for found in answers.values() for a in found]
    settings = ", ".join(f"`{k}={v}`" for k, v in sorted(study["settings"].items()))
    said = {
        "near": number(100 * NEGLIGIBLE, lang),
        "n": len(every),
        "alone": sum(a.verdict.startswith("alone") for a in every),
        "grid_seeds": study["grid_seeds"],
        "ratio": number(ratio(every), lang),
        "runs": whole(study["n_runs"] + study.get("trade", {}).get("n_runs", 0), lang),
        "failed": words["failed"].format(n=failed) if failed else "",
        "versions": ", ".join(f"{name} {study['simkit'][name]}" for name in SHOWN_VERSIONS)
        + f", source {study['simkit']['source'][:8]}",
        "settings": words["settings"].format(settings=settings) if settings else "",
    }
    for line in words["how"]:
        yield "- " + line.format(**said)
    ratios = ", ".join(
        f"{letter}) {number(ratio(answers[q.key]), lang)}"
        for letter, q in zip(LETTERS, questions_of(study), strict=False)
    )
    yield "- " + words["variants"].format(ratios=ratios)
    if "worlds" in study:
        known = [a.row["wider"] for a in every if isinstance(a.row["wider"], str)]
        yield "- " + words["worlds"].format(
            n=max(int(a.row["n_worlds"]) for a in every),
            seeds=study["world_seeds"],
            k=known.count("knowledge"),
            of=len(known),
        )


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


def _question(
    letter: str, question: Question, found: Sequence[Answer], study: Study, lang: str
) -> Iterator[str]:
    words = SAID[lang]
    yield f"## {letter}) {question.title[lang]}"
    yield ""
    yield question.setup[lang].format(**study.get("trade", {}))
    yield ""
    leads = [_said(a, lang) for a in found if a.claim.leads]
    yield words["answer"] + "; ".join(leads) + "."
    yield ""
    has_worlds = "worlds" in study
    yield words["head"].format(worlds=words["worlds_head"] if has_worlds else "")
    yield words["rule"].format(worlds="---:|---|" if has_worlds else "")
    yield from (_row(a, lang, has_worlds) for a in found)
    mechanisms = [a.claim for a in found if a.claim.is_mechanism]
    if mechanisms:
        yield from ("", words["because_title"], "")
        for claim in mechanisms:
            said = {"words": words_of(claim.outcome, lang), "arm": _arm(claim, lang)}
            yield words["because"].format(because=(claim.because or {})[lang], **said)
    for region in question.regions:
        mains = {
            a.claim.outcome: a.verdict
            for a in reversed(found)
            if a.claim.arm in region.arms and a.claim.trial != "habit"
        }
        yield ""
        yield from region_lines(region, study["grids"][region.grid], mains, lang)


def _said(a: Answer, lang: str) -> str:
    """Say a lead in words that its verdict allows."""
    claim, words = a.claim, SAID[lang]
    said = {"arm": _arm(claim, lang), "words": words_of(claim.outcome, lang), "verdict": _verdict(a, lang)}
    return str(words["arm"].format(**said))


def _arm(claim: Claim, lang: str) -> str:
    """Name an arm, with its base where that is not the scenario as it is, and its trial where that is not the lab."""
    words = SAID[lang]
    name = f"`{claim.arm}`"
    if claim.base != BASELINE:
        name = words["against_base"].format(arm=claim.arm, base=claim.base)
    return name + (f" ({words[claim.trial]})" if claim.trial in words else "")


def _verdict(a: Answer, lang: str) -> str:
    row, say = a.row, _teller(a, lang)
    ends = share_ends(row) if _is_relative(a) else (row["difference"], row["low"], row["high"])
    mean, low, high = (say(float(v)) for v in ends)
    words, more = SAID[lang], warned(row, lang)
    if row["n_worlds"] > 0:
        kind = "relative_" if _is_relative(a) else ""
        spread = {end: say(row[f"{kind}{end}_worlds"]) for end in ("low", "high")}
        more = words["in_worlds"].format(**spread) + (more and "; " + more)
    form = a.verdict if a.verdict in ("none", "few") else "interval"
    said = {"word": VERDICT_WORDS[lang][a.verdict], "mean": mean, "low": low, "high": high}
    return str(words[form].format(**said, more=more and "; " + more))


def _is_relative(a: Answer) -> bool:
    return a.claim.outcome != DISPLACED and math.isfinite(float(a.row["relative"]))


def _teller(a: Answer, lang: str) -> Callable[[float], str]:
    if _is_relative(a):
        return lambda v: signed(v, lang)
    return lambda v: shown(a.claim.outcome, v, lang)


def _row(a: Answer, lang: str, has_worlds: bool) -> str:
    words, claim, row = SAID[lang], a.claim, a.row
    names = ("base", "arm_mean", "difference", "low", "high")
    base, mean, difference, low, high = (shown(claim.outcome, float(row[n]), lang) for n in names)
    saved = float(row["variance_ratio"])
    cells = [
        words_of(claim.outcome, lang),
        _arm(claim, lang),
        words["mechanism" if claim.is_mechanism else "finding"],
        base,
        mean,
        difference,
        words["to"].format(low=low, high=high) if math.isfinite(float(row["low"])) else "-",
        signed(float(row["relative"]), lang) if math.isfinite(float(row["relative"])) else "-",
        told(row, lang),
        *(_of_worlds(a, lang) if has_worlds else ()),
        number(saved, lang),
    ]
    return "| " + " | ".join(cells) + " |"


def _of_worlds(a: Answer, lang: str) -> tuple[str, str]:
    """Give the interval of knowledge of a row, and which interval is the wider."""
    words, row = SAID[lang], a.row
    low, high = (shown(a.claim.outcome, float(row[n]), lang) for n in ("low_worlds", "high_worlds"))
    is_known = math.isfinite(float(row["low_worlds"]))
    wider = words[row["wider"]] if isinstance(row["wider"], str) else "-"
    return words["to"].format(low=low, high=high) if is_known else "-", wider


def _surprises(answers: Mapping[str, Sequence[Answer]], lang: str) -> Iterator[str]:
    words = SAID[lang]
    every = [(q, a) for q in (*QUESTIONS, *TRADE) for a in answers.get(q.key, ())]
    otherwise = [(q, a) for q, a in every if not a.is_as_expected]
    if not otherwise:
        yield words["surprise_all"].format(n=len(every))
        return
    untold = [(q, a) for q, a in otherwise if a.verdict in UNTOLD]
    odd = [(q, a) for q, a in otherwise if a.verdict not in UNTOLD]
    yield words["surprise_odd" if odd else "surprise_no"].format(k=len(odd), n=len(every))
    yield from ("", *(_surprise(q, a, lang) for q, a in odd))
    if untold:
        yield from ("", words["surprise_untold"].format(k=len(untold)), "")
        yield from (_surprise(q, a, lang) for q, a in untold)


def _surprise(question: Question, a: Answer, lang: str) -> str:
    words, name = SAID[lang], words_of(a.claim.outcome, lang)
    made = words["surprise_one"].format(
        question=question.title[lang],
        kind=words["mechanism" if a.claim.is_mechanism else "finding"],
        words=name[:1].upper() + name[1:],
        arm=_arm(a.claim, lang),
        expected=VERDICT_WORDS[lang][a.claim.expected],
        text=_verdict(a, lang),
    )
    return str(made)


def _former(answers: Mapping[str, Sequence[Answer]], lang: str) -> Iterator[str]:
    """Say which answers have another sign or size than before the model was mended, and what made the old one."""
    words, artefacts = SAID[lang], FORMER[lang]
    text = resources.files(__package__ or "").joinpath("former.csv").read_text(encoding="utf-8")
    old = {(r["trial"], r["arm"], r["base"], r["outcome"]): r for r in csv.DictReader(text.splitlines())}
    every = [a for found in answers.values() for a in found]
    pairs = [
        (a, old[key])
        for a in every
        if (key := (a.claim.trial, a.claim.arm, a.claim.base, a.claim.outcome)) in old
    ]
    moved = [(a, was, how) for a, was in pairs if (how := change(a, was))]
    yield words["former"].format(k=len(moved), n=len(pairs))
    if moved:
        yield from ("", words["former_head"], "|---|---|---|---|---|---|")
    for a, was, how in moved:
        is_share = was["kind"] == "share"
        low, high = (
            signed(float(was[end]), lang) if is_share else shown(a.claim.outcome, float(was[end]), lang)
            for end in ("low", "high")
        )
        before = f"{VERDICT_WORDS[lang][was['verdict']]} ({words['to'].format(low=low, high=high)})"
        cells = (words_of(a.claim.outcome, lang), _arm(a.claim, lang), before, _verdict(a, lang), words[how])
        yield "| " + " | ".join((*cells, artefacts[was["artefact"]])) + " |"


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


def _commands(study: Study, words: Mapping[str, Any]) -> Iterator[str]:
    yield words["compare"]
    yield ""
    yield "```sh"
    yield from (line.format(seeds=study["seeds"]) for line in COMMANDS.values())
    yield "```"


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
