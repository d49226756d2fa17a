"""What a lesson uses. Every name has an Indonesian twin where a student types it.

- ``start``, ``ready`` (``siap``): begin a lesson; is this computer ready?
- ``____``: a blank to fill in; ``exercise`` (``soal``): ``check``, ``hint``, ``solution``
  (``cek``, ``petunjuk``, ``solusi``)
- ``open_task`` (``tugas_terbuka``): ``check``, ``compare`` (``cek``, ``bandingkan``); ``replay``: a numbered case of
  lesson 09's game
- ``show`` and ``draw`` (``tampil``, ``gambar``): figures with captions
- ``glossary`` (``istilah``), ``language`` (``bahasa``), ``progress`` (``kemajuan``)
- ``policy_lab`` (``laboratorium``): two packages of policies, compared over several seeds
- ``rupiah``, ``whole_number``: numbers in the lesson's language
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    name: module
    for module, names in {
        "blank": "____",
        "news_cases": "case_facts chain_actors news_claims two_versions",
        "exercises": "exercise soal",
        "open_tasks": "open_task tugas_terbuka",
        "game.replay": "replay",
        "feedback": "draw gambar show tampil",
        "progress_file": "kemajuan progress",
        "session": "labels ready siap start",
        "texts": "bahasa language rupiah whole_number",
        "tiny": "count_people count_sims side_by_side tiny_country",
        "widget": "laboratorium policy_lab",
        "word_list": "glossary istilah",
    }.items()
    for name in names.split()
}
__all__ = sorted(_HOME)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: ``simkit --help`` names the course's commands and waits for nothing."""
    if name not in _HOME:
        raise AttributeError(f"module 'simkit_course' has no attribute {name!r}; it has {', '.join(__all__)}")
    from simkit.core.installed import require  # noqa: PLC0415

    require("the lessons")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
