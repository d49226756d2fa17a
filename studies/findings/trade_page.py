"""What the page says of entry, return and prices: names of figures, and the held-out facts with both intervals."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from simkit.compare import pairs
from simkit.compare.worlds import knowledge
from simkit.core.catalogue import Words

from ..calibration.facts import TARGETS, Target
from ..calibration.run import VERDICTS, number, span, verdict

NAMES = Words(__package__, "trade.words")
SAID = Words(__package__, "trade.page")


def words_of(outcome: str, lang: str) -> str:
    """Give an outcome in words, of a run's summary or of the runs about entry and prices."""
    names: Mapping[str, str] = NAMES[lang]
    return names.get(outcome) or pairs.words_of(outcome, lang)


def ends_in_worlds(target: Target, figures: Mapping[str, Sequence[float | None]]) -> tuple[float, float]:
    """Give the interval of knowledge of a fact; NaN where no worlds were run."""
    here, *worlds = (np.array(values, float) for values in figures.values())
    if not worlds or not np.isfinite(here).any():
        return math.nan, math.nan
    low, high = knowledge(np.stack(worlds), here[: len(worlds[0])], float(np.nanmean(here)))
    return float(np.clip(low, 0.0, target.most)), float(np.clip(high, 0.0, target.most))


def fact_lines(made: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Set what was measured of each held-out fact against what is published.

    Parameters
    ----------
    made : mapping
        What `studies.findings.trade.trade` gave.
    lang : {"en", "id"}
    """
    words, chosen = SAID[lang], [t for t in TARGETS if t.name in made["facts"]]
    n_worlds = max(len(made["facts"][t.name]) for t in chosen) - 1
    yield from (words["title"], "", words["lead"].format(n=n_worlds, **made), "", words["head"])
    yield "|---|---|---:|---|---|---|"
    for t in chosen:
        yield _row(t, made["facts"][t.name], lang)
    yield ""
    for t in chosen:
        yield words["why"].format(what=t.what(lang), text=t.mechanism(lang))


def _row(target: Target, figures: Mapping[str, Sequence[float | None]], lang: str) -> str:
    words, here = SAID[lang], np.array(figures[""], float)
    chance, known = target.interval(here), ends_in_worlds(target, figures)
    wide = [high - low for low, high in (chance, known)]
    cells = [
        words["row"].format(what=target.what(lang), source=target.source),
        span(target.low, target.high, lang),
        number(float(np.nanmean(here)), lang) if np.isfinite(here).any() else "-",
        *(_judged(target, *ends, int(np.isfinite(here).sum()), lang) for ends in (chance, known)),
        words["knowledge" if wide[1] > wide[0] else "chance"] if all(map(math.isfinite, wide)) else "-",
    ]
    return "| " + " | ".join(cells) + " |"


def _judged(target: Target, low: float, high: float, n: int, lang: str) -> str:
    if not (math.isfinite(low) and math.isfinite(high)):
        return "-"
    words = SAID[lang]
    word = dict(zip(VERDICTS, ("inside", "outside", "unsure"), strict=True))[
        verdict(low, high, target.low, target.high, n)
    ]
    said = {"low": number(low, lang), "high": number(high, lang), "word": words[word]}
    return str(words["verdict"].format(**said))
