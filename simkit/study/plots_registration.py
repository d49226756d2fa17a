"""A ring that hides under the cap, outlets in their weeks, and what is left when the outlets are taken away."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import igraph
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from ..analysis.graphs import Graph, neighbourhood, registration_graph
from ..analysis.wording import decimal, whole
from . import style

CAP, MOST = 3, 8
MANY = 3
"""A device with more NIKs than this is drawn as a triangle."""
HOPS, FOLLOWED = 3, 200
FAINT = "#CFCFCF"
WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "x": "new SIMs on one NIK at one operator (8 or more in the last bar)",
        "y": "pairs of NIK and operator (log scale)",
        "honest": "pairs without a SIM of the ring",
        "ring": "pairs with a SIM of the ring",
        "cap": "cap: three at one operator",
        "under": "{n_niks} NIKs carry SIMs of the ring, on average {mean} each and never more than {most} at one "
        "operator; the cap is three. Beyond the cap lie {over} pairs of NIK and operator, {ring_over} of them with a "
        "SIM of the ring.",
        "week": "week",
        "kind": {"street": "street shop", "campus": "campus", "village_office": "village office"},
        "lane": "outlet {outlet}, {kind}",
        "rhythm": "Registrations a week at {n} outlets, each drawn to its own busiest week. NIKs on the busiest day: "
        "{said}.",
        "one": "{n} at outlet {outlet}",
        "with": "with outlets",
        "without": "without outlets and their terminals",
        "nik": "NIK",
        "device": "device",
        "many": "device with more than three NIKs",
        "outlet": "outlet or its terminal",
        "blob": "All within {hops} steps of one device. Left: {n} NIKs hang together through {n_outlets} outlets. "
        "Right: the same, without outlets and their terminals. {single} NIKs now share a device with no other; {many} "
        "devices with more than three NIKs are left, and {tied} of them still hang together through NIKs they share.",
        "empty": "No device has more than three NIKs: there is nothing to draw.",
    },
    "id": {
        "x": "SIM baru atas satu NIK di satu operator (8 atau lebih di batang terakhir)",
        "y": "pasangan NIK dan operator (skala log)",
        "honest": "pasangan tanpa SIM komplotan",
        "ring": "pasangan dengan SIM komplotan",
        "cap": "batas: tiga di satu operator",
        "under": "{n_niks} NIK memuat SIM komplotan, rata-rata {mean} per NIK dan di satu operator tidak pernah lebih "
        "dari {most}; batasnya tiga. Di atas batas ada {over} pasangan NIK dan operator, {ring_over} di antaranya "
        "memuat SIM komplotan.",
        "week": "minggu ke-",
        "kind": {"street": "toko pinggir jalan", "campus": "kampus", "village_office": "kantor desa"},
        "lane": "gerai {outlet}, {kind}",
        "rhythm": "Pendaftaran per minggu di {n} gerai, masing-masing digambar terhadap minggu tersibuknya. NIK pada "
        "hari tersibuk: {said}.",
        "one": "{n} di gerai {outlet}",
        "with": "dengan gerai",
        "without": "tanpa gerai dan gawainya",
        "nik": "NIK",
        "device": "gawai",
        "many": "gawai dengan lebih dari tiga NIK",
        "outlet": "gerai atau gawainya",
        "blob": "Semua dalam {hops} langkah dari satu gawai. Kiri: {n} NIK saling terhubung lewat {n_outlets} "
        "gerai. Kanan: gambar yang sama tanpa gerai dan gawainya. {single} NIK kini tidak berbagi gawai dengan "
        "siapa pun; tersisa {many} gawai dengan lebih dari tiga NIK, dan {tied} di antaranya tetap terhubung lewat "
        "NIK yang sama.",
        "empty": "Tidak ada gawai dengan lebih dari tiga NIK: tidak ada yang digambar.",
    },
}


def ring_under_cap(sims: pd.DataFrame, ax: Axes, lang: str = "en", *, is_ring: pd.Series) -> str:
    """Draw how many new SIMs stand on one NIK at one operator, those with a ring's SIM beside all others.

    Parameters
    ----------
    sims : DataFrame
        New SIMs: ``nik`` and ``operator_id``.
    is_ring : Series of bool
        For each SIM, in the same order.

    Returns
    -------
    str
        The caption, from the plotted numbers.
    """
    words = WORDS[lang]
    made = sims[["nik", "operator_id"]].assign(is_ring=np.asarray(is_ring, bool))
    pairs = made.groupby(["nik", "operator_id"])["is_ring"].agg(["size", "sum"])
    ring = pairs["sum"] > 0
    places = np.arange(1, MOST + 1)
    for shift, mine, color, hatch, name in (
        (-0.2, ~ring, style.SKY, "", "honest"),
        (0.2, ring, style.RED, "///", "ring"),
    ):
        n = np.minimum(pairs.loc[mine, "size"].to_numpy(int), MOST)
        tall = np.bincount(n, minlength=MOST + 1)[1:]
        ax.bar(places + shift, tall, 0.38, color=color, hatch=hatch, edgecolor=style.INK, label=words[name])
    ax.axvline(CAP + 0.5, color=style.INK, linestyle="--", linewidth=1.4)
    ax.set_yscale("log")
    ax.set_ylim(0.7, None)
    ax.yaxis.set_major_formatter(lambda value, _: whole(value, lang))
    style.write(ax, CAP + 0.62, 0.97, words["cap"], transform=ax.get_xaxis_transform(), va="top")
    ax.set_xticks(places, [str(p) if p < MOST else f"{MOST}+" for p in places])
    ax.set_xlabel(words["x"])
    ax.set_ylabel(words["y"])
    style.dress(ax)
    style.legend(ax, loc="upper right", bbox_to_anchor=(1.0, 0.92))
    of_ring = made.loc[made["is_ring"], "nik"]
    mean = decimal(len(of_ring) / max(of_ring.nunique(), 1), lang)
    over, most = pairs["size"] > CAP, int(pairs["sum"].to_numpy(np.int64).max())
    return str(words["under"]).format(
        mean=mean, n_niks=whole(of_ring.nunique(), lang),
        most=whole(float(most), lang), over=whole(over.sum(), lang),
        ring_over=whole((over & ring).sum(), lang),
    )  # fmt: skip


def outlet_weeks(
    days: pd.DataFrame, ax: Axes, lang: str = "en", *, outlets: Sequence[int], setting: Mapping[int, str]
) -> str:
    """Draw the weeks of a few outlets below each other, each against its own busiest week.

    Parameters
    ----------
    days : DataFrame
        NIKs by outlet (rows) and day (columns).
    outlets : sequence of int
        Which, the top one first.
    setting : mapping of outlet to str

    Returns
    -------
    str
        The caption, from the plotted numbers.
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

    The start is the device, other than a terminal, with the most NIKs; no truth is used.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Needs ``registrations``.
    terminals : collection of str
        IMEIs of the outlets' terminals.

    Returns
    -------
    str
        The caption, from the plotted numbers.
    """
    words = WORDS[lang]
    rows = tables["registrations"]
    rows = rows[rows["verdict"] == "allow"].drop(columns="sim_id").assign(sim_id=pd.Series(dtype="Int64"))
    graph = registration_graph({"registrations": rows}).without("sim")
    n_niks = np.diff(graph.between("device", "nik").indptr)
    imei = graph.ids_of("device")
    n_own = np.where(imei.isin(list(terminals)), 0, n_niks)
    if not len(n_own) or n_own.max() <= MANY:
        style.dress(ax)
        style.nothing(ax, words["empty"])
        return str(words["empty"])
    part = neighbourhood(
        graph, ("device", imei[int(np.argmax(n_own))]), HOPS, expand_up_to=FOLLOWED, most=20_000
    )
    many = set(imei[n_own > MANY])
    kind = np.array(part.kinds)[part.kind_codes]
    name = part.nodes["id"].to_numpy(object)
    is_many = (kind == "device") & np.isin(name.astype(str), sorted(many))
    shop = (kind == "outlet") | ((kind == "device") & np.isin(name.astype(str), sorted(terminals)))
    _two_panels(ax, part, _places(part), kind, is_many, shop, words)
    bare = part.part(~shop)
    said = _counts(bare, is_many[~shop])
    said |= {"n": int((kind == "nik").sum()), "n_outlets": int((kind == "outlet").sum()), "hops": HOPS}
    return str(words["blob"]).format(**{k: whole(v, lang) for k, v in said.items()})


def _counts(bare: Graph, is_many: np.ndarray) -> dict[str, int]:
    """Count the NIKs that share a device with nobody, the busy devices, and the most of these that hang together."""
    links = bare.between("nik", "device")
    crowd = np.diff(bare.between("device", "nik").indptr)
    largest = np.zeros(links.shape[0], np.int64)
    np.maximum.at(largest, np.repeat(np.arange(links.shape[0]), np.diff(links.indptr)), crowd[links.indices])
    label = np.array(bare.to_igraph().connected_components().membership)[is_many]
    return {
        "single": int((largest <= 1).sum()),
        "many": int(is_many.sum()),
        "tied": int(np.bincount(label).max()) if len(label) else 0,
    }


def _places(part: Graph) -> np.ndarray:
    """Place the nodes of a graph so that linked ones lie close together, between 0 and 1."""
    drawn = igraph.Graph(n=part.n_nodes, edges=np.column_stack([part.u, part.v]))
    igraph.set_random_number_generator(random.Random(1))
    try:
        made = np.array(drawn.layout_fruchterman_reingold(niter=300, grid=True).coords)
    finally:
        igraph.set_random_number_generator(random)
    low, high = made.min(axis=0), made.max(axis=0)
    return np.asarray((made - low) / np.where(high > low, high - low, 1.0))


def _two_panels(
    ax: Axes, part: Graph, place: np.ndarray, kind: np.ndarray, is_many: np.ndarray, shop: np.ndarray,
    words: Mapping[str, Any],
) -> None:  # fmt: skip
    """Draw the same nodes twice, at the same places: with the outlets, and without."""
    style.room(ax, 11.4, 6.0)
    style.dress(ax)
    ax.set_axis_off()
    ax.set(xlim=(-0.02, 2.14), ylim=(-0.12, 1.08))
    ends = np.stack([place[part.u], place[part.v]], axis=1)
    gone = shop[part.u] | shop[part.v]
    busy = is_many[part.u] | is_many[part.v]
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
