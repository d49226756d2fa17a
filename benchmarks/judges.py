"""Measure the judges of the lessons: how many wrong cells, made by machine, do they take for right?

python benchmarks/judges.py              every exercise
python benchmarks/judges.py 2.3 5.2      some exercises
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "notebooks")]

from judging import handed, is_answer, play, verdict, wrong_cells  # noqa: E402

from simkit_course.exercises import tasks  # noqa: E402


def main(words: list[str]) -> None:
    total: Counter[str] = Counter()
    for asked in play(words or [task.number for task in tasks()]):
        right = handed(asked, asked.solution)
        found = [(label, text) for label, text in wrong_cells(asked) if is_answer(handed(asked, text), right)]
        said = {label: verdict(asked, text) for label, text in found}
        n = Counter(said.values())
        total += n
        print(f"{asked.number:<5} {n['refused']:3} of {len(found):3} refused", flush=True)
        for label, word in said.items():
            if word == "accepted":
                print(f"      accepted: {label}")
    print(
        f"{total['refused']} of {sum(total.values())} refused: {total['refused'] / sum(total.values()):.1%}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
