"""Settle what the wear of the cells costs in the objective, where a case asks for it by name.

`average` is the cost of new cells over what the old ones discharge until they go; `optimize` is
the cost whose dispatch has the best NPV at true prices. Neither is money that anybody pays: it
only steers the dispatch.
"""

from dataclasses import dataclass

import numpy as np

from optdispatch.assets.battery import Battery
from optdispatch.case import Case
from optdispatch.errors import InputError
from optdispatch.lifetime import average_wear, best_wear
from optdispatch.study.project import Life, Project, Run


@dataclass(frozen=True)
class Wear:
    """The wear that a case's dispatch was steered by, and what that is worth."""

    how: str
    """`average` or `optimize`."""
    per_kwh: float
    """Of what leaves the cells. [currency/kWh]"""
    npv: float
    """Of the project after tax, with it. [currency]"""
    npv_without: float
    """Without it. [currency]"""

    @property
    def gain(self) -> float:
        """What it is worth over none. [currency]"""
        return self.npv - self.npv_without


def with_wear(case: Case, run: Run) -> tuple[Case, Wear | None]:
    """The case with a number for its batteries' wear, and how it was found.

    `run` finds the optimum. Raises `InputError` where a name is given without what it needs.
    """
    asked = (a.wear_per_kwh for a in case.assets if isinstance(a, Battery))
    how = next((wear for wear in asked if isinstance(wear, str)), None)
    if how is None:
        return case, None
    if case.economics is None or case.economics.replacement is None:
        raise InputError(f"{case.name}: wear_per_kwh {how!r} needs economics.replacement")
    terms, new = case.economics.replacement, _project(_priced(case, 0.0), run)
    cells = terms.per_kwh * new.yearly.energy_kwh + terms.fixed_per_event
    wear = average_wear(cells, _first_life_kwh(new))
    if how == "optimize":
        search = best_wear(lambda rate: _project(_priced(case, rate), run).npv, wear)
        wear, npv = search.wear_per_kwh, search.npv
    else:
        npv = _project(_priced(case, wear), run).npv
    return _priced(case, wear), Wear(how, wear, npv, new.npv)


def _priced(case: Case, wear: float) -> Case:
    """The case with a number for wear."""
    priced = tuple(
        a.model_copy(update={"wear_per_kwh": wear}) if isinstance(a, Battery) else a
        for a in case.assets
    )
    return case.model_copy(update={"assets": priced})


def _project(case: Case, run: Run) -> Project:
    return Life(case, run).project()


def _first_life_kwh(project: Project) -> float:
    """What the first cells discharge until they are replaced, or the project ends. [kWh]"""
    lifetime = project.lifetime
    last = int(np.argmax(lifetime.replaced)) + 1 if lifetime.replaced.any() else lifetime.years
    return float(lifetime.throughput_cell_kwh[:last].sum())
