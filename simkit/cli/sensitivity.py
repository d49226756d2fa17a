"""``simkit screen``: which guesses decide an outcome, or what a policy does."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ..core.aside import write_file
from ..core.errors import BadValue, quoted
from ..study import style
from ..study.plots_sensitivity import screening
from ..study.sensitivity import Screening, screen

TOP = 10
WORDS = {
    "en": {
        "head": "{outcome}: guess, mu* ± half its 95 % interval, sigma",
        "left": "Not turned: {names}.",
        "done": "Files in {out}: screening.csv, one figure an outcome; runs/ holds each finished run.",
        "stopped": "simkit: stopped; finished runs are kept in {out}: the same command continues there\n",
    },
    "id": {
        "head": "{outcome}: tebakan, mu* ± setengah interval 95 persen, sigma",
        "left": "Tidak diputar: {names}.",
        "done": "Berkas di {out}: screening.csv, satu gambar per hasil; runs/ memuat setiap simulasi yang selesai.",
        "stopped": "simkit: dihentikan; simulasi yang selesai tersimpan di {out}: perintah yang sama melanjutkannya\n",
    },
}


def screen_guesses(args: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Screen, save, and say what was found; 130 if it was stopped and can go on."""
    out = Path(args.out or f"out/screen-{Path(args.story).name.removesuffix('.toml')}")
    arm = [p.strip() for p in re.split(r",(?![^\[]*\])", args.arm or "") if p.strip()]
    words = WORDS[args.lang]
    try:
        with bar("screen") as progress:
            found = screen(
                args.story,
                args.outcome or ("n_victims",),
                arm=arm,
                trajectories=whole("--trajectories", args.trajectories),
                groups=args.groups,
                among=args.among,
                settings=settings,
                seed=whole("--seed", args.seed),
                workers=whole("--workers", args.workers),
                out=out,
                progress=progress,
            )
    except KeyboardInterrupt:
        sys.stderr.write(words["stopped"].format(out=out))
        return 130
    for outcome in found.outcomes:
        for line in [*shown(found, outcome, args.lang), _figure(found, outcome, args.lang, out), ""]:
            print(line)
    if found.left_out:
        print(words["left"].format(names=", ".join(found.left_out)))
    print(words["done"].format(out=out))
    return 0


def shown(found: Screening, outcome: str, lang: str) -> list[str]:
    """Give the guesses that move an outcome most, one a line."""
    lines = [WORDS[lang]["head"].format(outcome=outcome)]
    for row in found.of(outcome).head(TOP).to_dict("records"):
        sigma = "" if found.is_grouped else f"  {row['sigma']:,.4g}"
        lines.append(f"  {row['name']:<34} {row['mu_star']:>14,.4g} ± {row['mu_star_conf']:,.3g}{sigma}")
    return lines


def _figure(found: Screening, outcome: str, lang: str, out: Path) -> str:
    fig, ax = style.new_figure()
    caption = screening(found, ax, lang, outcome)
    write_file(out / f"{outcome}.{lang}.png", style.png(fig))
    return caption


@contextmanager
def bar(name: str) -> Iterator[Callable[[int, int], None]]:
    """Give a callback that moves a bar on the terminal; there is none where nobody looks."""
    with tqdm(desc=name, unit="run", file=sys.stderr, leave=False, disable=not sys.stderr.isatty()) as made:

        def move(done: int, total: int) -> None:
            made.total = total
            made.update(done - made.n)

        yield move


def whole(option: str, text: str) -> int:
    """Read a whole number typed on the command line.

    Examples
    --------
    >>> whole("--workers", "2")
    2
    """
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise BadValue(f"{option} is {quoted(text)}: it must be a whole number")
