"""What a student is told: a box in a notebook, plain text anywhere else."""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simkit.core.catalogue import Catalogue

from .texts import find_language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SAID = Catalogue(__package__, "feedback")

NOT_ATTEMPTED, NOT_YET, RIGHT, HINT, SOLUTION, NOTE, AGREES, COMPARED = (
    ["not_attempted", "not_yet", "right", "hint", "solution", "note", "agrees", "compared"]
)
# Colours of Okabe and Ito; the word and the sign say the same.
LOOKS = {
    NOT_ATTEMPTED: ("○", "#56B4E9", SAID["not_attempted"]),
    NOT_YET: ("✎", "#D55E00", SAID["not_yet"]),
    RIGHT: ("✓", "#009E73", SAID["right"]),
    HINT: ("→", "#E69F00", SAID["hint"]),
    SOLUTION: ("≡", "#0072B2", SAID["solution"]),
    NOTE: ("·", "#0072B2", SAID["text"]),
    AGREES: ("✓", "#009E73", SAID["agrees"]),
    COMPARED: ("≡", "#0072B2", SAID["compared"]),
}


@dataclass(frozen=True, repr=False)
class Feedback:
    """An answer to a student's cell.

    - ``state`` (str): not_attempted, not_yet or right for a check; hint, solution or note for
      the others; agrees and compared for an open task.
    - ``title`` (str): What it is about, such as the exercise's number.
    - ``message`` (str): What to know, in the lesson's language; blank lines part paragraphs, backquotes mark
      code.
    - ``code`` (str): Code to show, for a solution.
    - ``lang`` (str): "id" or "en".
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


def show_later(said: Feedback) -> Feedback:
    """Give what is said, and show it once its cell has run, unless it is the cell's last value, which shows itself."""
    shell: Any = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    is_hidden = shell is None or type(shell.display_pub).__name__.startswith("Capturing")
    if is_hidden:  # such as a cell that runs again, unseen
        return said
    for earlier in [f for f in shell.events.callbacks["post_run_cell"] if isinstance(f, _Later)]:
        earlier(None)  # another has come, so that it cannot be the last value: in the order of the cell
    shell.events.register("post_run_cell", _Later(shell, said))
    return said


@dataclass(frozen=True, eq=False)
class _Later:
    """Shows what is said once, unless the cell that ran ended with it."""

    shell: Any
    said: Feedback

    def __call__(self, cell: Any) -> None:
        self.shell.events.unregister("post_run_cell", self)
        if cell is None or cell.result is not self.said:
            sys.modules["IPython"].display.display(self.said)


def marked(text: str) -> str:
    """Turn backquoted words into code and starred ones into bold, and make the rest safe for HTML.

    >>> marked("Type `a ** b`, **not** `a < b`.")
    'Type <code>a ** b</code>, <b>not</b> <code>a &lt; b</code>.'
    """
    parts = html.escape(text, quote=False).split("`")
    for i, part in enumerate(parts):
        inside = i % 2 == 1 and i < len(parts) - 1
        parts[i] = f"<code>{part}</code>" if inside else re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", part)
    return "".join(parts)


# ---
# Figures of a lesson: the picture, and its computed caption as text that can be read and compared.

DPI = 80
"""Large enough to read in a notebook, small enough for a file that travels."""


def show(fig: Figure, caption: str, lang: str | None = None) -> None:
    """Show a figure with its caption (alias: `tampil`).

    One output holds the picture with the caption as its text and its alternative text; a second one shows the caption
    below it. nbval does not compare pictures, but it compares these texts.

    - ``fig`` (Figure): It is closed afterwards, so that it is not shown twice.
    - ``caption`` (str): What is to be seen, with the numbers computed from what was drawn.
    """
    from IPython.display import display  # noqa: PLC0415

    from simkit.figures.style import png  # noqa: PLC0415

    picture = png(fig, DPI)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(fig)
    said = SAID["label"].to(lang or find_language()) + caption
    alt = {"image/png": {"alt": caption}}
    display({"image/png": picture, "text/plain": said}, raw=True, metadata=alt)
    display({"text/html": f"<p><i>{html.escape(caption)}</i></p>", "text/plain": caption}, raw=True)


tampil = show


def draw(plot: Callable[..., str], tables: Any, *, lang: str | None = None, **options: Any) -> None:
    """Draw one of the kit's figures (`simkit.figures.of_a_report`) in the lesson's language (alias: `gambar`)."""
    from simkit.figures.style import new_figure  # noqa: PLC0415

    lang = lang or find_language()
    fig, ax = new_figure()
    show(fig, plot(tables, ax, lang, **options), lang)


gambar = draw
