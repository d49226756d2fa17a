"""What an exercise consists of: texts from a TOML file, and a judge."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from ..texts import Text


@dataclass(frozen=True)
class Judge:
    """How an exercise's answers are judged.

    Attributes
    ----------
    judge : function of the answer and its data
        Raises `NotYet` with what differs; computes the reference from the data.
    data : function
        Gives the data the lesson uses, where none is handed to the check.
    untouched : function of the answer
        Tells an answer that stands as the lesson was shipped, where there is no blank to fill in.
    """

    judge: Callable[..., None]
    data: Callable[[], tuple[Any, ...]] = tuple
    untouched: Callable[[Any], bool] | None = None


@dataclass(frozen=True)
class Task:
    """One exercise in both languages.

    Attributes
    ----------
    number, title
        Such as "1.2"; the lesson's number stands before the dot.
    judge : Judge
    why : Text
        Why it matters: said with the praise.
    hints : three Texts
        From a nudge to nearly the answer.
    solution : str
        Code that takes the place of the exercise's cell, last line included; it passes its own check.
    explained : Text
        The reasons behind the solution.
    begin : Text
        What to do with an answer that is still as shipped.
    """

    number: str
    title: Text
    judge: Judge
    why: Text
    hints: tuple[Text, Text, Text]
    solution: str
    explained: Text
    begin: Text


def read_tasks(lesson: str, judges: Mapping[str, Judge]) -> tuple[Task, ...]:
    """Read a lesson's exercises from its TOML file and give each its judge."""
    text = resources.files(__package__).joinpath(f"{lesson}.toml").read_text(encoding="utf-8")
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
        for said in tomllib.loads(text)["exercise"]
    )
