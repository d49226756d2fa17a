"""What the registration graph says of every SIM, NIK or device: one row each, whole columns at a time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from ...core.errors import BadValue, nearest, quoted
from .arrays import Graph
from .build import Observed, registration_graph
from .structure import component_table, components, core_numbers

ENTITIES = ("sim", "nik", "device")


def registration_features(tables: Observed, of: str = "device", graph: Graph | None = None) -> pd.DataFrame:
    """Count, for each SIM, NIK or device, what it was registered together with.

    Needs ``registrations``; with ``sims``, older SIMs count too. Nothing is drawn by lot and nothing depends on
    the order of rows or on what the ids are. Components and cores leave outlets out: an outlet ties everybody
    to everybody. (The component of a ring holds its victims too: a stolen NIK is also on its owner's phone.)

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Observed tables.
    of : str
        ``"sim"``, ``"nik"`` or ``"device"``.
    graph : Graph, optional
        The registration graph, if it was made already.

    Returns
    -------
    DataFrame
        Indexed by the id. All have ``component_n_sim``, ``component_n_nik``, ``component_n_device`` and ``core``
        (core number in the graph of NIKs and devices; a SIM has its NIK's).

        - device: ``n_niks``, ``n_sims``, ``n_outlets``, ``n_attempts``, ``n_shared_niks`` (seen on another device
          too), ``outlet_share`` (of all attempts at one of its outlets, the share made on this device; the
          largest: near 1 for the terminal of a village office)
        - nik: ``n_sims``, ``n_devices``, ``n_outlets``, ``n_attempts``, ``device_n_niks`` (most NIKs on one of
          its devices)
        - sim: ``nik_n_sims``, ``device_n_niks``, ``device_n_sims``, ``is_device_known``; 0 where the device is
          unknown, as for SIMs from before the first day

    Examples
    --------
    >>> rows = pd.DataFrame({"nik": [11, 12], "sim_id": [1, 2], "imei": ["a", "a"], "outlet_id": [4, 4]})
    >>> registration_features({"registrations": rows})[["n_niks", "outlet_share", "core"]].values.tolist()
    [[2.0, 1.0, 1.0]]
    """
    if of not in ENTITIES:
        raise BadValue(
            f"of is {quoted(of)}: it must be one of {', '.join(ENTITIES)}; {nearest(of, ENTITIES)}"
        )
    graph = registration_graph(tables) if graph is None else graph
    own = {"device": _device, "nik": _nik, "sim": _sim}[of](graph)
    ids = graph.ids_of(of)
    name = {"device": "imei", "nik": "nik", "sim": "sim_id"}[of]
    return pd.DataFrame(own | _together(graph, of), index=ids.rename(name))


def without_terminals(graph: Graph, n_niks: int = 8, share: float = 0.5) -> Graph:
    """Leave out the outlets, and the devices that do an outlet's work: who is tied by private phones alone?

    A device is taken for an outlet's terminal if at least `share` of all attempts at an outlet were made on it,
    for `n_niks` NIKs or more (both limits are assumptions). A complicit outlet's terminal goes too: look at it
    by itself.

    Parameters
    ----------
    graph : Graph
        The registration graph.
    n_niks : int
    share : float

    Returns
    -------
    Graph
    """
    found = _device(graph)
    is_terminal = (found["n_niks"] >= n_niks) & (found["outlet_share"] >= share)
    keep = np.ones(graph.n_nodes, bool)
    keep[graph.at("outlet")] = False
    keep[graph.at("device")] = ~is_terminal
    return graph.part(keep)


def _together(graph: Graph, of: str) -> dict[str, np.ndarray]:
    """Give size of component and core number of all nodes of a kind."""
    tied = graph.without("outlet")
    label = components(tied)
    sizes = component_table(tied, label)
    mine = label[tied.at(of)]
    made = {f"component_n_{kind}": sizes[f"n_{kind}"].to_numpy()[mine] for kind in ENTITIES}
    pairs = graph.without("outlet", "sim")
    core = core_numbers(pairs)
    if of == "sim":
        return made | {"core": _largest(graph.between("sim", "nik"), core[pairs.at("nik")])}
    return made | {"core": core[pairs.at(of)]}


def _n(links: sparse.csr_matrix) -> np.ndarray:
    """How many things each row is linked to."""
    return np.diff(links.indptr).astype(np.int64)


def _largest(links: sparse.csr_matrix, value: np.ndarray) -> np.ndarray:
    """Give the largest value among the columns a row is linked to; 0 where it is linked to none."""
    made = sparse.csr_matrix((value[links.indices], links.indices, links.indptr), shape=links.shape)
    return made.max(axis=1).toarray().ravel() if links.shape[1] else np.zeros(links.shape[0], value.dtype)


def _device(graph: Graph) -> dict[str, np.ndarray]:
    niks, outlets = graph.between("device", "nik"), graph.between("device", "outlet")
    n_devices = _n(graph.between("nik", "device"))
    elsewhere = sparse.csr_matrix(
        ((n_devices > 1)[niks.indices], niks.indices, niks.indptr), shape=niks.shape
    )
    at_outlet = np.asarray(outlets.sum(axis=0)).ravel()
    share = outlets.data / at_outlet[outlets.indices]
    shares = sparse.csr_matrix((share, outlets.indices, outlets.indptr), shape=outlets.shape)
    return {
        "n_niks": _n(niks),
        "n_sims": _n(graph.between("device", "sim")),
        "n_outlets": _n(outlets),
        "n_attempts": np.asarray(niks.sum(axis=1)).ravel(),
        "n_shared_niks": np.asarray(elsewhere.sum(axis=1, dtype=np.int64)).ravel(),
        "outlet_share": shares.max(axis=1).toarray().ravel() if outlets.shape[1] else np.zeros(niks.shape[0]),
    }


def _nik(graph: Graph) -> dict[str, np.ndarray]:
    devices = graph.between("nik", "device")
    return {
        "n_sims": _n(graph.between("nik", "sim")),
        "n_devices": _n(devices),
        "n_outlets": _n(graph.between("nik", "outlet")),
        "n_attempts": np.asarray(devices.sum(axis=1)).ravel(),
        "device_n_niks": _largest(devices, _n(graph.between("device", "nik"))),
    }


def _sim(graph: Graph) -> dict[str, np.ndarray]:
    devices = graph.between("sim", "device")
    return {
        "nik_n_sims": _largest(graph.between("sim", "nik"), _n(graph.between("nik", "sim"))),
        "device_n_niks": _largest(devices, _n(graph.between("device", "nik"))),
        "device_n_sims": _largest(devices, _n(graph.between("device", "sim"))),
        "is_device_known": _n(devices) > 0,
    }
