"""A table of many rows stays in its file: whatever is asked of it comes out as if it had been read whole."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simkit import simulate
from simkit.detect import long_tables, run
from simkit.detect.detectors.registry import SPECS
from simkit.detect.intake.folder import read_folder
from simkit.detect.intake.table import read_file
from simkit.detect.long_tables import LongTable, by_sim, counts, pairs, rows_of
from simkit.detect.page import save
from simkit.detect.run import examine
from simkit.detect.views import OBSERVED

LARGE = ("traffic_daily", "contacts")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    small = {"people.n_people": 800, "run.days": 25, "run.scale": 0.003}
    return simulate("palembang-reported", settings=small).save(tmp_path_factory.mktemp("long") / "run")


def streamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_tables, "LONG", 1)
    monkeypatch.setattr(long_tables, "PIECE", 3_001)


def test_findings_are_the_same_to_the_byte(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {n: s for n, s in SPECS.items() if {*s.helps, *s.any_of} & set(LARGE)}
    assert len(asked) > 3
    monkeypatch.setattr(run, "SPECS", asked)
    want = save(examine(folder), tmp_path / "whole")
    streamed(monkeypatch)
    desk = examine(folder)
    assert all(isinstance(desk.intake.tables[n], LongTable) for n in LARGE)
    have = save(desk, tmp_path / "streamed")
    names = sorted(p.name for p in want.iterdir())
    assert names == sorted(p.name for p in have.iterdir())
    assert [n for n in names if (want / n).read_bytes() != (have / n).read_bytes()] == []


def test_what_is_asked_by_sim_is_what_a_group_by_gives(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {n: f for n, f in read_folder(folder).tables.items() if n in LARGE}
    streamed(monkeypatch)
    late = {n: f for n, f in read_folder(folder).tables.items() if n in LARGE}
    traffic, by = whole["traffic_daily"], whole["traffic_daily"].groupby("sim_id")
    for rows in (traffic, late["traffic_daily"]):
        made = by_sim(rows, ["n_out", "n_days", "first", "last"])
        pd.testing.assert_series_equal(made["n_out"], by["n_out"].sum().astype("int64"))
        pd.testing.assert_series_equal(made["n_days"], by.size().rename("n_days"))
        pd.testing.assert_series_equal(made["first"], by["day"].min().rename("first"))
        pd.testing.assert_series_equal(made["last"], by["day"].max().rename("last"))
        some = made.index[::3]
        asked = rows_of(rows, some, ["day", "n_out"])
        want = traffic.loc[traffic["sim_id"].isin(some), ["sim_id", "day", "n_out"]].reset_index(drop=True)
        pd.testing.assert_frame_equal(asked.reset_index(drop=True), want)
        assert counts(rows, "day").to_dict() == traffic["day"].value_counts().to_dict()
    n = whole["contacts"].groupby(["sim_id", "recipient_sim_id"]).size()
    for rows in (whole["contacts"], late["contacts"]):
        made = pairs(rows)
        assert made["n"].to_dict() == n.groupby(level="sim_id").size().to_dict()
        assert made["once"].to_dict() == (n == 1).groupby(level="sim_id").sum().to_dict()
        assert made["once"].sum() > 0


def test_other_use_of_a_table_in_its_file_is_that_of_a_frame(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = read_folder(folder).tables["contacts"]
    streamed(monkeypatch)
    late = read_folder(folder).tables["contacts"]
    assert (len(late), list(late), late.empty) == (len(whole), list(whole), False)
    assert "n" in late and "m" not in late
    pd.testing.assert_frame_equal(late[late["n"] > 1], whole[whole["n"] > 1])
    assert late.shape == whole.shape


DAMAGES = {
    "a key twice": lambda f: pd.concat([f, f.tail(1)]),
    "rows in another order": lambda f: f.iloc[::-1],
    "an id below one": lambda f: f.assign(sim_id=np.where(f.index == 5, 0, f["sim_id"])),
    "an id of many digits": lambda f: f.assign(sim_id=f["sim_id"] + long_tables.WIDEST),
    "other types": lambda f: f.assign(n=f["n"].astype("int64")),
    "a moment that nobody saw": lambda f: f.assign(day=[date(1899, 12, 31), *f["day"].iloc[1:]]),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_table_that_is_not_as_simkit_wrote_it_is_read_whole(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    declared = OBSERVED["contacts"]
    streamed(monkeypatch)
    source = folder / "observed" / "contacts.parquet"
    assert isinstance(read_file(source, declared, "x")[0], LongTable)
    made = DAMAGES[damage](pd.read_parquet(source).head(1_200))
    schema = pq.read_schema(source)
    kept = pa.Table.from_pandas(made, preserve_index=False)
    if damage != "other types":
        kept = kept.cast(schema)
    pq.write_table(kept, tmp_path / "contacts.parquet")
    frame, found = read_file(tmp_path / "contacts.parquet", declared, "x")
    assert not isinstance(frame, LongTable)
    assert (frame is not None and len(frame)) or found
