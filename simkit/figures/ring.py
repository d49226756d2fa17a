"""The ring's network: a shape for each role, from the leak to the buyer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from ..core.catalogue import Words
from ..core.locale import whole
from ..measure.outcomes import Result
from . import style
from .reader import Reader, among, column

# ---
# The part of a ring worth looking at: who leaks, trades, registers and buys, with a sample of its
# numbers.

ROLES = ("leak", "broker", "ring", "worker", "device", "outlet", "sim", "buyer")
COLUMN = {"leak": 0, "broker": 1, "ring": 2, "worker": 3, "device": 4, "outlet": 4, "sim": 5, "buyer": 6}
X = (0.0, 0.85, 1.65, 2.6, 3.75, 5.1, 6.4)
"""Where each column stands."""
N_SIMS = 56
N_WORKERS, N_LEAKS, N_BUYERS = 14, 10, 14
Node = tuple[str, str]
"""Role and name."""


@dataclass
class Sample:
    """Nodes and edges to draw, and how much they stand for.

    Attributes
    ----------
    edges : set of (Node, Node)
    blocked : set of Node
        Numbers whose SIM was blocked.
    ring : int
        The ring that is shown: the one with the most numbers; 0 where there is none.
    totals : dict of str to int
        How many rings, workers and numbers there are in all.
    """

    edges: set[tuple[Node, Node]] = field(default_factory=set)
    blocked: set[Node] = field(default_factory=set)
    ring: int = 0
    totals: dict[str, int] = field(default_factory=dict)

    @property
    def nodes(self) -> list[Node]:
        """All nodes, by role and name."""
        return sorted({n for edge in self.edges for n in edge}, key=_order)


def _order(node: Node) -> tuple[int, int, str]:
    role, name = node
    return ROLES.index(role), int(digits) if (digits := "".join(c for c in name if c.isdigit())) else 0, name


def sample(r: Reader) -> Sample:
    """Choose the ring with the most numbers and, by their keys, at most 56 of these: the same in every run of a seed.

    A number's key is a hash, so the smallest keys are a fair draw that needs no generator.
    """
    truth, sales = r.tables.truth.arrow("sims"), r.tables.truth.arrow("sales")
    own = among(truth, "registrant", "ring", "mule")
    rings = np.r_[column(truth, "ring_id")[own], column(sales, "ring_id")]
    rings = rings[rings > 0]
    made = Sample(totals={"rings": len(np.unique(rings)), "sims": 0, "workers": 0})
    if not len(rings):
        return made
    made.ring = int(np.argmax(np.bincount(rings)))
    mine = own & (column(truth, "ring_id") == made.ring)
    sold = column(sales, "sim_id")[column(sales, "ring_id") == made.ring]
    ids = column(truth, "sim_id")
    mine |= np.isin(ids, sold[sold >= 0])
    worker = column(truth, "worker_id")[mine]
    made.totals |= {"sims": int(mine.sum()), "workers": len(np.unique(worker[worker > 0]))}
    chosen, by = _choose(ids[mine], column(truth, "key")[mine], worker)
    _registered(made, r, chosen, by)
    _sold(made, r, chosen)
    _leaks(made, r)
    made.blocked = {("sim", str(s)) for s in chosen[np.isin(chosen, r.blocked[0])]}
    return made


def _choose(ids: np.ndarray, key: np.ndarray, worker: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Take the same number of SIMs from each worker, those with the smallest keys."""
    if not len(ids):
        return ids, worker
    order = np.argsort(key, kind="stable")
    ids, worker = ids[order], worker[order]
    shown = np.unique(worker)[: N_WORKERS + 1]
    each = max(1, N_SIMS // len(shown))
    keep = np.sort(np.concatenate([np.flatnonzero(worker == w)[:each] for w in shown]))
    return ids[keep], worker[keep]


def _registered(made: Sample, r: Reader, chosen: np.ndarray, by: np.ndarray) -> None:
    """Join ring, worker, device or outlet, and number."""
    seen = r.tables.observed.arrow("registrations")
    rows = np.flatnonzero(np.isin(column(seen, "sim_id"), chosen))
    sim, outlet = column(seen, "sim_id")[rows], column(seen, "outlet_id")[rows]
    device = column(seen.take(rows), "imei")
    way = {int(s): (int(o), str(d)) for s, o, d in zip(sim, outlet, device, strict=True)}
    boss = ("ring", f"ring-{made.ring}")
    for s, w in zip(chosen.tolist(), by.tolist(), strict=True):
        node = ("sim", str(s))
        if w <= 0 or s not in way:
            made.edges.add((boss, node))
            continue
        at, imei = way[s]
        middle = ("outlet", str(at)) if at >= 0 else ("device", imei)
        made.edges |= {(boss, ("worker", str(w))), (("worker", str(w)), middle), (middle, node)}


def _sold(made: Sample, r: Reader, chosen: np.ndarray) -> None:
    """Join numbers and buyers; lots go straight from the ring to whoever bought the most."""
    sales = r.tables.truth.arrow("sales")
    mine = column(sales, "ring_id") == made.ring
    sim = column(sales, "sim_id")
    rows = np.flatnonzero(mine & np.isin(sim, chosen))
    for s, b in zip(sim[rows].tolist(), column(sales.take(rows), "buyer_id").tolist(), strict=True):
        made.edges.add((("sim", str(s)), ("buyer", str(b))))
    lots = np.flatnonzero(mine & (sim < 0))
    for b in sorted(set(column(sales.take(lots), "buyer_id").tolist()))[:N_BUYERS]:
        made.edges.add((("ring", f"ring-{made.ring}"), ("buyer", str(b))))


def _leaks(made: Sample, r: Reader) -> None:
    """Join whoever sold records to the brokers, and the brokers to the ring."""
    lots = r.tables.truth.arrow("lots")
    buyer, seller = column(lots, "buyer_id").astype(str), column(lots, "seller_id").astype(str)
    source = column(lots, "source").astype(str)
    boss = ("ring", f"ring-{made.ring}")
    for broker in sorted(set(seller[buyer == boss[1]].tolist())):
        made.edges.add((("broker", broker), boss))
        mine = sorted(set(seller[buyer == broker].tolist()))[:N_LEAKS]
        made.edges |= {(("leak", s), ("broker", broker)) for s in mine}
        elsewhere = set(source[(seller == broker) & (buyer == boss[1])].tolist()) - {"desk"}
        made.edges |= {(("leak", s), ("broker", broker)) for s in elsewhere}


def places(made: Sample) -> dict[Node, tuple[float, float]]:
    """Lay the nodes out in columns by role; within a column each stands near those it is joined to.

    Sweeping to and fro and sorting by the mean place of the neighbours takes out most crossings; it starts from the
    order of names, so that the same sample always has the same picture.

    Returns
    -------
    dict of Node to (column, height from 0 to 1)
    """
    joined: dict[Node, list[Node]] = {n: [] for n in made.nodes}
    for a, b in sorted(made.edges):
        joined[a].append(b)
        joined[b].append(a)
    columns: dict[int, list[Node]] = {}
    for n in made.nodes:
        columns.setdefault(COLUMN[n[0]], []).append(n)
    height = {n: h for nodes in columns.values() for n, h in _spread(nodes).items()}
    order = sorted(columns)
    for sweep in range(9):
        forth = sweep % 2 == 0
        for c in order if forth else reversed(order):
            mean = {
                n: float(
                    np.mean([height[m] for m in joined[n] if (COLUMN[m[0]] < c) == forth] or [height[n]])
                )
                for n in columns[c]
            }
            columns[c].sort(key=lambda n: (-mean[n], _order(n)))
            height |= _spread(columns[c])
    return {n: (X[COLUMN[n[0]]], height[n]) for n in made.nodes}


def _spread(nodes: list[Node]) -> dict[Node, float]:
    """Spread the nodes of a column evenly, few of them closer to the middle."""
    room = min(1.0, 0.16 * len(nodes))
    return {n: 0.5 + room * (0.5 - (i + 0.5) / len(nodes)) for i, n in enumerate(nodes)}


# ---

LOOKS: dict[str, dict[str, Any]] = {
    "leak": {"marker": "v", "color": style.PINK, "s": 150},
    "broker": {"marker": "h", "color": style.YELLOW, "s": 260},
    "ring": {"marker": "*", "color": style.RED, "s": 460},
    "worker": {"marker": "s", "color": style.BLUE, "s": 130},
    "device": {"marker": "^", "color": style.SKY, "s": 80},
    "outlet": {"marker": "p", "color": style.GREEN, "s": 190},
    "sim": {"marker": "o", "color": style.PAPER, "s": 30},
    "buyer": {"marker": "D", "color": style.ORANGE, "s": 110},
}
BLOCKED: dict[str, Any] = {"marker": "X", "color": style.BLACK, "s": 44}
WORDS = Words(__package__, "ring.words")


def ring_network(tables: Result, ax: Axes, lang: str = "en") -> str:
    """Draw the largest ring from the leak to the buyers, with a sample of its numbers and a shape for each role.

    Returns
    -------
    str
        The caption, from the plotted numbers; it says how the sample was drawn.
    """
    words: dict[str, Any] = WORDS[lang]
    made = sample(Reader(tables))
    if not made.edges:
        style.dress(ax)
        style.nothing(ax, words["none"])
        return words["empty"]
    style.room(ax, 10.5, 7.2)
    ax.set_axis_off()
    ax.set(xlim=(-1.12, 6.75), ylim=(-0.13, 1.13))
    where = places(made)
    lines = [(where[a], where[b]) for a, b in sorted(made.edges)]
    ax.add_collection(LineCollection(lines, colors="#8A8A8A", linewidths=0.7, zorder=1))
    for role, look in LOOKS.items():
        _nodes(ax, [where[n] for n in made.nodes if n[0] == role and n not in made.blocked], look)
    _nodes(ax, [where[n] for n in made.nodes if n in made.blocked], BLOCKED)
    for node, place in where.items():
        _name(ax, node, place, words)
    for i, name in enumerate(words["roles"]):
        if any(COLUMN[role] == i for role, _ in made.nodes):
            style.write(ax, X[i], 1.04, name, 12, ha="center", va="bottom", weight="bold")
    _key(ax, made, words)
    count = Counter(role for role, _ in made.nodes)
    counts = [
        f"{n} {whole(count[role], lang)}"
        for role, n in zip(LOOKS, words["counts"], strict=True)
        if n and count[role]
    ]
    said = {k: whole(made.totals[k], lang) for k in ("rings", "sims")}
    said |= {"count": ", ".join(counts), "blocked": whole(len(made.blocked), lang)}
    text = words["caption"] + words["sample" if made.totals["sims"] else "lots"]
    return str(text).format(**said, ring=made.ring)


def _nodes(ax: Axes, at: list[tuple[float, float]], look: dict[str, Any]) -> None:
    if at:
        x, y = zip(*at, strict=True)
        edge: dict[str, Any] = {"edgecolor": style.INK, "linewidth": 1.0, "zorder": 3}
        ax.scatter(x, y, s=look["s"], marker=look["marker"], c=look["color"], **edge)


def _name(ax: Axes, node: Node, place: tuple[float, float], words: dict[str, Any]) -> None:
    """Name whoever is few enough to be named."""
    role, name = node
    x, y = place
    if role == "leak":
        style.write(ax, x - 0.14, y, words.get(name, words["insider"]), ha="right", va="center")
    elif role == "buyer":
        style.write(ax, x + 0.14, y, name.rpartition("-")[2], va="center")
    elif role == "worker":
        style.write(ax, x, y + 0.022, name, ha="center", va="bottom")


def _key(ax: Axes, made: Sample, words: dict[str, Any]) -> None:
    """Say at the foot which shape is which where a column's heading does not."""
    there = {role for role, _ in made.nodes}
    looks: dict[str, dict[str, Any]] = {k: LOOKS[k] for k in ("device", "outlet", "sim") if k in there}
    if made.blocked:
        looks["blocked"] = BLOCKED
    for name, look in looks.items():
        ax.scatter(
            [], [], s=look["s"], marker=look["marker"], c=look["color"], edgecolor=style.INK, linewidth=1.0,
            label=words["key"][name],
        )  # fmt: skip
    if looks:
        style.legend(
            ax, loc="lower center", bbox_to_anchor=(0.5, -0.02), ncols=4, handletextpad=0.3, columnspacing=1.2
        )
