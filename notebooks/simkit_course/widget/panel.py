"""The policy lab's widget: two packages of controls on the left, what they change on the right."""

from __future__ import annotations

import base64
import html
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

import ipywidgets as ipw

from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadValue, SimkitError
from simkit.core.files import write_file
from simkit.core.html import asset
from simkit.core.parameter import as_whole
from simkit.engine.scenario import Scenario

from ..story import Story
from ..texts import LANGUAGES, find_language
from . import SEEDS, telling
from .courses import PACKAGES, Answer, Choice, Courses, Stopped, command
from .levers import LEVERS, Lever, told
from .telling import draw, plain

SAID = Catalogue(__package__, "lab")

# ---
# The controls of the policy lab: a list or a box for each lever and package, each one Tab stop with a name.

N_SEEDS = (1, 6, 10, 20, 30)
MOST_DIGITS = 9
"""Of a first seed: as many as `simkit compare --seeds` takes."""


def control_name(lever: Lever, package: str) -> str:
    """Name a control: the lever for package A, as in the lessons, and ``<lever>_b`` for package B."""
    return lever.name + ("" if package == "A" else f"_{package.lower()}")


def make_controls(lang: str, seed: int, n_seeds: int) -> dict[str, Any]:
    """Make a control for each lever and package, then those of the country: ``answers``, ``seed``, ``n_seeds``."""
    made = {control_name(lever, p): _control(lever, p, lang) for lever in LEVERS for p in PACKAGES}
    said = {
        name: {"description": SAID[name].to(lang), "tooltip": SAID[f"{name}_doc"].to(lang)}
        for name in COUNTRY
    }
    made["answers"] = ipw.Checkbox(value=True, indent=False, **said["answers"])
    # A text, not a number: a browser's field for whole numbers drops the point of 1.5 and reads 15.
    made["seed"] = ipw.Text(value=str(seed), continuous_update=False, **said["seed"])
    options = sorted({*N_SEEDS, n_seeds})
    made["n_seeds"] = ipw.Dropdown(options=options, value=n_seeds, **said["n_seeds"])
    return made


COUNTRY = ("answers", "seed", "n_seeds")


def _control(lever: Lever, package: str, lang: str) -> Any:
    name = SAID["control"].put(name=package, what=lever.title).to(lang)
    said: dict[str, Any] = {"description": name, "tooltip": plain(told(lever, lang), lang)}
    if lever.is_switch:
        made = ipw.Checkbox(value=bool(lever.usual), indent=False, **said)
    else:
        options = [(level.name.to(lang), place) for place, level in enumerate(lever.levels)]
        made = ipw.Dropdown(options=options, value=lever.usual, **said)
    made.add_class("simkit-lab-named")
    return made


def places_of(controls: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Give the position of each lever in each package."""
    return {p: {v.name: int(controls[control_name(v, p)].value) for v in LEVERS} for p in PACKAGES}


# ---
# How the policy lab looks: type that grows with the page, a visible focus, nothing told by colour alone.

CSS = f"<style>\n{asset('simkit_course', 'data/policy-lab.css')}</style>"
"""Sizes in em: the whole page grows with its width, and with the reader's own type."""


# ---
# Work beside the notebook's own: only the latest wish is carried out.

T = TypeVar("T")
PAUSE_S = 0.12
"""Who moves a slider with the arrow keys presses more than once: wait this long for the next press."""


class Latest(Generic[T]):
    """Carries out wishes in a thread of their own; a newer wish ends an older one.

    - ``do`` (callable): Told the wish, and a function that says whether it is still wanted.

    >>> done = []
    >>> work = Latest(lambda wish, is_wanted: done.append(wish), pause_s=0.05)
    >>> work.ask(1); work.ask(2); work.wait()
    >>> done
    [2]
    """

    def __init__(self, do: Callable[[T, Callable[[], bool]], None], pause_s: float = PAUSE_S) -> None:
        self._do, self._pause_s = do, pause_s
        self._turn, self._busy = 0, threading.Lock()
        self._thread: threading.Thread | None = None

    def ask(self, wish: T) -> None:
        """Wish for something: whatever was wished for before is given up."""
        turn = self.drop()
        self._thread = threading.Thread(target=self._go, args=(turn, wish), daemon=True, name="policy lab")
        self._thread.start()

    def drop(self) -> int:
        """Give up what is under way, and give the number of the next turn."""
        self._turn += 1
        return self._turn

    def wait(self, seconds: float = 600.0) -> None:
        """Wait until the latest wish is done."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _go(self, turn: int, wish: T) -> None:
        time.sleep(self._pause_s)
        with self._busy:
            if turn == self._turn:
                self._do(wish, lambda: turn == self._turn)


# ---

SHOWN_AT = 5
"""While seeds fill in, the page is drawn anew after the first three, and then after each fifth."""


class PolicyLab(ipw.VBox):  # type: ignore[misc]
    """The policy lab; made by `simkit_course.widget`.

    - ``controls`` (dict of str to widget): One for each lever (package A), ``<lever>_b`` (package B), and ``answers``,
      ``seed`` and ``n_seeds``.
    """

    def __init__(
        self,
        lang: str | None = None,
        seed: int = 1,
        *,
        seeds: int = SEEDS,
        scenario: str | Scenario = "policy-lab",
        settings: Mapping[str, Any] | None = None,
        folder: str | Path | None = None,
        story: Story | None = None,
    ) -> None:
        self.lang = lang or find_language()
        if self.lang not in LANGUAGES:
            raise BadValue(f"{lang!r}: pilih 'id' (Bahasa Indonesia) atau 'en' (English)")
        for name, value, least in (("seed", seed, 0), ("seeds", seeds, 1)):
            made = as_whole(value)
            if made is None or made < least:
                raise BadValue(f"{name} is {value!r}: it must be a whole number, {least} or more")
        self.folder = folder
        self._courses = Courses(scenario, settings, story)
        self._work: Latest[Choice] = Latest(self._carry_out)
        self.controls = make_controls(self.lang, seed, seeds)
        self._status, self._figure, self._table, self._sentence, self._export = (ipw.HTML() for _ in range(5))
        self._is_resetting = False
        # The worker's thread and the notebook's own both write into the page.
        self._page = threading.Lock()
        # The first course is computed at once: a page that opens shows a figure, not a promise.
        choice = self.choice
        assert choice is not None
        next(self._courses.fill(choice))
        self._show(choice)
        parts = ipw.HBox([self._left(), self._right()])
        parts.add_class("simkit-lab-body")
        made = ipw.VBox([ipw.HTML(CSS), parts, self._all_told()])
        made.add_class("simkit-lab-all")
        super().__init__([made])
        self.add_class("simkit-lab")
        for control in self.controls.values():
            control.observe(self._change, "value")
        if self._courses.missing(choice):
            self._work.ask(choice)

    @property
    def choice(self) -> Choice | None:
        """What the controls say now; None where the seed is no whole number."""
        typed = self.controls["seed"].value.strip()
        if not (typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS):
            return None
        n_seeds, answers = self.controls["n_seeds"].value, bool(self.controls["answers"].value)
        return Choice(int(typed), n_seeds, answers, places_of(self.controls))

    def sentence(self) -> str:
        """Give what is shown, in words."""
        return telling.sentence(self._shown, self.lang)

    def png(self) -> bytes:
        """Give the figure that is shown."""
        return draw(self._shown, self.lang)

    def csv(self) -> str:
        """Give the table that is shown, with the columns of the ``differences.csv`` of `simkit compare`."""
        return str(self._shown.table.to_csv(index=False, lineterminator="\n"))

    def command(self) -> str:
        """Give the command that repeats what is shown."""
        return command(self._courses, self._shown.choice)

    def save(self, folder: str | Path | None = None) -> list[Path]:
        """Write figure, table and command into a folder, under the first number that is free; give the files."""
        home = Path(folder or self.folder or ".")
        made: dict[str, str | bytes] = {"png": self.png(), "csv": self.csv(), "txt": self.command() + "\n"}
        n = next(
            n for n in range(1, 10**6) if not any((home / f"policy-lab-{n}.{end}").exists() for end in made)
        )
        for end, data in made.items():
            write_file(home / f"policy-lab-{n}.{end}", data)
        return [home / f"policy-lab-{n}.{end}" for end in made]

    def wait(self) -> None:
        """Wait until everything is shown that the controls ask for: for a program; people see it."""
        self._work.wait()

    def reset(self, _: object = None) -> None:
        """Put every policy back to the baseline; the country stays."""
        self._is_resetting = True
        for lever in LEVERS:
            for package in PACKAGES:
                control = self.controls[control_name(lever, package)]
                control.value = bool(lever.usual) if lever.is_switch else lever.usual
        self._is_resetting = False
        self._change()

    def _change(self, _: object = None) -> None:
        if not self._is_resetting:
            with self._page:
                self._answer(self.choice)

    def _answer(self, choice: Choice | None) -> None:
        """Show at once what is known, refuse what cannot be, and let the worker do the rest."""
        if choice is None:
            self._work.drop()
            self._refuse(SAID["bad_seed"].put(seed=self.controls["seed"].value).to(self.lang))
        elif missing := self._courses.missing(choice):
            done = choice.n_seeds - len({seed for _, seed in missing})
            if done:
                self._show(choice)
            else:
                self._stale(True)
                self._say("working", SAID["working"].put(done=done, n=choice.n_seeds).to(self.lang))
            self._work.ask(choice)
        else:
            self._work.drop()
            self._show(choice)

    def _carry_out(self, choice: Choice, is_wanted: Callable[[], bool]) -> None:
        """Simulate and show, in the worker's thread; whatever goes wrong is said in plain words."""

        def tell(said: Callable[..., None], *what: Any) -> None:
            with self._page:
                if is_wanted():
                    said(*what)

        try:
            shown = len(self._shown.seeds) if self._shown.choice.key == choice.key else 0
            for done in self._courses.fill(choice, is_wanted):
                if done > shown and (done <= telling.LEAST or not done % SHOWN_AT or done == choice.n_seeds):
                    tell(self._show, choice)
        except Stopped:
            return
        except SimkitError as error:
            tell(self._refuse, str(error))
        except Exception as error:  # a student must never meet a traceback here
            reset = SAID["reset"].to(self.lang)
            tell(self._refuse, SAID["broken"].put(why=type(error).__name__, reset=reset).to(self.lang))

    def _say(self, kind: str, text: str) -> None:
        role = "alert" if kind == "refused" else "status"
        self._status.value = f'<p class="{kind}" role="{role}">{html.escape(text)}</p>'

    def _stale(self, is_stale: bool) -> None:
        for part in (self._figure, self._table, self._sentence, self._export):
            (part.add_class if is_stale else part.remove_class)("simkit-lab-stale")

    def _refuse(self, why: str) -> None:
        self._stale(True)
        self._say("refused", SAID["refused"].put(why=why).to(self.lang))

    def _show(self, choice: Choice) -> None:
        self._shown: Answer = self._courses.answer(choice)
        picture = base64.b64encode(self.png()).decode()
        said = html.escape(telling.alt(self._shown, self.lang), quote=True)
        self._figure.value = f'<figure><img alt="{said}" src="data:image/png;base64,{picture}"></figure>'
        self._table.value = telling.table(self._shown, self.lang)
        self._sentence.value = f"<p>{html.escape(self.sentence())}</p>"
        self._export.value = self._links(picture)
        self._stale(False)
        done = len(self._shown.seeds)
        kind = "ready" if done == choice.n_seeds else "filling"
        self._say(
            "ready" if kind == "ready" else "working",
            SAID[kind].put(done=done, n=choice.n_seeds).to(self.lang),
        )

    def _links(self, picture: str) -> str:
        table = base64.b64encode(self.csv().encode()).decode()
        typed = base64.b64encode(f"{self.command()}\n".encode()).decode()
        made = (("png", "image/png", picture), ("csv", "text/csv", table), ("command", "text/plain", typed))
        links = ", ".join(
            f'<a download="policy-lab.{end.replace("command", "txt")}" href="data:{kind};base64,{data}">'
            f"{html.escape(SAID[f'export_{end}'].to(self.lang))}</a>"
            for end, kind, data in made
        )
        return (
            f"<p>{SAID['export'].to(self.lang)} {links}</p><p>{html.escape(SAID['repeats'].to(self.lang))}:</p>"
            f'<p class="simkit-lab-command"><code>{html.escape(self.command())}</code></p>'
        )

    def _left(self) -> ipw.VBox:
        heads = [SAID["choose"], *(SAID["package"].put(name=name) for name in PACKAGES)]
        cells = [
            ipw.HTML(f"<{k}>{html.escape(t.to(self.lang))}</{k}>")
            for k, t in zip(("h2", "b", "b"), heads, strict=True)
        ]
        for lever in LEVERS:
            cells.append(
                ipw.HTML(
                    html.escape(lever.title.to(self.lang)), tooltip=plain(told(lever, self.lang), self.lang)
                )
            )
            cells += [self.controls[control_name(lever, p)] for p in PACKAGES]
        grid = ipw.Box(cells)
        grid.add_class("simkit-lab-grid")
        back = ipw.Button(description=SAID["reset"].to(self.lang))
        back.on_click(self.reset)
        country = ipw.HTML(f"<h2>{SAID['country'].to(self.lang)}</h2>")
        made = ipw.VBox(
            [grid, back, country, *(self.controls[name] for name in COUNTRY), *self._saving(), self._export]
        )
        made.add_class("simkit-lab-left")
        return made

    def _saving(self) -> Iterator[ipw.Button]:
        if self.folder is None:
            return
        button = ipw.Button(description=SAID["save"].put(folder=Path(self.folder).name).to(self.lang))

        def save(_: object) -> None:
            try:
                names = ", ".join(path.name for path in self.save())
                self._say("ready", SAID["saved"].put(names=names).to(self.lang))
            except SimkitError as error:
                self._say("refused", str(error))

        button.on_click(save)
        yield button

    def _right(self) -> ipw.VBox:
        self._status.add_class("simkit-lab-status")
        self._sentence.add_class("simkit-lab-sentence")
        made = ipw.VBox([self._status, self._figure, self._table, self._sentence])
        made.add_class("simkit-lab-right")
        return made

    def _all_told(self) -> ipw.HTML:
        lines = "".join(f"<li>{telling.about(v, told(v, self.lang), self.lang)}</li>" for v in LEVERS)
        head = html.escape(SAID["all_told"].to(self.lang))
        return ipw.HTML(f"<details><summary>{head}</summary><ul>{lines}</ul></details>")

    def __repr__(self) -> str:
        return f"[{SAID['title'].to(self.lang)}] {self.sentence()}"

    def _repr_mimebundle_(self, **more: Any) -> dict[str, Any]:
        # ipywidgets cuts the text at 110 characters; here it is what a reader without the widget gets.
        return {**super()._repr_mimebundle_(**more), "text/plain": repr(self)}
