"""Mistakes at the command line; each is answered by one line. The first word is a name of `cases.COMMANDS`."""

from __future__ import annotations

from pathlib import Path

SCENARIO = """base = "baseline"
[title]
id = "Salah"
en = "Wrong"
[rings]
n_workers = 2
"""


def prepare(here: Path) -> None:
    """Make the files that the mistakes are about."""
    (here / "wrong-section.toml").write_text(SCENARIO, encoding="utf-8")
    (here / "wrong-key.toml").write_text(
        SCENARIO.replace("rings", "ring").replace("n_workers", "n_worker"), encoding="utf-8"
    )
    (here / "broken.toml").write_text("base = \n", encoding="utf-8")
    (here / "empty").mkdir()
    (here / "other").mkdir()
    (here / "other" / "holiday.txt").write_text("mine\n", encoding="utf-8")
    (here / "real").mkdir()
    (here / "real" / "sims.csv").write_text(
        "sim_id,nik,msisdn\n1,3171012501900001,+6281234567890\n", encoding="utf-8"
    )
    (here / "manifest").mkdir()
    (here / "manifest" / "manifest.json").write_text(
        '{"format": "simkit-folder", "format_version": 99}', encoding="utf-8"
    )


TYPED = """rum baseline
simulate baseline
run palembang
run basline
run missing.toml
run broken.toml
run wrong-section.toml
run wrong-key.toml
run
run baseline --sed 3
run baseline --seed -1
run baseline --seed 1.5
run baseline --seed seven
run baseline --set ring.n_worker=3
run baseline --set rings.n_workers=3
run baseline --set ring
run baseline --set ring.n_workers=many
run baseline --set ring.n_workers=-2
run baseline --set run.days=0
run baseline --set people.n_people=2.5
run baseline --set ring.shares=[1,2]
run baseline --set run.start=2026-13-40
run baseline --policy capp
run baseline --policy cap:per_operater=1
run baseline --policy cap:per_operator=none
run baseline --policy cap:per_operator=-1
run baseline --policy forwarding:every_days=0
run baseline --out other --set people.n_people=500 --set run.days=2
run baseline --format xlsx
run baseline --lang fr
describe baselin
describe
scenarios --lang
policies extra
compare baseline --arm daily
compare baseline --arm daily=forwardin
compare baseline --arm a=cap --arm a=face_match
compare baseline --arm a=face_match --seeds 0
compare baseline --arm a=face_match --seeds two
compare baseline --arm a=face_match --base b
compare baseline --arm a=face_match --workers 0
detect nowhere
detect empty
detect other
detect real
detect manifest
detect empty --as-of 31/10/2024
detect empty --top 0
detect empty --top ten
audit nowhere
audit empty
audit empty --capacity 0
measure --seeds 2
sensitivity baseline --outcome n_victim
sensitivity baseline --among ring.n_worker
sensitivity baseline --among rings
sensitivity baseline --groups --among ring
sensitivity baseline --trajectories 0
sensitivity baseline --arm capp
calibration --only mismatches
calibration --seeds 0
findings --redraw --out empty
findings --redraw --out nowhere
findings --seeds 1
datasets make
datasets build desks
datasets verify --folder nowhere
notebooks build 77
notebooks read
lab --lang de
lab --reset 77 --no-browser
lab --port many --no-browser"""
MISTAKES = TYPED.splitlines()
