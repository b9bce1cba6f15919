"""The accounts of a project and of its equity: every line of the cash flow.

    R_t    = Σ_k R_{k,t}·(1 + g)^(t-1)·(1 - h) + Σ_j other_{j,t}              (F1)
    A_t    = C·[t = 0] + Rep_t·[capitalised], less input VAT                  (F2)
    RV_N   = ρ·Σ_t A_t                                                        (F3)
    pre_t  = R_t - C·[t = 0] - O_t - Rep_t - V_t - s·V_t + RV_t               (F4)
    D_t    = λ·(C·[t = 0] + Rep_t·[funded by the loan])                       (F5)
    eq_t   = pre_t + D_t - I_t - P_t                                          (F6)
    EBIT_t = R_t - out_t - X_t - s·V_t - dep_t + (RV_N - book_N)·[t = N] ,
    X_t    = O_t + Rep_t·[expensed], less input VAT                           (F7)
    project after tax = pre_t - tax(EBIT)_t                                   (F8)
    equity after tax  = eq_t - tax(EBIT - I)_t                                (F9)

================  ================================================  ========  ================
symbol            meaning                                           unit      code
================  ================================================  ========  ================
R_{k,t}           savings on the bill, by value stream k            currency  yearly.revenue
other_{j,t}       other revenue j: `revenues`                       currency  other_revenues
g, h              rise of prices; share of the host                 -         price_escalation,
                                                                              host_share
C, O_t, Rep_t     capital; O&M and insurance; new cells: `costs`    currency  paid
V_t, out_t, s     VAT paid, VAT of sales, surcharges: `vat`         currency  vat
A_t               put on the books                                  currency  assets
dep_t, book_t     depreciation, value on the books: `depreciation`  currency  books
RV_N, ρ           residual value, and its share                     currency  residual
D_t, I_t, P_t     loan drawn, interest, principal: `loan`           currency  debt
λ                 share of the loan                                 -         loan_share
tax               income tax: `income_tax`                          currency  IncomeTax.on
================  ================================================  ========  ================

Flows stand at the end of each year; year 0 is the start of operation. Amounts are as paid and
received, VAT included, so that V_t is a line of its own; the residual value is without VAT.

Source: the statements 项目投资现金流量表 and 项目资本金现金流量表 of 建设项目经济评价方法与参数
(Methods and Parameters for the Economic Evaluation of Construction Projects), 3rd edition,
NDRC and Ministry of Construction, 发改投资〔2006〕1325号.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optdispatch.errors import InputError
from optdispatch.finance.cashflow import Statement, joined
from optdispatch.finance.depreciation import Books, keep_books
from optdispatch.finance.economics import Economics
from optdispatch.finance.loan import Debt, borrow
from optdispatch.finance.vat import VatAccount, no_vat
from optdispatch.finance.yearly import FloatArray, Yearly, from_year_0

Lines = dict[str, FloatArray]


@dataclass(frozen=True)
class Accounts:
    """(F1) to (F9): arrays of shape (N + 1,), above zero unless said. [currency]

    Raises `InputError` where the years do not fit the terms, or two lines have one name.
    """

    economics: Economics
    yearly: Yearly

    def __post_init__(self) -> None:
        life, years = self.economics.life_years, self.yearly.years
        if years != life:
            raise InputError(f"the plant runs {years} years, economics.life_years is {life}")
        if self.yearly.replaced_kwh.any() and not self.economics.replacement:
            year = int(np.flatnonzero(self.yearly.replaced_kwh)[0]) + 1
            raise InputError(f"new cells in year {year}, but economics has no replacement price")

    @cached_property
    def none(self) -> FloatArray:
        """Nothing in any year; `none - x` is `-x` without a zero that shows a sign."""
        return np.zeros(self.yearly.years + 1)

    @cached_property
    def savings(self) -> Lines:
        """R_{k,t}·(1 + g)^(t-1) of (F1): savings on the bill, before the host's share."""
        g = self.economics.price_escalation
        rise = (1 + g) ** np.arange(self.yearly.years)
        return {name: from_year_0(R * rise) for name, R in self.yearly.revenue.items()}

    @cached_property
    def other(self) -> Lines:
        """other_{j,t} of (F1)."""
        return {r.name: r.over(self.yearly) for r in self.economics.other_revenues}

    @cached_property
    def host_share(self) -> FloatArray:
        """What (F1) leaves to the host."""
        return self.economics.host_share * self.total(self.savings)

    @cached_property
    def paid(self) -> Lines:
        """(C1) to (C3): costs as paid, VAT included."""
        economics, yearly = self.economics, self.yearly
        C = economics.capex.at(yearly.power_kw, yearly.energy_kwh)
        costs = {"capex": np.append(C, self.none[1:]), "om": economics.om.over(yearly, C)}
        if economics.insurance:
            costs["insurance"] = economics.insurance.over(yearly, C)
        if economics.replacement:
            costs["replacement"] = economics.replacement.over(yearly)
        gross = economics.vat.gross if economics.vat else 1.0
        return {name: gross * cost for name, cost in costs.items()}

    @cached_property
    def net(self) -> Lines:
        """Costs less the input VAT that is credited: what they are to the profit."""
        vat = self.economics.vat
        credited = vat.credited if vat else ()
        return {n: A - vat.within(A) if vat and n in credited else A for n, A in self.paid.items()}

    @cached_property
    def vat(self) -> VatAccount:
        """(V1) to (V5). Savings on the bill bear VAT; other revenues say whether they do."""
        vat, others = self.economics.vat, self.economics.other_revenues
        if vat is None:
            return no_vat(self.yearly.years)
        bearing = {r.name: self.other[r.name] for r in others if r.bears_vat}
        credited = {str(name): self.paid[name] for name in vat.credited if name in self.paid}
        sales = self.total(self.savings) - self.host_share + self.total(bearing)
        return vat.account(sales, self.total(credited))

    @cached_property
    def assets(self) -> FloatArray:
        """(F2)."""
        return self.total({name: self.net[name] for name in self.booked})

    @cached_property
    def books(self) -> Books:
        """(D1) to (D3)."""
        return keep_books(self.economics.depreciation, self.assets)

    @cached_property
    def residual(self) -> FloatArray:
        """(F3)."""
        RV = self.economics.residual_share * self.assets.sum()
        return np.append(self.none[1:], RV)

    @cached_property
    def benefits(self) -> Lines:
        """What comes in, before the host's share."""
        return joined(self.savings, self.other, {"residual_value": self.residual})

    @cached_property
    def expenses(self) -> Lines:
        """What goes out, above zero."""
        taken = {"host_share": self.host_share} if self.economics.host_share else {}
        vat = {"vat": self.vat.paid, "vat_surcharge": self.vat.surcharge}
        return {**taken, **self.paid, **(vat if self.economics.vat else {})}

    @cached_property
    def project(self) -> Statement:
        """(F4) and (F8)."""
        spent = {name: self.none - cost for name, cost in self.expenses.items()}
        return Statement(joined(self.benefits, spent), income_tax=self.none - self.tax(self.ebit))

    @cached_property
    def debt(self) -> Debt:
        """(F5), (L1) to (L5)."""
        replacement = self.economics.replacement
        lent_on = self.paid["capex"]
        if replacement and replacement.funded_by == "loan":
            lent_on = lent_on + self.paid["replacement"]
        return borrow(self.economics.loan, self.economics.loan_share * lent_on)

    @cached_property
    def equity(self) -> Statement:
        """(F6) and (F9)."""
        loan = {
            "loan_drawn": self.debt.drawn,
            "interest": self.none - self.debt.interest,
            "principal": self.none - self.debt.principal,
        }
        tax = self.tax(self.ebit - self.debt.interest)
        return Statement(joined(self.project.lines, loan), income_tax=self.none - tax)

    @cached_property
    def ebit(self) -> FloatArray:
        """(F7): profit before interest and income tax; below zero, a loss."""
        X = self.total({name: cost for name, cost in self.net.items() if name not in self.booked})
        R = self.total(self.benefits) - self.residual - self.host_share
        EBIT = R - self.vat.output - X - self.vat.surcharge - self.books.charge
        EBIT[-1] += self.residual[-1] - self.books.value[-1]
        return EBIT

    def tax(self, profit: FloatArray) -> FloatArray:
        """(T1) to (T3)."""
        return self.economics.income_tax.on(profit) if self.economics.income_tax else self.none

    @property
    def booked(self) -> tuple[str, ...]:
        """Costs that go on the books; the others are costs of their year."""
        replacement = self.economics.replacement
        capitalised = replacement is not None and replacement.accounting == "capitalised"
        return ("capex", "replacement") if capitalised else ("capex",)

    def total(self, lines: Lines) -> FloatArray:
        """Sum of some lines."""
        return sum(lines.values(), self.none)
