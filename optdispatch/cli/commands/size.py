"""`size`: how big it should be."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from optdispatch.cli.exits import ending

if TYPE_CHECKING:
    from optdispatch.case import Case
    from optdispatch.case.sizing import Sizing
    from optdispatch.study.sizing import Pace

_ENDING = ending(
    "optdispatch size factory-jiangxi",
    "optdispatch size factory-jiangxi --budget 1500000 --min-irr 0.1 -o sizes",
    "optdispatch size my-site.yaml --for irr --cabinet 125x261.2 --most-cabinets 8",
    "optdispatch size my-site.yaml --steps any --max-power 500 --max-energy 2000",
    error="the case, a limit or DIR cannot be used, or no size is within the\n"
    "       limits; then nothing is written",
)
_FIELDS = {
    "best": "best",
    "steps": "steps",
    "cabinet": "cabinet",
    "most_cabinets": "most_cabinets",
    "max_power": "max_power_kw",
    "max_energy": "max_energy_kwh",
    "budget": "budget",
    "max_area": "max_area_m2",
    "min_irr": "min_irr",
}
"""Options and the fields of `sizing` that they stand in for."""


def _cabinet(_: click.Context, __: click.Parameter, text: str | None) -> dict[str, float] | None:
    """`125x261.2`, in kW and kWh; `125x261.2x4` with the area of one in m²."""
    if text is None:
        return None
    fields = ("power_kw", "energy_kwh", "area_m2")
    try:
        numbers = [float(part) for part in text.lower().replace("×", "x").split("x")]
    except ValueError:
        numbers = []
    if len(numbers) not in {2, 3}:
        raise click.BadParameter(f"{text!r} is not kW x kWh, such as 125x261.2")
    return dict(zip(fields, numbers, strict=False))


@click.command(epilog=_ENDING, short_help="Find the best size of a case's battery.")
@click.argument("case")
@click.option(
    "--for",
    "best",
    type=click.Choice(["npv", "irr", "payback", "bill"]),
    help="What is to be best: npv if left out. `bill` is that of year 1 and a year's share of "
    "the battery's cost.",
)
@click.option(
    "--cabinet",
    callback=_cabinet,
    metavar="KWxKWH[xM2]",
    help="What to count in: 125x261.2; the battery's own if left out.",
)
@click.option("--most-cabinets", type=int, metavar="N", help="How many there may be.")
@click.option(
    "--steps",
    type=click.Choice(["cabinets", "apart", "any"]),
    help="Whole cabinets, power and energy apart in a cabinet's steps, or any size.",
)
@click.option("--max-power", type=float, metavar="KW", help="The greatest power.")
@click.option("--max-energy", type=float, metavar="KWH", help="The greatest energy.")
@click.option("--budget", type=float, metavar="MONEY", help="The greatest capital cost.")
@click.option("--max-area", type=float, metavar="M2", help="Ground for cabinets of known area.")
@click.option("--min-irr", type=float, metavar="RATE", help="The least IRR after tax: 0.08.")
@click.option(
    "--map",
    "map_steps",
    type=click.IntRange(0, 64),
    default=8,
    show_default=True,
    metavar="N",
    help="Run N powers by N energies for the map; 0: none.",
)
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write sizes.csv, sizing.json and figures to DIR.",
)
def command(case: str, map_steps: int, folder: Path | None, **said: Any) -> None:
    """Find the power and energy of CASE's battery that are best, and what one more is worth.

    Each size that is looked at is planned for a year, aged and appraised over the project's
    life. The search begins where sizes as variables of the program cost least in the first year,
    and ends where no neighbour is better: all of them are run. What the case says under
    `sizing:` holds where no option does.
    """
    from optdispatch.case import Case  # noqa: PLC0415 - see `optdispatch.cli`
    from optdispatch.cli.terminal import Out, Progress  # noqa: PLC0415
    from optdispatch.report.folder import writable  # noqa: PLC0415
    from optdispatch.report.terminal.plan import wrote  # noqa: PLC0415
    from optdispatch.report.terminal.sizing import sizes  # noqa: PLC0415
    from optdispatch.report.write_sizing import write_sizing  # noqa: PLC0415
    from optdispatch.study.sizing import size  # noqa: PLC0415

    with Progress() as progress:
        site = Case.load(case)
        asked = _asked(site, said)
        if folder:
            writable(folder)
        found = size(site, asked, lambda pace: progress(_told(pace)), map_steps)
        written = write_sizing(found, folder, progress) if folder else ()
    out = Out()
    out.print(sizes(found))
    if folder:
        out.print(wrote(folder, written))


def _asked(case: "Case", said: dict[str, Any]) -> "Sizing":
    """What the case says, with options in place of it."""
    from optdispatch.case.sizing import Sizing  # noqa: PLC0415

    own = case.sizing.model_dump(exclude_none=True) if case.sizing else {}
    options = {_FIELDS[name]: value for name, value in said.items() if value is not None}
    return Sizing.of(own | options, f"{case.name}: sizing")


def _told(pace: "Pace") -> str:
    """`the map: 12 sizes run, 3.1 a second`."""
    from optdispatch.report.numbers import counted, shown  # noqa: PLC0415

    if not pace.done:
        return pace.doing
    return f"{pace.doing}: {counted(pace.done, 'size')} run, {shown(pace.per_second, 1)} a second"
