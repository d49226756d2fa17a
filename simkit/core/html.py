"""What pages are made of: templates beside the code, and a shell of one HTML file that needs no network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from importlib import resources
from itertools import zip_longest

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from .catalogue import Words

WORDS = Words(__package__, "html.words")


def asset(package: str | None, name: str) -> str:
    """Read what lies beside a module of a package, such as the look of its page."""
    return resources.files(package or "").joinpath(name).read_text(encoding="utf-8")


TEXTS = Environment(
    trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, undefined=StrictUndefined
)


def filled(package: str | None, name: str, **values: object) -> str:
    """Fill in a template that lies beside its code, of a page in Markdown: nothing is escaped."""
    return TEXTS.from_string(asset(package, f"{name}.md.jinja")).render(values)


CSS = "\n" + asset(__package__, "page.css")


def safe(value: object) -> Markup:
    """Escape whatever a user may have written; what is marked as HTML stays.

    Examples
    --------
    >>> str(safe("<b>")), str(safe(Markup("<b>")))
    ('&lt;b&gt;', '<b>')
    """
    return value if isinstance(value, Markup) else Markup(escape(str(value), quote=True))


SHELL = Environment(finalize=safe, keep_trailing_newline=True, trim_blocks=True).from_string(
    asset(__package__, "page.html.jinja")
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


class English(Markup):
    """A cell whose text is English on every page: the docs of parameters and policies."""


def table(heads: Iterable[str], rows: Iterable[Iterable[str]], label: str, classes: str = "") -> str:
    """Write a table of texts, which are escaped; `classes` names the class of each column, - for none."""
    names = [f' class="{c}"' if c != "-" else "" for c in classes.split()]

    def cells(row: Iterable[str], tag: str) -> str:
        made = ""
        for value, kind in zip_longest(row, names, fillvalue=""):
            lang = ' lang="en"' if isinstance(value, English) else ""
            made += f"<{tag}{kind}{lang}>{safe(value)}</{tag.split(maxsplit=1)[0]}>"
        return made

    head = cells(heads, 'th scope="col"')
    body = "".join(f"<tr>{cells(row, 'td')}</tr>\n" for row in rows)
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{safe(label)}"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>\n"
    )
