"""A folder as a clerk's tools leave it reads like the clean one, or words say what is lost.

`benchmarks/clerk.py` tries every damage; here a sample, one of each kind of mending.
"""

from __future__ import annotations

import pandas as pd
import pytest
from clerk_samples import Judge, clean_folder, damages

from simkit.detect.post_linkage import link_posts

SAMPLE = {
    "utf-32 @ sims": "encoding", "old mac line ends @ sims": "", "HTML page as .html @ registrations": "",
    "xlsx of texts @ tickets": "", "csv.gz @ registrations": "", "csv.bz2 @ sims": "file_form",
    "csv.gz altered @ sims": "file_unreadable",
    "zip altered @ sims": "file_unreadable", "xlsx cut off @ sims": "file_unreadable",
    "zip of one @ registrations": "", "index without head @ sims": "", "monthly files, named @ tickets": "file_joined",
    "monthly folders @ traffic_daily": "file_joined", "an older copy beside @ sims": "file_second",
    "title and empty line above @ sims": "rows_above", "heads over two rows @ sims": "rows_above",
    "separator at each end @ registrations": "", "short rows @ registrations": "rows_short",
    "total and footer below @ registrations": "rows_none", "heads: small camel @ sims": "head_tidied",
    "day name and pukul @ logins.at": "time_written", "compact iso @ tickets.closed_at": "time_zone",
    "epoch s @ accesses.at": "time_epoch_time", "epoch day @ people.birth_date": "time_epoch_day",
    "no date: 9999-12-31 @ complaints.decided_at": "", "no date: zeros @ registrations.at": "",
    "flag: x and blank @ sims.is_prepaid": "flag_words", "missing: nil @ accounts.imei": "",
    "amount: curly apostrophes @ complaints.claimed_loss_rp": "thousands",
    "phone: +62 (0)84 @ sims.msisdn": "phone_prefix", "phone: 6262 @ accounts.msisdn": "phone_prefix",
    "placeholder: nines @ people.nik": "values_none", "placeholder: 1234 @ sims.msisdn": "values_none",
    "translated words @ accesses.verdict": "", "name: both @ people.name": "", "a real one @ people.nik": "",
    "a real phone: 6262 @ sims.msisdn": "", "xlsx of 15 digits @ sims": "", "UTC unsaid @ tickets.at": "",
}  # fmt: skip
"""One damage of each kind of mending, and what must be said of it, where that has a code."""


@pytest.fixture(scope="module")
def judge(tmp_path_factory):
    work = tmp_path_factory.mktemp("clerk")
    return Judge(clean_folder(work), work)


DAMAGES = {d.name: d for d in damages()}


@pytest.mark.parametrize("name", SAMPLE)
def test_a_damage_reads_like_the_clean_folder_or_is_named(judge, name):
    outcome = judge(DAMAGES[name])
    assert outcome.is_right, (outcome.came, outcome.words)
    assert SAMPLE[name] in ("", *(w.partition(":")[0] for w in outcome.words)), outcome.words


def test_the_benchmark_has_enough_kinds_and_places():
    assert len(DAMAGES) > 400
    assert len({d.kind for d in DAMAGES.values()}) > 200
    assert SAMPLE.keys() <= DAMAGES.keys()


def people(*names: str) -> pd.DataFrame:
    nik = [3270754101700001 + i for i in range(len(names))]
    return pd.DataFrame({"person_id": range(1, len(names) + 1), "nik": nik, "name": names})


def linked(names: list[str], *posted: str) -> pd.DataFrame:
    ids = range(1, len(posted) + 1)
    records = pd.DataFrame({"post_record_id": ids, "post_id": 1, "posted_name": posted})
    return link_posts({"people": people(*names), "post_records": records})


def test_one_word_is_spread_over_all_who_have_it():
    others = [f"{a}{b} Lestari" for a in "BCDFGHJK" for b in ("ana", "ena", "ina", "ona", "una")]
    shared = ["Budi", *(f"Budi {w}" for w in ("Santoso", "Hartono", "Wijaya")), "Agus Budi"]
    found = linked([*shared, *others], "Budi", "Bana")
    assert found.loc[0, "n_candidates"] == len(shared)
    assert found.loc[0, "p"] < 1 / len(shared)
    assert found.loc[0, "margin"] == pytest.approx(0, abs=1e-9)
    assert found.loc[1, "person_id"] == len(shared) + 1
    assert found.loc[1, "p"] > 0.9


@pytest.mark.parametrize(
    "posted", ["Drs. H. Budi Santoso, M.Si.", "SANTOSO, BUDI", "Bapak Budi Santoso", "Budi Santoso S.H."]
)
def test_titles_degrees_and_order_of_names_do_not_matter(posted):
    names = ["Budi Santoso", "Budi Hartono", "Siti Santoso", "Ani Lestari"] * 5
    names = [n if i < 4 else f"{n} {'ABCDEFGHIJKLMNOPQRST'[i]}" for i, n in enumerate(names)]
    found = linked(names, posted, "Budi Santoso")
    assert found["person_id"].tolist() == [1, 1]
    assert found.loc[0, "score"] == found.loc[1, "score"]


def test_short_forms_of_muhammad_are_one_name():
    names = ["Muhammad Rizki", "Rizki Ananda", "Maya Rizki", "Budi Santoso"]
    assert linked(names, "Muh. Rizki", "M. Rizki", "Moh Rizki")["person_id"].tolist() == [1, 1, 1]
