"""Damages to whole files: how they were saved, packed and cut up, what stands above, below and beside the table."""

from __future__ import annotations

import bz2
import gzip
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from clerk_folder import Damage, Make, of_bytes, of_frame, of_lines, put, table

OFFICE = shutil.which("soffice")
TYPED = {"at", "registered_at", "closed_at", "started_at", "activated_at", "forwarded_at", "decided_at"}


def typed(folder: Path, name: str) -> pd.DataFrame:
    """Read a table as pandas would have it: moments, whole numbers, texts where digits must be kept."""
    frame = pd.read_csv(folder / f"{name}.csv", dtype={"imei": str, "imsi": str, "iccid": str})
    return frame.assign(**{c: pd.to_datetime(frame[c]) for c in TYPED & set(frame)})


def replaced(names: tuple[str, ...], suffix: str, write: object) -> Make:
    """Put a file of another form in the place of each table."""

    def make(folder: Path) -> None:
        for name in names:
            write(folder, name, folder / f"{name}{suffix}")
            if suffix != ".csv":
                (folder / f"{name}.csv").unlink()

    return make


# --- how a file was saved ---------------------------------------------------------------------------------

SAVED = {
    "utf-8 with BOM": lambda raw: b"\xef\xbb\xbf" + raw,
    "utf-16": lambda raw: raw.decode().encode("utf-16"),
    "utf-16-be bare": lambda raw: raw.decode().encode("utf-16-be"),
    "utf-32": lambda raw: raw.decode().encode("utf-32"),
    "utf-32-le bare": lambda raw: raw.decode().encode("utf-32-le"),
    "utf-32-be": lambda raw: "\ufeff".encode("utf-32-be") + raw.decode().encode("utf-32-be"),
    "windows line ends": lambda raw: raw.replace(b"\n", b"\r\n"),
    "old mac line ends": lambda raw: raw.replace(b"\n", b"\r"),
    "no last line end": lambda raw: raw.rstrip(b"\n"),
    "ctrl-z at the end": lambda raw: raw + b"\x1a",
    "empty rows below": lambda raw: raw + (b"," * raw.split(b"\n", 1)[0].count(b",") + b"\n") * 30,
}


def written(**how: object) -> Make:
    def make(folder: Path) -> None:
        for name in ("accesses", "sims"):
            put(folder, name, table(folder, name), **how)

    return make


def saved() -> Iterator[Damage]:
    for i, (kind, change) in enumerate(SAVED.items()):
        for name in ("sims", "people") if i % 2 else ("accesses", "registrations"):
            yield Damage(kind, name, "lossless", of_bytes(name, change))
    for kind, how in {
        "semicolons": {"sep": ";"},
        "tabs": {"sep": "\t"},
        "bars": {"sep": "|"},
        "all quoted": {"quoting": 1},
    }.items():
        yield Damage(kind, "accesses, sims", "lossless", written(**how))
    one = lambda raw: b"".join(b'"' + line.replace(b'"', b'""') + b'"\n' for line in raw.split(b"\n")[:-1])  # noqa: E731
    yield Damage("each row in one cell", "tickets", "lossless", of_bytes("tickets", one))
    told = lambda lines: ["sep=;", *(line.replace(",", ";") for line in lines)]  # noqa: E731
    yield Damage("sep=; above", "tickets", "lossless", of_lines("tickets", told))


# --- what pandas, openpyxl and LibreOffice leave -------------------------------------------------------------


def html(folder: Path, name: str, to: Path) -> None:
    to.write_text(table(folder, name).to_html(index=False), encoding="utf-8")


def page(folder: Path, name: str, to: Path) -> None:
    """Write a page as a web application's export does: a title, a table, words below."""
    inner = table(folder, name).to_html(index=False)
    to.write_text(
        f"<html><body><h1>Laporan</h1>{inner}<p>Dicetak oleh admin</p></body></html>", encoding="utf-8"
    )


def sheet(folder: Path, name: str, to: Path) -> None:
    table(folder, name).to_excel(to, index=False)


def typed_sheet(folder: Path, name: str, to: Path) -> None:
    typed(folder, name).to_excel(to, index=False)


def index_sheet(folder: Path, name: str, to: Path) -> None:
    typed(folder, name).to_excel(to)


def titled_sheet(folder: Path, name: str, to: Path) -> None:
    """Write a sheet with a merged title, an empty row and a merged group above the heads."""
    with pd.ExcelWriter(to) as out:
        typed(folder, name).to_excel(out, index=False, startrow=3)
        leaf = next(iter(out.sheets.values()))
        leaf["A1"] = "Laporan bulanan"
        leaf.merge_cells("A1:F1")
        leaf["C3"] = "Rincian"
        leaf.merge_cells("C3:E3")


def narrow_sheet(folder: Path, name: str, to: Path) -> None:
    """Write every number as Excel keeps it: 15 digits."""
    frame = typed(folder, name)
    for c in set(frame) & {"nik", "kk"}:
        frame[c] = [float(f"{v:.14e}") for v in frame[c]]
    frame.to_excel(to, index=False)


def office(form: str, source: object = None) -> object:
    """Let LibreOffice open a table and save it in another form."""

    def write(folder: Path, name: str, to: Path) -> None:
        inside = folder / f"{name}.csv"
        if source is not None:
            inside = folder / f"{name}.xlsx"
            source(folder, name, inside)
        home = f"-env:UserInstallation={(folder / '.office').as_uri()}"
        words = [
            OFFICE,
            home,
            "--headless",
            "--convert-to",
            form,
            "--outdir",
            str(folder / ".made"),
            str(inside),
        ]
        subprocess.run(words, check=True, capture_output=True, timeout=120)
        shutil.move(next((folder / ".made").iterdir()), to)
        if inside.suffix == ".xlsx" and inside != to:
            inside.unlink()
        for left in (".office", ".made"):
            shutil.rmtree(folder / left)

    return write


def index_csv(folder: Path, name: str, to: Path) -> None:
    typed(folder, name).to_csv(to)


def index_without_head(folder: Path, name: str, to: Path) -> None:
    table(folder, name).to_csv(to, index_label=False)


def nullable_csv(folder: Path, name: str, to: Path) -> None:
    """Read and save by pandas, which makes ids with missing values floats."""
    pd.read_csv(folder / f"{name}.csv", dtype={"imei": str, "imsi": str, "iccid": str}).to_csv(
        to, index=False
    )


def parquet(folder: Path, name: str, to: Path) -> None:
    typed(folder, name).to_parquet(to, index=False)


def packed_gz(folder: Path, name: str, to: Path) -> None:
    to.write_bytes(gzip.compress((folder / f"{name}.csv").read_bytes()))


def packed_bz2(folder: Path, name: str, to: Path) -> None:
    to.write_bytes(bz2.compress((folder / f"{name}.csv").read_bytes()))


def packed_zip(folder: Path, name: str, to: Path) -> None:
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as out:
        out.write(folder / f"{name}.csv", f"{name}.csv")


def all_zip(folder: Path) -> None:
    files = sorted(folder.glob("*.csv"))
    with zipfile.ZipFile(folder / "kiriman.zip", "w", zipfile.ZIP_DEFLATED) as out:
        for file in files:
            out.write(file, f"kiriman/{file.name}")
    for file in files:
        file.unlink()


def book(folder: Path) -> None:
    """Put five tables into one workbook, a sheet each."""
    with pd.ExcelWriter(folder / "data final.xlsx") as out:
        for name in ("people", "sims", "registrations", "agents", "outlets"):
            typed(folder, name).to_excel(out, sheet_name=name, index=False)
            (folder / f"{name}.csv").unlink()


def broken(write: object, change: Callable[[bytes], bytes]) -> object:
    """Let something happen to a file after it was packed."""

    def made(folder: Path, name: str, to: Path) -> None:
        write(folder, name, to)
        to.write_bytes(change(to.read_bytes()))

    return made


def half(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def altered(raw: bytes) -> bytes:
    """Overwrite a stretch in the middle, as a bad disk does."""
    at = len(raw) // 2
    return raw[:at] + bytes(i * 7 % 256 for i in range(40)) + raw[at + 40 :]


FORMS = {
    "HTML as .csv": (".csv", html, "lossless"), "HTML as .xls": (".xls", html, "lossless"),
    "HTML page as .html": (".html", page, "lossless"), "xlsx of texts": (".xlsx", sheet, "lossless"),
    "xlsx of types": (".xlsx", typed_sheet, "refused"), "xlsx with index": (".xlsx", index_sheet, "refused"),
    "xlsx with title and merged heads": (".xlsx", titled_sheet, "refused"),
    "xlsx of 15 digits": (".xlsx", narrow_sheet, "refused"), "index column": (".csv", index_csv, "lossless"),
    "index without head": (".csv", index_without_head, "lossless"),
    "pandas and back": (".csv", nullable_csv, "lossless"),
    "parquet by pandas": (".parquet", parquet, "lossless"), "csv.gz": (".csv.gz", packed_gz, "lossless"),
    "csv.bz2": (".csv.bz2", packed_bz2, "refused"), "zip of one": (".zip", packed_zip, "lossless"),
    "csv.gz cut off": (".csv.gz", broken(packed_gz, half), "refused"),
    "csv.gz altered": (".csv.gz", broken(packed_gz, altered), "refused"),
    "zip cut off": (".zip", broken(packed_zip, half), "refused"),
    "zip altered": (".zip", broken(packed_zip, altered), "refused"),
    "xlsx cut off": (".xlsx", broken(sheet, half), "refused"),
    "xlsx altered": (".xlsx", broken(sheet, altered), "refused"),
}  # fmt: skip
OFFICES = {
    "LibreOffice: ods": (".ods", office("ods", sheet), "lossless"),
    "LibreOffice: csv opened and saved": (
        ".csv",
        office("csv:Text - txt - csv (StarCalc):44,34,76"),
        "refused",
    ),
    "LibreOffice: xlsx of texts to csv": (
        ".csv",
        office("csv:Text - txt - csv (StarCalc):44,34,76", sheet),
        "lossless",
    ),
    "LibreOffice: xlsx of texts to xlsx": (".xlsx", office("xlsx", sheet), "lossless"),
    "LibreOffice: html": (".html", office("html", sheet), "lossless"),
}


SHEETS = (typed_sheet, index_sheet, titled_sheet, narrow_sheet)


def forms() -> Iterator[Damage]:
    for i, (kind, (suffix, write, read)) in enumerate((FORMS | (OFFICES if OFFICE else {})).items()):
        for name in ("sims", "tickets") if i % 2 else ("registrations", "sims"):
            # A NIK above 2**53 loses its last digit in a number of a workbook; a ticket has none.
            here = "lossless" if name == "tickets" and write in SHEETS else read
            yield Damage(kind, name, here, replaced((name,), suffix, write))
    yield Damage("zip of all", "folder", "lossless", all_zip)
    # Its numbers are floating-point ones: a NIK above 2**53 is lost.
    yield Damage("one workbook", "sims", "refused", book)


# --- names of files, monthly files ----------------------------------------------------------------------------


def monthly(name: str, at: str, call: object) -> Make:
    """Cut a table into one file a month."""

    def make(folder: Path) -> None:
        frame = table(folder, name)
        when = pd.to_datetime(frame[at])
        parts = when.dt.strftime("%Y-%m")
        for i, (_, part) in enumerate(frame.groupby(parts), 1):
            to = folder / call(name, i)
            to.parent.mkdir(exist_ok=True)
            part.to_csv(to, index=False)
        (folder / f"{name}.csv").unlink()

    return make


CALLED = {
    "monthly files, numbered": lambda n, i: f"{n}-2026-{i:02d}.csv",
    "monthly files, named": lambda n, i: f"{n} {('Januari', 'Pebruari', 'Maret')[i - 1]} 2026.csv",
    "monthly files, in parts": lambda n, i: f"{n} ({i}).csv",
    "monthly folders": lambda n, i: f"2026-{i:02d}/{n}.csv",
}  # fmt: skip


def overlapping(folder: Path) -> None:
    frame = table(folder, "registrations")
    n = len(frame) // 2
    frame.iloc[: n + 9].to_csv(folder / "registrations_1.csv", index=False)
    frame.iloc[n - 9 :].to_csv(folder / "registrations_2.csv", index=False)
    (folder / "registrations.csv").unlink()


def renamed(name: str, to: str) -> Make:
    return lambda folder: (folder / f"{name}.csv").rename(folder / to) and None


def beside(folder: Path) -> None:
    """An older copy of a table lies beside it, with other values."""
    table(folder, "sims").head(40).assign(channel="counter", outlet_id="").to_csv(
        folder / "sims lama.csv", index=False
    )


def called() -> Iterator[Damage]:
    for kind, call in CALLED.items():
        for name, at in (("tickets", "at"), ("traffic_daily", "day"), ("registrations", "at")):
            yield Damage(kind, name, "repaired", monthly(name, at, call))
    yield Damage("files that overlap", "registrations", "repaired", overlapping)
    names = (
        "Copy of sims.csv",
        "SIMS FINAL (2).csv",
        "data_sims_rev3.csv",
        "Book1.csv",
        "sims.CSV",
        "sims.txt",
        "sims.csv.csv",
    )
    for to in names:
        yield Damage(f"called {to}", "sims", "lossless", renamed("sims", to))
    yield Damage("an older copy beside", "sims", "lossless", beside)
    yield Damage("a note and a picture beside", "folder", "lossless", _notes)


def _notes(folder: Path) -> None:
    (folder / "catatan.txt").write_text("Tolong dicek ya\n", encoding="utf-8")
    (folder / "foto.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(500))
    (folder / "~$sims.xlsx").write_bytes(b"lock")


# --- heads, and rows that are none -----------------------------------------------------------------------------


def above(*lines: str) -> object:
    return lambda there: [*lines, *there]


def group_heads(there: list[str]) -> list[str]:
    return ["Identitas," + "," * (there[0].count(",") - 1), *there]


def split_heads(there: list[str]) -> list[str]:
    """Merge the first head over two rows, and a group over the others."""
    first, *others = there[0].split(",")
    return [f"{first},Rincian" + "," * (len(others) - 1), "," + ",".join(others), *there[1:]]


def every(step: int) -> object:
    """Print the heads again on each page."""
    return lambda there: [
        line for i, row in enumerate(there) for line in ((there[0], row) if i and i % step == 0 else (row,))
    ]


def short(there: list[str]) -> list[str]:
    """Leave empty cells at the end of a row out."""
    return [there[0], *(re.sub(",+$", "", row) for row in there[1:])]


def cut_after(there: list[str]) -> list[str]:
    head = there[0].count(",")
    return [*there, "", "Total" + f",{len(there) - 1}" + "," * (head - 1), "Dicetak oleh: admin"]


LINES = {
    "title above": (above("LAPORAN BULANAN"), "lossless"),
    "title and empty line above": (above("LAPORAN BULANAN", "Periode: Januari 2026", ""), "lossless"),
    "title over all columns": (lambda t: ["LAPORAN" + "," * t[0].count(","), *t], "lossless"),
    "remarks with # above": (above("# ekspor dari sistem", "# 3 kolom, angka"), "lossless"),
    "units below the heads": (lambda t: [t[0], ",".join(["(angka)"] * (t[0].count(",") + 1)), *t[1:]], "lossless"),
    "rule below the heads": (lambda t: [t[0], ",".join(["-----"] * (t[0].count(",") + 1)), *t[1:]], "lossless"),
    "group above the heads": (group_heads, "lossless"), "heads over two rows": (split_heads, "lossless"),
    "separator at each end": (lambda t: [t[0], *(row + "," for row in t[1:])], "lossless"),
    "two separators at each end": (lambda t: [row + ",," for row in t], "lossless"),
    "short rows": (short, "lossless"), "heads again on each page": (every(40), "lossless"),
    "total and footer below": (cut_after, "lossless"),
    "psql footer": (lambda t: [*t, f"({len(t) - 1} rows)"], "lossless"),
    "empty rows between": (lambda t: [x for i, r in enumerate(t) for x in (r, "")[: 1 + (i % 50 == 9)]], "lossless"),
    "no heads": (lambda t: t[1:], "refused"), "a row twice": (lambda t: [*t, t[5]], "lossless"),
    "a comma too many in a row": (lambda t: [*t[:6], t[6].replace(",", ",x,", 1), *t[7:]], "refused"),
}  # fmt: skip
HEADS = {
    "capitals": str.upper, "blanks": lambda h: h.replace("_", " ").title(),
    "camel": lambda h: h.title().replace("_", ""),
    "small camel": lambda h: h[0] + h.title().replace("_", "")[1:], "points": lambda h: h.replace("_", "."),
    "glued": lambda h: h.replace("_", ""), "dashes": lambda h: h.replace("_", "-"),
    "type behind": lambda h: f"{h} (teks)",
    "quotes": lambda h: f"'{h}'", "star": lambda h: f"{h} *", "cut to ten": lambda h: h[:10],
}  # fmt: skip


def heads() -> Iterator[Damage]:
    for i, (kind, (change, read)) in enumerate(LINES.items()):
        places = ("accesses", "sims") if i % 2 else ("registrations", "tickets")
        if kind == "short rows":
            places = ("accesses", "registrations")
        for name in places:
            yield Damage(kind, name, read, of_lines(name, change))
    for i, (kind, write) in enumerate(HEADS.items()):
        for name in ("accesses", "sims") if i % 2 else ("registrations", "tickets"):
            yield Damage(
                f"heads: {kind}", name, "lossless", of_frame(name, lambda f, w=write: f.rename(columns=w))
            )
    for name in ("accesses", "sims"):
        prefix = of_frame(name, lambda f, n=name: f.rename(columns=lambda h: f"{n}.{h}"))
        yield Damage("heads: table before", name, "lossless", prefix)
        yield Damage("rows in another order", name, "lossless", of_frame(name, lambda f: f.iloc[::-1]))
        shuffled = of_frame(name, lambda f: f[[*f.columns[::-1]]])
        yield Damage("columns in another order", name, "lossless", shuffled)
        more = of_frame(name, lambda f: f.assign(keterangan="", No=np.arange(1, len(f) + 1)))
        yield Damage("columns too many", name, "lossless", more)
    words = {"sim_id": "id_kartu", "nik": "no_ktp", "registered_at": "tgl_daftar"}
    yield Damage("heads: translated", "sims", "refused", of_frame("sims", lambda f: f.rename(columns=words)))


def damages() -> Iterator[Damage]:
    for group in (saved, forms, called, heads):
        yield from group()
