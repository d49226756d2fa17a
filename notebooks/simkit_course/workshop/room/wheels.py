"""Which wheels another computer needs: by the lock and the markers of that computer, never of this one."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.parser import BytesParser
from functools import cache
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name, parse_wheel_filename

from simkit.core.errors import BadFolder

PYTHONS = ("3.11", "3.12", "3.13")
LINUX = [f"manylinux_2_{n}_x86_64" for n in range(28, 16, -1)] + [
    "manylinux2014_x86_64",
    "manylinux2010_x86_64",
]
OLDEST_MAC, NEWEST_MAC = (11, 0), (14, 0)
"""A wheel for the oldest is taken where there is one; a few packages ask for a newer system."""
LATEST_PATCH = 99
"""No marker of the lock tells patches of one Python apart; a test holds that."""
MACS = list(dict.fromkeys([*mac_platforms(OLDEST_MAC, "arm64"), *mac_platforms(NEWEST_MAC, "arm64")]))
"""Apple's own processors only: some packages of the lock have no wheels for Intel's any more."""


@dataclass(frozen=True)
class Target:
    """A kind of computer: its name, what markers see of it, and the wheels it takes, the best first."""

    name: str
    os_name: str
    sys_platform: str
    system: str
    machine: str
    platforms: Sequence[str]

    def environment(self, python: str) -> dict[str, str]:
        """Give what a marker is held against."""
        full = f"{python}.{LATEST_PATCH}"
        return {
            "implementation_name": "cpython",
            "implementation_version": full,
            "os_name": self.os_name,
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": self.system,
            "platform_version": "",
            "python_full_version": full,
            "python_version": python,
            "sys_platform": self.sys_platform,
        }

    def tags(self, python: str) -> list[Tag]:
        """Give the tags of wheels that it takes, the best first."""
        version = tuple(map(int, python.split(".")))
        short = f"cp{python.replace('.', '')}"
        own = cpython_tags(version, abis=[short], platforms=self.platforms)
        return [*own, *compatible_tags(version, interpreter=short, platforms=self.platforms)]


TARGETS: Mapping[str, Target] = {
    t.name: t
    for t in (
        Target("win", "nt", "win32", "Windows", "AMD64", ["win_amd64"]),
        Target("mac", "posix", "darwin", "Darwin", "arm64", MACS),
        Target("linux", "posix", "linux", "Linux", "x86_64", LINUX),
    )
}
Asks = Callable[[str], Iterable[str] | None]
"""Gives what a package asks for, each as its metadata says it, or None where that is not known."""


def read_lock(path: Path) -> dict[str, Requirement]:
    """Read a lock of exact pins, by the package's name."""
    pins = [Requirement(pin) for pin, *_ in entries(path)]
    return {canonicalize_name(pin.name): pin for pin in pins}


def read_hashes(path: Path) -> dict[str, list[str]]:
    """Read what pip takes for each package's files: its options ``--hash``."""
    found = {canonicalize_name(Requirement(pin).name): hashes for pin, *hashes in entries(path)}
    return {name: [f"--hash={one.strip()}" for one in hashes] for name, hashes in found.items()}


def entries(path: Path) -> list[list[str]]:
    """Split a lock into its pins, each with the hashes that stand below it."""
    lines = path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    return [line.split("--hash=") for line in lines if line.strip() and not line.startswith("#")]


def version_of(pin: Requirement) -> str:
    """Give the version of an exact pin."""
    return str(pin.specifier).removeprefix("==")


def needed(
    root: str, pins: Mapping[str, Requirement], environment: Mapping[str, str], asks: Asks
) -> list[str]:
    """List the packages that a requirement brings on the computer of an environment, itself left out.

    Raises BadFolder: where a package is asked for that the lock does not pin there.
    """
    first = Requirement(root)
    own = canonicalize_name(first.name)
    done: set[tuple[str, str]] = set()
    left = [(own, extra) for extra in ("", *sorted(first.extras))]
    while left:
        name, extra = left.pop()
        if (name, extra) in done:
            continue
        done.add((name, extra))
        for asked in map(Requirement, asks(name) or ()):
            if asked.marker is not None and not asked.marker.evaluate({**environment, "extra": extra}):
                continue
            wanted = canonicalize_name(asked.name)
            pin = pins.get(wanted)
            if wanted != own and (pin is None or (pin.marker and not pin.marker.evaluate(dict(environment)))):
                raise BadFolder(f"requirements.lock has no {wanted}, which {name} asks for: run `make lock`")
            left += [(wanted, more) for more in ("", *sorted(asked.extras))]
    return sorted({name for name, _ in done} - {own})


@cache
def installed(name: str) -> Iterable[str] | None:
    """Give what a package asks for, as it is installed here."""
    try:
        return metadata.requires(name) or ()
    except metadata.PackageNotFoundError:
        return None


def asked_by(wheel: Path) -> list[str]:
    """Give what the package in a wheel asks for."""
    with zipfile.ZipFile(wheel) as packed:
        (inside,) = [n for n in packed.namelist() if n.endswith(".dist-info/METADATA") and n.count("/") == 1]
        return [
            str(line) for line in BytesParser().parsebytes(packed.read(inside)).get_all("Requires-Dist", [])
        ]


def choose(files: Iterable[Path], pin: Requirement, tags: Sequence[Tag]) -> Path | None:
    """Choose the best wheel of a pinned package, or none."""
    rank, wanted = {tag: at for at, tag in enumerate(tags)}, canonicalize_name(pin.name)
    found = []
    for path in files:
        if canonicalize_name(path.name.partition("-")[0]) != wanted:
            continue
        _, version, _, fits = parse_wheel_filename(path.name)
        if str(version) == version_of(pin):
            found += [(rank[tag], path) for tag in fits if tag in rank]
    return min(found)[1] if found else None
