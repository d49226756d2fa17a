"""Exercises of lesson 08: intervals and who pays; pairs, displacement and the memo have modules of their own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simkit.core.catalogue import Catalogue
from simkit_course.blank import Blank
from simkit_course.checks import (
    NotYet,
    Slip,
    ask,
    compare,
    is_function,
    meant,
    named,
    numbers,
    refuse,
    same_number,
    take_mapping,
    take_number,
    take_numbers,
)
from simkit_course.exercises import Judge
from simkit_course.lessons.l07_complaint_to_block.material import interval
from simkit_course.texts import Text
from simkit_course.unseen import altered

from .material import ARMS, try_policies

if TYPE_CHECKING:
    from simkit.compare.experiment import Experiment

SAID = Catalogue(__package__, "judges")

# ---
# The judge of the half-page memo: its numbers against the student's own experiment. Its words are for readers to judge.

FIELDS = ("question", "policy", "victims", "turned_away", "limit", "advice")
OUTCOMES = {"victims": "n_victims", "turned_away": "n_turned_away"}
SHORTEST = 20
ENDS = 0.05
"""An end of an interval may be off by this share of its width: whoever rounds is right."""
NOTHING = re.compile(r"\W*(?:none|nothing|no limits?|tidak ada|-+|n/?a)\W*")


def memo(answer: Any, made: Experiment) -> None:
    """Judge a memo: every field, and numbers that fit the experiment. What its words are worth a reader judges."""
    given = take_mapping(answer, FIELDS)
    words = {name: _words(given[name], name) for name in ("question", "limit", "advice")}
    if "?" not in words["question"]:
        raise NotYet(SAID["write_question_question_mark_memo"])
    arm = str(given["policy"]).strip()
    if arm not in made.plan.others:
        raise NotYet(
            SAID["no_arm_your_experiment_there"].put(arm=repr(arm), known=", ".join(made.plan.others))
        )
    for name in OUTCOMES:
        _range(given[name], name, arm, made)
    if NOTHING.fullmatch(words["limit"].casefold()):
        raise NotYet(SAID["every_model_leaves_something_out"])


def _words(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise NotYet(SAID["write_sentence_between_quotes"].put(name=name))
    if "____" in value or (
        len(value.strip()) < SHORTEST and not (name == "limit" and NOTHING.fullmatch(value))
    ):
        raise NotYet(SAID["too_short_reader_who_was"].put(name=name))
    return value.strip()


def _range(value: Any, name: str, arm: str, made: Experiment) -> None:
    if isinstance(value, tuple) and 3 < len(value) <= 6:
        raise NotYet(SAID["reads_as_numbers_if_your"].put(name=name, n=len(value)))
    if not isinstance(value, (list, tuple, np.ndarray, pd.Series)) or len(value) != 3:
        raise NotYet(SAID["three_numbers_brackets_needed_mean"].put(name=name))
    parts = [SAID[end].put(name=name) for end in ("mean", "low_end", "high_end")]
    mean, low, high = take_numbers(value, parts)
    true = _row(made, OUTCOMES[name], arm)
    slack = max(0.5, ENDS * (true[2] - true[1]))
    fits = abs(mean - true[0]) <= slack
    for _, lower, upper in (true, _paired_t(made, OUTCOMES[name], arm)):
        if fits and abs(low - lower) <= slack and abs(high - upper) <= slack:
            return
    raise NotYet(_why(name, (mean, low, high), true, made, arm, slack).put(name=name))


def _row(made: Experiment, outcome: str, arm: str) -> tuple[float, float, float]:
    table = made.differences
    row = table[(table["outcome"] == outcome) & (table["arm"] == arm)].iloc[0]
    return float(row["difference"]), float(row["low"]), float(row["high"])


def _paired_t(made: Experiment, outcome: str, arm: str) -> tuple[float, float, float]:
    """Give the paired t interval that a student may compute; the kit's own is never narrower."""
    table = made.outcomes[made.outcomes["outcome"] == outcome]
    wide = table.pivot_table(index="seed", columns="arm", values="value")
    return interval((wide[arm] - wide[made.plan.base]).dropna())


def _why(
    name: str, mine: tuple[float, ...], true: tuple[float, ...], made: Experiment, arm: str, slack: float
) -> Text:
    def same(other: tuple[float, ...]) -> bool:
        return all(abs(a - b) <= slack for a, b in zip(mine, other, strict=True))

    if same((-true[0], -true[2], -true[1])) or same((-true[0], -true[1], -true[2])):
        return SAID["sign_turned_round_write_arm"]
    if mine[1] > mine[2] or all(abs(a - b) <= slack for a, b in zip(sorted(mine), sorted(true), strict=True)):
        return SAID["low_end_above_high_one"]
    other = next(o for n, o in OUTCOMES.items() if n != name)
    if same(_row(made, other, arm)):
        return SAID["these_numbers_other_outcome_do"]
    if any(same(_row(made, OUTCOMES[name], a)) for a in made.plan.others if a != arm):
        return SAID["these_numbers_another_arm_not"]
    if mine[1] == mine[2] == mine[0]:
        return SAID["one_number_does_not_say"]
    return SAID["these_three_do_not_fit"]


# ---
# The judge of pairs and loose dots (8.1), and how a known slip is told.

"""The name in the answer, the wrong value, and what is said about it."""


def pairs(answer: Any, wide: pd.DataFrame, arm: str = "daily") -> None:
    """Judge the mean difference within pairs, and how many times more runs loose seeds would need."""
    one, other = wide["baseline"].to_numpy(float), wide[arm].to_numpy(float)
    d = other - one
    apart, within = one.var(ddof=1) + other.var(ddof=1), d.var(ddof=1)
    reference = {"effect": float(d.mean()), "ratio": float(apart / within)}
    mine = numbers(answer, reference)
    slips = [*_effect_slips(wide, d, arm), *_ratio_slips(one, other, reference["ratio"])]
    compare(mine, reference, slips)


def _effect_slips(wide: pd.DataFrame, d: np.ndarray, arm: str) -> Iterator[Slip]:
    yield "effect", -float(d.mean()), SAID["effect_sign"]
    yield "effect", float(d.sum()), SAID["effect_sum"]
    yield "effect", float((d / wide["baseline"].to_numpy(float)).mean()), SAID["effect_share"]
    yield "effect", float(np.median(d)), SAID["effect_median"]
    for strange in (name for name in wide.columns if name not in ("baseline", arm)):
        other = float((wide[strange] - wide["baseline"]).mean())
        yield "effect", other, SAID["effect_other_arm"].put(arm=arm)


def _ratio_slips(one: np.ndarray, other: np.ndarray, ratio: float) -> Iterator[Slip]:
    base, arm, within = one.var(ddof=1), other.var(ddof=1), (other - one).var(ddof=1)
    for wrong, key in (
        (1 / ratio, "upside_down"),
        (ratio**0.5, "deviations"),
        ((one.std(ddof=1) + other.std(ddof=1)) / within**0.5, "deviations"),
        (base / within, "one_variance"),
        (ratio / 2, "mean"),
        (base / arm, "of_columns"),
        (base + arm, "undivided"),
        ((one + other).var(ddof=1) / within, "of_sum"),
        (base + arm / within, "brackets"),
        (arm + base / within, "brackets"),
    ):
        yield "ratio", float(wrong), SAID[f"ratio_{key}"]


def wide_table() -> tuple[pd.DataFrame]:
    """Give the lesson's table from a smaller experiment."""
    made = try_policies({"daily": ("forwarding:every_days=1",)}, 4).outcomes.query("outcome == 'n_reached'")
    return (made.pivot_table(index="seed", columns="arm", values="value"),)


# ---
# The judge of the displaced share (8.3): a function, tried on examples whose slips can be told apart.

BY_ROUTE: tuple[tuple[dict[str, int], dict[str, int], float], ...] = (
    ({"self": 100, "outlet": 50, "mule": 10}, {"self": 60, "outlet": 50, "mule": 22}, 0.3),
    ({"self": 80, "outlet": 60, "mule": 5, "dealer": 5}, {"self": 20, "outlet": 40, "mule": 15, "dealer": 15}, 0.25),
    ({"self": 40, "outlet": 40}, {"self": 0, "outlet": 80}, 1.0),
    ({"self": 90, "dealer": 30}, {"self": 60, "dealer": 30}, 0.0),
    ({"self": 4, "outlet": 3, "mule": 1}, {"self": 2, "outlet": 2, "mule": 2}, 1 / 3),
)  # fmt: skip
"""Numbers made on each way before and after, and the displaced share."""


def displaced_share(answer: Any) -> None:
    """Judge a function that tells which share of what some ways lost turns up on others."""
    is_function(answer)
    for before, after, true in BY_ROUTE:
        a, b = pd.Series(before, dtype=float), pd.Series(after, dtype=float)
        given = _asked_share(answer, a, b)
        value = take_number(given, SAID["result"])
        if not np.isclose(value, true, rtol=1e-9, atol=1e-12):
            raise NotYet(
                _misplaced(value, true, b - a, a).put(before=before, after=after, mine=f"{value:.4g}")
            )


def _asked_share(answer: Any, a: pd.Series, b: pd.Series) -> Any:
    with np.errstate(all="ignore"):  # a warning names a file that the student has never seen
        return ask(answer, a.copy(), b.copy())


def _misplaced(value: float, true: float, moved: pd.Series, before: pd.Series) -> Text:
    known = (key for wrong, key in _slips(true, moved, before) if np.isclose(value, wrong, rtol=1e-9))
    said = SAID[f"displaced_{next(known, 'too_large' if value > true else 'too_small')}"]
    return Text(id=said.id + SAID["case"].id, en=said.en + SAID["case"].en)


def _slips(true: float, moved: pd.Series, before: pd.Series) -> tuple[tuple[float, str], ...]:
    lost, won = float(-moved[moved < 0].sum()), float(moved[moved > 0].sum())
    return (
        (-true, "sign"),
        (100 * true, "per_cent"),
        (won, "elsewhere"),
        (lost / won if won else np.nan, "upside_down"),
        ((lost - won) / lost, "vanished"),
        (won / float(before.sum()), "of_all"),
        ((lost - won) / float(before.sum()), "net"),
        (won / (lost - won) if lost != won else np.nan, "by_net"),
        (float((moved > 0).sum() / (moved < 0).sum()), "ways"),
        (-1.0, "added_up"),
    )


def untouched_share(answer: Any) -> bool:
    """Tell whether a function still answers with a blank."""
    a, b = pd.Series({"self": 2.0, "mule": 1.0}), pd.Series({"self": 1.0, "mule": 2.0})
    with redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        return isinstance(answer(a, b), Blank)


# ---

VERDICTS = {
    "less": ("fewer", "lower", "berkurang", "kurang", "lebih sedikit", "turun"),
    "more": ("higher", "bertambah", "lebih banyak", "naik"),
    "cannot tell": ("can not tell", "cannot say", "unclear", "belum jelas", "belum dapat dikatakan",
                    "tidak dapat dikatakan", "tidak jelas"),
    "same": ("no change", "unchanged", "equal", "no effect", "nothing", "tidak berubah", "sama", "tidak ada pengaruh",
             "tidak berpengaruh", "tetap"),
}  # fmt: skip
ROUNDED = 0.02
"""Exercise 8.4 may be worked out from the rounded table."""
READ = ("n_victims", "n_turned_away")


def verdict(row: Any) -> str:
    """Read one interval: ``less``, ``more`` or ``cannot tell``; ``same`` where no run changed at all."""
    if row["n_changed"] == 0:
        return "same"
    return "less" if row["high"] < 0 else "more" if row["low"] > 0 else "cannot tell"


def read_intervals(answer: Any, made: Experiment) -> None:
    """Judge what a student reads from the intervals of two outcomes under each arm."""
    table = made.differences[made.differences["outcome"].isin(READ)]
    rows = {f"{row['arm']} {row['outcome']}": row for row in table.to_dict("records")}
    given = take_mapping(answer, _asked(rows, answer))
    for name, row in ((name, rows[name]) for name in given):
        true, mine = verdict(row), meant(given[name], VERDICTS)
        where = {"name": name}
        if mine is None:
            raise NotYet(SAID["use_one_less_more_or"].put(**where))
        if mine == true:
            continue
        raise NotYet(_misread(mine, true).put(**where))


def _asked(rows: dict[str, Any], answer: Any) -> list[str]:
    """Ask for the lesson's arms; an arm of one's own may be read, too, but need not."""
    named_too = {str(key).strip() for key in answer} if isinstance(answer, (Mapping, pd.Series)) else set()
    asked = [name for name in rows if name.split()[0] in ARMS or name in named_too]
    return asked or list(rows)


def _misread(mine: str, true: str) -> Text:
    if mine == "same":
        return SAID["interval_never_says_same_if"]
    if true == "same":
        return SAID["no_pair_differs"]
    if true == "cannot tell":
        return SAID["you_read_mean_only_look"]
    if mine == "cannot tell":
        return SAID["interval_leaves_out_so_direction"]
    return SAID["wrong_way_round_difference_arm"]


def who_pays(answer: Any, made: Experiment) -> None:
    """Judge which arm turns more honest people away than it spares victims, and how many for each."""
    given = take_mapping(answer, ["arm", "turned_away_for_each"])
    table = _prices(made)
    arm = str(given["arm"]).strip()
    if arm not in table.index:
        raise NotYet(SAID["there_no_arm_there"].put(arm=repr(arm), known=", ".join(table.index)))
    row = table.to_dict("index")[arm]
    if not row["turned_away"] > max(row["spared"], 0.0):
        raise NotYet(SAID["arm_spares_more_people_than"])
    mine = {"turned_away_for_each": take_number(given["turned_away_for_each"], named("turned_away_for_each"))}
    true = float(row["turned_away"] / row["spared"])
    if np.isclose(mine["turned_away_for_each"], true, rtol=ROUNDED):
        return
    refuse(mine, {"turned_away_for_each": true}, _price_slips(table, arm), ROUNDED)
    same_number(mine["turned_away_for_each"], true, named("turned_away_for_each"))


def _price_slips(table: pd.DataFrame, arm: str) -> Iterator[Slip]:
    row, others = table.loc[arm], table.drop(arm)
    for wrong, key in (
        (-row["turned_away"] / row["spared"], "sign"),
        (row["spared"] / row["turned_away"], "upside_down"),
        (-row["spared"] / row["turned_away"], "upside_down"),
        (row["refused"] / row["spared"], "requests"),
        (row["turned_away"] - row["spared"], "difference"),
        (row["turned_away"], "undivided"),
        *((abs(price), "other_arm") for price in others["turned_away"] / others["spared"]),
    ):
        yield "turned_away_for_each", float(wrong), SAID[f"price_{key}"]


def _prices(made: Experiment) -> pd.DataFrame:
    wide = made.differences.pivot_table(index="arm", columns="outcome", values="difference")
    return pd.DataFrame(
        {
            "spared": -wide["n_victims"],
            "turned_away": wide["n_turned_away"],
            "refused": wide["n_honest_refused"],
        }
    )


def _other_prices(data: tuple[Any, ...], time: int) -> tuple[Any, ...]:
    """Make every effect of a kind larger or smaller by as much: who pays too much still does, at another price."""
    table, ends = data[0].differences, ["difference", "low", "high"]
    by = (
        table["outcome"]
        .map({"n_turned_away": 1.5 + time, "n_victims": 0.9, "n_honest_refused": 3})
        .fillna(1.0)
    )
    return (replace(data[0], differences=table.assign(**{end: table[end] * by for end in ends})),)


def _no_means(data: tuple[Any, ...], time: int) -> tuple[Any, ...]:
    """Deal effects anew, with a mean of 0 wherever the interval holds it: pairs differ there all the same."""
    (made,) = altered(data, time)
    table = made.differences
    is_unclear = (table["low"] < 0) & (table["high"] > 0)
    return (replace(made, differences=table.assign(difference=table["difference"].mask(is_unclear, 0.0))),)


JUDGES = {
    "8.1": Judge(pairs, wide_table),
    "8.2": Judge(read_intervals, lambda: (try_policies(),), alter=_no_means),
    "8.3": Judge(displaced_share, untouched=untouched_share),
    "8.4": Judge(who_pays, lambda: (try_policies(),), alter=_other_prices),
    "8.5": Judge(memo, lambda: (try_policies(),)),
}
