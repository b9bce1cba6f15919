"""A bill with what it is reckoned on, as a utility prints it, and what other ways would cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from optdispatch.case import Case
from optdispatch.errors import InputError
from optdispatch.tariff import Bill, Charge, Use
from optdispatch.tariff.quantity import Quantity


@dataclass(frozen=True)
class Statement:
    """What a site without storage is billed."""

    case: Case
    bill: Bill
    quantities: Mapping[str, Quantity]
    """What lines are reckoned on, by bill line."""
    parts: Mapping[str, Sequence[float]]
    """What energy is made of in each billing month, by component. [currency]"""
    energy_kwh: Sequence[float]
    """Energy drawn in each billing month. [kWh]"""
    peak_kw: Sequence[float]
    """Highest demand of each billing month, whether it is billed or not. [kW]"""
    ways: Mapping[str, float]
    """What each way of billing comes to, cheapest first. [currency]"""
    left_out: Mapping[str, str]
    """Ways that the site cannot be billed by, and why."""
    notes: tuple[str, ...]

    @property
    def has_components(self) -> bool:
        """Whether the tariff says what a price of energy is made of."""
        return any(charge.components() for charge in self.case.tariff.charges)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a month and line: quantity, unit, price and amount; NaN where there is none."""
        rows = []
        for line, amounts in self.bill.monthly.items():
            found = self.quantities.get(line)
            for m, month in enumerate(self.bill.months):
                quantity = found.monthly[m] if found else np.nan
                priced = found is not None and found.is_priced and quantity
                price = amounts[m] / quantity if priced else np.nan
                share = found.shares[m] if found and found.shares else np.nan
                unit = found.unit if found else ""
                rows.append([month, line, quantity, unit, price, share, amounts[m]])
        columns = ["month", "line", "quantity", "unit", "price", "share", "amount"]
        return pd.DataFrame(rows, columns=columns)


def itemise(case: Case) -> Statement:
    """Bill a case as its meter reads it when no storage works, line by line.

    Raises `InputError` where the case cannot be billed.
    """
    use = _use(case)
    owed = [c for c in case.tariff.charges if not (c.is_optional and c.lacks(use))]
    imported = np.asarray(use.imported_kw, dtype=np.float64)
    ways, left_out = _ways(case)
    return Statement(
        case=case,
        bill=case.tariff.invoice(use),
        quantities=_quantities(owed, use),
        parts=_parts(owed, use),
        energy_kwh=[float(use.energy[at] @ imported[at]) for at in use.month_periods],
        peak_kw=[float(imported[at].max()) for at in use.month_periods],
        ways=ways,
        left_out=left_out,
        notes=(*case.notes, *_cut_months(case)),
    )


def _quantities(owed: list[Charge], use: Use) -> dict[str, Quantity]:
    """By line. Charges of one name share lines: of other months, or of the same kWh again."""
    found: dict[str, Quantity] = {}
    for line, more in (pair for charge in owed for pair in charge.quantities(use).items()):
        before = found.get(line, more)
        most = np.maximum(before.monthly, more.monthly).tolist()
        found[line] = replace(more, monthly=most, is_priced=before.is_priced and more.is_priced)
    return found


def _parts(owed: list[Charge], use: Use) -> dict[str, Sequence[float]]:
    """By component; one of several charges is added up."""
    found: dict[str, Sequence[float]] = {}
    for name, amounts in (pair for charge in owed for pair in charge.parts(use).items()):
        before = found.get(name, [0.0] * len(amounts))
        found[name] = [a + b for a, b in zip(before, amounts, strict=True)]
    return found


def _use(case: Case) -> Use:
    """What the meter sees of load and generation."""
    net, horizon = case.net_kw(case.horizon), case.horizon
    drawn, fed = np.maximum(net, 0.0), np.maximum(-net, 0.0)
    return case.tariff.use(drawn, horizon, fed, case.connection, case.reactive_kvar(horizon))


def _ways(case: Case) -> tuple[dict[str, float], dict[str, str]]:
    """What each way of billing comes to, cheapest first, and the ways that cannot be."""
    found, left_out = {}, {}
    for way in case.tariff.billing:
        try:
            elected = case.changed(billing=way)
            found[way] = float(elected.tariff.invoice(_use(elected)).total)
        except InputError as error:
            left_out[way] = str(error)
    return dict(sorted(found.items(), key=lambda pair: pair[1])), left_out


def _cut_months(case: Case) -> tuple[str, ...]:
    """Billing months that are billed for some of their days only."""
    horizon = case.horizon
    days = {
        m.name: float(horizon.weight[m.mask].sum()) * horizon.hours / 24 for m in horizon.months
    }
    whole = {name: pd.Period(name).days_in_month for name in days}
    return tuple(
        f"{name}: {round(days[name])} of {whole[name]} days are billed; what is owed by the month "
        "is owed in full"
        for name in days
        if round(days[name]) < whole[name]
    )
