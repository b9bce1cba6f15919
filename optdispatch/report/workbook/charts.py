"""Native charts: the cells over the years, the money over the years, and one day."""

from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference, ScatterChart, Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, ParagraphProperties

from optdispatch.report import style
from optdispatch.report.workbook.chartdata import Columns, DayColumns
from optdispatch.report.workbook.page import Page
from optdispatch.report.workbook.timeline import YEAR_0, Line

SHEET = "Charts"
WIDE, HIGH = 17.0, 8.8
"""Size of a chart. [cm]"""
DOWN, ACROSS = 19, 9
"""Rows and columns from one chart to the next."""
GRID = "D9D9D9"
LETTERS = CharacterProperties(sz=1200, b=True)
"""Of titles: 12 points."""


@dataclass
class Charts:
    """The sheet, and the place of the next chart: two beside each other."""

    book: Workbook
    page: Page
    placed: int = 0

    @classmethod
    def on(cls, book: Workbook) -> "Charts":
        """An empty sheet."""
        page = Page(book, SHEET, "Charts", "Drawn from the sheets; they follow the inputs.")
        page.widths(*(10.0,) * 18)
        page.sheet.page_setup.fitToHeight = 1
        return cls(book, page)

    def capacity(self, saw: Columns, replaced: Columns, years: int) -> None:
        """Capacity over the years, with replacements."""
        chart = _scatter("Capacity of the cells", "year", "of the capacity when new", years)
        chart.y_axis.number_format = "0%"
        _curve(chart, self.book, saw, "capacity", style.OPTIMUM)
        _marks(chart, self.book, replaced, "cells replaced", style.RULE)
        self._place(chart)

    def cumulative(self, year: Line, sums: dict[str, Line], payback: Columns, unit: str) -> None:
        """Cumulative cash flow, with the payback."""
        chart = _scatter("Cumulative cash flow of the project, after tax", "year", unit, year.last)
        chart.y_axis.number_format = "#,##0"
        x = _row(self.book, year)
        colours = (style.OPTIMUM, style.RULES[2])
        for (name, line), colour in zip(sums.items(), colours, strict=False):
            series: Any = Series(_row(self.book, line), x, title=name)
            _drawn(series, colour)
            chart.series.append(series)
        _marks(chart, self.book, payback, "payback", style.RULE)
        self._place(chart)

    def yearly(self, year: Line, flows: dict[str, Line], unit: str) -> None:
        """Cash flow of each year."""
        chart: Any = BarChart()
        _titled(chart, "Cash flow of each year, after tax", "year", unit)
        chart.gapWidth, chart.overlap = 60, 0
        chart.y_axis.number_format = "#,##0"
        chart.x_axis.tickLblPos = "low"
        for (name, line), colour in zip(flows.items(), (style.OPTIMUM, style.SUN), strict=False):
            series: Any = Series(_row(self.book, line), title=name)
            series.graphicalProperties = GraphicalProperties(solidFill=colour[1:])
            chart.series.append(series)
        chart.set_categories(_row(self.book, year))
        self._place(chart)

    def day_storage(self, day: DayColumns, unit: str) -> None:
        """Power of the storage and price on the example day."""
        chart: Any = BarChart()
        _titled(chart, f"Storage and price, {day.title}", "", "kW")
        chart.gapWidth = 0
        chart.y_axis.number_format = "#,##0"
        bars: Any = Series(
            day.of("storage").reference(self.book), title="storage (discharge above)"
        )
        bars.graphicalProperties = GraphicalProperties(solidFill=style.OPTIMUM[1:])
        chart.series.append(bars)
        self._clock(chart, day)
        line: Any = LineChart()
        price: Any = Series(
            day.of("price").reference(self.book), title=f"price, {unit}/kWh (right)"
        )
        _drawn(price, style.RULE)
        line.series.append(price)
        _right(line, f"{unit}/kWh", "0.00")
        chart += line
        self._place(chart)

    def day_grid(self, day: DayColumns) -> None:
        """Power drawn with and without storage, and state of charge, on the example day."""
        chart: Any = LineChart()
        _titled(chart, f"Power at the meter, {day.title}", "", "kW")
        chart.y_axis.number_format = "#,##0"
        for key, name, colour in (
            ("without", "without storage", style.WITHOUT),
            ("grid", "with storage", style.OPTIMUM),
        ):
            series: Any = Series(day.of(key).reference(self.book), title=name)
            _drawn(series, colour)
            chart.series.append(series)
        self._clock(chart, day)
        line: Any = LineChart()
        level: Any = Series(day.of("soc").reference(self.book), title="state of charge (right)")
        _drawn(level, style.SUN, dashed=True)
        line.series.append(level)
        _right(line, "state of charge", "0%")
        line.y_axis.scaling.min, line.y_axis.scaling.max = 0, 1
        chart += line
        self._place(chart)

    def _clock(self, chart: Any, day: DayColumns) -> None:
        chart.x_axis.title = None
        chart.set_categories(day.of("time").reference(self.book))
        chart.x_axis.tickLblSkip = chart.x_axis.tickMarkSkip = max(1, day.per_hour * 2)
        chart.x_axis.tickLblPos = "low"

    def _place(self, chart: Any) -> None:
        chart.width, chart.height = WIDE, HIGH
        row, column = divmod(self.placed, 2)
        letter = "ABCDEFGHIJKLMNOPQR"[column * ACROSS]
        self.page.sheet.add_chart(chart, f"{letter}{4 + DOWN * row}")
        self.placed += 1


def _titled(chart: Any, title: str, x: str, y: str) -> None:
    chart.title, chart.x_axis.title, chart.y_axis.title = title, x, y
    chart.legend.position = "b"
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=LETTERS)
    # Left unsaid, some readers lay titles over the data.
    for part in (chart.title, chart.x_axis.title, chart.y_axis.title, chart.legend):
        part.overlay = False
    # openpyxl hides axes unless it is told not to.
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=GRID))


def _scatter(title: str, x: str, y: str, years: int) -> Any:
    chart: Any = ScatterChart()
    chart.style, chart.scatterStyle = 13, "lineMarker"
    _titled(chart, title, x, y)
    chart.x_axis.scaling.min, chart.x_axis.scaling.max = 0, years
    chart.x_axis.majorUnit = 1 if years <= 20 else 5
    chart.x_axis.number_format, chart.x_axis.majorGridlines = "0", None
    chart.x_axis.tickLblPos = "low"
    return chart


def _right(chart: Any, title: str, number_format: str) -> None:
    """An axis on the right."""
    chart.x_axis.delete = True
    chart.y_axis.axId, chart.y_axis.title = 200, title
    chart.y_axis.crosses, chart.y_axis.delete = "max", False
    chart.y_axis.majorGridlines, chart.y_axis.number_format = None, number_format


def _curve(chart: Any, book: Workbook, columns: Columns, name: str, colour: str) -> None:
    series: Any = Series(columns.y.reference(book), columns.x.reference(book), title=name)
    _drawn(series, colour)
    chart.series.append(series)


def _marks(chart: Any, book: Workbook, columns: Columns, name: str, colour: str) -> None:
    """Points without a line; none, where there is nothing to mark."""
    if not columns.x.rows:
        return
    series: Any = Series(columns.y.reference(book), columns.x.reference(book), title=name)
    series.marker.symbol, series.marker.size = "diamond", 9
    series.marker.graphicalProperties = GraphicalProperties(solidFill=colour[1:])
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    series.smooth = False
    chart.series.append(series)


def _drawn(series: Any, colour: str, *, dashed: bool = False) -> None:
    line = LineProperties(solidFill=colour[1:], w=22000, prstDash="dash" if dashed else None)
    series.graphicalProperties = GraphicalProperties(ln=line)
    series.marker.symbol, series.smooth = "none", False


def _row(book: Workbook, line: Line) -> Reference:
    """Cells of years 0 to N."""
    sheet: Any = book[line.sheet]
    first, last = YEAR_0, YEAR_0 + line.last
    return Reference(sheet, min_col=first, max_col=last, min_row=line.row, max_row=line.row)
