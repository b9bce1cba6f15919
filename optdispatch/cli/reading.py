"""Options that say how a meter file is to be read, for every command that reads one."""

from typing import Any

import click

_TEXT = {
    "--sheet": "The sheet of a workbook.",
    "--column": "The column of readings.",
    "--time-column": "The column of times or dates.",
    "--meter-column": "The column that tells meters apart.",
    "--quantity": "The kind of reading, where a column says several.",
    "--time-zone": "The meter's clock: Asia/Shanghai, or UTC+08:00.",
}
_OTHERS = (
    click.option(
        "--unit",
        type=click.Choice(["kW", "kWh", "MW", "MWh", "W", "Wh"]),
        help="Of the readings.",
    ),
    click.option("--scale", type=float, help="Factor on the readings, such as 倍率."),
    click.option(
        "--stamp", type=click.Choice(["start", "end"]), help="What a time is of its interval."
    ),
    click.option(
        "--repeated",
        type=click.Choice(["first", "last", "mean"]),
        help="Which of several readings at one time to keep.",
    ),
    click.option("--short-gaps-h", type=float, help="Interpolate gaps up to this length."),
    click.option("--long-gaps", is_flag=True, help="Fill other gaps with the mean of like days."),
    click.option("--calendar", metavar="NAME", help="Whose kinds of day are like; else weekdays."),
    click.option("--outliers", is_flag=True, help="Make outliers gaps."),
)
NAMES = (
    "sheet", "column", "time_column", "meter_column", "quantity", "time_zone", "unit", "scale",
    "stamp", "repeated", "short_gaps_h", "long_gaps", "calendar", "outliers",
)  # fmt: skip
"""What the options are called in a command's arguments."""


def reading(function: Any) -> Any:
    """Give a command the options."""
    for option in reversed(_OTHERS):
        function = option(function)
    for name, says in reversed(_TEXT.items()):
        function = click.option(name, metavar="NAME", help=says)(function)
    return function


def profile(file: str, meters: tuple[str, ...], said: dict[str, Any]) -> Any:
    """A `MeterFile` with what is said of it; the command's other arguments are left alone."""
    from optdispatch.meter import MeterFile  # noqa: PLC0415 - see `optdispatch.cli`

    fields = {name: said[name] for name in NAMES}
    fill = {name: fields.pop(name) for name in ("short_gaps_h", "calendar")}
    fill |= {"long_gaps": "like_days" if fields.pop("long_gaps") else None}
    fill |= {"outliers": fields.pop("outliers") or None}
    fields |= {"file": file, "fill": given(fill) or None, "stands_for": said.get("stands_for")}
    if meters:
        fields["meter"] = meters[0] if len(meters) == 1 else meters
    return MeterFile.of(given(fields), file)


def given(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value is not None}
