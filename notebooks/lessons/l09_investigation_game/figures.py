"""The case board: the chain from an agent's look-up to a complaint, with what was named, and what was right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from simkit.core.catalogue import Words
from simkit.figures import style

COLUMNS = ("agent", "outlet", "device", "number", "abroad", "complaint")
MARKS = {"agent": "D", "outlet": "s", "device": "h", "number": "o", "abroad": "^", "complaint": "."}
HEIGHT = 10.0
ENDS = ["from_column", "from_entity", "to_column", "to_entity"]
HALO = [withStroke(linewidth=3, foreground=style.PAPER)]
"""Keeps letters readable where threads pass behind them."""
STATES: dict[str, tuple[str, str]] = {
    "seen": ("#8A8A8A", ""),
    "named": (style.BLUE, ""),
    "right": (style.GREEN, "✓"),
    "guessed": (style.ORANGE, "?"),
    "wrong": (style.RED, "✗"),
    "other_right": (style.SKY, "✓"),
    "other_wrong": (style.RED, "✗"),
}
WORDS: dict[str, dict[str, Any]] = Words(__package__, "figures.words")  # fmt: skip


def case_board(
    board: Mapping[str, pd.DataFrame], ax: Axes, lang: str = "en", *, budget_h: int | None = None
) -> str:
    """Draw what an investigation uncovered: the chain from left to right, and beneath it what it cost in hours.

    - ``board`` (mapping of str to DataFrame): ``nodes``, ``edges``, ``hours``, from
      `simkit_course.game.board.board`.
    - ``budget_h`` (int, optional): Hours that there were; those spent if it is not given.
    """
    words, nodes, edges, hours = WORDS[lang], board["nodes"], board["edges"], board["hours"]
    style.room(ax, 11.0, 7.2)
    place = _places(nodes, edges)
    _threads(ax, edges, place)
    for state in [s for s in STATES if s in set(nodes["state"])]:
        _group(ax, nodes[nodes["state"] == state], place, state, words)
    for i, title in enumerate(words["columns"]):
        ax.text(i, HEIGHT + 0.75, title, ha="center", va="bottom", weight="bold")
    all_h = int(budget_h or hours["hours"].sum())
    _cost(ax, hours, words, all_h)
    ax.set(xlim=(-0.55, 5.45), ylim=(-3.2, HEIGHT + 1.5), xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set_visible(False)
    if len(nodes):
        style.legend(ax, loc="lower center", bbox_to_anchor=(0.5, -0.07), ncols=4)
    return _caption(nodes, edges, int(hours["hours"].sum()), words) + _others(board["others"], words)


def _places(nodes: pd.DataFrame, edges: pd.DataFrame) -> dict[tuple[str, object], tuple[float, float]]:
    """Give each node its place: numbers in the order of their device, everything else near what it is tied to."""
    place: dict[tuple[str, object], tuple[float, float]] = {}
    first = edges[edges["from_column"] == "device"].drop_duplicates("to_entity")
    home = first.set_index("to_entity")["from_entity"].astype(str)
    here = nodes[nodes["column"] == "number"]
    rank = here.assign(
        late=here["state"].str.startswith("other"),
        home=here["entity"].map(home).fillna("~"),
        name=here["entity"].astype(int),
    ).sort_values(["late", "home", "name"])
    _spread(place, "number", rank["entity"].tolist(), None)
    level = {e: y for (c, e), (_, y) in place.items() if c == "number"}
    for column in ("device", "outlet", "agent", "abroad"):
        mine = nodes[nodes["column"] == column]
        left, right = ("from", "to") if column != "abroad" else ("to", "from")
        tied = edges[edges[f"{left}_column"] == column]
        near = (
            tied[f"{right}_entity"].map(level).astype(float).groupby(tied[f"{left}_entity"].to_numpy()).mean()
        )
        order = mine.assign(
            y=mine["entity"].map(near).fillna(-1.0).astype(float), name=mine["entity"].astype(str)
        )
        order = order.sort_values(["y", "name"], ascending=[False, True])
        _spread(place, column, order["entity"].tolist(), order["y"].tolist())
    for e in nodes.loc[nodes["column"] == "complaint", "entity"].tolist():
        place["complaint", e] = (5.0, level.get(e, 0.0))
    return place


def _spread(
    place: dict[tuple[str, object], tuple[float, float]],
    column: str,
    entities: list[object],
    wanted: list[float] | None,
) -> None:
    """Spread the nodes of a column from top to bottom, each as near to its wanted height as the room allows."""
    n, x = len(entities), COLUMNS.index(column)
    even = HEIGHT * (1 - (np.arange(n) + 0.5) / max(n, 1))
    y = even
    if wanted is not None and n:
        gap = min(1.1, HEIGHT / n)
        y = np.array([w if w >= 0 else e for w, e in zip(wanted, even.tolist(), strict=True)])
        for i in range(1, n):
            y[i] = min(y[i], y[i - 1] - gap)
        y = y + max(0.0, 0.3 - float(y.min()))
    for e, height in zip(entities, y.tolist(), strict=True):
        place[column, e] = (float(x), float(height))


def _threads(ax: Axes, edges: pd.DataFrame, place: Mapping[tuple[str, object], tuple[float, float]]) -> None:
    looks = {"agent": (style.PINK, ":"), "outlet": (style.ORANGE, "--"), "device": (style.INK, "-")}
    for column, rows in edges.groupby("from_column"):
        lines = [
            (place[one, a], place[two, b]) for one, a, two, b in rows[ENDS].itertuples(index=False, name=None)
        ]
        color, kind = looks.get(str(column), ("#8A8A8A", "-"))
        ax.add_collection(LineCollection(lines, colors=color, linestyles=kind, linewidths=0.9, zorder=1))


def _group(
    ax: Axes,
    nodes: pd.DataFrame,
    place: Mapping[tuple[str, object], tuple[float, float]],
    state: str,
    words: Mapping[str, Any],
) -> None:
    """Draw all nodes of one state: filled if named or seen, hollow if somebody else named them."""
    color, sign = STATES[state]
    is_other = state.startswith("other")
    for column, rows in ((str(c), r) for c, r in nodes.groupby("column")):
        at = np.array([place[column, e] for e in rows["entity"].tolist()])
        size = 46 if column in ("number", "complaint") else 190
        face = style.PAPER if is_other else color
        ax.scatter(at[:, 0], at[:, 1], s=size, marker=MARKS[str(column)], c=face, edgecolors=color, linewidths=1.4,
                   zorder=3)  # fmt: skip
        for (x, y), entity in zip(at.tolist(), rows["entity"].tolist(), strict=True):
            if column in ("agent", "outlet"):
                said = words[column].format(e=entity)
            else:
                said = {"device": f"…{str(entity)[-4:]}", "abroad": str(entity)}.get(str(column), "")
            small = column in ("number", "complaint")
            if said:
                ax.text(x, y - 0.27, said, ha="center", va="top", zorder=5, path_effects=HALO)
            if sign:
                dx, dy = (0.11, 0.0) if small else (0.0, 0.42)
                ax.text(x + dx, y + dy, sign, ha="center", va="center", color=color, weight="bold", zorder=5,
                        path_effects=HALO)  # fmt: skip
    ax.scatter([], [], s=60, c=style.PAPER if is_other else color, edgecolors=color, linewidths=1.4,
               label=f"{words[state]} {sign}".strip())  # fmt: skip


def _cost(ax: Axes, hours: pd.DataFrame, words: Mapping[str, Any], all_h: int) -> None:
    """Draw the hours as one bar as long as the budget."""
    left, width, colors = -0.45, 5.8, (style.SKY, style.PINK, style.YELLOW, style.ORANGE, style.RED)
    ax.add_patch(Rectangle((left, -1.9), width, 0.8, facecolor="none", edgecolor=style.SOFT))
    spent = 0
    parts: list[list[Any]] = hours[["look", "hours", "n"]].to_numpy().tolist()
    for i, (look, h, n) in enumerate(parts):
        wide = width * h / max(all_h, 1)
        x = left + width * spent / max(all_h, 1)
        ax.add_patch(Rectangle((x, -1.9), wide, 0.8, facecolor=colors[i % 5], edgecolor=style.SOFT))
        ax.text(x + wide / 2, -1.5, words["h"].format(h=h), ha="center", va="center")
        ax.text(x + wide / 2, -2.0, f"{words['looks'][look]}: {n}", ha="center", va="top")
        spent += h
    ax.text(left + width, -1.0, words["hours"].format(h=spent, all=all_h), ha="right", va="bottom")


def _caption(nodes: pd.DataFrame, edges: pd.DataFrame, hours: int, words: Mapping[str, Any]) -> str:
    count = nodes["state"].value_counts()
    named = {s: int(count[s]) for s in ("named", "right", "guessed", "wrong") if s in count}
    if not named and not any(s.startswith("other") for s in count.index):
        return str(words["empty"]).format(hours=hours)
    parts = ", ".join(f"{n} {words['open'] if s == 'named' else words[s]}" for s, n in named.items()) or "0"
    return str(words["caption"]).format(n=sum(named.values()), parts=parts, edges=len(edges), hours=hours)


def _others(others: pd.DataFrame, words: Mapping[str, Any]) -> str:
    """Say how many of somebody else's names are right, and which of them the investigator named as well."""
    if others.empty:
        return ""
    both = [
        str(words[column]).format(e=str(entity)[-4:] if column == "device" else entity)
        for column, entity in others.loc[others["is_both"], ["column", "entity"]].itertuples(
            index=False, name=None
        )
    ]
    right = int(others["is_right"].sum())
    return str(words["others"]).format(
        n=len(others), right=right, both=", ".join(both) or "0", wrong=len(others) - right
    )
