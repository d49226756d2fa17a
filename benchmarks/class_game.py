"""Measure the class game: are its levels as hard as they say, its teams equal, its reader quick, its bundles tight?

python benchmarks/class_game.py levels --level 2 --games 20 --teams 3
python benchmarks/class_game.py audit --level 2 --games 1
python benchmarks/class_game.py scoring

`levels`: new games under secrets of their own (a number in the secret says which), so that nothing is measured on the
games by which a level was tuned. The second detector, boosted trees, learns from one more country of the level and took
no part in choosing seeds. A single-feature rule ranks by one feature of a SIM, in one direction, ties by lot; the best
is chosen with hindsight, on the mean of all games.
"""

from __future__ import annotations

import argparse
import csv
import io
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from cases import peak_mb

from simkit.detect.detectors.baselines import boosted
from simkit.detect.sim_features import sim_features
from simkit.measure.audit import audit
from simkit_course.game.case import KINDS
from simkit_course.workshop.class_board import board, told_of
from simkit_course.workshop.class_scores import scores, team_score
from simkit_course.workshop.country import Country, bundled, country, of_team
from simkit_course.workshop.handin import HandIn, assign, read
from simkit_course.workshop.key import Key, TeamKey, team_key
from simkit_course.workshop.levels import Level, level_of


def secret(game: int) -> str:
    """Give a game's secret; it is one for measuring, known to everybody."""
    return f"{game:064x}"


def precision(score: np.ndarray, is_bad: np.ndarray, k: int) -> float:
    """Give the precision at k that is to be expected where ties are drawn by lot."""
    last = np.partition(score, -k)[-k]
    above, tied = score > last, score == last
    return float((is_bad[above].sum() + (k - above.sum()) * is_bad[tied].mean()) / k)


def feature_rules(made: Country, k: int) -> dict[str, float]:
    """Give the precision of every rule on one feature, the highest or the lowest values first."""
    ids = np.array(sorted(made.open))
    is_bad = np.isin(ids, list(made.truth["number"]))
    f = sim_features(made.tables).reindex(ids)
    return {
        f"{way}{c}": precision(s * f[c].to_numpy(), is_bad, k)
        for c in f
        for way, s in (("", 1.0), ("-", -1.0))
    }


def second(taught: Country, made: Country, k: int) -> float:
    """Give the precision of boosted trees that learned from another country."""
    sims = taught.tables["sims"]["sim_id"].astype(int)
    labels = pd.Series(np.isin(sims, list(taught.case.truth("number"))), sims)
    ids = boosted(taught.tables, labels, made.tables).table["entity_id"].astype(int)
    return float(ids[ids.isin(made.open)].head(k).isin(made.truth["number"]).mean())


def idle(made: Country, k: int) -> float:
    """Give the score of who lists the numbers that citizens complained about, and of who lists none: the better."""
    known = tuple(made.case.tables["complaints"]["sim_id"].dropna().astype(int).value_counts().index[:k])
    key = team_key(made, b"")
    return max(team_score(HandIn("", "", {"number": n}), key, k)["score"] for n in (known, ()))


def levels(level: Level, games: Sequence[int], teams: int) -> None:
    """Print what a level is like, game by game and together."""
    k, taught = level.k, country(2**300, level)
    ranges, refs, rules, tries, idlers, sizes = [], [], [], 0, [], []
    for game in games:
        made = [of_team(secret(game), "bench", f"team-{t}", level) for t in range(teams)]
        both = [second(taught, one, k) for one in made]
        ranges.append(max(both) - min(both))
        refs += [one.precision for one in made]
        tries += sum(one.attempt + 1 for one in made)
        rules += [feature_rules(one, k) for one in made]
        idlers += [idle(one, k) for one in made]
        sizes += [len(one.truth["number"]) for one in made]
        print(f"game {game}: second {np.round(both, 2).tolist()}, range {ranges[-1]:.2f}", flush=True)
    best = pd.DataFrame(rules).mean().nlargest(3)
    print(f"{len(games)} games of {teams}; numbers of the ring {np.mean(sizes):.0f}, capacity {k}")
    print(f"accepted {len(refs)} of {tries} attempts: {len(refs) / tries:.2f}; reference {np.mean(refs):.3f}")
    print(f"second detector: largest difference {max(ranges):.3f}, mean {np.mean(ranges):.3f}")
    print(
        "best rules: "
        + ", ".join(f"{n} {p:.2f} ({p / np.mean(refs):.2f} of the reference)" for n, p in best.items())
    )
    print(f"idle or complained about: highest score {max(idlers):.1f} of 100")


def audits(level: Level, games: Sequence[int], teams: int) -> None:
    """Print what the audit says of every bundle by itself, and of a game's together."""
    for game in games:
        made = [of_team(secret(game), "bench", f"team-{t}", level) for t in range(teams)]
        told = [bundled(one) for one in made]
        for what, runs in [*((f"team {t}", [one]) for t, one in enumerate(told)), ("together", told)]:
            report = audit(runs)
            print(
                f"game {game}, {what}: {'passed' if report.ok else 'FAILED'}, {len(report.table)} looks",
                flush=True,
            )
            for row in report.failed.to_dict("records"):
                names = ("table", "column", "view", "where", "share_bad", "share_good", "p_corrected")
                print("   ", {n: row[n] for n in names})


# ---
# Two hundred submissions, a quarter of them hostile or broken.


def form(team: str, numbers: Sequence[object], mark: str = ",") -> str:
    """Write a filled form."""
    text = io.StringIO()
    rows = [
        ("question", "answer"),
        ("team", team),
        *(("number", n) for n in numbers),
        ("device", "350000000000017"),
    ]
    csv.writer(text, delimiter=mark, lineterminator="\n").writerows(rows)
    return text.getvalue()


def hostile(folder: Path, i: int, team: str) -> None:
    """Write one of ten kinds of a bad file; those of a team of its own must be told of as its."""
    path, kind = folder / f"{team}.csv", i % 10
    if kind == 0:
        with path.open("wb") as file:
            file.truncate(200_000_000)
    elif kind == 1:
        bomb = zipfile.ZipFile(folder / f"{team}.zip", "w", zipfile.ZIP_DEFLATED)
        with bomb, bomb.open("answers.csv", "w") as file:
            for _ in range(200):
                file.write(bytes(1_000_000))
    elif kind == 2:
        path.symlink_to("/etc/passwd")
    elif kind == 3:
        (folder / f"{team}.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    elif kind == 4:
        with zipfile.ZipFile(folder / f"{team}.zip", "w") as bundle:
            bundle.writestr("../../../answers.csv", form("nobody", [1]))
    elif kind == 5:
        path.write_text(form("another", [1]))
    elif kind == 6:
        path.write_text(form(team, ["=HYPERLINK(1)", "3,27E+15", 7, 7, "seven"]))
    elif kind == 7:
        path.write_bytes(b"\0" * 100_000)
    elif kind == 8:
        path.write_bytes(b'question,answer\nnumber,"' + b"x" * 900_000)
    else:
        path.mkdir()


def submissions(folder: Path) -> Iterator[str]:
    """Write 200 submissions and yield the teams; every fourth is bad."""
    for i in range(200):
        team = f"team-{i:03d}"
        yield team
        if i % 4 == 3:
            hostile(folder, i // 4, team)
            continue
        numbers = [(i * 7 + n) % 900 for n in range(100)]
        mark, coding = ((",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"))[i % 3]
        (folder / f"{team}.csv").write_text(form(team, numbers, mark), encoding=coding)


def scoring() -> None:
    """Print how long the scores of 200 submissions take, and how much memory."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        teams = list(submissions(folder))
        truth = {kind: frozenset(range(300)) if kind == "number" else frozenset({1}) for kind in KINDS}
        key = Key(
            "bench", 1, "id", secret(1), {t: TeamKey(0, 0.9, truth, frozenset(), 900, {}) for t in teams}
        )
        began, cpu = time.perf_counter(), time.process_time()
        found, stray = assign([read(path, 100) for path in sorted(folder.iterdir())], key.forms())
        table = scores(found, key)
        told = told_of(found, stray)
        page = board(key, table, told)
        took, used = time.perf_counter() - began, time.process_time() - cpu
    silent = sum(not texts for _, texts in told)
    good = sum(bool(found[t].answers.get("number")) for i, t in enumerate(teams) if i % 4 != 3)
    print(
        f"{len(found)} teams' and {len(stray)} stray files: {took:.1f} s ({used:.1f} s CPU), peak {peak_mb():.0f} MB"
    )
    print(
        f"good ones read {good} of 150; files without a message {silent} of {len(told)}; board {len(page) / 1e3:.0f} kB"
    )


def main() -> None:
    """Do what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("levels", "audit", "scoring"))
    parser.add_argument("--level", type=int, default=1)
    parser.add_argument("--games", type=int, default=20)
    parser.add_argument("--first", type=int, default=1, help="the first game's number")
    parser.add_argument("--teams", type=int, default=3)
    args = parser.parse_args()
    games = range(args.first, args.first + args.games)
    if args.what == "scoring":
        scoring()
    else:
        {"levels": levels, "audit": audits}[args.what](level_of(args.level), games, args.teams)


if __name__ == "__main__":
    main()
