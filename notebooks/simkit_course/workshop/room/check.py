"""Is this computer ready for the day? Tests what the day needs; says it as a code that a trainer can read."""

from __future__ import annotations

import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from simkit.core.catalogue import Catalogue, Text
from simkit.core.errors import BadValue, quoted
from simkit.core.installed import missing

from ...machine import holds, version

SAID = Catalogue(__package__, "check")

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U: what is read aloud or copied by hand is not taken for another sign."""
SYSTEMS = {"": "?", "Linux": "Linux", "Darwin": "macOS", "Windows": "Windows"}
"""By the name that Python gives a system: what a person calls it."""
FREE_GB, MEMORY_GB = 1, 1
"""Room for the lessons' files and figures; memory for JupyterLab, a browser's page and two kernels."""
CELL = "from simkit_course import start; print(start('00').state)"
PATIENCE_S = 90
COMPARED = ("simkit", "numpy", "pandas", "pyarrow", "matplotlib", "simpy", "networkx")
"""Packages whose versions change what a run or a lesson shows."""
FIELDS = (
    ("layout", 2), ("python", 5), ("system", 2), ("failed", 9), ("free_gb", 7), ("memory_gb", 6),
    ("seconds", 6), ("versions", 11),
)  # fmt: skip
CHECKSUM_BITS, PRIME = 12, 4093
"""One wrong sign, or two neighbours that changed places, always change the rest of division by it."""
LAYOUT = 1


@dataclass(frozen=True)
class Found:
    """What was found on a computer: failed tests, sizes, seconds until a cell ran, and versions."""

    python: int
    system: str
    failed: tuple[str, ...]
    free_gb: int
    memory_gb: int
    seconds: int
    versions: int


def python_fits() -> bool:
    """Tell whether this is a Python that simkit is tested with."""
    return (3, 11) <= sys.version_info[:2] <= (3, 13)


def data_reads() -> bool:
    """Read every table of every data set."""
    from simkit.core.folder import load  # noqa: PLC0415

    from ...datasets import SETS, home  # noqa: PLC0415

    return all(len(table) for name in SETS for table in load(home() / name).observed.values())


def run_works() -> bool:
    """Simulate a very small country."""
    from ...tiny import tiny_country  # noqa: PLC0415

    return len(tiny_country(1).truth["sims"]) > 0


def cell_runs() -> bool:
    """Start a kernel as a lesson does, and run its first cell."""
    from jupyter_client.manager import start_new_kernel  # noqa: PLC0415

    heard: list[str] = []

    def hear(message: dict[str, object]) -> None:
        heard.append(str(message["content"]))

    manager, client = start_new_kernel(startup_timeout=PATIENCE_S, stderr=subprocess.DEVNULL)
    try:
        reply = client.execute_interactive(CELL, timeout=PATIENCE_S, output_hook=hear)
        return bool(reply["content"]["status"] == "ok") and "note" in " ".join(heard)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def folder_takes() -> bool:
    """Write a file where the lessons' copies go."""
    with tempfile.NamedTemporaryFile(dir=Path.home(), prefix=".simkit-check-") as file:
        return file.write(b"1") == 1


def port_opens() -> bool:
    """Listen on this computer's own address, as JupyterLab does."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        opened.listen()
        return True


def free_gb() -> int:
    """Give the free space where the home folder is [GB, rounded down]."""
    return shutil.disk_usage(Path.home()).free // 10**9


def free_mb() -> int:
    """Give the memory that programs may still take."""
    import psutil  # type: ignore[import-untyped]  # noqa: PLC0415

    return int(psutil.virtual_memory().available // 10**6)


def memory_gb() -> int:
    """Give the memory that programs may still take [GB, rounded down]."""
    return free_mb() // 1000


TESTS: Mapping[str, Callable[[], bool]] = {
    "python": python_fits,
    "packages": lambda: not missing("simkit lab"),
    "data": data_reads,
    "run": run_works,
    "cell": cell_runs,
    "folder": folder_takes,
    "port": port_opens,
    "disk": lambda: free_gb() >= FREE_GB,
    "memory": lambda: memory_gb() >= MEMORY_GB,
}
"""What a day needs, by name; their order is that of the code's bits."""
CORE = ("python", "run", "folder", "disk")
"""What a day without the lessons needs."""


def look(use: str = "lessons", told: Callable[[Text], None] = lambda text: None) -> Found:
    """Test this computer.

    - ``use`` (str): ``"lessons"``, or ``"core"`` for a day with the command line alone.
    - ``told`` (function): Hears a line of each test as it ends.
    """
    failed, began = [], time.monotonic()
    seconds = 0.0
    for name, test in TESTS.items():
        if use == "core" and name not in CORE:
            continue
        began = time.monotonic()
        good = holds(test)
        seconds = time.monotonic() - began if name == "cell" else seconds
        failed += [] if good else [name]
        told(SAID["line"].put(what=SAID[name], state=SAID["yes" if good else "no"]))
    return Found(
        sys.version_info[1],
        platform.system() if platform.system() in SYSTEMS else "",
        tuple(failed),
        _quietly(free_gb),
        _quietly(memory_gb),
        int(seconds + 0.5),
        versions(),
    )


def versions() -> int:
    """Give a small number that is another one, nearly always, where versions differ."""
    said = ";".join(f"{name} {version(name)}" for name in COMPARED)
    return zlib.crc32(said.encode()) % 2 ** dict(FIELDS)["versions"]


def _quietly(size: Callable[[], int]) -> int:
    try:
        return size()
    except Exception:
        return 0


def encode(found: Found) -> str:
    """Write what was found as a code of twelve signs.

    >>> encode(Found(12, "Windows", ("disk",), 0, 7, 4, 1234))
    'B6G0-03H4-TBPH'
    """
    said = vars(found) | {
        "layout": LAYOUT,
        "system": list(SYSTEMS).index(found.system),
        "failed": sum(1 << at for at, name in enumerate(TESTS) if name in found.failed),
    }
    number = 0
    for name, bits in FIELDS:
        number = number << bits | min(said[name], 2**bits - 1)
    number = number << CHECKSUM_BITS | number % PRIME
    signs = [LETTERS[number >> 5 * at & 31] for at in reversed(range(12))]
    return "-".join("".join(signs[at : at + 4]) for at in (0, 4, 8))


def decode(code: str) -> Found:
    """Read a code as it was typed or read aloud.

    Raises BadValue: where it is none, or one sign of it is wrong.
    """
    plain = "".join(c for c in code.upper() if c not in "- ").translate(str.maketrans("OIL", "011"))
    if len(plain) != 12 or set(plain) - set(LETTERS):
        raise BadValue(SAID["no_code"].put(code=quoted(code)))
    number = 0
    for sign in plain:
        number = number << 5 | LETTERS.index(sign)
    number, mark = number >> CHECKSUM_BITS, number % 2**CHECKSUM_BITS
    said, left = {}, number
    for name, bits in reversed(FIELDS):
        said[name], left = left % 2**bits, left >> bits
    if mark != number % PRIME or said["layout"] != LAYOUT:
        raise BadValue(SAID["wrong_sign"].put(code=quoted(code)))
    failed = tuple(name for at, name in enumerate(TESTS) if said["failed"] >> at & 1)
    sizes = (said["free_gb"], said["memory_gb"], said["seconds"], said["versions"])
    return Found(said["python"], list(SYSTEMS)[said["system"]], failed, *sizes)


def told_of(found: Found) -> list[Text]:
    """Say what was found: ready or not, the computer, and what to do about each test that failed."""
    most = {name: 2**bits - 1 for name, bits in FIELDS}
    said = {
        "python": found.python,
        "system": SYSTEMS[found.system],
        "free": f"{found.free_gb}{'+' if found.free_gb >= most['free_gb'] else ''}",
        "memory": f"{found.memory_gb}{'+' if found.memory_gb >= most['memory_gb'] else ''}",
        "seconds": found.seconds,
    }
    lines = [SAID["not_ready" if found.failed else "ready"], SAID["computer"].put(**said)]
    lines += [SAID[f"mend_{name}"] for name in found.failed]
    return lines + ([] if found.versions == versions() else [SAID["other_versions"]])
