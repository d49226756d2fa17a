"""The judge of exercise 5.1: a function that builds a graph from rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import pandas as pd

from ..asked import ask
from ..blank import Blank
from ..checks import NotYet
from ..texts import Text

ROWS = pd.DataFrame(
    {
        "sim_id": [41, 42, 41, 43, 44, 41],
        "imei": ["a", "a", "b", "b", "c", "a"],
        "how": ["activation", "activation", "log-in", "log-in", "activation", "log-in"],
        "account_id": [901, 902, 901, 903, 904, 905],
        "outlet_id": [3, 3, 3, 5, 5, 3],
    },
    index=[7, 5, 6, 8, 9, 4],
)
"""Three phones, four numbers, one row said twice; the row names are no numbers of anything."""

NO_GRAPH = Text(
    id="Fungsimu tidak mengembalikan apa-apa: akhirnya harus `return graph`.",
    en="Your function gives nothing back: it must end with `return graph`.",
)


def build(answer: Any, pairs: pd.DataFrame) -> None:
    """Judge a function that ties each row's number to its device."""
    if not callable(answer) or isinstance(answer, nx.Graph):
        raise NotYet(
            Text(
                id="Berikan fungsinya sendiri, `build`, tanpa tanda kurung di belakang namanya.",
                en="Hand in the function itself, `build`, without brackets behind its name.",
            )
        )
    for rows in (ROWS, pairs.head(300)):
        made = _tried(answer, rows)
        if len(made) > len(rows) * 2 and set(pairs["imei"]) <= set(made):
            raise NotYet(
                Text(
                    id="Grafmu memuat seluruh tabel `pairs`. Pakai baris yang diberikan kepada fungsimu, `rows`.",
                    en="Your graph holds the whole table `pairs`. Use the rows that your function is given, `rows`.",
                )
            )
        _same(made, rows)


def _tried(answer: Callable[[pd.DataFrame], Any], rows: pd.DataFrame) -> nx.Graph:
    made = ask(answer, rows.copy(), nothing=NO_GRAPH)
    if not isinstance(made, nx.Graph):
        raise NotYet(
            Text(
                id="Fungsimu harus mengembalikan sebuah graf, `nx.Graph()`.",
                en="Your function must give back a graph, `nx.Graph()`.",
            )
        )
    return made


def _same(made: nx.Graph, rows: pd.DataFrame) -> None:
    """Say how a graph differs from that of the rows."""
    if any(isinstance(node, Blank) for node in made):
        raise NotYet(
            Text(
                id="Masih ada `____` di `add_edge`: ujung yang satu nomor, ujung yang lain gawai.",
                en="There is a `____` left in `add_edge`: one end is a number, the other a device.",
            )
        )
    if made.is_directed():
        raise NotYet(
            Text(
                id="Sisi di sini tidak berarah: pakai `nx.Graph()`, bukan `nx.DiGraph()`.",
                en="Edges have no direction here: use `nx.Graph()`, not `nx.DiGraph()`.",
            )
        )
    numbers, devices = set(rows["sim_id"]), set(rows["imei"])
    nodes, wanted = set(made), nx.from_pandas_edgelist(rows, "sim_id", "imei")
    if nodes & {str(n) for n in numbers}:
        raise NotYet(Text(
            id="Nomornya menjadi teks. Pakai `row.sim_id` apa adanya.",
            en="The numbers have become text. Use `row.sim_id` as it is.",
        ))  # fmt: skip
    if not nodes & devices or not nodes & numbers:
        raise NotYet(Text(
            id="Ujung sisi harus nomor (`row.sim_id`) dan gawai (`row.imei`). Salah satunya tidak ada di grafmu.",
            en="An edge must run from a number (`row.sim_id`) to a device (`row.imei`). One kind is not in your graph.",
        ))  # fmt: skip
    _same_edges(made, wanted, nodes - numbers - devices)


def _same_edges(made: nx.Graph, wanted: nx.Graph, strange: set[Any]) -> None:
    """Say how the edges differ."""
    if strange:
        raise NotYet(
            Text(
                id="Di grafmu ada {n} simpul yang bukan nomor dan bukan gawai.",
                en="Your graph has {n} nodes that are neither numbers nor devices.",
            ).put(n=len(strange))
        )
    if made.number_of_edges() < wanted.number_of_edges():
        raise NotYet(Text(
            id="Ada sisi yang kurang. Apakah `return` berada di luar `for`, dan setiap baris mendapat sisinya?",
            en="Some edges are missing. Does `return` stand outside the `for`, and does every row get its edge?",
        ))  # fmt: skip
    same = {frozenset(e[:2]) for e in made.edges} == {frozenset(e) for e in wanted.edges}
    if not same or made.number_of_edges() != wanted.number_of_edges():
        if same:
            raise NotYet(Text(
                id="Baris yang sama dua kali tetap satu sisi: pakai `nx.Graph()`.",
                en="The same row twice is still one edge: use `nx.Graph()`.",
            ))  # fmt: skip
        raise NotYet(Text(
            id="Ada sisi yang bukan dari satu baris: ikatlah nomor hanya dengan gawai di baris yang sama.",
            en="Some edges are not of one row: tie a number only to the device of the same row.",
        ))  # fmt: skip


def as_shipped(answer: Any) -> bool:
    """Tell whether every edge still has a blank end."""
    try:
        made = answer(ROWS.copy())
    except Exception:  # the student's own code
        return False
    return (
        isinstance(made, nx.Graph)
        and len(made) > 1
        and all(any(isinstance(end, Blank) for end in edge[:2]) for edge in made.edges)
    )
