"""The lessons, a folder each: in a checkout they stand in `notebooks/lessons`, in an installed package here."""

from __future__ import annotations

from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[2] / "lessons"
if (_CHECKOUT / "l00_start_here").is_dir():
    __path__ = [str(_CHECKOUT)]
