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
from ..measure.outcomes import Result, says
from . import style
from .reader import Reader, column

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
    """Nodes and edges to draw, the numbers among them whose SIM was blocked, and how much they stand for.

    `ring` is the one that is shown, 0 where there is none; `totals` counts all rings, and all numbers of this one.
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
    own = says(truth, "registrant", "ring", "mule")
    rings = np.r_[column(truth, "ring_id")[own], column(sales, "ring_id")]
    rings = rings[rings > 0]
    if not len(rings):
        return Sample()
    made = Sample(ring=int(np.argmax(np.bincount(rings))))
    ids, sold = column(truth, "sim_id"), column(sales, "sim_id")[column(sales, "ring_id") == made.ring]
    mine = own & (column(truth, "ring_id") == made.ring) | np.isin(ids, sold[sold >= 0])
    made.totals = {"rings": len(np.unique(rings)), "sims": int(mine.sum())}
    chosen, by = _choose(ids[mine], column(truth, "key")[mine], column(truth, "worker_id")[mine])
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
    through = {
        s: ("outlet", str(o)) if o >= 0 else ("device", str(d))
        for s, o, d in zip(
            *(column(seen.take(rows), c) for c in ("sim_id", "outlet_id", "imei")), strict=True
        )
    }
    boss = ("ring", f"ring-{made.ring}")
    for s, w in zip(chosen, by, strict=True):
        node, worker = ("sim", str(s)), ("worker", str(w))
        if w > 0 and s in through:
            made.edges |= {(boss, worker), (worker, through[s]), (through[s], node)}
        else:
            made.edges.add((boss, node))


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
    """Give each node its column and a height from 0 to 1, near those it is joined to.

    Sweeping to and fro and sorting by the mean place of the neighbours takes out most crossings; it starts from the
    order of names, so that the same sample always has the same picture.
    """
    joined: dict[Node, list[Node]] = {n: [] for n in made.nodes}
    for a, b in sorted(made.edges):
        joined[a].append(b)
        joined[b].append(a)
    columns = {
        c: [n for n in made.nodes if COLUMN[n[0]] == c] for c in sorted({COLUMN[n[0]] for n in made.nodes})
    }
    height = {n: h for nodes in columns.values() for n, h in _spread(nodes).items()}
    for sweep in range(9):
        forth = sweep % 2 == 0
        for c in columns if forth else reversed(columns):
            near = {n: [height[m] for m in joined[n] if (COLUMN[m[0]] < c) == forth] for n in columns[c]}
            columns[c].sort(key=lambda n: (-np.mean(near[n] or [height[n]]), _order(n)))
            height |= _spread(columns[c])
    return {n: (X[COLUMN[n[0]]], height[n]) for n in made.nodes}


def _spread(nodes: list[Node]) -> dict[Node, float]:
    """Spread the nodes of a column evenly, few of them closer to the middle."""
    room = min(1.0, 0.16 * len(nodes))
    return {n: 0.5 + room * (0.5 - (i + 0.5) / len(nodes)) for i, n in enumerate(nodes)}


# ---

LOOKS: dict[str, dict[str, Any]] = {
    "leak": {"marker": "v", "c": style.PINK, "s": 150},
    "broker": {"marker": "h", "c": style.YELLOW, "s": 260},
    "ring": {"marker": "*", "c": style.RED, "s": 460},
    "worker": {"marker": "s", "c": style.BLUE, "s": 130},
    "device": {"marker": "^", "c": style.SKY, "s": 80},
    "outlet": {"marker": "p", "c": style.GREEN, "s": 190},
    "sim": {"marker": "o", "c": style.PAPER, "s": 30},
    "buyer": {"marker": "D", "c": style.ORANGE, "s": 110},
}
BLOCKED: dict[str, Any] = {"marker": "X", "c": style.BLACK, "s": 44}
WORDS = Words(__package__, "ring.words")


def ring_network(tables: Result, ax: Axes, lang: str = "en") -> str:
    """Draw the largest ring from the leak to the buyers, with a sample of its numbers and a shape for each role.

    The caption that it returns says how the sample was drawn.
    """
    words = WORDS[lang]
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
    for role, look in (LOOKS | {"blocked": BLOCKED}).items():
        at = [p for n, p in where.items() if role == ("blocked" if n in made.blocked else n[0])]
        if at:
            ax.scatter(*zip(*at, strict=True), edgecolor=style.INK, linewidth=1.0, zorder=3, **look)
    for node, place in where.items():
        _name(ax, node, place, words)
    for i, name in enumerate(words["roles"]):
        if any(COLUMN[role] == i for role, _ in made.nodes):
            style.write(ax, X[i], 1.04, name, 12, ha="center", va="bottom", weight="bold")
    _key(ax, made, words)
    count = Counter(role for role, _ in made.nodes)
    named = zip(LOOKS, words["counts"], strict=True)
    said = {k: whole(n, lang) for k, n in (made.totals | {"blocked": len(made.blocked)}).items()}
    said["count"] = ", ".join(
        f"{name} {whole(count[role], lang)}" for role, name in named if name and count[role]
    )
    text: str = words["caption"] + words["sample" if made.totals["sims"] else "lots"]
    return text.format(**said, ring=made.ring)


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
    looks: dict[str, Any] = {k: LOOKS[k] for k in ("device", "outlet", "sim") if k in there}
    looks |= {"blocked": BLOCKED} if made.blocked else {}
    for name, look in looks.items():
        ax.scatter([], [], edgecolor=style.INK, linewidth=1.0, label=words["key"][name], **look)
    if looks:
        style.legend(
            ax, loc="lower center", bbox_to_anchor=(0.5, -0.02), ncols=4, handletextpad=0.3, columnspacing=1.2
        )
