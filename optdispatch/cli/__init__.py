"""The command line: it reads, calls and prints.

Heavy imports stand inside the commands, so that `--help` and `--version` need none of them.
"""

from optdispatch.cli.root import Root

__all__ = ["main"]

_DESCRIPTION = """Plan the dispatch of a battery behind the meter.

From a meter file, a tariff and a battery to the schedule that makes the bill smallest,
beside the rules people use, with the proof that the numbers are right.

\b
Example:
  optdispatch plan jiangxi-2025
  optdispatch new my-site.yaml
  optdispatch plan my-site.yaml -o my-site
"""

root = Root(name="optdispatch", help=_DESCRIPTION)


def main() -> None:
    """Run the command line."""
    root(prog_name="optdispatch")
