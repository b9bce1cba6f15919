"""The page of a replication, in Markdown: the one that the terminal shows, and that docs hold."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from optdispatch.errors import OutputError
from optdispatch.report.measures import NONE, written
from optdispatch.report.numbers import shown, signed
from optdispatch.study.replication import PRICE, Replicated, Result, Section
from optdispatch.study.valuation import MEASURES

NOTHING = "–"


def page(found: Replicated) -> str:
    """All of it, ending in a line break."""
    told = found.replication
    parts = [f"# {told.title}", told.source, told.text.strip(), _made(told.name)]
    for section, results in zip(told.sections, found.results, strict=True):
        parts += [f"## {section.title}", section.text.strip()]
        parts += ["\n".join(_table(section, results))] if results else []
    return "\n\n".join(part for part in parts if part) + "\n"


def _made(name: str) -> str:
    """What makes the page; no number in it is written by hand."""
    return f"This page is what `optdispatch replicate {name}` computes and prints."


def _table(section: Section, results: Sequence[Result]) -> Iterator[str]:
    """Printed numbers beside ours: with a residual, where there is one column of ours."""
    any_printed = any(result.row.printed is not None for result in results)
    is_one = len(section.readings) == 1
    heads = ["", *(["place", "printed"] if any_printed else [])]
    heads += ["ours"] if is_one else [f"ours, {name}" for name in section.readings]
    heads += ["residual"] if any_printed and is_one else []
    yield _line(heads)
    left = 2 if any_printed else 1
    yield _line([":--"] * left + ["--:"] * (len(heads) - left))
    for result in results:
        row = result.row
        cells = [row.what, *([row.place, _printed(result)] if any_printed else [])]
        cells += [_written(value, result) for value in result.ours]
        cells += [_residual(result)] if any_printed and is_one else []
        yield _line(cells)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _written(value: float | None, result: Result) -> str:
    """One of ours, with the digits that its printed twin has."""
    if value is not None and result.row.measure.startswith(PRICE):
        return shown(value, 7)
    return written(value, MEASURES[result.row.measure].unit) if not _is_price(result) else NONE


def _is_price(result: Result) -> bool:
    return result.row.measure.startswith(PRICE)


def _printed(result: Result) -> str:
    """As the study prints it."""
    printed = result.row.printed
    if printed is None:
        return NOTHING
    if isinstance(printed, str):
        return NONE
    if _is_price(result):
        return shown(printed, 7)
    return shown(printed, 1) if result.row.unit == "years" else written(printed, result.row.unit)


def _residual(result: Result) -> str:
    """Ours less the printed."""
    if result.agrees_on_none:
        return "0"
    if result.residual is None:
        return NOTHING
    if result.row.unit == "rate":
        return signed(100 * result.residual, 2)
    return signed(result.residual, 7 if _is_price(result) else 2)


def ready(file: Path) -> None:
    """See whether a page can be written to a file, before there is one.

    Raises `OutputError` where it cannot.
    """
    if file.is_dir():
        raise OutputError(f"{file}: is a folder; give a file such as {file / 'replication.md'}")
    with _told(file):
        if file.exists():
            file.open("a").close()
        else:
            tempfile.TemporaryFile(dir=file.absolute().parent).close()


def write_page(text: str, file: Path) -> None:
    """Write the page.

    Raises `OutputError` where the file cannot be written.
    """
    with _told(file):
        file.write_text(text, encoding="utf-8")


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """Say in one line what the system refuses."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{file}: cannot be written: {reason}") from None
