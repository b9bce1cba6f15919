"""What every mode writes its lines from, and what it hands back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from optdispatch.report.workbook.desk import Desk
from optdispatch.report.workbook.lifetime import LifetimeLines
from optdispatch.report.workbook.schedules import Schedules
from optdispatch.report.workbook.timeline import Line, Timeline, added


@dataclass(frozen=True)
class Shared:
    """Lines of a mode."""

    flows: Mapping[str, Line]
    figures: Mapping[str, str] = field(default_factory=dict)
    """Formulas of the figures that its agreements turn on."""
    coverage: Line | None = None


@dataclass(frozen=True)
class Table:
    """The project as a mode sees it: before VAT and income tax."""

    desk: Desk
    page: Timeline
    schedules: Schedules
    lifetime: LifetimeLines
    saving: Line
    """S_t."""
    running: Line
    """O_t."""
    replacement: Line
    """Rep_t."""
    residual: Line
    """RV_t."""

    @property
    def capex(self) -> str:
        """C."""
        return self.schedules.costs.capex

    @property
    def unit(self) -> str:
        """ISO code."""
        return self.desk.currency

    def term(self, name: str) -> str:
        """A term of the mode, as formulas name it."""
        return self.desk.inputs(f"mode.{name}")

    def operating(self, t: int) -> str:
        """S - O - Rep of a year."""
        return f"{self.saving[t]}-{self.running[t]}-{self.replacement[t]}"

    def flow(self, t: int) -> str:
        """The right-hand side of (I1): the project's flow in a year."""
        built = f"-{self.capex}" if t == 0 else ""
        return f"{self.operating(t)}+{self.residual[t]}{built}"

    def year(self, t: int) -> str:
        """The cell of a year's number."""
        return self.page.year(t)

    def covered(self, have: Callable[[int], str], owed: Line) -> Line:
        """(M7): how often what is had covers what is owed, in years 1 to N."""
        return self.page.line(
            "coverage of what is owed",
            "",
            lambda t: f'=IF({owed[t]}>0,({have(t)})/{owed[t]},"")' if t else None,
            kind="ratio",
        )


def project_lines(
    desk: Desk, page: Timeline, schedules: Schedules, lifetime: LifetimeLines
) -> Table:
    """Write the project's lines, of which the parties have their shares."""
    unit, earned, spent = desk.currency, schedules.revenues, schedules.costs
    gains = [earned.saved, *earned.others.values()]
    cells = [line for name, line in spent.lines.items() if name == "replacement"]
    page.block("The project, before VAT and income tax")
    return Table(
        desk,
        page,
        schedules,
        lifetime,
        saving=page.line("savings and other revenues", unit, lambda t: f"={added(gains, t)}"),
        running=page.line("O&M and insurance", unit, lambda t: f"={added(spent.running, t)}"),
        replacement=page.line("new cells", unit, lambda t: f"={added(cells, t)}"),
        residual=page.line("residual value", unit, lambda t: f"={schedules.books.residual[t]}"),
    )
