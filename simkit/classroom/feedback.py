"""What a student is told: a box in a notebook, plain text anywhere else."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from .texts import Text

NOT_ATTEMPTED, NOT_YET, RIGHT, HINT, SOLUTION, NOTE = (
    "not_attempted",
    "not_yet",
    "right",
    "hint",
    "solution",
    "note",
)
# Colours of Okabe and Ito; the word and the sign say the same.
LOOKS = {
    NOT_ATTEMPTED: ("○", "#56B4E9", Text(id="Belum dikerjakan", en="Not attempted")),
    NOT_YET: ("✎", "#D55E00", Text(id="Belum tepat", en="Not yet")),
    RIGHT: ("✓", "#009E73", Text(id="Benar", en="Right")),
    HINT: ("→", "#E69F00", Text(id="Petunjuk", en="Hint")),
    SOLUTION: ("≡", "#0072B2", Text(id="Solusi", en="Solution")),
    NOTE: ("·", "#0072B2", Text(id="", en="")),
}


@dataclass(frozen=True, repr=False)
class Feedback:
    """An answer to a student's cell.

    Attributes
    ----------
    state : str
        not_attempted, not_yet or right for a check; hint, solution or note for the others.
    title : str
        What it is about, such as the exercise's number.
    message : str
        What to know, in the lesson's language; blank lines part paragraphs, backquotes mark code.
    code : str
        Code to show, for a solution.
    lang : str
        "id" or "en".
    """

    state: str
    title: str
    message: str
    code: str = ""
    lang: str = "en"

    @property
    def is_right(self) -> bool:
        """Whether a check found the answer right."""
        return self.state == RIGHT

    def _head(self) -> str:
        sign, _, word = LOOKS[self.state]
        said = word.to(self.lang)
        return f"{sign} {said} · {self.title}" if said else f"{sign} {self.title}"

    def __repr__(self) -> str:
        return "\n".join(part for part in (self._head(), self.message, self.code) if part)

    def _repr_html_(self) -> str:
        colour = LOOKS[self.state][1]
        parts = [f"<b>{html.escape(self._head())}</b>"]
        parts += [f"<div>{marked(p)}</div>" for p in self.message.split("\n") if p.strip()]
        if self.code:
            parts.append(f"<pre>{html.escape(self.code)}</pre>")
        style = f"border-left:6px solid {colour};padding:.3em .8em;margin:.3em 0"
        return f'<div role="status" style="{style}">' + "".join(parts) + "</div>"


def marked(text: str) -> str:
    """Turn backquoted words into code and starred ones into bold, and make the rest safe for HTML.

    Examples
    --------
    >>> marked("Type `a ** b`, **not** `a < b`.")
    'Type <code>a ** b</code>, <b>not</b> <code>a &lt; b</code>.'
    """
    parts = html.escape(text, quote=False).split("`")
    for i, part in enumerate(parts):
        inside = i % 2 == 1 and i < len(parts) - 1
        parts[i] = f"<code>{part}</code>" if inside else re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", part)
    return "".join(parts)
