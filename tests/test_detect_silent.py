"""Nothing silent: whatever is done to one table, `simkit detect` finds the same, says it, or refuses."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simkit.core.errors import BadFolder, BadValue
from simkit.detect.intake import folder as folder_module
from simkit.detect.intake.across import compare
from simkit.detect.intake.categories import known_words
from simkit.detect.intake.folder import read_folder
from simkit.detect.intake.table import read_file
from simkit.detect.run import examine
from simkit.engine.run import simulate
from simkit.engine.tables import declared

KNOWN = {t.name: t for t in declared() if t.folder == "observed" and not t.policy}
TABLES = (
    "people",
    "agents",
    "sims",
    "tickets",
    "accesses",
    "registrations",
    "accounts",
    "logins",
    "complaints",
)
SETTINGS = {"people.n_people": 300, "run.days": 8, "run.scale": 0.02, "run.tick_h": 24.0}
Damage = Callable[[pd.Series], pd.Series]


@cache
def clean() -> dict[str, pd.DataFrame]:
    return dict(simulate("external-breach", seed=3, settings=SETTINGS).observed)


@cache
def texts(name: str) -> pd.DataFrame:
    """Give a table as texts, as simkit writes them to CSV."""
    made = clean()[name].copy()
    for c in KNOWN[name].columns:
        if c.kind == "time":
            made[c.name] = made[c.name].dt.strftime("%Y-%m-%dT%H:%M:%S")
        elif c.kind == "day":
            made[c.name] = made[c.name].dt.strftime("%Y-%m-%d")
        elif c.kind == "flag":
            made[c.name] = made[c.name].map({True: "true", False: "false"})
    return made.astype(object).where(made.notna(), "").astype(str)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Give a folder with every table as CSV and no manifest, so that nothing but the tables can tell."""
    made = tmp_path_factory.mktemp("silent")
    for name in KNOWN:
        texts(name).to_csv(made / f"{name}.csv", index=False)
    return made


@pytest.fixture
def put(home, tmp_path, monkeypatch):
    """Give a function that reads the folder with one file changed; unchanged files are read once for all tests."""

    def read(path: Path, table, said: str, raw=None):
        if path.is_symlink():
            return _read_once(path.resolve(), table.name)
        return read_file(path, table, said, raw)

    monkeypatch.setattr(folder_module, "read_file", read)

    def change(name: str, content: bytes | None, file: str = ""):
        for p in home.iterdir():
            if p.stem != name:
                (tmp_path / p.name).symlink_to(p)
        if content is not None:
            (tmp_path / (file or f"{name}.csv")).write_bytes(content)
        return compare(read_folder(tmp_path))

    return change


@cache
def _read_once(path: Path, name: str):
    frame, found = read_file(path, KNOWN[name], path.name)
    assert found == [], path
    return frame, found


def csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False).encode()


@cache
def _rankings(home: Path):
    return {o.spec.name: o.ranking for o in examine(home).outcomes}


def same_findings(folder: Path, home: Path) -> bool:
    specs, wanted = {o.spec.name: o.ranking for o in examine(folder).outcomes}, _rankings(home)
    return all(
        (a is None) == (wanted[n] is None) and (a is None or a.table.equals(wanted[n].table))
        for n, a in specs.items()
    )


def not_silent(put, home: Path, name: str, content: bytes | None, column: str = "", file: str = "") -> str:
    """Assert that a damage changes nothing, is said with file and column, or is refused; give which."""
    file = file or f"{name}.csv"
    try:
        intake = put(name, content, file)
    except (BadFolder, BadValue) as error:
        assert "\n" not in str(error)
        return "refused"
    said = [
        f
        for f in intake.findings
        if (f.file == file or file in f.en)
        and (not f.column or not column or column in (f.column, f.en) or column in f.en)
    ]
    if said:
        assert all(f.en and f.id and "{" not in f.en + f.id for f in said)
        return ",".join(sorted({f.code for f in said}))
    if name in intake.tables and _equal(intake.tables[name], _read_once(home / f"{name}.csv", name)[0]):
        return "equal"
    assert same_findings(intake.path, home), f"{file}, {column}: differs and silent"
    return "same findings"


def _equal(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    try:
        pd.testing.assert_frame_equal(one, other, check_dtype=False, check_categorical=False)
    except AssertionError:
        return False
    return True


def test_the_clean_folder_says_nothing(home):
    assert [f.say("en") for f in compare(read_folder(home)).findings] == []
    assert all(len(texts(n)) for n in TABLES)


# --- columns ------------------------------------------------------------------------------------------


def _times(values: pd.Series) -> pd.Series:
    return pd.to_datetime(values.where(values != ""), format="ISO8601")


def _moved(hours: float) -> Damage:
    def move(values: pd.Series) -> pd.Series:
        return (_times(values) + pd.Timedelta(hours=hours)).dt.strftime("%Y-%m-%dT%H:%M:%S").fillna("")

    return move


def _with(ending: str) -> Damage:
    return lambda values: values.where(values == "", values + ending)


def _serial(values: pd.Series) -> pd.Series:
    days = (_times(values) - pd.Timestamp("1904-01-01")) / pd.Timedelta(days=1)
    return days.map(lambda d: "" if pd.isna(d) else f"{d:.9f}")


def _written(form: str) -> Damage:
    return lambda values: _times(values).dt.strftime(form).fillna("")


def _every_second(change: Damage) -> Damage:
    return lambda values: change(values).where(np.arange(len(values)) % 2 == 0, values)


def _float(form: str) -> Damage:
    return lambda values: values.map(lambda v: form.format(float(v)) if v.isdigit() else v)


TIME_DAMAGES: dict[str, Damage] = {
    "Z": _with("Z"),
    "UTC": lambda v: _with("+00:00")(_moved(-7)(v)),
    "WITA": _with("+08:00"),
    "some with Z": _every_second(_with("Z")),
    "1904": _moved(-1462 * 24),
    "1904, day numbers": _serial,
    "later calendar": _moved(1462 * 24),
    "no seconds": _written("%Y-%m-%d %H:%M"),
    "no clock": _written("%Y-%m-%d"),
    "some without a clock": _every_second(_written("%Y-%m-%d")),
    "fractions": _with(".75"),
    "day first": _written("%d/%m/%Y %H:%M:%S"),
    "afternoon": _written("%m/%d/%Y %I:%M:%S"),
}
WORD_DAMAGES: dict[str, Damage] = {
    "capitals": lambda v: v.str.upper(),
    "title": lambda v: v.str.title(),
    "spaces": lambda v: (" " + v.str.title() + " ").where(v != "", ""),
    "no-break": lambda v: v.str.replace("[ _]", "\u00a0", regex=True),
    "some in capitals": _every_second(lambda v: v.str.upper()),
    "translated": lambda v: ("kata " + v).where(v != "", ""),
    "blank": lambda v: v.where(np.arange(len(v)) > 2, ""),
    "cut": lambda v: v.str[:3],
}
NUMBER_DAMAGES: dict[str, Damage] = {
    "float": _float("{:.1f}"),
    "through a float": _float("{:.0f}"),
    "exponent": _float("{:.6E}"),
    "thousands": lambda v: v.map(lambda x: f"{int(x):,}" if x.isdigit() else x),
    "one blank": lambda v: _float("{:.1f}")(v.where(np.arange(len(v)) != 3, "")),
    "comma": _float("{:.0f},00"),
    "large": lambda v: v.map(lambda x: f"{float(2**53 + 1 + 2 * int(x)):.1f}" if x.isdigit() else x),
    "last digit": lambda v: v.str[:-1],
}


def _columns(*kinds: str) -> list[tuple[str, str]]:
    return [
        (t, c.name)
        for t in TABLES
        for c in KNOWN[t].columns
        if c.kind in kinds and (texts(t)[c.name] != "").any()
    ]


@pytest.mark.parametrize("damage", TIME_DAMAGES)
def test_no_damage_to_times_is_silent(put, home, tmp_path, damage):
    _all(put, home, tmp_path, TIME_DAMAGES, damage, _columns("time"))


@pytest.mark.parametrize("damage", WORD_DAMAGES)
def test_no_damage_to_words_is_silent(put, home, tmp_path, damage):
    columns = [(t, c) for t, c in _columns("text") if known_words(t, c) or c == "site"]
    _all(put, home, tmp_path, WORD_DAMAGES, damage, columns)


@pytest.mark.parametrize("damage", NUMBER_DAMAGES)
def test_no_damage_to_numbers_is_silent(put, home, tmp_path, damage):
    _all(put, home, tmp_path, NUMBER_DAMAGES, damage, _columns("id", "digits16"))


def _all(put, home: Path, tmp_path: Path, damages: dict[str, Damage], damage: str, columns: list) -> None:
    """Try a damage on two columns; the next damage takes two others, so that tables and columns have their turn."""
    failed = []
    step = len(columns) // 2
    for name, column in columns[list(damages).index(damage) % step :: step][:2]:
        for p in tmp_path.iterdir():
            p.unlink()
        made = texts(name).assign(**{column: damages[damage](texts(name)[column])})
        try:
            not_silent(put, home, name, csv(made), column)
        except AssertionError as error:
            failed.append(str(error))
    assert failed == []


# --- rows and files -----------------------------------------------------------------------------------


def _half_a_row(raw: bytes) -> bytes:
    lines = raw.splitlines(keepends=True)
    return b"".join(lines[:-1]) + lines[-1][: len(lines[-1]) // 2]


def _quote(raw: bytes) -> bytes:
    lines = raw.splitlines(keepends=True)
    place = len(lines) // 2
    first, _, rest = lines[place].rpartition(b",")
    return b"".join([*lines[:place], first + b',"' + rest, *lines[place + 1 :]])


FILE_DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "half a row": _half_a_row,
    "one letter": lambda raw: raw[:-2],
    "cut after a row": lambda raw: b"".join(raw.splitlines(keepends=True)[:-5]),
    "half the file": lambda raw: raw[: len(raw) // 2],
    "first rows gone": lambda raw: b"".join(
        raw.splitlines(keepends=True)[:1] + raw.splitlines(keepends=True)[6:]
    ),
    "open quote": _quote,
    "zeros at the end": lambda raw: raw[:-50] + b"\x00" * 50,
    "twice": lambda raw: raw + raw,
    "a comma more": lambda raw: raw.replace(b"\n", b",\n", 3).replace(b",\n", b"\n", 1),
    "packed": gzip.compress,
}


@pytest.mark.parametrize("damage", FILE_DAMAGES)
def test_no_damage_to_a_file_is_silent(put, home, tmp_path, damage):
    for name in TABLES[list(FILE_DAMAGES).index(damage) % 5 :: 5]:
        for p in tmp_path.iterdir():
            p.unlink()
        not_silent(put, home, name, FILE_DAMAGES[damage](csv(texts(name))))


def test_a_packed_and_a_cut_parquet_file_are_named(put, home, tmp_path):
    packed = not_silent(put, home, "tickets", gzip.compress(csv(texts("tickets"))), file="tickets.csv.gz")
    assert packed == "file_form"
    for p in tmp_path.iterdir():
        p.unlink()
    buffer = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pandas(clean()["tickets"]), buffer)
    raw = buffer.getvalue().to_pybytes()
    assert not_silent(put, home, "tickets", raw[:-100], file="tickets.parquet") == "file_unreadable"


@pytest.mark.parametrize("name", TABLES)
def test_parquet_files_with_other_types_are_read_with_a_word(put, home, tmp_path, name):
    frame = clean()[name].copy()
    for c in KNOWN[name].columns:
        if c.kind == "time":
            frame[c.name] = frame[c.name].dt.tz_localize("Asia/Jakarta").dt.tz_convert("UTC")
        elif c.kind in ("id", "digits16"):
            frame[c.name] = frame[c.name].astype("float64")
    buffer = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pandas(frame), buffer)
    not_silent(put, home, name, buffer.getvalue().to_pybytes(), file=f"{name}.parquet")


# --- each sentence ------------------------------------------------------------------------------------


def said_of(put, tmp_path: Path, name: str, made: bytes) -> dict[str, str]:
    for p in tmp_path.iterdir():
        p.unlink()
    return {f.code: f.en for f in put(name, made).findings}


def changed(name: str, column: str, damage: Damage) -> bytes:
    return csv(texts(name).assign(**{column: damage(texts(name)[column])}))


def test_times_in_utc_are_turned_into_local_time_and_it_is_said(put, tmp_path):
    intake = put("accesses", changed("accesses", "at", TIME_DAMAGES["UTC"]))
    assert {f.code for f in intake.findings} == {"time_zone"}
    assert intake.tables["accesses"]["at"].tolist() == clean()["accesses"]["at"].tolist()
    said = said_of(put, tmp_path, "accesses", changed("accesses", "at", TIME_DAMAGES["some with Z"]))
    assert "time_zone_mixed" in said
    said = said_of(put, tmp_path, "accesses", changed("accesses", "at", _moved(-7)))
    assert "tickets.csv" in said["time_before"] and "time_night" in said
    said = said_of(put, tmp_path, "accesses", changed("accesses", "at", _moved(7)))
    assert "time_within" in said and "time_outside" in said
    said = said_of(put, tmp_path, "complaints", changed("complaints", "decided_at", _moved(-24 * 9)))
    assert "time_order" in said


def test_the_1904_calendar_is_put_back(put, tmp_path):
    intake = put("accesses", changed("accesses", "at", TIME_DAMAGES["1904"]))
    assert {f.code for f in intake.findings} == {"time_1904"}
    assert intake.tables["accesses"]["at"].tolist() == clean()["accesses"]["at"].tolist()
    days = changed(
        "people", "birth_date", lambda v: (_times(v) - pd.Timedelta(days=1462)).dt.strftime("%Y-%m-%d")
    )
    assert set(said_of(put, tmp_path, "people", days)) == {"time_1904"}
    days = changed(
        "people", "birth_date", lambda v: (_times(v) + pd.Timedelta(days=3)).dt.strftime("%Y-%m-%d")
    )
    assert set(said_of(put, tmp_path, "people", days)) == {"birth_differs"}


def test_words_are_mapped_back_or_named(put, tmp_path):
    intake = put("registrations", changed("registrations", "verdict", WORD_DAMAGES["spaces"]))
    assert {f.code for f in intake.findings} == {"text_spaces", "word_form"}
    assert intake.tables["registrations"]["verdict"].tolist() == clean()["registrations"]["verdict"].tolist()
    said = said_of(
        put, tmp_path, "registrations", changed("registrations", "verdict", WORD_DAMAGES["translated"])
    )
    assert '"kata allow"' in said["word_unknown"]
    assert "text_empty" in said_of(
        put, tmp_path, "registrations", changed("registrations", "verdict", WORD_DAMAGES["blank"])
    )
    said = said_of(put, tmp_path, "tickets", changed("tickets", "site", lambda v: v.str.upper()))
    assert {"text_case", "says_other"} <= set(said)


def test_numbers_that_a_float_could_not_hold_are_lost_and_the_others_come_back(put, tmp_path):
    papua = texts("sims")["nik"].str.startswith("9")
    made = texts("sims")
    made["nik"] = made["nik"].where(~papua, "9" + made["nik"].str[1:])
    some = made.assign(nik=NUMBER_DAMAGES["float"](made["nik"]))
    said = said_of(put, tmp_path, "sims", csv(some))
    assert "digits_dressed" in said
    large = texts("people").assign(person_id=NUMBER_DAMAGES["large"](texts("people")["person_id"]))
    assert "digits_lost_column" in said_of(put, tmp_path, "people", csv(large))
    one = texts("people")
    one.loc[4, "person_id"] = "9007199254740994.0"
    assert "digits_lost" in said_of(put, tmp_path, "people", csv(one))


def test_rows_and_ends_are_missed(put, tmp_path):
    raw = csv(texts("tickets"))
    assert "open_end" in said_of(put, tmp_path, "tickets", raw[:-1])
    cut = b"".join(raw.splitlines(keepends=True)[:-5])
    said = said_of(put, tmp_path, "tickets", cut)
    assert {"rows_absent"} <= set(said)
    short = b"".join(raw.splitlines(keepends=True)[: raw.count(b"\n") // 2])
    assert {"rows_absent", "ref_gone", "time_short"} <= set(said_of(put, tmp_path, "tickets", short))
    two = raw.replace(b"visit", b'"visit\n"', 1)
    assert "rows_swallowed" in said_of(put, tmp_path, "tickets", two)
    lost = csv(texts("people")).replace(texts("people")["name"][0].encode(), "Andr\ufffd".encode(), 1)
    assert "letters_lost" in said_of(put, tmp_path, "people", lost)


def test_values_that_are_gone_are_said_and_a_sim_that_stands_twice_stops_no_detector(put, home, tmp_path):
    said = said_of(put, tmp_path, "accounts", changed("accounts", "place", WORD_DAMAGES["blank"]))
    assert "activated_at" in said["value_gone"]
    twice = changed("registrations", "sim_id", NUMBER_DAMAGES["last digit"])
    assert {"says_other", "value_twice"} <= set(said_of(put, tmp_path, "registrations", twice))
    assert examine(tmp_path).ran


def test_what_is_cut_off_a_value_is_said(put, tmp_path):
    said = said_of(put, tmp_path, "logins", changed("logins", "at", TIME_DAMAGES["fractions"]))
    assert "time_fraction" in said
    assert "time_no_clock" in said_of(
        put, tmp_path, "logins", changed("logins", "at", TIME_DAMAGES["no clock"])
    )
    day = changed("traffic_daily", "day", _with("T18:00:00"))
    assert "time_of_day_cut" in said_of(put, tmp_path, "traffic_daily", day)
    parts = changed("operators", "share", lambda v: v.map(lambda x: f"{100 * float(x)}%"))
    assert "decimal_percent" in said_of(put, tmp_path, "operators", parts)
    assert "decimal_rounded" in said_of(
        put,
        tmp_path,
        "operators",
        changed("operators", "share", lambda v: v.str.replace(".", ",") + "0000007"),
    )
    posted = pd.DataFrame(columns=list(KNOWN["post_records"].by_name), index=range(3)).fillna("")
    posted = posted.assign(post_record_id=["1", "2", "3"], post_id="1", posted_birth_date="31/01/1980")
    assert "text_dates" in said_of(put, tmp_path, "post_records", csv(posted))


def test_a_saved_result_that_was_changed_is_said(tmp_path):
    simulate("external-breach", seed=3, settings=SETTINGS).save(tmp_path / "x", "csv")
    file = tmp_path / "x" / "observed" / "agents.csv"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert "file_changed" in {f.code for f in read_folder(tmp_path / "x").findings}
