"""Entry, return and prices: what a run is asked, and the chapter of the findings with both intervals."""

from __future__ import annotations

import math
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from simkit.compare.pairs import DISPLACED, differences, possible
from simkit.compare.plan import Plan
from simkit.compare.worlds import with_worlds
from simkit.measure.outcomes import ROUTES
from studies.calibration.facts import TARGETS
from studies.findings import run as stored
from studies.findings import trade as made_by
from studies.findings.page import answers_of, ends_in_worlds, page, questions_of, words_of
from studies.findings.questions import BASELINE, QUESTIONS, TRADE
from studies.findings.trade import CASES, HELD_OUT, trade
from studies.runs import Where

DOCS = Path(__file__).parents[1] / "docs"
DAY = np.timedelta64(1, "D")
START = np.datetime64("2026-08-01T00:00:00")
LANGS = ("en", "id")
FACTS = {t.name: t for t in TARGETS}
CLAIMS = [claim for question in TRADE for claim in question.claims]


def hand_made(tries, sales, n_days=100):
    """Give a run's tables: (day, ring) of each try, and (day, kind, items, price) of each sale."""
    ids = np.arange(len(tries))[::-1]  # observed rows are in another order than the truth
    clock = pa.table({"at": [START, START + n_days * DAY - np.timedelta64(1, "h")]})
    seen = {"registration_id": ids, "at": [START + tries[i][0] * DAY for i in ids]}
    observed = {"tickets": clock, "registrations": pa.table(seen)}
    truth = {
        "registrations": pa.table(
            {"registration_id": np.arange(len(tries)), "ring_id": [r for _, r in tries]}
        ),
        "sales": pa.table(
            {
                "at": [START + d * DAY for d, *_ in sales],
                "item_kind": [k for _, k, *_ in sales],
                "n_items": [n for *_, n, _ in sales],
                "price_rp": [p for *_, p in sales],
            }
        ),
    }
    return SimpleNamespace(
        observed=SimpleNamespace(arrow=observed.__getitem__), truth=SimpleNamespace(arrow=truth.__getitem__)
    )


def test_rings_are_counted_by_their_first_and_last_try():
    run = hand_made([(0, 1), (5, 1), (20, 2), (30, 2), (21, 3), (95, 3), (91, 4)], [(1, "number", 1, 5)])
    assert made_by.n_rings(run, -1) == 4
    assert made_by.n_opened(run, 20) == 1  # ring 3; ring 2 opened on the day itself, ring 4 after ten weeks
    assert made_by.n_opened(run, 21) == 1  # ring 4: the seventieth day counts
    assert made_by.n_at_work(run, -1) == 2  # rings 3 and 4, in the last two weeks


def test_prices_are_those_of_one_good_and_lots_have_none():
    rows = [(1, "number", 1, 100), (10, "number", 1, 300), (11, "number", 1, 500), (12, "account", 1, 7)]
    run = hand_made([(0, 1)], [*rows, (12, "account", 40, 4_000), (90, "number", 1, 900)])
    asked = {name: figure(run, -1) for name, figure in CASES["supply"].figures.items()}
    assert asked == {"n_numbers": 4, "price_number_rp": 400, "n_accounts": 1, "price_account_rp": 7}
    assert made_by.n_sold_after(run, 10) == 42  # the number and the account of days 11 and 12, and the lot
    assert made_by.price("number", is_after=True)(run, 10) == 500
    assert math.isnan(made_by.price("account")(hand_made([(0, 1)], rows[:1]), -1))


def test_what_is_asked_exists_and_has_words():
    for claim in CLAIMS:
        assert {claim.arm, claim.base} <= {BASELINE, *CASES[claim.trial].arms}
        assert claim.outcome in CASES[claim.trial].figures
        assert all(words_of(claim.outcome, lang) != claim.outcome for lang in LANGS)
    assert {c.outcome for c in CLAIMS} == {o for case in CASES.values() for o in case.figures}
    for name, facts in HELD_OUT.items():
        assert {(FACTS[f].kind, FACTS[f].case) for f in facts} == {("held_out", name)}


# --- a chapter from figures made up ---------------------------------------------


def figures(name, n, rng, times=1.5):
    rows = []
    for _ in range(n):
        row = {}
        for outcome in CASES[name].figures:
            base = row[f"{outcome}/{BASELINE}"] = 1_000 + rng.normal(0, 50)
            row |= {f"{outcome}/{arm}": times * base + rng.normal(0, 5) for arm in CASES[name].arms}
        rows.append(row)
    return made_by._trial(name, rows)


@pytest.fixture(scope="module")
def made():
    rng = np.random.default_rng(1)
    worlds = {f"w{i}": 1 + 0.2 * i for i in range(1, 5)}
    facts = {
        fact: {at: rng.integers(0, 2, n).tolist() if fact == "raid_back" else rng.normal(40, 5, n).tolist()
               for at, n in (("", 10), *((w, 2) for w in worlds))}
        for each in HELD_OUT.values() for fact in each
    }  # fmt: skip
    return {
        "simkit": {}, "seeds": 10, "world_seeds": 2, "n_runs": 300, "facts": facts,
        "trials": {name: figures(name, 10, rng) for name in CASES},
        "worlds": {n: {w: figures(n, 2, rng, times) for w, times in worlds.items()} for n in CASES},
    }  # fmt: skip


@pytest.fixture(scope="module")
def chapters(made):
    """The page in both languages, by the lines of its chapters."""
    said = stored.load(DOCS / stored.FILE) | {"trade": made}
    return {lang: page(said, lang, {}).split("\n## ") for lang in LANGS}


def test_the_chapter_has_both_intervals_in_both_languages(made, chapters):
    said = stored.load(DOCS / stored.FILE) | {"trade": made}
    answered = answers_of(said)
    assert questions_of(said)[-3:] == TRADE
    for question in TRADE:
        found = answered[question.key]
        for a in found:
            assert a.verdict == "more" and a.row["n_worlds"] == 4 and a.row["wider"] == "knowledge"
            assert a.row["p_holm"] >= a.row["p"]
        for lang, heads in (
            ("en", ("interval, worlds", "knowledge")),
            ("id", ("rentang, dunia", "pengetahuan")),
        ):
            text = next(text for text in chapters[lang] if question.title(lang) in text.splitlines()[0])
            assert "{" not in text and not re.search(r"\bnan\b", text) and all(h in text for h in heads)
            rows = [x for x in text.splitlines() if x.startswith("| ") and "`" in x]
            assert len(rows) == len(question.claims) and all(x.count("|") == 13 for x in rows)


def test_a_question_whose_runs_are_missing_is_not_asked(made):
    some = {"trade": made | {"trials": {"supply": made["trials"]["supply"]}}}
    assert questions_of(some)[len(QUESTIONS) :] == TRADE[2:] and questions_of({}) == QUESTIONS


def test_held_out_facts_stand_beside_what_is_published_with_bounded_shares(chapters):
    for lang, outside in (("en", "**outside**"), ("id", "**di luar**")):
        text = next(text for text in chapters[lang] if FACTS["raid_half"].mechanism(lang) in text)
        rows = [x for x in text.splitlines() if x.startswith("| ") and "`" in x]
        assert len(rows) == sum(map(len, HELD_OUT.values())) and all(x.count("|") == 7 for x in rows)
        half = next(x for x in rows if FACTS["raid_half"].what(lang) in x)
        assert half.count(outside) == 2 and ("0.5 to 2.5" in half or "0,5 sampai 2,5" in half)
    assert FACTS["raid_back"].interval(np.ones(10)) == (pytest.approx(0.6915, abs=1e-4), 1.0)
    low, high = FACTS["raid_back"].interval(np.array([1.0] * 7 + [0.0] * 3))
    assert (round(low, 2), round(high, 2)) == (0.35, 0.93)
    low, high = FACTS["blocked"].interval(np.array([0.01, 0.0, 0.0, 0.0, 0.97]))
    assert 0 <= low < high <= 1
    wild = {"": [0.9] * 10, **{f"w{i}": [i - 2.0, i - 2.0] for i in range(5)}}
    assert ends_in_worlds(FACTS["raid_back"], wild) == (0.0, 1.0)
    assert all(math.isnan(x) for x in ends_in_worlds(FACTS["raid_half"], {"": [1.0, 2.0]}))


def test_no_interval_of_a_share_leaves_what_is_possible():
    plan = Plan("baseline", {"baseline": (), "arm": ()}, {}, tuple(range(1, 7)), "baseline", {})

    def runs_of(moved):
        runs = {}
        for seed, share in zip(plan.seeds, moved, strict=True):
            nothing = dict.fromkeys([f"n_made_{w}" for w in ROUTES], 0.0) | {"ring_share": 0.0}
            runs["baseline", seed] = nothing | {"n_made_self": 100.0}
            runs["arm", seed] = nothing | {"n_made_mule": 100.0 * share, "ring_share": share}
        return runs

    here = (plan, runs_of([0.0, 1.0, 0.0, 0.0, 1.0, 0.9]))
    table = with_worlds(differences(*here), here, [(plan, runs_of([x] * 6)) for x in (0.0, 1.0, 1.0)])
    for row in table[table["outcome"].isin([DISPLACED, "ring_share"])].to_dict("records"):
        least, most = possible(row["outcome"])
        assert least <= row["low"] < row["high"] <= most
        assert least <= row["low_worlds"] <= row["high_worlds"] <= most
    assert possible("n_sold") == (-math.inf, math.inf)


# --- running it -----------------------------------------------------------------


def test_finished_pairs_are_not_run_again_and_other_worlds_are(tmp_path, monkeypatch):
    tiny = {"people.n_people": 400, "run.days": 4, "run.scale": 0.002}
    monkeypatch.setattr(made_by, "CASES", {"margin": CASES["margin"]})
    monkeypatch.setattr(made_by, "HELD_OUT", {"half_year": HELD_OUT["half_year"]})
    one, told = {"a": {"citizen.p_complain": 0.02}}, []
    asked = {"seeds": 2, "world_seeds": 2, "settings": tiny}
    first = trade(tmp_path, worlds=one, **asked, where=Where(progress=lambda *x: told.append(x)))
    assert told[-1] == (8, 8) and first["n_runs"] == 4 * 2 + 4
    assert set(first["facts"]["raid_half"]) == {"", "a"} and first["facts"]["raid_half"]["a"] == [None, None]
    assert first["trials"]["margin"]["arms"] == {BASELINE: [], "poor": ["buyer.reservation_rp=27500"]}
    found = stored.experiment_of(first["trials"]["margin"], "none", first["worlds"]["margin"])
    assert set(found.differences["outcome"]) == {"n_rings", "n_at_work"}
    with monkeypatch.context() as patch:
        patch.setattr(made_by, "simulate", lambda *_: pytest.fail("simulated"))
        patch.setattr("studies.calibration.run.simulate", lambda *_: pytest.fail("simulated"))
        assert trade(tmp_path, worlds=one, **asked) == first
        with pytest.raises(pytest.fail.Exception, match="simulated"):
            trade(tmp_path, worlds={"b": {"citizen.p_complain": 0.03}}, **asked)
