"""Write sizes: a table of all that were run, the answer as JSON, and the figures."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from optdispatch.report.placing import placed
from optdispatch.study.sizing import Point, Sized

TABLE, ANSWER = "sizes.csv", "sizing.json"


def write_sizing(
    found: Sized, folder: Path, progress: Callable[[str], None] = lambda _: None
) -> tuple[Path, ...]:
    """Write table, answer and figures to a folder, beside what else is in it.

    Each file is complete before it replaces one of its name. Returns the paths that were
    written; raises `OutputError` where the folder cannot be written.
    """
    with placed(folder) as there:
        table = found.to_frame()
        table.to_csv(there / TABLE, index=False, encoding="utf-8", float_format="%.12g")
        text = json.dumps(answer(found), indent=2, ensure_ascii=False)
        (there / ANSWER).write_text(f"{text}\n", encoding="utf-8")
        names = [TABLE, ANSWER, *_figures(found, there, progress)]
    return tuple(folder / name for name in names)


def answer(found: Sized) -> dict[str, Any]:
    """What was asked, the best size, its neighbours, and what one more is worth."""
    lattice, annual, guide, check = found.terms.lattice, found.annual, found.guide, found.check
    kw, kwh = lattice.greatest
    return {
        "case": found.case.name,
        "currency": found.case.tariff.currency,
        "asked": found.terms.asked.model_dump(mode="json", exclude_none=True),
        "steps": {"power_kw": lattice.step_kw, "energy_kwh": lattice.step_kwh},
        "greatest": {"power_kw": kw, "energy_kwh": kwh},
        "cabinets": found.best.place[0] if lattice.tied else None,
        "best": _point(found.best),
        "neighbours": [_point(p) | {"is_worse": found.beats(p)} for p in found.neighbours],
        "worth": {
            "saves_in_year_1": {"per_kw": found.best.worth_kw, "per_kwh": found.best.worth_kwh},
            "costs_a_year": {"per_kw": annual.per_kw, "per_kwh": annual.per_kwh},
        },
        "free_sizes": {
            "power_kw": guide.power_kw,
            "energy_kwh": guide.energy_kwh,
            "yearly_cost": guide.cost,
            "bound": guide.bound,
            "method": guide.method,
        },
        "check": {"says": check.says, "miss": check.miss, "limit": check.limit},
        "frontier": [_point(p) for p in found.frontier],
        "notes": list(found.notes),
    }


def _point(point: Point) -> dict[str, Any]:
    about = {"power_kw": point.power_kw, "energy_kwh": point.energy_kwh, "capex": point.capex}
    return {**about, "fits": point.fits, **point.numbers}


def _figures(found: Sized, folder: Path, progress: Callable[[str], None]) -> list[str]:
    # matplotlib takes a third of a second to load, so it waits until something is drawn.
    from optdispatch.report.figures.canvas import look, save  # noqa: PLC0415
    from optdispatch.report.figures.sizing import plates  # noqa: PLC0415

    names = []
    with look():
        for plate in plates(found):
            progress(f"drawing {plate.name}")
            names.append(f"{plate.name}.png")
            save(plate.draw(), folder / names[-1])
    return names
