"""The years of the Jiangxi study's plant, by the study's own formula for its capacity."""

from collections.abc import Callable

import numpy as np
import pytest

from optdispatch.finance import Economics, Yearly


@pytest.fixture
def terms() -> Economics:
    """The study's reference set."""
    return Economics.load("jiangxi-2025")


@pytest.fixture
def untaxed(terms: Economics) -> Economics:
    """The reference set before tax and VAT, with new cells as a cost of their year."""
    cells = {"per_kwh": 350, "accounting": "expensed", "funded_by": "equity"}
    return terms.changed(vat=None, income_tax=None, replacement=cells)


@pytest.fixture
def study() -> Callable[..., Yearly]:
    """Capacity at the start of a year: 1 - 0.2·cycles·age/6000, new at age 0."""

    def years(revenue: float = 389_808, cycles: float = 632.5, replaced: int | None = 9) -> Yearly:
        year = np.arange(1, 19)
        age = year - 1 if replaced is None else np.where(year <= replaced, year - 1, year - 10)
        capacity = 1 - 0.2 * cycles * age / 6000
        return Yearly(
            power_kw=1000,
            energy_kwh=2000,
            revenue={"energy": revenue * capacity},
            discharged_kwh=1584 * cycles * capacity,
            replaced_kwh=np.where(year == (replaced or 0), 2000.0, 0.0),
        )

    return years
