"""Lessons for the browsers of a room: a token each, no key within reach, no more kernels than the memory holds."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import sys
import threading
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest

from simkit.cli import main
from simkit.core.errors import BadFolder, BadValue
from simkit_course.workshop.key import FORMAT, KEY, TRAINER
from simkit_course.workshop.room import check
from simkit_course.workshop.room import serve as room
from simkit_course.workshop.room.kernels import MOST, LimitedKernels

LOCAL = "127.0.0.1"


@pytest.fixture
def lessons(tmp_path, monkeypatch):
    """One short lesson in place of the eleven."""
    folder = tmp_path / "originals"
    folder.mkdir()
    cell = {"cell_type": "code", "source": "1", "outputs": [], "execution_count": None}
    (folder / "00-start.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}}), encoding="utf-8")
    monkeypatch.setattr(room, "find_originals", lambda lang: folder)
    monkeypatch.setenv("HOME", str(tmp_path))


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind((LOCAL, 0))
        return tried.getsockname()[1]


def put_key(folder, name=KEY):
    folder.mkdir(parents=True, exist_ok=True)
    said = {"class": "X", "format": FORMAT, "lang": "id", "level": 1, "secret": "00", "teams": {}}
    (folder / name).write_text(json.dumps(said, indent=1, sort_keys=True), encoding="utf-8")


@pytest.mark.parametrize(
    "where",
    ["room/team-01", "room/team-01/deep/er", "room", f"game/{TRAINER}", f"classes/game/{TRAINER}", "."],
)
def test_a_key_within_reach_stops_the_start(where, tmp_path, lessons):
    root = tmp_path / "home" / "room"
    put_key(tmp_path / "home" / where, "notes.json")  # under another name, too
    with pytest.raises(BadFolder, match="is the key of a class game"):
        room.prepare(root, ["team-01"], "id", LOCAL, free_port())
    assert not (root / "team-01" / "id").exists()


def test_what_is_no_key_stops_nothing_and_work_is_kept(tmp_path, lessons):
    root = tmp_path / "room"
    (tmp_path / TRAINER).mkdir()
    (tmp_path / TRAINER / KEY).write_text('{"format": "something else"}', encoding="utf-8")
    port = free_port()
    (team,) = room.prepare(root, ["team-01"], "id", LOCAL, port)
    mine = team.folder / "id" / "00-start.ipynb"
    mine.write_text("my work", encoding="utf-8")
    (again,) = room.prepare(root, ["team-01"], "id", LOCAL, port)
    assert mine.read_text(encoding="utf-8") == "my work"
    assert json.loads((again.folder / "papan.ipynb").read_text(encoding="utf-8"))["nbformat"] == 4
    assert team.token != again.token


def test_a_taken_port_is_named(tmp_path, lessons):
    with socket.socket() as taken:
        taken.bind((LOCAL, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BadValue, match=f"{LOCAL}:{port} cannot be used"):
            room.prepare(tmp_path / "room", ["team-01"], "id", LOCAL, port)


def test_tokens_are_long_and_can_be_copied():
    made = {room.new_token() for _ in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch(r"[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){2}", token) for token in made)


def test_the_server_is_closed_limited_and_reads_nobodys_settings(tmp_path, lessons, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "mine"))
    team = room.Team("team-01", tmp_path / "room" / "team-01", LOCAL, 8801, "a-b-c")
    called, env = room.call(team, "id", 1, tmp_path / "private")
    assert env["JUPYTER_TOKEN"] == "a-b-c" and env[MOST] == "1"
    assert not [word for word in called if "a-b-c" in word]  # other accounts see a command line
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        assert env[name].startswith(str(tmp_path / "private"))
    said = dict(word.split("=", 1) for word in called if word.startswith("--") and "=" in word)
    assert said["--ServerApp.root_dir"] == str(team.folder)
    assert said["--ServerApp.terminals_enabled"] == "False"
    assert said["--ServerApp.ip"] == LOCAL
    assert int(said["--MappingKernelManager.cull_idle_timeout"]) <= 3600


def test_more_teams_than_the_memory_holds_are_refused():
    need = room.estimate_mb(10, 2)
    room.enough(10, 2, need + room.SPARE_MB)
    with pytest.raises(BadValue, match=r"--teams 10 with --kernels 2 .* 9 teams fit"):
        room.enough(10, 2, need + room.SPARE_MB - 1)
    with pytest.raises(BadValue, match="0 teams fit"):
        room.enough(1, 1, 10)


def test_the_command_refuses_before_it_starts_anything(tmp_path, monkeypatch, capsys, lessons):
    monkeypatch.setattr(check, "free_mb", lambda: 2_000)
    out = str(tmp_path / "room")
    assert main(["workshop", "serve", "--teams", "8", "--out", out, "--ip", LOCAL]) == 2
    shown = capsys.readouterr()
    assert "Teams: 8, with up to 2 running notebooks each: about" in shown.out and "teams fit" in shown.err
    assert main(["workshop", "serve", "--teams", "2", "--kernels", "0", "--out", out]) == 2
    assert "--kernels is '0'" in capsys.readouterr().err
    monkeypatch.setattr(sys, "platform", "win32")
    assert main(["workshop", "serve", "--teams", "1", "--out", out]) == 2
    assert "on Windows: `simkit lab` on each laptop" in capsys.readouterr().err


@pytest.fixture
def answering():
    """A server that opens everything to everybody, or nothing without a token."""
    made = []

    def start(is_open):
        class Answers(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200 if is_open or self.headers.get("Authorization") else 403)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = HTTPServer((LOCAL, 0), Answers)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made.append(server)
        return server.server_address[1]

    yield start
    for server in made:
        server.shutdown()
        server.server_close()


def test_a_server_that_is_open_without_a_token_ends_the_start(answering, tmp_path):
    runs = SimpleNamespace(poll=lambda: None)
    closed = room.Team("team-01", tmp_path, LOCAL, answering(False), "a")
    room.await_all([closed], [runs], "id")
    opened = room.Team("team-02", tmp_path, LOCAL, answering(True), "a")
    with pytest.raises(BadFolder, match="team-02 opens /api/contents without a token: nothing is served"):
        room.await_all([closed, opened], [runs, runs], "id")


def test_a_server_that_does_not_start_is_named(tmp_path):
    team = room.Team("team-01", tmp_path, LOCAL, free_port(), "a")
    with pytest.raises(BadFolder, match="the server of team-01 did not start"):
        room.await_all([team], [SimpleNamespace(poll=lambda: 1)], "id")


def test_one_kernel_more_ends_the_one_that_rested_longest(monkeypatch):
    monkeypatch.setenv(MOST, "2")
    now = datetime(2026, 1, 1)
    known = {name: SimpleNamespace(last_activity=now + timedelta(minutes=n)) for n, name in enumerate("cab")}
    del known["b"]

    class Manager(LimitedKernels):
        def __init__(self):
            pass

        log = SimpleNamespace(warning=lambda *_: None)

        def __len__(self):
            return len(known)

        def list_kernel_ids(self):
            return list(known)

        def get_kernel(self, kernel_id):
            return known[kernel_id]

        async def shutdown_kernel(self, kernel_id):
            del known[kernel_id]

        async def _async_start_kernel(self, **asked):
            known["new"] = SimpleNamespace(last_activity=now + timedelta(hours=1))
            return "new"

    assert asyncio.run(Manager().start_kernel()) == "new"
    assert set(known) == {"a", "new"}
