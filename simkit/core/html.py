"""The shell of every page that simkit writes: one HTML file that needs no network and no other file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from jinja2 import Environment
from markupsafe import Markup

from .catalogue import Words

WORDS = Words(__package__, "html.words")

CSS = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 62rem; background: #fff; color: #1a1a1a;
  font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1 { font-size: 2rem; line-height: 1.2; margin: .2rem 0 .5rem; }
h2 { font-size: 1.4rem; margin: 2.5rem 0 .6rem; padding-top: .6rem; border-top: 3px solid #0072b2; }
h3 { font-size: 1.1rem; margin: 2rem 0 .4rem; }
.kicker, .note, .facts { color: #4d4d4d; }
.kicker { margin: 0; font-weight: 600; }
nav ul { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; padding: 0; list-style: none; }
a { color: #005a8c; }
a:focus-visible, .scroll:focus-visible, pre:focus-visible { outline: 3px solid #0072b2; outline-offset: 2px; }
.summary li, .limits li { margin: .35rem 0; max-width: 46rem; }
figure { margin: 0 0 1rem; }
figure img { display: block; width: 100%; height: auto; border: 1px solid #d9d9d9; }
figcaption { max-width: 46rem; margin-top: .5rem; }
.note { font-size: .95rem; margin: .2rem 0 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #d9d9d9; }
th { border-bottom: 2px solid #1a1a1a; }
td { overflow-wrap: anywhere; min-width: 5rem; }
td code { white-space: nowrap; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: .95rem; }
pre { background: #f4f4f4; border: 1px solid #d9d9d9; padding: .8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 44rem) {
  .picture { overflow-x: auto; }
  figure img { width: 44rem; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 11pt; }
  nav { display: none; }
  figure, tr, li, pre { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
"""


def safe(value: object) -> Markup:
    """Escape whatever a user may have written; what is marked as HTML stays.

    Examples
    --------
    >>> str(safe("<b>")), str(safe(Markup("<b>")))
    ('&lt;b&gt;', '<b>')
    """
    return value if isinstance(value, Markup) else Markup(escape(str(value), quote=True))


SHELL = Environment(finalize=safe, keep_trailing_newline=True, trim_blocks=True).from_string(
    """<!DOCTYPE html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{ policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }} - simkit</title>
<style>{{ css }}</style>
</head>
<body>
<header><p class="kicker">{{ words.kicker }}</p>
<h1>{{ title }}</h1>
{{ head }}
<nav aria-label="{{ words.contents }}"><ul>
{%- for part in parts %}<li><a href="#{{ part }}">{{ words[part] }}</a></li>{% endfor %}
</ul></nav></header>
<main>
{% for part, body in parts.items() %}
<section aria-labelledby="{{ part }}"><h2 id="{{ part }}">{{ words[part] }}</h2>
{{ body }}</section>
{% endfor %}
</main>
</body>
</html>
"""
)


def page(
    lang: str,
    title: str,
    head: str,
    words: Mapping[str, str],
    parts: Mapping[str, str],
    policy: str,
    more: str = "",
) -> str:
    """Write a whole page.

    Parameters
    ----------
    title : str
        Escaped here; everything else is HTML already.
    head : str
        What stands between the title and the table of contents.
    words : mapping
        ``kicker``, ``contents``, and the heading of each part.
    policy : str
        What a browser may load for the page.
    more : str
        Further rules of its look.
    """
    said = {key: Markup(text) for key, text in words.items() if isinstance(text, str)}
    bodies = {name: Markup(body) for name, body in parts.items()}
    made = {"policy": Markup(policy), "css": Markup(CSS + more), "head": Markup(head)}
    return SHELL.render(lang=lang, title=title, words=said, parts=bodies, **made)


def listed(lines: Iterable[str], name: str, tag: str = "ul") -> str:
    """Write a list of texts, which are escaped."""
    items = "".join(f"<li>{safe(line)}</li>\n" for line in lines)
    return f'<{tag} class="{name}">{items}</{tag}>\n'
