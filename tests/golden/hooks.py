"""The figures' hook: whoever saves a figure also tells what was drawn, apart from how it looks."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np

from golden.normal import array_print, digest


class Figures:
    """Every figure that was saved: the numbers behind it, its words, and the picture's own fingerprint."""

    def __init__(self) -> None:
        self.numbers: dict[str, dict[str, Any]] = {}
        self.words: list[str] = []
        self.pictures: dict[str, str] = {}

    def watch(self) -> None:
        """Record every figure that is saved from here on."""
        from matplotlib.figure import Figure

        plain = Figure.savefig

        def savefig(figure: Any, target: Any, *more: Any, **named: Any) -> Any:
            made = plain(figure, target, *more, **named)
            self._note(figure, target)
            return made

        Figure.savefig = savefig  # type: ignore[method-assign]

    def _note(self, figure: Any, target: Any) -> None:
        name = f"figure {len(self.numbers) + 1:02}"
        self.numbers[name] = {f"axes {i}": _drawn(ax) for i, ax in enumerate(figure.axes, 1)}
        said = [text for ax in figure.axes for text in _said(ax)] + [t.get_text() for t in figure.texts]
        self.words += [f"## {name}", *(line for line in said if line.strip()), ""]
        if isinstance(target, io.BytesIO):
            self.pictures[name] = digest(target.getvalue())
        elif isinstance(target, (str, Path)):
            self.pictures[name] = digest(Path(target).read_bytes())


def _drawn(ax: Any) -> dict[str, str]:
    """Fingerprint an axes' lines, dots, shapes and images, in data's own units, and the tick labels."""
    parts: dict[str, list[Any]] = {
        "lines": [line.get_xydata() for line in ax.lines],
        "collections": [part for c in ax.collections for part in _collection(c)],
        "patches": [p.get_patch_transform().transform(p.get_path().vertices) for p in ax.patches],
        "images": [image.get_array() for image in ax.images],
        "ticks": [[label.get_text() for label in axis.get_ticklabels()] for axis in (ax.xaxis, ax.yaxis)],
    }
    return {kind: digest("".join(array_print(v) for v in values)) for kind, values in parts.items() if values}


def _collection(collection: Any) -> list[Any]:
    made = [np.ma.filled(collection.get_offsets(), np.nan)]
    # Paths of dots are marks, drawn about each offset: their shape is style. Lines and areas are data.
    if not type(collection).__name__.startswith("PathCollection"):
        made += [path.vertices for path in collection.get_paths()]
    values = collection.get_array()
    return [*made, values] if values is not None else made


def _said(ax: Any) -> list[str]:
    legend = ax.get_legend()
    texts = [
        ax.get_title(),
        ax.get_title(loc="left"),
        ax.get_xlabel(),
        ax.get_ylabel(),
        *(t.get_text() for t in ax.texts),
    ]
    texts += [t.get_text() for t in legend.get_texts()] if legend else []
    for axis in (ax.xaxis, ax.yaxis):
        texts.append(" / ".join(label.get_text() for label in axis.get_ticklabels() if label.get_text()))
    return texts
