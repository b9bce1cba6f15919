"""VAT, depreciation and income tax, by hand and by what must hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdispatch.finance.depreciation import Depreciation, keep_books
from optdispatch.finance.income_tax import CarriedForward, IncomeTax, Refunded
from optdispatch.finance.vat import OwnCompany, WithinHost

MONEY = st.lists(st.floats(-1e6, 1e6), min_size=8, max_size=8).map(np.array)


def test_a_company_waits_for_its_credit() -> None:
    vat = OwnCompany(rate=0.13, prices_include_vat=True, credited=("capex",), surcharge=0.12)
    account = vat.account(np.array([0, 113.0, 113, 113]), np.array([226.0, 0, 0, 0]))
    assert account.output.tolist() == pytest.approx([0, 13, 13, 13])
    assert account.paid.tolist() == pytest.approx([0, 0, 0, 13], abs=1e-9)
    assert account.credit.tolist() == pytest.approx([26, 13, 0, 0], abs=1e-9)
    assert account.surcharge.tolist() == pytest.approx([0, 0, 0, 1.56], abs=1e-9)


def test_a_host_has_its_credit_at_once() -> None:
    vat = WithinHost(rate=0.13, prices_include_vat=True, credited=("capex",))
    account = vat.account(np.array([0, 113.0, 113]), np.array([226.0, 0, 0]))
    assert account.paid.tolist() == pytest.approx([-26, 13, 13])
    assert not account.credit.any()


@given(MONEY, MONEY)
def test_no_vat_is_lost(sales: np.ndarray, costs: np.ndarray) -> None:
    """Paid is output less input; what is not yet set off is the credit."""
    vat = OwnCompany(rate=0.13, prices_include_vat=True, credited=())
    account = vat.account(sales, np.abs(costs))
    left = account.input.sum() - account.output.sum() + account.paid.sum()
    assert account.credit[-1] == pytest.approx(left, abs=1e-6)
    assert (account.paid >= 0).all()
    assert (account.credit >= -1e-6).all()


def test_books() -> None:
    """New cells in year 2 are written down over the two years that are left."""
    books = keep_books(Depreciation(years=4, residual_share=0.05), np.array([100.0, 0, 40, 0, 0]))
    assert books.charge.tolist() == pytest.approx([0, 23.75, 23.75, 42.75, 42.75])
    assert books.value.tolist() == pytest.approx([100, 76.25, 92.5, 49.75, 7])


def test_books_that_outlast_the_project() -> None:
    books = keep_books(Depreciation(years=2), np.array([90.0, 0, 0]))
    assert books.value.tolist() == pytest.approx([90, 45, 0])
    longer = keep_books(Depreciation(years=3), np.array([90.0, 0, 0]))
    assert longer.value.tolist() == pytest.approx([90, 60, 30])


def test_a_loss_is_kept_for_its_years() -> None:
    profit = np.array([0.0, -100, 30, 30, 30])
    assert CarriedForward(years=2).base(profit).tolist() == [0, 0, 0, 0, 30]
    assert CarriedForward(years=100).base(profit).tolist() == [0, 0, 0, 0, 0]
    assert CarriedForward(years=0).base(profit).tolist() == [0, 0, 30, 30, 30]
    assert Refunded().base(profit).tolist() == profit.tolist()


def test_the_oldest_loss_is_used_first() -> None:
    profit = np.array([-10.0, -10, 10, 0, 10])
    assert CarriedForward(years=3).base(profit).tolist() == [0, 0, 0, 0, 0]
    assert CarriedForward(years=2).base(profit).tolist() == [0, 0, 0, 0, 10]


def test_three_years_free_three_at_half() -> None:
    tax = IncomeTax(rate=0.25, losses=CarriedForward(years=5), holiday=(0, 0, 0, 0.5, 0.5, 0.5))
    paid = tax.on(np.array([0.0] + [100.0] * 8))
    assert paid.tolist() == pytest.approx([0, 0, 0, 0, 12.5, 12.5, 12.5, 25, 25])


@settings(deadline=None)
@given(MONEY, st.integers(0, 9))
def test_a_longer_memory_never_costs_more(profit: np.ndarray, years: int) -> None:
    shorter = CarriedForward(years=years).base(profit)
    longer = CarriedForward(years=years + 1).base(profit)
    unlimited = CarriedForward(years=100).base(profit)
    assert longer.sum() <= shorter.sum() + 1e-6
    assert unlimited.sum() <= longer.sum() + 1e-6
    assert unlimited.sum() >= profit.sum() - 1e-6
    assert (unlimited >= 0).all()
