"""An exercise: check, three hints, a solution. Its texts and its judge stand in the folder of its lesson."""

from __future__ import annotations

import pkgutil
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module, resources
from inspect import signature
from typing import Any

from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadValue

from .blank import blanks
from .checks import NotYet
from .endless import Endless, ending
from .feedback import HINT, NOT_ATTEMPTED, NOT_YET, RIGHT, SOLUTION, Feedback, show_later
from .progress_file import note
from .texts import Text, find_language
from .unseen import Alter, fixed, is_copied, is_noted, is_same, notebook_names, run_again, tries, typed

SAID = Catalogue(__package__, "exercises")
LESSONS = "simkit_course.lessons"


@dataclass(frozen=True)
class Judge:
    """How an exercise's answers are judged.

    - ``judge`` (function of the answer and its data): Raises `NotYet` with what differs; computes the reference
      from the data.
    - ``data`` (function): Gives the data the lesson uses, where none is handed to the check.
    - ``untouched`` (function of the answer): Tells an answer that stands as the lesson was shipped, where there
      is no blank to fill in.
    - ``alter`` (function of the data and a number): Makes the other data on which a right cell is tried again;
      without it, those of `altered`.
    """

    judge: Callable[..., None]
    data: Callable[[], tuple[Any, ...]] = tuple
    untouched: Callable[[Any], bool] | None = None
    alter: Alter | None = None

    def finds_untouched(self, answer: Any) -> bool:
        """Tell an answer as shipped; one that stops, as a student's own code may, was touched."""
        try:
            return self.untouched is not None and self.untouched(answer)
        except Exception:
            return False


@dataclass(frozen=True)
class Task:
    """One exercise in both languages.

    - ``number``, ``title``: Such as "1.2"; the lesson's number stands before the dot.
    - ``why`` (Text): Why it matters: said with the praise.
    - ``hints`` (three Texts): From a nudge to nearly the answer.
    - ``solution`` (str): Code that takes the place of the exercise's cell, last line included; it passes its
      own check.
    - ``explained`` (Text): The reasons behind the solution.
    - ``begin`` (Text): What to do with an answer that is still as shipped.
    """

    number: str
    title: Text
    judge: Judge
    why: Text
    hints: tuple[Text, Text, Text]
    solution: str
    explained: Text
    begin: Text


@lru_cache
def read_tasks(lesson: str) -> tuple[Task, ...]:
    """Read a lesson's exercises and give each its judge: of this lesson alone, so that it starts soon."""
    file = resources.files(f"{LESSONS}.{lesson}").joinpath("exercises.toml")
    judges = import_module(f"{LESSONS}.{lesson}.judges").JUDGES
    return tuple(
        Task(
            number=said["number"],
            title=Text(**said["title"]),
            judge=judges[said["number"]],
            why=Text(**said["why"]),
            hints=(Text(**said["hint1"]), Text(**said["hint2"]), Text(**said["hint3"])),
            solution=said["solution"].strip("\n"),
            explained=Text(**said["explained"]),
            begin=Text(**said.get("begin", {"id": "", "en": ""})),
        )
        for said in tomllib.loads(file.read_text(encoding="utf-8"))["exercise"]
    )


@lru_cache(maxsize=1)
def lessons() -> tuple[str, ...]:
    """Name the folder of every lesson, in order."""
    return tuple(sorted(m.name for m in pkgutil.iter_modules(import_module(LESSONS).__path__) if m.ispkg))


def judged(
    judge: Judge, answer: Any, data: tuple[Any, ...], begin: Text, why: Text, call: str
) -> tuple[str, Text]:
    """Give the state of an answer and what to say: `begin` to one as shipped, `why` to a right one.

    - ``call`` (str): The line that hands an answer in, named where it was handed in with other data.
    """
    empty, n = blanks(answer)
    if empty and len(empty) == n:
        return NOT_ATTEMPTED, SAID["begin"]
    if empty:
        return NOT_YET, SAID["rest"].put(done=n - len(empty), n=n, names=", ".join(empty))
    try:
        with ending() if callable(answer) else nullcontext():
            if judge.finds_untouched(answer):
                return NOT_ATTEMPTED, begin
            fault = _fault_of(judge, answer, data or judge.data(), call)
    except Endless:
        fault = SAID["endless"]
    return (RIGHT, why) if fault is None else (NOT_YET, fault)


def _fault_of(judge: Judge, answer: Any, data: tuple[Any, ...], call: str) -> Text | None:
    """Give what a judge says of an answer that is not right yet."""
    try:
        signature(judge.judge).bind(answer, *data)
    except TypeError:
        return SAID["arguments"].put(call=call)
    try:
        judge.judge(answer, *data)
    except NotYet as fault:
        return fault.text
    except Exception as error:  # whatever a student hands in, a check must not break
        return SAID["unreadable"].put(error=f"{type(error).__name__}: {error}")
    return None


def _values(answer: Any) -> Any:
    return list(answer.values()) if isinstance(answer, Mapping) else answer


@dataclass(frozen=True)
class Exercise:
    """One exercise in one language.

    >>> exercise("1.3", "en").check((1, 2)).state
    'not_yet'
    """

    task: Task
    lang: str

    def __repr__(self) -> str:
        return f"{self.task.number}: {self.task.title.to(self.lang)}"

    def check(self, answer: Any, *data: Any) -> Feedback:
        """Say whether an answer is not attempted, not yet right, or right (alias: `cek`).

        - ``*data``: The tables the answer was computed from; the reference is computed from the same. Without
          it, from those of the lesson.
        """
        if is_noted(self.task.number, answer, data):
            return self._say(RIGHT, "")
        state, text = self.judged(answer, *data)
        if state == RIGHT:
            with suppress(Endless, Exception):  # what stops or is too long on other data counts as shown
                state, text = self._unseen(answer, data, notebook_names())
        if state != NOT_ATTEMPTED:
            note(self.task.number, state)
        message = text.to(self.lang)
        if state == NOT_YET:
            message += "\n" + SAID["stuck"].put(n=self.task.number).to(self.lang)
        return show_later(self._say(state, message))

    def judged(self, answer: Any, *data: Any) -> tuple[str, Text]:
        """Give the state of an answer and what to say, and note nothing."""
        task = self.task
        return judged(task.judge, answer, data, task.begin, task.why, task.solution.splitlines()[-1])

    def _unseen(self, answer: Any, data: tuple[Any, ...], names: dict[str, Any]) -> tuple[str, Text]:
        """Give the state of a right answer once its cell has been tried on other data of the same form."""
        task = self.task
        tried = list(tries(task.number, task.solution, names, data, task.judge.alter))
        stay = fixed([mine for mine, *_ in tried], answer)
        for mine, truth, other in tried:
            if (
                is_copied(mine, answer, truth, stay)
                or self._fault(mine, other) is None
                or self._fault(truth, other)
            ):
                continue
            again = run_again(task.number, names["In"], names, data)
            if again is not None and is_same(_values(again[0]), _values(answer)):
                where = SAID["only_here"].put(where=self._where(mine, truth, other))
                shown = _values(answer)
                numbers = [*(shown if isinstance(shown, (list, tuple)) else [shown]), *data]
                is_typed = typed(names["In"][-1], numbers) > typed(task.solution, numbers)
                return NOT_YET, SAID["typed"].put(said=where) if is_typed else where
        return RIGHT, task.why

    def _where(self, mine: Any, truth: Any, data: tuple[Any, ...]) -> str:
        """Name the parts of an answer that are wrong; no more is said, as a slip told by other data may mislead."""
        if isinstance(mine, Exception):
            return f": `{type(mine).__name__}: {mine}`"
        parts = truth if isinstance(truth, Mapping) and isinstance(mine, Mapping) else {}
        wrong = [k for k in parts if k in mine and self._fault({**truth, k: mine[k]}, data) is not None]
        return ": " + ", ".join(f"`{name}`" for name in wrong) if wrong else ""

    def _fault(self, answer: Any, data: tuple[Any, ...]) -> Text | None:
        state, text = self.judged(answer, *data)
        return None if state == RIGHT else text

    def hint(self, level: int = 1) -> Feedback:
        """Give a hint, from 1 (a nudge) to 3 (nearly the answer) (alias: `petunjuk`)."""
        if level not in (1, 2, 3):
            raise BadValue(f"hint({level}): 1, 2, 3")
        after = SAID["last"] if level == 3 else SAID["more"]
        text = self.task.hints[level - 1].to(self.lang)
        text += "\n" + after.put(n=self.task.number, level=level + 1).to(self.lang)
        return show_later(self._say(HINT, text, f" ({level}/3)"))

    def solution(self) -> Feedback:
        """Show a worked solution and the reason (alias: `solusi`)."""
        return show_later(self._say(SOLUTION, self.task.explained.to(self.lang), code=self.task.solution))

    cek, petunjuk, solusi = check, hint, solution

    def _say(self, state: str, message: str, after: str = "", code: str = "") -> Feedback:
        title = f"{self.task.number} {self.task.title.to(self.lang)}{after}"
        return Feedback(state, title, message, code, self.lang)


def exercise(number: str | float, lang: str | None = None) -> Exercise:
    """Give an exercise by its number, such as "1.2" (alias: `soal`).

    Raises BadValue: where there is none of that number; says which there are.
    """
    said = re.sub(r"^0+(?=\d)", "", str(number).strip().replace(",", "."))
    for task in tasks(said.partition(".")[0]):
        if task.number == said:
            return Exercise(task, lang or find_language())
    known = ", ".join(task.number for task in tasks())
    raise BadValue(SAID["no_such_exercise"].put(n=repr(number), known=known).to(lang or find_language()))


soal: Callable[..., Exercise] = exercise


def tasks(lesson: str = "") -> Iterator[Task]:
    """Yield the task of every exercise, in order, or of those of a lesson by its number."""
    for name in lessons():
        if not lesson or lesson.zfill(2) == name[1:3]:
            yield from read_tasks(name)
