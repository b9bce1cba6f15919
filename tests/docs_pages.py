"""The pages of `docs` that are made: the commands from their help, the nouns from their modules.

`python -m tests.docs_pages` writes them; `tests/test_docs.py` says where they are behind.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from optdispatch import assets, programmes
from optdispatch.assets.fleet import Fleet
from optdispatch.case.sizing import Sizing
from optdispatch.cli import root
from optdispatch.finance import Economics
from optdispatch.lifetime import Ageing
from optdispatch.meter import profiles
from optdispatch.nouns import Noun, kinds
from optdispatch.rules import kinds as rules
from optdispatch.study.campaign import Study
from optdispatch.study.pool import Pool
from optdispatch.study.portfolio import Policy, Sites
from optdispatch.tariff import Tariff, charges, prices
from optdispatch.tariff.time_of_use import TimeOfUse
from tests.docs_fields import Fields, prose, says

DOCS = Path(__file__).parents[1] / "docs"
CODE = DOCS.parent / "optdispatch"
MADE = "<!-- Made by `python -m tests.docs_pages` from {}. Edit them, not this page. -->\n"
WIDTH = 88


@dataclass(frozen=True)
class Page:
    """A page of nouns: the modules whose docstrings it shows, and what a user writes."""

    title: str
    modules: tuple[str, ...]
    nouns: tuple[type[Noun], ...] = ()


def pages() -> dict[str, str]:
    """Every page that is made, by its path in `docs`."""
    shown = noun_pages()
    home = {
        says(noun.model_json_schema()): path for path, page in shown.items() for noun in page.nouns
    }
    made = {path: _noun_page(page, Fields(path, home)) for path, page in shown.items()}
    return {"commands.md": commands(), "nouns/README.md": _contents(shown)} | made


def noun_pages() -> dict[str, Page]:
    """A page a kind, and a page for what belongs together."""
    shelves = {
        "assets": assets,
        "charges": charges,
        "prices": prices,
        "profiles": profiles,
        "programmes": programmes,
    }
    single = {
        f"nouns/{shelf}/{kind}.md": Page(kind.replace("_", " "), _with_shared(noun), (noun,))
        for shelf, package in shelves.items()
        for kind, noun in kinds(package).items()
    }
    sessions = (*_inside("assets.fleet"), *_inside("vehicles"), *_inside("vehicles.sources"))
    single["nouns/assets/fleet.md"] = Page("fleet", sessions, (Fleet,))
    return single | {f"nouns/{name}.md": page for name, page in _together().items()}


def _together() -> dict[str, Page]:
    followed = ("rules.rule", "rules.follow", *_inside("rules.kinds"))
    ages = (*_inside("lifetime"), *_inside("lifetime.laws"))
    money = (*_inside("finance"), *_inside("finance.modes"))
    sheets = ("report.workbook", "report.workbook.schedules", "report.workbook.formula")
    book = tuple(name for package in sheets for name in _inside(package))
    timed = ("tariff.charge", "tariff.time_of_use")
    return {
        "tariff": Page("tariff", timed, (Tariff, TimeOfUse)),
        "programmes": Page("what programmes share", ("programme", "program.market")),
        "rules": Page("rules", followed, tuple(kinds(rules).values())),
        "ageing": Page("ageing", ages, (Ageing,)),
        "finance": Page("finance", money, (Economics,)),
        "meter": Page("meter files", _inside("meter")),
        "horizon": Page("horizon and schedule", ("horizon", "schedule", "strategy")),
        "program": Page("the program", _inside("program")),
        "exact": Page("the exact solver", ("program.exact", *_inside("program.exact"))),
        "certificates": Page("certificates", ("certificate", "program.bound")),
        "explanation": Page("explanation", ("study.explanation", "study.streams")),
        "sizing": Page("sizing", _inside("study.sizing"), (Sizing,)),
        "studies": Page("studies", _inside("study.campaign.designs"), (Study,)),
        "sites": Page("many sites and other tariffs", _inside("study.portfolio"), (Sites, Policy)),
        "pilot": Page("pilot", (*_inside("study.pilot"), "study.capacity")),
        "pool": Page("pool", _inside("study.pool"), (Pool,)),
        "workbook": Page("workbook", book),
    }


def equations(module: str) -> bool:
    """Whether the docstring of a module numbers equations."""
    return bool(re.search(r"^ .*\([A-Z]\d+\)$", _says(module), re.MULTILINE))


def _inside(package: str) -> tuple[str, ...]:
    """Modules of a package that number equations."""
    files = sorted(CODE.joinpath(*package.split(".")).glob("*.py"))
    names = [f"{package}.{file.stem}" for file in files]
    return tuple(name for name in names if "__" not in name and equations(name))


def _with_shared(noun: type[Noun]) -> tuple[str, ...]:
    """The module of a kind, and what it shares with others of its package."""
    own = noun.__module__
    package = own.rpartition(".")[0]
    used = {str(getattr(value, "__module__", "")) for value in vars(import_module(own)).values()}
    shared = sorted(name for name in used if name.startswith(f"{package}._"))
    return tuple(name.removeprefix("optdispatch.") for name in (own, *shared))


def _says(module: str) -> str:
    """The docstring of a module, which may need what is not installed."""
    return ast.get_docstring(ast.parse(_file(module).read_text(encoding="utf-8"))) or ""


def _file(module: str) -> Path:
    place = CODE.joinpath(*module.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def commands() -> str:
    """The help of every command, in the order of `optdispatch --help`."""
    told = "\n".join(_helps(root, click.Context(root, info_name="optdispatch", **_wide()), 2))
    return f"{MADE.format('the help of the commands')}\n# Commands\n\n{told}"


def _wide() -> dict[str, Any]:
    return {"terminal_width": WIDTH, "max_content_width": WIDTH}


def _helps(command: click.Command, ctx: click.Context, level: int) -> Iterator[str]:
    said = "\n".join(line.rstrip() for line in command.get_help(ctx).splitlines())
    yield f"{'#' * level} {ctx.command_path}\n\n```text\n{said}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            inner = command.get_command(ctx, name)
            assert inner is not None
            path = click.Context(inner, info_name=name, parent=ctx, **_wide())
            yield from _helps(inner, path, min(level + 1, 3))


def _contents(nouns: dict[str, Page]) -> str:
    lines = [f"- [{page.title}]({path.removeprefix('nouns/')})" for path, page in nouns.items()]
    shelves: dict[str, list[str]] = {}
    for line, path in zip(lines, nouns, strict=True):
        shelf = path.split("/")[1] if path.count("/") > 1 else "what they make together"
        shelves.setdefault(shelf, []).append(line)
    parts = [f"## {shelf}\n\n" + "\n".join(group) + "\n" for shelf, group in shelves.items()]
    head = "# Nouns\n\nWhat a case is made of: the equations of each, and the fields to write.\n\n"
    return f"{MADE.format('the modules of optdispatch')}\n{head}" + "\n".join(parts)


def _noun_page(page: Page, fields: Fields) -> str:
    up = "../" * (fields.path.count("/") + 1)
    parts = [MADE.format("the modules of optdispatch"), f"# {page.title.capitalize()}\n"]
    parts += [_section(module, up, len(page.modules) > 1) for module in page.modules]
    tables = list(fields.tables(page.nouns))
    return "\n".join([*parts, "## Fields\n", *tables] if tables else parts)


def _section(module: str, up: str, titled: bool) -> str:
    """The docstring of a module: its mathematics as it stands, its prose as prose."""
    title, _, body = _says(module).partition("\n")
    place = _file(module).relative_to(CODE.parent).as_posix()
    head = f"## {prose(title.rstrip('.'))}\n" if titled else f"{prose(title)}\n"
    return "\n".join([head, *_paragraphs(body), f"Code: [{place}]({up}{place})\n"])


def _paragraphs(body: str) -> Iterator[str]:
    fenced: list[str] = []
    for part in re.split(r"\n\s*\n", body.strip("\n")):
        if part.startswith((" ", "=", ">>>")):
            fenced.append(part)
            continue
        yield from _fence(fenced)
        fenced = []
        if part.strip():
            yield f"{prose(part)}\n"
    yield from _fence(fenced)


def _fence(parts: Sequence[str]) -> Iterator[str]:
    if parts:
        yield "```text\n" + "\n\n".join(parts) + "\n```\n"


def write() -> None:
    """Write every page."""
    for path, text in pages().items():
        file = DOCS / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
