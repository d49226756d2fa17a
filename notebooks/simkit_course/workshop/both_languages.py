"""The shell of a page in both languages: one HTML file, a switch between them, and nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import DictLoader, Environment, Template
from markupsafe import Markup

from simkit.core.catalogue import LANGUAGES, Words
from simkit.core.html import asset, safe

CSS = "\n" + asset("simkit_course", "data/workshop.css")
SHELL = asset("simkit_course", "data/workshop.html.jinja")
PAGES = Environment(loader=DictLoader({"shell": SHELL}), finalize=safe, trim_blocks=True, lstrip_blocks=True)


def template(name: str) -> Template:
    """Make a page of the file that tells each language's part; there ``one`` is the language, ``w`` its words."""
    main = asset("simkit_course", f"data/{name}.html.jinja")
    return PAGES.from_string(f"{{% extends 'shell' %}}{{% block main %}}{main}{{% endblock %}}")


def rendered(
    page: Template, title: str, lang: str, words: Words, keys: Sequence[str], every: int = 0, **shown: object
) -> str:
    """Write a page, this language first.

    - ``keys`` (sequence of str): What the page says, of ``words``.
    - ``every`` (int): Seconds after which a browser reads the page again; 0 for never.
    """
    said = {one: {key: words[one][key] for key in keys} for one in LANGUAGES}
    # The look is marked as it is: it holds nothing that a team or a student wrote.
    return page.render(
        title=title, lang=lang, langs=LANGUAGES, words=said, css=Markup(CSS), every=every, **shown
    )
