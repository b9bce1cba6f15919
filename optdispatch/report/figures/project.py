"""A project in two figures: the cells over the years, and when the money is back."""

import numpy as np
from matplotlib.figure import Figure

from optdispatch.report.figures.canvas import legend, panels, thousands
from optdispatch.report.style import OPTIMUM, RULE, WITHOUT
from optdispatch.report.terminal.project import rates, years
from optdispatch.study.project import Project


def capacity(found: Project, title: str) -> Figure:
    """Capacity through each year, new cells, and cycles a year."""
    life = found.lifetime
    says = f"new cells in year {', '.join(map(str, life.replacement_years))}"
    figure, (upper, lower) = panels(
        [2.6, 1.4], title, says if life.replacement_years else "no cells are replaced"
    )
    edges = np.repeat(np.arange(life.years + 1), 2)[1:-1]
    ends = np.column_stack([life.capacity_start, life.capacity_end]).ravel()
    upper.plot(edges, 100 * ends, color=OPTIMUM, linewidth=2, label="capacity")
    for year in life.replacement_years:
        upper.axvline(year, color=RULE, linestyle=(0, (4, 2)), label=f"new cells, year {year}")
    upper.set_ylabel("capacity\n% of when new")
    legend(upper)
    lower.bar(life.year - 0.5, life.cycles, width=0.8, color=OPTIMUM, label="cycles")
    lower.set_ylabel("cycles\na year")
    lower.set_xlabel("year of the project")
    lower.set_xlim(0, life.years)
    lower.set_xticks(range(0, life.years + 1, max(1, life.years // 18)))
    legend(lower)
    return figure


def cumulative(found: Project, title: str, currency: str) -> Figure:
    """The project's money added up, before and after tax, with the paybacks marked."""
    cash = found.cash
    if cash is None:
        raise TypeError("a project without economics has no money")
    before, after = cash.metrics.project_before_tax, cash.metrics.project_after_tax
    says = f"IRR {rates(before)} before tax, {rates(after)} after; before financing"
    figure, (ax,) = panels([3.6], title, says)
    at = np.arange(cash.years + 1)
    flows = ((cash.project.before_tax, before, WITHOUT), (cash.project.after_tax, after, OPTIMUM))
    for (flow, worth, colour), name in zip(flows, ("before tax", "after tax"), strict=True):
        back = worth.static_payback_years
        label = f"{name}, undiscounted:\n" + ("never" if back is None else f"{years(back)} years")
        ax.plot(at, flow.cumsum() / 1000, color=colour, marker="o", markersize=3.5, label=label)
        if back is not None:
            ax.plot(back, 0, "D", color=colour, markersize=7, zorder=5)
    ax.bar(
        at,
        cash.project.after_tax / 1000,
        width=0.6,
        color=OPTIMUM,
        alpha=0.35,
        label="after tax, each year",
    )
    ax.axhline(0, color="#666666", linewidth=0.8)
    ax.set_ylabel(f"added up\nthousand {currency}")
    ax.set_xlabel("year of the project")
    ax.set_xticks(range(0, cash.years + 1, max(1, cash.years // 18)))
    thousands(ax)
    legend(ax)
    return figure
