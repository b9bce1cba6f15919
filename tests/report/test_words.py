"""Everything that a page or a figure says can be said in Chinese."""

import ast
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import optdispatch
from optdispatch import report
from optdispatch.errors import InputError
from optdispatch.note import Count, Named, Note
from optdispatch.report.explaining import BINDS, DOES
from optdispatch.report.words import ENGLISH, Words

HOME = Path(str(report.__file__)).parent
WHOLE = Path(str(optdispatch.__file__)).parent
CALLS = {"w", "words", "say", "t", "Note"}


def strings(node: ast.AST, constants: dict[str, list[str]]) -> Iterator[str]:
    """What a first argument may be: a string, one of two, or a constant of its module."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from strings(node.body, constants)
        yield from strings(node.orelse, constants)
    elif isinstance(node, ast.Name) and node.id in constants:
        yield from constants[node.id]


def constants_of(tree: ast.AST) -> dict[str, list[str]]:
    """Texts that names of a module stand for."""
    constants: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Name) and isinstance(node.value.value, str):
                    constants.setdefault(target.id, []).append(node.value.value)
    return constants


def said(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    constants = constants_of(tree)
    yield from (text for texts in constants.values() for text in texts if "{" in text)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in CALLS and node.args:
            yield from strings(node.args[0], constants)
        if name == "count" and len(node.args) == 2:
            yield from strings(node.args[1], constants)


def noted(path: Path) -> Iterator[str]:
    """Templates of notes, wherever they are made."""
    text = path.read_text("utf-8")
    if "Note(" in text:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Note":
                yield from strings(node.args[0], constants_of(ast.parse(text)))


def everything() -> set[str]:
    found = {text for path in HOME.rglob("*.py") for text in said(path)}
    found |= {text for path in WHOLE.rglob("*.py") for text in noted(path)}
    found |= {*BINDS.values(), *DOES.values()}
    for path in HOME.rglob("*.html"):
        found |= set(re.findall(r"\bt\(\"([^\"]+)\"\)", path.read_text("utf-8")))
    return found - {""}


def test_all_that_is_said_is_in_the_catalogue() -> None:
    assert len(everything()) > 100
    assert sorted(everything() - set(Words("zh").catalogue)) == []


def test_values_stand_in_both_languages() -> None:
    holes = re.compile(r"{(\w+)[^}]*}")
    for text, there in Words("zh").catalogue.items():
        assert set(holes.findall(text)) == set(holes.findall(there)), text


def test_terms_are_those_of_chinese_bills() -> None:
    zh = Words("zh").name
    periods = ("sharp", "peak", "flat", "valley", "deep valley")
    assert [zh(p) for p in periods] == ["尖峰", "高峰", "平段", "低谷", "深谷"]
    assert zh("demand") == "需量电费"
    assert zh("energy sharp") == "电量电费 尖峰"


def test_names_of_users_stay() -> None:
    assert Words("zh").name("my hours") == "my hours"
    assert ENGLISH.name("my om") == "my om"


def test_another_language_is_one_line() -> None:
    with pytest.raises(InputError, match="no language 'fr'; known: en, zh"):
        Words("fr")


def test_a_note_is_english_and_can_be_said_in_chinese() -> None:
    inner = Note("from {start}", start="2026-01-01")
    note = Note("the tariff is valid {valid}; its prices are used for {first} to {last}",
                valid=inner, first=1, last=2)  # fmt: skip
    assert note == "the tariff is valid from 2026-01-01; its prices are used for 1 to 2"
    assert ENGLISH.note(note) == note
    assert Words("zh").note(note) == "电价有效期：自 2026-01-01 起；此处用于 1 至 2"
    assert Words("zh").note("a user's own text") == "a user's own text"


def test_names_and_counts_in_a_note() -> None:
    times = Note("stood there {times}: {kept} kept", times=Count(2, "time"), kept="first")
    assert times == "stood there 2 times: first kept"
    assert Words("zh").note(times) == "重复出现 2 次，取第一个"
    named = Note("{label}", label=Named("Jiangsu", "江苏"))
    assert (str(named), Words("zh").note(named)) == ("Jiangsu", "江苏")


def test_a_note_survives_a_process() -> None:
    note = Note("{file}: {span} {how}", file="{odd}.csv", span="a", how=Note("date"))
    again = pickle.loads(pickle.dumps(note))
    assert (again, again.template, again.values) == (note, note.template, note.values)
