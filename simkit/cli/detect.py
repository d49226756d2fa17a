"""``simkit detect``: read a folder of observed tables, run what it allows, write the findings."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

from ..core.errors import BadValue, quoted
from ..study.desk import Desk, check_out, default_out, examine
from ..study.desk_files import save
from ..study.desk_html import grouped
from ..study.desk_words import ENTITIES, VERDICT
from ..study.intake.findings import SEVERITIES, together

WIDTH = 96
MOST = 12
"""So many lines on what happened to the files; the report has them all."""
SAYS = {
    "en": {
        "read": "{n} tables read from {folder}.",
        "repaired": "repaired", "noted": "noted", "skipped": "left out", "refused": "refused",
        "more": "... and {n} more, all in the report.",
        "first": "{name}: first is {who} {id}: {why}",
        "nobody": "{name}: nobody stands out",
        "sum": "a sum of small signs",
        "not": "{name}: not run: {why}",
        "out": "Report: {out}/report.html (open it in a browser; it needs no network); lists: {out}/*.csv",
        "nothing": "No detector could run: the report says what each needs.",
    },
    "id": {
        "read": "{n} tabel dibaca dari {folder}.",
        "repaired": "diperbaiki", "noted": "dicatat", "skipped": "dilewati", "refused": "ditolak",
        "more": "... dan {n} lagi, semuanya ada di laporan.",
        "first": "{name}: urutan pertama {who} {id}: {why}",
        "nobody": "{name}: tidak ada yang menonjol",
        "sum": "jumlah dari tanda-tanda kecil",
        "not": "{name}: tidak dijalankan: {why}",
        "out": "Laporan: {out}/report.html (buka dengan peramban; tidak perlu jaringan); daftar: {out}/*.csv",
        "nothing": "Tidak ada detektor yang bisa dijalankan: laporan menyebut apa yang diperlukan masing-masing.",
    },
}  # fmt: skip


def detect(args: argparse.Namespace) -> int:
    """Examine a folder and say what came of it; exit 1 where no detector could run."""
    top = read_top(args.top)
    out = args.out or str(default_out(args.folder))
    check_out(out, args.folder)
    with _progress() as progress:
        desk = examine(args.folder, args.as_of, progress)
    save(desk, out, top, args.lang)
    for line in lines(desk, args.folder, out, args.lang):
        print(line)
    return 0 if desk.ran else 1


def read_top(text: str) -> int:
    """Read how long the lists are to be.

    Examples
    --------
    >>> read_top("25")
    25
    """
    if text.isascii() and text.isdigit() and 0 < len(text) <= 6 and int(text) > 0:
        return int(text)
    raise BadValue(f"--top is {quoted(text)}: it must be a whole number from 1 to 999999")


def lines(desk: Desk, folder: str, out: str, lang: str) -> list[str]:
    """Give what the command prints: what was read, what was wrong with it, who is first, what was not run."""
    says = SAYS[lang]
    made = [says["read"].format(n=len(desk.intake.tables), folder=folder)]
    order = sorted(together(desk.findings), key=lambda f: -SEVERITIES.index(f.severity))
    for f in order[:MOST]:
        made += _wrapped(f"[{says[f.severity]}] {f.say(lang)}")
    if len(order) > MOST:
        made.append("  " + says["more"].format(n=len(order) - MOST))
    made.append("")
    for o in desk.ran:
        first = None if o.ranking is None or o.is_flat else o.ranking.table.iloc[0]
        if first is None:
            made += _wrapped(says["nobody"].format(name=o.spec.name))
            continue
        who, why = ENTITIES[o.spec.entity][lang], first[f"reason_{lang}"] or says["sum"]
        made += _wrapped(
            says["first"].format(name=o.spec.name, who=who, id=grouped(first["entity_id"]), why=why)
        )
    for o in desk.left:
        made += _wrapped(says["not"].format(name=o.spec.name, why=o.why[lang]))
    made += [] if desk.ran else [says["nothing"]]
    return [*made, "", *textwrap.wrap(VERDICT[lang], WIDTH), "", says["out"].format(out=out)]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


@contextmanager
def _progress() -> Iterator[Callable[[float, float], None]]:
    """Give a callback that moves a bar on the terminal; there is none where nobody looks."""
    with tqdm(
        desc="detect", unit="detector", file=sys.stderr, leave=False, disable=not sys.stderr.isatty()
    ) as bar:

        def move(done: float, total: float) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield move
