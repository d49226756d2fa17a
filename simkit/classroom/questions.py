"""An exercise: check, three hints, a solution. Its texts and its judge stand in `exercises/`, a file a lesson."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..core.errors import BadValue
from .blank import blanks
from .checks import NotYet
from .exercises import l00, l01, l02, l03, l04, l05, l06, l07, l08, l09, l10
from .exercises.base import Judge, Task, read_tasks
from .feedback import HINT, NOT_ATTEMPTED, NOT_YET, RIGHT, SOLUTION, Feedback
from .noted import note
from .texts import Text, find_language

LESSONS: Mapping[str, Mapping[str, Judge]] = {
    "l00": l00.JUDGES,
    "l01": l01.JUDGES,
    "l02": l02.JUDGES,
    "l03": l03.JUDGES,
    "l04": l04.JUDGES,
    "l05": l05.JUDGES,
    "l06": l06.JUDGES,
    "l07": l07.JUDGES,
    "l08": l08.JUDGES,
    "l09": l09.JUDGES,
    "l10": l10.JUDGES,
}

BEGIN = Text(
    id="Ganti setiap `____` dengan jawabanmu, lalu jalankan sel itu lagi.",
    en="Put your answer in place of each `____`, then run the cell again.",
)
REST = Text(
    id="{done} dari {n} sudah diisi. Masih kosong: {names}.",
    en="{done} of {n} are filled in. Still blank: {names}.",
)
STUCK = Text(
    id='Macet? Hapus # di sel bantuan di bawah ini, atau ketik `exercise("{n}").hint()` di sel kosong.',
    en='Stuck? Delete the # in the help cell below, or type `exercise("{n}").hint()` in an empty cell.',
)
UNREADABLE = Text(
    id="Jawaban ini tidak dapat dibaca ({error}). Bandingkan bentuknya dengan contoh di soal.",
    en="This answer cannot be read ({error}). Compare its form with the example in the task.",
)
MORE = Text(
    id='Petunjuk berikutnya: `exercise("{n}").hint({level})`.',
    en='Next hint: `exercise("{n}").hint({level})`.',
)
LAST = Text(
    id='Ini petunjuk terakhir. Bandingkan dengan `exercise("{n}").solution()`.',
    en='This is the last hint. Compare with `exercise("{n}").solution()`.',
)


@dataclass(frozen=True)
class Exercise:
    """One exercise in one language.

    Examples
    --------
    >>> exercise("1.3", "en").check((1, 2)).state
    'not_yet'
    """

    task: Task
    lang: str

    def __repr__(self) -> str:
        return f"{self.task.number}: {self.task.title.to(self.lang)}"

    def check(self, answer: Any, *data: Any) -> Feedback:
        """Say whether an answer is not attempted, not yet right, or right (alias: `cek`).

        Parameters
        ----------
        answer : whatever the task asks for
        *data
            The tables the answer was computed from; the reference is computed from the same. Without it,
            from those of the lesson.
        """
        state, text = self.judged(answer, *data)
        if state != NOT_ATTEMPTED:
            note(self.task.number, state)
        message = text.to(self.lang)
        if state == NOT_YET:
            message += "\n" + STUCK.put(n=self.task.number).to(self.lang)
        return self._say(state, message)

    def judged(self, answer: Any, *data: Any) -> tuple[str, Text]:
        """Give the state of an answer and what to say, and note nothing."""
        empty, n = blanks(answer)
        if empty and len(empty) == n:
            return NOT_ATTEMPTED, BEGIN
        if empty:
            return NOT_YET, REST.put(done=n - len(empty), n=n, names=", ".join(empty))
        judge = self.task.judge
        if judge.untouched is not None and judge.untouched(answer):
            return NOT_ATTEMPTED, self.task.begin
        try:
            judge.judge(answer, *(data or judge.data()))
        except NotYet as fault:
            return NOT_YET, fault.text
        except Exception as error:  # whatever a student hands in, a check must not break
            return NOT_YET, UNREADABLE.put(error=f"{type(error).__name__}: {error}")
        return RIGHT, self.task.why

    def hint(self, level: int = 1) -> Feedback:
        """Give a hint, from 1 (a nudge) to 3 (nearly the answer) (alias: `petunjuk`)."""
        if level not in (1, 2, 3):
            raise BadValue(f"hint({level}): 1, 2, 3")
        after = LAST if level == 3 else MORE
        text = self.task.hints[level - 1].to(self.lang)
        return self._say(
            HINT, text + "\n" + after.put(n=self.task.number, level=level + 1).to(self.lang), f" ({level}/3)"
        )

    def solution(self) -> Feedback:
        """Show a worked solution and the reason (alias: `solusi`)."""
        return self._say(SOLUTION, self.task.explained.to(self.lang), code=self.task.solution)

    cek, petunjuk, solusi = check, hint, solution

    def _say(self, state: str, message: str, after: str = "", code: str = "") -> Feedback:
        title = f"{self.task.number} {self.task.title.to(self.lang)}{after}"
        return Feedback(state, title, message, code, self.lang)


def exercise(number: str | float, lang: str | None = None) -> Exercise:
    """Give an exercise by its number, such as "1.2" (alias: `soal`).

    Raises
    ------
    BadValue
        Where there is none of that number; says which there are.
    """
    said = re.sub(r"^0+(?=\d)", "", str(number).strip().replace(",", "."))
    for task in tasks():
        if task.number == said:
            return Exercise(task, lang or find_language())
    known = ", ".join(task.number for task in tasks())
    text = Text(id="tidak ada soal {n}; yang ada: {known}", en="there is no exercise {n}; there are: {known}")
    raise BadValue(text.put(n=repr(number), known=known).to(lang or find_language()))


soal: Callable[..., Exercise] = exercise


def tasks() -> Iterator[Task]:
    """Yield every exercise's task, in order."""
    for lesson, judges in LESSONS.items():
        yield from read_tasks(lesson, judges)
