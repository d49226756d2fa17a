"""Views of folders: a cut shows what the engine would have shown, under ids that stay."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import pandas as pd
import pyarrow as pa
import pytest
from run_samples import DAY, DECLARED, busy, invariant, row_hashes, start

from simkit.core.errors import BadValue
from simkit.core.folder import load
from simkit.detect.views import BEGINS, DECIDED, LATER, cut
from simkit.engine.export.ids import View


@cache
def run():
    return busy()


class Arrows(dict):
    """Frames as typed Arrow tables: what cannot be typed as declared is an error."""

    def arrow(self, name):
        return pa.Table.from_pandas(self[name], DECLARED[f"observed/{name}"].schema, preserve_index=False)


def keyed(tables, view):
    """Tables with their ids replaced by what does not depend on the day's numbering."""
    return invariant(SimpleNamespace(model=run().model, _view=view, observed=tables, truth={}))


@pytest.mark.parametrize("day", [3, 30, 45, 60])
def test_a_cut_shows_what_the_engine_shows(day):
    """Every table, every column, every row; only ids are numbered otherwise."""
    now = run()
    seen = cut(now.observed, start(now) + day * DAY)
    one = keyed(Arrows(seen), now._view)
    two = keyed(now.as_of(day), View(now.model, day * 24.0))
    assert set(one) == set(two) == {f"observed/{n}" for n in now.observed}
    for path in two:
        a, b = one[path], two[path]
        assert len(a) == len(b), path
        wrong = [c for c in b if sorted(row_hashes(a[[c]])) != sorted(row_hashes(b[[c]]))]
        assert wrong == [], path
        assert sorted(row_hashes(a)) == sorted(row_hashes(b)), path
    if day == 45:
        assert sum(len(t) > 0 for t in two.values()) >= len(two) - 2


def test_ids_stay_from_day_to_day():
    now = run()
    seen = cut(now.observed, start(now) + 30 * DAY)
    for name, key in (
        ("registrations", "registration_id"),
        ("sims", "sim_id"),
        ("complaints", "complaint_id"),
    ):
        merged = seen[name].merge(now.observed[name], on=key, suffixes=("", "_now"))
        assert 0 < len(merged) == len(seen[name]) < len(now.observed[name])
        same = [c for c in seen[name] if c != key and not any(c in (r.moment, r.column) for r in LATER)]
        for c in set(same) - {"sim_id"}:
            assert merged[c].equals(merged[f"{c}_now"].rename(c)), c


def test_a_cut_of_a_folder_is_the_cut_of_the_run(tmp_path):
    now, at = run(), start(run()) + 20 * DAY
    now.save(tmp_path / "r")
    one, two = cut(load(tmp_path / "r").observed, at), cut(now.observed, at)
    assert list(one) == list(two) and len(one) == len(two)
    for name in ("tickets", "registrations", "accounts", "complaints", "contacts"):
        pd.testing.assert_frame_equal(one[name], two[name], check_categorical=False)


def test_a_look_spoils_nothing_and_tables_may_be_absent():
    now, at = run(), start(run()) + 20 * DAY
    c = now.observed["complaints"]
    before = c.copy()
    seen = cut({"complaints": c}, at)
    mine = seen["complaints"]
    mine["outcome"] = "spoilt"
    assert (seen["complaints"]["outcome"] != "spoilt").all()
    pd.testing.assert_frame_equal(c, before)
    assert "sims" not in seen
    with pytest.raises(KeyError, match="did you mean 'complaints'"):
        seen["complaint"]
    assert cut({"accounts": now.observed["accounts"]}, at)["accounts"]["activated_at"].notna().all()


def test_what_happens_at_the_very_moment_is_seen_and_a_second_later_is_not():
    at = pd.to_datetime(["2025-01-02 08:00", "2025-01-03 09:00"])
    told = {"complaint_id": [1, 2], "at": at, "decided_at": at + pd.Timedelta("1h"), "outcome": "blocked"}
    for second, n, outcome in ((0, 2, ["blocked", "pending"]), (-1, 1, ["blocked"])):
        seen = cut({"complaints": pd.DataFrame(told)}, at[1] + pd.Timedelta(seconds=second))["complaints"]
        assert len(seen) == n and seen["outcome"].tolist() == outcome
    seen = cut({"complaints": pd.DataFrame(told)}, at[1] + pd.Timedelta("1h"))["complaints"]
    assert seen["outcome"].tolist() == ["blocked", "blocked"]


def test_cutting_twice_is_cutting_once():
    now = run()
    at = [start(now) + d * DAY for d in (20, 40)]
    twice, once = cut(cut(now.observed, at[1]), at[0]), cut(now.observed, at[0])
    for name in once:
        pd.testing.assert_frame_equal(twice[name], once[name], check_categorical=False)


def test_every_time_of_every_table_is_dealt_with():
    """A new time column must say whether a row begins with it or something is written into the row then."""
    columns = [(n, c) for n in run().observed for c in DECLARED[f"observed/{n}"].columns]
    times = {(n, c.name) for n, c in columns if c.kind in ("time", "day")}
    told = {(n, c) for n, c in BEGINS.items() if n != "cases"} | {(r.table, r.moment) for r in LATER}
    assert times - told == {("people", "birth_date")}
    assert told <= times
    assert ("registrations", "sim_id", "sims", "sim_id") in DECIDED


def test_moments_that_are_none_are_refused():
    for at in ("yesterday-ish", None, pd.NaT, "2025-01-01 00:00+07:00", [1]):
        with pytest.raises(BadValue, match="cut: at is"):
            cut({}, at)
