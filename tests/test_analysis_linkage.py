"""Whom a posted record is about: slips, missing fields, namesakes, strangers; and no way to do it with real people."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from insider_samples import tables

from simkit.core.errors import BadValue
from simkit.detect.guard import refuse_real
from simkit.detect.origin import explains_people, origins
from simkit.detect.post_linkage import FIELDS, LEVELS, chance, clean, levels, link_posts, who

REAL_REGION = 3273014101700001  # a regency that exists; the number itself is made up


@cache
def country():
    seen, _ = tables("external-breach", 1, people__n_people=4_000, run__scale=0.02)
    return seen


@cache
def typed(p_slip=0.06, p_field=0.75, always=("name", "nik"), n=300, seed=5):
    """Type records of some people again, with slips anywhere and fields left out; give tables and whose they are."""
    rng, people = np.random.default_rng(seed), country()["people"]
    rows = people.iloc[np.sort(rng.choice(len(people), n, replace=False))].reset_index(drop=True)
    numbers = country()["sims"].drop_duplicates("nik").set_index("nik")["msisdn"].reindex(rows["nik"])
    true = {f: clean(rows[f], f) for f in FIELDS if f != "msisdn"} | {
        "msisdn": clean(pd.Series(numbers.to_numpy()), "msisdn")
    }
    made = {"post_record_id": np.arange(1, n + 1), "post_id": 1}
    for field in FIELDS:
        kept = np.ones(n, bool) if field in always else rng.random(n) < p_field
        text = [slip(t, rng) if rng.random() < p_slip and t else t for t in true[field]]
        made[f"posted_{field}"] = [t if k and t else None for t, k in zip(text, kept, strict=True)]
    records = pd.DataFrame(made)
    return {**country(), "post_records": records}, rows["person_id"]


def slip(text, rng):
    """Replace one sign, or swap two neighbours; a region stays one that was never issued."""
    place = int(rng.integers(6, len(text))) if text[:6].isdigit() else int(rng.integers(len(text) - 1))
    if text[place].isdigit():
        return text[:place] + str((int(text[place]) + int(rng.integers(1, 10))) % 10) + text[place + 1 :]
    return text[:place] + text[place + 1 : place + 2] + text[place] + text[place + 2 :]


def test_records_typed_as_in_the_model_are_found_all_but_always():
    there, true = typed()
    found = link_posts(there)
    assert (found["person_id"].to_numpy() == true.to_numpy()).mean() >= 0.99
    assert found["p"].min() >= 0 and found["p"].max() <= 1


def test_three_times_the_slips_and_no_nik_cost_some_and_the_score_knows_it():
    there, true = typed(p_slip=0.2, p_field=0.6, always=("name",))
    there["post_records"] = there["post_records"].assign(posted_nik=None)
    found = link_posts(there)
    right = found["person_id"].eq(true.to_numpy()).fillna(False).to_numpy(bool)
    assert 0.7 <= right.mean() < 1.0
    sure = (found["p"] >= 0.95).to_numpy()
    assert sure.mean() >= 0.5 and right[sure].mean() >= 0.95
    assert found["p"][~right].mean() < found["p"][right].mean() - 0.3


def test_the_chance_that_is_stated_is_about_the_chance_to_be_right():
    there, true = typed(p_slip=0.2, p_field=0.4, always=("name",), n=600, seed=8)
    there["post_records"] = there["post_records"].assign(posted_nik=None, posted_kk=None)
    found = link_posts(there)
    right = found["person_id"].eq(true.to_numpy()).fillna(False).to_numpy(float)
    assert found["p"].mean() == pytest.approx(right.mean(), abs=0.1)


def test_margin_and_runner_up_are_those_of_who():
    there, _ = typed()
    found = link_posts(there).iloc[:5]
    for row in found.itertuples():
        shown = who(there, row.post_record_id)
        assert shown.loc[0, "person_id"] == row.person_id and shown.loc[0, "score"] == row.score
        if len(shown) > 1:
            assert shown.loc[1, "person_id"] == row.runner_up_id
            assert row.margin == pytest.approx(shown.loc[0, "score"] - shown.loc[1, "score"])


def test_a_wrong_digit_costs_bits_and_a_missing_field_nothing():
    there, true = typed(p_slip=0.0, p_field=1.0, n=20)
    records = there["post_records"]
    clean_ = link_posts(there)
    nik = records["posted_nik"].str[:-1] + records["posted_nik"].str[-1].map(lambda d: str((int(d) + 1) % 10))
    wrong = link_posts({**there, "post_records": records.assign(posted_nik=nik)})
    none = link_posts({**there, "post_records": records.assign(posted_nik=None)})
    assert (wrong["person_id"].to_numpy() == true.to_numpy()).all()
    assert (wrong["score"] < clean_["score"]).all() and (none["score"] < clean_["score"]).all()
    assert set(who({**there, "post_records": records.assign(posted_nik=None)}, 1)["nik"]) == {"missing"}
    assert who({**there, "post_records": records.assign(posted_nik=nik)}, 1).loc[0, "nik"] == "slip"


def test_the_last_digits_of_a_telephone_number_narrow_it_down():
    there, true = typed(p_slip=0.0, p_field=1.0, n=60)
    records = there["post_records"]
    has = records["posted_msisdn"].notna().to_numpy()
    only = pd.DataFrame(
        {
            "post_record_id": records["post_record_id"],
            "post_id": 1,
            "posted_name": records["posted_name"].str.split(" ").str[0],
            "posted_msisdn": records["posted_msisdn"].str[-4:],
        }
    )[has]
    found = link_posts({**there, "post_records": only})
    assert (found["person_id"].to_numpy() == true[has].to_numpy()).mean() >= 0.5
    assert found["n_candidates"].max() < 50


def test_what_is_left_of_either_end_of_a_name_is_looked_up_with_the_date_of_birth():
    rows = country()["people"].query("name.str.count(' ') == 1 and birth_date.notna()").head(60)
    name = rows["name"]
    for said in (name.str.split(" ").str[0], "X" + name.str[1:-3] + "x" + name.str[-2:]):
        made = {"post_record_id": np.arange(60), "post_id": 1, "posted_name": said.to_numpy()}
        records = pd.DataFrame(made | {"posted_birth_date": rows["birth_date"].astype(str).to_numpy()})
        found = link_posts({**country(), "post_records": records})["person_id"]
        assert (found.to_numpy() == rows["person_id"].to_numpy()).mean() > 0.9


def test_a_record_about_nobody_is_not_pinned_on_somebody():
    there, _ = typed()
    invented = pd.DataFrame(
        {
            "post_record_id": [1],
            "post_id": [1],
            "posted_name": ["Zyx Qwv"],
            "posted_nik": ["9470990101019999"],
            "posted_kk": ["9470990101019998"],
        }
    )
    found = link_posts({**there, "post_records": invented}).iloc[0]
    assert found["p"] < 0.05
    nothing = link_posts(
        {**there, "post_records": invented.assign(posted_name=None, posted_nik=None, posted_kk=None)}
    )
    assert nothing["person_id"].isna().all() and nothing["p"].tolist() == [0.0]


def test_identical_twins_on_paper_share_the_suspicion():
    people = country()["people"].head(50).copy()
    people.loc[people.index[1], ["name", "birth_date", "address"]] = people.loc[
        people.index[0], ["name", "birth_date", "address"]
    ].to_numpy()
    one = people.iloc[0]
    record = pd.DataFrame(
        {
            "post_record_id": [1],
            "post_id": [1],
            "posted_name": [one["name"]],
            "posted_address": [one["address"]],
        }
    )
    found = link_posts({"people": people, "post_records": record}).iloc[0]
    assert found["margin"] == 0 and found["p"] <= 0.5


def test_neither_the_order_of_the_rows_nor_the_ids_change_a_score():
    there, _ = typed()
    before = link_posts(there).set_index("post_record_id")
    shuffled = {
        name: there[name].sample(frac=1, random_state=3).reset_index(drop=True)
        for name in ("people", "sims", "post_records")
    }
    after = link_posts(shuffled).set_index("post_record_id").loc[before.index]
    pd.testing.assert_frame_equal(
        before[["score", "p", "n_candidates"]], after[["score", "p", "n_candidates"]]
    )
    renamed = {**there, "people": there["people"].assign(person_id=there["people"]["person_id"] + 10**6)}
    after = link_posts(renamed).set_index("post_record_id")
    assert (after["person_id"] == before["person_id"] + 10**6)[before["margin"] > 0].all()


def test_how_often_strangers_agree_is_counted_in_the_register():
    names = pd.Series(["siti"] * 50 + [f"nama{chr(97 + i)}x{i}" for i in range(50)])
    u = chance({"name": names})["name"]
    assert u[0] == pytest.approx(0.25, abs=0.05) and u.sum() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("field", "posted", "there", "word"),
    [
        ("nik", "3270754101700001", "3270754101700001", "same"),
        ("nik", "3270754101700010", "3270754101700001", "slip"),
        ("nik", "3270754101700099", "3270754101700001", "near"),
        ("nik", "9999", "3270754101700001", "differs"),
        ("nik", "0001", "3270754101700001", "same"),
        ("msisdn", "567890", "628401234567890", "same"),
        ("name", "siti aminah", "siti nur aminah", "near"),
        ("birth_date", "1970-01-02", "1970-01-01", "slip"),
        ("address", "", "jalan mawar no. 1", "missing"),
    ],
)
def test_levels(field, posted, there, word):
    assert LEVELS[levels(np.array([posted], object), np.array([there], object), field)[0]] == word


# ---- who may be named at all


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("people", "nik"),
        ("people", "kk"),
        ("sims", "nik"),
        ("registrations", "nik"),
        ("post_records", "posted_nik"),
    ],
)
def test_one_number_that_could_be_real_stops_everything(table, column):
    there = dict(country())
    changed = there[table].copy()
    changed[column] = changed[column].astype(object)
    changed.loc[changed.index[-1], column] = str(REAL_REGION)
    if not column.startswith("posted"):
        changed[column] = changed[column].astype("int64")
    there[table] = changed
    leaked = pd.DataFrame({"person_id": [1], "at": [pd.Timestamp("2030-01-01")]})
    entries = (
        lambda: link_posts(there),
        lambda: who(there, 1),
        lambda: explains_people(there, leaked),
    )
    for entry in entries:
        with pytest.raises(BadValue, match=rf"{table}\.{column}, row \d+: .*27/2022.*dilarang") as error:
            entry()
        assert str(REAL_REGION) not in str(error.value)


@pytest.mark.parametrize("number", ["0812-1234-5678", "6281212345678", "81212345678"])
def test_a_telephone_number_that_is_in_use_stops_it_too(number):
    with pytest.raises(BadValue, match="posted_msisdn"):
        refuse_real({"post_records": pd.DataFrame({"posted_msisdn": [None, number]})})


@pytest.mark.parametrize("text", ["3273 0141 0170 0001", "NIK: 3273014101700001", "327301410170000"])
def test_blanks_and_words_around_a_number_hide_nothing(text):
    with pytest.raises(BadValue):
        refuse_real({"post_records": pd.DataFrame({"posted_nik": [text]})})


def test_people_without_a_nik_cannot_show_that_they_are_made_up():
    people = country()["people"]
    with pytest.raises(BadValue, match=r"people\.nik is missing"):
        refuse_real({"people": people.drop(columns="nik")}, proof=("people",))
    missing = people["nik"].astype("Int64").copy()
    missing.iloc[3] = pd.NA
    with pytest.raises(BadValue, match=r"people\.nik, row 4"):
        refuse_real({"people": people.assign(nik=missing)}, proof=("people",))
    refuse_real({"people": people.assign(nik=missing)})
    with pytest.raises(BadValue):
        link_posts({"post_records": country()["post_records"]})


@pytest.mark.parametrize("nik", [0, 32730141017000, 32707541017000012])
def test_a_number_of_another_length_is_not_taken_for_safe(nik):
    with pytest.raises(BadValue):
        refuse_real({"people": pd.DataFrame({"nik": [nik]})})


def test_every_story_passes_the_guard(scenario_run):
    refuse_real(scenario_run.observed, proof=("people",))


# ---- where a post comes from


def test_the_desk_and_the_server_are_told_apart():
    photo, _ = tables("desk-leak", 1, people__n_people=2_000)
    dump = country()["posts"]
    assert set(origins(photo["posts"])["origin"]) == {"desk"} and len(photo["posts"]) >= 1
    assert set(origins(dump)["origin"]) == {"server"}
    copied, _ = tables("desk-leak", 1, people__n_people=2_000, desk__is_capture_blocked=False)
    assert set(origins(copied["posts"])["origin"]) == {"desk"}
    assert origins(photo["posts"])[["why_id", "why_en"]].map(len).min().min() > 40


def test_a_post_that_shows_little_stays_open():
    posts = pd.DataFrame(
        {
            "post_id": [1],
            "formatting": ["retyped"],
            "fields": ["name,nik"],
            "n_records": [40],
            "n_bytes": [4_000],
        }
    )
    assert origins(posts)["origin"].tolist() == ["unclear"]
