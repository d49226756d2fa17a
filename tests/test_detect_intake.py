"""Each thing that a spreadsheet or a clerk does to a table: named in words, repaired where nothing is lost."""

from __future__ import annotations

import csv
import datetime
import io
import re
import string
import zipfile
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from study_samples import run_of

from simkit.core.errors import BadFolder, BadValue
from simkit.core.folder import load, save
from simkit.detect.intake.findings import SEVERITIES, kinds
from simkit.detect.intake.folder import read_folder
from simkit.detect.intake.numerals import looks_rounded
from simkit.detect.intake.packed import sources
from simkit.detect.intake.table import _is_rising
from simkit.engine.tables import declared

NAMES = ("agents", "tickets", "accesses", "sims", "registrations", "complaints", "operators", "people")
N = 120


@cache
def frames() -> dict[str, pd.DataFrame]:
    """Give the first rows of some tables of a small run, typed."""
    observed = run_of("ring").observed
    return {name: observed[name].head(N).reset_index(drop=True) for name in NAMES}


@cache
def declared_as() -> dict:
    return {t.name: t for t in declared() if t.folder == "observed"}


def texts(name: str) -> pd.DataFrame:
    """Give a table as texts, as simkit writes them to CSV."""
    made = frames()[name].copy()
    for c in declared_as()[name].columns:
        if c.kind == "time":
            made[c.name] = made[c.name].dt.strftime("%Y-%m-%dT%H:%M:%S")
        elif c.kind == "flag":
            made[c.name] = made[c.name].map({True: "true", False: "false"})
    return made.astype(object).where(made.notna(), "").astype(str)


def put(folder: Path, name: str, made: pd.DataFrame | str | bytes, sep: str = ",", file: str = "") -> Path:
    """Write a table to a folder, as texts or as a text of one's own."""
    folder.mkdir(exist_ok=True)
    text = made.to_csv(index=False, sep=sep) if isinstance(made, pd.DataFrame) else made
    (folder / (file or f"{name}.csv")).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def same(intake, name: str, without: tuple[str, ...] = (), rows: slice | np.ndarray = slice(None)) -> None:
    """The table is what it was before the spreadsheet had it, but for what must be missing."""
    want = frames()[name].drop(columns=list(without))[rows].reset_index(drop=True)
    have = intake.tables[name]
    assert list(have.columns) == list(want.columns)
    pd.testing.assert_frame_equal(have, want, check_categorical=False, check_dtype=False)


def one(intake, code: str, column: str = ""):
    """Give the one finding of a code; it names its file and fills every gap of its sentences."""
    found = [f for f in intake.findings if f.code == code and (not column or f.column == column)]
    assert len(found) == 1, [f.say("en") for f in intake.findings]
    assert found[0].file in found[0].say("id")
    assert not re.search(r"\{|\}|None|nan\b", found[0].id + found[0].en)
    return found[0]


def only(intake, *codes: str) -> None:
    assert {f.code for f in intake.findings} == set(codes)


# --- nothing happened ---------------------------------------------------------------------------------


@pytest.mark.parametrize("fmt", ["parquet", "csv"])
def test_a_result_of_simkit_is_read_as_it_is(tmp_path, fmt):
    run = run_of("ring")
    run.save(tmp_path / "my run", fmt)
    intake = read_folder(tmp_path / "my run")
    assert intake.findings == ()
    saved = load(tmp_path / "my run").observed
    assert list(intake.tables) == list(saved)
    for name in saved:
        pd.testing.assert_frame_equal(intake.tables[name], saved[name])


def test_a_loose_folder_reads_like_a_result_and_never_the_truth(tmp_path):
    for name in NAMES:
        put(tmp_path / "loose", name, texts(name))
    (tmp_path / "loose" / "truth").mkdir()
    put(tmp_path / "loose" / "truth", "agents", texts("agents"))
    put(tmp_path / "loose", "README", "hello", file="README.txt")
    intake = read_folder(tmp_path / "loose")
    only(intake, "file_truth")
    for name in NAMES:
        same(intake, name)


# --- the file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mark", "word"), [(";", "titik koma"), ("\t", "tab"), ("|", "garis tegak")])
def test_another_separator(tmp_path, mark, word):
    intake = read_folder(put(tmp_path / "x", "accesses", texts("accesses"), mark))
    only(intake, "separator")
    assert f"dipisah {word}" in one(intake, "separator").say("id")
    same(intake, "accesses")


def test_a_line_that_tells_excel_the_separator(tmp_path):
    text = "sep=;\n" + texts("agents").to_csv(index=False, sep=";")
    intake = read_folder(put(tmp_path / "x", "agents", text))
    assert one(intake, "separator").severity == "repaired"
    same(intake, "agents")


def test_every_row_in_one_cell(tmp_path):
    made = io.StringIO()
    lines = texts("accesses").to_csv(index=False).splitlines()
    csv.writer(made, delimiter=";", quoting=csv.QUOTE_ALL).writerows([line] for line in lines)
    intake = read_folder(put(tmp_path / "x", "accesses", made.getvalue()))
    assert "one cell" in one(intake, "one_cell").en
    same(intake, "accesses")


def test_a_mark_at_the_start_and_windows_line_ends(tmp_path):
    text = texts("people").to_csv(index=False, lineterminator="\r\n")
    intake = read_folder(put(tmp_path / "x", "people", text.encode("utf-8-sig")))
    only(intake, "bom")
    assert "BOM" in one(intake, "bom").id
    same(intake, "people")


@pytest.mark.parametrize(
    ("encoding", "name"), [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("cp1252", "Windows-1252")]
)
def test_other_encodings(tmp_path, encoding, name):
    made = texts("people")
    made.loc[3, "name"] = "André Muñoz"
    intake = read_folder(put(tmp_path / "x", "people", made.to_csv(index=False).encode(encoding)))
    assert name in one(intake, "encoding").id
    assert intake.tables["people"].loc[3, "name"] == "André Muñoz"
    assert intake.tables["people"]["nik"].tolist() == frames()["people"]["nik"].tolist()


def test_an_empty_file_and_one_that_is_no_table(tmp_path):
    put(tmp_path / "x", "agents", texts("agents"))
    put(tmp_path / "x", "posts", "\r\n;;;\r\n")
    put(tmp_path / "x", "ticket", "a,b\n1,2\n")
    put(tmp_path / "x", "sheet", b"PK", file="data.xlsx")
    intake = read_folder(tmp_path / "x")
    only(intake, "file_empty", "file_unknown", "file_sheet")
    assert "rename it to tickets.csv" in one(intake, "file_unknown").en
    assert "CSV UTF-8" in one(intake, "file_sheet").id
    assert list(intake.tables) == ["agents"]


def open_document(*rows: str) -> str:
    """Write the text of a spreadsheet of LibreOffice; in rows and cells `T:`, `O:` and `p` are short for its names."""
    for mark, name in (("T:", "table:table-"), ("O:", "office:"), ("<p>", "<text:p>"), ("</p>", "</text:p>")):
        rows = tuple(row.replace(mark, name) for row in rows)
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "text", "table"))
    return f'<office:body {spaces}><table:table table:name="sims">{"".join(rows)}</table:table></office:body>'


def test_an_open_document_gives_what_its_cells_hold_and_not_how_they_look(tmp_path):
    heads = ["sim_id", "at", "live", "note"]
    with zipfile.ZipFile(tmp_path / "data.ods", "w") as made:
        made.writestr("content.xml", open_document(
            "<T:row>", *(f"<T:cell><p>{head}</p></T:cell>" for head in heads),
            '<T:cell table:number-columns-repeated="16380"/></T:row><T:row table:number-rows-repeated="2">',
            '<T:cell O:value-type="float" O:value="7"><p>7,00</p></T:cell>',
            '<T:cell O:value-type="date" O:date-value="2024-08-05T07:20:00"><p>5 Agt</p></T:cell>',
            '<T:cell O:value-type="boolean" O:boolean-value="true"><p>BENAR</p></T:cell>',
            "<T:cell><p>Jl. <text:span>Ombak</text:span></p><p>No. 18</p></T:cell></T:row>",
            '<T:row table:number-rows-repeated="9999"><T:cell table:number-columns-repeated="16384"/></T:row>',
        ))  # fmt: skip
    (found,), said = sources(tmp_path / "data.ods", "data.ods")
    assert (found.said, found.names, said) == ("data.ods [sims]", ("sims", "data"), [])
    row = ["7", "2024-08-05T07:20:00", "true", "Jl. Ombak\nNo. 18"]
    rows = list(csv.reader(io.StringIO(found.raw.decode())))
    assert [r for r in rows if any(r)] == [heads, row, row]
    assert {len(r) for r in rows} == {4}


def test_a_workbook_gives_moments_days_numbers_and_truth_as_simkit_writes_them(tmp_path):
    book = openpyxl.Workbook()
    almost = datetime.datetime(2024, 8, 5, 7, 19, 59, 999_500)  # a moment is a fraction of days in a workbook
    cells = [almost, datetime.date(1991, 12, 9), datetime.time(7, 20), 5.0, 2.5, 9_270_936_311_650_001, True, None, "x"]
    book.active.append(cells)  # of the sixteen digits it keeps fifteen
    book.save(tmp_path / "data.xlsx")
    (found,), _ = sources(tmp_path / "data.xlsx", "data.xlsx")
    assert found.raw.decode().strip().split(",") == [
        "2024-08-05T07:20:00", "1991-12-09T00:00:00", "07:20:00", "5", "2.5", "9270936311650000.0", "true", "", "x",
    ]  # fmt: skip


def test_an_archive_in_an_archive_names_the_way_to_its_table_and_an_old_workbook_is_refused(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr("sims.csv", "sim_id\n7\n")
        made.writestr("__MACOSX/._sims.csv", "x")
        made.writestr("read me.pdf", "x")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as made:
        made.writestr("from Jakarta/sims.zip", inner.getvalue())
    (found,), _ = sources(tmp_path / "all.zip", "all.zip")
    assert (found.said, found.names) == ("all.zip/from Jakarta/sims.zip/sims.csv", ("sims",))
    (tmp_path / "sims.csv").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    none, (said,) = sources(tmp_path / "sims.csv", "sims.csv")
    assert (none, said.code) == ([], "file_sheet")


def test_a_copy_and_a_file_known_by_its_columns(tmp_path):
    put(tmp_path / "x", "agents", texts("agents"))
    put(tmp_path / "x", "agents", texts("agents").head(2), file="agents (1).csv")
    put(tmp_path / "x", "accesses", texts("accesses"), ";", file="Book1.csv")
    intake = read_folder(tmp_path / "x")
    assert "agents.csv" in one(intake, "file_second").en
    assert "accesses" in one(intake, "file_renamed").id
    same(intake, "agents")
    same(intake, "accesses")


def test_rows_that_do_not_fit_are_named_and_the_others_kept(tmp_path):
    lines = texts("tickets").to_csv(index=False).splitlines()
    lines[5] += ",and,more"
    lines.insert(8, "")
    lines.insert(9, "," * 8)
    intake = read_folder(put(tmp_path / "x", "tickets", "\n".join(lines) + "\n,,,,,,,,\n"))
    only(intake, "rows_ragged", "rows_blank")
    assert one(intake, "rows_ragged").rows == (6,)
    assert "baris 6" in one(intake, "rows_ragged").id
    assert one(intake, "rows_blank").rows == (9, 10)
    same(intake, "tickets", rows=np.arange(N) != 4)


def test_a_row_pasted_twice_counts_once_and_a_number_on_two_rows_is_refused(tmp_path):
    made = texts("tickets")
    intake = read_folder(put(tmp_path / "x", "tickets", pd.concat([made, made.iloc[[3]]])))
    assert one(intake, "rows_same").rows == (N + 2,)
    same(intake, "tickets")
    other = made.iloc[[3]].assign(site="elsewhere")
    intake = read_folder(put(tmp_path / "x", "tickets", pd.concat([made, other])))
    found = one(intake, "rows_key")
    assert (found.severity, found.rows) == ("refused", (5, N + 2))
    assert "ticket_id" in found.id
    assert "tickets" not in intake.tables


def test_a_table_that_a_spreadsheet_cut_off(tmp_path, monkeypatch):
    monkeypatch.setattr("simkit.detect.intake.text.SHEET_ROWS", N + 1)
    monkeypatch.setattr("simkit.detect.intake.table.SHEET_ROWS", N + 1)
    intake = read_folder(put(tmp_path / "x", "tickets", texts("tickets")))
    assert "1.048.576" in one(intake, "rows_cut").id
    assert "tickets" not in intake.tables


def test_a_saved_table_with_rows_taken_out_or_missing(tmp_path):
    run_of("ring").save(tmp_path / "x", "csv")
    file = tmp_path / "x" / "observed" / "tickets.csv"
    file.write_text("\n".join(file.read_text(encoding="utf-8").splitlines()[:11]) + "\n", encoding="utf-8")
    (tmp_path / "x" / "observed" / "posts.csv").unlink()
    intake = read_folder(tmp_path / "x")
    assert "10 baris" in one(intake, "rows_differ").id
    put(tmp_path / "x" / "observed", "agents", texts("agents"), file="agents from excel.csv")
    beside = one(read_folder(tmp_path / "x"), "file_beside")
    assert beside.file == "observed/agents from excel.csv"
    assert one(intake, "file_gone").table == "posts"
    assert len(intake.tables["tickets"]) == 10
    assert "posts" not in intake.tables


def test_a_damaged_parquet_file(tmp_path):
    put(tmp_path / "x", "agents", b"PAR1 and then nothing", file="agents.parquet")
    intake = read_folder(put(tmp_path / "x", "tickets", texts("tickets")))
    assert one(intake, "file_unreadable").severity == "refused"
    same(intake, "tickets")


# --- the header ---------------------------------------------------------------------------------------


def test_names_with_spaces_and_capitals_and_a_column_too_many(tmp_path):
    made = texts("registrations").rename(columns={"nik": " NIK ", "outlet_id": "Outlet ID"})
    made["catatan"] = "x"
    intake = read_folder(put(tmp_path / "x", "registrations", made))
    only(intake, "head_tidied", "head_extra")
    assert '" NIK  → nik"' in one(intake, "head_tidied").id
    assert '"catatan"' in one(intake, "head_extra").id
    same(intake, "registrations")


def test_a_missing_column_and_the_nearest_name(tmp_path):
    made = texts("accesses").rename(columns={"terminal": "terminl"}).drop(columns="seconds")
    intake = read_folder(put(tmp_path / "x", "accesses", made))
    assert "rename it to terminal" in one(intake, "head_missing", "terminal").en
    assert one(intake, "head_missing", "seconds").severity == "refused"
    same(intake, "accesses", without=("seconds", "terminal"))
    assert intake.lost("accesses") == {"seconds", "terminal"}


def test_a_column_twice(tmp_path):
    made = texts("agents")
    text = made.assign(again=made["shift"]).to_csv(index=False).replace("again", "shift", 1)
    intake = read_folder(put(tmp_path / "x", "agents", text))
    assert one(intake, "head_same").column == "shift"
    same(intake, "agents")
    text = made.assign(again="day").to_csv(index=False).replace("again", "shift", 1)
    intake = read_folder(put(tmp_path / "x", "agents", text))
    assert "isinya berbeda" in one(intake, "head_twice").id
    same(intake, "agents", without=("shift",))


def test_no_header_and_no_key(tmp_path):
    put(tmp_path / "x", "agents", texts("agents").to_csv(index=False, header=False))
    put(tmp_path / "x", "tickets", texts("tickets").drop(columns="ticket_id"))
    intake = read_folder(tmp_path / "x")
    assert "row 1" in one(intake, "head_none").en
    assert one(intake, "key_lost").column == "ticket_id"
    assert dict(intake.tables) == {}


# --- numbers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ["{:.5E}", "{:.1E}", "comma"])
def test_numbers_with_an_exponent_have_lost_their_digits(tmp_path, shape):
    made = texts("sims")
    write = (lambda x: f"{x:.5E}".replace(".", ",")) if shape == "comma" else shape.format
    made["nik"] = [write(float(v)) for v in made["nik"]]
    intake = read_folder(put(tmp_path / "x", "sims", made))
    only(intake, "digits_science")
    found = one(intake, "digits_science", "nik")
    assert found.severity == "refused"
    assert found.n == N
    assert found.rows == (2, 3, 4)
    assert made["nik"][0] in found.id
    assert "digit terakhirnya hilang" in found.id
    assert "import the column as Text" in found.en
    same(intake, "sims", without=("nik",))


def test_numbers_that_end_in_zero_are_rounded(tmp_path):
    made = texts("sims")
    made["nik"] = [v[:15] + "0" for v in made["nik"]]
    made["iccid"] = [v[:15] + "0" * (len(v) - 15) for v in made["iccid"]]
    intake = read_folder(put(tmp_path / "x", "sims", made))
    only(intake, "digits_rounded")
    assert "15 digit" in one(intake, "digits_rounded", "nik").id
    assert one(intake, "digits_rounded", "iccid").n == N
    same(intake, "sims", without=("nik", "iccid"))


def test_rounding_is_told_from_chance():
    honest = pd.Series([f"32707541017{i:05d}" for i in range(500)])
    assert not looks_rounded(honest)
    half = honest.where(np.arange(500) % 2 == 0, honest.str[:15] + "0")
    assert looks_rounded(half)
    assert looks_rounded(pd.Series(["3270750000000000"]))
    assert not looks_rounded(pd.Series(["3270754101700010"] * 1))


def test_all_digits_behind_an_exponent_are_written_out(tmp_path):
    made = texts("sims")
    made["nik"] = [f"{v[0]}.{v[1:]}E+15" for v in made["nik"]]
    intake = read_folder(put(tmp_path / "x", "sims", made))
    only(intake, "digits_exact")
    same(intake, "sims")


def test_marks_around_digits(tmp_path):
    made = texts("sims")
    made["msisdn"] = ["+" + v[:2] + " " + v[2:5] + "-" + v[5:] for v in made["msisdn"]]
    made["nik"] = ["'" + v for v in made["nik"]]
    made["kk"] = [f'="{v}"' for v in made["kk"]]
    made["imsi"] = [f"{v[:4]} {v[4:]}" for v in made["imsi"]]
    made["sim_id"] = [f"{v}.0" for v in made["sim_id"]]
    intake = read_folder(put(tmp_path / "x", "sims", made))
    only(intake, "digits_dressed")
    assert {f.column for f in intake.findings} == {"msisdn", "nik", "kk", "imsi", "sim_id"}
    assert made["msisdn"][0] in one(intake, "digits_dressed", "msisdn").id
    same(intake, "sims")


def test_leading_zeros_come_back_where_the_length_is_known(tmp_path):
    made = texts("registrations")
    made["imei"] = [str(int(v)) for v in made["imei"]]
    put(tmp_path / "x", "registrations", made)
    sims = texts("sims")
    sims["imsi"] = [str(int(v)) for v in sims["imsi"]]
    intake = read_folder(put(tmp_path / "x", "sims", sims))
    only(intake, "zeros_restored")
    assert "selalu 15" in one(intake, "zeros_restored", "imei").id
    same(intake, "registrations")
    same(intake, "sims")


def test_telephone_numbers_without_the_country_code(tmp_path):
    made = texts("sims")
    made["msisdn"] = [("0" if i % 2 else "") + v[2:] for i, v in enumerate(made["msisdn"])]
    intake = read_folder(put(tmp_path / "x", "sims", made))
    only(intake, "phone_prefix")
    assert "62 di depan" in one(intake, "phone_prefix").id
    same(intake, "sims")


def test_numbers_of_another_length(tmp_path):
    made = texts("sims")
    made.loc[7, "nik"] = made.loc[7, "nik"][:12]
    intake = read_folder(put(tmp_path / "x", "sims", made))
    found = one(intake, "values_bad", "nik")
    assert (found.severity, found.rows) == ("skipped", (9,))
    same(intake, "sims", rows=np.arange(N) != 7)


@pytest.mark.parametrize(
    "write",
    [
        lambda v: f"{int(v):,}".replace(",", "."),
        lambda v: f"{int(v):,}",
        lambda v: "Rp" + f"{int(v):,}".replace(",", ".") + ",00",
        lambda v: f"Rp. {int(v)},-",
        lambda v: f"{int(v):,}".replace(",", "\u00a0"),
    ],
)
def test_marks_for_thousands(tmp_path, write):
    made = texts("complaints")
    intake_made = made.assign(claimed_loss_rp=[write(int(v) + 0) for v in made["claimed_loss_rp"]])
    intake = read_folder(put(tmp_path / "x", "complaints", intake_made))
    only(intake, "thousands")
    assert "nilainya sama" in one(intake, "thousands").id
    same(intake, "complaints")


def test_a_decimal_comma(tmp_path):
    made = texts("operators")
    made["share"] = made["share"].str.replace(".", ",")
    intake = read_folder(put(tmp_path / "x", "operators", made, ";"))
    only(intake, "separator", "decimal_comma")
    assert '"0,' in one(intake, "decimal_comma").id
    same(intake, "operators")


def test_cells_of_hashes(tmp_path):
    made = texts("tickets")
    made["at"] = "########"
    intake = read_folder(put(tmp_path / "x", "tickets", made))
    assert "terlalu sempit" in one(intake, "hashes", "at").id
    same(intake, "tickets", without=("at",))


def test_words_for_missing_and_values_that_must_be_there(tmp_path):
    made = texts("tickets")
    made["agent_id"] = made["agent_id"].replace("", "NULL")
    made.loc[2, "agent_id"] = "#N/A"
    made.loc[4, "person_id"] = ""
    intake = read_folder(put(tmp_path / "x", "tickets", made))
    only(intake, "missing_marks", "values_empty")
    assert '"#N/A"' in one(intake, "missing_marks").id
    assert one(intake, "values_empty", "person_id").rows == (6,)
    have = intake.tables["tickets"]
    assert len(have) == N - 1
    assert have["agent_id"].isna()[2]


def test_a_few_slips_cost_rows_and_many_cost_the_column(tmp_path):
    made = texts("accesses")
    made.loc[5, "seconds"] = "lama"
    intake = read_folder(put(tmp_path / "x", "accesses", made))
    assert 'bilangan bulat ("lama")' in one(intake, "values_bad").id
    same(intake, "accesses", rows=np.arange(N) != 5)
    made["seconds"] = ["lama", *made["seconds"][1:60], *["cepat"] * (N - 60)]
    intake = read_folder(put(tmp_path / "x", "accesses", made))
    assert one(intake, "values_bad_column", "seconds").severity == "refused"
    same(intake, "accesses", without=("seconds",))


def test_spaces_around_texts(tmp_path):
    made = texts("agents")
    made["site"] += "  "
    intake = read_folder(put(tmp_path / "x", "agents", made))
    only(intake, "text_spaces")
    same(intake, "agents")


# --- yes and no ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("yes", "no"),
    [("Ya", "Tidak"), ("YA", "TIDAK"), ("Y", "T"), ("T", "F"), ("BENAR", "SALAH"), ("yes", "no")],
)
def test_words_for_yes_and_no(tmp_path, yes, no):
    made = texts("complaints")
    made["is_complete"] = made["is_complete"].map({"true": yes, "false": no})
    assert made["is_complete"].nunique() == 2
    intake = read_folder(put(tmp_path / "x", "complaints", made))
    only(intake, "flag_words")
    assert f'"{yes}"' in one(intake, "flag_words").id
    same(intake, "complaints")


def test_a_lone_t_is_not_guessed(tmp_path):
    intake = read_folder(put(tmp_path / "x", "complaints", texts("complaints").assign(is_complete="T")))
    assert "Tidak" in one(intake, "flag_unclear").id
    same(intake, "complaints", without=("is_complete",))


def test_excel_writes_true_and_false_in_capitals_and_that_is_no_news(tmp_path):
    made = texts("complaints")
    made["is_complete"] = made["is_complete"].str.upper()
    intake = read_folder(put(tmp_path / "x", "complaints", made))
    only(intake)
    same(intake, "complaints")


# --- dates --------------------------------------------------------------------------------------------


def rewritten(name: str, form: str, columns: tuple[str, ...] = ()) -> pd.DataFrame:
    """Give a table with its times written in another form."""
    made, typed = texts(name), frames()[name]
    for c in columns or [c.name for c in declared_as()[name].columns if c.kind == "time"]:
        made[c] = typed[c].dt.strftime(form).fillna("")
    return made


def spread() -> pd.DataFrame:
    """Give tickets over two months, so that days can be told from months."""
    made = frames()["tickets"].copy()
    shift = pd.to_timedelta(np.arange(N) // 2, unit="D")
    for c in ("at", "started_at", "closed_at"):
        made[c] += shift
    return made


@pytest.mark.parametrize(
    ("form", "code", "word"),
    [
        ("%d/%m/%Y %H:%M:%S", "time_day_first", "hari di depan"),
        ("%d-%m-%y %H.%M.%S", "time_day_first", "hari di depan"),
        ("%m/%d/%Y %I:%M:%S %p", "time_month_first", "bulan di depan"),
        ("%Y/%m/%d %H:%M:%S", "time_written", "jelas"),
        ("%d %b %Y %H:%M:%S", "time_written", "jelas"),
    ],
)
def test_dates_written_another_way(tmp_path, form, code, word):
    typed = spread()
    made = texts("tickets")
    for c in ("at", "started_at", "closed_at"):
        made[c] = typed[c].dt.strftime(form).fillna("")
    intake = read_folder(put(tmp_path / "x", "tickets", made))
    only(intake, code)
    assert word in one(intake, code, "at").id
    for c in ("at", "started_at", "closed_at"):
        pd.testing.assert_series_equal(intake.tables["tickets"][c], typed[c], check_dtype=False)


def test_indonesian_months(tmp_path):
    made = texts("tickets").head(4)
    made["at"] = [
        "31 Mei 2026 10:00:00",
        "1 Agu 2026 10:00:00",
        "9 Oktober 2026 10:00:00",
        "2-Des-2026 10:00:00",
    ]
    intake = read_folder(put(tmp_path / "x", "tickets", made))
    only(intake, "time_written")
    assert intake.tables["tickets"]["at"].dt.month.tolist() == [5, 8, 10, 12]


def low_days(n: int = N) -> pd.Series:
    return pd.Series(pd.date_range("2026-03-01 08:00:00", periods=n, freq="h")).where(
        lambda s: s.dt.day <= 12
    )


def test_dates_that_read_both_ways_are_refused(tmp_path):
    made = texts("tickets")
    for c in ("at", "started_at", "closed_at"):
        made[c] = low_days().dt.strftime("%d/%m/%Y %H:%M:%S")
    intake = read_folder(put(tmp_path / "x", "tickets", made))
    only(intake, "time_undecidable")
    found = one(intake, "time_undecidable", "at")
    assert found.severity == "refused"
    assert '"01/03/2026 08:00:00"' in found.id
    assert "2026-01-31" in found.id
    same(intake, "tickets", without=("at", "started_at", "closed_at"))


def test_another_column_of_the_file_settles_it(tmp_path):
    made = texts("tickets")
    made["at"] = low_days().dt.strftime("%d/%m/%Y %H:%M:%S")
    made["started_at"] = spread()["started_at"].dt.strftime("%d/%m/%Y %H:%M:%S").fillna("")
    intake = read_folder(put(tmp_path / "x", "tickets", made))
    assert "kolom lain di berkas ini" in one(intake, "time_day_first", "at").id
    assert intake.tables["tickets"]["at"].tolist() == low_days().tolist()


def test_dates_that_excel_turned_in_part_are_refused(tmp_path):
    made, typed = texts("tickets"), spread()
    half = typed["at"].dt.strftime("%d/%m/%Y %H:%M:%S")
    turned = typed["at"].dt.strftime("%m/%d/%Y %H:%M:%S")
    made["at"] = half.where(typed["at"].dt.day > 12, turned)
    made.loc[0, "at"] = "08/25/2024 00:00:00"
    intake = read_folder(put(tmp_path / "x", "tickets", made))
    assert "tertukar" in one(intake, "time_mixed", "at").id
    made["at"] = half.where(typed["at"].dt.day > 12, typed["at"].dt.strftime("%Y-%d-%m %H:%M:%S"))
    intake = read_folder(put(tmp_path / "x", "tickets", made))
    assert one(intake, "time_mixed", "at").severity == "refused"
    assert "at" not in intake.tables["tickets"]


def test_day_numbers_of_a_spreadsheet(tmp_path):
    made = texts("registrations")
    days = (frames()["registrations"]["at"] - pd.Timestamp("1899-12-30")) / pd.Timedelta(days=1)
    made["at"] = [f"{d:.9f}".replace(".", ",") for d in days]
    intake = read_folder(put(tmp_path / "x", "registrations", made, ";"))
    only(intake, "separator", "time_serial")
    assert "30 Desember 1899" in one(intake, "time_serial").id
    same(intake, "registrations")


def test_seconds_that_a_spreadsheet_did_not_show(tmp_path):
    intake = read_folder(put(tmp_path / "x", "registrations", rewritten("registrations", "%Y-%m-%d %H:%M")))
    only(intake, "time_no_seconds")
    assert "dihitung sebagai 00" in one(intake, "time_no_seconds").id
    want = frames()["registrations"]["at"].dt.floor("min")
    assert intake.tables["registrations"]["at"].tolist() == want.tolist()


def test_a_birth_year_of_two_digits_has_no_century(tmp_path):
    made = rewritten("people", "%d/%m/%y", ("birth_date",))
    intake = read_folder(put(tmp_path / "x", "people", made))
    assert "abadnya hilang" in one(intake, "time_century").id
    same(intake, "people", without=("birth_date",))


# --- people who could be real -------------------------------------------------------------------------

REAL = "3171014101700001"


@pytest.mark.parametrize("write", [str, lambda v: f"'{v}", lambda v: f"{v[:6]} {v[6:]}", lambda v: f"{v}.0"])
@pytest.mark.parametrize("column", ["nik", "kk"])
def test_a_number_that_could_be_somebodys_stops_everything(tmp_path, write, column):
    made = texts("registrations")
    made.loc[40, column] = write(REAL)
    with pytest.raises(BadValue, match="UU 27/2022") as caught:
        read_folder(put(tmp_path / "x", "registrations", made))
    assert REAL not in str(caught.value)
    assert column in str(caught.value)


def test_real_people_cannot_hide_in_another_column_or_behind_rounding(tmp_path):
    real = [str(int(REAL) + i) for i in range(N)]
    with pytest.raises(BadValue, match="No KTP"):
        read_folder(put(tmp_path / "a", "tickets", texts("tickets").assign(**{"No KTP": real})))
    with pytest.raises(BadValue, match="'nik'"):
        read_folder(put(tmp_path / "b", "sims", texts("sims").assign(nik=[f"{float(v):.5E}" for v in real])))
    with pytest.raises(BadValue, match="'nik'"):
        read_folder(put(tmp_path / "c", "sims", texts("sims").assign(nik=[v[:15] + "0" for v in real])))


def test_a_saved_result_with_real_people_is_refused_too(tmp_path):
    known = declared_as()["people"]
    made = {c.name: frames()["people"][c.name] for c in known.columns}
    nik = made["nik"].to_numpy("int64").copy()
    nik[3] = int(REAL)
    arrow = known.build({**{n: v.to_numpy() for n, v in made.items()}, "nik": nik})
    save(tmp_path / "x", {"observed/people": arrow}, [known], {})
    with pytest.raises(BadValue, match=r"people\.parquet, column 'nik', row 4"):
        read_folder(tmp_path / "x")


# --- the folder ---------------------------------------------------------------------------------------


def test_folders_that_are_none(tmp_path):
    (tmp_path / "out demo").mkdir()
    with pytest.raises(BadFolder, match="did you mean 'out demo'"):
        read_folder(tmp_path / "out demmo")
    with pytest.raises(BadFolder, match="none of the tables"):
        read_folder(tmp_path / "out demo")
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadFolder, match="is a file"):
        read_folder(tmp_path / "file")


def test_every_text_names_what_was_done_in_both_languages():
    for code, kind in kinds().items():
        severity, en, indonesian = kind["severity"], kind["en"], kind["id"]
        assert severity in SEVERITIES, code
        gaps = [
            {
                g.rpartition("_")[0] if g.endswith(("_en", "_id")) else g
                for _, g, _, _ in string.Formatter().parse(t)
                if g
            }
            for t in (en, indonesian)
        ]
        assert gaps[0] == gaps[1], code
        assert en.rstrip().endswith((".", ")")) and indonesian.rstrip().endswith((".", ")")), code


def test_every_kind_of_damage_has_a_test():
    files = ("test_detect_intake.py", "test_detect_desk.py", "test_detect_silent.py", "test_clerk.py")
    source = "".join(Path(__file__).with_name(f).read_text(encoding="utf-8") for f in files)
    assert [code for code in kinds() if f'"{code}"' not in source] == []


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=12), st.booleans(), st.integers(1, 5)
)
def test_rising_keys_are_told_from_all_others_however_the_rows_are_cut(rows, is_sorted, size):
    rows = sorted(set(rows)) if is_sorted else rows
    made = pa.table(
        {"day": pa.array([d for d, _ in rows], pa.int32()).cast(pa.date32()), "n": [n for _, n in rows]}
    )
    made = made.cast(pa.schema([("day", pa.date32()), ("n", pa.int64())]))
    cut = pa.concat_tables([made.slice(i, size) for i in range(0, len(rows), size)] or [made])
    assert _is_rising(cut.select(["day", "n"]).to_batches()) == all(a < b for a, b in pairwise(rows))
