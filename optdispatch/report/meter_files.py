"""Write what a survey leaves behind: the clean table, the changes, the figures.

Each file is written beside its place and moved there when it is whole; nothing is moved until
all of them are.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from optdispatch.errors import OutputError
from optdispatch.meter import Survey
from optdispatch.meter.clean_file import changes_table, clean_table

FIGURES = ("power-by-time.png", "load-duration.png")


def write_meter(survey: Survey, clean: Path | None, figures: Path | None) -> tuple[Path, ...]:
    """Write the clean table and its changes, and the figures; return what was written.

    Raises `MeterError` where readings are missing or the clock is not known, `OutputError`
    where a file cannot be written; then nothing is.
    """
    table = clean_table(survey) if clean is not None else None
    written: list[Path] = []
    with ExitStack() as stack:
        if clean is not None and table is not None:
            content = stack.enter_context(_beside(clean.parent))
            table.to_csv(content / clean.name, index=False, encoding="utf-8")
            if survey.changes:
                name = changes_name(clean)
                changes_table(survey).to_csv(content / name, index=False, encoding="utf-8")
            written += [clean.parent / file.name for file in sorted(content.iterdir())]
        if figures is not None:
            content = stack.enter_context(_beside(figures))
            _draw(survey, content)
            written += [figures / name for name in FIGURES]
    return tuple(written)


def changes_name(clean: Path) -> str:
    """What the list of changes of a clean file is called."""
    return f"{clean.stem}.changes.csv"


def _draw(survey: Survey, folder: Path) -> None:
    # matplotlib takes a third of a second to load, so it waits until something is drawn.
    from optdispatch.report.figures.canvas import look, save  # noqa: PLC0415
    from optdispatch.report.figures.meter import duration, year_map  # noqa: PLC0415

    with look():
        for name, draw in zip(FIGURES, (year_map, duration), strict=True):
            save(draw(survey), folder / name)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """An empty folder whose files are moved to `folder` at the end, if nothing went wrong."""
    near = next(p for p in (folder.absolute(), *folder.absolute().parents) if p.exists())
    try:
        with tempfile.TemporaryDirectory(prefix=".optdispatch-", dir=near) as name:
            content = Path(name)
            yield content
            folder.mkdir(parents=True, exist_ok=True)
            for file in sorted(content.iterdir()):
                file.replace(folder / file.name)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{folder}: cannot be written: {reason}") from None
