"""L5: what a lesson uses. Every name has an Indonesian twin where a student types it.

- ``start``, ``ready`` (``siap``): begin a lesson; is this computer ready?
- ``____``: a blank to fill in; ``exercise`` (``soal``): ``check``, ``hint``, ``solution``
  (``cek``, ``petunjuk``, ``solusi``)
- ``show`` and ``draw`` (``tampil``, ``gambar``): figures with captions
- ``glossary`` (``istilah``), ``language`` (``bahasa``), ``progress`` (``kemajuan``)
- ``policy_lab`` (``laboratorium``): policies as sliders and switches
- ``rupiah``, ``whole_number``: numbers in the lesson's language
"""

from __future__ import annotations

from ..core.installed import require

require("the lessons")

from .blank import ____
from .cases import case_facts, chain_actors, news_claims, two_versions
from .figures import draw, gambar, show, tampil
from .glossary import glossary, istilah
from .noted import kemajuan, progress
from .questions import exercise, soal
from .session import kode_komputer, machine_code, ready, siap, start
from .texts import bahasa, language, rupiah, whole_number
from .tiny import count_people, count_sims, side_by_side, tiny_country
from .widgets import laboratorium, policy_lab

__all__ = [
    "____",
    "bahasa",
    "case_facts",
    "chain_actors",
    "count_people",
    "count_sims",
    "draw",
    "exercise",
    "gambar",
    "glossary",
    "istilah",
    "kemajuan",
    "kode_komputer",
    "laboratorium",
    "language",
    "machine_code",
    "news_claims",
    "policy_lab",
    "progress",
    "ready",
    "rupiah",
    "show",
    "siap",
    "side_by_side",
    "soal",
    "start",
    "tampil",
    "tiny_country",
    "two_versions",
    "whole_number",
]
