"""A kind of site from the catalogue: deterministic, synthetic, scaled to size.

With the shapes u of `DayShapes` and a scale P̂, the power in period t is

    P_t = P̂ · mean over d ∈ D_t and q ∈ t of u[m(d), k(d), q]                 (A1)
    P̂ = peak_kw / max u,  or  rated_kw                                        (A2)

=========  =====================================================  =====  ==============
symbol     meaning                                                unit   name
=========  =====================================================  =====  ==============
D_t        real days that t stands for; else the day t lies on    –      `Ring.days`
q ∈ t      quarter-hours that t covers, or the one it lies in     –      `_quarters`
m, k       month and kind of a day                                –      `_cells`
P̂          scale                                                  kW     `_scaled`
P_t        mean power                                             kW     `power_kw`
=========  =====================================================  =====  ==============
"""

from datetime import date
from functools import cached_property
from typing import Annotated, Any

import numpy as np
from pydantic import Field, field_validator, model_validator

from optdispatch import catalog
from optdispatch.calendar import DAY_KINDS
from optdispatch.errors import MeterError
from optdispatch.horizon import FloatArray, Horizon, IntArray
from optdispatch.meter.profile import Profile
from optdispatch.meter.shapes import DAY_MIN, QUARTER_MIN, DayShapes
from optdispatch.note import Note
from optdispatch.nouns import nearest

SHELVES = ("models/loads", "models/pv")


class Archetype(Profile):
    """A kind of site from the catalogue, scaled to size."""

    archetype: Annotated[DayShapes, catalog.From(SHELVES[0])] = Field(
        description="A name in models/loads or models/pv, a path to a .yaml, or the shapes."
    )
    peak_kw: float | None = Field(
        default=None,
        gt=0,
        description="The highest quarter of an hour of any month and kind of day. [kW]",
    )
    rated_kw: float | None = Field(
        default=None,
        gt=0,
        description="The power at fraction 1, such as the rated power of a PV plant. [kW]",
    )

    @field_validator("archetype", mode="before")
    @classmethod
    def _find(cls, content: Any) -> Any:
        """Look through both shelves; `From` reads paths."""
        if not isinstance(content, str) or content.endswith((".yaml", ".yml")):
            return content
        for shelf in SHELVES:
            if content in catalog.names(shelf):
                return catalog.read(shelf, content)
        known = [name for shelf in SHELVES for name in catalog.names(shelf)]
        raise ValueError(f"no {content!r} in {' or '.join(SHELVES)}; {nearest(content, known)}")

    @model_validator(mode="after")
    def _has_one_scale(self) -> "Archetype":
        if (self.peak_kw is None) == (self.rated_kw is None):
            raise ValueError("needs one of `peak_kw`, `rated_kw`")
        return self

    @property
    def notes(self) -> tuple[str, ...]:
        """That nobody measured it.

        >>> Archetype.of({"archetype": "mall", "peak_kw": 1500}, "load").notes
        ('mall: a synthetic profile, not a measurement',)
        """
        return (
            Note("{profile}: a synthetic profile, not a measurement", profile=self.archetype.name),
        )

    def power_kw(self, horizon: Horizon) -> FloatArray:
        """(A1), shape (T,). [kW]

        Raises `MeterError` for a step that quarter-hours do not fit.
        """
        asked = self.archetype, self.peak_kw, self.rated_kw
        for known, of, power in self._answered:
            if known is horizon and of == asked:
                return power
        power = self._power_kw(horizon)
        power.flags.writeable = False
        self._answered[:] = [(horizon, asked, power)]
        return power

    @cached_property
    def _answered(self) -> list[tuple[Horizon, Any, FloatArray]]:
        """What was asked last: plans ask again and again."""
        return []

    def _power_kw(self, horizon: Horizon) -> FloatArray:
        """(A1)."""
        u = self._scaled()
        quarters = _quarters(horizon)
        power = np.empty(len(horizon))
        for ring, s in zip(horizon.rings, horizon.slices, strict=True):
            if ring.days:
                m, k = _cells(ring.days, horizon)
                power[s] = u[m, k][:, quarters[s]].mean(axis=(0, 2))
            else:
                days = [(d, run) for d, run in horizon.dates if s.start <= run.start < s.stop]
                m, k = _cells([d for d, _ in days], horizon)
                length = [run.stop - run.start for _, run in days]
                m, k = np.repeat(m, length)[:, None], np.repeat(k, length)[:, None]
                power[s] = u[m, k, quarters[s]].mean(axis=1)
        return power

    def _scaled(self) -> FloatArray:
        """(A2) times u. [kW]"""
        u = self.archetype.mean
        scale = self.rated_kw or 0.0 if self.peak_kw is None else self.peak_kw / float(u.max())
        return u * scale


def _quarters(horizon: Horizon) -> IntArray:
    """The quarter-hours that each period covers, shape (T, n)."""
    minutes = horizon.step.total_seconds() / 60
    if minutes % QUARTER_MIN and QUARTER_MIN % minutes:
        raise MeterError(f"an archetype has no step of {minutes:g} min; say 15, 30 or 60")
    n = max(1, int(minutes // QUARTER_MIN))
    covered = horizon.minute[:, None] // QUARTER_MIN + np.arange(n)
    return np.asarray(covered % (DAY_MIN // QUARTER_MIN), dtype=np.int64)


def _cells(days: "list[date] | tuple[date, ...]", horizon: Horizon) -> tuple[IntArray, IntArray]:
    """Month and kind of each day, as positions in the table of means."""
    month = np.array([day.month - 1 for day in days], dtype=np.int64)
    kind = np.array([DAY_KINDS.index(horizon.calendar.kind(day)) for day in days], dtype=np.int64)
    return month, kind
