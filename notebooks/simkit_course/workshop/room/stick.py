"""A stick for a room without network: wheels for each kind of computer, pages, data, installers."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.requirements import Requirement

import simkit
from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadFolder
from simkit.core.files import write_file
from simkit.core.installed import require

from ...datasets import home
from ...pages import write_pages
from ...pages_html import document, prose
from ...texts import LANGUAGES
from .wheels import Target, asked_by, choose, installed, needed, read_hashes, read_lock, version_of

SAID = Catalogue(__package__, "stick")
DATA = Path(__file__).resolve().parent / "data"
FORMAT, RECORD = "simkit-stick", "stick.json"
ROOTS = {"core": "simkit", "lessons": "simkit[lessons]", "pages": ""}
"""What a stick is for, and the requirement that its computers install; pages need no Python at all."""
SCRIPTS = ("install.bat", "install.sh", "start.bat", "start.sh")


def checkout() -> Path:
    """Find the checkout, whose lock and sources a stick is made from.

    Raises BadFolder: in an installation without one.
    """
    root = Path(simkit.__file__).resolve().parents[1]
    if not (root / "requirements.lock").is_file() or not (root / "pyproject.toml").is_file():
        raise BadFolder(
            "workshop stick takes requirements.lock and the sources: run it in a checkout of simkit"
        )
    return root


@dataclass(frozen=True)
class Stick:
    """A stick in the making.

    - ``out`` (Path): Its folder.
    - ``use`` (str): What it is for, a key of `ROOTS`.
    - ``targets``, ``pythons``: The computers that it serves.
    - ``lang`` (str): In which its lessons open, whatever a computer's own language is.
    """

    out: Path
    use: str
    targets: Sequence[Target]
    pythons: Sequence[str]
    lang: str = "en"

    @property
    def wheels(self) -> Path:
        """The folder of the wheels."""
        return self.out / "wheels"

    def write(self) -> Iterator[str]:
        """Write all of it and say in each line what was done; the record comes last: with it, it is whole.

        A stick that was stopped goes on: what was fetched is kept.

        Raises BadFolder: where the folder holds something else, a package cannot be had, or writing fails.
        """
        root = checkout()
        if self.out.is_dir() and any(self.out.iterdir()) and not (self.out / "index.html").is_file():
            raise BadFolder(f"{self.out} is not empty and is no stick: name a new folder")
        (self.out / RECORD).unlink(missing_ok=True)
        write_file(self.out / "index.html", self.page())
        if ROOTS[self.use]:
            yield from self.fetch(root)
            for name in SCRIPTS[: None if self.use == "lessons" else 2]:
                text = (DATA / name).read_text(encoding="utf-8").replace("@USE@", self.use)
                text = text.replace("@LANG@", self.lang)
                write_file(self.out / name, text.replace("\n", "\r\n") if name.endswith(".bat") else text)
        yield str(list(write_pages(self.out / "pages"))[-1])
        shutil.copytree(home(), self.out / "data", dirs_exist_ok=True)
        sizes = {p.name: sum(f.stat().st_size for f in files_in(p)) for p in sorted(self.out.iterdir())}
        said = {"format": FORMAT, "simkit": simkit.__version__, "for": self.use, "bytes": sizes}
        said |= {"platforms": [t.name for t in self.targets], "pythons": list(self.pythons)}
        write_file(self.out / RECORD, json.dumps(said, indent=1, sort_keys=True) + "\n")
        yield from (f"{name}: {size / 1e6:.1f} MB" for name, size in sizes.items())
        yield f"{self.out}: {sum(sizes.values()) / 1e6:.0f} MB"

    def fetch(self, root: Path) -> Iterator[str]:
        """Fetch the wheels of every kind of computer, and write what each is to install, with hashes."""
        require("simkit workshop stick")
        lock = root / "requirements.lock"
        pins, hashes = read_lock(lock), read_hashes(lock)
        self.wheels.mkdir(parents=True, exist_ok=True)
        # Another call's lists would name wheels that go below.
        shutil.rmtree(self.out / "requirements", ignore_errors=True)
        own = build_wheel(root, self.wheels)
        kept = {own}
        for target in self.targets:
            for python in self.pythons:
                found = self.complete(target, python, pins, hashes)
                lines = [
                    f"{pins[name].name}=={version_of(pins[name])} {hashed(path)}"
                    for name, path in found.items()
                ]
                lines += [f"simkit=={simkit.__version__} {hashed(own)}"]
                write_file(self.out / "requirements" / f"{target.name}-{python}.txt", "\n".join(lines) + "\n")
                kept |= set(found.values())
                yield f"{target.name}, Python {python}: {len(found) + 1} .whl"
        for path in set(self.wheels.iterdir()) - kept:
            path.unlink()

    def complete(
        self, target: Target, python: str, pins: dict[str, Requirement], hashes: dict[str, list[str]]
    ) -> dict[str, Path]:
        """Fetch wheels until no wheel's own metadata asks for what is not there; give them by package."""
        tags = target.tags(python)
        have: dict[str, Path] = {}

        def asks(name: str) -> Iterable[str] | None:
            return asked_by(have[name]) if name in have else installed(name)

        while names := set(needed(ROOTS[self.use], pins, target.environment(python), asks)) - set(have):
            wanted = [" ".join([f"{pins[n].name}=={version_of(pins[n])}", *hashes[n]]) for n in sorted(names)]
            self.download(target, python, wanted)
            files = list(self.wheels.glob("*.whl"))
            for name in sorted(names):
                path = choose(files, pins[name], tags)
                if path is None:
                    raise BadFolder(
                        f"no wheel of {name} for {target.name}, Python {python}: leave that one out"
                    )
                have[name] = path
        return {n: have[n] for n in needed(ROOTS[self.use], pins, target.environment(python), asks)}

    def download(self, target: Target, python: str, pinned: Sequence[str]) -> None:
        """Let pip fetch wheels for another computer, by version and hash: it must not look at markers."""
        called = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        called += ["--dest", str(self.wheels), "--python-version", python, "--implementation", "cp"]
        called += [word for p in target.platforms for word in ("--platform", p)]
        with TemporaryDirectory() as name:  # pip takes hashes from a file alone
            asked = Path(name, "wanted.txt")
            asked.write_text("\n".join(pinned), encoding="utf-8")
            run(
                [*called, "--require-hashes", "-r", str(asked)],
                f"the wheels for {target.name}, Python {python}",
            )

    def page(self) -> str:
        """Write the page that a participant opens first, in both languages, the stick's own first."""
        said = {"pythons": " / ".join(self.pythons), "version": simkit.__version__, "lang": self.lang}
        texts = [SAID["title"], *([SAID["install"], SAID["mends"]] if ROOTS[self.use] else [])]
        texts += [SAID[f"use_{self.use}"], SAID["pages"]]
        parts = [
            f'<section lang="{lang}">{prose(text.put(**said).to(lang))}</section>'
            for lang in sorted(LANGUAGES, key=lambda known: known != self.lang)
            for text in texts
        ]
        return document(self.lang, SAID["name"].to(self.lang), f"<main>{''.join(parts)}</main>", "pages.css")


def build_wheel(root: Path, to: Path) -> Path:
    """Build simkit's own wheel."""
    for old in to.glob("simkit-*.whl"):
        old.unlink()
    # Where the build's tools are there, as after `make setup`, nothing is fetched for it.
    alone = ["--no-build-isolation", "--no-index"] if find_spec("hatchling") else []
    run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", *alone, "-w", str(to), str(root)],
        "simkit",
    )
    return next(to.glob("simkit-*.whl"))


def run(called: Sequence[str], what: str) -> None:
    """Run pip; where it fails, say its last line."""
    made = subprocess.run(called, capture_output=True, text=True, check=False)
    if made.returncode:
        last = [line for line in made.stderr.splitlines() if line.startswith("ERROR")] or ["pip failed"]
        raise BadFolder(f"{what} cannot be had: {last[-1]}")


def hashed(path: Path) -> str:
    """Give a file's hash as pip reads it: a stick that was copied badly is found out."""
    return f"--hash=sha256:{sha256(path.read_bytes()).hexdigest()}"


def files_in(path: Path) -> list[Path]:
    """List the files of a folder, or the file itself."""
    return [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
