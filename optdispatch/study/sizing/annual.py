"""Sizes by what they cost a year: exact for the first year, and the guide of the search.

    K      = Σ_{t ≥ 1} (1 - h)·(1 + g)^(t-1)·(1 + d)^-t                       (S1)
    W(P,E) = Σ_t (cost_t(P,E) - RV_t)·(1 + d)^-t = w_0 + w_P·P + w_E·E         (S2)
    p_x    = w_x/K                                                            (S3)
    cost   = bill(P,E) + wear + p_0 + p_P·P + p_E·E                           (S4)

============  ================================================  ============  ================
symbol        meaning                                           unit          code
============  ================================================  ============  ================
K             worth of 1 saved in the first year, every year    -             K
d, g, h       rate of discount; rise of prices; host's share    1/year, -     economics.*
cost_t, RV_t  capital, O&M and insurance as paid; residual      currency      _present_cost
p_P, p_E      a year's share of a kW, of a kWh                  currency/…    per_kw, per_kwh
p_0           of what is paid whatever the size                 currency      fixed
P, E          rated power, nameplate energy                     kW, kWh       power_kw, energy_kwh
============  ================================================  ============  ================

Without g and h, 1/K is the capital recovery factor. The least (S4) is a convex program in which P
and E are variables. A project whose cells do not age, that pays no tax and no loan's costs, has
NPV = K·(cost without storage - (S4)); what ageing, new cells and taxes do is for the search.

Source: capital recovery, W. Short, D. Packey and T. Holt, NREL/TP-462-5173, 1995.
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from optdispatch.asset import Free
from optdispatch.assets.battery import Battery
from optdispatch.case import Case
from optdispatch.certificate import wear
from optdispatch.errors import InputError
from optdispatch.finance import Economics, Yearly
from optdispatch.finance.accounts import Accounts
from optdispatch.finance.metrics import present_value
from optdispatch.schedule import Proof, Schedule
from optdispatch.study.project import Run


@dataclass(frozen=True)
class Annual:
    """A year's share of what sizes cost, with which free sizes are priced."""

    per_kw: float
    """[currency/kW/year]"""
    per_kwh: float
    """[currency/kWh/year]"""
    fixed: float
    """Whatever the size. [currency/year]"""
    worth: float
    """K: what 1 saved in the first year is worth over the life. [-]"""

    @classmethod
    def of(cls, economics: Economics) -> Self:
        """(S1) to (S3).

        Raises `InputError` where the host keeps all savings.
        """
        d, g, h = economics.discount_rate, economics.price_escalation, economics.host_share
        t = np.arange(1.0, economics.life_years + 1)
        K = float(((1 - h) * (1 + g) ** (t - 1) * (1 + d) ** -t).sum())
        if K <= 0:
            raise InputError("economics.host_share 1 leaves nothing to size a battery for")
        # Costs are affine in the sizes, so three plants tell their prices.
        one = _present_cost(economics, 1.0, 1.0)
        w_P = max(0.0, _present_cost(economics, 2.0, 1.0) - one)
        w_E = max(0.0, _present_cost(economics, 1.0, 2.0) - one)
        return cls(w_P / K, w_E / K, (one - w_P - w_E) / K, K)

    def cost(self, case: Case, schedule: Schedule, *, without_wear: bool = False) -> float:
        """(S4) of a case whose sizes are given, by its schedule. [currency/year]"""
        battery, cost = the_battery(case), proven(schedule).cost
        cost -= wear(case, schedule) if without_wear else 0.0
        return cost + self.of_sizes(battery.rated_kw, battery.nameplate_kwh)

    def of_sizes(self, power_kw: float, energy_kwh: float) -> float:
        """The share of some sizes. [currency/year]"""
        return self.fixed + self.per_kw * power_kw + self.per_kwh * energy_kwh

    def freed(self, case: Case, power_kw: float, energy_kwh: float) -> Case:
        """The case with sizes that are free up to these, at their prices.

        Wear that goes by a name is no money, and takes given sizes to find; it is left out.
        """
        sizes = {
            "power_kw": Free(maximum=power_kw, price=self.per_kw),
            "energy_kwh": Free(maximum=energy_kwh, price=self.per_kwh),
        }
        wear = 0.0 if wear_is_named(case) else the_battery(case).wear_per_kwh
        return with_battery(case, **sizes, wear_per_kwh=wear)


@dataclass(frozen=True)
class Guide:
    """The sizes that cost least in the first year."""

    power_kw: float
    energy_kwh: float
    cost: float
    """(S4). [currency/year]"""
    bound: float
    """What no sizes go below. [currency/year]"""
    method: str

    @classmethod
    def of(cls, case: Case, annual: Annual, most: tuple[float, float], run: Run) -> Self:
        """Find them, up to the greatest power and energy.

        Raises `Infeasible` where no sizes serve the site.
        """
        proof, name = proven(run(annual.freed(case, *most))), the_battery(case).name
        kw, kwh = (float(proof.sizes[f"{name}.{field}"]) for field in ("power_kw", "energy_kwh"))
        cost, bound = annual.fixed + proof.cost, annual.fixed + proof.bound
        return cls(kw, kwh, cost, bound, proof.method)


def the_battery(case: Case) -> Battery:
    """The one battery that is sized.

    Raises `InputError` where there is none, or several.
    """
    batteries = [a for a in case.assets if isinstance(a, Battery)]
    if len(batteries) != 1:
        raise InputError(f"{case.name}: one battery can be sized, not {len(batteries)}")
    return batteries[0]


def wear_is_named(case: Case) -> bool:
    """Whether the wear of the cells is still to be found."""
    return isinstance(the_battery(case).wear_per_kwh, str)


def with_battery(case: Case, **fields: Any) -> Case:
    """The case with some fields of its battery changed; it keeps its horizon."""
    battery = the_battery(case)
    changed = battery.model_copy(update=fields)
    assets = tuple(changed if a is battery else a for a in case.assets)
    return case.model_copy(update={"assets": assets})


def proven(schedule: Schedule) -> Proof:
    """The proof of an optimum."""
    if schedule.proof is None:
        raise TypeError("a schedule that was planned has a proof")
    return schedule.proof


def _present_cost(economics: Economics, power_kw: float, energy_kwh: float) -> float:
    """(S2). [currency]"""
    none = np.zeros(economics.life_years)
    yearly = Yearly(
        power_kw=power_kw,
        energy_kwh=energy_kwh,
        revenue={},
        discharged_kwh=none,
        replaced_kwh=none,
    )
    accounts = Accounts(economics, yearly)
    return present_value(accounts.total(accounts.paid) - accounts.residual, economics.discount_rate)
