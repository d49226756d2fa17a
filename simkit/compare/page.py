"""An experiment in words, in both languages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from ..core.catalogue import Words
from ..core.locale import amount, number, percent
from .pairs import COARSE, FAMILY_FROM, SHARES, Experiment, by_kind, label

# ---
# The sentences of an experiment's report, in English and Indonesian.

SAID = Words(__package__, "page.said")


# ---

HEADLINE = ("n_sold", "revenue_rp", "n_victims", "loss_rp", "n_honest_refused", "n_blocked_honest")
"""The outcomes that the command line shows; the report has all."""
FEW_CHANGED = 10


def report(made: Experiment, lang: str = "en", pictures: Iterable[tuple[str, str]] = ()) -> str:
    """Write an experiment's report in Markdown, in Indonesian (``id``) or English (``en``).

    Parameters
    ----------
    made : Experiment
    lang : {"en", "id"}
    pictures : iterable of (file name, caption)
        Pictures that stand beside the report; the caption is the alternative text.

    Examples
    --------
    >>> from simkit.compare import compare
    >>> tiny = {"people.n_people": 500, "run.days": 2, "run.scale": 0.001, "run.tick_h": 24}
    >>> made = compare("baseline", {"cap1": ["cap:per_operator=1"]}, 3, settings=tiny)
    >>> report(made, "id").splitlines()[0]
    '# Percobaan: baseline'
    """
    said = SAID[lang]
    parts = [
        [said["title"].format(story=made.plan.story)],
        list(_plan(made, lang)),
        [
            said["ratio"].format(ratio=number(made.variance_ratio, lang))
            if _has_ratio(made)
            else said["no_ratio"]
        ],
        [*_failures(made, lang)],
        [*_pictures(pictures, lang)],
        [*_warnings(made, lang, tuple(made.differences["outcome"].unique()))],
        [said["all_title"], "", said["all"], *_groups(made, lang)],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def summary(made: Experiment, lang: str = "en") -> list[str]:
    """Give the lines for the screen: the headline outcomes, the gain by pairing, and what cannot be told."""
    said = SAID[lang]
    table = made.differences
    chosen = tuple(name for name in HEADLINE if name in set(table["outcome"])) or tuple(
        table["outcome"].unique()
    )
    some = table[table["outcome"].isin(chosen)]
    warnings = list(_warnings(made, lang, chosen))
    ratio = (
        said["ratio"].format(ratio=number(made.variance_ratio, lang))
        if _has_ratio(made)
        else said["no_ratio"]
    )
    lines = [*_plan(made, lang), "", *_table(made, lang, some), "", ratio]
    return [*lines, *([""] if warnings else []), *warnings, *_failures(made, lang)]


def _pictures(pictures: Iterable[tuple[str, str]], lang: str) -> Iterator[str]:
    for i, (name, caption) in enumerate(pictures):
        if not i:
            yield SAID[lang]["pictures_title"]
        yield ""
        yield f"![{caption}]({name})"
        yield ""
        yield caption


def _groups(made: Experiment, lang: str) -> Iterator[str]:
    """Give one table for each kind of outcome."""
    table = made.differences
    for kind, names in by_kind(table["outcome"].unique()).items():
        yield from ("", SAID[lang][kind], "")
        if kind == "ways":
            yield from (SAID[lang]["ways_say"], "")
            yield from _ways(made, lang, names)
        else:
            rows = [table[table["outcome"] == name] for name in names]
            yield from _table(made, lang, pd.concat(rows))


def _ways(made: Experiment, lang: str, names: list[str]) -> Iterator[str]:
    """Give shares and shifts only: how many numbers one way brings is nobody's business."""
    rows = made.differences[made.differences["outcome"].isin(names)]
    total = rows.groupby("arm")[["base", "arm_mean"]].transform("sum")
    share = rows[["base", "arm_mean"]] / total.where(total > 0)
    yield SAID[lang]["ways_head"].format(base=made.plan.base)
    yield "|---|---|---:|---:|---:|"
    for row, (before, after) in zip(rows.to_dict("records"), share.to_numpy().tolist(), strict=True):
        cells = [label(row["outcome"], lang), f"`{row['arm']}`"]
        shift = number(100 * (after - before), lang)
        yield (
            "| " + " | ".join([*cells, percent(before, lang, None), percent(after, lang, None), shift]) + " |"
        )


def _has_ratio(made: Experiment) -> bool:
    return math.isfinite(made.variance_ratio)


def _plan(made: Experiment, lang: str) -> Iterator[str]:
    said, plan = SAID[lang], made.plan
    seeds = plan.seeds
    yield said["seeds"].format(
        n=len(seeds), first=seeds[0], last=seeds[-1], arms=len(plan.arms), base=plan.base
    )
    for name, policies in plan.arms.items():
        shown = ", ".join(f"`{p}`" for p in policies) or said["no_policies"]
        yield said["arm"].format(name=name, policies=shown)
    if plan.settings:
        yield said["settings"].format(
            settings=", ".join(f"`{k}={v}`" for k, v in sorted(plan.settings.items()))
        )
    level = number(100 * (1 - made.level), lang)
    if plan.stop:
        early = "stopped" if len(seeds) < made.planned else "looked"
        yield said[early].format(n=len(seeds), planned=made.planned, stop=plan.stop, level=level)
    yield said["family" if len(plan.arms) >= FAMILY_FROM else "one"].format(level=level)


def _failures(made: Experiment, lang: str) -> Iterator[str]:
    if len(made.failures):
        yield SAID[lang]["failed"].format(n=len(made.failures))
        for row in made.failures.itertuples():
            yield f"- `{row.arm}`, seed {row.seed}: {row.error}"


def _warnings(made: Experiment, lang: str, chosen: tuple[str, ...]) -> Iterator[str]:
    said, table = SAID[lang], made.differences
    table = table[table["outcome"].isin(chosen)]
    unclear = table[table["n_needed"].notna()]
    few = table[(table["n_changed"] > 0) & (table["n_changed"] < np.minimum(FEW_CHANGED, table["n_pairs"]))]
    too_few = len(made.plan.seeds) < FEW_CHANGED
    if not (len(unclear) or len(few) or too_few):
        return
    yield said["unclear_title"]
    yield ""
    if too_few:
        yield said["few_seeds"].format(n=len(made.plan.seeds))
        yield ""
    if len(unclear):
        yield said["coarse"].format(coarse=number(100 * COARSE, lang))
        yield ""
    for row in unclear.to_dict("records"):
        outcome = row["outcome"]
        yield said["unclear"].format(
            outcome=label(outcome, lang),
            arm=row["arm"],
            n=row["n_pairs"],
            base=made.plan.base,
            low=shown(outcome, row["low"], lang),
            high=shown(outcome, row["high"], lang),
            needed=number(row["n_needed"], lang),
        )
    for row in few.to_dict("records"):
        yield said["few"].format(
            outcome=label(row["outcome"], lang), arm=row["arm"], n=row["n_changed"], of=row["n_pairs"]
        )


def _table(made: Experiment, lang: str, table: pd.DataFrame) -> Iterator[str]:
    yield SAID[lang]["head"].format(base=made.plan.base)
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    for row in table.to_dict("records"):
        cells = [label(row["outcome"], lang), f"`{row['arm']}`"]
        cells += [shown(row["outcome"], row[name], lang) for name in ("base", "difference", "low", "high")]
        cells.append(percent(row["relative"], lang, None))
        times = SAID[lang]["times"].format(x=number(row["variance_ratio"], lang))
        cells.append(times if math.isfinite(row["variance_ratio"]) else "-")
        yield "| " + " | ".join(cells) + " |"


def shown(outcome: Any, value: float, lang: str) -> str:
    """Write a figure in the unit of its outcome.

    Examples
    --------
    >>> shown("loss_rp", -2.5e9, "id"), shown("n_victims", -7.25, "en")
    ('Rp-2,5 miliar', '-7.25')
    """
    if outcome in SHARES:
        return percent(value, lang, None)
    if math.isfinite(value) and str(outcome).endswith("_rp"):
        return amount(value, lang)
    return number(value, lang)
