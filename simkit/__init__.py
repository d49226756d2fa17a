"""simkit: one simulated country in which telecom fraud can be watched, detected and broken.

The map of the package, by layer (imports only point down):

- ``core``: named random streams, tables declared once, knobs with sources, saved folders
- ``world``: who exists at the start
- ``engine``: what happens: ``simulate``, ``load_story``, the policies
- ``analysis``: figures computed from tables: ``summarise``
- ``cli``: the command line
"""

from __future__ import annotations

from .analysis.outcomes import summarise
from .core.errors import BadFolder, BadValue, SimkitError
from .core.folder import load
from .engine.policies import catalogue
from .engine.run import simulate
from .engine.scenario import Scenario
from .engine.stories import load_story, story_names

__version__ = "0.1.0"

__all__ = [
    "BadFolder",
    "BadValue",
    "Scenario",
    "SimkitError",
    "catalogue",
    "load",
    "load_story",
    "simulate",
    "story_names",
    "summarise",
]
