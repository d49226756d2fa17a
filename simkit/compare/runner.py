"""Running an experiment's runs, here, on several processes or on a cluster, each on disk at once."""

from __future__ import annotations

import json
import logging
import math
import multiprocessing
import traceback
from collections.abc import Callable, Generator, Hashable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from ..core.errors import BadFolder, BadValue, SimkitError, quoted
from ..core.files import PARTIAL, refusing, write_file
from ..core.parameter import as_whole
from ..core.usual import WORKERS
from ..detect.loop import simulate
from ..engine.scenario import Scenario
from ..measure.outcomes import summarise
from .plan import Plan, fingerprint

Answer = tuple[str, int, dict[str, float] | None, str]
AGAIN = 2
"""How often processes that die (no memory left) or hang are started anew before the experiment gives up."""
SILENT_S = 3_600.0
"""Processes of which none has finished a run for so long hang; no run that anybody waits for takes as long."""
Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")
Progress = Callable[[int, int], None]


def run_one(arm: str, seed: int, scenario: Scenario, code: str) -> Answer:
    """Simulate one arm with one seed; an error comes back as a text, so that no other run is lost."""
    try:
        if fingerprint()["source"] != code:
            raise BadValue("the worker runs another version of simkit than the one that asks")
        return arm, seed, simulated(scenario, seed), ""
    except Exception as error:  # whatever it is: it is kept, told and tried again
        return arm, seed, None, _told(error)


def simulated(scenario: Scenario, seed: int) -> dict[str, float]:
    """Simulate a scenario with one seed and give the figures of its summary."""
    return dict(summarise(simulate(scenario, seed)).figures)


def _told(error: BaseException) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text} ({Path(last.filename).name}, line {last.lineno})"


def check_where(workers: int, cluster: str | None = None) -> None:
    """Refuse a number of workers that is none, and workers beside a cluster."""
    if not 1 <= (as_whole(workers) or 0) <= 512:
        raise BadValue(f"workers is {quoted(workers)}: it must be a whole number from 1 to 512")
    if cluster is not None and workers != 1:
        raise BadValue("give workers or cluster, not both: a cluster has its own workers")


def run_all(
    function: Callable[..., Made],
    calls: Mapping[Key, tuple[Any, ...]],
    workers: int = WORKERS,
    cluster: str | None = None,
) -> Generator[tuple[Key, Made], None, None]:
    """Call a function many times and yield each answer with its key as soon as it is there, in any order.

    Parameters
    ----------
    function : callable
        At the top level of a module, so that it can be sent to a process.
    calls : mapping of key to arguments
    workers : int
        Processes on this machine; 1 runs everything in this one.
    cluster : str, optional
        Address of a Dask scheduler, such as ``tcp://10.0.0.5:8786``; its workers need the same simkit.

    Raises
    ------
    SimkitError
        Where the cluster cannot be reached or goes away, or workers die or hang again and again.
    """
    left = dict(calls)
    if workers == 1 and cluster is None:
        for key, said in left.items():
            yield key, function(*said)
        return
    died: Exception | None = None
    for _ in range(AGAIN + 1):
        if not left:
            return
        with _backend(workers, cluster, len(left) if died else 0) as parallel:
            from joblib import delayed  # noqa: PLC0415
            from joblib.externals.loky import get_reusable_executor  # noqa: PLC0415
            from joblib.externals.loky.process_executor import BrokenProcessPool  # noqa: PLC0415

            lost = _lost_on_cluster() if cluster else (BrokenProcessPool, multiprocessing.TimeoutError)
            answers = parallel(delayed(_keyed)(function, key, said) for key, said in tuple(left.items()))
            try:
                for key, made in answers:
                    del left[key]
                    yield key, made
            except lost as error:
                died = error
                if not cluster:  # joblib would take up the same pool again, with the process that hangs in it
                    get_reusable_executor().shutdown(wait=False, kill_workers=True)
    if left:
        how = "hung" if isinstance(died, multiprocessing.TimeoutError) else "died"
        raise SimkitError(
            f"the worker processes {how} with {len(left)} runs to go (out of memory?); finished runs are kept: "
            "use fewer workers or a smaller people.n_people"
        ) from died


def _keyed(function: Callable[..., Made], key: Key, said: tuple[Any, ...]) -> tuple[Key, Made]:
    return key, function(*said)


@contextmanager
def _backend(workers: int, cluster: str | None, n_left: int) -> Iterator[Any]:
    """Give joblib's way to call a function many times, which is the same on processes and on a cluster."""
    import joblib  # noqa: PLC0415

    said: dict[str, Any] = {"backend": "loky", "n_jobs": workers, "inner_max_num_threads": 1}
    if cluster is not None:
        said = {"backend": "dask", "n_jobs": -1}
    with _client(cluster, n_left) if cluster else nullcontext(), joblib.parallel_config(**said):
        # one run a call: it takes half a second, and a kill should cost no more
        yield joblib.Parallel(batch_size=1, return_as="generator_unordered", timeout=SILENT_S)


@contextmanager
def _silent(library: str) -> Iterator[None]:
    """Keep a library's loggers from writing tracebacks of what is said in one line."""
    found = [
        logging.getLogger(n) for n in (library, *logging.root.manager.loggerDict) if n.startswith(library)
    ]
    levels = [one.level for one in found]
    for one in found:
        one.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for one, level in zip(found, levels, strict=True):
            one.setLevel(level)


@contextmanager
def _client(address: str, n_left: int) -> Iterator[Any]:
    """Connect with a scheduler; `n_left`: how many runs were left when it was lost, 0 at first."""
    try:
        from distributed import Client  # noqa: PLC0415
    except ImportError:
        raise SimkitError("a cluster needs dask: pip install 'simkit[studies]'") from None
    with _silent("distributed"):
        try:
            client = Client(address, timeout=20)
        except (OSError, ValueError, TypeError) as error:
            if n_left:
                raise SimkitError(
                    f"the Dask scheduler at {quoted(address)} went away with {n_left} runs to go; "
                    "finished runs are kept: start one, and say the same again with its address"
                ) from None
            raise SimkitError(
                f"no Dask scheduler answers at {quoted(address)}: {type(error).__name__}"
            ) from None
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

    return (KilledWorker, CancelledError, multiprocessing.TimeoutError)


# ---
# The folder of an experiment: every finished run is on disk at once, so a killed one continues.


FORMAT = "simkit-experiment"
PLAN = "plan.json"
KEPT = "; finished runs are kept: mend this and give the same command again"


class Store:
    """A folder that holds a plan and the figures of its finished runs.

    It is new or empty, or one of the same plan, with more seeds if need be; for any other, and for one that cannot be
    written, there is a BadFolder.
    """

    def __init__(self, folder: str | Path, plan: Plan) -> None:
        self.plan, self.key = plan, plan.key()
        with refusing(folder):
            self.folder = Path(folder).expanduser().resolve()
            _check(folder, self.folder, plan)
            self.folder.mkdir(parents=True, exist_ok=True)
            for path in self.folder.rglob(f".*{PARTIAL}*"):
                path.unlink(missing_ok=True)
        self.write(PLAN, _json(_described(plan)))

    def read(self) -> dict[tuple[str, int], dict[str, float]]:
        """Give the figures of the runs that are finished; damaged files and other plans' count as missing."""
        keys = [(arm, seed) for arm in self.plan.arms for seed in self.plan.seeds]
        return {key: figures for key in keys if (figures := self._read(*key)) is not None}

    def _read(self, arm: str, seed: int) -> dict[str, float] | None:
        try:
            said = json.loads((self.folder / "runs" / arm / f"{seed}.json").read_text(encoding="utf-8"))
            if said["plan"] != self.key:
                return None
            return {str(k): math.nan if v is None else float(v) for k, v in said["figures"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def put(self, arm: str, seed: int, figures: Mapping[str, float] | None, error: str = "") -> None:
        """Keep the figures of a finished run, or what went wrong with it; it is tried again next time."""
        place, said = f"runs/{arm}/{seed}", {"arm": arm, "seed": seed, "plan": self.key}
        if figures is None:
            self.write(f"{place}.error.json", _json(said | {"error": error}))
            return
        kept = {k: None if math.isnan(v) else float(v) for k, v in figures.items()}
        self.write(f"{place}.json", _json(said | {"figures": kept}))
        (self.folder / f"{place}.error.json").unlink(missing_ok=True)

    def write(self, name: str, data: str | bytes) -> None:
        """Write a file aside and put it in place; what was there stays if that fails."""
        write_file(self.folder / name, data, KEPT)


def _described(plan: Plan) -> dict[str, Any]:
    return {"format": FORMAT, "format_version": 1, **plan.about(), "seeds": list(plan.seeds)}


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False, default=str) + "\n"


def _check(said: str | Path, folder: Path, plan: Plan) -> None:
    if folder.exists() and not folder.is_dir():
        raise BadFolder(f"{said} is a file: name a folder")
    if not folder.is_dir() or not any(not p.name.startswith(".") for p in folder.iterdir()):
        return
    if not (folder / PLAN).is_file():
        raise BadFolder(f"{said} is not empty and holds no experiment: name a new or an empty folder")
    try:
        older = json.loads((folder / PLAN).read_text(encoding="utf-8"))
    except ValueError:
        older = None
    if not isinstance(older, dict) or older.get("format") != FORMAT:
        raise BadFolder(f"{said}/{PLAN} is not one that simkit wrote: name a new or an empty folder")
    other = unlike(older, json.loads(_json(_described(plan))))
    if other:
        raise BadFolder(
            f"{said} holds another experiment ({other}): name a new folder, or ask for the same again"
        )


def unlike(older: Mapping[str, Any], newer: Mapping[str, Any]) -> str:
    """Say in words how two plans differ; empty if the newer one may go on where the older one stopped.

    Examples
    --------
    >>> unlike({"scenario": "a", "seeds": [1]}, {"scenario": "b", "seeds": [1, 2]})
    "scenario: 'a' there, 'b' here"
    """
    for key in ("scenario", "base", "settings", "stop", "arms"):
        was, now = older.get(key), newer.get(key)
        if was != now:
            say = _arms if key == "arms" else repr
            return f"{key}: {say(was)} there, {say(now)} here"
    changed = _changed(older.get("own"), newer.get("own"))
    if changed:
        return changed
    if older.get("simkit") != newer.get("simkit"):
        return "it was made by another version of simkit or its libraries"
    if older.get("scenarios") != newer.get("scenarios"):
        return "the scenario's settings have changed"
    was, now = older.get("seeds") or [], newer.get("seeds") or []
    if was != now and (newer.get("stop") or not set(was) <= set(now)):
        return (
            f"{len(was)} seeds there, {len(now)} here; only an experiment without --stop may take more seeds"
        )
    return ""


def _changed(was: Any, now: Any) -> str:
    """Say which policy of one's own is not what it was; the arms themselves are the same."""
    for arm, policies in (now or {}).items():
        for name, said in policies.items():
            try:
                parts = [part for part, value in said.items() if was[arm][name][part] != value]
            except (KeyError, TypeError):
                parts = list(said)
            if parts:
                return f"arm {arm!r}: the {' and '.join(parts)} of your policy {name!r} changed"
    return ""


def _arms(arms: Any) -> str:
    if not isinstance(arms, Mapping):
        return repr(arms)
    return " ".join(f"{name}={','.join(map(str, said))}" for name, said in arms.items())
