"""The pages of `docs` say what the program says now, and point at what is there."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests import docs_pages, test_readme

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)(#[^)\s]+)?\)")
made = cache(docs_pages.pages)


def test_pages_that_are_made_say_what_is_so_now(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--accept"):
        docs_pages.write()
    there = {path: DOCS / path for path in made()}
    behind = [
        path for path, file in there.items() if not file.is_file() or _text(file) != made()[path]
    ]
    assert not behind, "run `python -m tests.docs_pages` and read the diff"


def test_no_page_of_a_noun_is_left_over() -> None:
    assert {p.relative_to(DOCS).as_posix() for p in DOCS.glob("nouns/**/*.md")} <= {*made()}


def test_every_module_that_numbers_equations_is_on_a_page() -> None:
    shown = {module for page in docs_pages.noun_pages().values() for module in page.modules}
    code = docs_pages.CODE
    parts = [file.relative_to(code).with_suffix("").parts for file in code.rglob("*.py")]
    names = {".".join(p).removesuffix(".__init__") for p in parts if p[0][0] != "_"}
    assert {name for name in names if docs_pages.equations(name)} <= shown


def test_every_command_is_told() -> None:
    from optdispatch.cli.root import COMMANDS  # noqa: PLC0415

    assert all(f"### optdispatch {name}\n" in made()["commands.md"] for name in COMMANDS)


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = FENCED.sub("", _text(page))
    for target, anchor in LINK.findall(text):
        there = (page.parent / target).resolve()
        assert there.exists(), f"{page.name}: {target}"
        if anchor:
            assert anchor in _anchors(there), f"{page.name}: {target}{anchor}"
    for anchor in re.findall(r"\]\((#[^)]+)\)", text):
        assert anchor in _anchors(page), f"{page.name}: {anchor}"


def _anchors(page: Path) -> set[str]:
    """What headings are called in links."""
    text = FENCED.sub("", _text(page))
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {"#" + re.sub(r"[^\w -]", "", head).strip().lower().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("name", ["tutorial", "tutorial.zh"])
def test_a_tutorial_runs_and_draws_its_pictures(name: str, tmp_path: Path) -> None:
    test_readme.test_blocks_run(f"docs/{name}.md", tmp_path)
    pictures = re.findall(rf"figures/{name}/([\w-]+\.png)", _text(DOCS / f"{name}.md"))
    assert pictures
    assert [name for name in pictures if not [*tmp_path.rglob(name)]] == []


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")
