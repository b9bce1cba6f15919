"""A day's figure as options of ECharts: the series of the report's figure, in its panels."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from optdispatch.report import style
from optdispatch.report.figures.day import Day
from optdispatch.report.figures.plate import Trace

Options = dict[str, Any]
HEIGHTS = (16, 28, 18, 14)
"""Of the panels, in per cent of the chart."""
TOP, BETWEEN = 9, 4


def options(day: Day) -> Options:
    """Options of a day's chart."""
    panels = 1 + max(trace.panel for trace in day.traces)
    return {
        "animation": False,
        "grid": [*_grids(panels)],
        "tooltip": {"trigger": "axis", "axisPointer": {"link": {"xAxisIndex": "all"}}},
        "axisPointer": {"link": [{"xAxisIndex": "all"}]},
        "legend": {"type": "scroll", "top": 0},
        "xAxis": [_hours(day, panel, panels) for panel in range(panels)],
        "yAxis": [_ordinate(day, panel) for panel in range(panels)],
        "series": [_series(day, trace) for trace in day.traces] + [_bands(day)],
    }


def _grids(panels: int) -> Iterator[Options]:
    share = (100 - TOP - 5 - BETWEEN * (panels - 1)) / sum(HEIGHTS[:panels])
    top = float(TOP)
    for height in HEIGHTS[:panels]:
        yield {"left": 80, "right": 20, "top": f"{top:.2f}%", "height": f"{height * share:.2f}%"}
        top += height * share + BETWEEN


def _hours(day: Day, panel: int, panels: int) -> Options:
    """The abscissa; only the last panel's has numbers."""
    first, last = float(day.at[0]), float(day.at[-1])
    every = 2 if last - first <= 24 else 6 * round((last - first) / 72 + 0.5)
    is_last = panel == panels - 1
    return {
        "type": "value",
        "gridIndex": panel,
        "min": first,
        "max": last,
        "interval": every,
        "axisLabel": {"show": is_last, "formatter": "{value} h", "hideOverlap": True},
        "axisTick": {"show": is_last},
        "splitLine": {"show": False},
    }


def _ordinate(day: Day, panel: int) -> Options:
    """The ordinate with what its series are in: the last panel is a share."""
    unit = next(trace.unit for trace in day.traces if trace.panel == panel)
    return {
        "gridIndex": panel,
        "name": unit,
        "nameLocation": "middle",
        "nameGap": 55,
        "splitNumber": 3,
    } | ({"min": 0, "max": 100, "interval": 50} if unit == "%" else {})


def _series(day: Day, trace: Trace) -> Options:
    """A trace: steps hold from one edge to the next, lines go through the ends of steps."""
    look = dict(trace.look)
    values = [round(float(value), 4) + 0.0 for value in trace.values]
    is_line = trace.how == "line"
    start = values[0] if trace.before is None else round(trace.before, 4)
    points = [start, *values] if is_line else [*values, values[-1]]
    line = {"color": look.get("color"), "width": look.get("linewidth", 1.6)}
    made: Options = {
        "name": trace.label,
        "type": "line",
        "xAxisIndex": trace.panel,
        "yAxisIndex": trace.panel,
        "data": [[float(x), y] for x, y in zip(day.at, points, strict=True)],
        "step": False if is_line else "end",
        "showSymbol": False,
        "color": look.get("color"),
        "lineStyle": line | ({"type": "dashed"} if "linestyle" in look else {}),
    }
    if trace.how == "fill":
        made["areaStyle"] = {"opacity": 0.6 * look.get("alpha", 1.0)}
        made["lineStyle"] = line | {"width": 0.5}
    return made


def _bands(day: Day) -> Options:
    """The tariff's periods behind the prices, each in the colour that it has everywhere."""
    colours = style.period_colours(day.paid.by_period)
    names = day.paid.period[day.where]
    starts = [t for t in range(len(names)) if t == 0 or names[t] != names[t - 1]]
    areas = [
        [
            {
                "name": names[a],
                "xAxis": float(day.at[a]),
                "itemStyle": {"color": colours[names[a]], "opacity": style.BAND},
            },
            {"xAxis": float(day.at[b])},
        ]
        for a, b in pairwise([*starts, len(names)])
        if names[a]
    ]
    return {
        "type": "line",
        "data": [],
        "xAxisIndex": 0,
        "yAxisIndex": 0,
        "markArea": {"silent": True, "label": {"fontSize": 10, "color": "#444"}, "data": areas},
    }
