"""The findings page: written from the stored study alone, current with the code, and unable to contradict itself."""

from __future__ import annotations

import functools
import itertools
import math
import re
import shutil
from pathlib import Path

import pytest

from simkit.cli import read_words
from simkit.compare.verdicts import UNTOLD, VERDICTS, has_few_changed, verdict
from simkit.core.errors import BadFolder
from simkit.engine.run import simulate
from simkit.engine.scenario import load_scenario
from simkit.measure.outcomes import summarise
from studies.__main__ import COMMANDS, main
from studies.findings import run as stored
from studies.findings.page import PAGES, answers_of, command_of, page, questions_of, write
from studies.findings.pictures import draw
from studies.findings.questions import GRIDS, LAB, QUESTIONS, TRIALS, Claim, Parameter, n_runs
from studies.findings.regions import Cell, sentence
from studies.findings.run import SIGNS, Answer, answers, experiment_of, study
from studies.runs import Where
from studies.sizes import GRID_SEEDS, LIFE_SEEDS, SEEDS

DOCS = Path(__file__).parents[1] / "docs"
LANGS = ("en", "id")
TINY = {"people.n_people": 500, "run.days": 6, "run.scale": 0.002}
AGAIN = "the model has changed since the study: run `make findings`"


@functools.cache
def kept() -> stored.Study:
    """The study behind the page in docs/."""
    return stored.load(DOCS / stored.FILE)


@functools.cache
def answered():
    """What the stored study answers; nobody may change it."""
    return answers_of(kept())


def captions_of(made, lang):
    return {name: caption for name, _, caption in draw(made, lang)}


# --- the page in docs/ ----------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_what_the_stored_study_says(lang):
    text = (DOCS / PAGES[lang]).read_text(encoding="utf-8")
    assert text == page(kept(), lang, captions_of(kept(), lang)), "run `make findings ARGS=--redraw`"
    for name in re.findall(r"\]\((img/[^)]+)\)", text):
        assert (DOCS / name).read_bytes().startswith(b"\x89PNG"), name
    assert text.count("![") == 4


def test_the_page_names_the_command_of_its_size():
    made, (_, _, options) = kept(), command_of(kept()).split(maxsplit=2)
    args = read_words(["findings", *options.removeprefix('ARGS="').removesuffix('"').split()], COMMANDS)
    assert (DOCS.parent / args.worlds).is_file()
    assert [int(n) for n in (args.seeds, args.grid_seeds, args.world_seeds, args.trade_seeds)] == [
        made["seeds"], made["grid_seeds"], made["world_seeds"], made["trade"]["seeds"]
    ]  # fmt: skip
    assert "worlds" not in command_of({k: v for k, v in made.items() if k != "worlds"})


def test_the_stored_file_is_written_as_the_code_writes_it():
    assert stored.dumped(kept()) == (DOCS / stored.FILE).read_text(encoding="utf-8")


@pytest.mark.golden
@pytest.mark.parametrize(("name", "arm"), [("policies", "face"), ("breach", "three-days")])
def test_the_stored_figures_are_those_of_the_present_model(name, arm):
    said = kept()["trials"][name]
    made = summarise(
        simulate(said["scenario"], said["seeds"][0], settings=said["settings"], policies=said["arms"][arm])
    )
    for outcome, by_arm in said["outcomes"].items():
        want = by_arm[arm][0]
        assert made[outcome] == pytest.approx(math.nan if want is None else want, rel=1e-5, nan_ok=True), (
            AGAIN
        )


def test_the_page_is_whole_and_its_languages_say_the_same_figures():
    pages = {lang: (DOCS / PAGES[lang]).read_text(encoding="utf-8") for lang in LANGS}
    for text in pages.values():
        assert "{" not in text and "}" not in text and not re.search(r"\bnan\b", text)
    rows = {lang: [x for x in text.splitlines() if x.startswith("|")] for lang, text in pages.items()}
    assert len(rows["en"]) == len(rows["id"])
    signs = {lang: re.findall(r"`([−+≈0?])`", "".join(found)) for lang, found in rows.items()}
    assert signs["en"] == signs["id"] and len(signs["en"]) > 50


# --- what is asked --------------------------------------------------------------


def test_every_question_names_arms_and_outcomes_that_exist():
    for question in QUESTIONS:
        assert any(claim.leads for claim in question.claims)
        assert any(claim.is_mechanism for claim in question.claims)
        assert question.regions and any(not claim.is_mechanism for claim in question.claims)
        for claim in question.claims:
            arms = {"baseline", *TRIALS[claim.trial].arms}
            assert {claim.arm, claim.base} <= arms and claim.expected in ("less", "more", "same")
        for region in question.regions:
            grid = GRIDS[region.grid]
            assert set(region.arms) <= {"baseline", *grid.trial.arms}
            known = load_scenario(grid.trial.scenario).with_settings(grid.cells()[0])
            assert known.name == grid.trial.scenario
    assert {region.grid for q in QUESTIONS for region in q.regions} == set(GRIDS)


def test_the_lab_s_settings_are_those_of_the_story():
    ours = load_scenario("policy-lab")
    for key, value in LAB.items():
        section, name = key.split(".")
        assert getattr(getattr(ours, section), name) == value, key


def test_a_study_stays_within_its_budget():
    assert n_runs(SEEDS, GRID_SEEDS, LIFE_SEEDS) <= 1200


# --- verdicts -------------------------------------------------------------------


def row(low: float, high: float, base: float = 100.0, n_changed: int = 20) -> dict:
    mean = (low + high) / 2
    made = {"n_pairs": 20, "n_changed": n_changed, "base": base, "arm_mean": base + mean, "difference": mean}
    return made | {
        "low": low,
        "high": high,
        "relative": mean / base if base else math.nan,
        "variance_ratio": 9.0,
    }


CASES = {
    "less": row(-20, -1),
    "more": row(0.5, 6),
    "little_less": row(-5, -1),
    "little_more": row(0.5, 5),
    "same": row(-4, 5),
    "unclear": row(-4, 5.1),
    "none": row(0, 0, n_changed=0),
    "few": row(math.nan, math.nan),
}


def test_each_verdict_has_a_sign_in_the_grids_and_only_clear_ones_a_direction():
    assert set(SIGNS) == set(VERDICTS)
    assert {name for name, sign in SIGNS.items() if sign in "−+"} == {"less", "more"}
    assert all(SIGNS[name] == "?" for name in UNTOLD)
    assert {name: verdict(case) for name, case in CASES.items()} == {name: name for name in CASES}


def test_only_what_was_expected_is_as_expected():
    for expected, found in itertools.product(("less", "more", "same"), VERDICTS):
        answer = Answer(Claim("policies", "daily", "n_victims", expected), found, {})
        want = found == expected or (expected == "same" and found in ("none", "little_less", "little_more"))
        assert answer.is_as_expected == want


def test_all_claims_of_the_study_are_one_family():
    found = [a for each in answered().values() for a in each]
    alone = {a.claim: a.row["p"] for a in found}
    assert len(found) == len(alone) == sum(len(q.claims) for q in questions_of(kept()))
    assert all(a.row["p_holm"] >= a.row["p"] for a in found)
    for a in found:
        if a.verdict in ("less", "more", "little_less", "little_more"):
            assert a.row["p_holm"] <= 0.05
    lost = [a for a in found if a.row["p"] <= 0.05 < a.row["p_holm"]]
    assert all(a.verdict in ("same", "alone_less", "alone_more") for a in lost)
    alone_only = sum(a.verdict in ("alone_less", "alone_more") for a in found)
    assert f"*Only by itself* ({alone_only} of them)" in (DOCS / PAGES["en"]).read_text(encoding="utf-8")
    one = found[0]
    made = experiment_of(kept()["trials"][one.claim.trial])
    (asked_alone,) = answers([(one.claim, made)])
    assert asked_alone.row["p_holm"] == one.row["p"] <= one.row["p_holm"]


def test_no_share_of_a_count_falls_below_minus_100_per_cent():
    for each in answered().values():
        for a in each:
            assert a.claim.outcome == "profit_rp" or not a.row["relative_low"] < -1
    posts = next(a for a in answered()["ticket"] if a.claim.outcome == "n_posts")
    assert posts.row["relative_low"] == -1 and posts.row["low"] < -posts.row["base"]


def test_effects_of_few_changed_pairs_and_negligible_ones_are_told_as_such():
    text = (DOCS / PAGES["en"]).read_text(encoding="utf-8")
    few = [a for each in answered().values() for a in each if has_few_changed(a.row)]
    assert all(f"{a.row['n_changed']} of {a.row['n_pairs']} pairs changed" in text for a in few)
    assert ("pairs changed)" in text) == bool(few)
    assert "less, but negligible" in text
    assert "turun, tetapi dapat diabaikan" in (DOCS / PAGES["id"]).read_text(encoding="utf-8")


MECHANISMS = (
    ("policies", "baseline", "n_turned_away", "cap-off"), ("habit", "face", "n_victims", "baseline"),
    ("policies", "face", "displaced", "baseline"), ("breach", "three-days", "n_blocked_ring", "baseline"),
    ("breach", "three-days", "n_blocked_ring", "thirty-days"),
)  # fmt: skip


def test_what_is_true_by_construction_is_no_finding():
    claims = {(c.trial, c.arm, c.outcome, c.base): c for q in QUESTIONS for c in q.claims}
    assert all(claims[key].is_mechanism for key in MECHANISMS)


def test_the_page_shows_the_interval_of_knowledge_where_worlds_were_run():
    said = dict(kept())
    trials = said["trials"]
    worlds = {
        name: {
            world: {**trial, "seeds": trial["seeds"][first : first + 5], "outcomes": {
                o: {arm: [None if v is None else v * (times if arm == "ott" else 1) for v in each[first : first + 5]]
                    for arm, each in by_arm.items()} for o, by_arm in trial["outcomes"].items()}}
            for world, first, times in (("a", 0, 0.7), ("b", 0, 1.2), ("c", 0, 1.0))
        }
        for name, trial in trials.items()
    }  # fmt: skip
    said |= {"worlds": worlds, "world_seeds": 5}
    for lang, head, wider in (
        ("en", "interval, worlds | wider", "knowledge"),
        ("id", "rentang, dunia", "pengetahuan"),
    ):
        text = page(said, lang, {})
        rows = [x for x in text.splitlines() if x.startswith("|") and "`ott`" in x and x.count("|") == 13]
        assert head in text and len(rows) == 7 and f"| {wider} |" in rows[0]
        assert "{" not in text and not re.search(r"\bnan\b", text)
    victims = next(a for a in answers_of(said)["ott"] if a.claim.outcome == "n_victims").row
    assert (
        victims["low_worlds"] < victims["low"]
        and victims["high_worlds"] > 0
        and victims["wider"] == "knowledge"
    )


PARAMETERS = (Parameter("buyer.replaces", (False, True)), Parameter("abuse.ott_home", (0.4, 1.0)))


def cells(*verdicts: str) -> list[Cell]:
    places = itertools.product(*(parameter.values for parameter in PARAMETERS))
    return [
        Cell(dict(zip([k.name for k in PARAMETERS], place, strict=True)), "daily", {"n_sold": CASES[v]})
        for place, v in zip(places, verdicts, strict=True)
    ]


def test_a_region_says_where_the_sign_turns():
    text = sentence(cells("less", "less", "more", "unclear"), "n_sold", PARAMETERS, "less", "en")
    assert text.startswith("Numbers and accounts sold: of 4 cells `−` stands in 2, `+` in 1, neither in 1.")
    assert "turns**: `+` only at `buyer.replaces` `true`, `abuse.ott_home` `0.4`." in text
    assert PARAMETERS[1].label(1.0) == "`1`"
    assert PARAMETERS[0].label(True) == "`true`"


def test_a_region_that_does_not_turn_or_contradicts_the_answer_says_that():
    assert sentence(cells(*["less"] * 4), "n_sold", PARAMETERS, "less", "en").endswith(
        "It does not turn in this grid."
    )
    assert "No cell has a clear sign" in sentence(cells(*["same"] * 4), "n_sold", PARAMETERS, "less", "en")
    assert "met by no clear cell" in sentence(cells(*["less"] * 4), "n_sold", PARAMETERS, "more", "en")


# --- a tiny study from end to end -----------------------------------------------


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> tuple[Path, stored.Study, list]:
    folder, told = tmp_path_factory.mktemp("findings"), []
    made = study(
        folder,
        seeds=2,
        grid_seeds=2,
        life_seeds=2,
        settings=TINY,
        where=Where(progress=lambda *x: told.append(x)),
    )
    return folder, made, told


@pytest.mark.slow
def test_a_tiny_study_runs_writes_and_is_read_back(tiny, tmp_path):
    _, made, told = tiny
    assert told[-1] == (n_runs(2, 2, 2), n_runs(2, 2, 2)) and made["n_failed"] == 0
    names = write(made, tmp_path)
    assert sorted(names) == sorted(
        p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.*") if p.is_file()
    )
    again = stored.load(tmp_path / stored.FILE)
    assert again == made
    for lang in LANGS:
        text = (tmp_path / PAGES[lang]).read_text(encoding="utf-8")
        assert text == page(again, lang, captions_of(again, lang))
        assert all(question.title(lang) in text for question in QUESTIONS)
        assert "`people.n_people=500`" in text, "a small try is told as one"
    assert {a.verdict for found in answers_of(again).values() for a in found} <= {"few", "none"}


@pytest.mark.slow
def test_a_stored_trial_is_the_experiment_it_came_from(tiny):
    _, made, _ = tiny
    said = made["trials"]["habit"]
    found = stored.experiment_of(said)
    direct = summarise(simulate("policy-lab", 2, settings=said["settings"], policies=["face_match"]))
    table = found.outcomes.set_index(["arm", "seed", "outcome"])["value"]
    assert table["face", 2, "n_sold"] == direct["n_sold"]
    assert list(found.plan.arms) == ["baseline", "face"] and found.plan.base == "baseline"


@pytest.mark.slow
def test_a_stopped_study_goes_on_and_runs_nothing_twice(tiny, tmp_path, monkeypatch):
    folder, made, _ = tiny
    copy = tmp_path / "runs"
    shutil.copytree(folder, copy)
    with monkeypatch.context() as patch:
        patch.setattr("simkit.compare.runner.simulate", lambda *_: pytest.fail("simulated"))
        patch.setattr(stored, "simulate", lambda *_: pytest.fail("simulated"))
        assert study(copy, seeds=2, grid_seeds=2, life_seeds=2, settings=TINY) == made


def test_the_command_redraws_and_names_what_is_wrong(tmp_path, capsys):
    assert main(["findings", "--redraw", "--out", str(tmp_path / "nowhere")]) == 2
    assert "name one with --out" in capsys.readouterr().err
    assert main(["findings", "--redraw", "--out", str(tmp_path)]) == 2
    assert "run `make findings` first" in capsys.readouterr().err
    assert main(["findings", "--seeds", "2", "--out", str(tmp_path)]) == 2
    assert "--seeds is '2': it must be a whole number, 3 or more" in capsys.readouterr().err
    shutil.copy(DOCS / stored.FILE, tmp_path)
    assert main(["findings", "--redraw", "--out", str(tmp_path)]) == 0
    for lang in LANGS:
        assert (tmp_path / PAGES[lang]).read_bytes() == (DOCS / PAGES[lang]).read_bytes()
    (tmp_path / stored.FILE).write_text("{}", encoding="utf-8")
    with pytest.raises(BadFolder, match="not a study that this simkit wrote"):
        stored.load(tmp_path / stored.FILE)
