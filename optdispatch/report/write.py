"""Write an outcome: `outcome.json`, tables as CSV, figures, and the report that holds them all."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from optdispatch.case import Case
from optdispatch.report.document import document
from optdispatch.report.folder import FIGURES, SEAL, filled
from optdispatch.report.frames import bill_table, schedule_table
from optdispatch.report.projects import cash_flow_frame, lifetime_frame
from optdispatch.report.words import ENGLISH, Words
from optdispatch.study import Outcome

if TYPE_CHECKING:
    from optdispatch.report.figures.press import Press


def write(
    outcome: Outcome,
    folder: Path,
    asked: Case | None = None,
    progress: Callable[[str], None] = lambda _: None,
    words: Words = ENGLISH,
    press: "Press | None" = None,
) -> tuple[Path, ...]:
    """Write all files of an outcome to a folder; `asked` is the case before sizes were chosen.

    Figures are PNG; with a `press`, which keeps them for the report, SVG besides. Returns the paths
    that were written. Raises `OutputError`, and writes nothing, where the folder cannot be written.
    """
    with filled(folder) as content:
        progress("writing tables")
        names = ["schedule.csv", "bill.csv"]
        schedule_table(outcome).to_csv(content / names[0], index=False, encoding="utf-8")
        bill_table(outcome).to_csv(content / names[1], index=False, encoding="utf-8")
        for name, table in _life(outcome):
            table.to_csv(content / name, index=False, encoding="utf-8")
            names.append(name)
        names += _figures(outcome, content, progress, words, press)
        text = document(outcome, asked, [*names, SEAL]).model_dump_json(indent=2)
        (content / SEAL).write_text(text + "\n", encoding="utf-8")
    return tuple(folder / name for name in [SEAL, *names])


def _life(outcome: Outcome) -> Iterator[tuple[str, pd.DataFrame]]:
    """Tables of the project, where there is one."""
    if outcome.projects:
        yield "lifetime.csv", lifetime_frame(outcome)
    if any(found.cash for found in outcome.projects.values()):
        yield "cashflow.csv", cash_flow_frame(outcome)


def _figures(
    outcome: Outcome,
    content: Path,
    progress: Callable[[str], None],
    words: Words,
    press: "Press | None",
) -> list[str]:
    # matplotlib takes a third of a second to load, so it waits until something is drawn.
    from optdispatch.report.figures.album import album  # noqa: PLC0415
    from optdispatch.report.figures.canvas import drawable, look, save  # noqa: PLC0415

    words = drawable(words)
    plates = album(outcome, words)
    if plates:
        (content / FIGURES).mkdir()
    names = []
    with look(words):
        for n, plate in enumerate(plates, start=1):
            progress(f"drawing figure {n} of {len(plates)}")
            name = f"{FIGURES}/{plate.name}"
            names.append(f"{name}.png")
            if press is None:
                save(plate.draw(), content / names[-1])
                continue
            drawn = press(plate)
            save(drawn.figure, content / names[-1])
            names.append(f"{name}.svg")
            (content / names[-1]).write_text(drawn.svg, encoding="utf-8")
    return names
