"""A file is there whole, or as it was before: whatever stops the writing."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from simkit.core import files as aside
from simkit.core.errors import BadFolder
from simkit_course import progress_file as noted


def full(*_):
    raise OSError(errno.ENOSPC, "no space")


def test_text_and_bytes_arrive_and_folders_are_made(tmp_path):
    assert aside.write_file(tmp_path / "a b" / "é.txt", "satu\n").read_bytes() == b"satu\n"
    assert aside.write_file(str(tmp_path / "x.bin"), b"\0\r\n").read_bytes() == b"\0\r\n"


@pytest.mark.parametrize("owner, step", [(os, "fsync"), (Path, "replace")])
def test_a_full_disk_loses_nothing_and_leaves_nothing(tmp_path, monkeypatch, owner, step):
    path = aside.write_file(tmp_path / "a.txt", "old")
    monkeypatch.setattr(owner, step, full)
    with pytest.raises(BadFolder, match=r"a\.txt could not be written: No space left on device; try again"):
        aside.write_file(path, "new", "; try again")
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_killed_run_leaves_the_old_file(tmp_path, monkeypatch):
    def kill(*_):
        raise KeyboardInterrupt

    path = aside.write_file(tmp_path / "a.txt", "old")
    monkeypatch.setattr(os, "fsync", kill)
    with pytest.raises(KeyboardInterrupt):
        aside.write_file(path, "new")
    assert [p.read_text(encoding="utf-8") for p in tmp_path.iterdir()] == ["old"]


def test_a_folder_that_is_a_file_and_a_target_that_is_a_folder_are_told(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "folder" / "in").mkdir(parents=True)
    for path in (tmp_path / "file" / "a.txt", tmp_path / "folder"):
        with pytest.raises(BadFolder, match="could not be written"):
            aside.write_file(path, "new")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "folder"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
def test_what_is_no_ordinary_file_keeps_its_place(tmp_path):
    """As root, a rename would put a file in the place of /dev/null, for every program on the machine."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(BadFolder, match="is no ordinary file"):
        aside.write_file(pipe, "x")
    assert pipe.is_fifo() and [p.name for p in tmp_path.iterdir()] == ["pipe"]


def test_one_broken_note_or_an_editor_s_mark_loses_no_other(tmp_path):
    path = tmp_path / "progress.json"
    text = (
        '{"1.1": {"done": true, "tries": 3}, "1.2": {"done": true}, "1.3": {"done": true, "tries": Infinity}}'
    )
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert noted.read(path).exercises == {"1.1": {"done": True, "tries": 3}}
    path.write_text("[" * 100_000, encoding="utf-8")
    assert noted.read(path) == noted.Progress()


def test_progress_survives_a_full_disk_and_the_lesson_goes_on(tmp_path, monkeypatch):
    monkeypatch.setenv(noted.VARIABLE, str(tmp_path / "progress.json"))
    noted.note("1.2", "right")
    monkeypatch.setattr(os, "fsync", full)
    noted.note("1.3", "right")
    assert noted.read(tmp_path / "progress.json").exercises == {"1.2": {"done": True, "tries": 1}}
