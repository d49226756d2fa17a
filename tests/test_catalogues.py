"""Catalogues of sentences: both languages say the same, every key that code names is there, and none is left over."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from simkit_course.word_list import terms

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(p for room in ("simkit", "studies", "notebooks") for p in (ROOT / room).rglob("said.toml"))
LANGUAGES = {"id", "en"}
PLACEHOLDER = re.compile(r"(?<!\{)\{([^{}]*)\}")
KINDS = ("Words", "Catalogue")
ASIDE = {"severity"}
"""What a sentence may have beside its two languages."""


def leaves(
    table: dict[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Yield the path of every sentence and what it says in each language."""
    for key, value in table.items():
        assert isinstance(value, dict), f"{'.'.join((*path, key))} is said in one language"
        if LANGUAGES & value.keys():
            yield (*path, key), value
        else:
            yield from leaves(value, (*path, key))


def placeholders(said: Any) -> list[Any]:
    """Give what each line leaves open, without the language that a word's own name may end in: {near_id}, {near_en}."""
    if isinstance(said, str):
        return [{re.sub("_(id|en)$", "", name) for name in PLACEHOLDER.findall(said)}]
    return [placeholders(line) for line in said]


def at(table: dict[str, Any], path: str) -> Any:
    for part in path.split("."):
        table = table[part]
    return table


def modules(file: Path) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(file.parent.glob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def sections(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    """Yield name, kind and section of every catalogue that a module opens."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call):
            call, target = node.value, node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(call.func, ast.Name) and call.func.id in KINDS:
                yield ast.unparse(target), call.func.id, str(ast.literal_eval(call.args[1]))
            elif re.fullmatch(r"labels\('\d\d'\)", ast.unparse(call)):  # a lesson's own, by its number
                yield ast.unparse(target), "Catalogue", "labels"


def read_whole(tree: ast.Module) -> Iterator[str]:
    """Yield a pattern of every section that is read as it stands, by `read_section`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "read_section" and len(node.args) == 2:
            key = node.args[1]
            parts = key.values if isinstance(key, ast.JoinedStr) else [key]
            yield "".join(re.escape(str(v.value)) if isinstance(v, ast.Constant) else "[^.]+" for v in parts)


def named(tree: ast.Module, name: str, kind: str) -> Iterator[tuple[int, str]]:
    """Yield the keys that a module asks a catalogue for, by ``NAME[lang]["key"]`` or by ``words = NAME[lang]``."""
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    for room in (tree, *functions):
        known = {name} if kind == "Catalogue" else set()
        for node in ast.walk(room) if kind == "Words" and room is not tree else ():
            if isinstance(node, ast.Assign):
                left, right = node.targets[0], node.value
                both = zip(left.elts, right.elts, strict=False) if isinstance(left, ast.Tuple) and isinstance(
                    right, ast.Tuple) else [(left, right)]  # fmt: skip
                known |= {ast.unparse(a) for a, b in both if opens(b, name)}
        for node in ast.walk(room):
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                key = node.slice.value
                if isinstance(key, str) and (
                    ast.unparse(node.value) in known or (kind == "Words" and opens(node.value, name))
                ):
                    yield node.lineno, key


def opens(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Subscript) and ast.unparse(node.value) == name


def strings(tree: ast.Module) -> Iterator[str]:
    yield from (n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    yield from (n.arg for n in ast.walk(tree) if isinstance(n, ast.keyword) and n.arg)
    yield from (n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute))


def patterns(tree: ast.Module) -> Iterator[str]:
    """Yield the keys that are put together, such as ``f"{kind}_all"``, each part that varies as a group."""
    for node in ast.walk(tree):
        key = node.slice if isinstance(node, ast.Subscript) else None
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".get"):
            key = node.args[0]
        if isinstance(key, ast.JoinedStr):
            yield "".join(
                re.escape(str(v.value)) if isinstance(v, ast.Constant) else "(.+)" for v in key.values
            )


@cache
def every_string() -> set[str]:
    """Give all that code says: keys may be the names of policies or parts of a game, named in other folders."""
    paths, templates = (
        [p for room in ("simkit", "studies", "notebooks") for p in (ROOT / room).rglob(kind)]
        for kind in ("*.py", "*.jinja")
    )
    asked = "".join(path.read_text(encoding="utf-8") for path in templates)
    named = (ROOT / "studies/findings/questions.toml").read_text(encoding="utf-8")
    said = set(re.findall(r'(?:reason|trial|grid) = "([^"]+)"', named))
    said |= set(re.findall(r"\b(?:\w*words|w)\.(\w+)", asked)) | set(re.findall(r'"([\w-]+)"', asked))
    return said | {text for path in paths for text in strings(ast.parse(path.read_text(encoding="utf-8")))}


IDS = [p.parent.relative_to(ROOT).as_posix() for p in FILES]


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_both_languages_say_the_same(file):
    for path, said in leaves(tomllib.loads(file.read_text(encoding="utf-8"))):
        where = ".".join(path)
        assert said.keys() - ASIDE == LANGUAGES, where
        one, other = said["id"], said["en"]
        assert type(one) is type(other) and (isinstance(one, str) or len(one) == len(other)), where
        assert placeholders(one) == placeholders(other), where


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_every_section_and_key_that_code_names_is_there(file):
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    for path, tree in modules(file):
        for name, kind, section in sections(tree):
            table = at(said, section)
            if LANGUAGES & table.keys():
                continue
            for line, key in named(tree, name, kind):
                assert key in table or key in LANGUAGES, (
                    f"{path.name}:{line}: {section}.{key} is not in {file}"
                )


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_no_sentence_is_left_over(file):
    trees = [tree for _, tree in modules(file)]
    composed = {pattern for tree in trees for pattern in patterns(tree)}
    opened = {section for tree in trees for _, _, section in sections(tree)}
    whole = {
        section
        for tree in trees
        for name, _, section in sections(tree)
        for other in trees
        for node in ast.walk(other)
        if isinstance(node, ast.Attribute) and node.attr in ("items", "values") and opens(node.value, name)
    }
    spoken, read = every_string(), [pattern for tree in trees for pattern in read_whole(tree)]
    for path, _ in leaves(tomllib.loads(file.read_text(encoding="utf-8"))):
        where = ".".join(path)
        if any(re.match(rf"{pattern}\.", where) for pattern in read):
            continue
        section = next((s for s in opened if where == s or where.startswith(s + ".")), None)
        assert section is not None, f"{where}: no module opens its section"
        if where != section and section not in whole:
            rest = where[len(section) + 1 :]
            made = [re.fullmatch(pattern, rest) for pattern in composed]
            is_made = any(found and set(found.groups()) <= spoken for found in made)
            assert is_made or rest in spoken or set(rest.split(".")) & spoken, f"{where} is said nowhere"


# --- one Indonesian word for a concept, and no stiff ones ---------------------------------------------

STIFF = {
    "bisa": "dapat, mungkin", "selebihnya": "yang lain", "memprogram": "menulis program",
    "dapat dibenarkan": "dapat dipertahankan", "tetap di bawah batas": "tidak melewati batas",
    "seed berpasangan": "pasangan seed", "hanya dipakai untuk": "hanya untuk", "sif": "giliran kerja",
}  # fmt: skip
"""What a native reader stumbled over, and what is written instead."""
CELL = re.compile(r'^# %% \[markdown\] key="([^"]+)" lang="id".*\n((?:#.*\n)*)', re.MULTILINE)


def indonesian() -> Iterator[tuple[str, str]]:
    """Yield the place and the text of all that is said in Indonesian, in catalogues, scenarios and lessons."""

    def said(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
        if isinstance(value, str):
            yield ".".join(path), value if "id" in path else ""
        else:
            parts = dict(enumerate(value)) if isinstance(value, list) else value
            for key, part in parts.items() if isinstance(parts, dict) else ():
                yield from said(part, (*path, str(key)))

    for room in ("simkit", "studies", "notebooks"):
        for file in sorted((ROOT / room).rglob("*.toml")):
            for where, text in said(tomllib.loads(file.read_text(encoding="utf-8"))):
                yield f"{file.relative_to(ROOT)}: {where}", text
    for file in sorted((ROOT / "notebooks" / "lessons").glob("*/source.py")):
        for key, lines in CELL.findall(file.read_text(encoding="utf-8")):
            yield f"{file.parent.name}: {key}", re.sub(r"\n# ?", " ", "\n" + lines)


@cache
def words() -> tuple[dict[str, str], list[str]]:
    """Give each refused word with what stands for it, and the glossary's words that hold a refused one."""
    known = terms()
    banned = {word: t.word.id for t in known for word in t.never} | STIFF
    return banned, [t.word.id for t in known if banned.keys() & set(t.word.id.split())]


def refused(text: str) -> list[str]:
    """Give the words of a sentence that another word of the glossary should stand for; code and brackets aside."""
    plain = re.sub(r"\([^()]*\)", " ", re.sub(r"`[^`]*`", " ", text)).casefold()
    banned, longer = words()
    for name in longer:  # perangkat gerai is a word of its own
        plain = plain.replace(name, " ")
    return [
        f"{word}: write {other}"
        for word, other in banned.items()
        if re.search(rf"\b{re.escape(word)}(?:nya|ku|mu|lah|kah|pun)?\b", plain)
    ]


def test_one_indonesian_word_stands_for_a_concept():
    assert {where: found for where, text in indonesian() if (found := refused(text))} == {}


def test_the_check_of_words_bites():
    assert refused("Perangkatnya bisa `perangkat` (perangkat) di perangkat gerai.") == [
        "perangkat: write gawai", "bisa: write dapat, mungkin",
    ]  # fmt: skip
    said = dict(indonesian())
    assert len(said) > 2_000 and sum(map(bool, said.values())) > 1_500
    assert any("Palembang" in text for where, text in said.items() if where.startswith("l05_resale_network"))
