"""Write what policies do: a row a site and policy, and a ledger of bill lines."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from optdispatch.report.placing import placed
from optdispatch.study.portfolio.break_even import CAPEX, RATIO
from optdispatch.study.portfolio.effects import Effects
from optdispatch.study.valuation import MEASURES

POLICIES, LEDGER = "policies.csv", "ledger.csv"
FOUND = {"break_even_capex_factor": CAPEX, "break_even_ratio": RATIO}
"""Columns of what breaks even, and what they are called among the numbers."""


def write_policy(found: Effects, folder: Path) -> tuple[Path, ...]:
    """Write both tables to a folder, beside what else is in it.

    Returns their paths; raises `OutputError` where the folder cannot be written.
    """
    with placed(folder) as there:
        _write(there / POLICIES, _policies(found))
        _write(there / LEDGER, _ledger(found))
    return folder / POLICIES, folder / LEDGER


def _policies(found: Effects) -> Iterator[list[Any]]:
    """Each site under each policy; what could not be solved with its error."""
    about = ["site", "policy", "currency", "bill_without_storage", "bill_with_storage", "saving"]
    yield [*about, "gain", *MEASURES, *FOUND, "error"]
    for (site, policy), effect in found.there.items():
        bills = sum(effect.before.values()), sum(effect.after.values())
        amounts = [*bills, effect.saving, found.gain(effect)]
        numbers = [effect.numbers.get(name) for name in (*MEASURES, *FOUND.values())]
        yield [site, policy, found.currencies[site], *amounts, *numbers, None]
    for (site, policy), error in found.errors.items():
        yield [site, policy, *[None] * (len(about) - 1 + len(MEASURES) + len(FOUND)), error]


def _ledger(found: Effects) -> Iterator[list[Any]]:
    """Each bill line of each site under each policy."""
    yield ["site", "policy", "line", "without_storage", "with_storage", "saved", "gained"]
    for (site, policy), effect in found.there.items():
        gains = found.gains(effect)
        for line in dict.fromkeys([*effect.saved, *gains]):
            bills = effect.before.get(line, 0.0), effect.after.get(line, 0.0)
            saved = effect.saved.get(line, 0.0)
            yield [site, policy, line, *bills, saved, gains.get(line)]


def _write(path: Path, rows: Iterable[list[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
