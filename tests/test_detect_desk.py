"""`simkit detect`: what the tables allow is run, findings are written all at once, every mistake is one line."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from study_samples import run_of

from simkit.cli import main
from simkit.core.errors import BadFolder, BadValue
from simkit.core.files import read_manifest
from simkit.detect.detectors.base import ENTITIES, Ranking
from simkit.detect.detectors.registry import SPECS, Spec
from simkit.detect.intake.folder import read_folder
from simkit.detect.intake.text import undress
from simkit.detect.page import evidence, page, ranked, save, sheet
from simkit.detect.run import KEYS, NAMED, VERDICT, WORDS, check_out, default_out, examine
from simkit.engine.tables import declared

LANGS = ("en", "id")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = tmp_path_factory.mktemp("desk")
    run_of("ring").save(made / "my run", "parquet")
    run_of("ring").save(made / "as csv", "csv")
    return made


@pytest.fixture
def folder(home, tmp_path):
    """Give a copy of the run that a test may harm; its name has a space."""
    return Path(shutil.copytree(home / "my run", tmp_path / "my run"))


@cache
def desk_of(path: Path, as_of: str = ""):
    return examine(path, as_of)


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def table_of(content: bytes, lang: str) -> list[list[str]]:
    """Read a CSV file as a spreadsheet of that language does."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter={"en": ",", "id": ";"}[lang]))


# --- the registry -------------------------------------------------------------------------------------


def test_every_detector_can_be_imported_and_says_what_it_needs():
    known = {t.name for t in declared() if t.folder == "observed"}
    for name, spec in SPECS.items():
        assert callable(spec.function()), name
        assert {*spec.needs, *spec.any_of, *spec.helps} <= known
        assert spec.needs or spec.any_of
        for texts in (spec.finds, spec.blind):
            assert set(texts) == set(LANGS)
            assert all(len(t) > 30 and t.endswith(".") for t in texts.values())
    assert set(NAMED["en"]) == set(KEYS) == set(ENTITIES)


def test_no_detector_is_imported_before_its_turn():
    code = (
        "import sys, simkit.detect.detectors.registry as r\n"
        "names = {s.where.split(':')[0] for s in r.SPECS.values()}\n"
        "assert not {m for m in sys.modules if m.rpartition('.')[2] in names and 'detectors' in m}"
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code], check=True, env=env)


def test_the_registry_names_the_entity_that_the_detector_ranks(home):
    desk = desk_of(home / "my run")
    assert desk.left == []
    assert {o.spec.name: o.spec.entity for o in desk.ran} == {o.spec.name: o.ranking.entity for o in desk.ran}


def test_needs_are_true(home):
    """A detector runs on the tables it names and no others."""
    observed = read_folder(home / "my run").tables
    for spec in SPECS.values():
        least = (*spec.needs, *spec.any_of[:1])
        made = spec.function()({t: observed[t] for t in least})
        assert isinstance(made, Ranking), spec.name


# --- running ------------------------------------------------------------------------------------------


def test_parquet_and_csv_give_the_same_findings(home):
    one, other = desk_of(home / "my run"), desk_of(home / "as csv")
    for a, b in zip(one.outcomes, other.outcomes, strict=True):
        assert ranked(a, 50, "id").astype(str).equals(ranked(b, 50, "id").astype(str))


def test_with_half_the_tables_missing_the_rest_runs(folder):
    for name in (
        "registrations",
        "sims",
        "outlets",
        "tickets",
        "posts",
        "post_records",
        "accounts",
        "people",
    ):
        (folder / "observed" / f"{name}.parquet").unlink()
    desk = examine(folder)
    assert "abuse" in {o.spec.name for o in desk.ran}
    why = {o.spec.name: o.why for o in desk.left}
    assert "memerlukan registrations" in why["bulk-registration"]["id"]
    assert "registrations" in why["bulk-registration"]["en"]


def test_a_missing_column_skips_what_needs_it_and_says_which(home, tmp_path):
    for name in ("registrations", "complaints"):
        shutil.copy(home / "as csv" / "observed" / f"{name}.csv", tmp_path)
    made = pd.read_csv(tmp_path / "registrations.csv", dtype=str, keep_default_na=False)
    made["nik"] = [f"{float(v):.5E}" for v in made["nik"]]
    made.to_csv(tmp_path / "registrations.csv", index=False)
    desk = examine(tmp_path)
    why = {o.spec.name: o.why["id"] for o in desk.left}
    assert "kolom nik di registrations" in why["bulk-registration"]
    assert "abuse" in {o.spec.name for o in desk.ran}


def test_a_helping_table_that_lacks_a_column_is_done_without(home, tmp_path):
    for name in ("registrations", "sims"):
        shutil.copy(home / "as csv" / "observed" / f"{name}.csv", tmp_path)
    made = pd.read_csv(tmp_path / "sims.csv", dtype=str, keep_default_na=False)
    made.assign(nik=[f"{float(v):.5E}" for v in made["nik"]]).to_csv(tmp_path / "sims.csv", index=False)
    desk = examine(tmp_path)
    outcome = next(o for o in desk.ran if o.spec.name == "registration-devices")
    assert outcome.without == ("sims",)
    assert "Hasilnya lebih baik dengan: " in page(desk, 10, "id")
    assert "kolom nik di sims" in next(o for o in desk.left if o.spec.name == "chain").why["id"]


def test_a_library_that_is_not_installed_skips_its_detector(home, monkeypatch):
    def absent(self):
        raise ModuleNotFoundError("No module named 'sklearn'", name="sklearn")

    monkeypatch.setattr(Spec, "function", absent)
    desk = examine(home / "my run")
    assert desk.ran == []
    assert "sklearn: pip install" in desk.left[0].why["id"]


def test_a_fault_of_a_detector_is_not_hidden(home, monkeypatch):
    def broken(tables):
        raise KeyError("nonsense")

    monkeypatch.setattr(Spec, "function", lambda self: broken)
    with pytest.raises(KeyError, match="nonsense"):
        examine(home / "my run")


def test_empty_tables_rank_nobody(tmp_path):
    run_of("nobody").save(tmp_path / "x", "csv")
    for name in ("registrations", "tickets", "accesses"):
        file = tmp_path / "x" / "observed" / f"{name}.csv"
        (tmp_path / file.name).write_text(
            file.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8"
        )
    shutil.rmtree(tmp_path / "x")
    desk = examine(tmp_path)
    assert desk.ran == []
    assert any("kosong: registrations" in o.why["id"] for o in desk.left)


def test_as_of_looks_at_no_later_row(home):
    whole = desk_of(home / "my run")
    first = whole.intake.tables["registrations"]["at"].min()
    day = str((first + pd.Timedelta(days=15)).date())
    early = desk_of(home / "my run", day)
    n = {d.as_of: {o.spec.name: len(o.ranking.table) for o in d.ran} for d in (whole, early)}
    assert 0 < n[day]["bulk-registration"] < n[""]["bulk-registration"]
    abuse = next(o for o in early.ran if o.spec.name == "abuse").ranking.evidence
    cited = abuse.loc[abuse["table"] == "traffic_daily", "row_id"].astype(str)
    assert len(cited)
    assert (cited.str[-10:] <= day).all()
    with pytest.raises(BadValue, match="2025-01-31"):
        examine(home / "my run", "31/01/2025")
    with pytest.raises(BadValue, match="hold nothing"):
        examine(home / "my run", "1999-01-01")


def test_as_of_leaves_out_a_table_without_its_date(home, tmp_path):
    for name in ("registrations", "complaints"):
        shutil.copy(home / "as csv" / "observed" / f"{name}.csv", tmp_path)
    made = pd.read_csv(tmp_path / "complaints.csv", dtype=str, keep_default_na=False).drop(columns="at")
    made.to_csv(tmp_path / "complaints.csv", index=False)
    at = str(read_folder(tmp_path).tables["registrations"]["at"].max().date())
    desk = examine(tmp_path, at)
    found = [f for f in desk.findings if f.code == "cut_unknown"]
    assert [(f.table, f.column) for f in found] == [("complaints", "at")]
    assert "--as-of" in found[0].id
    assert "abuse" in {o.spec.name for o in desk.left}


# --- the folder of findings ---------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_lists_open_in_a_spreadsheet_and_lose_no_digit(home, tmp_path, lang):
    desk = desk_of(home / "my run")
    out = save(desk, tmp_path / "out", 30, lang)
    for o in desk.ran:
        rows = table_of((out / f"{o.spec.name}.csv").read_bytes(), lang)
        assert rows[0] == ["rank", KEYS[o.spec.entity], "score", "reason"]
        first = o.ranking.head(30)
        assert len(rows) == len(first) + 1
        # Excel keeps 15 digits of anything that looks like a number, and shows 11.
        assert not [c for row in rows[1:] for c in row if re.fullmatch(r"\d{12,}", c)]
        ids = pd.Series([row[1] for row in rows[1:]]).str.replace(" ", "")
        assert ids.tolist() == first["entity_id"].astype(str).tolist()
        scores = [float(row[2].replace(",", ".")) for row in rows[1:]]
        assert scores == pytest.approx(first["score"].tolist(), rel=1e-4)
        cited = table_of((out / f"{o.spec.name}-evidence.csv").read_bytes(), lang)
        assert cited[0] == [KEYS[o.spec.entity], "reason", "table", "row_id"]
        assert {row[0] for row in cited[1:]} <= {row[1] for row in rows[1:]}


def test_evidence_points_to_rows_that_are_there(home):
    desk = desk_of(home / "my run")
    keys = {t.name: t.key for t in declared() if t.folder == "observed"}
    seen = 0
    for o in desk.ran:
        for table, rows in evidence(o, 20).groupby("table", observed=True):
            if len(keys[table]) == 1:
                have = set(desk.intake.tables[table][keys[table][0]].astype(str))
                assert set(rows["row_id"].astype(str)) <= have, (o.spec.name, table)
                seen += len(rows)
    assert seen


def test_a_text_like_a_formula_stays_text():
    made = sheet(pd.DataFrame({"site": ["=1+1", "@x", "-5", "12"]}), "en").decode("utf-8-sig")
    assert made.split() == ["site", "'=1+1", "'@x", "-5", "12"]
    assert undress(pd.Series(["'@x"])).tolist() == ["@x"]


def test_findings_replace_findings_and_nothing_else(home, folder):
    desk = desk_of(home / "my run")
    out = default_out(folder)
    assert out == folder.with_name("my run-findings")
    save(desk, out, 10)
    first = files(out)
    save(desk, out, 10)
    assert files(out) == first
    assert set(read_manifest(out)["files"]) == set(first) - {"manifest.json"}
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BadFolder, match=r"notes\.txt"):
        save(desk, out, 10)
    for where, why in (
        (folder, "folder of the tables"),
        (folder / "inside", "folder of the tables"),
        (folder.parent, "folder of the tables"),
        (home / "as csv", "another result"),
    ):
        with pytest.raises(BadFolder, match=why):
            check_out(where, folder)


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_full_disk_or_a_stop_leaves_the_older_findings(home, tmp_path, monkeypatch, error):
    desk = desk_of(home / "my run")
    out = save(desk, tmp_path / "out", 10)
    before = files(tmp_path)
    write = Path.write_bytes

    def full(self, content):
        if self.name == "abuse.csv":
            raise error
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises((BadFolder, KeyboardInterrupt)):
        save(desk, out, 20)
    assert files(tmp_path) == before


def test_the_tables_are_never_changed(folder):
    before = files(folder)
    assert main(["detect", str(folder)]) == 0
    assert files(folder) == before


# --- the report ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_the_report_stands_alone_and_says_it_is_no_verdict(home, lang):
    desk = desk_of(home / "my run")
    made = page(desk, 50, lang)
    assert f'<html lang="{lang}">' in made
    assert VERDICT[lang] in made
    assert "http:" not in made.replace("http-equiv", "")
    assert "https:" not in made
    assert "<script" not in made
    for o in desk.ran:
        assert o.spec.name in made
        assert WORDS[lang]["blind"] in made
        first = o.ranking.head(1)[f"reason_{lang}"].iloc[0]
        assert not first or first.replace('"', "&quot;").replace("'", "&#x27;") in made
    assert made == page(desk, 50, lang)


def test_the_report_says_what_was_repaired_and_refused_and_escapes_it(home, tmp_path):
    where = tmp_path / "a <b> & c"
    where.mkdir()
    for name in ("registrations", "complaints", "agents"):
        shutil.copy(home / "as csv" / "observed" / f"{name}.csv", where)
    made = pd.read_csv(where / "registrations.csv", dtype=str, keep_default_na=False)
    made["nik"] = [f"{float(v):.5E}" for v in made["nik"]]
    made.assign(**{"<i>": "x"}).to_csv(where / "registrations.csv", index=False, sep=";")
    text = page(examine(where), 10, "id")
    assert "<i>" not in text
    assert "&lt;i&gt;" in text
    assert "a &lt;b&gt; &amp; c" in text
    for words in (
        "digit terakhirnya hilang",
        "titik koma",
        "Ditolak: ada informasi yang hilang",
        "Diperbaiki",
    ):
        assert words in text
    assert text.index("Ditolak:") < text.index("Diperbaiki:")


def test_both_languages_have_the_same_words():
    assert set(WORDS["en"]) == set(WORDS["id"])
    for key, text in WORDS["en"].items():
        gaps = re.findall(r"\{\w+\}", text)
        assert sorted(gaps) == sorted(re.findall(r"\{\w+\}", WORDS["id"][key])), key


# --- the command --------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_the_command_says_what_it_found_and_where(folder, capsys, lang):
    assert main(["detect", str(folder), "--top", "5", "--lang", lang]) == 0
    said, err = capsys.readouterr()
    assert err == ""
    assert " ".join(VERDICT[lang].split()) in " ".join(said.split())
    for name in SPECS:
        assert f"{name}: " in said
    assert f"{folder}-findings/report.html" in said
    about = json.loads(Path(f"{folder}-findings/manifest.json").read_text(encoding="utf-8"))["about"]
    assert about == {"folder": "my run", "as_of": "", "top": 5, "lang": lang}


def test_a_folder_where_nothing_can_run_says_so(home, tmp_path, capsys):
    shutil.copy(home / "as csv" / "observed" / "operators.csv", tmp_path)
    assert main(["detect", str(tmp_path), "--out", str(tmp_path) + "-out", "--lang", "id"]) == 1
    assert "Tidak ada detektor yang dapat dijalankan" in capsys.readouterr().out
    assert Path(f"{tmp_path}-out/report.html").is_file()


def refused(capsys, *words: str) -> str:
    assert main(["detect", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("simkit: ")
    assert err.count("\n") == 1
    return err


def test_mistakes_are_one_line(folder, capsys):
    assert "there is no folder" in refused(capsys, str(folder) + "x")
    assert "did you mean 'my run'" in refused(capsys, str(folder.parent / "my rum"))
    assert "is a file" in refused(capsys, str(folder / "manifest.json"))
    assert "--top is '0'" in refused(capsys, str(folder), "--top", "0")
    assert "--as-of is 'yesterday'" in refused(capsys, str(folder), "--as-of", "yesterday")
    assert "FOLDER" in refused(capsys)
    assert main(["detect", str(folder), "--out", str(folder.parent / "f")]) == 0
    capsys.readouterr()
    assert "earlier `simkit detect`" in refused(capsys, str(folder.parent / "f"))


def test_real_people_are_refused_by_the_command_and_nothing_is_written(home, tmp_path, capsys):
    where = tmp_path / "real"
    where.mkdir()
    made = pd.read_csv(home / "as csv" / "observed" / "registrations.csv", dtype=str, keep_default_na=False)
    made.loc[3, "nik"] = "3171014101700001"
    made.to_csv(where / "registrations.csv", index=False)
    err = refused(capsys, str(where))
    for word in (
        "registrations.csv, column 'nik', row 5",
        "UU 27/2022",
        "There is no switch",
        "tidak dapat dimatikan",
    ):
        assert word in err
    assert "3171014101700001" not in err
    assert [p.name for p in tmp_path.iterdir()] == ["real"]


HELP = {
    "en": ("Nothing in FOLDER is changed", "A ranking is no verdict"),
    "id": ("Isi FOLDER tidak diubah", "yang diketahui pada akhir hari itu"),
}


@pytest.mark.parametrize("lang", HELP)
def test_the_help_speaks_both_languages(capsys, lang):
    with pytest.raises(SystemExit):
        main(["detect", "--help", "--lang", lang])
    said = " ".join(capsys.readouterr().out.split())
    assert all(words in said for words in HELP[lang])
