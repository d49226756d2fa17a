"""A ring that hides under the cap, outlets in their weeks, and what is left when the outlets are taken away."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import igraph
import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from simkit.core.catalogue import Words
from simkit.core.locale import decimal, whole
from simkit.detect.graphs import neighbourhood, registration_graph
from simkit.figures import style
from simkit_course.lessons.l02_synthetic_country.figures import CAP, held_bars

MOST = 8
MANY = 3
"""A device with more NIKs than this is drawn as a triangle."""
HOPS, FOLLOWED = 3, 200
FAINT = "#CFCFCF"
WORDS: dict[str, dict[str, Any]] = Words(__package__, "figures.words")


def ring_under_cap(sims: pd.DataFrame, ax: Axes, lang: str = "en", *, is_ring: pd.Series) -> str:
    """Draw how many new SIMs stand on one NIK at one operator, those with a ring's SIM beside all others.

    - ``sims`` (DataFrame): New SIMs: ``nik`` and ``operator_id``.
    - ``is_ring`` (Series of bool): For each SIM, in the same order.
    """
    words = WORDS[lang]
    made = sims[["nik", "operator_id"]].assign(is_ring=np.asarray(is_ring, bool))
    pairs = made.groupby(["nik", "operator_id"])["is_ring"].agg(["size", "sum"])
    ring = pairs["sum"] > 0
    size = pairs["size"]
    held_bars(ax, {"honest": (size[~ring], style.SKY), "ring": (size[ring], style.RED)}, MOST, words, lang)
    of_ring = made.loc[made["is_ring"], "nik"]
    mean = decimal(len(of_ring) / max(of_ring.nunique(), 1), lang)
    over, most = size > CAP, int(pairs["sum"].to_numpy(np.int64).max())
    return str(words["under"]).format(
        mean=mean, n_niks=whole(of_ring.nunique(), lang),
        most=whole(float(most), lang), over=whole(over.sum(), lang),
        ring_over=whole((over & ring).sum(), lang),
    )  # fmt: skip


def outlet_weeks(
    days: pd.DataFrame, ax: Axes, lang: str = "en", *, outlets: Sequence[int], setting: Mapping[int, str]
) -> str:
    """Draw the weeks of a few outlets below each other, each against its own busiest week.

    - ``days`` (DataFrame): NIKs by outlet (rows) and day (columns).
    - ``outlets`` (sequence of int): Which, the top one first.
    """
    words, n = WORDS[lang], len(outlets)
    style.room(ax, 9.6, 0.9 * n + 1.4)
    n_weeks = days.shape[1] // 7
    colors = (style.BLUE, style.ORANGE, style.GREEN, style.PINK, style.SKY)
    for i, outlet in enumerate(outlets):
        weeks = days.loc[outlet].to_numpy(float)[: 7 * n_weeks].reshape(-1, 7).sum(axis=1)
        floor = 1.25 * (n - 1 - i)
        ax.bar(
            np.arange(1, n_weeks + 1), weeks / max(weeks.max(), 1), 0.8, bottom=floor, edgecolor=style.INK,
            color=colors[i % len(colors)], linewidth=0.8,
        )  # fmt: skip
        at = int(np.argmax(weeks))
        style.write(ax, at + 1, floor + 1.0, whole(weeks[at], lang), ha="center", va="bottom", size=11)
        ax.axhline(floor, color=style.SOFT, linewidth=0.8)
    said = [words["lane"].format(outlet=o, kind=words["kind"][str(setting[o])]) for o in outlets]
    style.dress(ax)
    ax.set_yticks([1.25 * (n - 1 - i) + 0.4 for i in range(n)], said)
    ax.set(ylim=(-0.05, 1.25 * n + 0.05), xlabel=words["week"], xticks=range(1, n_weeks + 1))
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    most = days.max(axis=1).astype(int).to_dict()
    busiest = [words["one"].format(n=whole(most[o], lang), outlet=o) for o in outlets]
    return str(words["rhythm"]).format(n=n, said=", ".join(busiest))


def without_outlets(
    tables: Mapping[str, pd.DataFrame], ax: Axes, lang: str = "en", *, terminals: Collection[str]
) -> str:
    """Draw whom a device hangs together with, with the outlets and without them: nothing is moved, only taken away.

    The start is the device with the most NIKs outside `terminals`; no truth is used.

    - ``tables`` (mapping of str to DataFrame): Needs ``registrations``.
    """
    words = WORDS[lang]
    rows = tables["registrations"]
    graph = registration_graph({"registrations": rows[rows["verdict"] == "allow"]}, leave_out=["sim"])
    tools = {("device", imei) for imei in terminals}
    n_own = {n: 0 if n in tools else _n_niks(graph, n) for n in graph if n[0] == "device"}
    if max(n_own.values(), default=0) <= MANY:
        style.dress(ax)
        style.nothing(ax, words["empty"])
        return str(words["empty"])
    part = neighbourhood(graph, max(n_own, key=lambda n: n_own[n]), HOPS, expand_up_to=FOLLOWED, most=20_000)
    kind = np.array([node[0] for node in part])
    is_many = np.array([n_own.get(node, 0) > MANY for node in part])
    shop = np.array([node[0] == "outlet" or node in tools for node in part])
    _two_panels(ax, _ends(part), _places(part), kind, is_many, shop, words)
    bare = part.subgraph(node for node, gone in zip(part, shop, strict=True) if not gone)
    said = _counts(bare, [node for node, many in zip(part, is_many & ~shop, strict=True) if many])
    said |= {"n": int((kind == "nik").sum()), "n_outlets": int((kind == "outlet").sum()), "hops": HOPS}
    return str(words["blob"]).format(**{k: whole(v, lang) for k, v in said.items()})


def _n_niks(graph: nx.Graph, device: Any) -> int:
    return sum(n[0] == "nik" for n in graph[device])


def _counts(bare: nx.Graph, many: Sequence[Any]) -> dict[str, int]:
    """Count the NIKs that share a device with nobody, the busy devices, and the most of these that hang together."""
    shares = ([_n_niks(bare, d) for d in bare[n] if d[0] == "device"] for n in bare if n[0] == "nik")
    parts = nx.connected_components(bare)
    return {
        "single": sum(max(n, default=0) <= 1 for n in shares),
        "many": len(many),
        "tied": max((len(p.intersection(many)) for p in parts), default=0),
    }


def _ends(part: nx.Graph) -> np.ndarray:
    """Give the places of the two nodes of each edge in the order of the nodes, sorted: int, shape (n_edges, 2)."""
    place = {node: i for i, node in enumerate(part)}
    return np.array(sorted(sorted((place[u], place[v])) for u, v in part.edges), np.int64).reshape(-1, 2)


def _places(part: nx.Graph) -> np.ndarray:
    """Place the nodes of a graph so that linked ones lie close together, between 0 and 1."""
    drawn = igraph.Graph(n=len(part), edges=_ends(part))
    igraph.set_random_number_generator(random.Random(1))
    try:
        made = np.array(drawn.layout_fruchterman_reingold(niter=300, grid=True).coords)
    finally:
        igraph.set_random_number_generator(random)
    low, high = made.min(axis=0), made.max(axis=0)
    return np.asarray((made - low) / np.where(high > low, high - low, 1.0))


def _two_panels(
    ax: Axes, links: np.ndarray, place: np.ndarray, kind: np.ndarray, is_many: np.ndarray, shop: np.ndarray,
    words: Mapping[str, Any],
) -> None:  # fmt: skip
    """Draw the same nodes twice, at the same places: with the outlets, and without."""
    style.room(ax, 11.4, 6.0)
    style.dress(ax)
    ax.set_axis_off()
    ax.set(xlim=(-0.02, 2.14), ylim=(-0.12, 1.08))
    ends = place[links]
    gone, busy = shop[links].any(axis=1), is_many[links].any(axis=1)
    right = np.array([1.12, 0.0])
    # so many pale lines are drawn without smoothing: it makes a picture of a third the size
    lines: dict[str, Any] = {"zorder": 1, "antialiaseds": False, "colors": FAINT}
    ax.add_collection(LineCollection(list(ends), linewidths=0.25, **lines))
    ax.add_collection(LineCollection(list(ends[~gone & ~busy] + right), linewidths=0.4, **lines))
    ax.add_collection(
        LineCollection(list(ends[~gone & busy] + right), colors=style.RED, linewidths=0.6, zorder=1)
    )
    plain = (kind == "device") & ~is_many & ~shop
    for shift, masks in (
        (0.0, (kind == "nik", (kind == "device") & ~shop, shop)),
        (right, (kind == "nik", plain, None)),
    ):
        for mask, look in zip(masks, ("nik", "device", "outlet"), strict=True):
            if mask is not None:
                at = place[mask] + shift
                ax.scatter(*at.T, label=words[look] if np.ndim(shift) == 0 else None, **LOOKS[look])
    ax.scatter(*(place[is_many] + right).T, label=words["many"], **LOOKS["many"])
    for x, text in ((0.5, "with"), (1.62, "without")):
        style.write(ax, x, 1.05, words[text], style.TITLE, ha="center", weight="bold")
    style.legend(
        ax, loc="lower center", bbox_to_anchor=(0.5, -0.03), ncols=4, handletextpad=0.2, markerscale=1.6
    )


LOOKS: dict[str, dict[str, Any]] = {
    "nik": {"marker": "o", "s": 3.5, "c": "#505050", "linewidths": 0, "antialiaseds": False, "zorder": 2},
    "device": {"marker": "s", "s": 6.0, "c": style.SKY, "linewidths": 0, "antialiaseds": False, "zorder": 3},
    "outlet": {
        "marker": "p",
        "s": 60.0,
        "c": style.GREEN,
        "edgecolors": style.INK,
        "linewidths": 0.8,
        "zorder": 4,
    },
    "many": {
        "marker": "^",
        "s": 70.0,
        "c": style.RED,
        "edgecolors": style.INK,
        "linewidths": 0.9,
        "zorder": 5,
    },
}
