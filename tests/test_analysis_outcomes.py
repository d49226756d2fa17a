"""Outcomes: one definition a figure, each in words, each recomputed here from the tables in a second way."""

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from engine_samples import figures, run

from simkit.core.errors import BadValue
from simkit.core.folder import load
from simkit.measure.outcomes import OUTCOMES, ROUTES, displaced, summarise

BUSY = (
    "explanation_audit:p_wrong=1:n_least=1:factor=1",
    "hold_review",
    "cap:per_operator=1:organisations=true",
    "ban_on_block",
)


def test_every_outcome_is_computed_and_has_words_and_a_direction():
    made = figures().figures
    assert set(OUTCOMES) <= set(made)
    for name, o in OUTCOMES.items():
        assert o.words("id") != o.words("en"), name
        assert (
            o.unit
            and o.kind in {"crime", "harm", "answer", "honest", "cost"}
            and o.better in {"less", "more", ""}
        )
    assert {f"n_made_{w}" for w in ROUTES} <= set(made)


def test_profit_is_revenue_less_what_the_ring_paid():
    made = run()
    pay = made.truth["payments"]
    got = pay[pay["payee"].astype(str).str.startswith("ring-")]
    paid = pay[pay["payer"].astype(str).str.startswith("ring-")]
    earned = got.loc[got["purpose"] == "number_sale", "amount_rp"].sum()
    assert summarise(made)["profit_rp"] == earned - paid["amount_rp"].sum()


def test_ways_add_up_to_the_items_made():
    made = run()
    f = summarise(made)
    assert sum(f[f"n_made_{w}"] for w in ROUTES) == len(made.model.items)


def test_whoever_got_no_sim_was_turned_away():
    made = run(*BUSY)
    seen, ring = made.observed["registrations"], set(made.truth["registrations"]["registration_id"])
    own = seen[~seen["registration_id"].isin(ring)]
    # somebody who got one SIM and was refused the next counts too: the last try of the run decides
    last = own.sort_values(["at", "registration_id"], kind="stable").groupby("nik")["verdict"].last()
    f = summarise(made)
    assert f["n_turned_away"] == (last == "refuse").sum() > summarise(run())["n_turned_away"]


def test_whoever_waits_for_a_review_is_delayed():
    made = run("hold_review:per_device=1", "-cap", people__n_people=4000)
    seen, ring = made.observed["registrations"], made.truth["registrations"]["registration_id"]
    held = seen[seen["verdict"] == "hold"]
    assert summarise(made)["n_delayed"] == (~held["registration_id"].isin(ring)).sum() > 0


def test_agents_who_are_suspended_though_honest_are_counted_once():
    made = run(*BUSY)
    out = made.observed["reviews"].query("outcome == 'suspended'")["agent_id"].unique()
    honest = made.truth["agents"].query("role == 'honest'")["agent_id"]
    assert summarise(made)["n_agents_wronged"] == np.isin(out, honest).sum() > 0


def test_accounts_of_the_honest_that_ended():
    made = run(*BUSY, citizen__mistaken_per_1000=200.0, citizen__p_mistaken_complete=1.0)
    f = summarise(made)
    blocks, sims = made.observed["blocks"], made.truth["sims"]
    stopped = blocks.loc[(blocks["target"] == "sim") & (blocks["reason"] != "replaced"), "sim_id"]
    ring = sims.loc[sims["registrant"].isin(["ring", "mule"]), "sim_id"]
    assert f["n_blocked_honest"] == (~stopped.isin(ring)).sum() > 0
    assert f["n_accounts_wronged"] > 0


def test_days_to_block_is_a_mean_to_a_fixed_end():
    made = run()
    m, b = made.truth["messages"], made.observed["blocks"]
    end = m["day"].max() + pd.Timedelta(days=1)
    first = m.groupby("sim_id")["day"].min()
    stop = b.groupby("sim_id")["at"].min().dt.floor("D").reindex(first.index).fillna(end).clip(upper=end)
    want = (stop - first).dt.days.clip(lower=0).mean()
    assert summarise(made)["mean_days_to_block"] == pytest.approx(want)


def test_handling_seconds_make_hours_and_rupiah():
    made = run("ticket:seconds=36", "-kk_match")
    f = summarise(made)
    assert f["desk_hours"] == pytest.approx(f["n_accesses"] / 100)
    assert f["cost_rp"] == pytest.approx(f["desk_hours"] * 30_000)


def test_a_saved_folder_gives_the_same_figures(tmp_path):
    made = run(*BUSY)
    saved = load(made.save(tmp_path / "run"))
    one, two = summarise(made).figures, summarise(saved).figures
    assert list(one) == list(two)
    assert all(one[k] == two[k] or (math.isnan(one[k]) and math.isnan(two[k])) for k in one)


def test_a_saved_folder_of_an_older_model_has_no_figures_of_this_one(tmp_path):
    saved = load(run(*BUSY).save(tmp_path / "run"))
    for name, value, words in (
        ("run.edition", 2, "run.edition = 2 is gone"),
        ("buyer.ask_rp", 9, "ring.margin"),
    ):
        older = {**saved.manifest, "about": {**saved.about, "settings": {name: value}}}
        with pytest.raises(BadValue, match=words):
            summarise(dataclasses.replace(saved, manifest=older))


def test_displacement_is_what_turns_up_elsewhere():
    base = dict.fromkeys((f"n_made_{w}" for w in ROUTES), 10.0)
    assert math.isnan(displaced(base, base))
    assert displaced(base, base | {"n_made_self": 0.0}) == 0
    assert displaced(base, base | {"n_made_self": 0.0, "n_made_mule": 15.0}) == 0.5
