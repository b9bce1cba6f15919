"""`bill`: what a meter's readings come to under a tariff."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from optdispatch.cli.exits import ending
from optdispatch.cli.reading import NAMES, given, profile, reading
from optdispatch.errors import InputError

_ENDING = ending(
    "optdispatch bill --tariff china/jiangxi/2025-07 --meter readings.csv --billing demand",
    "optdispatch bill --tariff china/jiangxi/2026-08 --choose two-part --choose '1-10 kV'\n"
    "    --prices my-prices.yaml --meter readings.csv --billing capacity --kva 4000",
    "optdispatch bill --tariff my-tariff.yaml --meter readings.csv --month 2026-08 -o bill",
    error="a file, a name or an option cannot be used, or the tariff needs\n"
    "       what was not said; then nothing is written",
)
_SAID = {
    "connection.capacity_kva": "--kva",
    "connection.contracted_kw": "--contract-kw",
    "a load's `reactive` or `power_factor`": "--power-factor or --reactive-column",
    "`choose`": "--choose",
    "choose: ": "--choose: ",
    "which billing:": "which --billing:",
    "`monthly_prices`": "--prices",
    "`stands_for`": "--as-year",
    "stands_for.year:": "--as-year",
    "stands_for.meter_calendar:": "--meter-calendar",
    "`reactive`": "--reactive-column",
    "`power_factor`": "--power-factor",
    "`fill:` with ": "",
    "`short_gaps_h`": "--short-gaps-h",
    "`long_gaps`": "--long-gaps",
    "`long_gaps: like_days`": "--long-gaps",
    "`meter_calendar:`": "--meter-calendar",
    "`meter:`": "--number",
} | {f"`{name}:`": f"--{name.replace('_', '-')}" for name in NAMES}
"""Fields of a case, and the options that say them here."""


@click.command(epilog=_ENDING, short_help="Bill a meter file under a tariff, line by line.")
@click.option("--tariff", "name", metavar="T", required=True, help="A name, or a .yaml.")
@click.option("--meter", "file", metavar="FILE", required=True, help="A .csv or .xlsx.")
@click.option("--choose", metavar="OPTION", multiple=True, help="Of a tariff with choices.")
@click.option("--billing", metavar="WAY", help="Of demand, contract, capacity, or the tariff's.")
@click.option("--kva", type=float, help="Transformer capacity.")
@click.option("--contract-kw", type=float, help="Demand contracted with the utility.")
@click.option("--power-factor", type=float, help="Of the load, the same at all times.")
@click.option("--reactive-column", metavar="NAME", help="In place of it: readings in kvar.")
@click.option("--standard", type=float, help="Of the power factor, if not the tariff's.")
@click.option("--prices", metavar="FILE", help="Monthly prices, laid over the tariff.")
@click.option("--month", metavar="2026-08", help="Show this month, not the whole time.")
@click.option("--as-year", type=int, help="The year that the readings stand for.")
@click.option("--meter-calendar", metavar="NAME", help="Of the meter's place, such as DE.")
@click.option("--number", "meters", metavar="NUMBER", multiple=True, help="A meter, or sum.")
@reading
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write the lines, months and components to DIR as .csv.",
)
def command(file: str, meters: tuple[str, ...], **said: Any) -> None:
    """Bill the readings of a meter file under a tariff, line by line.

    Energy by period, demand or capacity, power factor, long use and funds, in the year and
    month by month; what a kWh is made of, where the tariff says it; and which way of billing
    is cheapest, where there are several. Readings below zero are fed in.
    """
    from optdispatch.cli.terminal import Out, Progress  # noqa: PLC0415 - see `optdispatch.cli`
    from optdispatch.report.terminal import bill as show  # noqa: PLC0415
    from optdispatch.report.terminal.plan import wrote  # noqa: PLC0415
    from optdispatch.report.write_bill import write_bill  # noqa: PLC0415
    from optdispatch.study.statement import itemise  # noqa: PLC0415

    folder: Path | None = said["folder"]
    with Progress() as progress, _in_options():
        progress(f"reading {file}")
        found = itemise(_case(file, meters, said))
        shown = show.statement(found, said["month"], _in_words)
        written = write_bill(found, folder) if folder else ()
    out = Out()
    out.print(shown)
    if folder:
        out.print(wrote(folder, written))


def _case(file: str, meters: tuple[str, ...], said: dict[str, Any]) -> Any:
    """The site as the options describe it."""
    from optdispatch.case.metered import metered  # noqa: PLC0415
    from optdispatch.connection import Connection  # noqa: PLC0415
    from optdispatch.tariff import Tariff  # noqa: PLC0415
    from optdispatch.tariff.monthly_prices import MonthlyPrices  # noqa: PLC0415

    prices = said["prices"] and MonthlyPrices.load(said["prices"])
    fields = given({"choose": list(said["choose"]) or None, "monthly_prices": prices})
    tariff = Tariff.load(said["name"], **fields)
    agreed = {"capacity_kva": said["kva"], "contracted_kw": said["contract_kw"]}
    site = Connection.of(given(agreed | {"power_factor_standard": said["standard"]}), "connection")
    stands_for = given({"year": said["as_year"], "meter_calendar": said["meter_calendar"]})
    said = said | {"stands_for": stands_for or None}
    read = profile(file, meters, said)
    reactive = None
    if said["reactive_column"] is not None:
        of = {"column": said["reactive_column"], "unit": said["unit"] or "kW"}
        reactive = profile(file, meters, said | of)
    return metered(tariff, read, said["billing"], site, said["power_factor"], reactive)


@contextmanager
def _in_options() -> Iterator[None]:
    """Say what is missing by the option that gives it."""
    try:
        yield
    except InputError as error:
        raise type(error)(_in_words(str(error))) from None


def _in_words(text: str) -> str:
    """A text in which fields of a case are options of the command."""
    for field, option in _SAID.items():
        text = text.replace(field, option)
    return text
