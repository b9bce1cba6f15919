"""Loans: what is lent is paid back, and its rate of return is its rate of interest."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdispatch.finance.loan import Annuity, Bullet, EqualPrincipal, Loan, borrow

KINDS = [EqualPrincipal, Annuity, Bullet]


def test_annuity_of_a_spreadsheet() -> None:
    """Microsoft's documentation of PMT: 10 000 at 8 %/12 over 10 periods, 1037.03."""
    debt = borrow(Annuity(rate=0.08 / 12, years=10), np.array([10_000.0] + [0.0] * 10))
    np.testing.assert_allclose(debt.service[1:], 1037.03, atol=0.005)


def test_equal_principal_and_bullet_by_hand() -> None:
    wanted = np.array([300.0, 0, 0, 0, 0])
    equal = borrow(EqualPrincipal(rate=0.1, years=3), wanted)
    assert equal.service.tolist() == pytest.approx([0, 130, 120, 110, 0])
    assert equal.balance.tolist() == pytest.approx([300, 200, 100, 0, 0])
    bullet = borrow(Bullet(rate=0.1, years=3), wanted)
    assert bullet.service.tolist() == pytest.approx([0, 30, 30, 330, 0])


@settings(deadline=None)
@given(
    st.sampled_from(KINDS),
    st.floats(0, 1),
    st.integers(1, 12),
    st.lists(st.floats(0, 1e7), min_size=13, max_size=20),
)
def test_any_loan(kind: type[Loan], rate: float, years: int, wanted: list[float]) -> None:
    """At its own rate, a loan is worth what it pays; nothing is owed at the end, or below 0."""
    debt = borrow(kind.of({"rate": rate, "years": years}, "loan"), np.array(wanted))
    discounts = (1 + rate) ** -np.arange(float(len(wanted)))
    lent = float(debt.drawn.sum())
    assert (debt.drawn - debt.service) @ discounts == pytest.approx(0, abs=1e-9 * lent)
    assert debt.principal.sum() == pytest.approx(lent, rel=1e-12)
    assert debt.drawn[-1] == debt.balance[-1] == 0
    assert (debt.interest >= 0).all()
    np.testing.assert_allclose(
        debt.balance, np.cumsum(debt.drawn - debt.principal), atol=1e-9 * lent
    )
    np.testing.assert_allclose(debt.interest[1:], rate * debt.balance[:-1], atol=1e-9 * lent)


def test_later_drawings_end_with_the_project() -> None:
    wanted = np.array([100.0, 0, 0, 60, 0, 0, 40])
    debt = borrow(EqualPrincipal(rate=0, years=5), wanted)
    assert debt.drawn.tolist() == [100, 0, 0, 60, 0, 0, 0]
    assert debt.principal.tolist() == pytest.approx([0, 20, 20, 20, 40, 40, 20])


def test_no_loan() -> None:
    assert not borrow(None, np.ones(3)).drawn.any()
