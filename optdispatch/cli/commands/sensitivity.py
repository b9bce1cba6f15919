"""`sensitivity`: one thing at a time."""

from pathlib import Path
from typing import Any

import click

from optdispatch.cli.exits import ending

_ENDING = ending(
    "optdispatch sensitivity jiangxi-2025",
    "optdispatch sensitivity jiangxi-2025 --lever energy_price --steps 0.7,0.85,1.15,1.3",
    "optdispatch sensitivity my-site.yaml --field economics.loan.rate=0.03,0.05 -o my-site",
    error="the case, a lever, a field or DIR cannot be used, or nothing serves\n"
    "       the site; then nothing is written",
)


def _numbers(_: click.Context, __: click.Parameter, text: str | None) -> tuple[float, ...]:
    """Numbers between commas."""
    try:
        return tuple(float(part) for part in text.split(",")) if text is not None else ()
    except ValueError:
        raise click.BadParameter(f"{text!r} is not numbers such as 0.85,1.15") from None


@click.command(epilog=_ENDING, short_help="Show what a case comes to, one thing at a time.")
@click.argument("case")
@click.option(
    "--lever",
    "levers",
    multiple=True,
    metavar="NAME",
    help="Move what a lever moves; `?` names them all.",
)
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="PATH[=V1,V2]",
    help="Move a field, to values or by --steps: assets.battery.energy_kwh=1000,4000.",
)
@click.option(
    "--steps",
    callback=_numbers,
    metavar="F1,F2",
    help="Factors in place of the usual ones, 0.85,1.15 for most levers.",
)
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write sensitivity.csv, tornado and line figures to DIR.",
)
def command(
    case: str,
    levers: tuple[str, ...],
    fields: tuple[str, ...],
    steps: tuple[float, ...],
    folder: Path | None,
) -> None:
    """Show what CASE comes to where one thing at a time is otherwise.

    At each step the dispatch is optimised anew, the cells age by it, and the money follows.
    Without levers or fields, every lever that the case can bear is moved. A lever is a name for
    what several fields do together: energy_price moves the part of the price that floats with
    the period, not the whole tariff; system_cost moves all costs of the plant.
    """
    from optdispatch.case import Case  # noqa: PLC0415 - see `optdispatch.cli`
    from optdispatch.cli.terminal import Out, Progress  # noqa: PLC0415
    from optdispatch.report.folder import writable  # noqa: PLC0415
    from optdispatch.report.terminal.plan import wrote  # noqa: PLC0415
    from optdispatch.report.terminal.sensitivity import sensitivities  # noqa: PLC0415
    from optdispatch.report.write_sensitivity import write_sensitivity  # noqa: PLC0415
    from optdispatch.study.axis import Axis  # noqa: PLC0415
    from optdispatch.study.sensitivity import vary  # noqa: PLC0415

    with Progress() as progress:
        axes = [Axis.of({"lever": name}, "--lever") for name in levers]
        axes += [Axis.of(_field(text), "--field") for text in fields]
        asked = Case.load(case)
        if folder:
            writable(folder)
        found = vary(asked, axes, progress, steps)
        written = write_sensitivity(found, folder, progress) if folder else ()
    out = Out()
    out.print(sensitivities(found))
    if folder:
        out.print(wrote(folder, written))


def _field(text: str) -> dict[str, Any]:
    """A path, and the values that follow it."""
    path, equals, values = text.partition("=")
    parts = [part.strip() for part in values.split(",")]
    if equals and not all(parts):
        raise click.UsageError(f"--field {text!r} lacks a value; write PATH=VALUE,VALUE")
    return {"field": path.strip(), "values": [_value(p) for p in parts] if equals else []}


def _value(text: str) -> Any:
    """A number, true, false, null, or a word."""
    import yaml  # noqa: PLC0415 - see `optdispatch.cli`

    try:
        return float(text) if not text.lstrip("+-").isdigit() else int(text)
    except ValueError:
        try:
            return yaml.safe_load(text)
        except yaml.YAMLError:
            return text
