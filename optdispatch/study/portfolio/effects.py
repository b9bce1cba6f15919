"""What policies do: whose bill they change, what storage saves under them, and by which line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from optdispatch.study.campaign.plan import Numbers
from optdispatch.study.campaign.store import Row
from optdispatch.study.portfolio.policy import AS_IS
from optdispatch.study.portfolio.policy_plan import AFTER, BEFORE, PolicyPlan


@dataclass(frozen=True)
class Effect:
    """A site under a policy, in its first year. Amounts are in its currency."""

    site: str
    policy: str
    numbers: Numbers

    @cached_property
    def before(self) -> dict[str, float]:
        """The bill without storage, by line."""
        return self._lines(BEFORE)

    @cached_property
    def after(self) -> dict[str, float]:
        """The bill with storage, by line."""
        return self._lines(AFTER)

    @cached_property
    def saved(self) -> dict[str, float]:
        """What storage saves, by line of the bill."""
        names = dict.fromkeys([*self.before, *self.after])
        return {n: self.before.get(n, 0.0) - self.after.get(n, 0.0) for n in names}

    @property
    def saving(self) -> float:
        """What storage saves in all."""
        return sum(self.before.values()) - sum(self.after.values())

    def _lines(self, begin: str) -> dict[str, float]:
        return {
            name.removeprefix(begin): value
            for name, value in self.numbers.items()
            if name.startswith(begin) and value is not None
        }


@dataclass(frozen=True)
class Effects:
    """Every site under every policy."""

    plan: PolicyPlan
    there: Mapping[tuple[str, str], Effect]
    """By site and policy."""
    errors: Mapping[tuple[str, str], str]
    """Why some could not be solved, by site and policy."""
    currencies: Mapping[str, str]
    """ISO code of each site that was solved."""

    def of(self, site: str) -> tuple[Effect, ...]:
        """A site as it is, where that could be solved, then whatever saves most first."""
        found = [effect for (name, _), effect in self.there.items() if name == site]
        return tuple(sorted(found, key=lambda e: (e.policy != AS_IS, -e.saving)))

    def gain(self, effect: Effect) -> float | None:
        """By how much more storage saves than as it is; None where that is not known."""
        usual = self.there.get((effect.site, AS_IS))
        return effect.saving - usual.saving if usual else None

    def gains(self, effect: Effect) -> dict[str, float]:
        """The same by line of the bill, the greatest change first; nothing where it is not known.

        A tariff whose lines are called otherwise loses one and wins the other.
        """
        usual = self.there.get((effect.site, AS_IS))
        if usual is None:
            return {}
        names = dict.fromkeys([*usual.saved, *effect.saved])
        gains = {n: effect.saved.get(n, 0.0) - usual.saved.get(n, 0.0) for n in names}
        return dict(sorted(gains.items(), key=lambda line: -abs(line[1])))


def effects(plan: PolicyPlan, rows: Iterable[Row]) -> Effects:
    """Put together what the rows of a plan say."""
    there, errors, currencies = {}, {}, {}
    for row in rows:
        site, policy = row.point["site"], row.point["policy"]
        if row.numbers is None:
            errors[site, policy] = row.error or ""
            continue
        there[site, policy] = Effect(site, policy, row.numbers)
        if site not in currencies:
            currencies[site] = plan.case(row.point).tariff.currency
    return Effects(plan, there, errors, currencies)
