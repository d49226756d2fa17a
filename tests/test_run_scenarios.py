"""The shipped scenarios, at the size they are shipped: each shows what it says it shows."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from run_samples import DAY, start

from simkit.cli import main
from simkit.core.errors import BadValue
from simkit.engine.run import simulate
from simkit.engine.scenario import GONE, Scenario, all_parameters, load_scenario
from simkit.measure.outcomes import account_gap_days

MONTH = 30


@pytest.fixture(scope="session")
def palembang():
    return simulate("palembang-reported")


def ring_tries(run):
    """Every attempt of a ring to register, as seen and in truth."""
    return run.truth["registrations"].merge(run.observed["registrations"], on="registration_id")


# ------------------------------------------------------------------ Palembang, as reported


def test_palembang_seven_people_sell_about_fifty_thousand_numbers(palembang):
    sales = palembang.truth["sales"]
    assert 45_000 <= len(sales) <= 55_000
    assert (sales["item_kind"] == "number").all()
    assert palembang.truth["sims"]["worker_id"].nunique() == 7
    wages = palembang.truth["payments"].query("purpose == 'wage'")
    assert wages["payee"].nunique() == 6, "all but the first are paid"
    assert palembang.rings[0].running


def test_palembang_nearly_all_numbers_cost_between_50_and_200_thousand_rupiah(palembang):
    price = palembang.truth["sales"]["price_rp"]
    assert price.between(50_000, 200_000).mean() > 0.95  # no limit is set: scarcity alone makes the range
    assert price.nunique() > 100
    assert 2.5e9 < price.sum() < 10e9


def test_palembang_no_owner_registered_what_was_sold_on_the_own_nik(palembang):
    sales, truth = palembang.truth["sales"], palembang.truth["sims"].set_index("sim_id")
    sold = truth.loc[sales["sim_id"].astype("int64")]
    assert (sold["registrant"] == "ring").all()
    seen = palembang.observed["sims"].set_index("sim_id").loc[sold.index]
    owner = palembang.observed["people"].set_index("person_id").loc[sold["person_id"]]
    assert (seen["nik"].to_numpy(np.int64) == owner["nik"].to_numpy(np.int64)).all()
    assert sold["person_id"].nunique() > 30_000
    assert (sales["is_abroad"]).all()


def test_palembang_scarcity_moves_prices():
    """Half the numbers for the same buyers."""
    medians = []
    for said in ({}, {"ring.n_numbers": 25_000}):
        run = simulate(
            "palembang-reported",
            settings={"people.n_people": 20_000, "run.scale": 0.2, "run.days": 60, **said},
        )
        sales = run.truth["sales"]
        assert len(sales) > 2_000
        medians.append(sales["price_rp"].median())
    assert medians[1] > 1.15 * medians[0]


# ------------------------------------------------------------------ Palembang, as the police say


@pytest.fixture(scope="module")
def profit_reading():
    return simulate("palembang-police", settings={"people.n_people": 5_000})


@pytest.fixture(scope="module")
def sales_reading():
    return simulate(
        "palembang-police", settings={"people.n_people": 5_000, "ring.lot_accounts_per_day": 1_613}
    )


def flows(run, party):
    """What a party got and paid, by day [Rp]."""
    p = run.truth["payments"].astype({"payer": str, "payee": str, "purpose": str})
    p["day"] = (p["at"] - start(run)) // pd.Timedelta(days=1)
    sign = (p["payee"] == party).astype(int) - (p["payer"] == party).astype(int)
    return p.assign(net_rp=p["amount_rp"] * sign)[sign != 0]


def test_police_fifty_thousand_accounts_a_day_pay_seven_people(profit_reading):
    ring = profit_reading.rings[0]
    assert ring.running
    f = flows(profit_reading, "ring-1")
    work = f[f["purpose"] != "opening_cash"]
    a_day = work[work["purpose"] != "wage"].groupby("day")["net_rp"].sum()
    assert a_day.tolist() == [5_000_000] * 90
    assert work["net_rp"].sum() / 3 == 30 * 5_000_000 - 6 * 3_000_000 == 132_000_000
    assert (work["purpose"] == "wage").sum() == 6 * 3
    lots = profit_reading.truth["sales"].query("item_kind == 'account_lot'")
    assert (lots["price_rp"] == lots["n_items"] * 3_100).all()
    assert lots["n_items"].tolist() == [50_000] * 90


def test_police_five_million_in_sales_a_day_cannot_pay_them(sales_reading):
    ring = sales_reading.rings[0]
    assert (ring.running, ring.ended_why) == (False, "wages")
    assert ring.ended_t == MONTH * 24
    f = flows(sales_reading, "ring-1")
    assert not (f["purpose"] == "wage").any()
    assert f["day"].max() == MONTH - 1
    sold = f[f["purpose"] == "number_sale"].groupby("day")["net_rp"].sum()
    assert sold.tolist() == [1_613 * 3_100] * 30
    wages = 6 * 3_000_000
    assert 0 < f["net_rp"].sum() < wages, "what is left on the first pay day"


# ------------------------------------------------------------------ the OTT gap


@pytest.fixture(scope="module")
def gap():
    return {
        name: simulate("ott-gap", policies=policies)
        for name, policies in (("outside", ()), ("inside", ("ott_cooperation", "ban_on_block")))
    }


def test_an_account_outlives_its_sim_by_weeks_while_the_app_stays_outside(gap):
    outside, inside = account_gap_days(gap["outside"]), account_gap_days(gap["inside"])
    assert min(len(outside), len(inside)) > 50
    assert np.median(outside) > 10
    assert np.median(inside) < 3


def test_complaints_about_ott_messages_reach_nobody_until_the_app_takes_part(gap):
    for name, forwarded in (("outside", 0), ("inside", 50)):
        c = gap[name].observed["complaints"]
        ott = c[c["channel"] == "ott"]
        assert ott["is_complete"].sum() > 100
        assert (ott["forwarded_at"].notna().sum() > 0) == (forwarded > 0)
        assert ott["forwarded_at"].notna().sum() >= forwarded
        assert set(ott["outcome"]) <= {"pending", "rejected", "blocked"}
        assert (ott["outcome"] == "blocked").any() == (forwarded > 0)
        other = c[(c["channel"] != "ott") & c["is_complete"]]
        assert (other["forwarded_at"].notna()).mean() > 0.8


def test_messages_of_blocked_sims_go_on_over_the_app(gap):
    after, over_ott = {}, {}
    for name, run in gap.items():
        blocks = run.observed["blocks"].query("target == 'sim'").drop_duplicates("sim_id")
        stopped = blocks.set_index("sim_id")["at"].dt.normalize()
        m = run.truth["messages"]
        late = m[m["day"] > m["sim_id"].map(stopped) + 2 * DAY]
        assert set(late["channel"]) <= {"ott"}
        after[name] = late["n_sent"].sum()
        over_ott[name] = m.loc[(m["channel"] == "ott") & (m["day"] >= start(run) + 45 * DAY), "n_sent"].sum()
    # a number serves one way: these were stopped by a raid or an owner, for complaints about OTT reach nobody
    assert after["outside"] > 2_000
    assert after["inside"] < after["outside"] / 20
    assert over_ott["inside"] < 0.85 * over_ott["outside"]


# ------------------------------------------------------------------ the desk, and the server


@pytest.fixture(scope="module")
def leak():
    return simulate("desk-leak")


def test_one_look_at_a_known_person_without_a_ticket_is_posted(leak):
    truth = leak.truth["accesses"].merge(leak.observed["accesses"], on="access_id")
    (look,) = truth[truth["motive"] == "known_person"].to_dict("records")
    assert pd.isna(look["ticket_id"])
    assert look["is_captured"]
    posted = leak.truth["posts"].query("access_id == @look['access_id']")
    assert posted["person_id"].tolist() == [look["person_id"]]
    assert posted["source"].tolist() == ["desk"]
    assert leak.truth["registrations"].empty
    assert leak.truth["payments"].query("payer != 'outside'").empty
    grudge = truth[truth["motive"] == "grudge"]
    assert grudge["person_id"].nunique() == grudge["agent_id"].nunique() == 1
    assert (grudge["at"].max() - grudge["at"].min()) > pd.Timedelta(days=14)
    roles = leak.truth["agents"].set_index("agent_id")["role"]
    assert roles[look["agent_id"]] == "known_person"


def distance(one, two):
    """How many characters of two texts of one length differ."""
    return sum(a != b for a, b in zip(one, two, strict=True))


def facts(run):
    """What the register says of the people in posts, beside what was posted, one row a field."""
    posts = run.truth["posts"].merge(run.observed["post_records"], on="post_record_id")
    people = run.observed["people"].set_index("person_id")
    numbers = run.observed["sims"].groupby("nik")["msisdn"].agg(set)
    rows = []
    for post in posts.to_dict("records"):
        person = people.loc[post["person_id"]]
        true = {c: {str(person[c])} for c in ("nik", "kk", "name", "address")}
        true["birth_date"] = {str(person["birth_date"])[:10]}
        true["msisdn"] = {str(n) for n in numbers.get(person["nik"], ())}
        for field, texts in true.items():
            posted = post[f"posted_{field}"]
            if isinstance(posted, str):
                near = min(distance(posted, t) for t in texts if len(t) == len(posted))
                rows.append((post["post_id"], field, posted, near))
    return pd.DataFrame(rows, columns=["post_id", "field", "posted", "wrong"])


def test_a_photographed_record_is_typed_again_with_few_slips_and_fields_left_out(leak):
    posts = leak.observed["posts"]
    assert len(posts) == 2
    assert (posts["formatting"] == "retyped").all()
    assert (posts["n_records"] == 1).all()
    linked = leak.truth["posts"].merge(leak.observed["post_records"], on="post_record_id")
    linked = linked.merge(posts, on="post_id").merge(leak.observed["accesses"], on="access_id")
    assert len(linked) == 2
    for row in linked.to_dict("records"):
        said, shown = set(row["fields"].split(",")), set(row["fields_shown"].split(","))
        assert said <= shown
        assert {"name", "nik"} <= said
        columns = {
            c.removeprefix("posted_") for c in row if c.startswith("posted_") and isinstance(row[c], str)
        }
        assert columns <= said
    assert facts(leak)["wrong"].max() <= 2, "a wrong digit, or two letters swapped"


def test_typing_again_makes_slips_as_often_as_said():
    """Many posts of one kind: every look of a grudge-ridden desk is posted."""
    wrong = []
    for seed in range(6):
        run = simulate(
            "desk-leak",
            seed,
            settings={
                "people.n_people": 800,
                "run.days": 40,
                "insider.n_known_person": 6,
                "insider.known_day": 2,
                "insider.n_grudge": 0,
                "insider.p_camera": 1.0,
                "post.p_slip": 0.3,
            },
        )
        wrong.append(facts(run))
    made = pd.concat(wrong)
    assert len(made) > 100
    assert made["wrong"].max() <= 2
    assert 0.1 < (made["wrong"] > 0).mean() < 0.5


@pytest.fixture(scope="module")
def breach():
    return simulate("external-breach", settings={"run.days": 60})


def test_a_server_dump_is_bulk_in_raw_columns_and_no_look_explains_it(breach):
    (post,) = breach.observed["posts"].to_dict("records")
    assert post["formatting"] == "raw_columns"
    assert post["n_records"] == 5_000
    truth = breach.truth["posts"]
    assert truth["access_id"].isna().all()
    assert (truth["source"] == "breach").all()
    assert not {"package", "last_cell"} & set(post["fields"].split(",")), "what only the screen shows"
    assert set(breach.truth["accesses"]["motive"]) == {"habit", "supervision"}
    dump = facts(breach)
    assert len(dump) > 500
    assert (dump["wrong"] == 0).all()
    sources = breach.truth["identities"]["source"].value_counts()
    assert sources["breach"] > sources["other_leak"] > 0 == sources["desk"]


def test_sellers_at_the_desk_feed_the_ring_and_hide_among_honest_looks():
    run = simulate("desk-seller")
    sources = run.truth["identities"]["source"].value_counts()
    assert sources["desk"] > 0.6 * sources.sum() > 100
    agents = run.truth["agents"].set_index("agent_id")["role"]
    assert (agents == "seller").sum() == 2
    looks = run.observed["accesses"].groupby("agent_id").size().to_frame("n").join(agents)
    staff = run.observed["agents"].set_index("agent_id")
    looks = looks.join(staff)[staff.loc[looks.index, "position"] == "agent"]
    usual = looks[looks["role"] == "honest"].groupby("shift")["n"].mean()
    sellers = looks[looks["role"] == "seller"]
    more = sellers["n"] / sellers["shift"].map(usual).astype(float)
    assert more.between(1.02, 1.2).all(), "about +10 % of an honest shift"


# ------------------------------------------------------------------ registration


def test_face_match_ends_a_rings_registrations_from_its_date():
    run = simulate("national-2026")
    tries = ring_tries(run)
    first = np.datetime64("2026-07-01")
    made = tries[tries["verdict"] == "allow"]
    before, after = made[made["at"] < first], made[made["at"] >= first]
    days = (first - start(run)) / DAY, (start(run) + 120 * DAY - first) / DAY
    assert days == (58, 62)
    assert len(before) / days[0] > 5
    # on a stranger's NIK hardly anything goes through; the owner of a NIK who is paid to come still has a face
    stolen = after[after["ring_channel"] != "mule"]
    assert len(stolen) / days[1] < 0.05 * len(before) / days[0]
    assert len(stolen) < 0.2 * len(after)
    refused = tries[(tries["at"] >= first) & (tries["verdict"] == "refuse")]
    assert (refused["reason"] == "face_mismatch").mean() > 0.8
    assert not (tries.loc[tries["at"] < first, "reason"] == "face_mismatch").any()
    honest = run.observed["registrations"].query("verdict == 'allow'")
    honest = honest[~honest["registration_id"].isin(tries["registration_id"])]
    kept = [
        len(part) / d
        for part, d in zip((honest[honest["at"] < first], honest[honest["at"] >= first]), days, strict=True)
    ]
    assert kept[1] > 0.85 * kept[0]


def test_a_dealer_registers_thousands_below_every_cap():
    run = simulate("dealer-bulk")
    tries = ring_tries(run)
    made = tries[tries["verdict"] == "allow"]
    assert 3_600 <= len(made) <= 4_400, "about 4,000"
    assert 2_700 <= made["nik"].nunique() <= 3_300, "on about 3,000 identities"
    assert 1.2 < len(made) / made["nik"].nunique() < 1.4
    assert set(tries["channel"]) == {"dealer"}
    assert len(set(tries["outlet_id"])) == 1
    assert tries["worker_id"].nunique() == 2
    # only where the owner holds three numbers of that operator already
    assert (tries["reason"] == "cap").mean() < 0.01
    role = run.truth["outlets"].set_index("outlet_id")["role"]
    assert role[tries["outlet_id"].iloc[0]] == "dealer"


def test_every_story_says_what_it_is_in_both_languages():
    from simkit.engine.scenario import scenario_names

    titles = [load_scenario(name).title for name in scenario_names()]
    assert all(set(t) == {"id", "en"} and all(t.values()) for t in titles)
    for one, two in pairwise(sorted(t["en"] for t in titles)):
        assert one != two


@pytest.mark.parametrize("said", sorted(GONE))
def test_a_parameter_that_is_gone_says_what_stands_for_it(said, tmp_path):
    name, _, value = said.partition(" = ")
    section, _, key = name.partition(".")
    file = tmp_path / "own.toml"
    file.write_text(f"[{section}]\n{key} = {value or 7}\n", encoding="utf-8")
    words = f"setting {said} is gone: {GONE[said]}"
    with pytest.raises(BadValue) as caught:
        Scenario().with_settings({name: int(value or 7)})
    assert str(caught.value) == words
    with pytest.raises(BadValue) as caught:
        load_scenario(file)
    assert str(caught.value) == f"{file}:2: {words}"
    known = {f"{p.section}.{p.name}" for p in all_parameters()}
    assert name not in known
    for word in re.findall(r"\b[a-z]+\.[a-z_]+\b", GONE[said]):
        assert word in known, word


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ('base = "policy-lab"\n[ring]\n\nn_workers = "x"\n', 4, "ring.n_workers is 'x'"),
        ("[peple]\nn_people = 800\n", 1, "did you mean 'people'?"),
        ('base = "policy-lab"\npeople.n_pople = 800\n', 2, "did you mean 'n_people'?"),
        ('[run]\ndays = 12\n  start = "2024-99-01"\n', 3, "run.start is '2024-99-01'"),
        ('about = "one language"\n', 1, "it must hold texts named id and en"),
        ("[policies]\ncap = 3\n", 2, "policies.cap is 3"),
        ('[run]\n[[policies]]\nname = "cap"\n', 2, "write one line a policy"),
        ('base = "nowhere"\n', 1, "base is 'nowhere'"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_line(text, line, word, tmp_path):
    file = tmp_path / "my own.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadValue) as caught:
        load_scenario(file)
    assert str(caught.value).startswith(f"{file}:{line}: ")
    assert word in str(caught.value)


def test_what_is_told_of_a_base_is_not_told_of_another_country(tmp_path, capsys):
    file = tmp_path / "neighbour.toml"
    file.write_text('base = "policy-lab"\n[people]\nn_people = 800\n', encoding="utf-8")
    assert load_scenario(file).about == {} != load_scenario("policy-lab").about
    for lang, word in (("en", "its file has no [{}]"), ("id", "tanpa [{}] dalam berkasnya")):
        assert main(["describe", str(file), "--lang", lang]) == 0
        shown = capsys.readouterr().out
        assert word.format("title") in shown and word.format("about") in shown
    file.write_text('title = {en = "Next door"}\n' + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["describe", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "neighbour: Next door" in shown and "no [title]" not in shown and "no [about]" in shown
