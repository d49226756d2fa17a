"""Photo off a screen, copy of a screen, or dump of a server: what a post itself tells of where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

DESK, SERVER, UNCLEAR = "desk", "server", "unclear"
SCREEN_ONLY = ("package", "last_cell")
MANY, PICTURE_BYTES = 20, 20_000


@dataclass(frozen=True)
class Sign:
    """One thing that speaks for the desk or for a server: `weight` above 0 speaks for the desk [points]."""

    code: str
    weight: int
    id: str
    en: str


SIGNS = {
    "retyped": Sign(
        "retyped",
        2,
        "Data diketik ulang: layar tidak bisa disalin, jadi difoto atau dicatat.",
        "It was typed again: the screen could not be copied, so it was photographed or noted down.",
    ),
    "screenshot": Sign(
        "screenshot",
        2,
        "Berupa tangkapan layar: ada yang membuka data itu di layar kerja.",
        "It is a screenshot: somebody had the record open on a work screen.",
    ),
    "raw_columns": Sign(
        "raw_columns",
        -2,
        "Berupa kolom mentah: begitulah bentuk salinan basis data, bukan layar.",
        "It has raw columns: that is how a copied database looks, not a screen.",
    ),
    "screen_only": Sign(
        "screen_only",
        3,
        "Memuat paket atau lokasi terakhir: keduanya hanya ada di layar petugas.",
        "It holds the package or the last location: only an agent's screen shows these.",
    ),
    "imei": Sign(
        "imei",
        0,
        "Memuat IMEI: sumbernya sistem operator, bukan data kependudukan; meja atau server belum terbedakan.",
        "It holds the IMEI: the source is an operator's system, not the population register; desk or server "
        "remains open.",
    ),
    "many": Sign(
        "many",
        -3,
        "Jumlah datanya besar: orang membuka data satu per satu, server tidak.",
        "It holds many records: people open records one by one, a server does not.",
    ),
    "one": Sign(
        "one", 1, "Hanya satu data: mungkin satu kali lihat.", "It holds one record: perhaps one look."
    ),
    "picture": Sign(
        "picture",
        2,
        "Ukurannya sebesar gambar, bukan teks.",
        "Its size is that of a picture, not of text.",
    ),
}


@dataclass(frozen=True)
class Origin:
    """Where a post seems to come from, and why.

    Attributes
    ----------
    kind : str
        desk, server or unclear.
    points : int
        Above 0 for the desk, below for a server.
    signs : tuple of Sign
        What speaks for it, the strongest first.
    """

    kind: str
    points: int
    signs: tuple[Sign, ...]

    def say(self, lang: str) -> str:
        """Give the reasons in one language (id or en)."""
        return " ".join(getattr(s, lang) for s in self.signs)


def origin(post: pd.Series) -> Origin:
    """Judge by a post's form, fields, number of records and size where it comes from.

    The points are a rule of thumb (assumption), not a probability: two points decide.

    Parameters
    ----------
    post : Series
        A row of ``observed/posts``.

    Returns
    -------
    Origin

    Source: ``leak-2020`` (a photo with package and last location), ``leak-sim-2022`` (raw columns, millions of rows).

    Examples
    --------
    >>> post = pd.Series({"formatting": "retyped", "fields": "name,nik,imei,last_cell", "n_records": 1, "n_bytes": 150})
    >>> found = origin(post)
    >>> found.kind, [s.code for s in found.signs]
    ('desk', ['screen_only', 'retyped', 'one', 'imei'])
    >>> origin(post.replace({"retyped": "raw_columns", 1: 5000, "name,nik,imei,last_cell": "nik,msisdn"})).kind
    'server'
    """
    fields, n = set(str(post["fields"]).split(",")), int(post["n_records"])
    codes = {
        str(post["formatting"]): True,
        "screen_only": bool(fields & set(SCREEN_ONLY)),
        "imei": "imei" in fields,
        "many": n >= MANY,
        "one": n == 1,
        "picture": int(post["n_bytes"]) / max(n, 1) >= PICTURE_BYTES,
    }
    signs = sorted(
        (SIGNS[c] for c, holds in codes.items() if holds and c in SIGNS), key=lambda s: -abs(s.weight)
    )
    points = sum(s.weight for s in signs)
    return Origin(DESK if points >= 2 else SERVER if points <= -2 else UNCLEAR, points, tuple(signs))


def origins(posts: pd.DataFrame) -> pd.DataFrame:
    """Judge all posts: ``post_id``, ``origin``, ``points``, ``why_id``, ``why_en``.

    Examples
    --------
    >>> posts = pd.DataFrame({"post_id": [1], "formatting": ["screenshot"], "fields": ["name,nik"],
    ...                       "n_records": [1], "n_bytes": [250_000]})
    >>> origins(posts)[["post_id", "origin", "points"]].values.tolist()
    [[1, 'desk', 5]]
    """
    found = [origin(row) for _, row in posts.iterrows()]
    return pd.DataFrame(
        {
            "post_id": posts["post_id"].to_numpy(),
            "origin": [f.kind for f in found],
            "points": [f.points for f in found],
            "why_id": [f.say("id") for f in found],
            "why_en": [f.say("en") for f in found],
        }
    )
