"""The resale network: stars, chains of stars and dust; and what a removal leaves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from scipy.sparse import csgraph, csr_matrix

from simkit.core.catalogue import Words
from simkit.core.locale import whole
from simkit.figures import style

GOLDEN = np.pi * (3 - 5**0.5)
RING, BELT, DUST = (0.82, 1.02), (1.38, 1.62), (1.84, 2.3)
GREY = "#8A8A8A"
PER_DOT = 5
"""So many small groups share a dot: all of them would make the picture heavy to send."""
WORDS: dict[str, dict[str, Any]] = Words(__package__, "figures.words")
LOOKS = {
    "degree": (style.RED, "o", "-"),
    "betweenness": (style.BLUE, "s", "--"),
    "random": (style.GREEN, "^", ":"),
}


def number_device_map(pairs: pd.DataFrame, ax: Axes, lang: str = "en", *, least: int = 10) -> str:
    """Draw every number and device of a country: the largest group in the middle, stars around it, dust outside.

    - ``pairs`` (DataFrame): ``sim_id`` and ``imei``: each pair of a number and a device once.
    - ``least`` (int): From how many numbers on a device is called a star.
    """
    words = WORDS[lang]
    number, numbers = pd.factorize(pairs["sim_id"], sort=True)
    device, devices = pd.factorize(pairs["imei"], sort=True)
    n, v = len(numbers) + len(devices), device + len(numbers)
    n_groups, label = csgraph.connected_components(csr_matrix((np.ones(len(v)), (number, v)), (n, n)), False)
    size = np.bincount(label, minlength=n_groups)
    degree = np.bincount(v, minlength=n)
    fullest = np.zeros(n_groups, np.int64)
    np.maximum.at(fullest, label, degree)
    order = np.argsort(-size, kind="stable")
    chain, rest = order[0], order[1:]
    stars = rest[fullest[rest] >= least]
    dust = rest[fullest[rest] < least]
    is_star = (np.arange(n) >= len(numbers)) & (degree >= least)
    fig = ax.get_figure(root=True)
    if fig is not None and len(fig.axes) == 1:
        fig.set_size_inches(7.8, 8.8)
    _dust(ax, size[dust])
    # by the golden angle, so that large stars do not stand side by side
    apart = np.argsort(np.arange(len(stars)) * GOLDEN % (2 * np.pi))
    for i, group in enumerate(stars[apart].tolist()):
        _star(ax, number, v, label == group, degree, _around(i, len(stars), BELT))
    hubs = _chain(ax, number, v, label == chain, len(numbers), degree, least)
    told = {"chain": (label[: len(numbers)] == chain).sum(), "hubs": hubs, "stars": len(stars), "dust": len(dust),
            "alone": is_star[label != chain].sum(), "inside": is_star[label == chain].sum(),
            "groups": n_groups, "numbers": len(numbers), "devices": len(devices), "least": least}  # fmt: skip
    said = {k: whole(int(x), lang) for k, x in told.items()}
    for name, of, look in (("chain", "chain", {"marker": "o", "c": style.RED, "s": 18}),
                           ("hub", "hubs", {"marker": "s", "c": style.INK, "s": 34}),
                           ("star", "stars", {"marker": "*", "c": style.BLUE, "s": 90}),
                           ("dust", "dust", {"marker": ".", "c": GREY, "s": 18})):  # fmt: skip
        ax.scatter([], [], label=words[name].format(n=said[of]), **look)  # type: ignore[arg-type]
    ax.set(xlim=(-2.34, 2.34), ylim=(-2.95, 2.34), aspect="equal", xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set_visible(False)
    style.legend(ax, loc="lower center", ncols=2)
    return str(words["map"]).format(**said)


def _dots(ax: Axes, xy: np.ndarray, **look: Any) -> None:
    ax.scatter(xy[:, 0], xy[:, 1], **look)


def _dust(ax: Axes, size: np.ndarray) -> None:
    some = size[::PER_DOT]
    i = np.arange(len(some))
    inner, outer = DUST
    radius = np.sqrt(inner**2 + (outer**2 - inner**2) * (i + 0.5) / max(len(i), 1))[::-1]
    angle = i * GOLDEN
    ax.scatter(
        radius * np.cos(angle), radius * np.sin(angle), s=1.2 * some, c=GREY, linewidths=0, antialiaseds=False
    )


def _around(i: int, n: int, radii: tuple[float, float]) -> np.ndarray:
    """Give the place of one of n things on two circles, by turns."""
    angle = 2 * np.pi * i / max(n, 1)
    return np.array([np.cos(angle), np.sin(angle)]) * radii[i % 2]


def _petals(n: int) -> np.ndarray:
    """Give n places around a star's centre."""
    angle = 2 * np.pi * np.arange(n) / max(n, 1)
    return np.column_stack([np.cos(angle), np.sin(angle)]) * (0.03 + 0.011 * np.sqrt(n))


def _star(
    ax: Axes, u: np.ndarray, v: np.ndarray, mine: np.ndarray, degree: np.ndarray, centre: np.ndarray
) -> None:
    """Draw one star: its fullest device in the middle, all else around it."""
    nodes = np.flatnonzero(mine)
    hub = nodes[np.argmax(degree[nodes])]
    around = nodes[nodes != hub]
    place = np.zeros((len(mine), 2))
    place[hub], place[around] = centre, centre + _petals(len(around))
    inside = mine[u]
    lines = np.stack([place[u[inside]], place[v[inside]]], axis=1)
    # without smoothing: the picture is a third smaller
    ax.add_collection(LineCollection(list(lines), colors=style.BLUE, linewidths=0.5, antialiaseds=False))
    _dots(ax, place[around], s=4, c=style.BLUE, linewidths=0, antialiaseds=False)
    _dots(ax, centre[None], s=22, c=style.INK, marker="s", linewidths=0)


def _chain(
    ax: Axes, u: np.ndarray, v: np.ndarray, mine: np.ndarray, n_numbers: int, degree: np.ndarray, least: int
) -> int:
    """Draw the largest group: its stars in a circle, its other devices inside; give how many devices it holds."""
    nodes = np.flatnonzero(mine)
    devices = nodes[nodes >= n_numbers]
    u, v = u[mine[u]], v[mine[u]]
    order = np.lexsort((v, -degree[v], u))
    first = order[np.unique(u[order], return_index=True)[1]]
    is_hub = np.bincount(v[first], minlength=len(mine))[devices] >= least / 2
    hubs, others = devices[is_hub], devices[~is_hub]
    place = np.zeros((len(mine), 2))
    i = np.arange(len(others))
    place[others] = (
        0.62 * np.sqrt((i + 0.5) / max(len(i), 1)) * np.array([np.cos(i * GOLDEN), np.sin(i * GOLDEN)])
    ).T
    for at, hub in enumerate(hubs.tolist()):
        place[hub] = _around(at, len(hubs), RING)
    for home in devices.tolist():
        here = u[first[v[first] == home]]
        place[here] = place[home] + _petals(len(here)) * (1.0 if home in set(hubs.tolist()) else 0.6)
    is_home = np.zeros(len(u), bool)
    is_home[first] = True
    for some, color, width in ((~is_home, "#D3D3D3", 0.3), (is_home, style.RED, 0.5)):
        lines = np.stack([place[u[some]], place[v[some]]], axis=1)
        ax.add_collection(
            LineCollection(list(lines), colors=color, linewidths=width, zorder=1, antialiaseds=False)
        )
    _dots(ax, place[np.unique(u)], s=4, c=style.RED, linewidths=0, zorder=2, antialiaseds=False)
    _dots(ax, place[others], s=9, c=style.INK, marker="s", linewidths=0, zorder=3)
    _dots(ax, place[hubs], s=22, c=style.INK, marker="s", linewidths=0, zorder=3)
    return len(devices)


def removal(curve: pd.DataFrame, ax: Axes, lang: str = "en", *, n_numbers: int, n_devices: int) -> str:
    """Draw what share of the numbers still hangs together, and what share was reached, as devices are removed.

    - ``curve`` (DataFrame): ``order``, ``n_removed``, ``n_together``, ``n_reached``.
    """
    words = WORDS[lang]
    style.room(ax, 9.6, 6.4)
    for name, (color, marker, line) in LOOKS.items():
        rows = curve[curve["order"] == name]
        for column, fill in (("n_together", color), ("n_reached", style.PAPER)):
            kind = column.removeprefix("n_")
            ax.plot(
                rows["n_removed"], rows[column] / n_numbers, color=color, linestyle=line, marker=marker,
                markerfacecolor=fill, markersize=7, label=words[kind].format(name=words[name]),
            )  # fmt: skip
    ax.set_ylim(-0.02, 1.04)
    style.share_axis(ax.yaxis, lang)
    style.count_axis(ax.xaxis, lang)
    ax.set_xlabel(words["removed"])
    ax.set_ylabel(words["share"])
    style.dress(ax)
    style.legend(ax, loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=2)
    n = int(min(curve["n_removed"], key=lambda removed: abs(removed - 10)))
    at = curve[curve["n_removed"] == n].set_index("order")
    together, seen = at["n_together"].to_dict(), at["n_reached"].to_dict()
    told = {
        "n": n, "all": n_devices, "numbers": n_numbers, "together": together["degree"], "random": together["random"],
        "reached": seen["degree"], "few": seen["random"],
    }  # fmt: skip
    return str(words["curve"]).format(**{k: whole(int(v), lang) for k, v in told.items()})
