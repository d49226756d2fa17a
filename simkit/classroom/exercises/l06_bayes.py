"""Judging a function that carries precision over to another prevalence, and the usual slips of Bayes' rule."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ..asked import ask, is_function
from ..checks import NotYet, same_number, take_number
from ..texts import Text

CASES = (
    # share of the ring's SIMs found, share of the honest ones accused, prevalence
    (0.9, 0.01, 0.005),
    (0.5, 0.0001, 0.00015),
    (0.99, 0.01, 0.03),
    (1.0, 0.2, 0.1),
)
NAMES = ("found", "accused", "prevalence")
RESULT = Text(id="Hasilnya", en="The result")


def precision_where(answer: Any) -> None:
    """Judge a function that carries precision over to another prevalence."""
    is_function(answer)
    for found, accused, p in CASES:
        value = _call(answer, found, accused, p)
        true = p * found / (p * found + (1 - p) * accused)
        if math.isclose(value, true, rel_tol=1e-6):
            continue
        for wrong, said in bayes_slips(found, accused, p):
            if math.isclose(value, wrong, rel_tol=1e-9):
                raise NotYet(said)
        if math.isclose(value, 100 * true, rel_tol=1e-6):
            raise NotYet(
                Text(
                    id="Hasilnya dalam persen. Kembalikan bilangan antara 0 dan 1.",
                    en="The result is in per cent. Give back a number between 0 and 1.",
                )
            )
        _all_are_used(answer, (found, accused, p))
        what = Text(
            id="Untuk found={f:g}, accused={a:g}, prevalence={p:g}, hasilnya",
            en="For found={f:g}, accused={a:g}, prevalence={p:g}, the result",
        )
        same_number(value, true, what.put(f=found, a=accused, p=p))


def _call(answer: Callable[..., Any], *arguments: float) -> float:
    """Call the student's function and take the number that it gives back."""
    return take_number(ask(answer, *arguments), RESULT)


def _all_are_used(answer: Callable[..., Any], case: tuple[float, ...]) -> None:
    """Name the first of the function's inputs that may change without changing the result."""
    value = _call(answer, *case)
    for i, name in enumerate(NAMES):
        changed = [x / 2 if i == j else x for j, x in enumerate(case)]
        if math.isclose(value, _call(answer, *changed), rel_tol=1e-12):
            raise NotYet(
                Text(
                    id="`{name}` tidak berpengaruh pada hasilnya. Pakai ketiga nama di dalam kurung pada baris `def`, "
                    "bukan angka atau nama dari sel lain.",
                    en="`{name}` has no effect on the result. Use the three names in the brackets of the `def` line, "
                    "not numbers or names from other cells.",
                ).put(name=name)
            )


def bayes_slips(found: float, accused: float, p: float) -> list[tuple[float, Text]]:
    """Give the usual slips of Bayes' rule: the value, and what to say."""
    right, false = p * found, (1 - p) * accused
    brackets = Text(
        id="Tanda kurungnya kurang: Python membagi dahulu, baru menjumlahkan. Seluruh yang di bawah garis bagi "
        "harus di dalam satu pasang kurung.",
        en="Brackets are missing: Python divides first and adds afterwards. All that stands below the line belongs "
        "in one pair of brackets.",
    )
    return [
        # without brackets, `found * p / found * p + ...` and the same with the factors turned round
        *((start + false, brackets) for start in (1.0, p**2, found**2)),
        (
            found / (found + accused),
            Text(
                id="`prevalence` tidak berpengaruh: begini hasilnya kalau separuh SIM milik komplotan. `found` dan "
                "`accused` adalah bagian dari dua kelompok yang tidak sama besar.",
                en="`prevalence` has no effect: this is the result if half of the SIMs were a ring's. `found` and "
                "`accused` are shares of two groups that are not of the same size.",
            ),
        ),
        (
            right / (right + accused),
            Text(
                id="`accused` adalah bagian dari SIM **jujur**, dan yang jujur hanya `1 - prevalence`.",
                en="`accused` is a share of the **honest** SIMs, and only `1 - prevalence` are honest.",
            ),
        ),
        (
            right / false,
            Text(
                id="Di bawah garis bagi harus ada semua yang ditandai: yang tepat dan yang keliru.",
                en="Below the line must stand all that are flagged: the right and the false ones.",
            ),
        ),
        (
            false / (right + false),
            Text(
                id="Ini bagian yang keliru. Yang ditanyakan bagian yang tepat.",
                en="This is the share of false ones. The task asks for the right ones.",
            ),
        ),
        (
            right + false,
            Text(
                id="Dari semua SIM, ini bagian yang ditandai. Di antara yang ditandai itu, berapa bagian yang tepat?",
                en="This is the share of all SIMs that is flagged. Among these, what share is right?",
            ),
        ),
        (
            right,
            Text(
                id="Dari semua SIM, ini bagian yang ditandai dengan tepat. Bagi dengan bagian yang "
                "ditandai, tepat maupun keliru.",
                en="This is the share of all SIMs that is flagged rightly. Divide by all that are flagged.",
            ),
        ),
    ]
