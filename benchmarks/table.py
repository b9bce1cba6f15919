"""What was measured, as the one table of the README."""

import os
import platform
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from benchmarks.cases import PATTERNS
from benchmarks.measure import ROOT, Measured, Row
from benchmarks.problems import SIZES

FILE, README = ROOT / "docs" / "benchmark.md", ROOT / "README.md"
BLOCK = re.compile(r"(?<=<!-- bench -->\n).*?(?=<!-- /bench -->)", re.DOTALL)
BASE = "highs"
NOTES = """\
CPU time of one problem, or of all of a batch, from numbers in memory to a least cost and a schedule
read back; `dispatch` starts from a case. Medians of rounds in which the contenders take turns. In
brackets: how many times HiGHS alone takes it, or ÷ where it is faster. ≈: from a sample. –: no
answer within a minute, or too slow to be run. Peers write their model anew for each problem of a
batch, as their documentation teaches; the warm HiGHS changes numbers and keeps a basis; `dispatch`
of a batch is `dispatch_many`. The program that it writes has more rows, so HiGHS alone is timed on
its matrices, too; of a batch, one such program is written, and takes the numbers of the rest.
"""


def written(rows: Sequence[Row], told: dict[str, dict[str, str]]) -> str:
    """The table and what there is to say about it, in Markdown."""
    names = [name for name in told if any(row.by_name.get(name) for row in rows)]
    sizes = list(dict.fromkeys(row.size for row in rows))
    lines = [_line(["", *(SIZES[size].title for size in sizes)])]
    lines.append(_line(["---", *("--:" for _ in sizes)]))
    for pattern, of in groupby(rows, lambda row: row.pattern):
        cells = [row.by_name for row in of]
        lines.append(_line([f"**{PATTERNS[pattern]}**", *("" for _ in sizes)]))
        lines += [
            _line([told[name]["title"], *(_cell(cell, name) for cell in cells)]) for name in names
        ]
    table = "\n".join(lines)
    return f"{NOTES}\n{table}\n\n" + "\n".join(_said(rows, told)) + "\n"


def save(text: str) -> None:
    """Write the file, and the README's block."""
    FILE.write_text(text, encoding="utf-8")
    readme = README.read_text(encoding="utf-8")
    README.write_text(BLOCK.sub(lambda _: text, readme), encoding="utf-8")


def _cell(by_name: dict[str, Measured | None], name: str) -> str:
    found, base = by_name.get(name), by_name[BASE]
    if name not in by_name:
        return ""
    if found is None or base is None:
        return "–"
    about = "≈ " if found.sampled else ""
    if name == BASE:
        return about + _time(found.cpu)
    ratio = f"({_times(found.cpu / base.cpu)})"
    return f"{about}{_time(found.cpu)} {f'**{ratio}**' if name == 'exact' else ratio}"


def _said(rows: Sequence[Row], told: dict[str, dict[str, str]]) -> Iterator[str]:
    """What the numbers say."""
    speeds = {(row.pattern, row.size): _speed(row) for row in rows}
    (pattern, size), least = min(speeds.items(), key=lambda item: item[1])
    yield (
        "- **Where the exact solver is slow**: its least lead over HiGHS alone, "
        f"{least:.0f} times,\n  is at {SIZES[size].title} under {_short(pattern)}."
        f"{_by_demands(rows)}\n"
        "  What it does not cover (`optdispatch solvers`) costs what the program does."
    )
    threads = ", ".join(
        f"{exact.wall / both.wall:.2f} ({SIZES[row.size].title}, {_short(row.pattern)})"
        for row in rows
        if (exact := row.by_name["exact"]) and (both := row.by_name.get("exact_threads"))
    )
    if threads:
        yield f"- Two threads on a batch, by the clock on the wall, are faster by: {threads}."
    apart = max(max(row.apart.values()) for row in rows)
    yield f"- All least costs agree, to {apart:.0e} of themselves at worst."
    versions = {t["package"]: t["version"] for t in told.values()}
    packages = ", ".join(f"{package} {version}" for package, version in versions.items())
    yield f"- {machine()}; {packages}."


def _speed(row: Row) -> float:
    exact, base = row.by_name["exact"], row.by_name[BASE]
    assert exact
    assert base
    return base.cpu / exact.cpu


def _by_demands(rows: Sequence[Row]) -> str:
    """What twelve demand charges cost."""
    cpu = {(row.pattern, row.size): m.cpu for row in rows if (m := row.by_name["exact"])}
    factors = [
        f"{cpu[pattern, 'year'] / cpu[pattern, 'year-free']:.0f}"
        for pattern in PATTERNS
        if (pattern, "year") in cpu and (pattern, "year-free") in cpu
    ]
    if not factors:
        return ""
    return (
        f" Twelve demand charges take\n  it {' and '.join(factors)} times as long as none: "
        "it plans the year again for each set of caps that it tries."
    )


def _short(pattern: str) -> str:
    return PATTERNS[pattern].partition(",")[0]


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _time(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{_three(seconds / size)} {unit}"
    return f"{_three(seconds / 1e-6)} µs"


def _times(ratio: float) -> str:
    return f"{_three(ratio)} ×" if ratio >= 1 else f"÷ {_three(1 / ratio)}"


def _three(value: float) -> str:
    """With two digits or three."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def machine() -> str:
    """Processor, cores, system and Python."""
    info = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.*)", info.read_text()) if info.exists() else []
    name = names[0] if names else platform.processor() or platform.machine()
    version = platform.python_version()
    return f"{name}, {os.cpu_count()} cores, {platform.system()}; Python {version}"
