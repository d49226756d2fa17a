"""Judging an answer: take it in any reasonable form, and say what differs, never the value."""

from __future__ import annotations

import contextlib
import io
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from simkit.core.catalogue import Catalogue

from .blank import Blank
from .python_errors import special_advice
from .texts import Text, in_thousands

SAID = Catalogue(__package__, "checks")

TOLERANCE = 1e-6
"""How far a number may lie off, relative to the reference: rounding is forgiven, thinking is not."""


POINT = SAID["point"]


ROUNDED = SAID["rounded"]


class NotYet(Exception):
    """The answer is not right yet; `text` says what differs."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def take_number(answer: Any, what: Text) -> float:
    """Take one number: Python's, NumPy's, a fraction, or the only item of a list, Series or array.

    >>> take_number(np.array([3]), Text(id="Harga", en="The price"))
    3.0
    """
    if isinstance(answer, (list, tuple, np.ndarray, pd.Series)):
        items = np.asarray(answer, dtype=object).ravel().tolist()
        if isinstance(answer, tuple) and len(items) == 2:
            raise NotYet(SAID["reads_as_two_numbers_if"].put(what=what))
        if len(items) != 1:
            raise NotYet(SAID["one_number_needed_but_holds"].put(what=what, n=len(items)))
        answer = items[0]
    if isinstance(answer, str):
        raise NotYet(SAID["text_quotes_write_as_number"].put(what=what))
    if isinstance(answer, pd.DataFrame):
        raise NotYet(SAID["table_one_number_needed"].put(what=what))
    if callable(answer):
        raise NotYet(SAID["function_was_not_called_missing"].put(what=what))
    is_number = isinstance(answer, (int, float, np.number, Fraction, Decimal)) and not isinstance(
        answer, (bool, np.bool_)
    )
    if is_number and math.isnan(answer):
        raise NotYet(SAID["not_number_missing_value_nan"].put(what=what))
    if not is_number or not math.isfinite(answer):
        raise NotYet(SAID["not_number"].put(what=what))
    return float(answer)


def take_numbers(answer: Any, names: Sequence[Text]) -> list[float]:
    """Take as many numbers as there are names from a list, tuple, array or Series."""
    n = len(names)
    if isinstance(answer, pd.DataFrame):
        answer = answer.to_numpy().ravel()
    if not isinstance(answer, (list, tuple, np.ndarray, pd.Series)) or len(answer) != n:
        found = len(answer) if isinstance(answer, (list, tuple, np.ndarray, pd.Series)) else 1
        raise NotYet(SAID["numbers_needed_such_as_answer"].put(n=n, found=found))
    return [take_number(value, name) for value, name in zip(list(answer), names, strict=True)]


def take_mapping(answer: Any, keys: Collection[str]) -> dict[str, Any]:
    """Take an answer by name from a dict or Series, in any order.

    >>> take_mapping(pd.Series({"b": 2, "a": 1}), ["a", "b"])
    {'a': 1, 'b': 2}
    """
    if not isinstance(answer, (Mapping, pd.Series)):
        raise NotYet(SAID["answer_must_be_form_value"])
    given = {str(k).strip(): v for k, v in answer.items()}
    missing = [k for k in keys if k not in given]
    strange = [k for k in given if k not in keys]
    if missing or strange:
        halves = [
            text.put(names=", ".join(names))
            for text, names in ((SAID["missing"], missing), (SAID["strange"], strange))
            if names
        ]
        raise NotYet(Text(id=" ".join(t.id for t in halves), en=" ".join(t.en for t in halves)))
    return {k: given[k] for k in keys}


def take_some(answer: Any, name: str, known: Collection[Any], n: int | None = None) -> list[Any]:
    """Take different items that are all among those known; `n` of them, where it matters.

    >>> take_some([2, 1], "devices", {1, 2, 3}, 2)
    [2, 1]
    """
    if isinstance(answer, Mapping):
        answer = list(answer)
    if not isinstance(answer, (list, tuple, set, frozenset, range, np.ndarray, pd.Series, pd.Index)):
        raise NotYet(SAID["a_list"].put(name=name))
    items = np.asarray(list(answer), dtype=object).tolist()
    strange = [item for item in items if item not in known]
    if strange:
        raise NotYet(SAID["not_known"].put(name=name, n=len(strange), first=repr(strange[0])))
    if len(set(items)) < len(items):
        raise NotYet(SAID["twice"].put(name=name, n=len(items) - len(set(items))))
    if n is not None and len(items) != n:
        raise NotYet(SAID["how_many"].put(name=name, n=n, found=len(items)))
    return items


def take_words(answer: Any) -> list[str]:
    """Take words from a list, tuple, set, Series, array, or one text with commas.

    >>> take_words("B, c"), take_words({"B"})
    (['B', 'c'], ['B'])
    """
    if isinstance(answer, str):
        answer = [w for w in re.split(r"[,;\s]+", answer) if w]
    if not isinstance(answer, (list, tuple, set, frozenset, np.ndarray, pd.Series, pd.Index)):
        raise NotYet(SAID["write_answer_as_list_words"])
    return [str(word).strip() for word in answer]


def meant(word: Any, aliases: Mapping[str, Sequence[str]]) -> str | None:
    """Give the word that was meant, in either language and any case; None where it is not known.

    >>> meant(" Klaim", {"claim": ("klaim",)}), meant("rumour", {"claim": ("klaim",)})
    ('claim', None)
    """
    said = re.sub(r"[\s_-]+", " ", str(word)).strip().casefold()
    for name, others in aliases.items():
        if said in {name.replace("_", " "), *others}:
            return name
    return None


def is_rounded(mine: float, reference: float) -> bool:
    """Tell whether a number is the reference with fewer digits; a small one rounded to a whole could be a guess.

    >>> is_rounded(0.03, 0.0345), is_rounded(197, 197.4), is_rounded(1, 1.4)
    (True, True, False)
    """
    fewest = 0 if abs(reference) >= 10 else 1
    # Farther off it may be a guess, which would learn too much from being told so.
    return math.isclose(mine, reference, rel_tol=0.15) and any(
        math.isclose(mine, round(reference, digits), rel_tol=1e-9) for digits in range(fewest, 7)
    )


def same_number(mine: float, reference: float, what: Text) -> None:
    """Raise `NotYet`, saying how the number differs, unless it agrees with the reference."""
    if math.isclose(mine, reference, rel_tol=TOLERANCE, abs_tol=1e-9):
        return
    ratio = mine / reference if reference else math.nan
    power = round(math.log10(ratio)) if ratio > 0 else 0
    if power and math.isclose(ratio, 10.0**power, rel_tol=TOLERANCE):
        side = SAID["too_large"] if power > 0 else SAID["too_small"]
        text = SAID["by_factor_count_zeros"].put(what=what, side=side, factor=in_thousands(10 ** abs(power)))
        if power <= -3:
            text = Text(id=f"{text.id} {POINT.id}", en=f"{text.en} {POINT.en}")
    elif reference and mine and math.isclose(mine * reference, 1, rel_tol=TOLERANCE):
        text = SAID["upside_down_check_what_divided"].put(what=what)
    elif abs(reference) >= 1000 and math.isclose(1000 * mine, round(reference), rel_tol=1e-9):
        text = Text(id=f"{{what}}: {POINT.id}", en=f"{{what}}: {POINT.en}").put(what=what)
    elif is_rounded(mine, reference):
        text = ROUNDED.put(what=what)
    elif mine < reference:
        text = SAID["too_small_2"].put(what=what)
    else:
        text = SAID["too_large_2"].put(what=what)
    raise NotYet(text)


# ---
# Judging several numbers by name: each usual slip has its own words; what differs otherwise is said
# after them.

Slip = tuple[str, float, Text]
"""The name of an answer, the number that a slip gives for it, and what to say then; `{k}` stands for the name."""

PER_CENT = SAID["per_cent"]


def named(name: str) -> Text:
    """Give an answer's name as it is said in a message."""
    return Text(id=f"`{name}`", en=f"`{name}`")


def numbers(answer: Any, names: Iterable[str]) -> dict[str, float]:
    """Take a number for each name.

    >>> numbers({"b": 2, "a": 1}, ["a", "b"])
    {'a': 1.0, 'b': 2.0}
    """
    return {k: take_number(v, named(k)) for k, v in take_mapping(answer, list(names)).items()}


def refuse(
    mine: Mapping[str, float], reference: Mapping[str, float], slips: Iterable[Slip], near: float = 1e-6
) -> None:
    """Name the first slip that gives just what was answered, unless that is right as well.

    - ``near`` (float): How far an answer may lie off a slip, or off the reference, relative to them.

    Raises NotYet: with the words of that slip.
    """
    for name, value, said in slips:
        if np.isclose(mine[name], value, rtol=near) and not np.isclose(
            mine[name], reference[name], rtol=near
        ):
            raise NotYet(said.put(k=name) if "{k}" in said.en else said)


def compare(mine: Mapping[str, float], reference: Mapping[str, float], slips: Iterable[Slip] = ()) -> None:
    """Say the usual slips first, then whatever differs."""
    refuse(mine, reference, slips)
    for name, true in reference.items():
        same_number(mine[name], true, named(name))


# ---
# Asking a student's own function: what is said when it stops, or gives nothing back.

NO_PARTS = SAID["no_parts"]


def is_function(answer: Any) -> None:
    """Refuse whatever cannot be called.

    >>> is_function(len)
    """
    if not callable(answer):
        raise NotYet(SAID["hand_function_itself_without_brackets"])


def stopped(error: BaseException) -> Text:
    """Say with which error a student's function stopped.

    >>> stopped(ZeroDivisionError("division by zero")).en
    'Your function stopped with ZeroDivisionError: division by zero.'
    """
    told, advised = SAID["stopped"].put(e=f"{type(error).__name__}: {error}"), special_advice(error)
    if advised is None and isinstance(error, NameError):
        advised = SAID["name_inside"]
    return told if advised is None else Text(id=f"{told.id} {advised.id}", en=f"{told.en} {advised.en}")


def ask(
    function: Callable[..., Any],
    *arguments: Any,
    nothing: Text = SAID["nothing"],
    why: Callable[[BaseException], Text] = stopped,
) -> Any:
    """Call a student's function and give what it gives back.

    - ``arguments`` (any): Copies, where the function must not spoil them.
    - ``nothing`` (Text): Said of a function that gives nothing back.
    - ``why`` (function of the error): What is said of a function that stops.

    Raises NotYet: where it stops with any error, or gives nothing back.

    >>> ask(lambda a, b: a / b, 6, 3)
    2.0
    """
    try:
        with contextlib.redirect_stdout(
            io.StringIO()
        ):  # what a function prints belongs to the student's own calls
            made = function(*arguments)
    except (Exception, SystemExit) as error:  # the student's own code
        raise NotYet(why(error)) from error
    if made is None:
        raise NotYet(nothing)
    return made


def gives_blank(*arguments: Any) -> Callable[[Any], bool]:
    """Make a test of a function as it was shipped: asked with these arguments, it gives a blank back."""
    return lambda answer: isinstance(answer(*arguments), Blank)
