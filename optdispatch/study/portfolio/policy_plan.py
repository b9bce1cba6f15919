"""The plan of a file of policies: a point is a site under a policy.

Its numbers are the measures of a study, the bill line by line without storage and with it, and
what just earns the hurdle.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from optdispatch.case import Case
from optdispatch.case.paths import changed
from optdispatch.case.revenues import revenues
from optdispatch.study.campaign.design import Point
from optdispatch.study.campaign.keys import digest
from optdispatch.study.campaign.plan import Numbers, Plan, StudyPlan
from optdispatch.study.portfolio.policy import Policy
from optdispatch.study.portfolio.sites_plan import equipped
from optdispatch.study.project import without_storage
from optdispatch.study.remembered import Kept
from optdispatch.study.valuation import Valuer

BEFORE, AFTER = "without storage: ", "with storage: "
"""How the names of bill lines begin among the numbers."""


@dataclass(frozen=True)
class PolicyPlan(Plan):
    """Every site under every policy."""

    asked: Policy
    value: Valuer = field(default_factory=Valuer, compare=False, repr=False)
    bases: Kept[Case] = field(default_factory=Kept, compare=False, repr=False)
    """Sites that were read."""

    def __reduce__(self) -> tuple[type["PolicyPlan"], tuple[Policy]]:
        return PolicyPlan, (self.asked,)

    @property
    def asks(self) -> str:  # type: ignore[override]
        """See `Plan.asks`; a hurdle is a part of what is asked."""
        hurdle = self.asked.break_even
        told = digest(hurdle.model_dump(mode="json")) if hurdle else "none"
        return f"{StudyPlan.asks}, bill lines, break-even {told}"

    @property
    def name(self) -> str:
        """Of the file."""
        return self.asked.name

    @property
    def content(self) -> Mapping[str, Any]:
        """See `Plan.content`."""
        return {"policy": self.asked.model_dump(mode="json")}

    @cached_property
    def key(self) -> str:
        """See `Plan.key`; words do not matter to it."""
        words = {"name", "title", "source"}
        return digest({"policy": self.asked.model_dump(mode="json", exclude=words)})

    def __len__(self) -> int:
        return len(self.asked.sites) * len(self.asked.called)

    def points(self) -> Iterator[Point]:
        """See `Plan.points`."""
        for site in self.asked.sites:
            for policy in self.asked.called:
                yield {"site": site.name, "policy": policy}

    def case(self, point: Point) -> Case:
        """See `Plan.case`."""
        base = self.bases.found(point["site"], lambda: self._read(point["site"]))
        policy = self.asked.called[point["policy"]]
        return changed(base, policy.changes(point["policy"], base)) if policy else base

    def numbers(self, case: Case) -> Numbers:
        """See `Plan.numbers`."""
        found = self.value(case)
        lines = ledger(found.case, self.value)
        hurdle = self.asked.break_even
        return {**found.measured(), **lines, **(hurdle.numbers(case, self.value) if hurdle else {})}

    def _read(self, site: str) -> Case:
        case, product = self.asked.as_case(self.asked.site(site)), self.asked.product
        return equipped(case, product, product.cabinets[0]) if product else case


def ledger(case: Case, value: Valuer) -> dict[str, float]:
    """Each bill line of the first year without storage and with it. [currency]

    What programmes pay is a line below zero. Cells are as new throughout.
    """
    found = {}
    for begin, schedule in ((BEFORE, without_storage(case)), (AFTER, value.run(case))):
        lines = case.tariff.invoice(case.use(schedule)).lines
        found |= {f"{begin}{name}": float(cost) for name, cost in lines.items()}
        found |= {f"{begin}{name}": -paid for name, paid in revenues(case, schedule).items()}
    return found
