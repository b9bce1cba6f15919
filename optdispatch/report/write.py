"""Write an outcome: `outcome.json`, `schedule.csv`, `bill.csv`, and figures."""

from collections.abc import Callable
from pathlib import Path

from optdispatch.case import Case
from optdispatch.report.document import document
from optdispatch.report.folder import FIGURES, SEAL, filled
from optdispatch.report.frames import bill_table, schedule_table
from optdispatch.study import Outcome


def write(
    outcome: Outcome,
    folder: Path,
    asked: Case | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Path, ...]:
    """Write all files of an outcome to a folder; `asked` is the case before sizes were chosen.

    Returns the paths that were written. Raises `OutputError`, and writes nothing, where the
    folder cannot be written.
    """
    with filled(folder) as content:
        progress("writing tables")
        names = ["schedule.csv", "bill.csv"]
        schedule_table(outcome).to_csv(content / names[0], index=False, encoding="utf-8")
        bill_table(outcome).to_csv(content / names[1], index=False, encoding="utf-8")
        names += _figures(outcome, content, progress)
        text = document(outcome, asked, [*names, SEAL]).model_dump_json(indent=2)
        (content / SEAL).write_text(text + "\n", encoding="utf-8")
    return tuple(folder / name for name in [SEAL, *names])


def _figures(outcome: Outcome, content: Path, progress: Callable[[str], None]) -> list[str]:
    # matplotlib takes a third of a second to load, so it waits until something is drawn.
    from optdispatch.report.figures.album import album  # noqa: PLC0415
    from optdispatch.report.figures.canvas import look, save  # noqa: PLC0415

    pages = album(outcome)
    if pages:
        (content / FIGURES).mkdir()
    names = []
    with look():
        for n, page in enumerate(pages, start=1):
            progress(f"drawing figure {n} of {len(pages)}")
            names.append(f"{FIGURES}/{page.name}.png")
            save(page.draw(), content / names[-1])
    return names
