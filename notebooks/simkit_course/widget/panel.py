"""The policy lab's widget: controls on the left, the figure, the table and the sentence on the right."""

from __future__ import annotations

import base64
import html
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import ipywidgets as ipw

from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadValue, SimkitError
from simkit.engine.scenario import Scenario
from simkit.figures.style import BLUE, ORANGE

from ..texts import LANGUAGES, find_language
from . import telling
from .levers import LEVERS, Choice, Course, Courses, Lever, Stopped, find, told
from .telling import alt, draw, plain

SAID = Catalogue(__package__, "lab")

# ---
# The controls of the policy lab, made from its levers: sliders, switches, and the country's seed.

COUNTRY = ("answers", "seed")
WIDE = {"description_width": "186px"}


def is_country(name: str) -> bool:
    """Tell whether a control changes the country, and so the baseline too."""
    return name in COUNTRY


def make_controls(lang: str, seed: int) -> dict[str, Any]:
    """Make a control for each lever, then those of the country.

    Returns a dict of str to widget: the value of a slider is its position, that of a switch True or False.
    """
    made: dict[str, Any] = {lever.name: _control(lever, lang) for lever in LEVERS}
    made["answers"] = ipw.Checkbox(
        value=True, description=SAID["answers"].to(lang), tooltip=SAID["answers_doc"].to(lang), indent=False
    )
    made["seed"] = ipw.IntText(
        value=seed,
        description=SAID["seed"].to(lang),
        tooltip=SAID["seed_doc"].to(lang),
        style={"description_width": "205px"},
        layout={"width": "320px"},
        continuous_update=False,
    )
    return made


def _control(lever: Lever, lang: str) -> Any:
    said: dict[str, Any] = {"description": lever.title.to(lang), "tooltip": plain(told(lever, lang), lang)}
    if lever.is_switch:
        return ipw.Checkbox(value=bool(lever.usual), indent=False, **said)
    options = [(level.name.to(lang), place) for place, level in enumerate(lever.levels)]
    return ipw.SelectionSlider(
        options=options, value=lever.usual, style=WIDE, continuous_update=False, **said
    )


def places_of(controls: Mapping[str, Any]) -> dict[str, int]:
    """Give the position of each lever."""
    return {lever.name: int(controls[lever.name].value) for lever in LEVERS}


# ---
# How the policy lab looks: large type, a visible focus, nothing told by colour alone.

CSS = f"""<style>
.simkit-lab {{ --jp-widgets-font-size: 16px; --jp-widgets-inline-height: 32px; font-size: 16px; line-height: 1.35;
  max-width: 1400px; }}
.simkit-lab .widget-html, .simkit-lab .widget-html-content {{ height: auto; line-height: 1.35; font-size: 16px; }}
.simkit-lab .widget-checkbox label {{ overflow: visible; align-items: center; display: flex; }}
.simkit-lab input[type=checkbox] {{ width: 22px; height: 22px; flex: none; margin: 2px 8px 2px 4px; }}
.simkit-lab .widget-readout {{ min-width: 122px; max-width: 122px; overflow: visible; white-space: nowrap; }}
.simkit-lab .widget-hslider, .simkit-lab .widget-checkbox {{ width: 100%; margin: 1px 0; }}
.simkit-lab input:focus, .simkit-lab button:focus, .simkit-lab .noUi-handle:focus, .simkit-lab summary:focus {{
  outline: 3px solid {BLUE}; outline-offset: 2px; }}
.simkit-lab h3 {{ font-size: 19px; margin: 2px 0; }}
.simkit-lab-left {{ flex: 0 0 424px; padding-right: 12px; }}
.simkit-lab-right {{ flex: 1 1 440px; min-width: 420px; overflow: hidden;
  container-type: inline-size; }}
.simkit-lab figure {{ margin: 0; }}
.simkit-lab img {{ width: 100%; max-width: 940px; height: auto; display: block; }}
.simkit-lab-status p {{ margin: 0; padding: 2px 10px; border-left: 6px solid {BLUE}; }}
.simkit-lab-status p.working {{ border-left: 6px dashed {ORANGE}; font-weight: bold; }}
.simkit-lab-status p.refused {{ border-left: 6px double {ORANGE}; font-weight: bold; }}
.simkit-lab-stale img, .simkit-lab-stale table {{ opacity: 0.45; }}
.simkit-lab-table {{ border-collapse: collapse; width: 100%; max-width: 940px; }}
.simkit-lab-table th, .simkit-lab-table td {{ padding: 1px 7px; text-align: right; white-space: nowrap;
  font-weight: normal; }}
.simkit-lab-table thead th {{ border-bottom: 2px solid #4D4D4D; font-weight: bold; }}
.simkit-lab-table tr th:first-child {{ text-align: left; white-space: normal; }}
.simkit-lab-table thead th:last-child {{ text-align: left; padding-left: 20px; }}
.simkit-lab-table td:nth-child(3) {{ font-weight: bold; }}
.simkit-lab-table .simkit-lab-change {{ text-align: left; width: 236px; }}
.simkit-lab-said {{ display: inline-block; width: 70px; text-align: right; margin-right: 8px; }}
.simkit-lab-track {{ display: inline-block; width: 56px; height: 12px; margin-right: 8px; vertical-align: middle; }}
.simkit-lab-bar {{ display: block; height: 12px; }}
.simkit-lab-better {{ background: {BLUE}; }}
.simkit-lab-worse {{ border: 1px solid #4D4D4D; box-sizing: border-box;
  background: repeating-linear-gradient(45deg, {ORANGE} 0 4px, #FFFFFF 4px 8px); }}
@container (max-width: 740px) {{ .simkit-lab-table {{ font-size: 14px; }} .simkit-lab-track {{ display: none; }}
  .simkit-lab-table .simkit-lab-change {{ width: 160px; }} }}
.simkit-lab-sentence p {{ margin: 4px 0; max-width: 940px; }}
</style>"""
"""Sizes in pixels: a page of 1280 by 720 shows the controls, the figure and the table without scrolling."""


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

    def wait(self, seconds: float = 60.0) -> None:
        """Wait until the latest wish is done."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _go(self, turn: int, wish: T) -> None:
        time.sleep(self._pause_s)
        with self._busy:
            if turn == self._turn:
                self._do(wish, lambda: turn == self._turn)


# ---

STEP_DAYS = 15
"""The days of a run between two signs of life."""


class PolicyLab(ipw.VBox):  # type: ignore[misc]
    """The policy lab; made by `simkit_course.widget`.

    - ``controls`` (dict of str to widget): One for each lever, and ``answers`` and ``seed``.
    """

    def __init__(
        self,
        lang: str | None = None,
        seed: int = 1,
        *,
        scenario: str | Scenario = "policy-lab",
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self.lang = lang or find_language()
        if self.lang not in LANGUAGES:
            raise BadValue(f"{lang!r}: pilih 'id' (Bahasa Indonesia) atau 'en' (English)")
        self._courses = Courses(scenario, settings)
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
            self._refuse(SAID["bad_seed"].put(seed=choice.seed).to(self.lang))
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
            reset = SAID["reset"].to(self.lang)
            tell(self._refuse, SAID["broken"].put(why=type(error).__name__, reset=reset).to(self.lang))

    def _say(self, kind: str, text: str) -> None:
        role = "alert" if kind == "refused" else "status"
        self._status.value = f'<p class="{kind}" role="{role}">{html.escape(text)}</p>'

    def _working(self, done: int, days: int) -> None:
        self._figure.add_class("simkit-lab-stale")
        self._table.add_class("simkit-lab-stale")
        self._say("working", SAID["working"].put(done=done, days=days).to(self.lang))

    def _refuse(self, why: str) -> None:
        self._figure.add_class("simkit-lab-stale")
        self._table.add_class("simkit-lab-stale")
        self._say("refused", SAID["refused"].put(why=why).to(self.lang))

    def _show(self, choice: Choice, base: Course, arm: Course) -> None:
        self._shown = choice, base, arm
        picture = base64.b64encode(self.png()).decode()
        said = html.escape(alt(base, arm, self.lang), quote=True)
        self._figure.value = f'<figure><img alt="{said}" src="data:image/png;base64,{picture}"></figure>'
        self._table.value = telling.table(base, arm, self.lang)
        self._sentence.value = f"<p>{html.escape(self.sentence())}</p>"
        self._figure.remove_class("simkit-lab-stale")
        self._table.remove_class("simkit-lab-stale")
        self._say("ready", SAID["ready"].to(self.lang))

    def _left(self) -> ipw.VBox:
        country = [c for name, c in self.controls.items() if is_country(name)]
        policies = [c for name, c in self.controls.items() if not is_country(name)]
        back = ipw.Button(description=SAID["reset"].to(self.lang), layout={"width": "auto"})
        back.on_click(self.reset)
        heads = [ipw.HTML(f"<h3>{t.to(self.lang)}</h3>") for t in (SAID["choose"], SAID["country"])]
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
        head = html.escape(SAID["all_told"].to(self.lang))
        return ipw.HTML(f"<details><summary>{head}</summary><ul>{lines}</ul></details>")

    def __repr__(self) -> str:
        return f"[{SAID['title'].to(self.lang)}] {self.sentence()}"

    def _repr_mimebundle_(self, **more: Any) -> dict[str, Any]:
        # ipywidgets cuts the text at 110 characters; here it is what a reader without the widget gets.
        return {**super()._repr_mimebundle_(**more), "text/plain": repr(self)}
