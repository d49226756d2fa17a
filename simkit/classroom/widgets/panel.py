"""The policy lab's widget: controls on the left, the figure, the table and the sentence on the right."""

from __future__ import annotations

import base64
import html
import threading
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as ipw

from ...core.errors import BadValue, SimkitError
from ...engine.scenario import Scenario
from ..texts import LANGUAGES, find_language
from . import telling, words
from .controls import is_country, make_controls, places_of
from .course import Choice, Course, Courses, Stopped
from .figure import alt, draw
from .levers import LEVERS, find, told
from .look import CSS
from .worker import Latest

STEP_DAYS = 15
"""The days of a run between two signs of life."""


class PolicyLab(ipw.VBox):  # type: ignore[misc]
    """The policy lab; made by `simkit.classroom.policy_lab`.

    Attributes
    ----------
    controls : dict of str to widget
        One for each lever, and ``answers`` and ``seed``.
    lang : str
    """

    def __init__(
        self,
        lang: str | None = None,
        seed: int = 1,
        *,
        story: str | Scenario = "policy-lab",
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self.lang = lang or find_language()
        if self.lang not in LANGUAGES:
            raise BadValue(f"{lang!r}: pilih 'id' (Bahasa Indonesia) atau 'en' (English)")
        self._courses = Courses(story, settings)
        self._work: Latest[Choice] = Latest(self._carry_out)
        self.controls = make_controls(self.lang, seed)
        self._status, self._figure, self._table, self._sentence, self._about = (ipw.HTML() for _ in range(5))
        self._is_resetting = False
        # The worker's thread and the notebook's own both write into the page.
        self._page = threading.Lock()
        # The first course is computed at once: a page that opens shows a figure, not a promise.
        self._show(self.choice, *self._courses.pair(self.choice))
        super().__init__([ipw.HTML(CSS), ipw.HBox([self._left(), self._right()]), self._all_told()])
        self.add_class("simkit-lab")
        for name, control in self.controls.items():
            control.observe(self._mover(name), "value")

    @property
    def choice(self) -> Choice:
        """What the controls say now."""
        seed, answers = self.controls["seed"].value, self.controls["answers"].value
        return Choice(int(seed), bool(answers), places_of(self.controls))

    @property
    def is_working(self) -> bool:
        """Whether the figure is older than the controls."""
        return "simkit-lab-stale" in self._figure._dom_classes

    def sentence(self) -> str:
        """Give what is shown, in words."""
        return telling.sentence(*self._shown, self.lang)

    def png(self) -> bytes:
        """Give the figure that is shown."""
        return draw(*self._shown[1:], self.lang)

    def wait(self) -> None:
        """Wait until the figure shows what the controls say: for a program; people see it."""
        self._work.wait()

    def reset(self, _: object = None) -> None:
        """Put every policy back to the baseline; the country stays."""
        self._is_resetting = True
        for lever in LEVERS:
            control = self.controls[lever.name]
            control.value = bool(lever.usual) if lever.is_switch else lever.usual
        self._is_resetting = False
        self._about.value = ""
        self._change()

    def _mover(self, name: str) -> Callable[[Any], None]:
        def move(_: Any) -> None:
            if self._is_resetting:
                return
            if not is_country(name):
                lever = find(name)
                self._about.value = f"<p>{telling.about(lever, told(lever, self.lang), self.lang)}</p>"
            self._change()

        return move

    def _change(self) -> None:
        choice = self.choice
        with self._page:
            self._answer(choice)

    def _answer(self, choice: Choice) -> None:
        """Show at once what is known, refuse what cannot be, and let the worker do the rest."""
        if choice.seed < 0:
            self._work.drop()
            self._refuse(words.BAD_SEED.put(seed=choice.seed).to(self.lang))
        elif self._courses.missing(choice):
            self._working(0, len(self._courses.missing(choice)) * self._courses.days)
            self._work.ask(choice)
        else:
            self._work.drop()
            self._show(choice, *self._courses.pair(choice))

    def _carry_out(self, choice: Choice, is_wanted: Callable[[], bool]) -> None:
        """Simulate and show, in the worker's thread; whatever goes wrong is said in plain words."""

        def tell(said: Callable[..., None], *what: Any) -> None:
            with self._page:
                if is_wanted():
                    said(*what)

        def progress(done: int, days: int) -> None:
            if done % STEP_DAYS == 0:
                tell(self._working, done, days)

        try:
            tell(self._show, choice, *self._courses.pair(choice, progress, is_wanted))
        except Stopped:
            return
        except SimkitError as error:
            tell(self._refuse, str(error))
        except Exception as error:  # a student must never meet a traceback here
            reset = words.RESET.to(self.lang)
            tell(self._refuse, words.BROKEN.put(why=type(error).__name__, reset=reset).to(self.lang))

    def _say(self, kind: str, text: str) -> None:
        role = "alert" if kind == "refused" else "status"
        self._status.value = f'<p class="{kind}" role="{role}">{html.escape(text)}</p>'

    def _working(self, done: int, days: int) -> None:
        self._figure.add_class("simkit-lab-stale")
        self._table.add_class("simkit-lab-stale")
        self._say("working", words.WORKING.put(done=done, days=days).to(self.lang))

    def _refuse(self, why: str) -> None:
        self._figure.add_class("simkit-lab-stale")
        self._table.add_class("simkit-lab-stale")
        self._say("refused", words.REFUSED.put(why=why).to(self.lang))

    def _show(self, choice: Choice, base: Course, arm: Course) -> None:
        self._shown = choice, base, arm
        picture = base64.b64encode(self.png()).decode()
        said = html.escape(alt(base, arm, self.lang), quote=True)
        self._figure.value = f'<figure><img alt="{said}" src="data:image/png;base64,{picture}"></figure>'
        self._table.value = telling.table(base, arm, self.lang)
        self._sentence.value = f"<p>{html.escape(self.sentence())}</p>"
        self._figure.remove_class("simkit-lab-stale")
        self._table.remove_class("simkit-lab-stale")
        self._say("ready", words.READY.to(self.lang))

    def _left(self) -> ipw.VBox:
        country = [c for name, c in self.controls.items() if is_country(name)]
        policies = [c for name, c in self.controls.items() if not is_country(name)]
        back = ipw.Button(description=words.RESET.to(self.lang), layout={"width": "auto"})
        back.on_click(self.reset)
        heads = [ipw.HTML(f"<h3>{t.to(self.lang)}</h3>") for t in (words.CHOOSE, words.COUNTRY)]
        made = ipw.VBox([heads[0], *policies, back, heads[1], *country])
        made.add_class("simkit-lab-left")
        return made

    def _right(self) -> ipw.VBox:
        self._status.add_class("simkit-lab-status")
        self._sentence.add_class("simkit-lab-sentence")
        self._about.add_class("simkit-lab-sentence")
        made = ipw.VBox([self._status, self._figure, self._table, self._sentence, self._about])
        made.add_class("simkit-lab-right")
        return made

    def _all_told(self) -> ipw.HTML:
        lines = "".join(f"<li>{telling.about(v, told(v, self.lang), self.lang)}</li>" for v in LEVERS)
        head = html.escape(words.ALL_TOLD.to(self.lang))
        return ipw.HTML(f"<details><summary>{head}</summary><ul>{lines}</ul></details>")

    def __repr__(self) -> str:
        return f"[{words.TITLE.to(self.lang)}] {self.sentence()}"

    def _repr_mimebundle_(self, **more: Any) -> dict[str, Any]:
        # ipywidgets cuts the text at 110 characters; here it is what a reader without the widget gets.
        return {**super()._repr_mimebundle_(**more), "text/plain": repr(self)}
