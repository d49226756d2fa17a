"""What a clerk's tools leave of a folder of tables: damages made by machine from a clean one, kind by place.

Each says what a person who looks at the folder could read: everything as it was (`lossless`), everything after a
thought that must be told (`repaired`), or not (`refused`: something is gone or open, and words must say what).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import clerk_files as files
import numpy as np
import pandas as pd
from clerk_folder import Damage, Make, of_cells, of_frame, one_cell, put, table, without_row

from simkit.core.errors import BadFolder, BadValue
from simkit.detect.detectors.registry import SPECS
from simkit.detect.intake.across import compare
from simkit.detect.intake.findings import Finding
from simkit.detect.intake.folder import Intake, read_folder
from simkit.detect.post_linkage import link_posts
from simkit.detect.run import _run as run_one
from simkit.engine.run import simulate

# --- moments --------------------------------------------------------------------------------------------

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Pebruari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "Nopember",
    "Desember",
)  # fmt: skip
SHORT = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


def written(form: str, hours: float = 0.0) -> Callable[[str], str]:
    """Write a moment in a form of strftime; `%Q`, `%W`, `%N` give the day, month and short month in Indonesian."""

    def write(value: str) -> str:
        at = pd.Timestamp(value) + pd.Timedelta(hours=hours)
        here = form.replace("%Q", DAYS[at.day_of_week]).replace("%W", MONTHS[at.month - 1])
        return at.strftime(here.replace("%N", SHORT[at.month - 1]).replace("%e", str(at.day)))

    return write


def epoch(step: float, hours: float = -7.0) -> Callable[[str], str]:
    zero = pd.Timestamp("1970-01-01")
    return lambda v: str(int((pd.Timestamp(v) - zero + pd.Timedelta(hours=hours)).total_seconds() * step))


def serial(value: str) -> str:
    return repr(float((pd.Timestamp(value) - pd.Timestamp("1899-12-30")) / pd.Timedelta(days=1)))


TIMES = {
    "iso with blank": ("lossless", written("%Y-%m-%d %H:%M:%S")),
    "fraction .000": ("lossless", written("%Y-%m-%d %H:%M:%S.000")),
    "Z": ("repaired", written("%Y-%m-%dT%H:%M:%SZ", -7)),
    "+00:00": ("repaired", written("%Y-%m-%d %H:%M:%S+00:00", -7)),
    "+07:00": ("repaired", written("%Y-%m-%dT%H:%M:%S+07:00")),
    "+0700": ("repaired", written("%Y-%m-%dT%H:%M:%S.000+0700")),
    "WIB": ("repaired", written("%d/%m/%Y %H:%M:%S WIB")),
    "WITA": ("repaired", written("%Y-%m-%d %H.%M.%S WITA", 1)),
    "WIT": ("repaired", written("%Y-%m-%d %H:%M:%S (WIT)", 2)),
    "Asia/Jakarta": ("repaired", written("%Y-%m-%dT%H:%M:%S+07:00[Asia/Jakarta]")),
    "day name": ("repaired", written("%Q, %d %W %Y %H:%M:%S")),
    "day name and pukul": ("repaired", written("%Q, %d %W %Y pukul %H.%M.%S WIB")),
    "short months": ("repaired", written("%e %N %Y %H:%M:%S")),
    "english long": ("repaired", written("%A, %B %d, %Y %I:%M:%S %p")),
    "rfc 2822": ("repaired", written("%a, %d %b %Y %H:%M:%S +0700")),
    "unix date": ("repaired", written("%a %b %d %H:%M:%S WIB %Y")),
    "oracle": ("repaired", written("%d-%b-%y %I.%M.%S.000000 %p")),
    "day first": ("repaired", written("%d/%m/%Y %H:%M:%S")),
    "day first, short year": ("repaired", written("%d-%m-%y %H:%M:%S")),
    "points": ("repaired", written("%d.%m.%Y %H.%M.%S")),
    "US": ("repaired", written("%m/%d/%Y %I:%M:%S %p")),
    "clock first": ("repaired", written("%H:%M:%S %d/%m/%Y")),
    "compact": ("repaired", written("%Y%m%d%H%M%S")),
    "compact iso": ("repaired", written("%Y%m%dT%H%M%SZ", -7)),
    "epoch s": ("repaired", epoch(1)),
    "epoch ms": ("repaired", epoch(1000)),
    "epoch us": ("repaired", epoch(10**6)),
    "serial": ("repaired", serial),
    "no seconds": ("refused", written("%Y-%m-%d %H:%M")),
    "no clock": ("refused", written("%Y-%m-%d")),
    "UTC unsaid": ("refused", written("%Y-%m-%d %H:%M:%S", -7)),
}
TIME_PLACES = (
    "accesses.at", "tickets.closed_at", "registrations.at", "sims.registered_at", "accounts.activated_at", "logins.at",
)  # fmt: skip
DATES = {
    "compact day": ("repaired", written("%Y%m%d")),
    "day with clock": ("lossless", written("%Y-%m-%d 00:00:00")),
    "US day": ("repaired", written("%m/%d/%Y")),
    "day written out": ("repaired", written("%e %W %Y")),
    "day name": ("repaired", written("%Q, %e %W %Y")),
    "english day": ("repaired", written("%B %d, %Y")),
    "epoch day": ("repaired", epoch(1, 0.0)),
    "epoch ms day": ("repaired", epoch(1000, 0.0)),
    "short year": ("refused", written("%d/%m/%y")),
}


def moments() -> Iterator[Damage]:
    """Give each form of a moment at one or two places, so that every place meets many forms."""
    for i, (kind, (read, write)) in enumerate(TIMES.items()):
        if kind == "UTC unsaid":
            places = ("accesses.at", "tickets.at")
        else:
            places = tuple(TIME_PLACES[(i + j) % len(TIME_PLACES)] for j in (0, 2))
        for place in places:
            yield Damage(kind, place, read, of_cells(place, write))
    for kind, (read, write) in DATES.items():
        for place in ("people.birth_date", "traffic_daily.day"):
            here = "repaired" if kind == "short year" and place == "traffic_daily.day" else read
            yield Damage(kind, place, here, of_cells(place, write))
    swapped = of_frame("accesses.at", _swapped)
    yield Damage("day and month turned round where they can be", "accesses.at", "refused", swapped)
    nowhere = {
        "9999-12-31": "9999-12-31 23:59:59",
        "1900-01-01": "1900-01-01 00:00:00",
        "zeros": "0000-00-00 00:00:00",
    }
    for kind, text in nowhere.items():
        for place in ("complaints.decided_at", "accounts.activated_at"):
            yield Damage(f"no date: {kind}", place, "repaired", of_cells(place, str, text))
        place = "registrations.at"
        drop = without_row("registrations", 9)
        yield Damage(f"no date: {kind}", place, "repaired", one_cell(place, 9, text), 9, drop)


def _swapped(frame: pd.DataFrame) -> pd.DataFrame:
    at = pd.to_datetime(frame["at"])
    small = at.dt.day <= 12
    out = np.where(small, at.dt.strftime("%Y-%d-%m %H:%M:%S"), at.dt.strftime("%d/%m/%Y %H:%M:%S"))
    return frame.assign(at=out)


# --- flags, missing values, amounts ---------------------------------------------------------------------

FLAGS = {
    "1.0 and 0.0": ("1.0", "0.0"), "ya and tidak": ("Ya", "Tidak"), "x and blank": ("x", ""), "Y and N": ("Y", "N"),
    "BENAR and SALAH": ("BENAR", "SALAH"), "ada and tidak ada": ("ada", "tidak ada"), "tick": ("✓", ""),
    "-1 and 0": ("-1", "0"), "T and F": ("T", "F"), "ya and blank": ("ya", ""), "v and -": ("v", "-"),
}  # fmt: skip
NULLS = (
    r"\N", "nil", "-", "kosong", "NULL", "(null)", "#N/A", "?", "tidak ada", "belum ada", "–", "undefined", "N.A.",
    ".", "None", "NaN", "nihil",
)  # fmt: skip
NULL_PLACES = (
    "accesses.ticket_id", "accesses.reason", "registrations.sim_id", "complaints.decided_at", "accounts.imei",
    "post_records.posted_kk",
)  # fmt: skip


def grouped(mark: str, before: str = "", after: str = "") -> Callable[[str], str]:
    return lambda v: f"{before}{int(v):,}".replace(",", mark) + after


AMOUNTS = {
    "points": grouped("."), "commas": grouped(","), "apostrophes": grouped("'"), "curly apostrophes": grouped("’"),
    "blanks": grouped(" "), "hard blanks": grouped("\u00a0"), "thin blanks": grouped("\u202f"),
    "underscores": grouped("_"), "Rp": grouped(".", "Rp "), "Rp and cents": grouped(".", "Rp", ",00"),
    "comma dash": grouped(".", "Rp. ", ",-"), "IDR": grouped(",", "IDR ", ".00"), "float": lambda v: f"{v}.0",
    "unit behind": grouped(".", "", " rupiah"), "quotes": lambda v: f'"{v}"', "plus": lambda v: f"+{v}",
}  # fmt: skip
COUNTS = {
    "float": lambda v: f"{v}.0", "comma zero": lambda v: f"{v},0", "unit behind": lambda v: f"{v} detik",
    "unit glued": lambda v: f"{v}s", "apostrophe before": lambda v: f"'{v}", "formula": lambda v: f'="{v}"',
    "four decimals": lambda v: f"{v}.0000",
}  # fmt: skip


def values() -> Iterator[Damage]:
    for kind, (yes, no) in FLAGS.items():
        for place in ("sims.is_prepaid", "complaints.is_complete"):
            turn = of_cells(place, lambda v, yes=yes, no=no: yes if v == "true" else no)
            yield Damage(f"flag: {kind}", place, "repaired", turn)
    for i, mark in enumerate(NULLS):
        for j in (0, 2, 3):
            place = NULL_PLACES[(i + j) % len(NULL_PLACES)]
            yield Damage(f"missing: {mark}", place, "repaired", of_cells(place, str, mark))
    for kind, write in AMOUNTS.items():
        yield Damage(
            f"amount: {kind}",
            "complaints.claimed_loss_rp",
            "repaired",
            of_cells("complaints.claimed_loss_rp", write),
        )
    for kind, write in COUNTS.items():
        yield Damage(f"count: {kind}", "accesses.seconds", "repaired", of_cells("accesses.seconds", write))
    for kind, write in {
        "decimal comma": lambda v: v.replace(".", ","),
        "percent": lambda v: f"{float(v) * 100:.8g}%",
    }.items():
        yield Damage(kind, "operators.share", "repaired", of_cells("operators.share", write))


# --- words and names ------------------------------------------------------------------------------------

TRANSLATED = {
    "accesses.verdict": {"allow": "izinkan", "refuse": "tolak", "hold": "tahan"},
    "registrations.verdict": {"allow": "diterima", "refuse": "ditolak", "hold": "ditunda"},
    "tickets.channel": {"visit": "kunjungan", "call": "telepon", "chat": "obrolan"},
    "complaints.outcome": {"pending": "menunggu", "blocked": "diblokir", "rejected": "ditolak"},
    "people.sex": {"female": "perempuan", "male": "laki-laki"},
    "agents.position": {"agent": "petugas", "supervisor": "penyelia"},
    "outlets.kind": {"dealer": "agen", "booth": "kios"},
    "blocks.target": {"sim": "kartu", "account": "akun"},
}
CASES = {
    "capitals": str.upper, "title case": str.title, "dashes": lambda v: v.replace("_", "-"),
    "blanks around": lambda v: f"  {v} ", "hard blank behind": lambda v: f"{v}\u00a0",
    "zero width": lambda v: f"{v}\u200b",
}  # fmt: skip


def named(write: Callable[[list[str], int], str]) -> Callable[[pd.DataFrame, str], pd.DataFrame]:
    def change(frame: pd.DataFrame, column: str) -> pd.DataFrame:
        return frame.assign(
            **{column: [write(v.split(" "), i) if v else v for i, v in enumerate(frame[column])]}
        )

    return change


BEFORE, BEHIND = (
    ("Drs. ", "H. ", "Hj. ", "Ir. ", "Dr. ", "Prof. Dr. ", "Bapak "),
    (", S.H.", ", M.Si.", ", S.Kom., M.M.", ", SE"),
)
NAMES = {
    "titles before": named(lambda w, i: BEFORE[i % 7] + " ".join(w)),
    "degrees behind": named(lambda w, i: " ".join(w) + BEHIND[i % 4]),
    "both": named(lambda w, i: BEFORE[i % 7] + " ".join(w) + BEHIND[i % 4]),
    "last, first": named(lambda w, i: f"{w[-1]}, {' '.join(w[:-1])}" if len(w) > 1 else w[0]),
    "capitals": named(lambda w, i: " ".join(w).upper()),
    "doubled blanks": named(lambda w, i: "  ".join(w)),
}


def words() -> Iterator[Damage]:
    for place, translated in TRANSLATED.items():
        turn = of_cells(place, lambda v, t=translated: t.get(v, v))
        yield Damage("translated words", place, "refused", turn)
    for i, (kind, write) in enumerate(CASES.items()):
        for place in (
            ("accesses.verdict", "complaints.outcome") if i % 2 else ("tickets.reason", "blocks.reason")
        ):
            yield Damage(f"words: {kind}", place, "repaired", of_cells(place, write))
    for kind, change in NAMES.items():
        for place in ("people.name", "post_records.posted_name"):
            column = place.partition(".")[2]
            turn = of_frame(place, lambda f, c=column, change=change: change(f, c))
            yield Damage(f"name: {kind}", place, "lossless", turn)


# --- ids ------------------------------------------------------------------------------------------------

PHONES = {
    "+62 (0)84": lambda v: f"+62 (0){v[2:5]} {v[5:9]} {v[9:]}", "6262": lambda v: f"62{v}",
    "0062": lambda v: f"00{v}",
    "dashes": lambda v: f"0{v[2:5]}-{v[5:9]}-{v[9:]}", "+62 blanks": lambda v: f"+62 {v[2:5]} {v[5:9]} {v[9:]}",
    "home": lambda v: f"0{v[2:]}", "bare": lambda v: v[2:], "620": lambda v: f"620{v[2:]}",
    "tel:": lambda v: f"tel:+{v}",
    "HP": lambda v: f"HP. 0{v[2:]}", "brackets": lambda v: f"({v[:2]}) {v[2:]}", "float": lambda v: f"{v}.0",
    "exact exponent": lambda v: f"{v[0]}.{v[1:]}E+{len(v) - 1}",
}  # fmt: skip
NIKS = {
    "apostrophe": lambda v: f"'{v}", "formula": lambda v: f'="{v}"',
    "groups": lambda v: f"{v[:6]} {v[6:12]} {v[12:]}",
    "points": lambda v: f"{v[:2]}.{v[2:6]}.{v[6:12]}.{v[12:]}", "float": lambda v: f"{v}.0",
    "comma zero": lambda v: f"{v},00",
    "NIK before": lambda v: f"NIK {v}",
}  # fmt: skip
HOLES = {"zeros": "0", "nines": "9", "ones": "1"}
OTHER_HOLES = {"1234": "1234567890123456", "dash": "----", "text": "tidak diisi"}


def ids() -> Iterator[Damage]:
    for kind, write in PHONES.items():
        for place in ("sims.msisdn", "accounts.msisdn", "complaints.msisdn"):
            # Zeros before a whole number are no change of it.
            read = "lossless" if kind == "0062" else "repaired"
            yield Damage(f"phone: {kind}", place, read, of_cells(place, write))
    for i, (kind, write) in enumerate(NIKS.items()):
        for place in ("sims.nik", "registrations.nik") if i % 2 else ("people.nik", "sims.kk"):
            yield Damage(f"nik: {kind}", place, "repaired", of_cells(place, write))
    rounded = {"15 digits": lambda v: v[:15] + "0", "exponent": lambda v: f"{float(v):.5E}"}
    for kind, write in rounded.items():
        for place in ("sims.nik", "people.nik"):
            yield Damage(f"nik: {kind}", place, "refused", of_cells(place, write))
    for place, size in {"people.nik": 16, "sims.nik": 16, "registrations.nik": 16, "sims.kk": 16, "sims.msisdn": 12,
                        "complaints.msisdn": 12, "sims.imsi": 15}.items():  # fmt: skip
        drop = without_row(place.partition(".")[0], 7)
        holes = {k: d * size for k, d in HOLES.items()} | {k: v[:size] for k, v in OTHER_HOLES.items()}
        for kind, text in holes.items():
            yield Damage(f"placeholder: {kind}", place, "repaired", one_cell(place, 7, text), 7, drop)
    for place in ("registrations.imei", "logins.imei"):
        drop = without_row(place.partition(".")[0], 7)
        yield Damage("placeholder: zeros", place, "repaired", one_cell(place, 7, "0" * 15), 7, drop)
    for place in ("accesses.ticket_id", "registrations.outlet_id", "registrations.sim_id"):
        for text in ("0", "-1"):
            yield Damage(f"no id: {text}", place, "repaired", of_cells(place, str, text))
    for place in ("people.nik", "sims.nik", "sims.msisdn"):
        real = "081212345678" if place.endswith("msisdn") else "3273014101700001"
        yield Damage("a real one", place, "refused", one_cell(place, 7, real), 7)
    for kind, write in {"6262": "6262812{}", "0062": "0062 812 {}", "+62 (0)": "+62 (0)812 {}"}.items():
        yield Damage(
            f"a real phone: {kind}",
            "sims.msisdn",
            "refused",
            one_cell("sims.msisdn", 7, write.format("12345678")),
            7,
        )


ALONE = (
    "accesses",
    "accounts",
    "blocks",
    "complaints",
    "logins",
    "people",
    "registrations",
    "sims",
    "tickets",
)


def damages() -> list[Damage]:
    """Give every damage, in a fixed order."""
    made = [Damage("nothing", "folder", "lossless", lambda folder: None)]
    for group in (files.damages, moments, values, words, ids):
        made += group()
    made += together(made)
    assert len({d.name for d in made}) == len(made)
    return made


SETS, TABLES = 12, 4


def together(single: list[Damage]) -> Iterator[Damage]:
    """Let several things happen to one folder, each to another table."""
    ours = [d for d in single if d.read != "refused" and not d.row and d.place.partition(".")[0] in ALONE]
    rng = np.random.default_rng(14)
    for _ in range(SETS):
        chosen = {d.place.partition(".")[0]: d for d in (ours[i] for i in rng.permutation(len(ours)))}
        several = list(chosen.values())[:TABLES]
        yield Damage("several at once", ", ".join(d.name for d in several), "lossless", _each(several))


def _each(several: list[Damage]) -> Make:
    def make(folder: Path) -> None:
        for d in several:
            d.make(folder)

    return make


def spoilt(damage: Damage, clean: Path, folder: Path) -> Path:
    """Copy the clean folder and let one thing happen to it."""
    shutil.copytree(clean, folder)
    damage.make(folder)
    return folder


# --- what comes of it -----------------------------------------------------------------------------------

CLEAN = {
    "people.n_people": 500, "run.days": 45, "run.scale": 0.005, "run.tick_h": 24.0, "desk.contacts_per_agent": 4.0,
}  # fmt: skip
SCENARIO, SEED = "external-breach", 11


def clean_folder(folder: Path) -> Path:
    """Simulate a small country and write its observed tables as a clerk has them: CSV files without a manifest."""
    run = simulate(SCENARIO, seed=SEED, settings=CLEAN)
    run.save(folder / "run", "csv")
    made = Path(shutil.move(folder / "run" / "observed", folder / "clean"))
    # In so small a country nobody claims a thousand rupiah, and no posted record leaves a field out.
    number = table(made, "complaints")["complaint_id"].astype(int)
    claims = (number * 137_003 % 9_000_000 + 1_000).astype(str)
    put(made, "complaints", table(made, "complaints").assign(claimed_loss_rp=claims))
    records = table(made, "post_records")
    put(made, "post_records", records.assign(posted_kk=records["posted_kk"].where(records.index % 4 > 0, "")))
    closed = table(made, "complaints")
    put(made, "complaints", closed.assign(decided_at=closed["decided_at"].where(closed.index % 7 > 0, "")))
    return made


Ranks = dict[str, object]
"""Who stands where in each ranked list, and whom each posted record is linked with; filled when it is asked for."""
TOUCHES = {s.name: {*s.needs, *s.any_of, *s.helps} for s in SPECS.values()} | {
    "linkage": {"people", "sims", "post_records"}
}
"""The tables that each list rests on."""


def ranked(intake: Intake, name: str) -> object:
    """Make one list."""
    if name == "linkage":
        if not {"people", "post_records"} <= set(intake.tables) or "nik" not in intake.tables["people"]:
            return None
        whole = {n: t for n, t in intake.tables.items() if n != "sims" or {"nik", "msisdn"} <= set(t)}
        linked = link_posts(whole)
        return list(zip(linked["post_record_id"], linked["person_id"].fillna(-1), strict=True))
    made = run_one(SPECS[name], intake.tables, intake).ranking
    if made is None:
        return None
    return [
        (str(a), round(float(s), 8)) for a, s in zip(made.table.iloc[:, 0], made.table["score"], strict=True)
    ]


@dataclass(frozen=True)
class Outcome:
    """What came of a damage: same, same and said, changed and said, changed silently, folder refused, or crash."""

    damage: Damage
    came: str
    words: tuple[str, ...]
    is_right: bool


class Judge:
    """Compares what a damaged folder reads like with what it should."""

    def __init__(self, clean: Path, work: Path) -> None:
        self.clean, self.work = clean, work
        self.intake = compare(read_folder(clean))
        self.files = {n: (clean / f"{n}.csv").read_bytes() for n in self.intake.tables}
        self.ranks: Ranks = {}
        self.usual = {f.say("en") for f in self.intake.findings}

    def want(self, damage: Damage) -> tuple[Intake, Ranks]:
        if damage.want is None:
            return self.intake, self.ranks
        folder = self.work / "want"
        shutil.copytree(self.clean, folder)
        damage.want(folder)
        made = self._read(folder)
        shutil.rmtree(folder)
        return made, {}

    def _read(self, folder: Path) -> Intake:
        """Read what is not as in the clean folder, and one more table; the others are there already."""
        gone = {t for t in self.intake.tables if not (folder / f"{t}.csv").is_file()}
        is_more = not gone and len(list(folder.iterdir())) > len(self.files)
        for name in self.intake.tables:
            file = folder / f"{name}.csv"
            if (
                not is_more
                and name != "operators"
                and name not in gone
                and file.read_bytes() == self.files[name]
            ):
                file.unlink()
            else:
                gone.add(name)
        made = read_folder(folder)
        tables = {n: made.tables[n] if n in gone else self.intake.tables[n]
                  for n in self.intake.tables if n not in gone or n in made.tables}  # fmt: skip
        return compare(replace(made, tables=tables, files={n: made.files.get(n, f"{n}.csv") for n in tables}))

    def __call__(self, damage: Damage) -> Outcome:
        folder = self.work / "damaged"
        try:
            return self._judged(damage, spoilt(damage, self.clean, folder))
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _judged(self, damage: Damage, folder: Path) -> Outcome:
        try:
            intake = self._read(folder)
            same = is_same(intake, *self.want(damage))
        except (BadFolder, BadValue) as error:
            words = str(error)
            right = damage.read == "refused" and named_in(damage, words)
            return Outcome(damage, "folder refused", (words,), right)
        except Exception as error:
            return Outcome(damage, "crash", (f"{type(error).__name__}: {error}",), False)
        new = [f for f in intake.findings if f.say("en") not in self.usual]
        words = tuple(f"{f.code}: {f.say('en')}" for f in new)
        came = ("same" if same else "changed") + (", said" if new else "" if same else " silently")
        return Outcome(damage, came, words, is_right(damage, came, new))


def is_same(intake: Intake, want: Intake, ranks: Ranks) -> bool:
    """Tell whether every list is as it should be; those that rest on no table that differs need not be made."""
    both = {*intake.tables, *want.tables}
    differ = {t for t in both if not alike(intake.tables.get(t), want.tables.get(t))}
    for name in (n for n in ("linkage", *SPECS) if TOUCHES[n] & differ):
        if name not in ranks:
            ranks[name] = ranked(want, name)
        if ranked(intake, name) != ranks[name]:
            return False
    return True


def is_right(damage: Damage, came: str, new: list[Finding]) -> bool:
    if damage.read == "lossless":
        return came in ("same", "same, said")
    at = [f for f in new if names(f, damage)]
    if damage.read == "repaired" and (came != "same, said" or not at):
        return False
    return bool(at) and (not damage.row or any(damage.row in f.rows for f in at))


def names(found: Finding, damage: Damage) -> bool:
    """Tell whether a finding names the file that was damaged, and its column where there is one."""
    table, _, column = damage.place.partition(".")
    return table in found.file + found.table and (not column or found.column in ("", column))


def named_in(damage: Damage, words: str) -> bool:
    table, _, column = damage.place.partition(".")
    return table in words and column in words and (not damage.row or f"row {damage.row}" in words)


def alike(have: pd.DataFrame | None, want: pd.DataFrame | None) -> bool:
    """Tell whether two tables read the same."""
    if have is want:
        return True
    if have is None or want is None or list(have) != list(want):
        return False
    return len(have) == len(want) and all(have[c].astype(object).equals(want[c].astype(object)) for c in want)
