"""The shell of a page in both languages: one HTML file, a switch between them, and nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import DictLoader, Environment, Template
from markupsafe import Markup

from simkit.core.catalogue import LANGUAGES, Words
from simkit.core.html import safe

CSS = """
body { margin: 0 auto; max-width: 70rem; padding: 1rem; font: clamp(1rem, 1.4vw, 1.9rem)/1.4 system-ui, sans-serif;
  color: #1a1a1a; background: #fff; }
h1 { font-size: 1.7em; margin: .3rem 0; } h2 { font-size: 1.25em; margin: 1.4rem 0 .4rem; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; color: #4d4d4d; padding: .2rem 0; }
th, td { text-align: right; padding: .25em .5em; border-bottom: 1px solid #d9d9d9; }
th:first-child, td:first-child { text-align: left; white-space: nowrap; }
th.tries, td.tries { text-align: center; } td.done { background: #a6cde6; }
td.share { background: linear-gradient(to right, #a6cde6 var(--share), transparent var(--share)); }
.lang { position: absolute; right: 1rem; top: 1rem; } .lang label { padding: .2em .6em; border: 1px solid #0072b2; }
input[name=lang] { position: absolute; opacity: 0; }
input[name=lang]:focus-visible ~ .lang label { outline: 3px solid #0072b2; }
#to-id:checked ~ .en, #to-en:checked ~ .id { display: none; }
#to-id:checked ~ .lang label[for=to-id], #to-en:checked ~ .lang label[for=to-en] { background: #0072b2; color: #fff; }
"""
SHELL = """<!DOCTYPE html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
{% if every %}
<meta http-equiv="refresh" content="{{ every }}">
{% endif %}
<title>{{ title }}</title>
<style>{{ css }}</style>
</head>
<body>
{% for one in langs %}
<input type="radio" name="lang" id="to-{{ one }}"{% if one == lang %} checked{% endif %}>
{% endfor %}
<p class="lang">{% for one in langs %}<label for="to-{{ one }}">{{ one }}</label>{% endfor %}</p>
{% for one in langs %}{% set w = words[one] %}
<main class="{{ one }}" lang="{{ one }}">
{% block main scoped %}
{% endblock %}
</main>
{% endfor %}
</body>
</html>
"""
PAGES = Environment(loader=DictLoader({"shell": SHELL}), finalize=safe, trim_blocks=True, lstrip_blocks=True)


def template(main: str) -> Template:
    """Make a page of what stands in each language's part; there ``one`` is the language, ``w`` its words."""
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
