"""Damage a clean folder in every way a clerk's tools do, and print what `simkit detect` makes of each.

    python benchmarks/clerk.py                  every damage, kind by kind
    python benchmarks/clerk.py phone "no date"  those whose name holds one of these words
    python benchmarks/clerk.py --words ...      and what was said; --part 1/2 for half of them

Right is: what a person could read gives the clean folder's ranking, a thought that was needed is told, and what is
lost is named with its file, column and row. pandas, openpyxl and LibreOffice (where it is there) make the files.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from clerk_samples import Judge, Outcome, clean_folder, damages


def show(outcome: Outcome, words: bool) -> None:
    d = outcome.damage
    mark = "right" if outcome.is_right else "WRONG"
    print(f"{d.kind[:44]:<44} {d.place[:26]:<26} {d.read:<9} {outcome.came:<17} {mark}", flush=True)
    if words or not outcome.is_right:
        for line in outcome.words[:4]:
            print(f"      {line[:300]}")


def total(made: list[Outcome]) -> None:
    readable = [o for o in made if o.damage.read != "refused"]
    print(f"\n{len(made)} damages of {len({o.damage.kind for o in made})} kinds")
    for came, n in Counter(o.came for o in made).most_common():
        print(f"  {came:<18} {n:>4}")
    right = sum(o.is_right for o in readable)
    silent = sum(o.came == "changed silently" for o in made)
    whole = sum(o.came in ("folder refused", "crash") for o in readable)
    share = right / max(len(readable), 1)
    print(f"readable by a person: {len(readable)}; read with the clean ranking: {right} ({share:.1%})")
    print(f"silently wrong: {silent}; readable folders refused or crashed: {whole}")
    lost = [o for o in made if o.damage.read == "refused"]
    print(f"lost or open: {len(lost)}; named with file and column: {sum(o.is_right for o in lost)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", help="parts of the names of damages")
    parser.add_argument(
        "--part", default="1/1", help="every so many-th damage: 2/3 is the second of three parts"
    )
    parser.add_argument("--words", action="store_true", help="print what was said of each")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        judge = Judge(clean_folder(Path(work)), Path(work))
        made = []
        part, of = (int(n) for n in asked.part.split("/"))
        for damage in damages()[part - 1 :: of]:
            if not asked.names or any(n in damage.name for n in asked.names):
                made.append(judge(damage))
                show(made[-1], asked.words)
    total(made)


if __name__ == "__main__":
    main()
