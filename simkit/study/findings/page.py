"""The findings page, written from the stored study and from nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ...analysis.wording import whole
from ..experiment.compare import Experiment
from ..experiment.naming import DISPLACED, words_of
from ..experiment.pairs import COARSE
from ..experiment.words import number, shown
from ..plots_effects import share_ends, signed
from . import regions
from .asking import BASELINE, Claim, Question
from .questions import QUESTIONS
from .stored import FILE, Study, experiment_of
from .verdicts import UNTOLD, Answer, answer
from .words import COMMANDS, SAID

PAGES = {"en": "findings.md", "id": "findings.id.md"}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHOWN_VERSIONS = ("simkit", "python", "numpy")
Captions = Mapping[str, str]


def answers_of(study: Study) -> dict[str, list[Answer]]:
    """Judge every claim of every question.

    Returns
    -------
    dict of question to list of Answer
    """
    made: dict[tuple[str, str], Experiment] = {}

    def experiment(claim: Claim) -> Experiment:
        base = "none" if claim.base == BASELINE else claim.base
        if (claim.trial, base) not in made:
            made[claim.trial, base] = experiment_of(study["trials"][claim.trial], base)
        return made[claim.trial, base]

    return {q.key: [answer(claim, experiment(claim)) for claim in q.claims] for q in QUESTIONS}


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
        [words["lead"].format(seeds=study["seeds"])],
        [words["how_title"], "", *_how(study, answers, lang)],
    ]
    for letter, question in zip(LETTERS, QUESTIONS, strict=False):
        parts.append(list(_question(letter, question, answers[question.key], study, lang)))
    parts += [
        [words["pictures_title"]],
        *([f"### {words[name]}", "", f"![{_alt(said)}]({pictures}/{name}.{lang}.png)", "", said]
          for name, said in captions.items()),
        [words["surprise_title"], "", *_surprises(answers, lang)],
        [words["compare_title"], "", *_commands(study, words)],
    ]  # fmt: skip
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _alt(caption: str) -> str:
    return caption.replace("[", "(").replace("]", ")")


def _how(study: Study, answers: Mapping[str, Sequence[Answer]], lang: str) -> Iterator[str]:
    words, failed = SAID[lang], study["n_failed"]
    settings = ", ".join(f"`{k}={v}`" for k, v in sorted(study["settings"].items()))
    said = {
        "coarse": number(100 * COARSE, lang),
        "grid_seeds": study["grid_seeds"],
        "ratio": number(ratio([a for found in answers.values() for a in found]), lang),
        "runs": whole(study["n_runs"], lang),
        "failed": words["failed"].format(n=failed) if failed else "",
        "versions": ", ".join(f"{name} {study['simkit'][name]}" for name in SHOWN_VERSIONS)
        + f", source {study['simkit']['source'][:8]}",
        "settings": words["settings"].format(settings=settings) if settings else "",
    }
    for line in words["how"]:
        yield "- " + line.format(**said)
    ratios = ", ".join(
        f"{letter}) {number(ratio(answers[q.key]), lang)}"
        for letter, q in zip(LETTERS, QUESTIONS, strict=False)
    )
    yield "- " + words["variants"].format(ratios=ratios)


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
    yield question.setup[lang]
    yield ""
    leads = [_said(a, lang) for a in found if a.claim.is_lead]
    yield words["answer"] + "; ".join(leads) + "."
    yield ""
    yield words["head"]
    yield words["rule"]
    yield from (_row(a, lang) for a in found)
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
        yield from regions.lines(region, study["grids"][region.grid], mains, lang)


def _said(a: Answer, lang: str) -> str:
    """Say a lead in words that its verdict allows."""
    claim, words = a.claim, SAID[lang]
    said = {"arm": _arm(claim, lang), "words": words_of(claim.outcome, lang), "verdict": _verdict(a, lang)}
    return str(words["arm"].format(**said))


def _arm(claim: Claim, lang: str) -> str:
    """Name an arm, with its base where that is not the story as it is, and its trial where that is not the lab."""
    words = SAID[lang]
    name = f"`{claim.arm}`"
    if claim.base != BASELINE:
        name = words["against_base"].format(arm=claim.arm, base=claim.base)
    return name + (f" ({words[claim.trial]})" if claim.trial in words else "")


def _verdict(a: Answer, lang: str) -> str:
    row, say = a.row, _teller(a, lang)
    ends = share_ends(row) if _is_relative(a) else (row["difference"], row["low"], row["high"])
    mean, low, high = (say(float(v)) for v in ends)
    return str(SAID[lang][a.verdict].format(mean=mean, low=low, high=high))


def _is_relative(a: Answer) -> bool:
    return a.claim.outcome != DISPLACED and math.isfinite(float(a.row["relative"]))


def _teller(a: Answer, lang: str) -> Callable[[float], str]:
    if _is_relative(a):
        return lambda v: signed(v, lang)
    return lambda v: shown(a.claim.outcome, v, lang)


def _row(a: Answer, lang: str) -> str:
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
        words["word"][a.verdict],
        number(saved, lang),
    ]
    return "| " + " | ".join(cells) + " |"


def _surprises(answers: Mapping[str, Sequence[Answer]], lang: str) -> Iterator[str]:
    words = SAID[lang]
    every = [(q, a) for q in QUESTIONS for a in answers[q.key]]
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
        expected=words["word"][a.claim.expected],
        text=_verdict(a, lang),
    )
    return str(made)


def _commands(study: Study, words: Mapping[str, Any]) -> Iterator[str]:
    yield words["compare"]
    yield ""
    yield "```sh"
    yield from (line.format(seeds=study["seeds"]) for line in COMMANDS.values())
    yield "```"
