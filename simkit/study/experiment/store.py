"""The folder of an experiment: every finished run is on disk at once, so a killed one continues."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...core.aside import PARTIAL, write_file
from ...core.errors import BadFolder, quoted
from ...core.swap import reason
from .plan import Plan

FORMAT = "simkit-experiment"
PLAN = "plan.json"
AGAIN = "; finished runs are kept: mend this and give the same command again"


class Store:
    """A folder that holds a plan and the figures of its finished runs.

    Parameters
    ----------
    folder : str or Path
        A new or empty folder, or one of the same plan; more seeds than last time are welcome.
    plan : Plan

    Raises
    ------
    BadFolder
        For a folder with anything else in it, or one that cannot be written.
    """

    def __init__(self, folder: str | Path, plan: Plan) -> None:
        self.plan, self.key = plan, plan.key()
        try:
            self.folder = Path(folder).expanduser().resolve()
            _check(folder, self.folder, plan)
            self.folder.mkdir(parents=True, exist_ok=True)
            self._sweep()
        except BadFolder:
            raise
        except (OSError, ValueError, RuntimeError) as error:
            raise BadFolder(f"{quoted(str(folder))} cannot be used: {reason(error)}") from error
        self.write(PLAN, _json(described(plan)))

    def _sweep(self) -> None:
        for path in self.folder.rglob(f".*{PARTIAL}*"):
            path.unlink(missing_ok=True)

    def read(self) -> dict[tuple[str, int], dict[str, float]]:
        """Give the figures of the runs that are finished; damaged files and other plans' count as missing."""
        found = {}
        for arm in self.plan.arms:
            for seed in self.plan.seeds:
                figures = self._read(arm, seed)
                if figures is not None:
                    found[arm, seed] = figures
        return found

    def _read(self, arm: str, seed: int) -> dict[str, float] | None:
        try:
            said = json.loads(self._path(arm, seed).read_text(encoding="utf-8"))
            if said["plan"] != self.key:
                return None
            return {str(k): math.nan if v is None else float(v) for k, v in said["figures"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def _path(self, arm: str, seed: int, end: str = ".json") -> Path:
        return self.folder / "runs" / arm / f"{seed}{end}"

    def put(self, arm: str, seed: int, figures: Mapping[str, float]) -> None:
        """Keep the figures of a finished run."""
        kept = {k: None if math.isnan(v) else float(v) for k, v in figures.items()}
        said = {"arm": arm, "seed": seed, "plan": self.key, "figures": kept}
        self.write(f"runs/{arm}/{seed}.json", _json(said))
        self._path(arm, seed, ".error.json").unlink(missing_ok=True)

    def put_error(self, arm: str, seed: int, text: str) -> None:
        """Keep what went wrong with a run; it is tried again next time."""
        said = {"arm": arm, "seed": seed, "plan": self.key, "error": text}
        self.write(f"runs/{arm}/{seed}.error.json", _json(said))

    def write(self, name: str, data: str | bytes) -> None:
        """Write a file aside and put it in place.

        Raises
        ------
        BadFolder
            Where it cannot be written; what was there stays.
        """
        write_file(self.folder / name, data, AGAIN)

    def drop(self, name: str) -> None:
        """Remove a file that no longer holds."""
        (self.folder / name).unlink(missing_ok=True)


def described(plan: Plan) -> dict[str, Any]:
    """Give what `plan.json` says."""
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
    other = unlike(older, json.loads(_json(described(plan))))
    if other:
        raise BadFolder(
            f"{said} holds another experiment ({other}): name a new folder, or ask for the same again"
        )


def unlike(older: Mapping[str, Any], newer: Mapping[str, Any]) -> str:  # noqa: PLR0911 - one a reason
    """Say in words how two plans differ; empty if the newer one may go on where the older one stopped.

    Examples
    --------
    >>> unlike({"story": "a", "seeds": [1]}, {"story": "b", "seeds": [1, 2]})
    "story: 'a' there, 'b' here"
    """
    for key in ("story", "base", "settings", "stop"):
        if older.get(key) != newer.get(key):
            return f"{key}: {older.get(key)!r} there, {newer.get(key)!r} here"
    if older.get("arms") != newer.get("arms"):
        return f"arms: {_arms(older.get('arms'))} there, {_arms(newer.get('arms'))} here"
    changed = _changed(older.get("own"), newer.get("own"))
    if changed:
        return changed
    if older.get("simkit") != newer.get("simkit"):
        return "it was made by another version of simkit or its libraries"
    if older.get("scenarios") != newer.get("scenarios"):
        return "the story's settings have changed"
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
