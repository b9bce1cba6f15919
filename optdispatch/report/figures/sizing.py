"""Figures of sizes: the map, capital against NPV, and what one more kW and kWh are worth."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from optdispatch.horizon import FloatArray
from optdispatch.report.figures.canvas import beside, legend, panels, thousands
from optdispatch.report.figures.plate import DIGITS, Plate, Trace, Traced
from optdispatch.report.measures import drawn, ordinate
from optdispatch.report.style import ENERGY, LOAD, OPTIMUM, RULE, WITHOUT
from optdispatch.report.words import ENGLISH
from optdispatch.study.sizing import Sized
from optdispatch.study.sizing.bench import COST, NPV
from optdispatch.study.sizing.terms import capital

CONTOURS = 8
LEAST = 3
"""Steps of each size from which lines of equal value say something."""
WORST = 0.1
"""Share of a map, its worst, that shares one colour: the rest is told apart."""
SAVES: tuple[tuple[str, Any], ...] = (("color", OPTIMUM), ("marker", "o"), ("markersize", 4.5))
COSTS: tuple[tuple[str, Any], ...] = (("color", RULE), ("linestyle", "--"))


@dataclass(frozen=True)
class SizeMap(Plate):
    """What is looked for, over power and energy."""

    found: Sized

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row a power, a column an energy; no number where there is none."""
        found, (powers, energies) = self.found, self.found.map
        number, there = found.terms.goal.number, {p.place: p for p in found.points}
        cells = [[_drawn(there[i, j].told(number), number) for j in energies] for i in powers]
        kwh = [j * found.terms.lattice.step_kwh for j in energies]
        return pd.DataFrame(cells, index=self.at, columns=kwh)

    @property
    def at(self) -> FloatArray:
        """See `Plate.at`: powers."""
        return np.array(self.found.map[0]) * self.found.terms.lattice.step_kw

    @property
    def frame(self) -> pd.DataFrame:
        """See `Plate.frame`."""
        table = self.table.round(DIGITS)
        table.columns = [f"{kwh:g} kWh" for kwh in self.table.columns]
        return table.rename_axis("power [kW]").reset_index()

    def draw(self) -> Figure:
        """See `Plate.draw`."""
        figure, (ax,) = panels([4.6], self.title, self.says)
        x, y, cells = self.at, self.table.columns.to_numpy(), self.table.to_numpy().T
        low, high = self._scale(cells)
        whole = bool(np.isfinite(cells).all()) and min(cells.shape) >= LEAST and low < high
        look: dict[str, Any] = {"shading": "gouraud" if whole else "nearest", "cmap": ENERGY}
        mesh = ax.pcolormesh(x, y, cells, vmin=low, vmax=high, rasterized=True, **look)
        if whole:
            levels = MaxNLocator(CONTOURS).tick_values(low, high)
            lines = ax.contour(x, y, cells, levels=levels, colors="white", linewidths=0.8)
            ax.clabel(lines, fontsize=8)
        bounds = ax.get_xlim(), ax.get_ylim()
        self._limits(ax)
        best, guide = self.found.best, self.found.guide
        ax.plot(guide.power_kw, guide.energy_kwh, "D", color="white", mec=WITHOUT, ms=6,
                label="least cost of year 1", clip_on=False)  # fmt: skip
        ax.plot(best.power_kw, best.energy_kwh, "*", color=RULE, mec="white", ms=15,
                label="the best size", clip_on=False)  # fmt: skip
        ax.set(xlim=bounds[0], ylim=bounds[1], xlabel="power, kW", ylabel="energy, kWh")
        thousands(ax)
        ax.grid(visible=False)
        bar = figure.colorbar(mesh, cax=beside(figure, ax))
        bar.set_label(_ordinate(self.found, self.found.terms.goal.number))
        ax.legend(loc="lower right", facecolor="white", framealpha=0.8, frameon=True)
        return figure

    def _scale(self, cells: FloatArray) -> tuple[float, float]:
        """Ends of the scale of colours, without the worst of the map."""
        told = cells[np.isfinite(cells)] if np.isfinite(cells).any() else np.zeros(1)
        if self.found.terms.goal.sign > 0:
            return float(np.quantile(told, WORST)), float(told.max())
        return float(told.min()), float(np.quantile(told, 1 - WORST))

    def _limits(self, ax: Axes) -> None:
        """Whole cabinets, and what the budget pays for."""
        lattice, budget = self.found.terms.lattice, self.found.terms.asked.budget
        economics = self.found.case.economics
        if lattice.tied:
            kw, kwh = lattice.greatest
            ax.plot([0, kw], [0, kwh], "--", color="white", linewidth=1.2, label="whole cabinets")
        if budget is not None and economics is not None:
            x, y = np.linspace(*ax.get_xlim(), 40), np.linspace(*ax.get_ylim(), 40)
            paid = np.array([[capital(economics, kw, kwh) for kw in x] for kwh in y])
            if paid.min() < budget < paid.max():
                ax.contour(x, y, paid, levels=[budget], colors=RULE, linewidths=1.4)
                ax.plot([], [], color=RULE, label="the budget")


@dataclass(frozen=True)
class Frontier(Plate):
    """Capital against NPV: sizes that no other has more NPV for as little than."""

    found: Sized

    @property
    def at(self) -> FloatArray:
        """See `Plate.at`: capital."""
        return np.array([p.capex for p in self.found.frontier])

    @property
    def frame(self) -> pd.DataFrame:
        """See `Plate.frame`."""
        currency = self.found.case.tariff.currency
        rows = [(p.capex, p.told(NPV), p.power_kw, p.energy_kwh) for p in self.found.frontier]
        heads = [f"capital [{currency}]", f"NPV [{currency}]", "power [kW]", "energy [kWh]"]
        return pd.DataFrame(rows, columns=heads).round(DIGITS)

    def draw(self) -> Figure:
        """See `Plate.draw`."""
        found, currency = self.found, self.found.case.tariff.currency
        figure, (ax,) = panels([3.8], self.title, self.says)
        every = [(p.capex, npv) for p in found.points if (npv := p.told(NPV)) is not None]
        x, y = np.array(every).T / 1000
        ax.plot(x, y, "o", color=LOAD, markersize=3.5, alpha=0.7, label="sizes that were run")
        frame = self.frame.to_numpy() / 1000
        ax.plot(frame[:, 0], frame[:, 1], "o-", color=OPTIMUM, markersize=4.5, label="frontier")
        best = found.best
        ax.plot(best.capex / 1000, (best.told(NPV) or 0.0) / 1000, "*", color=RULE, markersize=15,
                label="the best size")  # fmt: skip
        ax.axhline(0, color=WITHOUT, linewidth=0.8)
        ax.set_xlabel(f"capital, 1,000 {currency}")
        ax.set_ylabel(f"NPV after tax, 1,000 {currency}")
        thousands(ax)
        legend(ax)
        return figure


@dataclass(frozen=True)
class Worths(Traced):
    """What one more kW and one more kWh save in the first year, and what they cost."""

    found: Sized

    @property
    def at(self) -> FloatArray:
        """See `Plate.at`: share of the best size, in per cent."""
        return np.array([100 * margin.share for margin in self.found.margins])

    @property
    def places(self) -> pd.Series:
        """See `Traced.places`."""
        return pd.Series(self.at, name="of the best size [%]")

    @cached_property
    def traces(self) -> tuple[Trace, ...]:
        """See `Traced.traces`."""
        return tuple(self._traces())

    def _traces(self) -> Iterator[Trace]:
        found, currency = self.found, self.found.case.tariff.currency
        for panel, size, price, saved in (
            (0, "kW", found.annual.per_kw, [m.of_kw for m in found.margins]),
            (1, "kWh", found.annual.per_kwh, [m.of_kwh for m in found.margins]),
        ):
            unit, flat = f"{currency}/{size}/year", np.full(len(saved), price)
            says = f"one more {size} saves", f"one more {size} costs"
            yield Trace(panel, "saves", says[0], unit, np.array(saved), "line", SAVES)
            yield Trace(panel, "costs", says[1], unit, flat, "line", COSTS)

    def draw(self) -> Figure:
        """See `Plate.draw`."""
        figure, axes = panels([2.2, 2.2], self.title, self.says)
        for trace in self.traces:
            ax = axes[trace.panel]
            ax.plot(self.at, trace.values, label=trace.label, **dict(trace.look))
            ax.set_ylabel(trace.unit)
        for ax in axes:
            ax.axvline(100, color=WITHOUT, linewidth=0.8, linestyle=":")
            ax.set_ylim(bottom=min(0.0, ax.get_ylim()[0]))
            legend(ax)
        axes[-1].set_xlabel("power, or energy, of the best size, the other as it is, %")
        return figure


def plates(found: Sized) -> tuple[Plate, ...]:
    """The figures that there is something for."""
    name, made = found.case.name, list[Plate]()
    if found.map[0]:
        title = f"{name}: {found.terms.goal.title}"
        says = "Each size planned for a year, aged and appraised over the life of the project"
        made.append(SizeMap("map", title, says, ENGLISH, found))
    if len(found.frontier) > 1:
        says = "No size that was run has more NPV for as little capital"
        made.append(Frontier("frontier", f"{name}: capital against NPV", says, ENGLISH, found))
    if found.margins:
        says = (
            "Marginal values of the first year; each costs its share of capital, O&M and residual"
        )
        title = f"{name}: what one more kW and one more kWh are worth"
        made.append(Worths("worth", title, says, ENGLISH, found))
    return tuple(made)


def _drawn(value: float | None, number: str) -> float:
    if value is None:
        return np.nan
    return value / 1000 if number == COST else drawn(value, number)


def _ordinate(found: Sized, number: str) -> str:
    currency = found.case.tariff.currency
    if number == COST:
        return f"bill and cost a year, 1,000 {currency}"
    return ordinate(number, currency)
