"""The shipped data sets: small, safe, valid for the standard's own validator, and what this version makes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from core_samples import problems
from frictionless import Package, Resource, system

from simkit.core.folder import load
from simkit.engine.tables import declared
from simkit.world.nik import could_exist
from simkit_course import datasets
from simkit_course import datasets as cards

HOME = Path(__file__).parents[1] / "datasets"
NAMES = tuple(datasets.SETS)


@pytest.fixture(scope="module")
def sets():
    return {name: load(HOME / name) for name in NAMES}


def arrow(saved):
    return {path: t.arrow() for path, t in saved.tables.items()}


@pytest.mark.golden
def test_they_are_what_this_version_makes_wherever_it_is_made(tmp_path):
    assert datasets.verify(HOME) == []
    made = datasets.build(tmp_path / "another folder", ("desk",))
    contents = [
        {path: t["content"] for path, t in load(f).manifest["tables"].items()} for f in (*made, HOME / "desk")
    ]
    assert contents[0] == contents[1]


def test_verify_notices_a_changed_value_and_a_missing_table(tmp_path):
    folder = tmp_path / "desk"
    datasets.build(tmp_path, ("desk",))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["tables"]["observed/posts"]["content"] = "0" * 40
    del manifest["tables"]["truth/agents"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    found = datasets.compare(folder, "desk", dict(next(datasets.make(("desk",)))[2]))
    assert any("observed/posts: the values differ" in text for text in found)
    assert any("truth/agents: missing" in text for text in found)


def test_they_are_small():
    size = sum(p.stat().st_size for p in HOME.rglob("*") if p.is_file())
    assert size < 16e6


@pytest.mark.parametrize("name", NAMES)
def test_every_key_and_reference_holds(sets, name):
    assert problems(arrow(sets[name]), declared()) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_identifier_can_belong_to_anybody(sets, name):
    for path, table in arrow(sets[name]).items():
        for column in ("nik", "kk"):
            if column in table.column_names:
                assert not could_exist(table.column(column).drop_null().to_numpy()).any(), path
        if "msisdn" in table.column_names:
            text = table.column("msisdn").drop_null().cast(pa.string()).to_pylist()
            assert all(t.startswith("6284") for t in text), path


@pytest.mark.parametrize("name", NAMES)
def test_the_standard_s_validator_agrees_with_the_descriptor_and_its_small_tables(name):
    descriptor = json.loads((HOME / name / "datapackage.json").read_text(encoding="utf-8"))
    assert list(Package.metadata_validate(descriptor)) == []
    small = [r for r in descriptor["resources"] if load_rows(name, r["path"]) <= datasets.SMALL_ROWS]
    assert len(small) >= 3
    for resource in small:
        alone = resource | {"schema": {k: v for k, v in resource["schema"].items() if k != "foreignKeys"}}
        with system.use_context(trusted=True):
            report = Resource.from_descriptor(alone, basepath=str(HOME / name)).validate()
        assert report.valid, (resource["path"], report.flatten(["type", "message"])[:3])


def load_rows(name, path):
    manifest = json.loads((HOME / name / "manifest.json").read_text(encoding="utf-8"))
    return manifest["tables"][path.removesuffix(".parquet")]["rows"]


def test_the_prevalence_teaches_base_rates(sets):
    run_share = (HOME / "registrations" / "README.md").read_text(encoding="utf-8")
    assert " of the SIMs of that simulated country" in run_share
    truth = sets["registrations"].truth["registrations"]
    seen = sets["registrations"].observed["registrations"]
    share = len(truth) / len(seen)
    assert 0.01 < share < 0.06
    roles = sets["desk"].truth["agents"]["role"].astype(str)
    assert (roles != "honest").sum() == 3 and len(roles) == 32
    assert not np.isnan(share)


@pytest.mark.parametrize("name", NAMES)
def test_the_card_says_what_the_data_cannot_show_in_both_languages(name):
    text = (HOME / name / "README.md").read_text(encoding="utf-8")
    for lang in ("id", "en"):
        assert all(limit in text for limit in cards.CARDS[lang][name]["cannot"])
    assert "CC BY 4.0" in text


def test_small_tables_are_there_as_csv_too():
    assert (
        (HOME / "desk" / "csv" / "observed" / "agents.csv")
        .read_text(encoding="utf-8")
        .startswith("agent_id,")
    )
