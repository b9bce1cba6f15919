"""Everything that a page or a figure says can be said in Chinese."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from optdispatch import report
from optdispatch.errors import InputError
from optdispatch.report.words import ENGLISH, Words

HOME = Path(str(report.__file__)).parent
CALLS = {"w", "words", "say", "t"}


def strings(node: ast.AST, constants: dict[str, list[str]]) -> Iterator[str]:
    """What a first argument may be: a string, one of two, or a constant of its module."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from strings(node.body, constants)
        yield from strings(node.orelse, constants)
    elif isinstance(node, ast.Name) and node.id in constants:
        yield from constants[node.id]


def said(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    constants: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Name) and isinstance(node.value.value, str):
                    constants.setdefault(target.id, []).append(node.value.value)
    yield from (text for texts in constants.values() for text in texts if "{" in text)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in CALLS and node.args:
            yield from strings(node.args[0], constants)
        if name == "count" and len(node.args) == 2:
            yield from strings(node.args[1], constants)


def everything() -> set[str]:
    found = {text for path in HOME.rglob("*.py") for text in said(path)}
    for path in HOME.rglob("*.html"):
        found |= set(re.findall(r"\bt\(\"([^\"]+)\"\)", path.read_text("utf-8")))
    return found - {""}


def test_all_that_is_said_is_in_the_catalogue() -> None:
    assert len(everything()) > 100
    assert sorted(everything() - set(Words("zh").catalogue)) == []


def test_values_stand_in_both_languages() -> None:
    holes = re.compile(r"{(\w+)}")
    for text, there in Words("zh").catalogue.items():
        assert set(holes.findall(text)) == set(holes.findall(there)), text


def test_terms_are_those_of_chinese_bills() -> None:
    zh = Words("zh").name
    periods = ("sharp", "peak", "flat", "valley", "deep valley")
    assert [zh(p) for p in periods] == ["尖峰", "高峰", "平段", "低谷", "深谷"]
    assert zh("demand") == "需量电费"
    assert zh("energy sharp") == "电量电费 尖峰"


def test_names_of_users_stay() -> None:
    assert Words("zh").name("study's hours") == "study's hours"
    assert ENGLISH.name("my om") == "my om"


def test_another_language_is_one_line() -> None:
    with pytest.raises(InputError, match="no language 'fr'; known: en, zh"):
        Words("fr")
