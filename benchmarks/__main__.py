"""The same problems through every solver that is there, in one run and one table.

Sizes that are named are printed; all of them are also written to docs/benchmark.md and the README.
"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import OWN, SAME, Row, measured
from benchmarks.problems import SIZES
from benchmarks.table import save, written


def sizes_of(asked: list[str]) -> list[str]:
    """All sizes, or those asked for, each batch after the size of its problems."""
    needed = {*asked, *(SIZES[name].of for name in asked)}
    return [name for name in SIZES if name in needed or not asked]


def _left_out(row: Row, name: str, apart: float) -> None:
    """A peer with another least cost has no time in the table; one of ours ends the run."""
    says = f"{row.pattern} {row.size}: {name} is {apart:.1e} apart"
    if name in OWN:
        raise SystemExit(says)
    print(f"{says}; left out", file=sys.stderr, flush=True)
    row.by_name[name] = None


def main(sizes: list[str]) -> None:
    """Measure, print, and write."""
    rows: list[Row] = []
    told: dict[str, dict[str, str]] = {}
    with TemporaryDirectory() as folder:
        for row in measured(sizes_of(sizes), Path(folder), told):
            rows.append(row)
            print(f"{row.pattern}, {SIZES[row.size].title}", file=sys.stderr, flush=True)
            for name, apart in row.apart.items():
                if apart > SAME:
                    _left_out(row, name, apart)
    text = written(rows, told)
    print(text)
    if not sizes:
        save(text)


if __name__ == "__main__":
    parser = ArgumentParser("python -m benchmarks", description=__doc__)
    sizes = ", ".join(f"{name} ({size.title})" for name, size in SIZES.items())
    parser.add_argument("sizes", nargs="*", metavar="SIZE", help=f"of {sizes}")
    asked = parser.parse_args().sizes
    for name in asked:
        if name not in SIZES:
            parser.error(f"no size {name!r}; one of {', '.join(SIZES)}")
    main(asked)
