"""The audit of a data set: no id, digit, second, gap or order may say who is a criminal, and no column alone much."""

from __future__ import annotations

from .main import audit
from .reference import OWN
from .report import Report

__all__ = ["OWN", "Report", "audit"]
