"""What a student's function does on arguments drawn by chance: two functions that do the same are the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from simkit.engine.codes import CALL, OTT, SMS
from simkit.world import nik as niks
from simkit_course.lessons.l07_complaint_to_block.material import run_desk
from simkit_course.lessons.l10_for_builders.material import Stage, market

N = 30
NOON = pd.Timestamp("2024-08-05 12:00:00")


def tried(
    draw: Callable[[np.random.Generator], tuple[Any, ...]], plain: Callable[[Any], Any] = lambda made: made
) -> Any:
    """Make a function that calls another with arguments drawn by chance and gives all that came back."""

    def play(function: Any) -> list[Any]:
        return [_outcome(function, draw(np.random.default_rng(seed)), plain) for seed in range(N)]

    return play


def _outcome(function: Any, arguments: tuple[Any, ...], plain: Callable[[Any], Any]) -> Any:
    try:
        with np.errstate(all="ignore"):
            return plain(function(*arguments))
    except Exception as error:  # the student's own code
        return type(error).__name__


def _nik(rng: np.random.Generator) -> tuple[int]:
    days, woman = rng.integers(-15_000, 19_000), rng.integers(0, 2)
    return (int(niks.encode(int(rng.choice([11, 32, 94])), 70, int(days), int(woman), 1)),)


def _looks(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.Timestamp, int]:
    at = NOON + pd.to_timedelta(rng.integers(0, 5, N), unit="h")
    ticket = pd.array(np.where(rng.random(N) < 0.5, 1, 0), dtype="Int64")
    ticket[ticket == 0] = pd.NA
    looks = pd.DataFrame({"access_id": range(N), "at": at, "agent_id": rng.integers(0, 3, N),
                          "person_id": rng.integers(0, 3, N), "ticket_id": ticket, "seconds": 60})  # fmt: skip
    return looks, NOON + pd.Timedelta(hours=2), 1


def _named(rng: np.random.Generator) -> tuple[pd.DataFrame]:
    begun = NOON + pd.to_timedelta(rng.integers(0, 9, N), unit="min")
    ids = {
        name: rng.integers(0, 2, N)
        for name in ("agent_id", "person_id", "ticket_agent_id", "ticket_person_id")
    }
    return (pd.DataFrame({"at": NOON + pd.to_timedelta(rng.integers(-15, 25, N), unit="min"), **ids, "ticket_id": 1,
                          "started_at": begun, "closed_at": begun + pd.Timedelta(minutes=3)}),)  # fmt: skip


def _rows(rng: np.random.Generator) -> tuple[pd.DataFrame]:
    columns = {name: rng.integers(0, 9, 12) for name in ("sim_id", "account_id", "outlet_id")}
    return (pd.DataFrame({**columns, "imei": [f"00{i}" for i in rng.integers(0, 5, 12)], "how": "log-in"}),)


def _desk(function: Any) -> list[Any]:
    def draw(rng: np.random.Generator) -> tuple[pd.DataFrame, int]:
        arrives = np.sort(rng.integers(0, 30, 6)).astype(float)
        return pd.DataFrame({"arrives": arrives, "takes": rng.integers(1, 9, 6).astype(float)}), 2

    return tried(lambda rng: (function, *draw(rng)), lambda made: made.to_numpy().ravel().tolist())(run_desk)


def _erlang(rng: np.random.Generator) -> tuple[int, float, float]:
    n, review = int(rng.integers(1, 7)), float(rng.choice([0.1, 0.2, 0.5]))
    return n, float(rng.uniform(0.2, 0.9)) * n / review, review


def _routes(rng: np.random.Generator) -> tuple[pd.Series, pd.Series]:
    names = ["self", "outlet", "mule", "dealer"]
    return tuple(pd.Series(rng.integers(0, 6, 4), names, dtype=float) for _ in "ab")  # type: ignore[return-value]


def _batches(kind: Any) -> list[Any]:
    def alter(rng: np.random.Generator) -> Any:
        n = rng.integers(1, 60, N)
        rows = {"at": rng.integers(0, 400, N).astype(float), "key": np.arange(N, dtype=np.uint64), "sim": np.arange(N),
                "channel": rng.choice([SMS, CALL, OTT], N), "n_sent": n, "n_recipients": n.copy(),
                "n_reached": np.zeros(N, np.int64), "days": rng.choice([0.5, 1.0], N)}  # fmt: skip
        model = SimpleNamespace(sims={"t": rng.integers(-400, 100, N + 3).astype(float)}, now=400.0)
        return kind(per_day=int(rng.integers(2, 30)), first_days=float(rng.integers(2, 15))).alter(
            rows, model
        )

    return tried(lambda rng: (rng,), lambda made: list(np.asarray(made["n_sent"])))(alter)


def _phones(detector: Any) -> list[Any]:
    tables = {name: market().observed[name] for name in ("accounts", "sims")}

    def draw(rng: np.random.Generator) -> tuple[dict[str, pd.DataFrame]]:
        return ({name: table.iloc[rng.permutation(len(table))[:2_000]] for name, table in tables.items()},)

    return tried(draw, lambda made: sorted(zip(made.table["entity_id"], made.table["score"], strict=True)))(
        detector
    )


def _appeals(kind: Any) -> list[Any]:
    def play(rng: np.random.Generator) -> list[Any]:
        ring, desk = rng.choice([-1, -1, 0], 9).tolist(), kind(review_h=float(rng.integers(1, 6)))
        starts = np.sort(rng.choice(40, 3, replace=False)).astype(float)
        blocks = tuple((float(at), tuple(range(3 * i, 3 * i + 3))) for i, at in enumerate(starts))
        Stage(ring).play(desk, blocks)
        return sorted(map(list, desk.log))

    return tried(lambda rng: (rng,))(play)


BEHAVIOURS: Mapping[str, Callable[[Any], list[Any]]] = {
    "0.2": tried(lambda rng: tuple(rng.integers(1, 50, 2).tolist())),
    "2.1": tried(_nik),
    "3.3": tried(_looks, lambda made: {name: list(rows["access_id"]) for name, rows in made.items()}),
    "3.4": tried(_named, lambda made: {name: list(flags) for name, flags in made.items()}),
    "5.1": tried(_rows, lambda made: sorted(sorted(map(str, edge)) for edge in nx.Graph(made).edges)),
    "6.3": tried(lambda rng: tuple(rng.random(3).tolist())),
    "7.1": _desk,
    "7.3": tried(_erlang),
    "7.4": tried(lambda rng: (float(rng.integers(1, 120)) / 2, float(rng.integers(1, 31)))),
    "8.3": tried(_routes),
    "10.1": _batches,
    "10.4": _phones,
    "10.5": _appeals,
}  # fmt: skip
