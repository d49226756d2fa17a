"""The trainer's key of a class game: the secret, each team's truth, and what a score needs to know."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadFolder, BadValue
from simkit.core.files import write_file

from ..game.case import KINDS
from ..story import Story
from .bundle import team_zip
from .country import Country, country, of_team
from .levels import Level, level_of
from .secret import form_code, team_seed

SAID = Catalogue(__package__, "key")
FORMAT = "simkit-workshop-key"
TEAMS, TRAINER, KEY = "participants", "trainer", "key.json"


@dataclass(frozen=True)
class TeamKey:
    """What is right for one team.

    - ``truth`` (mapping of str to list): By question, whoever belongs to the crime and may be named.
    - ``known`` (frozenset of int): Numbers that do not count: blocked, or complained about.
    - ``n_numbers`` (int): Numbers of the country; a higher ``sim_id`` is none.
    - ``gaps`` (frozenset of int): Lower ones that stand in no table of the team.
    - ``there`` (mapping of str to frozenset): By question, but for numbers, who stands in the team's tables.
    - ``loss_rp`` (mapping of int to int): What each of the ring's numbers still took from people after the case [Rp].
    """

    attempt: int
    precision: float
    truth: Mapping[str, frozenset[Any]]
    known: frozenset[int]
    n_numbers: int
    loss_rp: Mapping[int, int]
    sha256: str = ""
    gaps: frozenset[int] = frozenset()
    there: Mapping[str, frozenset[Any]] = field(default_factory=dict)

    def holds(self, kind: str, entity: Any) -> bool:
        """Tell whether a name stands in the team's tables; a key of before this was noted knows numbers alone."""
        if kind == "number":
            return 0 <= entity < self.n_numbers and entity not in self.gaps
        return entity in self.there.get(kind, (entity,))


@dataclass(frozen=True)
class Key:
    """A class game as the trainer keeps it.

    - ``story``, ``target``, ``n_ring``: Only of a game with a story of its own.
    """

    name: str
    level: int
    lang: str
    secret: str = field(repr=False)
    teams: Mapping[str, TeamKey] = field(repr=False, default_factory=dict)
    story: Story | None = field(repr=False, default=None)
    target: float = 0.0
    n_ring: int = 0

    @property
    def played(self) -> Level:
        """The level as it is played: with the class's own story, and the target that was measured for it."""
        level = level_of(self.level)
        return (
            replace(level, story=self.story, target=self.target, n_ring=self.n_ring) if self.story else level
        )

    @property
    def k(self) -> int:
        """Numbers that a team may name."""
        return level_of(self.level).k

    def forms(self) -> dict[str, str]:
        """Give the code of each team's answer form."""
        return {team: form_code(self.secret, self.name, team) for team in self.teams}

    def country(self, team: str) -> Country:
        """Make a team's game again, for its debrief."""
        n = self.teams[team].attempt
        return country(team_seed(self.secret, self.name, team, n), self.played, n)


def team_key(made: Country, packed: bytes) -> TeamKey:
    """Note what is right in a country."""
    case = made.case
    numbers = case.tables["sims"]["sim_id"].astype(int)
    losses = case.losses
    there = {k: frozenset(case.tables[f"{k}s"][f"{k}_id"].astype(int)) for k in ("outlet", "agent")}
    there["device"] = frozenset().union(*(t["imei"].dropna() for t in made.tables.values() if "imei" in t))
    bad = made.truth["number"]
    return TeamKey(
        made.attempt,
        made.precision,
        made.truth,
        frozenset(numbers) - made.open,
        int(numbers.max()) + 1,
        {n: int(rp) for n, rp in zip(losses.index.tolist(), losses.tolist(), strict=True) if n in bad},
        sha256(packed).hexdigest(),
        frozenset(range(int(numbers.max()))) - frozenset(numbers),
        there,
    )


def write_game(
    out: Path, key: Key, teams: Sequence[str], told: Callable[[str, TeamKey], None] = lambda team, made: None
) -> Key:
    """Make every team's game and write it; the key is written last, so that a folder with one is complete.

    - ``told`` (function): Hears of each team as its file is written.
    """
    level, done = key.played, {}
    for team in teams:
        made = of_team(key.secret, key.name, team, level)
        code = form_code(key.secret, key.name, team)
        packed = team_zip(key.name, team, code, made.case.at, made.tables, level, key.lang)
        write_file(out / TEAMS / f"{team}.zip", packed)
        done[team] = team_key(made, packed)
        told(team, done[team])
    full = replace(key, teams=done)
    write_file(out / TRAINER / KEY, _written(full))
    return full


def _written(key: Key) -> bytes:
    teams = {team: vars(made) for team, made in key.teams.items()}
    said: dict[str, Any] = {"format": FORMAT, "class": key.name, "level": key.level, "lang": key.lang}
    said["secret"] = key.secret
    if key.story:
        said |= {"story": asdict(key.story), "target": key.target, "n_ring": key.n_ring}
    return json.dumps(said | {"teams": teams}, indent=1, sort_keys=True, default=sorted).encode() + b"\n"


def read_key(path: Path) -> Key:
    """Read a key.

    - ``path`` (Path): The file, or the folder of the game.

    Raises BadFolder: where there is none that simkit wrote.
    """
    path = next((p for p in (path / TRAINER / KEY, path / KEY) if p.is_file()), path)
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if said["format"] != FORMAT:
            raise KeyError("format")
        teams = {
            team: TeamKey(
                int(t["attempt"]),
                float(t["precision"]),
                {kind: frozenset(t["truth"][kind]) for kind in KINDS},
                frozenset(t["known"]),
                int(t["n_numbers"]),
                {int(n): int(rp) for n, rp in t["loss_rp"].items()},
                str(t["sha256"]),
                frozenset(t.get("gaps", ())),
                {kind: frozenset(names) for kind, names in t.get("there", {}).items()},
            )
            for team, t in said["teams"].items()
        }
        level_of(int(said["level"]))
        story = Story(**said["story"]) if "story" in said else None
        words = str(said["class"]), int(said["level"]), str(said["lang"]), str(said["secret"])
        return Key(*words, teams, story, float(said.get("target", 0)), int(said.get("n_ring", 0)))
    except OSError as error:
        raise BadFolder(SAID["unread"].put(path=path, why=error.strerror or error)) from error
    except (ValueError, KeyError, TypeError, AttributeError, BadValue):
        raise BadFolder(SAID["no_key"].put(path=path)) from None
