"""Nobody real gets through `simkit detect`, however dressed and wherever; and what the kit makes is never refused."""

from __future__ import annotations

import gzip
import shutil
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from study_samples import run_of

from simkit.cli import main
from simkit.core.errors import BadValue
from simkit.core.streams import keys
from simkit.detect.guard import suspects
from simkit.detect.identifiers import look
from simkit.detect.intake.folder import read_folder
from simkit.detect.intake.real_people import refuse_folder
from simkit.engine.tables import declared

DECLARED = {t.name: t for t in declared() if t.folder == "observed"}
ROWS = 60
NIK, KK, WOMAN, PHONE = "3171014101700003", "3273011203210007", "5171026512990002", "6281234567890"
IMEI, IMSI = "356938035643809", "510101234567890"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def groups(sizes: tuple[int, ...], mark: str) -> Callable[[str], str]:
    def dress(number: str) -> str:
        made, at = [], 0
        for size in sizes:
            made.append(number[at : at + size])
            at += size
        return mark.join(made)

    return dress


FOURS = (4, 4, 4, 4)
DRESSINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "letter behind": lambda v: v + "A",
    "letters on both sides": lambda v: f"id{v}x",
    "label": lambda v: f"NIK:{v}",
    "label with a space": lambda v: f"No. KTP {v}",
    "zero-width space": lambda v: f"{v[:7]}\u200b{v[7:]}",
    "zero-width joiners": "\u200d".join,
    "soft hyphen": lambda v: f"{v[:4]}\u00ad{v[4:]}",
    "no-break spaces": groups(FOURS, "\u00a0"),
    "spaces": groups(FOURS, " "),
    "dots": groups((2, 2, 2, 6, 4), "."),
    "dashes": groups((6, 6, 4), "-"),
    "long dashes": groups((6, 6, 4), " – "),
    "slashes": groups((2, 2, 2, 6, 4), "/"),
    "every digit apart": " ".join,
    "thousands": groups((1, 3, 3, 3, 3, 3), "."),
    "thousands by comma": groups((1, 3, 3, 3, 3, 3), ","),
    "apostrophe": lambda v: f"'{v}",
    "formula": lambda v: f'="{v}"',
    "quotes": lambda v: f'"{v}"',
    "brackets": lambda v: f"({v})",
    "float": lambda v: f"{v}.0",
    "two decimals": lambda v: f"{v},00",
    "exponent": lambda v: f"{v[0]}.{v[1:]}E+15",
    "fifteen digits kept": lambda v: f"{v[0]}.{v[1:15]}E+15",
    "two in a cell": lambda v: f"{v} / {KK}",
    "two without a space": lambda v: v + KK,
    "behind one of the kit": lambda v: f"3270754101700001 {v}",
    "telephone behind": lambda v: f"{v}081234567890",
    "leading zero": lambda v: f"0{v}",
    "a digit gained": lambda v: v + "4",
    "a zero lost": lambda v: v[:12] + v[13:],
    "full width": lambda v: v.translate(FULL_WIDTH),
    "Arabic digits": lambda v: v.translate(ARABIC),
    "circled": lambda v: "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(c)] for c in v),
    "letter O for zero": lambda v: v[0] + v[1:].replace("0", "O", 1),
    "spaces around": lambda v: f"   {v}\t",
    "new line inside": lambda v: f"{v[:8]}\n{v[8:]}",
    "a sentence": lambda v: f"atas nama ybs ({v}), lihat lampiran",
    "a date before": lambda v: f"2024-08-05 {v}",
    "underscores": groups(FOURS, "_"),
    "zero byte": lambda v: f"{v[:5]}\x01{v[5:]}",
}
PHONES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "home": lambda v: "0" + v[2:],
    "plus": lambda v: "+" + v,
    "groups": lambda v: f"+62 {v[2:5]}-{v[5:9]}-{v[9:]}",
    "home groups": lambda v: f"0{v[2:5]} {v[5:9]} {v[9:]}",
    "brackets": lambda v: f"(0{v[2:5]}) {v[5:]}",
    "label": lambda v: f"HP: {v[2:]}",
    "letters": lambda v: f"wa0{v[2:]}x",
    "float": lambda v: f"{v}.0",
    "exponent": lambda v: f"{v[0]}.{v[1:]}E+12",
    "zero-width": lambda v: f"{v[:4]}\u200b{v[4:]}",
    "both codes": lambda v: "620" + v[2:],
    "full width": lambda v: v.translate(FULL_WIDTH),
}
OTHERS = {
    "family card": KK,
    "woman": WOMAN,
    "IMEI": IMEI,
    "IMEI in groups": groups((2, 6, 6, 1), "-")(IMEI),
    "IMEI with a label": f"IMEI {IMEI}",
    "IMSI": IMSI,
    "IMSI in groups": groups((3, 2, 10), " ")(IMSI),
}


@cache
def texts(scenario: str, name: str) -> pd.DataFrame:
    """Give the first rows of a table as texts, as simkit writes them to CSV."""
    made = run_of(scenario).observed[name].head(ROWS).reset_index(drop=True)
    for c in DECLARED[name].columns:
        if c.kind == "time":
            made[c.name] = made[c.name].dt.strftime("%Y-%m-%dT%H:%M:%S")
        elif c.kind == "flag":
            made[c.name] = made[c.name].map({True: "true", False: "false"})
    return made.astype(object).where(made.notna(), "").astype(str)


def folder_of(where: Path, tables: dict[str, pd.DataFrame], sep: str = ",") -> Path:
    where.mkdir(parents=True, exist_ok=True)
    for name, made in tables.items():
        (where / f"{name}.csv").write_text(made.to_csv(index=False, sep=sep), encoding="utf-8")
    return where


def base(scenario: str = "leak", *names: str) -> dict[str, pd.DataFrame]:
    return {n: texts(scenario, n).copy() for n in names or ("tickets", "accesses", "agents")}


def in_cell(table: str, column: str, scenario: str = "leak") -> Callable[[Path, str], None]:
    def put(where: Path, value: str) -> None:
        made = texts(scenario, table).copy()
        assert len(made), table
        made.loc[len(made) // 2, column] = value
        folder_of(where, base() | {table: made})

    return put


def in_every_other_row(where: Path, value: str) -> None:
    made = texts("leak", "tickets").copy()
    made["keterangan"] = [value if i % 2 else "-" for i in range(len(made))]
    folder_of(where, base() | {"tickets": made})


def in_file(name: str, around: str = "{}") -> Callable[[Path, str], None]:
    def put(where: Path, value: str) -> None:
        folder_of(where, base())
        (where / name).parent.mkdir(exist_ok=True)
        text = around.format(value if "csv" not in name else '"' + value.replace('"', '""') + '"')
        (where / name).write_text(text, encoding="utf-8")

    return put


def in_parquet(where: Path, value: str) -> None:
    folder_of(where, base())
    frame = pa.table({"a": ["x", value], "b": [1, 2]})
    pq.write_table(frame, where / "lain.parquet")


def in_gzip(where: Path, value: str) -> None:
    folder_of(where, base())
    (where / "lama.csv.gz").write_bytes(gzip.compress(f'a,b\n1,"{value.replace(chr(34), "")}"\n'.encode()))


def in_ragged_row(where: Path, value: str) -> None:
    folder_of(where, base())
    with (where / "tickets.csv").open("a", encoding="utf-8") as file:
        file.write(f'1,2,3,4,5,6,7,8,9,10,11,"{value.replace(chr(34), "")}"\n')


def in_head(where: Path, value: str) -> None:
    made = texts("leak", "tickets").copy()
    folder_of(where, base() | {"tickets": made.rename(columns={"site": value})})


PLACES: dict[str, Callable[[Path, str], None]] = {
    "people.nik": in_cell("people", "nik"),
    "people.kk": in_cell("people", "kk"),
    "people.name": in_cell("people", "name"),
    "people.address": in_cell("people", "address"),
    "sims.nik": in_cell("sims", "nik"),
    "registrations.kk": in_cell("registrations", "kk", "ring"),
    "complaints.msisdn": in_cell("complaints", "msisdn", "ring"),
    "accesses.terminal": in_cell("accesses", "terminal"),
    "accounts.place": in_cell("accounts", "place", "ring"),
    "tickets.ticket_id": in_cell("tickets", "ticket_id"),
    "tickets.at": in_cell("tickets", "at"),
    "posts.handle": in_cell("posts", "handle", "breach"),
    "post_records.posted_nik": in_cell("post_records", "posted_nik", "breach"),
    "post_records.posted_name": in_cell("post_records", "posted_name", "breach"),
    "half of an extra column": in_every_other_row,
    "an unknown file": in_file("catatan.csv", "a,b\n1,{}\n"),
    "a folder of its own": in_file("lama/data.csv", "a,b\n1,{}\n"),
    "the folder truth": in_file("truth/people.csv", "a,b\n1,{}\n"),
    "a Parquet file": in_parquet,
    "a packed file": in_gzip,
    "a row that does not fit": in_ragged_row,
    "a head": in_head,
}
IN_PROSE = {"a note": in_file("catatan.md", "Lihat: {}\n")}
BY_COMMA = ("a row that does not fit", "a packed file")


def refused(where: Path, value: str, capsys, lang: str) -> str:
    """Run the command; nothing is written and no stretch of the number's digits is said."""
    before = {p: p.read_bytes() for p in where.rglob("*") if p.is_file()}
    code = main(["detect", str(where), "--lang", lang, "--out", str(where.parent / "found")])
    said = capsys.readouterr()
    assert code == 2, said.out
    assert "could belong to a real person" in said.err
    assert {p: p.read_bytes() for p in where.parent.rglob("*") if p.is_file()} == before
    digits = "".join(c for c in said.out + said.err if c.isdigit())
    for number in (NIK, KK, WOMAN, PHONE, IMEI, IMSI):
        assert number[2:9] not in digits
    assert value.strip() not in said.out + said.err
    return said.err


def crossed(dressings, places, seed: int) -> list:
    """Pair every dressing with places by turns, so that each meets several of the others."""
    names, where = list(dressings), list(places)
    pairs = {(d, where[(i * 5 + k * seed) % len(where)]) for i, d in enumerate(names) for k in range(4)}
    pairs |= {(names[(i * 7) % len(names)], p) for i, p in enumerate(where)}
    return sorted(pairs)


@pytest.mark.parametrize(("dressing", "place"), crossed(DRESSINGS, PLACES, 3))
def test_no_dressing_hides_an_identity_number_anywhere(dressing, place, tmp_path, capsys):
    value = DRESSINGS[dressing](NIK)
    PLACES[place](tmp_path / "x", value)
    refused(tmp_path / "x", value, capsys, "id" if len(dressing) % 2 else "en")


@pytest.mark.parametrize(("dressing", "place"), crossed(PHONES, PLACES, 3))
def test_no_dressing_hides_a_telephone_number_anywhere(dressing, place, tmp_path, capsys):
    value = PHONES[dressing](PHONE)
    PLACES[place](tmp_path / "x", value)
    refused(tmp_path / "x", value, capsys, "id" if len(dressing) % 2 else "en")


@pytest.mark.parametrize(("number", "place"), crossed(OTHERS, PLACES, 4))
def test_other_numbers_of_people_and_devices_are_found_too(number, place, tmp_path, capsys):
    PLACES[place](tmp_path / "x", OTHERS[number])
    refused(tmp_path / "x", OTHERS[number], capsys, "en")


@pytest.mark.parametrize("dressing", ["plain", "label", "spaces", "dots", "zero-width space", "full width"])
@pytest.mark.parametrize("name", ["a.md", "a.json", "a.log", "noname", "a.html"])
def test_files_that_are_no_tables_are_looked_through(dressing, name, tmp_path, capsys):
    if name == "a.html" and dressing in ("spaces", "dots"):
        pytest.skip("a page is full of coordinates: digits in groups are not joined there")
    value = DRESSINGS[dressing](NIK)
    in_file(name, '{{"x": "{}"}}\n'.replace("{{", "<").replace("}}", ">"))(tmp_path / "x", value)
    refused(tmp_path / "x", value, capsys, "en")


def test_a_spreadsheet_and_a_file_name_are_looked_at(tmp_path, capsys):
    folder_of(tmp_path / "x", base())
    with zipfile.ZipFile(tmp_path / "x" / "a.xlsx", "w") as made:
        made.writestr("xl/worksheets/sheet1.xml", f'<row><c r="A1"><v>{NIK}</v></c></row>')
    assert "a.xlsx" in refused(tmp_path / "x", NIK, capsys, "en")
    (tmp_path / "x" / "a.xlsx").rename(tmp_path / "x" / f"data {NIK}.txt")
    (tmp_path / "x" / f"data {NIK}.txt").write_text("x")
    assert "name of file" in refused(tmp_path / "x", NIK, capsys, "en")


def test_numbers_kept_as_numbers_are_found_whatever_their_type(tmp_path):
    for i, values in enumerate(
        (
            pa.array([int(NIK), 5], pa.int64()),
            pa.array([int(NIK), 5], pa.uint64()),
            pa.array([float(NIK), 5.5]),
            pa.array([NIK, "x"]).dictionary_encode(),
            pa.array([[NIK], []]),
            pa.array([NIK.encode(), b""]),
            pa.array([int(PHONE), 5]),
        )
    ):
        where = folder_of(tmp_path / str(i), base())
        pq.write_table(pa.table({"v": values}), where / "lain.parquet")
        with pytest.raises(BadValue, match=r"lain.parquet, column 'v', row 1 \(rows in all: 1\)"):
            read_folder(where)


def test_the_refusal_says_where_how_often_and_why(tmp_path):
    made = base("leak", "people")
    made["people"].loc[[3, 9], "nik"] = NIK
    with pytest.raises(
        BadValue, match=r"people.csv, column 'nik', row 5 \(rows in all: 2\).*\(NIK\).*pasal 67"
    ):
        read_folder(folder_of(tmp_path / "x", made))


# --- and no false alarm -------------------------------------------------------------------------------

TIMES = ("%d/%m/%Y %H:%M:%S", "%d-%m-%y %H.%M.%S", "%Y%m%d%H%M%S", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M:%S.%f")
LONGS = ("nik", "kk", "msisdn", "imei", "imsi", "iccid")


def long_columns(made: pd.DataFrame) -> list[str]:
    return [c for c in made.columns if c.removeprefix("posted_") in LONGS]


def each_long(change: Callable[[str], str]) -> Callable[[str, pd.DataFrame], pd.DataFrame]:
    def damage(_: str, made: pd.DataFrame) -> pd.DataFrame:
        return made.assign(**{c: [change(v) if v else v for v in made[c]] for c in long_columns(made)})

    return damage


def each_time(write: Callable[[pd.Series], list]) -> Callable[[str, pd.DataFrame], pd.DataFrame]:
    def damage(name: str, made: pd.DataFrame) -> pd.DataFrame:
        out = made.copy()
        for c in DECLARED[name].columns:
            if c.kind == "time" and len(made):
                stamps = pd.to_datetime(made[c.name].replace("", None))
                fresh = write(stamps.fillna(pd.Timestamp("2024-08-05")))
                out[c.name] = [f if v else "" for f, v in zip(fresh, made[c.name], strict=True)]
        return out

    return damage


def with_sums(_: str, made: pd.DataFrame) -> pd.DataFrame:
    numbers = made.apply(lambda c: pd.to_numeric(c, errors="coerce"))
    sums = {
        c: str(sum(int(v) for v in made[c])) if made[c].str.fullmatch(r"\d+").all() and len(made) else ""
        for c in made
    }
    means = {c: f"{numbers[c].mean():.0f}" if sums[c] else "" for c in made}
    return pd.concat([made, pd.DataFrame([sums, means])], ignore_index=True)


def rounded_to(digits: int) -> Callable[[str], str]:
    return lambda v: f"{float(v):.{digits - 1}E}" if v.isdigit() else v


def zeroed(digits: int) -> Callable[[str], str]:
    return lambda v: v[:digits] + "0" * (len(v) - digits) if v.isdigit() else v


def epochs(factor: int, fraction: bool = False) -> Callable[[pd.Series], list]:
    rng = np.random.default_rng(1)

    def write(stamps: pd.Series) -> list:
        made = stamps.astype("datetime64[s]").astype("int64") * factor
        return [str(v + int(rng.integers(0, factor)) * fraction) for v in made]

    return write


DAMAGES: dict[str, Callable[[str, pd.DataFrame], pd.DataFrame]] = {
    "nothing": lambda _, made: made,
    **{f"times {t}": each_time(lambda s, t=t: s.dt.strftime(t).tolist()) for t in TIMES},
    "epochs in s": each_time(epochs(1)),
    "epochs in ms": each_time(epochs(10**3)),
    "epochs in us": each_time(epochs(10**6)),
    "epochs in us with a fraction": each_time(epochs(10**6, fraction=True)),
    "epochs in ns": each_time(epochs(10**9)),
    "epochs as floats": each_time(lambda s: [f"{v}.0" for v in epochs(10**6)(s)]),
    "sums": with_sums,
    "row numbers": lambda _, made: made.assign(**{"No.": range(1, len(made) + 1)}),
    **{f"rounded to {d}": each_long(rounded_to(d)) for d in (3, 4, 6, 7, 10, 15)},
    **{f"zeros after {d}": each_long(zeroed(d)) for d in (3, 6, 11, 15)},
    "floats": each_long(lambda v: f"{v}.0"),
    "zeros lost": each_long(lambda v: v.lstrip("0")),
    "groups of four": each_long(lambda v: " ".join(v[i : i + 4] for i in range(0, len(v), 4))),
    "groups of three": each_long(lambda v: ".".join(v[i : i + 3] for i in range(0, len(v), 3))),
    "groups of five": each_long(lambda v: "-".join(v[i : i + 5] for i in range(0, len(v), 5))),
    "apostrophe": each_long(lambda v: f"'{v}"),
    "label": each_long(lambda v: f"NIK: {v}"),
    "letter behind": each_long(lambda v: f"{v}A"),
    "last digit lost": each_long(lambda v: v[:-1]),
    "middle digit lost": each_long(lambda v: v[:9] + v[10:]),
    "digit doubled": each_long(lambda v: v[:9] + v[8:]),
    "float that lost digits": each_long(lambda v: f"{float(v):.0f}" if v.isdigit() else v),
    "money": lambda _, made: made.assign(
        harga=[f"Rp{(i * 7919_000) % 10**9:,}".replace(",", ".") for i in range(len(made))],
        total=[(i * 62_812_345) % 10**12 for i in range(len(made))],
    ),
    "hashes": lambda _, made: made.assign(
        hash=[np.random.default_rng(i).bytes(32).hex() for i in range(len(made))]
    ),
    "measures": lambda _, made: made.assign(skor=np.random.default_rng(3).random(len(made)) * 10**5),
    "two in a cell": lambda _, made: made.assign(
        semua=[" ".join(r) for r in made[long_columns(made)].to_numpy()]
    ),
}
SCENARIOS = ("ring", "breach")
NUMBERED = ("people", "sims", "registrations", "complaints", "accounts", "post_records", "seizures")


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("damage", DAMAGES)
def test_no_damage_to_made_up_people_is_an_alarm(scenario, damage, tmp_path):
    # Reading costs most: each damage meets every other table, its neighbour in the list the rest.
    names = NUMBERED if scenario == "breach" else NUMBERED[list(DAMAGES).index(damage) % 2 :: 2]
    tables = {n: DAMAGES[damage](n, texts(scenario, n).copy()) for n in names if len(texts(scenario, n))}
    folder = folder_of(tmp_path / "x", tables, ";" if len(damage) % 2 else ",")
    if scenario == "ring":
        assert read_folder(folder).files
    else:
        refuse_folder(folder)


@pytest.mark.parametrize("scenario", ["ring", "breach", "nobody"])
@pytest.mark.parametrize("fmt", ["parquet", "csv"])
def test_no_run_of_the_kit_is_refused(scenario, fmt, tmp_path):
    run_of(scenario).save(tmp_path / "x", fmt)
    assert read_folder(tmp_path / "x").findings == ()
    shutil.rmtree(tmp_path / "x" / "truth")
    assert read_folder(tmp_path / "x" / "observed").tables


def test_the_kits_own_numbers_and_what_is_no_number_are_nothing():
    for text in (
        "3270754101700001", "+62 842-5693-5490", "008003611294511", "8962092926980407226", "001015316508772",
        "2024-08-05 10:42:48.123456", "05/08/2024 10.42.48", "20260115093000", "20260115093000123", "1722816000000",
        "0.3171014101700003", "12.3171014101700003", "45509.44666666667", "3.27E+15", "3270000000000000",
        "Rp 812.345.678", "12", "No. 142", "",
    ):  # fmt: skip
        seen = look(text)
        assert not seen.strong, text


@pytest.mark.parametrize("kind", [pa.uint64(), pa.string()])
def test_keys_of_64_bits_are_nobodys_though_some_have_the_shape_of_a_nik(kind):
    made = pa.array(keys("anything", np.arange(200_000)))
    alike = [k for k in made.to_pylist() if k < 10**16 and look(str(k)).strong]
    assert alike and not suspects(made.cast(kind), "")
    # alone, or among cards whose numbers all begin alike, the same number counts
    cards = pa.array([int(f"896211{i:013d}") for i in range(1000)] + alike[:1], pa.uint64())
    for column in (pa.array(alike[:1], pa.uint64()), cards):
        assert suspects(column.cast(kind), "")
