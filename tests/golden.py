"""Pinned programs: an example in YAML, its mathematics in an `.lp` file beside it.

Rows, terms and bounds are sorted and numbers rounded, so a pin says what the equations are,
not how the writer was in the mood to order them.
"""

import re
from pathlib import Path
from typing import Any

import pytest

NUMBER = re.compile(r"-?\d+\.?\d*(e-?\d+)?")


def examples(folder: Path) -> list[str]:
    """Names of the examples: a kind, or a kind, a hyphen and what is special."""
    return sorted(path.stem for path in folder.glob("*.yaml"))


def same(model: Any, pinned: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The model is the one that is pinned; with `--accept` it is pinned."""
    path = tmp_path / "written.lp"
    model.write(str(path), io_options={"symbolic_solver_labels": True})
    written = tidy(path.read_text(encoding="utf-8"))
    if request.config.getoption("--accept"):
        pinned.write_text(written, encoding="utf-8")
    assert pinned.is_file(), f"{pinned.name} is not pinned; run pytest --accept and read it"
    assert written == pinned.read_text(encoding="utf-8")


def tidy(program: str) -> str:
    r"""Sort the rows of a program in LP format, the terms in each, and the bounds.

    >>> text = "min\ncost:\n+2 b\n+1.0000000000000002 a\n\ns.t.\n\nr:\n+1 b\n-1 a\n>= 0\n\nbounds"
    >>> tidy(text + "\n 0 <= b <= 1\n 0 <= a <= +inf\nend\n").splitlines()[-3:]
    ['0 <= a <= +inf', '0 <= b <= 1', 'end']
    """
    body, _, bounds = program.partition("bounds\n")
    objective, _, rows = body.partition("s.t.\n")
    lines = sorted(_rounded(line.strip()) for line in bounds.splitlines()[:-1])
    groups = [rows.strip().split("\n\n"), [objective.partition("min")[2].strip()]]
    subject, least = ([_row(block) for block in group] for group in groups)
    parts = ["min", *least, "", "s.t.", *sorted(subject), "", "bounds", *lines, "end"]
    return "\n".join(parts) + "\n"


def _row(block: str) -> str:
    """One row on one line: its name, its terms by their variables, its side."""
    name, *terms = block.splitlines()
    sides = [term for term in terms if term[0] in "<>="]
    inner = sorted((t for t in terms if t not in sides), key=lambda t: t.split()[1])
    return " ".join([name, *(_rounded(t) for t in [*inner, *sides])])


def _rounded(text: str) -> str:
    """Numbers to twelve digits; indices in names are left as they are."""
    words = (f"{float(w):.12g}" if NUMBER.fullmatch(w.lstrip("+")) else w for w in text.split())
    return " ".join(f"+{w}" if text[0] == "+" and not i else w for i, w in enumerate(words))
