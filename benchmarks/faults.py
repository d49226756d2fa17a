"""What breaks simkit? Command lines by chance, kills at random moments; the record is printed as CSV.

    python benchmarks/faults.py fuzz --cases 10000          scenarios and command lines that nobody would write
    python benchmarks/faults.py kills --kills 200           runs killed while they write

Each fault is printed in full; the last lines are the record. Exits with 1 if there was a fault.
tests/test_fuzz.py and tests/test_kills.py try fewer of the same. `--first-seed N` draws others.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import fuzz_samples
import kill_samples

BATCH = 50
"""Cases, or kills, in one folder: what one leaves, the next ones meet."""
Row = tuple[str, int, int, int]


def fuzz(cases: int, first: int) -> Iterator[Row]:
    """Try command lines, and count by command and by how they ended."""
    ended: Counter[tuple[str, int | str]] = Counter()
    faults: Counter[tuple[str, int | str]] = Counter()
    for batch in range(-(-cases // BATCH)):
        rng = random.Random(first + batch)
        with tempfile.TemporaryDirectory() as name, fuzz_samples.place(Path(name).resolve()) as here:
            for _ in range(min(BATCH, cases - batch * BATCH)):
                made = fuzz_samples.tried(here, rng)
                known = made.words[0] if made.words[0] in fuzz_samples.COMMANDS else "no command"
                ended[known, made.code] += 1
                faults[known, made.code] += bool(made.faults)
                for fault in made.faults:
                    print(f"seed {first + batch}: {made.words}: {fault}", flush=True)
    for (command, code), n in sorted(ended.items(), key=str):
        yield f"fuzz {command} ended with {code}", n, n, faults[command, code]


def kills(n: int, first: int) -> Iterator[Row]:
    """Kill runs that write Parquet and CSV, half each."""
    processes = kill_samples.ready()
    for fmt, share in (("parquet", n - n // 2), ("csv", n // 2)):
        made = kill_samples.Killed()
        for batch in range(-(-share // BATCH)):
            rng = random.Random(f"{fmt}{first + batch}")
            with tempfile.TemporaryDirectory() as name:
                part = kill_samples.killed(
                    processes, Path(name).resolve(), fmt, rng, min(BATCH, share - batch * BATCH)
                )
            made.n, made.interrupted = made.n + part.n, made.interrupted + part.interrupted
            made.faults += part.faults
        print(*made.faults, sep="\n", end="\n" if made.faults else "", flush=True)
        yield f"run killed while it writes {fmt}", made.n, made.interrupted, len(made.faults)


def main() -> int:
    """Try what was asked, print the record, and give 1 if anything is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("fuzz", "kills"))
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument(
        "--first-seed", type=int, default=1_000, help="the tests draw from others (default %(default)s)"
    )
    asked = parser.parse_args()
    made = (
        fuzz(asked.cases, asked.first_seed) if asked.what == "fuzz" else kills(asked.kills, asked.first_seed)
    )
    rows = list(made)
    print("what,n,met,faults", *(",".join(map(str, row)) for row in rows), sep="\n")
    total = [sum(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    print(f"all,{','.join(map(str, total))}")
    return int(total[-1] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
