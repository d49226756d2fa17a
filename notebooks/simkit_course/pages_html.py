"""From a notebook's cells to HTML that needs nothing beside itself: no script of others, no font, no address.

nbconvert's own templates fetch MathJax and require.js from the internet, call every page English and drop the
alternative text of figures; the lessons' few kinds of output are made into HTML here instead.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from functools import cache
from pathlib import Path
from typing import Any

from simkit.core.catalogue import Catalogue

SAID = Catalogue(__package__, "pages_html")

DATA = Path(__file__).resolve().parent / "data"
_INLINE = frozenset(("a", "b", "br", "code", "em", "i", "span", "strong"))
_BLOCKS = frozenset(
    ("blockquote", "details", "div", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "summary", "ul")
)
TAGS = _INLINE | _BLOCKS | {"table", "tbody", "td", "th", "thead", "tr"}
STYLES = ("border-left", "text-align")
STYLE_BLOCK = re.compile(r"<style\b.*?</style>", re.DOTALL | re.IGNORECASE)
NO_HEADS = re.compile(r"<thead>\s*<tr>\s*(?:<th>\s*</th>\s*)+</tr>\s*</thead>")
ANSI = re.compile(r"\x1b\[[0-9;]*m")
WIDGET = "application/vnd.jupyter.widget-view+json"
PANEL = SAID["panel"]


def prose(text: str) -> str:
    """Turn a text cell into HTML; whatever is no plain mark-up is shown as it was typed.

    >>> prose("Type **four** of `<NA>`. <img src=x>")
    '<p>Type <strong>four</strong> of <code>&lt;NA&gt;</code>. &lt;img src=x&gt;</p>'
    """
    from markdown_it import MarkdownIt  # noqa: PLC0415

    # Without the rule `image`, a text cannot call for a file.
    made = MarkdownIt("commonmark").enable("table").disable("image").render(text)
    return NO_HEADS.sub("", cleaned(made)).strip()


def cleaned(markup: str) -> str:
    """Keep the harmless elements of HTML that a cell printed and escape all others.

    >>> cleaned('<b onclick="x()">1</b><script>2</script>')
    '<b>1</b>&lt;script&gt;2&lt;/script&gt;'
    """
    return str(_cleaner().clean(STYLE_BLOCK.sub("", markup)))


@cache
def _cleaner() -> Any:
    from bleach.css_sanitizer import CSSSanitizer  # type: ignore[import-untyped]  # noqa: PLC0415
    from bleach.sanitizer import Cleaner  # type: ignore[import-untyped]  # noqa: PLC0415

    spans = ["rowspan", "colspan", "style"]
    allowed = {"a": ["href"], "div": ["style"], "table": ["class"], "td": spans, "th": spans, "tr": ["style"]}
    return Cleaner(tags=TAGS, attributes=allowed, css_sanitizer=CSSSanitizer(allowed_css_properties=STYLES))


def code(text: str) -> str:
    """Turn a code cell into HTML with its words told apart.

    >>> code("a<2")
    '<pre class="code" tabindex="0"><span class="n">a</span><span class="o">&lt;</span><span class="mi">2</span></pre>'
    """
    from pygments import highlight  # type: ignore[import-untyped]  # noqa: PLC0415
    from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]  # noqa: PLC0415
    from pygments.lexers import PythonLexer  # type: ignore[import-untyped]  # noqa: PLC0415

    made = highlight(text, PythonLexer(), HtmlFormatter(nowrap=True))
    return f'<pre class="code" tabindex="0">{_plain_space(made.rstrip())}</pre>'


def _plain_space(markup: str) -> str:
    return re.sub(r'<span class="w">(\s*)</span>', r"\1", markup)


def outputs(cell: Any, lang: str) -> list[str]:
    """Give the outputs of a code cell as HTML, one text each; a figure takes its caption along."""
    made: list[str] = []
    caption = ""
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        if "image/png" in data:
            caption = output["metadata"]["image/png"]["alt"]
            made.append(figure(data["image/png"], caption))
        elif not caption or data.get("text/plain") != caption:
            made.append(_output(output, data, lang))
    return made


def _output(output: Any, data: Any, lang: str) -> str:
    if WIDGET in data:
        said = html.escape(data.get("text/plain", ""))
        return f'<div class="out panel"><p><i>{PANEL.to(lang)}</i></p><p>{said}</p></div>'
    if "text/html" in data:
        return f'<div class="out" tabindex="0">{cleaned(data["text/html"])}</div>'
    if output["output_type"] == "error":
        said = ANSI.sub("", "\n".join(output["traceback"]))
    else:
        said = output.get("text", "") or data.get("text/plain", "")
    kind = "out error" if output["output_type"] == "error" else "out"
    return f'<pre class="{kind}" tabindex="0">{html.escape(said.rstrip())}</pre>'


TICKED, TYPED = re.compile(r"`([^`]+)`"), r"<code>\1</code>"
"""Names of arms and columns in a caption, which is no Markdown."""


def figure(png: str, caption: str) -> str:
    """Put a picture, given as base64, into the page together with its caption, which is its alternative text."""
    packed = base64.b64encode(base64.b64decode(png)).decode("ascii")
    source = f'src="data:image/png;base64,{packed}"'
    return (
        f'<figure><img alt="{html.escape(caption.replace("`", ""))}" {source}>'
        f"<figcaption>{TICKED.sub(TYPED, html.escape(caption))}</figcaption></figure>"
    )


def document(lang: str, title: str, body: str, sheet: str, *scripts: str) -> str:
    """Wrap a body into a whole page that tells the browser to load nothing from anywhere.

    - ``sheet``, ``scripts`` (str): Names of files beside this module in ``data``; all are put into the page.
    """
    style = (DATA / sheet).read_text(encoding="utf-8").strip()
    runs = "\n".join((DATA / script).read_text(encoding="utf-8").strip() for script in scripts)
    digest = base64.b64encode(hashlib.sha256(runs.encode()).digest()).decode()
    may = f"; script-src 'sha256-{digest}'" if scripts else ""
    policy = f"default-src 'none'; img-src data:; style-src 'unsafe-inline'{may}"
    end = f"<script>{runs}</script>\n" if scripts else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>\n{style}\n</style>\n</head>\n<body>\n{body}\n{end}</body>\n</html>\n"
    )
