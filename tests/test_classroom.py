"""What a student is told: every wrong answer by its own message, never the value; every right form is taken."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import traceback
from types import SimpleNamespace

import IPython
import numpy as np
import pandas as pd
import pytest
from IPython.core.events import EventManager
from IPython.core.interactiveshell import InteractiveShell

import simkit_course
from simkit.core.errors import BadValue
from simkit_course import progress_file as noted
from simkit_course import texts
from simkit_course.blank import ____, blanks
from simkit_course.checks import NotYet, ask, same_number
from simkit_course.exercises import exercise
from simkit_course.feedback import Feedback, show_later
from simkit_course.news_cases import case_facts
from simkit_course.open_tasks import open_task
from simkit_course.python_errors import advice, cut, explain
from simkit_course.texts import Text
from simkit_course.tiny import side_by_side, tiny_country
from simkit_course.word_list import glossary, terms

GOOD_LABELS = {
    "A1": "evidence", "A2": "claim", "A3": "claim", "A4": "claim", "B1": "evidence", "B2": "claim",
    "B3": "unknown", "B4": "unknown", "C1": "evidence", "C2": "claim", "C3": "evidence", "C4": "unknown",
}  # fmt: skip
INDONESIAN = {"claim": "klaim", "evidence": "Bukti", "unknown": "belum diketahui"}
CHAIN = ["insider", "broker", "ring", "buyer", "citizen", "regulator", "operator"]
READINGS = {"profit": 50_000, "sales": 5_000_000 / 3_100, "pays": "profit"}


def upside_down(n_sims, n_people):
    return n_people / n_sims


def mended(n_sims, n_people):
    return n_sims / n_people


def forgot_return(n_sims, n_people):
    n_sims / n_people


def only_the_example(n_sims, n_people):
    return 1.5


def breaks(n_sims, n_people):
    raise KeyError("n_sim")


RIGHT = [
    ("0.1", 1.5, (300, 200)), ("0.1", 1.504, (300, 200)), ("0.1", np.float64(1.5), (300, 200)),
    ("0.1", [1.5], (300, 200)), ("0.1", pd.Series([1.5]), (300, 200)),
    ("0.2", mended, ()), ("0.2", lambda a, b: np.float64(a) / b, ()),
    ("0.3", {"n_people": False, "n_sims": True, "n_days": False}, ()),
    ("0.3", {"n_days": "tetap", "n_sims": "ya", "n_people": "no"}, ()),
    ("0.3", pd.Series({"n_days": False, "n_sims": True, "n_people": False}), ()),
    ("1.1", GOOD_LABELS, ()), ("1.1", {k: INDONESIAN[v] for k, v in GOOD_LABELS.items()}, ()),
    ("1.1", GOOD_LABELS | {"B4": "claim", "C3": "klaim"}, ()), ("1.1", pd.Series(GOOD_LABELS), ()),
    ("1.2", ["d", "e"], ()), ("1.2", ("E", "d"), ()), ("1.2", {"d", "e"}, ()), ("1.2", "e, d", ()),
    ("1.2", np.array(["d", "e"]), ()), ("1.2", ["c", "d"], ()), ("1.2", ["e", "c", "d"], ()),
    ("1.3", (2_500_000_000, 10_000_000_000), ()), ("1.3", [2.5e9, 1e10], ()), ("1.3", np.array([2.5e9, 1e10]), ()),
    ("1.3", pd.Series([np.int64(2_500_000_000), np.int64(10_000_000_000)]), ()),
    ("1.4", READINGS, ()), ("1.4", READINGS | {"sales": 1613, "pays": "laba"}, ()),
    ("1.4", READINGS | {"sales": 1612}, ()),
    ("1.5", CHAIN, ()), ("1.5", tuple(w.upper() for w in CHAIN), ()), ("1.5", " -> ".join(CHAIN), ()),
    ("1.5", ["orang dalam", "pialang", "komplotan", "pembeli", "warga", "kementerian", "operator"], ()),
]  # fmt: skip

WRONG = [
    ("0.1", 200 / 300, (300, 200), "upside down"), ("0.1", 300, (300, 200), "one of the two numbers"),
    ("0.1", "1.5", (300, 200), "is text"), ("0.1", (1, 5), (300, 200), "uses a point"),
    ("0.1", [1, 2, 3], (300, 200), "holds 3"), ("0.1", 9, (300, 200), "too large"),
    ("0.1", 1.4, (290, 200), "two decimals are wanted"), ("0.1", 1, (290, 200), "two decimals are wanted"),
    ("1.3", (1.5e8, 1.55e8), (), "one version"),
    ("0.1", True, (300, 200), "not a number"), ("0.1", float("nan"), (300, 200), "not a number"),
    ("0.1", mended, (300, 200), "not called"),
    ("0.2", forgot_return, (), "gives nothing back"), ("0.2", only_the_example, (), "always the same"),
    ("0.2", breaks, (), "KeyError"), ("0.2", 1.5, (), "without brackets"),
    ("0.3", {"n_people": True, "n_sims": True, "n_days": False}, (), "2 of 3 fit"),
    ("0.3", {"n_people": "perhaps", "n_sims": True, "n_days": False}, (), "`n_people`: write"),
    ("0.3", {"n_people": "False", "n_sims": True, "n_days": False}, (), "without quotes"),
    ("1.1", GOOD_LABELS | {"B2": "evidence"}, (), "11 of 12 labels can be defended"),
    ("1.1", GOOD_LABELS | {"B2": "evidence"}, (), "no ledger is shown"),
    ("1.1", GOOD_LABELS | {"A4": "bukti"}, (), "This is a judgement"),
    ("1.1", GOOD_LABELS | {"C4": "rumour"}, (), "is no label"), ("1.1", {"A1": "claim"}, (), "Names missing: A2"),
    ("1.1", GOOD_LABELS | {"Z9": "claim"}, (), "not known: Z9"), ("1.1", "claim", (), "of the form"),
    ("1.1", GOOD_LABELS | {"A1": ____}, (), "11 of 12 are filled in"),
    ("1.2", ["a", "d"], (), "say the same thing"), ("1.2", ["b", "d"], (), "not a contradiction"),
    ("1.2", ["d", "d"], (), "one more"), ("1.2", ["x", "d"], (), "no row `x`"), ("1.2", 3, (), "list of words"),
    ("1.3", (50_000, 200_000), (), "price of one number"), ("1.3", (10e9, 2.5e9), (), "lowest first"),
    ("1.3", (2.5e7, 1e8), (), "factor of 100."),
    ("1.3", (2.5e6, 1e7), (), "means fifty"), ("1.3", 2.5e9, (), "2 numbers"),
    ("1.3", (2.5e9, 9e9), (), "upper end is too small"), ("1.3", {"low": 1, "high": 2}, (), "2 numbers"),
    ("1.3", ("2.5 billion", "10 billion"), (), "is text"),
    ("1.4", {"profit": 1612.9, "sales": 50_000, "pays": "profit"}, (), "swapped"),
    ("1.4", READINGS | {"sales": 5_000_000 / 3_000}, (), "selling price"),
    ("1.4", READINGS | {"pays": "both"}, (), "`pays`"),
    ("1.4", READINGS | {"profit": 500_000}, (), "factor of 10."),
    ("1.4", READINGS | {"profit": 5_000_000 / 3_100 - 3_000}, (), "divides first"),
    ("1.4", READINGS | {"pays": 7}, (), "`pays`"),
    ("1.5", CHAIN[::-1], (), "1 of 7 are in place"), ("1.5", CHAIN[:6], (), "Missing: operator"),
    ("1.5", [*CHAIN[:6], "hacker"], (), "is not one of the seven"), ("1.5", [*CHAIN, "ring"], (), "exactly once"),
    ("1.5", ["broker", "insider", *CHAIN[2:]], (), "stands at place 1"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "answer", "data"), RIGHT)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_right_answers_in_every_form(number, answer, data, lang):
    told = exercise(number, lang).check(answer, *data)
    assert told.is_right, told


@pytest.mark.parametrize(("number", "answer", "data", "said"), WRONG)
def test_wrong_answers_are_told_what_differs(number, answer, data, said):
    told = exercise(number, "en").check(answer, *data)
    assert told.state == "not_yet"
    assert said in told.message
    indonesian = exercise(number, "id").cek(answer, *data)
    assert indonesian.state == "not_yet"
    assert indonesian.message != told.message
    for value in ("2500000000", "2.5 billion", "1612.9", "1,613"):
        assert value not in told.message or number == "0.1"


@pytest.mark.parametrize(
    "blank", [____, None, ..., ____ * 3, 2 / ____, ____[0], [____, ____], {"a": ____}, -____ + 1]
)
def test_blank_is_not_attempted(blank):
    for number in ("0.1", "1.1", "1.5"):
        assert exercise(number, "en").check(blank).state == "not_attempted"


def test_blanks_in_tables_and_arrays():
    assert blanks(pd.Series({"a": ____, "b": 1})) == (["a"], 2)
    assert blanks(np.array([____, 1], dtype=object)) == (["1"], 2)
    assert blanks(pd.DataFrame({"a": [1, None]}, dtype=object)) == (["2"], 2)
    assert f"{____:,}" == repr(____) == "____"
    with pytest.raises(TypeError):
        list(____)


def test_function_as_shipped_is_not_attempted():
    assert exercise("0.2", "en").check(upside_down).state == "not_attempted"


def test_reference_follows_the_data_passed_in():
    facts = case_facts("en")
    facts.loc["price_high_rp", "value"] = 100_000
    assert exercise("1.3", "en").check((2.5e9, 5e9), facts).is_right
    assert not exercise("1.3", "en").check((2.5e9, 10e9), facts).is_right
    facts.loc["n_workers", "value"] = 60
    assert exercise("1.4", "en").check(READINGS | {"pays": "none"}, facts).is_right
    one, other = tiny_country(5), tiny_country(5)
    assert exercise("0.3", "en").check(dict.fromkeys(side_by_side(one).columns, False), one, other).is_right


def test_a_strange_answer_never_breaks_a_check():
    class Odd:
        def __array__(self, *args, **kwargs):
            raise RuntimeError("odd")

    for task in ("0.1", "0.2", "0.3", "1.1", "1.2", "1.3", "1.4", "1.5"):
        for answer in (Odd(), object(), b"x", {1: 2}, [[1], [2]], pd.DataFrame({"a": [1, 2]}), range(3), int):
            assert exercise(task, "id").check(answer).state == "not_yet"


def test_exercise_is_found_however_it_is_written():
    assert exercise("01.2") == exercise(1.2) == exercise("1,2") == exercise(" 1.2 ")
    with pytest.raises(BadValue, match=r"there is no exercise '9.9'; there are: 0.1, "):
        exercise("9.9", "en")


def test_a_check_that_is_not_the_last_line_of_its_cell_shows_its_verdict_too(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))  # its history
    shell = InteractiveShell.instance()
    try:
        shell.push({"exercise": exercise})
        told: list[str] = []
        # not captured: what a captured cell says stays unseen, since so an answer is run again
        monkeypatch.setattr(
            shell.display_pub, "publish", lambda data, *a, **k: told.append(data["text/plain"][:9])
        )
        for last, n in (("1", 1), ("told", 0)):
            told.clear()
            shell.run_cell(f"told = exercise('1.3', 'en').check((1, 2))\n{last}")
            assert told == ["✎ Not yet"] * n
        assert shell.user_ns["told"].state == "not_yet"
    finally:
        InteractiveShell.clear_instance()


def test_feedback_is_text_and_html():
    told = exercise("1.3", "en").check((1, 2))
    assert repr(told).startswith("✎ Not yet · 1.3 How much did it bring in?\n")
    assert '<code>exercise("1.3").hint()</code>' in told._repr_html_()
    assert "<pre>" in exercise("1.3", "en").solution()._repr_html_()
    assert "&lt;b&gt;" in exercise("1.2", "en").check(["<b>", "c"])._repr_html_()


# --- language -----------------------------------------------------------------


def notebook(path, lang):
    path.write_text(json.dumps({"cells": [], "metadata": {"simkit": {"lang": lang}}}), encoding="utf-8")


@pytest.fixture
def room(tmp_path, monkeypatch):
    for name in (texts.VARIABLE, "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    texts._from_files.cache_clear()
    yield tmp_path
    texts._from_files.cache_clear()


def test_language_comes_from_the_notebooks_of_a_renamed_folder(room, monkeypatch):
    assert texts.find_language() == "id"  # nobody knows
    notebook(room / "anything.ipynb", "en")
    (room / "broken.ipynb").write_text("{", encoding="utf-8")
    texts._from_files.cache_clear()
    assert texts.find_language() == "en"


def test_language_comes_from_the_open_notebook_first(room, monkeypatch):
    notebook(room / "a.ipynb", "id")
    notebook(room / "b.ipynb", "en")
    monkeypatch.setenv("JPY_SESSION_NAME", str(room / "b.ipynb"))
    assert texts.find_language() == "en"
    monkeypatch.setenv("JPY_SESSION_NAME", str(room / "gone.ipynb"))
    assert texts.find_language() == "id"  # the two disagree, and the folder's name says nothing


def test_language_comes_from_the_folders_name(room, monkeypatch):
    (room / "en").mkdir()
    monkeypatch.chdir(room / "en")
    assert texts.find_language() == "en"


def test_language_can_be_changed(room, monkeypatch):
    monkeypatch.setenv(texts.VARIABLE, "id")
    assert texts.language("en") == "en"
    assert texts.bahasa() == "en"
    with pytest.raises(BadValue):
        texts.language("fr")
    monkeypatch.setenv(texts.VARIABLE, "fr")
    notebook(room / "a.ipynb", "en")
    assert texts.find_language() == "en"


# --- mistakes, glossary, progress ---------------------------------------------

BROKEN = {
    "NameError": "print(prise)", "SyntaxError": "print((1", "IndentationError": "if True:\nx = 1",
    "KeyError": "{'a': 1}['b']", "IndexError": "[1][3]", "AttributeError": "'x'.upcase()", "TypeError": "1 + 'a'",
    "ValueError": "int('x')", "ZeroDivisionError": "1 / 0", "ImportError": "import no_such_thing",
    "FileNotFoundError": "open('no such file')",
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_usual_mistakes_are_explained(name):
    with pytest.raises(Exception) as caught:
        exec(compile(BROKEN[name], "cell", "exec"), {})
    for lang in ("id", "en"):
        told = explain(caught.value, {"price": 3}, lang)
        text = next(text for k, says, text in advice() if k.__name__ == name and not says)
        start = text.to(lang).split("{")[0][:20]
        assert told.message.startswith(start)
        assert "{" not in told.message


def test_and_between_columns_is_explained_as_such():
    column = pd.Series([True, False])
    for line in ("column and column", "not column", "bool(column.to_numpy())"):
        with pytest.raises(ValueError) as caught:
            eval(line, {"column": column})
        assert "`&`" in explain(caught.value, {}, "en").message
        assert "setiap syarat dalam tanda kurung" in explain(caught.value, {}, "id").message


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("t.at < 3", '["at"]'),
        ('t["at"](1)', "square"),
        ("t(1)", "square"),
        ("value = 3\nvalue(1)", "first cell"),
    ],
)
def test_a_bracket_or_a_name_taken_for_another_is_explained(code, word):
    with pytest.raises(TypeError) as caught:
        exec(code, {"t": pd.DataFrame({"at": [1, 2]})})
    assert word in explain(caught.value, {}, "en").message


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("np.mean([1])", "import numpy as np"),
        ("pd.Series([1])", "import pandas as pd"),
        ("plt.plot()", "import matplotlib.pyplot as plt"),
        ("t.at.max()", '["at"]'),
        ("[1].isin([1])", "two sides are swapped"),
        ("next(t.itertuples())['at']", "read with a dot"),
        ("for x in 10: pass", "A list or a column"),
        ("t.head(1.5)", "a whole number"),
        ("t['at'].to_numpy() / a[:2]", "different lengths"),
        ("a[a[:2] > 0]", "of another length than the table"),
    ],
)
def test_what_players_stumbled_over_has_words_of_its_own(code, word):
    table = pd.DataFrame({"at": [1, 2, 3]})
    with pytest.raises(Exception) as caught:
        exec(code, {"t": table, "a": table["at"].to_numpy()})
    told = explain(caught.value, {}, "en").message
    assert word in told and "{" not in told
    assert explain(caught.value, {}, "id").message != told


def test_a_function_that_stops_is_advised_where_the_mistake_is_known():
    def by_name(rows):
        return [row["a"] for row in rows.itertuples()]

    with pytest.raises(NotYet, match=r"stopped with TypeError: .* is read with a dot"):
        ask(by_name, pd.DataFrame({"a": [1]}))


def test_a_check_without_its_data_is_told_how_to_be_called():
    for told in (exercise("5.4", "en").check({"a": 1}, 1), open_task("07", "en").check({"a": 1}, 2)):
        assert "just as in the lesson" in told.message and ".check(" in told.message


def test_checks_and_hints_of_one_cell_are_shown_in_their_order(monkeypatch):
    shell, shown = SimpleNamespace(display_pub=None), []
    shell.events = EventManager(shell, {"post_run_cell": lambda result: None})
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    monkeypatch.setattr(IPython.display, "display", shown.append)
    first, second = show_later(Feedback("right", "1", "")), exercise("1.3", "en").hint()
    assert shown == [first]
    last = exercise("1.3", "en").solution()
    assert shown == [first, second]
    shell.events.trigger("post_run_cell", SimpleNamespace(result=last))
    assert shown == [first, second] and not shell.events.callbacks["post_run_cell"]


@pytest.mark.parametrize("line, word", [
    ("table['kind'] == 'a' & table['is_bad']", "(a > 1) & (b == 2)"),
    ("table['n'] == 1 | table['kind']", "(a > 1) & (b == 2)"),
    ("{'a': 1,5}", "`1.5`"),
    ("price = 050000", "`50_000`"),
])  # fmt: skip
def test_missing_brackets_and_decimal_commas_have_words_of_their_own(line, word):
    table = pd.DataFrame({"n": [1, 2], "is_bad": [True, False], "x": [0.5, 1.5], "kind": ["a", "b"]})
    with pytest.raises((TypeError, SyntaxError, ValueError)) as caught:
        exec(compile(line, "cell", "exec"), {"table": table})
    for lang in ("id", "en"):
        assert word in explain(caught.value, {}, lang).message


def test_a_key_of_another_table_is_not_what_was_meant():
    told = explain(KeyError("by_group"), {"lists": {"by_group": 1}}, "en").message
    assert "Did you mean" not in told and "in another table" in told


def test_a_number_copied_with_its_mark_for_thousands_is_told_so():
    with pytest.raises(NotYet, match="decimal mark") as caught:
        same_number(-1.872, -1872.4, Text(id="`effect`", en="`effect`"))
    assert "`effect`" in caught.value.text.id and "1872" not in caught.value.text.en


def test_mistakes_know_the_names_there_are():
    error = NameError("name 'prise' is not defined", name="prise")
    value = pd.Series({"n_numbers": 5})
    for slip in (KeyError("n_numbers"), NameError("", name="n_numbers")):
        assert 'Did you mean `value["n_numbers"]`?' in explain(slip, {"value": value}, "en").message
    assert "import numpy as np" in explain(NameError("name 'np' is not defined", name="np"), {}, "id").message
    assert "Did you mean `price`?" in explain(error, {"price": 3}, "en").message
    assert "Mungkin maksudmu `True`" in explain(NameError("", name="true"), {}, "id").message
    assert "`n_sims`" in explain(NameError("", name="Nsims"), {"sims": 1, "n_sims": 2}, "id").message
    table = case_facts("en")
    assert "`sold_rp`" in explain(KeyError("soldrp"), {"facts": table}, "en").message
    assert "`meaning`" in explain(KeyError("Meaning"), {"facts": table, "_": {"Meaning": 1}}, "en").message
    assert "simkit menolak" in explain(BadValue("x"), {}, "id").message
    assert explain(RuntimeError("x"), {}, "id") is None


def test_a_traceback_ends_in_the_cell():
    def library():
        try:
            return {}["a"]
        except KeyError as inner:
            raise KeyError("b") from inner

    code = compile("library()", "ipykernel_12/34.py", "exec")
    with pytest.raises(KeyError) as caught:
        exec(code, {"library": library})
    error = caught.value
    cut(error, error.__traceback__)
    names = [f.f_code.co_filename for f, _ in traceback.walk_tb(error.__traceback__)]
    assert names[-1] == "ipykernel_12/34.py"
    assert error.__cause__ is None
    cut(None, None)
    own = ValueError("outside")
    cut(own, None)


def test_glossary_in_both_languages():
    assert len(terms()) >= 20
    for term in terms():
        assert min(len(term.meaning.id), len(term.meaning.en)) > 20
        for word in (term.word.id, term.word.en):
            assert glossary(word.upper(), "id").message == term.meaning.id
    assert "gerai" in glossary("gerei", "id").message
    assert glossary("leak", "en").title.startswith("leak (of the answer)")
    assert "glossary()" in glossary("zzzz", "en").message
    for asked, meant in {
        "akurasi": "accuracy", "tingkat dasar": "base rate", "keuntungan": "profit", "prevalence": "base rate",
        "devices": "device", "memblokir": "block", "look up": "look-up", "confidence interval": "interval",
        "perangkat": "device", "perangkat gerai": "terminal", "ponsel": "device", "NaN": "missing value",
    }.items():  # fmt: skip
        assert glossary(asked, "en").title.startswith(meant), asked
    several = glossary("data", "id").message
    assert several.count("\n- ") >= 2 and "pembukaan data (en: look-up): " in several
    assert "outlet" in glossary(lang="en").message


def test_a_word_means_one_thing_and_one_thing_has_one_word():
    known = terms()
    for lang in ("id", "en"):
        words = [t.word.to(lang).casefold() for t in known]
        assert len(set(words)) == len(words)
    names = set().union(*(t.names() for t in known))
    others = [word for t in known for word in t.others()]
    assert len(set(others)) == len(others)
    assert not {word.casefold() for t in known for word in t.never} & {t.word.id.casefold() for t in known}
    assert not {word.casefold() for t in known for word in t.also} & names


def test_progress_is_only_kept_where_lab_says(tmp_path, monkeypatch):
    monkeypatch.delenv(noted.VARIABLE, raising=False)
    exercise("1.2", "en").check(["d", "e"])
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv(noted.VARIABLE, str(tmp_path / "progress.json"))
    monkeypatch.setenv(texts.VARIABLE, "en")
    exercise("1.2", "en").check([____, ____])
    assert "Nothing is noted" in noted.progress().message
    exercise("1.2", "en").check(["a", "d"])
    assert noted.progress().message.startswith("Exercise 1.2: not done yet; times checked: 1\n")
    exercise("1.2", "en").check(["d", "e"])
    exercise("1.2", "en").check(["a", "d"])
    assert noted.progress().message.startswith("Exercise 1.2: done; times checked: 3\n")
    (tmp_path / "progress.json").write_text("[", encoding="utf-8")
    assert exercise("1.2", "en").check(["d", "e"]).is_right
    assert "times checked: 1" in noted.progress().message
    monkeypatch.setenv(noted.VARIABLE, str(tmp_path / "no" / "such" / "folder.json"))
    assert exercise("1.2", "en").check(["d", "e"]).is_right


# What a student imports


NAMES = """____ bahasa case_facts chain_actors count_people count_sims draw exercise gambar glossary istilah kemajuan
labels laboratorium language news_claims open_task policy_lab progress ready replay rupiah show siap
side_by_side soal start tampil tiny_country tugas_terbuka two_versions whole_number"""


def test_a_submodule_never_stands_in_the_way_of_a_name():
    for module in pkgutil.walk_packages(simkit_course.__path__, "simkit_course."):
        if ".lessons." not in module.name:
            importlib.import_module(module.name)
    assert simkit_course.__all__ == NAMES.split()
    for name in simkit_course.__all__:
        assert not inspect.ismodule(getattr(simkit_course, name)), name
