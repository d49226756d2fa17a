"""What stopped a policy of exercise 10.1 or 10.5: the blanks left in it, and Python's errors said in plain words."""

from __future__ import annotations

import re
from typing import Any

from ..checks import NotYet
from ..texts import Text

KNOBS = ("per_day", "first_days", "review_h", "log")
"""What belongs to a policy and is easily written without `self.`."""
PLAIN: tuple[tuple[str, str, Text], ...] = (
    (
        "ValueError",
        "ambiguous",
        Text(
            id="`and`, `or`, dan `min(...)` meminta satu nilai, padahal ini larik. Gabungkan syarat dengan `&`; yang "
            "lebih kecil: `np.minimum(a, b)`.",
            en="`and`, `or` and `min(...)` want one value, but this is an array. Join conditions with `&`; for the "
            "smaller one: `np.minimum(a, b)`.",
        ),
    ),
    (
        "TypeError",
        "bitwise",
        Text(
            id="`&` mengikat lebih erat daripada `<` dan `!=`. Beri kurung pada setiap syarat: `(...) & (...)`.",
            en="`&` binds more tightly than `<` and `!=`. Put each condition in brackets: `(...) & (...)`.",
        ),
    ),
    (
        "ValueError",
        "broadcast",
        Text(
            id='Panjang dua larik ini berbeda. `model.sims["t"]` memuat semua SIM: ambil yang ada di kiriman ini, '
            '`[rows["sim"]]`.',
            en='Two arrays differ in length. `model.sims["t"]` holds every SIM: pick those of this batch, '
            '`[rows["sim"]]`.',
        ),
    ),
    (
        "TypeError",
        "'function'",
        Text(
            id="Di tempat sebuah angka ada fungsi. Angka milik kebijakan ditulis dengan `self.`, misalnya "
            "`self.first_days`.",
            en="A function stands where a number should be. A policy's own numbers are written with `self.`, such as "
            "`self.first_days`.",
        ),
    ),
)
"""An error's kind, what it says, and what that means here."""


def no_blank_in(kind: type[Any], *methods: str) -> None:
    """Refuse a class one of whose methods still names the blank `____`."""
    for name in methods:
        code = getattr(getattr(kind, name, None), "__code__", None)
        if code is not None and "____" in code.co_names:
            raise NotYet(
                Text(id="Di `{name}` masih ada `____`.", en="There is still a `____` in `{name}`.").put(
                    name=name
                )
            )


def in_plain_words(error: Exception) -> Text | None:
    """Say what a common error means in these exercises; nothing for any other."""
    kind, said = type(error).__name__, str(error)
    # SimPy raises the error anew, without its `name`
    found = re.search(r"name '(\w+)' is not defined", said)
    name = found[1] if found else ""
    if name in KNOBS:
        return Text(
            id="`{name}` milik kebijakan itu sendiri: tulis `self.{name}`.",
            en="`{name}` belongs to the policy itself: write `self.{name}`.",
        ).put(name=name)
    if name.startswith("sim_"):
        return Text(
            id="Nama peristiwa adalah teks: beri tanda kutip.",
            en="An event's name is text: put it in quotes.",
        )
    return next((text for k, part, text in PLAIN if k == kind and part in said), None)


def stopped(error: Exception) -> NotYet:
    """Say that the student's own code stopped, and what that means if it is a common slip."""
    return NotYet(
        in_plain_words(error)
        or Text(id="Kodemu berhenti dengan {e}.", en="Your code stopped with {e}.").put(
            e=f"{type(error).__name__}: {error}"
        )
    )
