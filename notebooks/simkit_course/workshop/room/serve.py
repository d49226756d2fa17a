"""Lessons and board for the browsers of a room: a Jupyter server, a token and a folder for each team."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadFolder, BadValue
from simkit.core.files import write_file
from simkit.core.locale import decimal

from ...lab import Labspace, command, end, ending_on_signals, find_originals
from ...widget.board import board_environment, page
from ..key import FORMAT, TRAINER
from .check import LETTERS
from .kernels import MOST

SAID = Catalogue(__package__, "serve")

SERVER_MB, KERNEL_MB = 115, 300
"""What a server and a kernel with a lesson's tables take; `docs/trainer` says how they were measured."""
SPARE_MB = 1_000
"""Left for the system and the trainer's own browser."""
PORT = 8801
IDLE_S, INTERVAL_S = 1_800, 60
PATIENCE_S = 180
HEAD_BYTES = 4_096
NEAR = ("*.json", "*/*.json", "*/*/*.json", f"*/*/{TRAINER}/*.json")
"""Where above a team's folder a key would lie: in a folder on the way, or in a game's folder beside it."""


@dataclass(frozen=True)
class Team:
    """A team's server: its folder, where it listens, and the word that opens it."""

    name: str
    folder: Path
    ip: str
    port: int
    token: str

    def ask(self, path: str, token: str = "") -> int:
        """Give the status of an answer of the server, or 0 where none comes."""
        line = http.client.HTTPConnection(self.ip, self.port, timeout=10)
        try:
            line.request("GET", path, headers={"Authorization": f"token {token}"} if token else {})
            return line.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            line.close()


def board_file(lang: str) -> str:
    """Give the name of the notebook behind the policy lab's page."""
    return "papan.ipynb" if lang == "id" else "board.ipynb"


def own_address() -> str:
    """Find this computer's address in the room's network; nothing is sent.

    Raises BadValue: where it is in no network.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tried:
        try:
            tried.connect(("192.0.2.1", 9))  # kept for documents: it belongs to nobody
            return str(tried.getsockname()[0])
        except OSError:
            raise BadValue(SAID["no_network"]) from None


def keys_near(root: Path) -> list[Path]:
    """List keys of class games that a notebook in `root` could find: beneath it, beside it, above it."""
    above = [folder for folder in root.parents if folder != Path(root.anchor)]
    if (home := Path.home()) in above:
        above = above[: above.index(home) + 1]  # what lies outside is other people's, and may be very much
    paths = [*root.rglob("*.json"), *(p for folder in above for near in NEAR for p in _listed(folder, near))]
    return sorted({p for p in paths if _is_key(p)})


def _listed(folder: Path, near: str) -> Iterator[Path]:
    try:
        yield from folder.glob(near)
    except OSError:
        return  # what we may not read, they may not either


def _is_key(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return FORMAT.encode() in file.read(HEAD_BYTES)
    except OSError:
        return False


def estimate_mb(teams: int, kernels: int) -> int:
    """Give the memory that teams take when every kernel that they may have is there.

    >>> estimate_mb(10, 2)
    7150
    """
    return teams * (SERVER_MB + kernels * KERNEL_MB)


def gigabytes(mb: float) -> Callable[[str], str]:
    """Give a size in GB to put into a `Text`."""
    return lambda lang: decimal(mb / 1000, lang)


def enough(teams: int, kernels: int, free_mb: int) -> None:
    """Refuse more teams than the memory holds.

    Raises BadValue: and says how many it holds.
    """
    need, room = estimate_mb(teams, kernels), free_mb - SPARE_MB
    if need > room:
        most = max(room // estimate_mb(1, kernels), 0)
        raise BadValue(
            SAID["too_many"].put(n=teams, k=kernels, need=gigabytes(need), free=gigabytes(room), most=most)
        )


def new_token() -> str:
    """Draw a word of 60 bits that can be copied from a wall."""
    signs = "".join(secrets.choice(LETTERS) for _ in range(12)).lower()
    return "-".join(signs[at : at + 4] for at in (0, 4, 8))


def prepare(out: Path, names: Sequence[str], lang: str, ip: str, port: int) -> list[Team]:
    """Fill every team's folder; what a team has worked on stays.

    Raises BadFolder: where a game's key lies within reach.

    Raises BadValue: where a port is taken.
    """
    made = [Team(name, out / name, ip, port + n, new_token()) for n, name in enumerate(names)]
    found = keys_near(out)
    if found:
        raise BadFolder(SAID["key_near"].put(key=found[0], out=out))
    for team in made:
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((ip, team.port))
            except OSError as error:
                raise BadValue(SAID["no_port"].put(address=f"{ip}:{team.port}", why=error.strerror)) from None
        list(Labspace(team.folder / lang, find_originals(lang)).fill(lang))
        write_file(team.folder / board_file(lang), json.dumps(page(lang, team.folder)))
    return made


def call(team: Team, lang: str, kernels: int, private: Path) -> tuple[list[str], dict[str, str]]:
    """Give the command and the environment of a team's server.

    - ``private`` (Path): A folder for its settings: those of whoever starts it could open it without a token.
    """
    first = Labspace(team.folder / lang, find_originals(lang)).lessons()[0].name
    called = [
        *command(team.folder, f"{lang}/{first}", team.port, browser=False),
        f"--ServerApp.ip={team.ip}",
        "--ServerApp.port_retries=0",
        "--ServerApp.allow_remote_access=True",
        "--ServerApp.terminals_enabled=False",
        "--ServerApp.quit_button=False",
        "--ServerApp.kernel_manager_class=simkit_course.workshop.room.kernels.LimitedKernels",
        f"--MappingKernelManager.cull_idle_timeout={IDLE_S}",
        f"--MappingKernelManager.cull_interval={INTERVAL_S}",
        "--MappingKernelManager.cull_connected=True",
        "--VoilaConfiguration.template=simkit",
    ]
    env = board_environment(team.folder) | {"JUPYTER_TOKEN": team.token, MOST: str(kernels)}
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        env[name] = str(private / name.lower())
    return called, env


def await_all(teams: Sequence[Team], servers: Sequence[subprocess.Popen[bytes]], lang: str) -> None:
    """Wait until every server answers, and make sure that none is open without its token.

    Raises BadFolder: where one is, or does not start.
    """
    latest = time.monotonic() + PATIENCE_S
    closed = ("/api/contents", f"/voila/render/{board_file(lang)}")
    for team, server in zip(teams, servers, strict=True):
        while team.ask("/api/contents", team.token) != 200:
            if server.poll() is not None or time.monotonic() > latest:
                raise BadFolder(SAID["not_started"].put(team=team.name))
            time.sleep(0.2)
        for path in closed:
            if team.ask(path) not in (302, 401, 403):
                raise BadFolder(SAID["opens"].put(team=team.name, path=path))


def serve(teams: Sequence[Team], lang: str, kernels: int) -> Iterator[str]:
    """Start every team's server, say where each is, and wait; whatever ends this ends them all."""
    with (
        ExitStack() as stack,
        tempfile.TemporaryDirectory(prefix="simkit-room-") as name,
        ending_on_signals(),
    ):
        servers: list[subprocess.Popen[bytes]] = []
        stack.callback(lambda: end(servers))
        for team in teams:
            called, env = call(team, lang, kernels, Path(name, team.name))
            # A session of its own: Ctrl+C is for us, and a server would ask whether it is meant.
            servers.append(
                subprocess.Popen(
                    called, env=env, start_new_session=os.name == "posix", stderr=subprocess.DEVNULL
                )
            )
        await_all(teams, servers, lang)
        for team in teams:
            said = {"team": team.name, "address": f"http://{team.ip}:{team.port}", "token": team.token}
            yield SAID["card"].put(board=board_file(lang), **said).to(lang)
        yield SAID["stop"].to(lang)
        for server in servers:
            server.wait()
