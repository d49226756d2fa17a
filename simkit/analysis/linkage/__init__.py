"""From a leaked record back to a person, to the look-ups of that person, and to the agents; in made-up data only."""

from .canary import canary_hits
from .explained import explain
from .fields import Typing
from .link import link_posts, who
from .looks import explaining_accesses, explains_people, explains_set
from .origin import Origin, Sign, origin, origins

__all__ = [
    "Origin",
    "Sign",
    "Typing",
    "canary_hits",
    "explain",
    "explaining_accesses",
    "explains_people",
    "explains_set",
    "link_posts",
    "origin",
    "origins",
    "who",
]
