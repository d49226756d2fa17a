"""The ring's network: a shape for each role, from the leak to the buyer."""

from __future__ import annotations

from collections import Counter
from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from ..analysis.outcomes import Result
from ..analysis.wording import whole
from . import style
from .reading import Reader
from .ring_sample import COLUMN, Node, Sample, X, places, sample

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
WORDS = {
    "en": {
        "roles": ("leaks", "broker", "ring", "workers", "devices,\noutlets", "numbers", "buyers"),
        "key": {
            "device": "device (registers itself)",
            "outlet": "outlet",
            "sim": "number at the end of the run",
            "blocked": "its SIM was blocked",
        },
        "other_leak": "other leaks",
        "breach": "server breach",
        "insider": "insider",
        "none": "No ring in this run:\nno network to draw.",
        "empty": "No ring registered or sold a number in this run, so there is no network.",
        "caption": "Ring {ring} of {rings}, from the leak to the buyers. Drawn: {count}.",
        "sample": " {blocked} of the numbers drawn had their SIM blocked. Of the ring's {sims} numbers only these are "
        "drawn, with those who handled them: a draw by a keyed hash, equally many from each worker.",
        "lots": " No number was registered or sold one by one: the lines lead to buyers of lots.",
        "counts": ("sources of records", "brokers", "", "workers", "devices", "outlets", "numbers", "buyers"),
    },
    "id": {
        "roles": ("kebocoran", "pialang", "komplotan", "pekerja", "gawai,\ngerai", "nomor", "pembeli"),
        "key": {
            "device": "gawai (daftar sendiri)",
            "outlet": "gerai",
            "sim": "nomor pada akhir simulasi",
            "blocked": "SIM-nya diblokir",
        },
        "other_leak": "kebocoran lain",
        "breach": "server bobol",
        "insider": "orang dalam",
        "none": "Tidak ada komplotan dalam simulasi ini:\ntidak ada jaringan.",
        "empty": "Tidak ada komplotan yang mendaftarkan atau menjual nomor, jadi tidak ada jaringan.",
        "caption": "Komplotan {ring} dari {rings}, dari kebocoran sampai pembeli. Digambar: {count}.",
        "sample": " {blocked} nomor yang digambar SIM-nya diblokir. Dari {sims} nomor komplotan ini hanya itu yang "
        "digambar, beserta yang menanganinya: dipilih dengan hash berkunci, sama banyak dari setiap pekerja.",
        "lots": " Tidak ada nomor yang didaftarkan atau terjual satuan: garis menuju pembeli borongan.",
        "counts": ("sumber data", "pialang", "", "pekerja", "gawai", "gerai", "nomor", "pembeli"),
    },
}


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
