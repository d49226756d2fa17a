"""Insiders at the desk: obvious rules, the audit by explanation, and the way back from what leaked."""

from .audit import repeated_looks, unexplained
from .leaks import by_leaked_set, by_posts, misused_people, strange_subjects
from .rules import by_volume, volume_against_peers, without_ticket

__all__ = [
    "by_leaked_set",
    "by_posts",
    "by_volume",
    "misused_people",
    "repeated_looks",
    "strange_subjects",
    "unexplained",
    "volume_against_peers",
    "without_ticket",
]
