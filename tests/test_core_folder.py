"""A saved folder: complete or not there, self-describing, the same bytes for the same tables."""

from __future__ import annotations

import errno
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from core_samples import DECLARED, PAPUA, PEOPLE, SALES, both, people, sales

from simkit.core import files as swap
from simkit.core import formats
from simkit.core.errors import BadFolder, BadValue
from simkit.core.files import check_target
from simkit.core.folder import load, save, verify

ABOUT = {"scenario": "Test Scenario", "seed": 2**130, "settings": {"desk": {"n": np.int64(3)}}}
FORMATS = ("parquet", "csv")


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def put(folder: Path, fmt: str = "parquet", **change) -> Path:
    return save(folder, both() | change, DECLARED, ABOUT, fmt)


# --- what is written and read back ------------------------------------------------------------------


@pytest.mark.parametrize("fmt", FORMATS)
def test_what_is_saved_is_read_back(tmp_path, fmt):
    saved = load(put(tmp_path / "out", fmt))
    assert list(saved.observed) == ["people"]
    assert list(saved.truth) == ["sales"]
    expected = PEOPLE.frame(formats.conform(PEOPLE, people()))
    pd.testing.assert_frame_equal(saved.observed["people"], expected)
    assert saved.observed.arrow("people").schema.equals(PEOPLE.schema, check_metadata=True)
    assert saved.about["seed"] == 2**130
    assert saved.about["settings"]["desk"]["n"] == 3
    assert saved.path == (tmp_path / "out").resolve()
    assert verify(tmp_path / "out") == []


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_papuan_nik_beside_a_missing_one_survives(tmp_path, fmt):
    nik = load(put(tmp_path / "out", fmt)).observed["people"]["nik"]
    assert nik[0] == PAPUA
    assert nik[1] is pd.NA
    assert nik[2] == PAPUA + 2


def test_both_formats_have_the_same_content(tmp_path):
    one, two = load(put(tmp_path / "a", "parquet")), load(put(tmp_path / "b", "csv"))
    for path in one.tables:
        assert one.tables[path].said["content"] == two.tables[path].said["content"]
        assert one.tables[path].said["rows"] == two.tables[path].said["rows"]


@pytest.mark.parametrize("fmt", FORMATS)
def test_the_same_tables_give_the_same_bytes_and_name_no_place_or_time(tmp_path, fmt):
    put(tmp_path / "a" / "here", fmt)
    put(tmp_path / "b", fmt)
    first, second = files(tmp_path / "a" / "here"), files(tmp_path / "b")
    assert first == second
    assert set(first) == {
        "DICTIONARY.md", "datapackage.json", "manifest.json", f"observed/people.{fmt}", f"truth/sales.{fmt}"
    }  # fmt: skip
    for content in first.values():
        assert str(tmp_path).encode() not in content
        assert len(platform.node()) < 6 or platform.node().encode() not in content


@pytest.mark.parametrize("fmt", FORMATS)
def test_pieces_are_streamed_and_hold_the_same_content(tmp_path, fmt):
    def pieces():
        for first in range(0, 11, 3):
            yield people().slice(first, 3).to_batches()[0]

    whole = load(put(tmp_path / "whole", fmt))
    cut = load(put(tmp_path / "cut", fmt, **{"observed/people": pieces()}))
    assert whole.tables["observed/people"].said["content"] == cut.tables["observed/people"].said["content"]
    pd.testing.assert_frame_equal(whole.observed["people"], cut.observed["people"])
    if fmt == "parquet":
        assert pq.ParquetFile(tmp_path / "cut" / "observed" / "people.parquet").num_row_groups == 4


@pytest.mark.parametrize("fmt", FORMATS)
def test_an_empty_table_keeps_its_columns(tmp_path, fmt):
    for k, nothing in enumerate(([], PEOPLE.schema.empty_table())):
        saved = load(put(tmp_path / str(k), fmt, **{"observed/people": nothing}))
        frame = saved.observed["people"]
        assert list(frame.columns) == [c.name for c in PEOPLE.columns]
        assert len(frame) == 0
        assert frame["nik"].dtype == pd.Int64Dtype()
        assert verify(tmp_path / str(k)) == []


def test_csv_is_plain(tmp_path):
    put(tmp_path / "out", "csv")
    text = (tmp_path / "out" / "observed" / "people.csv").read_bytes()
    head, first = text.split(b"\n")[:2]
    assert head.decode() == ",".join(c.name for c in PEOPLE.columns)
    assert b"\r" not in text
    assert str(PAPUA).encode() in first
    assert b"2026-01-01T23:59:58" in first
    assert b"true" in first
    assert (
        tmp_path / "out" / "truth" / "sales.csv"
    ).read_text() == "sale_id,buyer_id\n1,1\n2,2\n3,\n4,4\n5,5\n"


def test_a_table_of_one_column_may_be_missing_everywhere(tmp_path):
    from simkit.core.tables import Column, Table

    t = Table("t", "observed", "x", (Column("a", "id", "x", nullable=True),))
    save(tmp_path / "out", {t.path: t.build({"a": [-1, 3, -1]})}, [t], {}, "csv")
    assert load(tmp_path / "out").observed["t"]["a"].isna().tolist() == [True, False, True]
    assert verify(tmp_path / "out") == []


def test_unused_words_are_not_written(tmp_path):
    # A word that no row of an observed table holds could still tell of the truth.
    t = PEOPLE
    rows = people(2)
    odd = pa.DictionaryArray.from_arrays(pa.array([1, 0], pa.int32()), pa.array(["m", "f", "ring"]))
    put(tmp_path / "out", **{"observed/people": rows.set_column(4, t.schema.field("sex"), odd)})
    assert (
        b"ring"
        not in (tmp_path / "out" / "observed" / "people.parquet").read_bytes().split(b"PAR1")[1][:2000]
    )
    assert load(tmp_path / "out").observed["people"]["sex"].cat.categories.tolist() == ["f", "m"]


def test_parquet_files_describe_themselves(tmp_path):
    put(tmp_path / "out")
    schema = pq.read_schema(tmp_path / "out" / "observed" / "people.parquet")
    assert schema.field("nik").metadata[b"unit"] == b"digits"
    assert schema.metadata[b"doc"] == PEOPLE.doc.encode()


def test_extra_files_and_their_names(tmp_path):
    extra = {"notes/x.json": {"a": 1}, "raw.bin": b"\0", "read.txt": "hello\n"}
    save(tmp_path / "out", both(), DECLARED, ABOUT, extra=extra)
    assert json.loads((tmp_path / "out" / "notes" / "x.json").read_text()) == {"a": 1}
    assert (tmp_path / "out" / "read.txt").read_bytes() == b"hello\n"
    save(tmp_path / "out", both(), DECLARED, ABOUT)
    assert not (tmp_path / "out" / "raw.bin").exists()
    for name in ("../x", "manifest.json/../../x", "observed/people.parquet", str(tmp_path / "x")):
        with pytest.raises((BadValue, BadFolder)):
            save(tmp_path / "out", both(), DECLARED, ABOUT, extra={name: "x"})
    assert verify(tmp_path / "out") == []


@pytest.mark.parametrize("fmt", FORMATS)
def test_frictionless_finds_nothing_wrong(tmp_path, fmt, monkeypatch):
    frictionless = pytest.importorskip("frictionless")
    put(tmp_path / "out", fmt)
    monkeypatch.chdir(tmp_path / "out")
    said = json.loads(Path("datapackage.json").read_text(encoding="utf-8"))
    assert list(frictionless.Package.metadata_validate(said)) == []
    assert said["licenses"][0]["name"] == "CC-BY-4.0"
    if fmt == "csv":
        report = frictionless.Package("datapackage.json").validate()
        assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])
        assert [t.stats["rows"] for t in report.tasks] == [11, 5]


# --- bad input --------------------------------------------------------------------------------------


def refusal(folder, **kwargs) -> str:
    arguments = {"tables": both(), "declared": DECLARED, "about": ABOUT} | kwargs
    with pytest.raises((BadFolder, BadValue)) as error:
        save(folder, **arguments)
    text = str(error.value)
    assert "\n" not in text
    return text


def test_bad_arguments_are_refused_before_anything_is_written(tmp_path):
    assert "must be one of csv, parquet" in refusal(tmp_path / "out", fmt="xml")
    assert "did you mean 'truth/sales'?" in refusal(tmp_path / "out", tables={"truth/sale": sales()})
    assert "JSON" in refusal(tmp_path / "out", about={"a": float("nan")})
    assert "JSON" in refusal(tmp_path / "out", about={"a": object()})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (sales().drop_columns(["buyer_id"]), "buyer_id"),
        (pa.table({"sale_id": [1, None], "buyer_id": [1, 1]}), "sale_id"),
        (pa.table({"sale_id": ["x"], "buyer_id": [1]}), "sale_id"),
        (pa.table({"sale_id": [1.5], "buyer_id": [1]}), "sale_id"),
    ],
)
def test_a_table_that_differs_from_its_declaration_is_refused_and_leaves_nothing(tmp_path, rows, text):
    assert text in refusal(tmp_path / "out", tables={"truth/sales": rows})
    assert list(tmp_path.iterdir()) == []


def test_places_that_cannot_be_used(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    assert "is a file" in refusal(tmp_path / "file")
    assert "is a file, not a folder" in refusal(tmp_path / "file" / "out")
    assert "is a file, not a folder" in refusal(tmp_path / "file" / "deep" / "out")
    assert "cannot be used" in refusal("a\0b")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    assert "no simkit result" in refusal(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    assert "the folder you work in" in refusal(".")
    assert "the folder you work in" in refusal("..")
    assert files(tmp_path) == {"file": b"x", "mine/thesis.txt": b"x"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_refused(tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    assert "no permission" in refusal(tmp_path / "locked" / "out")


def test_a_place_without_permission_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(swap.os, "access", lambda path, mode: False)
    assert "no permission" in refusal(tmp_path / "out")


def test_a_result_to_which_somebody_added_a_file_is_not_replaced(tmp_path):
    put(tmp_path / "out")
    (tmp_path / "out" / ".DS_Store").write_text("x")
    put(tmp_path / "out")
    (tmp_path / "out" / "observed" / "notes.txt").write_text("x")
    assert "observed/notes.txt, which simkit did not write" in refusal(tmp_path / "out")


def test_an_empty_folder_and_new_parents_are_fine(tmp_path):
    (tmp_path / "out").mkdir()
    put(tmp_path / "out")
    put(tmp_path / "new" / "deep" / "out")
    assert verify(tmp_path / "new" / "deep" / "out") == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["new", "out"]


def test_a_link_is_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    put(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert verify(tmp_path / "real") == []


# --- interrupted ------------------------------------------------------------------------------------


class Breaking:
    """A writer that fails at its second piece."""

    def __init__(self, error):
        self.error, self.pieces = error, 0

    def __call__(self, path, table):
        path.write_bytes(b"half a file")
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def write_table(self, piece):
        self.pieces += 1
        if self.pieces > 1:
            raise self.error


FULL = OSError(errno.ENOSPC, "Error writing bytes to file. Detail: [errno 28] No space left on device")


@pytest.mark.parametrize(
    "error", [FULL, KeyboardInterrupt(), MemoryError()], ids=["full", "ctrl-c", "memory"]
)
@pytest.mark.parametrize("older", [False, True])
def test_an_interrupted_save_leaves_the_older_result_and_nothing_else(tmp_path, monkeypatch, error, older):
    if older:
        put(tmp_path / "out")
    before = files(tmp_path)
    monkeypatch.setitem(formats.WRITERS, "parquet", Breaking(error))
    with pytest.raises(BadFolder if isinstance(error, OSError) else type(error)) as caught:
        put(tmp_path / "out", **{"observed/people": iter([people(), people()])})
    if isinstance(error, OSError):
        assert str(caught.value) == f"{tmp_path / 'out'} could not be written: No space left on device"
    assert files(tmp_path) == before
    assert [p.name for p in tmp_path.iterdir()] == (["out"] if older else [])


def test_an_interrupted_simulation_leaves_the_older_result(tmp_path):
    put(tmp_path / "out", "csv")
    before = files(tmp_path)

    def pieces():
        yield people()
        raise KeyboardInterrupt

    for fmt in FORMATS:
        with pytest.raises(KeyboardInterrupt):
            put(tmp_path / "out", fmt, **{"observed/people": pieces()})
        assert files(tmp_path) == before


@pytest.mark.parametrize("failing", ["out", ".out.partial-"])
@pytest.mark.parametrize("error", [OSError(errno.EIO, "x"), KeyboardInterrupt()])
def test_a_failing_rename_leaves_the_older_result(tmp_path, monkeypatch, failing, error):
    put(tmp_path / "out")
    before, real = files(tmp_path), Path.rename

    def rename(self, target):
        if self.name.startswith(failing):
            raise error
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises((BadFolder, KeyboardInterrupt)):
        put(tmp_path / "out", "csv")
    assert files(tmp_path) == before


def test_a_reader_between_the_two_renames_does_not_cost_the_new_result(tmp_path, monkeypatch):
    put(tmp_path / "out")
    real, met = Path.rename, []

    def rename(self, target):
        if "partial" in self.name and not met:
            met.append(load(tmp_path / "out").manifest["table_format"])
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    put(tmp_path / "out", "csv")
    assert met == ["parquet"]
    assert load(tmp_path / "out").manifest["table_format"] == "csv"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("use", [load, verify, check_target, put], ids=lambda f: f.__name__)
def test_a_kill_between_the_two_renames_is_mended_at_the_next_use(tmp_path, use):
    put(tmp_path / "out")
    before = files(tmp_path / "out")
    (tmp_path / "out").rename(tmp_path / ".out.older")
    (tmp_path / ".out.partial-999999999").mkdir()
    use(tmp_path / "out")
    assert files(tmp_path / "out") == before
    assert not (tmp_path / ".out.older").exists()


def test_a_kill_before_the_older_one_is_removed_leaves_the_new_one(tmp_path):
    put(tmp_path / "out", "csv")
    (tmp_path / "out").rename(tmp_path / ".out.older")
    put(tmp_path / "new")
    (tmp_path / "new").rename(tmp_path / "out")
    assert load(tmp_path / "out").manifest["table_format"] == "parquet"
    assert not (tmp_path / ".out.older").exists()


KILLED = """
import os, sys
sys.path[:0] = {paths!r}
from core_samples import *
from simkit.core.folder import save
def pieces():
    yield people()
    os.kill(os.getpid(), 9)
save(sys.argv[1], {{"observed/people": pieces()}}, DECLARED, {{}})
"""


@pytest.mark.skipif(os.name != "posix", reason="kills itself with a signal")
def test_leftovers_of_a_killed_run_are_removed_but_not_those_of_a_living_one(tmp_path):
    put(tmp_path / "out")
    before = files(tmp_path / "out")
    code = KILLED.format(paths=[p for p in sys.path if p])
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path / "out")], check=False)
    assert killed.returncode == -9
    left = [p for p in tmp_path.iterdir() if "partial" in p.name]
    assert len(left) == 1
    assert files(tmp_path / "out") == before
    living = tmp_path / f".out.partial-{os.getppid()}"
    living.mkdir()
    put(tmp_path / "out")
    assert not left[0].exists()
    assert living.exists()


# --- reading what is damaged ------------------------------------------------------------------------


def test_an_unknown_table_names_the_nearest(tmp_path):
    saved = load(put(tmp_path / "out"))
    with pytest.raises(KeyError, match="did you mean 'people'"):
        saved.observed["peple"]
    with pytest.raises(KeyError, match="known: sales"):
        saved.truth["people"]
    assert "people" in saved.observed
    assert len(saved.truth) == 1
    assert repr(saved.truth) == "<truth tables: sales>"


DAMAGE = {
    "gone": (None, "no simkit result"),
    "binary": (b"\x00\xff\xfe\x93" * 100, "damaged"),
    "empty": (b"", "damaged"),
    "cut": (b'{"format": "simkit-folder", "format_ver', "damaged"),
    "a list": (b"[]", "not one that simkit wrote"),
    "other": (b'{"format": "other"}', "not one that simkit wrote"),
    "newer": (b'{"format": "simkit-folder", "format_version": 99}', "format 99"),
    "no tables": (b'{"format": "simkit-folder", "format_version": 1}', "damaged"),
    "odd tables": (
        b'{"format": "simkit-folder", "format_version": 1, '
        b'"table_format": "csv", "about": {}, "tables": {"a/b": 3}}',
        "damaged",
    ),
    "deep": (b"[" * 100_000, "damaged"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_manifest_is_one_clear_line(tmp_path, name):
    content, text = DAMAGE[name]
    put(tmp_path / "out")
    path = tmp_path / "out" / "manifest.json"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(BadFolder, match=text) as error:
        load(tmp_path / "out")
    assert "\n" not in str(error.value)


def test_what_is_no_folder_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "odd" / "manifest.json").mkdir(parents=True)
    for bad, text in [
        ("file", "is a file"),
        ("gone", "does not exist"),
        ("odd", "cannot be read"),
        ("a\0", "cannot be opened"),
    ]:
        with pytest.raises(BadFolder, match=text):
            load(tmp_path / bad)


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("damage", ["gone", "binary", "empty", "cut", "folder"])
def test_a_damaged_table_is_one_clear_line(tmp_path, fmt, damage):
    put(tmp_path / "out", fmt)
    path = tmp_path / "out" / "observed" / f"people.{fmt}"
    content = path.read_bytes()
    path.unlink()
    if damage == "folder":
        path.mkdir()
    elif damage != "gone":
        path.write_bytes(
            {"binary": b"\x00\xff\x93\n" * 99, "empty": b"", "cut": content[: len(content) // 2]}[damage]
        )
    saved = load(tmp_path / "out")
    with pytest.raises(BadFolder, match=r"people\.") as error:
        saved.observed["people"]
    assert "\n" not in str(error.value)
    assert len(verify(tmp_path / "out")) == 1
    assert len(saved.truth["sales"]) == 5


def test_verify_names_a_changed_value_an_extra_table_and_a_spreadsheet(tmp_path):
    put(tmp_path / "out", "csv")
    path = tmp_path / "out" / "truth" / "sales.csv"
    good = path.read_text()
    path.write_text(good.replace("4,4", "4,3"))
    (tmp_path / "out" / "observed" / "more.csv").write_text("x\n")
    assert verify(tmp_path / "out") == [
        "truth/sales.csv: the values differ from those that were saved",
        "observed/more.csv: not in the manifest",
    ]
    (tmp_path / "out" / "observed" / "more.csv").unlink()
    path.write_bytes(b"\xef\xbb\xbf" + good.replace("\n", "\r\n").encode())
    assert verify(tmp_path / "out") == []
    people_csv = tmp_path / "out" / "observed" / "people.csv"
    people_csv.write_text(people_csv.read_text().replace(str(PAPUA), "9.47170E+15"))
    assert "9.47170E+15" in verify(tmp_path / "out")[0]
    path.write_text(good.replace(",", ";"))
    assert "sale_id" in verify(tmp_path / "out")[1]


def test_check_target_computes_nothing_and_makes_nothing(tmp_path):
    assert check_target(tmp_path / "a" / "b") == (tmp_path / "a" / "b").resolve()
    assert list(tmp_path.iterdir()) == []


def test_sales_is_declared():
    assert SALES.path == "truth/sales"
