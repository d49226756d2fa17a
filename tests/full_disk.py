"""Save onto a disk that is full after every number of blocks and of files; run it under `unshare -rm`.

    unshare -rm python tests/full_disk.py FOLDER EVERY

A small disk is mounted on FOLDER, in this process's own namespace only. EVERY 1 leaves out no step. Prints what is
wrong, and how many saves were refused and went through, as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[1]
BLOCK, BLOCKS, FILES = 4096, 4_000, 400
SMALL = {"people.n_people": 300, "run.days": 2, "run.scale": 0.001, "run.tick_h": 24}
Save = Callable[[int], object]


@contextmanager
def only(disk: Path, blocks: int, files: int) -> Iterator[None]:
    """Leave only so many blocks and files free on a disk."""
    ballast = disk / "ballast"
    ballast.mkdir()
    try:
        if blocks < BLOCKS:
            with open(ballast / "blocks", "wb") as file:
                os.posix_fallocate(file.fileno(), 0, (os.statvfs(disk).f_bfree - blocks) * BLOCK)
        if files < FILES:
            for i in range(os.statvfs(disk).f_ffree - files):
                (ballast / str(i)).touch()
        yield
    finally:
        for path in ballast.iterdir():
            path.unlink()
        ballast.rmdir()


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones and what is half written too."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def put_back(home: Path, older: dict[str, bytes]) -> None:
    """Make a folder what it was."""
    shutil.rmtree(home)
    for name, data in older.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(data)


def steps(disk: Path, save: Save, every: int) -> Iterator[tuple[int, int]]:
    """Count what a save takes, and give each number of free blocks, and of free files, up to that."""
    before = os.statvfs(disk)
    save(1)
    after = os.statvfs(disk)
    blocks, files = before.f_bfree - after.f_bfree + 4, before.f_ffree - after.f_ffree + 4
    assert blocks < BLOCKS / 2 and files < FILES / 2
    yield from ((n, FILES) for n in (*range(0, blocks, every), blocks))
    yield from ((BLOCKS, n) for n in range(0, files, min(every, 10)))


def tried(disk: Path, save: Save, every: int) -> dict[str, object]:
    """Save again at each number of free blocks and files: what stood there stays, or is the new result, whole."""
    from simkit.core.errors import SimkitError

    home, refused, well, faults = disk / "home", 0, 0, []
    all_steps = list(steps(disk, save, every))
    older = contents(home)
    save(2)
    newer = contents(home)
    assert newer != older
    for blocks, files in all_steps:
        put_back(home, older)
        at, said = f"{blocks} blocks, {files} files free", ""
        try:
            with only(disk, blocks, files):
                save(2)
            well += 1
        except SimkitError as error:
            refused, said = refused + 1, str(error)
            if "No space left on device" not in said or "\n" in said:
                faults.append(f"{at}: said {said}")
        except BaseException as error:  # a traceback is what is looked for
            said = f"{type(error).__name__}: {error}"[:300]
            faults.append(f"{at}: {said}")
        now = contents(home)
        # an experiment keeps the runs that it finished; whatever else there is, is the older or the newer result
        wrong = [
            n
            for n in older.keys() | now
            if now.get(n) not in ({newer.get(n), older.get(n)} if said else {newer.get(n)})
        ]
        if said and save.__name__ != "experiment" and now != older:
            wrong.append("another result than the older one")
        faults += [f"{at}: wrong afterwards: {sorted(wrong)[:3]}"] if wrong else []
        if said and save.__name__ == "experiment":
            save(2)
            faults += [f"{at}: with room again, something else"] if contents(home) != newer else []
    return {"refused": refused, "well": well, "faults": faults}


def ways(home: Path) -> Iterator[tuple[str, Save]]:
    """Give what simkit saves: a run in both formats, findings, an experiment, one file."""
    from simkit.compare.experiment import compare
    from simkit.core.files import write_file
    from simkit.detect.detectors.registry import SPECS
    from simkit.detect.loop import simulate
    from simkit.detect.page import save
    from simkit.detect.run import examine

    runs = {seed: simulate("baseline", seed, settings=SMALL) for seed in (1, 2)}
    for fmt in ("parquet", "csv"):
        yield (
            fmt,
            lambda seed, fmt=fmt: runs[seed].save(home / "out", fmt, extra={"report.html": "x" * 9_000}),
        )
    runs[1].save(home.parent / "tables")
    with patch("simkit.detect.run.SPECS", {name: SPECS[name] for name in list(SPECS)[:2]}):
        desk = examine(home.parent / "tables")
    yield "findings", lambda seed: save(desk, home / "found", top=seed)
    yield "file", lambda seed: write_file(home / "new" / "notes.json", str(seed) * 30_000)

    def figures(_: object, seed: int) -> dict[str, float]:
        return {"n_victims": 3.0 + seed, "n_sold": 7.0}

    def experiment(more: int) -> object:
        seeds, arms = range(7, 8 + more), {"a": ["cap:per_operator=1"]}
        with patch("simkit.compare.runner.simulated", figures):
            return compare("baseline", arms, seeds, settings=SMALL, out=home / "e", is_drawn=False)

    yield "experiment", experiment


def main() -> int:
    """Mount the disk, and try each way on it."""
    disk, every = Path(sys.argv[1]).resolve(), int(sys.argv[2])
    size = ["-o", f"size={BLOCKS * BLOCK},nr_inodes={FILES + 1}"]
    subprocess.run(["mount", "-t", "tmpfs", *size, "none", str(disk)], check=True)
    sys.path.insert(0, str(ROOT))
    made = {}
    for name, save in ways(disk / "home"):
        made[name] = tried(disk, save, every)
        shutil.rmtree(disk / "home")
    print(json.dumps(made))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
