"""How long a number lives under each policy: Kaplan-Meier by arm, over paired runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ..analysis.wording import decimal
from ..core.errors import BadValue, nearest, quoted
from ..engine.run import simulate
from ..engine.scenario import Scenario
from . import style
from .experiment.plan import make_plan
from .plots_effects import MARKS
from .plots_survival import FEWEST, kaplan_meier, lives
from .reading import Reader, percent

LIVES = ("sim", "account", "use")
LINES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (2, 1)), (0, (6, 2, 1, 2)), (0, (1, 2)), (0, (8, 2, 2, 2)))
WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "x": "days since the sale",
        "sim": "share whose SIM is not blocked",
        "account": "share whose OTT account is not banned",
        "use": "share still used by the buyer",
        "caption": "Numbers sold over {runs} paired runs of each policy, followed to the end (Kaplan-Meier): {what}. "
        "{day} days after the sale: {each}. A median life: {medians}.",
        "each": "{name} {share} of {n}",
        "median": "{name} {days} days",
        "longer": "{name} longer than was followed",
        "none": "Nothing was sold one by one: no number to follow.",
    },
    "id": {
        "x": "hari sejak penjualan",
        "sim": "bagian yang SIM-nya belum diblokir",
        "account": "bagian yang akun OTT-nya belum diblokir",
        "use": "bagian yang masih dipakai pembeli",
        "caption": "Nomor yang terjual dalam {runs} run berpasangan untuk setiap kebijakan, diikuti sampai akhir "
        "(Kaplan-Meier): {what}. {day} hari setelah penjualan: {each}. Umur median: {medians}.",
        "each": "{name} {share} dari {n}",
        "median": "{name} {days} hari",
        "longer": "{name} lebih lama daripada masa pengamatan",
        "none": "Tidak ada yang terjual satuan: tidak ada nomor untuk diikuti.",
    },
}


@dataclass(frozen=True)
class Curve:
    """How long the numbers of one arm lived.

    Attributes
    ----------
    arm : str
    times, share : tuple of float
        Steps: from each time [days] on, this share still lived.
    end : float
        Until when at least ten numbers were followed [days].
    n, runs : int
        Numbers followed, and runs they come from.
    """

    arm: str
    times: tuple[float, ...]
    share: tuple[float, ...]
    end: float
    n: int
    runs: int

    def at(self, day: float) -> float:
        """Give the share that lived after so many days."""
        return self.share[int(np.searchsorted(self.times, day, side="right")) - 1]

    @property
    def median(self) -> float:
        """Days after which half is gone; NaN where more than half lived on."""
        below = [t for t, s in zip(self.times, self.share, strict=True) if s <= 0.5 + 1e-9]
        return below[0] if below else float("nan")


def follow(
    story: str | Path | Scenario,
    arms: Mapping[str, Sequence[str]],
    seeds: int | Iterable[int] = 3,
    *,
    what: str = "use",
    settings: Mapping[str, Any] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Curve, ...]:
    """Run arms with the same seeds and follow every number that is sold one by one.

    Parameters
    ----------
    story, arms, seeds, settings
        As for `simkit.study.experiment.compare`.
    what : {"use", "account", "sim"}
        The end that counts: the buyer's use, the OTT account's ban, the SIM's block.
    progress : callable, optional
        Told ``(runs done, runs in all)``.

    Returns
    -------
    tuple of Curve

    Raises
    ------
    BadValue
        For anything unknown.

    Examples
    --------
    >>> tiny = {"people.n_people": 500, "run.days": 3, "run.scale": 0.0, "run.tick_h": 24}
    >>> [curve.n for curve in follow("baseline", {"cap1": ["cap:per_operator=1"]}, 2, settings=tiny)]
    [0, 0]
    """
    if what not in LIVES:
        raise BadValue(f"what is {quoted(what)}: {nearest(what, LIVES)}")
    plan = make_plan(story, arms, seeds, settings=settings)
    made, done = [], 0
    for arm, scenario in plan.scenarios.items():
        found = []
        for seed in plan.seeds:
            found.append(lived(simulate(scenario, seed), what))
            done += 1
            if progress:
                progress(done, len(plan.arms) * len(plan.seeds))
        made.append(curve(arm, found))
    return tuple(made)


def lived(tables: Any, what: str = "use") -> tuple[np.ndarray, np.ndarray]:
    """Give how long each sold number of a run was followed [days], and whether it ended then."""
    reader = Reader(tables)
    if not len(reader.sold[0]):
        return np.empty(0), np.empty(0, bool)
    return lives(reader)[LIVES.index(what)]


def curve(arm: str, runs: Sequence[tuple[np.ndarray, np.ndarray]]) -> Curve:
    """Pool the numbers of several runs into one curve, which ends where fewer than ten are followed."""
    days = np.concatenate([d for d, _ in runs]) if runs else np.empty(0)
    is_end = np.concatenate([e for _, e in runs]) if runs else np.empty(0, bool)
    if not len(days):
        return Curve(arm, (0.0,), (1.0,), 0.0, 0, len(runs))
    times, share, at_risk = kaplan_meier(days, is_end)
    keep = at_risk >= min(FEWEST, len(days))
    end = float(np.sort(days)[-min(FEWEST, len(days))])
    return Curve(arm, tuple(times[keep].tolist()), tuple(share[keep].tolist()), end, len(days), len(runs))


def survival_arms(curves: Sequence[Curve], ax: Axes, lang: str = "en", what: str = "use") -> str:
    """Draw the share of sold numbers that still live, by days since the sale, one line an arm.

    Parameters
    ----------
    curves : sequence of Curve
        From `follow`.
    ax : Axes
    lang : {"en", "id"}
    what : {"use", "account", "sim"}
        What `follow` was asked for.

    Returns
    -------
    str
        The caption, from the plotted numbers.
    """
    style.dress(ax)
    words = WORDS[lang]
    some = [c for c in curves if c.n]
    if not some:
        style.nothing(ax, str(words["none"]))
        return str(words["none"])
    last = max(1.0, min(c.end for c in some))
    ends = []
    for i, one in enumerate(some):
        color = style.INK if not i else style.PALETTE[(i - 1) % 6]
        steps = [(t, s) for t, s in zip(one.times, one.share, strict=True) if t <= last]
        x, y = [*(t for t, _ in steps), last], [*(s for _, s in steps), steps[-1][1]]
        ax.step(x, y, where="post", color=color, linestyle=LINES[i % len(LINES)], linewidth=2.2)
        marks = np.linspace(0, last, 8)[1:-1] + last * 0.012 * i
        how: dict[str, Any] = {"color": color, "marker": MARKS[i % len(MARKS)], "markersize": 7}
        ax.plot(marks, [one.at(m) for m in marks], linestyle="none", **how)
        ends.append((y[-1], f"{one.arm}: {percent(y[-1], lang)}", color))
    ax.set(xlim=(0, last), ylim=(0, 1.02), xlabel=words["x"], ylabel=words[what])
    style.share_axis(ax.yaxis, lang)
    style.count_axis(ax.xaxis, lang)
    style.end_labels(ax, ends)
    return _caption(some, min(30, int(last)), what, lang)


def _caption(some: Sequence[Curve], day: int, what: str, lang: str) -> str:
    words = WORDS[lang]
    each = [words["each"].format(name=f"`{c.arm}`", share=percent(c.at(day), lang), n=c.n) for c in some]
    medians = [
        words["median" if np.isfinite(c.median) else "longer"].format(
            name=f"`{c.arm}`", days=decimal(c.median, lang)
        )
        for c in some
    ]
    return str(words["caption"]).format(
        runs=some[0].runs, what=words[what], day=day, each=", ".join(each), medians=", ".join(medians)
    )
