"""Asking a student's own function: what is said when it stops, or gives nothing back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .checks import NotYet
from .texts import Text

NOTHING = Text(
    id="Fungsimu tidak mengembalikan apa-apa: baris terakhirnya harus dimulai dengan `return`.",
    en="Your function gives nothing back: its last line must begin with `return`.",
)

NO_PARTS = Text(
    id="Fungsimu tidak mengembalikan apa-apa: akhirnya harus `return {...}`.",
    en="Your function gives nothing back: it must end with `return {...}`.",
)


def is_function(answer: Any) -> None:
    """Refuse whatever cannot be called.

    Examples
    --------
    >>> is_function(len)
    """
    if not callable(answer):
        raise NotYet(
            Text(
                id="Berikan fungsinya sendiri, tanpa tanda kurung di belakang namanya.",
                en="Hand in the function itself, without brackets behind its name.",
            )
        )


def stopped(error: BaseException) -> Text:
    """Say with which error a student's function stopped.

    Examples
    --------
    >>> stopped(ZeroDivisionError("division by zero")).en
    'Your function stopped with ZeroDivisionError: division by zero.'
    """
    text = Text(id="Fungsimu berhenti dengan {e}.", en="Your function stopped with {e}.")
    return text.put(e=f"{type(error).__name__}: {error}")


def ask(
    function: Callable[..., Any],
    *arguments: Any,
    nothing: Text = NOTHING,
    why: Callable[[BaseException], Text] = stopped,
) -> Any:
    """Call a student's function and give what it gives back.

    Parameters
    ----------
    function : callable
    arguments : any
        Copies, where the function must not spoil them.
    nothing : Text
        Said of a function that gives nothing back.
    why : function of the error
        What is said of a function that stops.

    Raises
    ------
    NotYet
        Where it stops with any error, or gives nothing back.

    Examples
    --------
    >>> ask(lambda a, b: a / b, 6, 3)
    2.0
    """
    try:
        made = function(*arguments)
    except (Exception, SystemExit) as error:  # the student's own code
        raise NotYet(why(error)) from error
    if made is None:
        raise NotYet(nothing)
    return made
