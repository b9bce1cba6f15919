"""Write a sensitivity: `sensitivity.csv`, and its figures."""

from collections.abc import Callable
from pathlib import Path

from optdispatch.report.placing import placed
from optdispatch.study.sensitivity import Sensitivity

TABLE = "sensitivity.csv"


def write_sensitivity(
    found: Sensitivity, folder: Path, progress: Callable[[str], None] = lambda _: None
) -> tuple[Path, ...]:
    """Write the table and the figures to a folder, beside what else is in it.

    Each file is complete before it replaces one of its name. Returns the paths that were
    written; raises `OutputError` where the folder cannot be written.
    """
    with placed(folder) as there:
        progress("writing the table")
        table = found.to_frame()
        table.to_csv(there / TABLE, index=False, encoding="utf-8", float_format="%.12g")
        names = [TABLE, *_figures(found, there, progress)]
    return tuple(folder / name for name in names)


def _figures(found: Sensitivity, folder: Path, progress: Callable[[str], None]) -> list[str]:
    # matplotlib takes a third of a second to load, so it waits until something is drawn.
    from optdispatch.report.figures.canvas import look, save  # noqa: PLC0415
    from optdispatch.report.figures.sensitivity import drawn, lines, tornado  # noqa: PLC0415

    names = []
    with look():
        for measure in drawn(found) if found.points else ():
            progress(f"drawing {measure}")
            for kind, draw in (("tornado", tornado), ("lines", lines)):
                names.append(f"{kind}-{measure.replace('_', '-')}.png")
                save(draw(found, measure), folder / names[-1])
    return names
