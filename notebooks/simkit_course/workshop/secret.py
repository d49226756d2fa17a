"""The key of a class game: a secret that no team can guess, and a seed for each team that only the secret gives."""

from __future__ import annotations

import hmac
import json
import re
import secrets
import unicodedata
from collections.abc import Iterable
from hashlib import sha256

from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadValue, quoted

SAID = Catalogue(__package__, "secret")
N_BYTES = 32
"""256 bits: nobody tries them all, and the simulator, which is public, takes seeds of any size."""
LETTERS = str.maketrans("0123456789abcdef", "BCDFGHJKLMNPQRST")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,23}")


def draw() -> str:
    """Draw a secret from the computer's own source of chance.

    >>> len(draw())
    64
    """
    return secrets.token_hex(N_BYTES)


def read_secret(text: str) -> str:
    """Read a secret that was drawn before.

    Raises BadValue: where it has fewer than 128 bits, or is no hexadecimal number.
    """
    if not re.fullmatch(r"[0-9a-f]{32,256}", text):
        raise BadValue(SAID["no_secret"])
    return text


def team_seed(secret: str, name: str, team: str, attempt: int) -> int:
    """Give a team's seed: the HMAC of class, team and attempt under the secret.

    >>> team_seed("00" * 16, "A", "team-1", 0) == team_seed("00" * 16, "A", "team-2", 0)
    False
    """
    said = json.dumps([name, team, attempt]).encode()
    return int.from_bytes(hmac.digest(bytes.fromhex(secret), said, sha256), "big")


def form_code(secret: str, name: str, team: str) -> str:
    """Give the code of a team's answer form, by which a form of another game is known; the secret stays hidden.

    Letters alone: a spreadsheet makes no number or date of them. No country has the attempt -1.

    >>> form_code("00" * 16, "A", "team-1")
    'RPNGHDMQ'
    """
    return f"{team_seed(secret, name, team, -1):064x}"[:8].translate(LETTERS)


def check_name(text: str) -> str:
    """Check the name of a class or team: it becomes the name of a file on every system.

    Raises BadValue: for other signs than letters, digits and hyphens, or more than 24.

    >>> check_name("UNSRI-2027A")
    'UNSRI-2027A'
    """
    if not NAME.fullmatch(text):
        raise BadValue(SAID["no_name"].put(name=quoted(text)))
    return text


def plain(text: str) -> str:
    """Make of a typed team name what `check_name` allows, as far as that goes: spaces become hyphens.

    >>> plain(" Tim 3 "), plain("Élan")
    ('Tim-3', 'Elan')
    """
    bare = unicodedata.normalize("NFKD", text.strip()).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", bare).strip("-")[:24]


def teams(n: int, names: Iterable[str] = ()) -> list[str]:
    """Name the teams: by the names given, else team-01, team-02 and so on.

    >>> teams(2)
    ['team-01', 'team-02']
    """
    given = [check_name(name) for name in names]
    if len({name.lower() for name in given}) < len(given):
        raise BadValue(SAID["same_name"])
    return given or [f"team-{i:02d}" for i in range(1, n + 1)]
