"""Running an experiment's runs: here, on several processes, or on a cluster, with the same result."""

from __future__ import annotations

import traceback
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...analysis.outcomes import summarise
from ...core.errors import BadValue, SimkitError, quoted
from ...engine.run import simulate
from ...engine.scenario import Scenario
from .plan import fingerprint

Task = tuple[str, int]
Answer = tuple[str, int, dict[str, float] | None, str]
AGAIN = 2
"""How often processes that die (no memory left) are started anew before the experiment gives up."""


def run_one(arm: str, seed: int, scenario: Scenario, code: str) -> Answer:
    """Simulate one arm with one seed; an error comes back as a text, so that no other run is lost.

    Returns
    -------
    arm, seed, figures, error
        ``figures`` is None where ``error`` says why.
    """
    try:
        here = fingerprint()["source"]
        if here != code:
            raise BadValue("the worker runs another version of simkit than the one that asks")
        return arm, seed, dict(summarise(simulate(scenario, seed)).figures), ""
    except Exception as error:  # whatever it is: it is kept, told and tried again
        return arm, seed, None, _told(error)


def _told(error: BaseException) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text} ({Path(last.filename).name}, line {last.lineno})"


def run_all(
    tasks: Iterable[Task], scenarios: dict[str, Scenario], workers: int = 1, cluster: str | None = None
) -> Generator[Answer, None, None]:
    """Run tasks and yield each answer as soon as it is there, in any order.

    Parameters
    ----------
    tasks : iterable of (arm, seed)
    scenarios : mapping of arm to Scenario
    workers : int
        Processes on this machine; 1 runs everything in this one.
    cluster : str, optional
        Address of a Dask scheduler, such as ``tcp://10.0.0.5:8786``; its workers need the same simkit.

    Raises
    ------
    SimkitError
        Where the cluster cannot be reached, or workers die again and again.
    """
    left, code = list(tasks), fingerprint()["source"]
    if not left:
        return
    if workers == 1 and cluster is None:
        for arm, seed in left:
            yield run_one(arm, seed, scenarios[arm], code)
        return
    for again in range(AGAIN + 1):
        died: Exception | None = None
        with _backend(workers, cluster) as parallel:
            from joblib import delayed  # noqa: PLC0415
            from joblib.externals.loky.process_executor import BrokenProcessPool  # noqa: PLC0415

            lost = _lost_on_cluster() if cluster else (BrokenProcessPool,)
            answers = parallel(delayed(run_one)(a, s, scenarios[a], code) for a, s in tuple(left))
            try:
                for answer in answers:
                    left.remove(answer[:2])
                    yield answer
            except lost as error:
                died = error
        if not left:
            return
        if again == AGAIN or died is None:
            raise SimkitError(
                f"the worker processes died with {len(left)} runs to go (out of memory?); finished runs are kept: "
                "use fewer workers or a smaller people.n_people"
            ) from died


@contextmanager
def _backend(workers: int, cluster: str | None) -> Iterator[Any]:
    """Give joblib's way to call a function many times, which is the same on processes and on a cluster."""
    import joblib  # noqa: PLC0415

    # one run a call: it takes half a second, and a kill should cost no more
    said: dict[str, Any] = {"batch_size": 1, "return_as": "generator_unordered"}
    if cluster is None:
        with joblib.parallel_config(backend="loky", n_jobs=workers, inner_max_num_threads=1):
            yield joblib.Parallel(**said)
        return
    with _client(cluster), joblib.parallel_config(backend="dask", n_jobs=-1):
        yield joblib.Parallel(**said)


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        from distributed import Client  # noqa: PLC0415
    except ImportError:
        raise SimkitError("a cluster needs dask: pip install 'simkit[studies]'") from None
    try:
        client = Client(address, timeout=20)
    except (OSError, ValueError, TypeError) as error:
        raise SimkitError(f"no Dask scheduler answers at {quoted(address)}: {type(error).__name__}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=30)
        except TimeoutError:
            raise SimkitError(
                f"the Dask scheduler at {quoted(address)} has no workers: start `dask worker {address}`"
            ) from None
        yield client


def _lost_on_cluster() -> tuple[type[Exception], ...]:
    from distributed import CancelledError, KilledWorker  # noqa: PLC0415

    return (KilledWorker, CancelledError)
