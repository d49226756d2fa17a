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
from .verdicts import FEW_CHANGED, NEGLIGIBLE, UNTOLD, has_few_changed, judged, told

SAID = Words(__package__, "page.said")
HEADLINE = ("n_sold", "revenue_rp", "n_victims", "loss_rp", "n_honest_refused", "n_blocked_honest")
"""The outcomes that the command line shows; the report has all."""


def report(made: Experiment, lang: str = "en", pictures: Iterable[tuple[str, str]] = ()) -> str:
    """Write an experiment's report in Markdown, in Indonesian (``id``) or English (``en``).

    `pictures` are (file name, caption) of those that stand beside the report; the caption is the alternative text.

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
        [said["title"].format(scenario=made.plan.scenario)],
        _plan(made, lang),
        [_ratio(made, lang)],
        _failures(made, lang),
        _pictures(pictures, lang),
        _warnings(made, lang, made.differences),
        [
            said["all_title"],
            "",
            said["all"],
            "",
            *_family(made, lang, made.differences),
            *_groups(made, lang),
        ],
    ]
    return "\n\n".join(filter(None, ("\n".join(lines) for lines in parts))) + "\n"


def summary(made: Experiment, lang: str = "en") -> list[str]:
    """Give the lines for the screen: the headline outcomes, the gain by pairing, and what cannot be told."""
    headline = made.differences[made.differences["outcome"].isin(HEADLINE)]
    some = judged(headline if len(headline) else made.differences, made.level)
    lines = [*_plan(made, lang), "", *_table(made, lang, some), ""]
    lines += [*_family(made, lang, some), _ratio(made, lang)]
    warnings = list(_warnings(made, lang, some))
    return [*lines, *([""] if warnings else []), *warnings, *_failures(made, lang)]


def _ratio(made: Experiment, lang: str) -> str:
    said, ratio = SAID[lang], made.variance_ratio
    return said["ratio"].format(ratio=number(ratio, lang)) if math.isfinite(ratio) else said["no_ratio"]


def _family(made: Experiment, lang: str, table: pd.DataFrame) -> Iterator[str]:
    """Say how many comparisons were judged together, what the words mean, and which interval is the wider."""
    said, n = SAID[lang], int(np.isfinite(table["p"]).sum())
    lost = int(table["verdict"].isin([word for word in UNTOLD if word.startswith("alone")]).sum())
    yield said["judged"].format(
        n=n, alone=lost, near=number(100 * NEGLIGIBLE, lang), level=number(100 * made.level, lang)
    )
    wider = table["wider"].dropna()
    if made.world_seeds:
        n_worlds, k = int(table["n_worlds"].max()), int((wider == "knowledge").sum())
        yield said["worlds"].format(n=n_worlds, seeds=made.world_seeds, k=k, of=len(wider))


def _pictures(pictures: Iterable[tuple[str, str]], lang: str) -> list[str]:
    lines = [line for name, caption in pictures for line in ("", f"![{caption}]({name})", "", caption)]
    return [SAID[lang]["pictures_title"], *lines] if lines else []


def _groups(made: Experiment, lang: str) -> Iterator[str]:
    """Give one table for each kind of outcome."""
    table = made.differences.set_index("outcome", drop=False)
    for kind, names in by_kind(table["outcome"].unique()).items():
        yield from ("", SAID[lang][kind], "")
        yield from (_routes if kind == "routes" else _table)(made, lang, table.loc[names])


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _routes(made: Experiment, lang: str, rows: pd.DataFrame) -> Iterator[str]:
    """Give shares and shifts only: how many numbers one route brings is nobody's business."""
    total = rows.groupby("arm")[["base", "arm_mean"]].transform("sum")
    share = rows[["base", "arm_mean"]] / total.where(total > 0)
    yield from (SAID[lang]["routes_say"], "", SAID[lang]["routes_head"].format(base=made.plan.base))
    yield "|---|---|---:|---:|---:|"
    for row, (before, after) in zip(rows.to_dict("records"), share.to_numpy().tolist(), strict=True):
        shares = percent(before, lang, None), percent(after, lang, None), number(100 * (after - before), lang)
        yield _line([label(row["outcome"], lang), f"`{row['arm']}`", *shares])


def _plan(made: Experiment, lang: str) -> Iterator[str]:
    said, plan = SAID[lang], made.plan
    seeds = plan.seeds
    ends = {"first": seeds[0], "last": seeds[-1]}
    yield said["seeds"].format(n=len(seeds), arms=len(plan.arms), base=plan.base, **ends)
    for name, policies in plan.arms.items():
        typed = ", ".join(f"`{p}`" for p in policies) or said["no_policies"]
        yield said["arm"].format(name=name, policies=typed)
    if plan.settings:
        typed = ", ".join(f"`{k}={v}`" for k, v in sorted(plan.settings.items()))
        yield said["settings"].format(settings=typed)
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


def _warnings(made: Experiment, lang: str, table: pd.DataFrame) -> Iterator[str]:
    said, n_seeds = SAID[lang], len(made.plan.seeds)
    unclear = table[table["n_needed"].notna()]
    few = table[[has_few_changed(row) for row in table.to_dict("records")]]
    if not (len(unclear) or len(few) or n_seeds < FEW_CHANGED):
        return
    yield from (said["unclear_title"], "")
    if n_seeds < FEW_CHANGED:
        yield from (said["few_seeds"].format(n=n_seeds), "")
    if len(unclear):
        yield from (said["coarse"].format(coarse=number(100 * COARSE, lang)), "")
    for row in unclear.to_dict("records"):
        yield said["unclear"].format(
            outcome=label(row["outcome"], lang),
            arm=row["arm"],
            n=row["n_pairs"],
            base=made.plan.base,
            low=shown(row["outcome"], row["low"], lang),
            high=shown(row["outcome"], row["high"], lang),
            needed=number(row["n_needed"], lang),
        )
    for row in few.to_dict("records"):
        outcome = label(row["outcome"], lang)
        yield said["few"].format(outcome=outcome, arm=row["arm"], n=row["n_changed"], of=row["n_pairs"])


def _table(made: Experiment, lang: str, table: pd.DataFrame) -> Iterator[str]:
    said, has_worlds = SAID[lang], bool(made.world_seeds)
    yield said["head"].format(base=made.plan.base, worlds=said["worlds_head"] if has_worlds else "")
    yield "|---|---|---:|---:|---:|---:|---:|---|" + "---:|---:|---|" * has_worlds + "---:|"
    for row in table.to_dict("records"):
        figures = [shown(row["outcome"], row[name], lang) for name in ("base", "difference", "low", "high")]
        cells = [*figures, percent(row["relative"], lang, None), told(row, lang)]
        if has_worlds:
            ends = (shown(row["outcome"], row[f"{end}_worlds"], lang) for end in ("low", "high"))
            cells += [*ends, said[row["wider"]] if isinstance(row["wider"], str) else "-"]
        saved = said["times"].format(x=number(row["variance_ratio"], lang))
        cells.append(saved if math.isfinite(row["variance_ratio"]) else "-")
        yield _line([label(row["outcome"], lang), f"`{row['arm']}`", *cells])


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
