"""Every command speaks both languages, and takes what is no option before or behind its options: all, by machine."""

from __future__ import annotations

import argparse

import pytest

import studies.__main__ as studies
from simkit.cli import SHARED, commands, main, parser_of, read_words, spoken, top_parser
from simkit.core.catalogue import LANGUAGES

PROGS = {"simkit": commands(), "python -m studies": dict(studies.COMMANDS)}
ALL = [(prog, name) for prog, known in PROGS.items() for name in known]
COMMON = {"help", "note", "lang", "examples"}


def parser(prog: str, name: str, lang: str = "en") -> argparse.ArgumentParser:
    return parser_of(PROGS[prog][name], f"{prog} {name}", lang)


def key(action: argparse.Action) -> str:
    return (action.option_strings[0] if action.option_strings else action.dest).lstrip("-").replace("-", "_")


@pytest.mark.parametrize(("prog", "name"), ALL)
def test_every_option_says_what_it_does_in_both_languages(prog: str, name: str) -> None:
    here, there = (parser(prog, name, lang) for lang in LANGUAGES)
    for one, other in zip(here._actions, there._actions, strict=True):
        assert one.option_strings == other.option_strings
        assert one.help, one.dest
        assert other.help, one.dest
        assert one.help != other.help, f"{one.dest} says the same in both languages"
    assert here.description != there.description
    words = PROGS[prog][name].words
    for lang in LANGUAGES:
        known = {key(a) for a in here._actions} | COMMON
        assert set(words[lang]) <= known, "a sentence about an option that is gone"


@pytest.mark.parametrize(("prog", "name"), ALL)
def test_help_speaks_the_language_that_is_asked_for(
    prog: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {}
    for lang in LANGUAGES:
        with pytest.raises(SystemExit) as stop:
            main([name, "--help", "--lang", lang], PROGS[prog], prog)
        assert stop.value.code == 0
        said[lang] = " ".join(capsys.readouterr().out.split())
    assert said["id"].startswith(f"pemakaian: {prog} {name} [-h]")
    assert said["en"].startswith(f"usage: {prog} {name} [-h]")
    for word in ("usage: ", "options:", "positional arguments", "Example:"):
        assert word not in said["id"]
    assert "Contoh: " in said["id"]
    assert "Pilih" not in said["en"]


@pytest.mark.parametrize("prog", PROGS)
def test_the_list_of_commands_is_in_the_language_that_is_asked_for(
    prog: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", "id"], PROGS[prog], prog) == 0
    said = " ".join(capsys.readouterr().out.split())
    for one in PROGS[prog].values():
        assert one.words["id"]["help"] in said
    assert top_parser(PROGS[prog], prog).description == SHARED["en"]["about"]


def words_of(prog: str, name: str) -> tuple[list[str], list[str]]:
    """Give a command's options, each with a value, and what is no option."""
    options, others = [], []
    for a in parser(prog, name)._actions:
        value = str(next(iter(a.choices))) if a.choices else "7"
        if a.dest in ("help", "decode"):  # one ends the command, the other takes all that follows
            continue
        if not a.option_strings:
            others.append(value)
        elif a.nargs == 0:
            options.append(a.option_strings[0])
        else:
            options += [a.option_strings[0], value]
    return options, others


@pytest.mark.parametrize(("prog", "name"), ALL)
def test_what_is_no_option_may_stand_anywhere(prog: str, name: str) -> None:
    options, others = words_of(prog, name)
    usual = read_words([name, *others, *options], PROGS[prog], prog)
    assert read_words([name, *options, *others], PROGS[prog], prog) == usual
    between = [name, *others[:1], *options, *others[1:]]
    assert read_words(between, PROGS[prog], prog) == usual
    assert usual.lang == "en"


@pytest.mark.parametrize(("prog", "name"), ALL)
def test_a_wrong_language_is_refused_in_one_line(
    prog: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    others = words_of(prog, name)[1]
    assert main([name, *others, "--lang", "fr"], PROGS[prog], prog) == 2
    said = capsys.readouterr().err
    assert "'fr'" in said
    assert said.count("\n") == 1
    assert spoken([name, "--lang", "fr"]) == "en"


@pytest.mark.parametrize(
    "words",
    [
        ["scenarios"],
        ["policies"],
        ["describe", "ring-under-cap"],
        ["detectors"],
        ["datasets", "list"],
        ["workshop", "check", "--decode", "B6G0-03H4-TBPH"],
    ],
)
def test_what_a_command_prints_is_in_the_language_too(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    said = {}
    for lang in LANGUAGES:
        main([*words, "--lang", lang])
        said[lang] = capsys.readouterr().out
    assert said["id"]
    assert said["id"] != said["en"]
