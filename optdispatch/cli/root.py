"""The commands, loaded when they are called, and the one line that an error is."""

import os
import sys
from importlib import import_module
from importlib.metadata import version
from typing import Any

import click

from optdispatch.cli.exits import BROKEN_PIPE, ERROR, INTERRUPTED, exit_codes
from optdispatch.errors import OptDispatchError

COMMANDS = (
    "plan",
    "explain",
    "compare",
    "size",
    "sensitivity",
    "study",
    "sites",
    "policy",
    "pilot",
    "capacity",
    "aggregate",
    "replicate",
    "meter",
    "bill",
    "serve",
    "tariff",
    "list",
    "show",
    "solvers",
    "schema",
    "new",
)
"""In the order in which a newcomer needs them. Each is a module of `cli.commands`."""


class Interrupted(Exception):
    """Somebody pressed Ctrl-C; what a command has to say about it, if anything."""


class Unread(Exception):
    """Whoever read the output has gone."""


class Root(click.Group):
    """The program: a command a module, an error a line."""

    def __init__(self, name: str, help: str) -> None:
        options: list[click.Parameter] = [
            click.Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_version,
                help="Show the version and exit.",
            )
        ]
        super().__init__(
            name,
            help=help,
            params=options,
            epilog=exit_codes(),
            callback=_help,
            invoke_without_command=True,
        )

    def list_commands(self, ctx: click.Context) -> list[str]:
        """See `click.Group.list_commands`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """See `click.Group.get_command`: import the command's module."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"optdispatch.cli.commands.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """See `click.Group.resolve_command`; a command that is not there names the nearest."""
        if args and args[0] not in COMMANDS:
            raise click.UsageError(f"no command {args[0]!r}; {_nearest(args[0], COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. What click has its own words for is told apart from them."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:
            raise Interrupted(*stop.args) from None
        except BrokenPipeError:
            raise Unread from None

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run, and turn what is raised on purpose into one line and an exit code."""
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        code: Any = 0
        try:
            code = super().main(*args, **(extra | {"standalone_mode": False}))
            sys.stdout.flush()
        except OptDispatchError as error:
            code = _say(str(error), ERROR)
        except click.ClickException as error:
            code = _say(_usage(error), ERROR)
        except (Interrupted, KeyboardInterrupt, click.Abort) as stop:
            code = _say(str(stop) or "interrupted", INTERRUPTED)
        except (Unread, BrokenPipeError):
            code = _hushed()
        sys.exit(code if isinstance(code, int) else 0)


@click.pass_context
def _help(ctx: click.Context) -> None:
    """Without a command, show the help."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"optdispatch {version('optdispatch')}")
        ctx.exit()


def _say(message: str, code: int) -> int:
    """One line on stderr."""
    click.echo(f"optdispatch: {' '.join(message.splitlines())}", err=True)
    return code


def _usage(error: click.ClickException) -> str:
    """What is wrong with the words on the command line, and the nearest that is right."""
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path.partition(" ")[2] if ctx else ""
    where = f"{path}: " if path else ""
    if isinstance(error, click.NoSuchOption) and ctx:
        known = [o for p in ctx.command.get_params(ctx) for o in p.opts if o.startswith("--")]
        near = _nearest(error.option_name, known)
        return f"{where}no option {error.option_name!r}; {near}"
    message = error.format_message().rstrip(".")
    hint = "" if "; " in message else f"; see `{f'optdispatch {path}'.rstrip()} --help`"
    return f"{where}{message[:1].lower()}{message[1:]}{hint}"


def _nearest(name: str, known: Any) -> str:
    from optdispatch.nouns import nearest  # noqa: PLC0415 - pydantic is slow to load

    return nearest(name, known)


def _hushed() -> int:
    """Nobody reads on: what is still in the buffer goes nowhere, and nothing is said."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return BROKEN_PIPE
