"""Cases beside each other: which numbers stand in a row, and what differs between the cases.

A row is told by where its number stands in each case's document, so every form of the
comparison shows the same numbers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from optdispatch.errors import InputError
from optdispatch.report.document import document
from optdispatch.report.inputs import fields_of
from optdispatch.study import OPTIMUM, WITHOUT, Outcome

At = tuple[str | int, ...]


@dataclass(frozen=True)
class Line:
    """A number of every case."""

    name: str
    form: str
    """How it is written: see `numbers.FORMS`."""
    at: tuple[At | None, ...]
    """Where it stands in each document; None where a case does not have it."""
    style: str = ""


@dataclass(frozen=True)
class Comparison:
    """Outcomes beside each other."""

    outcomes: tuple[Outcome, ...]

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> "Comparison":
        """Compare two outcomes or more.

        Raises `InputError` for fewer, or where their money cannot be compared.
        """
        if len(outcomes) < 2:
            raise InputError("a comparison needs two cases or more")
        currencies = list(dict.fromkeys(o.currency for o in outcomes))
        if len(currencies) > 1:
            raise InputError(f"cases in {' and '.join(currencies)} cannot be compared")
        return cls(tuple(outcomes))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What each case is called; numbered, where two are called the same."""
        named = [o.case.name for o in self.outcomes]
        twice = {name for name in named if named.count(name) > 1}
        return tuple(f"{n}: {name}" if name in twice else name for n, name in enumerate(named, 1))

    @cached_property
    def documents(self) -> list[Any]:
        """The document of each outcome, as JSON holds it."""
        return [document(o).model_dump(mode="json") for o in self.outcomes]

    @property
    def headline(self) -> tuple[Line, ...]:
        """What each case comes to."""
        return tuple(self._headline())

    @property
    def ledger(self) -> tuple[Line, ...]:
        """The optimum's bill line by line, and the totals."""
        return tuple(self._ledger())

    @cached_property
    def differences(self) -> dict[str, tuple[str, ...]]:
        """Fields of the cases that are not alike, by path; empty where a case lacks one."""
        tables = [dict(fields_of(d["case"])) for d in self.documents]
        paths = dict.fromkeys(path for table in tables for path in table)
        found = {path: tuple(table.get(path, "") for table in tables) for path in paths}
        told = {"name", "title", "title_zh", "source", "tariff.note_zh"}
        return {p: v for p, v in found.items() if len(set(v)) > 1 and p not in told}

    def _headline(self) -> Iterator[Line]:
        ways = [self._way(d, OPTIMUM) for d in self.documents]
        yield Line("saving", "money", tuple((*w, "saving") for w in ways), "saving")
        shares = [(*w, "saving_share") for w in ways]
        yield Line("saving, share of the bill", "share", tuple(shares))
        for name, worth, field, form in (
            ("IRR before tax", "project, before tax", "irrs", "rate"),
            ("IRR after tax", "project, after tax", "irrs", "rate"),
            ("NPV after tax", "project, after tax", "npv", "money"),
            ("payback, years", "project, after tax", "static_payback_years", "years"),
            ("payback, discounted", "project, after tax", "discounted_payback_years", "years"),
        ):
            at = tuple(self._money(d, worth, field) for d in self.documents)
            if any(at):
                yield Line(name, form, at)
        sizes = dict.fromkeys(n for d in self.documents for n in d["result"]["proof"]["sizes"])
        for size in sizes:
            there = [("result", "proof", "sizes", size) for _ in self.documents]
            held = [size in d["result"]["proof"]["sizes"] for d in self.documents]
            both = zip(there, held, strict=True)
            yield Line(size, "count", tuple(at if has else None for at, has in both))

    def _ledger(self) -> Iterator[Line]:
        lines = dict.fromkeys(r["line"] for d in self.documents for r in d["result"]["ledger"])
        for line in lines:
            at: list[At | None] = []
            for d in self.documents:
                names = [r["line"] for r in d["result"]["ledger"]]
                n = names.index(line) if line in names else -1
                at.append(("result", "ledger", n, "amounts", OPTIMUM) if n >= 0 else None)
            yield Line(line, "money", tuple(at))
        for name, way, field, style in (
            ("total", OPTIMUM, "total", "total"),
            ("total, without storage", WITHOUT, "total", ""),
            ("saving", OPTIMUM, "saving", "saving"),
        ):
            ends = tuple((*self._way(d, way), field) for d in self.documents)
            yield Line(name, "money", ends, style)

    @staticmethod
    def _way(told: Mapping[str, Any], way: str) -> At:
        names = [record["way"] for record in told["result"]["ways"]]
        return ("result", "ways", names.index(way))

    @staticmethod
    def _money(told: Mapping[str, Any], worth: str, field: str) -> At | None:
        """Where a measure of the optimum's project stands; of rates of return, a single one."""
        for n, record in enumerate(told["projects"]):
            if record["way"] == OPTIMUM and record["money"]:
                at: At = ("projects", n, "money", "worth", worth, field)
                if field != "irrs":
                    return at
                rates = record["money"]["worth"][worth]["irrs"]
                return (*at, 0) if len(rates) == 1 else None
        return None
