"""Graphs of the observed tables for an investigator's desk: who is tied to whom, and what holds it together.

- ``build``: tables to graphs of plain arrays; ``arrays.Graph`` is what they are
- ``projection``: ties between things of one kind, tested against chance (``chance`` is the arithmetic)
- ``structure``: components, cores, communities, brokers, PageRank
- ``disruption``: what is left connected when some nodes are taken away
- ``features``: one row a SIM, NIK or device of the registration graph
- ``views``: the part worth looking at, for NetworkX and a picture
"""

from .arrays import Graph
from .build import (
    access_graph,
    account_graph,
    contact_graph,
    registration_graph,
    sale_graph,
)
from .disruption import disrupt
from .features import registration_features, without_terminals
from .projection import Projection, project
from .structure import (
    articulation,
    betweenness,
    brokers,
    communities,
    component_table,
    components,
    core_numbers,
    pagerank,
)
from .views import layout, neighbourhood

__all__ = [
    "Graph",
    "Projection",
    "access_graph",
    "account_graph",
    "articulation",
    "betweenness",
    "brokers",
    "communities",
    "component_table",
    "components",
    "contact_graph",
    "core_numbers",
    "disrupt",
    "layout",
    "neighbourhood",
    "pagerank",
    "project",
    "registration_features",
    "registration_graph",
    "sale_graph",
    "without_terminals",
]
