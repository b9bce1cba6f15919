"""A program that is written once, for all sizes of a site's storage.

Sizes are variables that numbers hold, so other numbers are other bounds: where the cells have
aged, nothing is written anew. That spares a year of quarter-hours a third of its time. Programmes
are told what storage is rated at: with any of them, each size has a program of its own.
"""

from dataclasses import dataclass, replace
from typing import Any, Self

from optdispatch.asset import Asset, Free
from optdispatch.case import Case
from optdispatch.case.paths import NOT_OF_THE_SITE
from optdispatch.program.compiling import Compiled, compiled
from optdispatch.program.model import Model, build


@dataclass(frozen=True)
class Written:
    """The program of a case, written and compiled."""

    case: Case
    model: Model
    """As it was written for the first case; sizes are those of `form`."""
    form: Compiled

    @classmethod
    def of(cls, case: Case, known: Self | None = None) -> Self:
        """Write the program of a case, or take a known one of other sizes."""
        sizes = known._sizes(case) if known else None
        if known and sizes is not None:
            return replace(known, case=case, form=_held_at(known.form, sizes))
        model = build(case)
        return cls(case, model, compiled(model.pyomo))

    @property
    def read(self) -> Self:
        """All of it: nothing was found."""
        return self

    def _sizes(self, case: Case) -> dict[int, float] | None:
        """The sizes of another case, by their columns; None: it differs in more than sizes."""
        mine = self.case
        site = [n for n in type(mine).model_fields if n not in {*NOT_OF_THE_SITE, "assets"}]
        if (
            mine.programmes
            or case.horizon is not mine.horizon
            or len(case.assets) != len(mine.assets)
            or any(getattr(case, n) != getattr(mine, n) for n in site)
        ):
            return None
        held: dict[int, float] = {}
        for old, new in zip(mine.assets, case.assets, strict=True):
            sizes = self._held(old, new)
            if old.model_copy(update=sizes) != new:
                return None
            for name, value in sizes.items():
                held[self.form.column[id(self._variables(old)[name])]] = value
        return held

    def _held(self, old: Asset, new: Asset) -> dict[str, Any]:
        """Sizes that a number holds in both."""
        sizes = {n: getattr(new, n, None) for n in self._variables(old)}
        return {
            n: value
            for n, value in sizes.items()
            if not isinstance(value, Free | None) and not isinstance(getattr(old, n), Free)
        }

    def _variables(self, asset: Asset) -> dict[str, Any]:
        """Variables of sizes that stand in an equation, by the names of their fields."""
        storing = self.model.flows[asset.name].storing
        sizes = storing.sizes if storing else {}
        return {n: v for n, v in sizes.items() if id(v) in self.form.column}


def _held_at(form: Compiled, values: dict[int, float]) -> Compiled:
    """The program with columns held at these values."""
    lower, upper = form.matrices.lower.copy(), form.matrices.upper.copy()
    columns = [*values]
    lower[columns] = upper[columns] = [*values.values()]
    return replace(form, matrices=form.matrices.with_bounds(lower, upper))
