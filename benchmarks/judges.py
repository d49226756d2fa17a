"""Measure the judges of the lessons: wrong cells, made by machine, that they take for right, and right ones refused.

python benchmarks/judges.py              every exercise, then right answers in every form
python benchmarks/judges.py 2.3 5.2      some exercises
python benchmarks/judges.py --forms      only the right answers

What is measured of an exercise is kept as its row of docs/judges.csv.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "notebooks")]

from judging import TIMES, WRONG, forms_refused, measured, n_telling, play, verdict  # noqa: E402
from right_forms import FORMS  # noqa: E402

from simkit.core.files import write_file  # noqa: E402
from simkit_course.exercises import tasks  # noqa: E402

KEPT = ROOT / "docs" / "judges.csv"
HEAD = ["exercise", *WRONG, "as_good", "telling_data"]


def show_forms() -> None:
    for kind, refused in forms_refused().items():
        print(f"{kind:<26} {len(FORMS[kind]):3} right forms, {len(refused)} refused", flush=True)
        for said in refused:
            print("      " + said, flush=True)


def keep(number: str, counts: list[int]) -> None:
    """Put an exercise's row into the file, in the order of the lessons."""
    rows = [line.split(",") for line in KEPT.read_text("utf-8").splitlines()[1:]] if KEPT.is_file() else []
    made = {row[0]: row for row in rows} | {number: [number, *map(str, counts)]}
    lines = [HEAD, *(made[n] for n in sorted(made, key=lambda n: [*map(int, n.split("."))]))]
    write_file(KEPT, "".join(",".join(line) + "\n" for line in lines))


def show_wrong(numbers: list[str]) -> None:
    total: Counter[str] = Counter()
    for asked in play(numbers):
        begun = time.process_time()
        praise = verdict(asked, asked.solution)
        took, said = time.process_time() - begun, measured(asked)
        n = Counter(word if word in WRONG else "right" for _, word in said)
        total += n
        counts = ", ".join(f"{n[word]:3} {word}" for word in (*WRONG, "right"))
        telling = n_telling(asked)
        keep(asked.number, [*(n[word] for word in WRONG), n["right"], telling])
        print(f"{asked.number:<5} {len(said):3} cells: {counts}; solution {praise} in {took:.2f} s, "
              f"with another answer on {telling} of {TIMES} altered data", flush=True)  # fmt: skip
        for label, word in said:
            if word not in ("refused", "unseen"):
                print(f"      {word}: {label[:700]}", flush=True)
    wrong = total.total() - total["right"]
    print(f"{wrong} wrong cells, and {total['right']} that are as good as the solution. Refused on the data shown: "
          f"{total['refused'] / wrong:.1%}; on other data too: {1 - total['accepted'] / wrong:.1%}")  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exercises", nargs="*", metavar="N.M", help="some exercises, such as 2.3; without them all")
    parser.add_argument("--forms", action="store_true", help="only the right answers in every form")
    words, known = parser.parse_args(), [task.number for task in tasks()]
    if odd := [word for word in words.exercises if word not in known]:
        parser.error(f"no exercise {odd[0]!r}; there are {', '.join(known)}")
    if not words.forms:
        show_wrong(words.exercises or known)
    if words.forms or not words.exercises:
        show_forms()
