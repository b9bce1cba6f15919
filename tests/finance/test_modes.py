"""Investment modes: every party's flows, and that nothing is lost between them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdispatch.errors import CertificateError, InputError
from optdispatch.finance import Mode, Project, Split, modes
from optdispatch.finance.lease import Lease
from optdispatch.finance.loan import Annuity, borrow
from optdispatch.nouns import kinds

YEARS = 12
SHARE = st.floats(0, 1)
MONEY = st.floats(0, 1e7)
SERIES = st.lists(MONEY, min_size=YEARS, max_size=YEARS).map(lambda x: np.array([0.0, *x]))

TERM = {
    "contract_years": st.integers(6, YEARS),
    "handover": MONEY.map(lambda price: {"kind": "price", "price": price})
    | st.just({"kind": "book_value"}),
}
STEP = st.fixed_dictionaries({"from_year": st.integers(2, 20), "investor_share": SHARE})
SHARES = {"investor_share": SHARE, "steps": st.lists(STEP, max_size=1)}
LEASE = st.fixed_dictionaries(
    {
        "rate": st.floats(0, 0.3),
        "years": st.integers(1, 6),
        "payments_per_year": st.sampled_from([1, 2, 4, 12]),
        "paid": st.sampled_from(["arrears", "advance"]),
        "down_share": st.floats(0, 0.5),
        "deposit_share": st.floats(0, 0.2),
        "fee_share": st.floats(0, 0.1),
        "buyout_price": st.floats(0, 1e5),
    }
)
PARAMETERS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "owner_invested": {},
    "shared_savings": SHARES | TERM,
    "fixed_discount": {"discount": SHARE} | TERM,
    "guaranteed_savings": SHARES | TERM | {"guaranteed_per_year": MONEY},
    "direct_lease": {"lease": LEASE},
    "sale_and_leaseback": {
        "lease": LEASE,
        "sale_share": st.floats(0.1, 1),
        "sale_year": st.integers(0, 6),
    },
    "lease_with_contract": {"lease": LEASE, "contract": st.fixed_dictionaries(SHARES | TERM)},
}


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Any project of twelve years, with or without debt."""
    capex, residual = draw(st.floats(1, 1e8)), np.zeros(YEARS + 1)
    residual[-1] = draw(MONEY)
    wanted = np.append(draw(SHARE) * capex, np.zeros(YEARS))
    return Project(
        capex=capex,
        saving=draw(SERIES) - draw(SERIES) / 10,
        running=draw(SERIES),
        replacement=draw(SERIES),
        residual=residual,
        debt=borrow(Annuity(rate=0.04, years=10), wanted),
        book_value=np.linspace(capex, 0, YEARS + 1),
        discharged_value=draw(SERIES),
    )


@pytest.mark.parametrize("kind", sorted(kinds(modes)))
@settings(deadline=None, max_examples=60)
@given(data=st.data(), project=projects())
def test_parties_add_up(kind: str, data: st.DataObject, project: Project) -> None:
    """(I1), summed here and not by the mode: a kind without parameters above fails."""
    content = data.draw(st.fixed_dictionaries(PARAMETERS[kind])) | {"kind": kind}
    mode = kinds(modes)[kind].of(content, kind)
    assert isinstance(mode, Mode)
    split = mode.split(project)
    whole = project.saving - project.running - project.replacement + project.residual
    whole[0] -= project.capex
    total = sum(split.flows.values(), np.zeros(YEARS + 1))
    scale = sum((np.abs(flow) for flow in split.flows.values()), np.abs(whole))
    assert (np.abs(total - whole) <= 1e-9 * scale).all()
    for flow in split.flows.values():
        assert np.isfinite(flow).all()
    for figure in split.figures.values():
        assert figure is None or np.isfinite(figure)
    assert len(split.coverage) in {0, YEARS + 1}


def project(**changes: Any) -> Project:
    """100 built, 20 saved and 5 run a year, 8 of residual value."""
    none = np.zeros(YEARS + 1)
    given: dict[str, Any] = {
        "capex": 100.0,
        "saving": np.append(0, np.full(YEARS, 20.0)),
        "running": np.append(0, np.full(YEARS, 5.0)),
        "replacement": none,
        "residual": np.append(none[1:], 8.0),
        "debt": borrow(None, none),
    }
    return Project(**(given | changes))


def split(content: dict[str, Any], of: Project) -> Split:
    """Split a project by a mode."""
    mode = kinds(modes)[content["kind"]].of(content, "mode")
    assert isinstance(mode, Mode)
    return mode.split(of)


def test_shared_savings_by_hand() -> None:
    content = {"kind": "shared_savings", "investor_share": 0.8, "host_share": 0.2}
    handover = {"kind": "price", "price": 7}
    flows = split(content | {"contract_years": 10, "handover": handover}, project()).flows
    assert flows["investor"].tolist() == pytest.approx([-100, *[11] * 9, 18, 0, 0])
    assert flows["host"].tolist() == pytest.approx([0, *[4] * 9, -3, 15, 23])


def test_shares_that_change() -> None:
    steps = [{"from_year": y, "investor_share": a} for y, a in ((2, 0.9), (3, 0.5))]
    content = {"kind": "shared_savings", "investor_share": 1, "contract_years": 5, "steps": steps}
    flows = split(content, project()).flows
    assert flows["host"][:7].tolist() == pytest.approx([0, 0, 2, 10, 10, 10, 15])


def test_fixed_discount_by_hand() -> None:
    """The investor has 30·(1 - 0.1) - 10 of an energy worth 30 that cost 10 to charge."""
    value = np.append(0, np.full(YEARS, 30.0))
    content = {"kind": "fixed_discount", "discount": 0.1, "contract_years": YEARS}
    flows = split(content, project(discharged_value=value)).flows
    assert flows["investor"].tolist() == pytest.approx([-100, *[17 - 5] * 12])
    assert flows["host"].tolist() == pytest.approx([0, *[3] * 11, 11])


def test_guaranteed_savings_by_hand() -> None:
    saving = np.append(0, np.linspace(30, 8, YEARS))
    content = {"kind": "guaranteed_savings", "investor_share": 0.8, "guaranteed_per_year": 3}
    flows = split(content | {"contract_years": YEARS}, project(saving=saving)).flows
    assert flows["host"][1:-1].tolist() == pytest.approx(np.maximum(0.2 * saving, 3)[1:-1].tolist())
    assert flows["host"][-1] == pytest.approx(3 + 8)


def test_owner_with_a_loan() -> None:
    debt = borrow(Annuity(rate=0.05, years=10), np.append(80.0, np.zeros(YEARS)))
    owner = split({"kind": "owner_invested"}, project(debt=debt))
    service = 80 * 0.05 / (1 - 1.05**-10)
    lender = [-80, *[service] * 10, 0, 0]
    assert owner.flows["lender"].tolist() == pytest.approx(lender)
    assert owner.flows["owner"].tolist() == pytest.approx(
        [-20, *[15 - service] * 10, 15, 23], abs=1e-9
    )
    assert owner.coverage[1] == pytest.approx(15 / debt.service[1])
    assert owner.coverage[11] is None
    assert list(split({"kind": "owner_invested"}, project()).flows) == ["owner"]


def test_direct_lease_by_hand() -> None:
    """Yearly rents without interest: 90/9, a deposit given back, and a price at the end."""
    terms = {"rate": 0, "years": 9, "payments_per_year": 1, "down_share": 0.1}
    terms |= {"deposit_share": 0.05, "fee_share": 0.02, "buyout_price": 1}
    flows = split({"kind": "direct_lease", "lease": terms}, project()).flows
    assert flows["lessor"].tolist() == pytest.approx([-83, *[10] * 8, 6, 0, 0, 0])
    assert flows["owner"].tolist() == pytest.approx([-17, *[5] * 8, 9, 15, 15, 23])


def test_sale_and_leaseback_by_hand() -> None:
    terms = {"rate": 0, "years": 4, "payments_per_year": 1}
    content = {"kind": "sale_and_leaseback", "sale_share": 0.8, "sale_year": 2, "lease": terms}
    flows = split(content, project()).flows
    assert flows["lessor"].tolist() == pytest.approx([0, 0, -80, *[20] * 4, *[0] * 6])
    assert flows["owner"].tolist() == pytest.approx([-100, 15, 95, *[-5] * 4, *[15] * 5, 23])


def test_a_lease_without_extras_costs_its_rate() -> None:
    for paid in ("arrears", "advance"):
        terms = {"rate": 0.06, "years": 5, "payments_per_year": 4, "paid": paid}
        rented = Lease.of(terms, "lease").at(1000)
        assert rented.effective_rate == pytest.approx(1.015**4 - 1, rel=1e-9)
        assert rented.lessor.sum() == pytest.approx(20 * rented.rent - 1000)
    assert rented.rents[0] == rented.rent
    assert rented.rents[-1] == pytest.approx(3 * rented.rent)


def test_book_value_needs_books() -> None:
    content = {"kind": "shared_savings", "investor_share": 1, "contract_years": 6}
    content |= {"handover": {"kind": "book_value"}}
    flows = split(content, project(book_value=np.linspace(100, 4, YEARS + 1))).flows
    assert flows["investor"][6] == pytest.approx(15 + 52)
    with pytest.raises(InputError, match="needs depreciation"):
        split(content, project())


def test_a_discount_needs_the_value_of_the_energy() -> None:
    with pytest.raises(InputError, match="tariff value"):
        split({"kind": "fixed_discount", "discount": 0.1, "contract_years": 5}, project())


def test_a_mode_that_outlasts_the_project() -> None:
    with pytest.raises(InputError, match="the mode ends in year 13, after the project of 12"):
        split({"kind": "fixed_discount", "discount": 0.1, "contract_years": 13}, project())


class Leaky(Mode):
    """A mode that loses a coin in year 3."""

    @property
    def ends(self) -> int:
        """See `Mode.ends`."""
        return 0

    def share(self, project: Project) -> Split:
        """See `Mode.share`."""
        return Split({"owner": project.flow - project.once(1e-6, 3)})


def test_a_lost_coin_is_found() -> None:
    with pytest.raises(CertificateError, match="in year 3"):
        Leaky().split(project())
