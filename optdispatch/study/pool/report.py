"""Plan the sites of a pool, and put together what it can do, what it bids, and who is paid.

Each site is planned by itself at the programmes' prices: what it is paid for a kWh or a kW does not
depend on the others, so no joint plan earns more before bids and bands are applied. Those are
the pool's, and are settled on the sum; the most that may be promised is shared among the sites
by the power of their storage.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from optdispatch.case import Case
from optdispatch.case.paths import changed
from optdispatch.study.pool.envelope import envelope
from optdispatch.study.pool.member import Member
from optdispatch.study.pool.pool import Pool
from optdispatch.study.pool.settle import UNIT, Settlement, pooled, settle
from optdispatch.study.remembered import Certified

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Pooled:
    """A pool, planned and settled."""

    pool: Pool
    members: tuple[Member, ...]
    envelope: pd.DataFrame
    """A row a period: `net_import_kw`, and `up_kw`, `down_kw`, `up_kwh`, `down_kwh` around it."""
    bids: pd.DataFrame
    """A row a period: of each programme `… baseline_kw`, `… bid_kw` and `… promised_kw`."""
    settlement: Settlement

    @property
    def currency(self) -> str:
        """ISO code."""
        return self.members[0].case.tariff.currency

    @property
    def sites(self) -> pd.DataFrame:
        """A row a site: what it costs alone and in the pool, what it is paid, and its gain."""
        paid = self.settlement.by("site")
        rows = [
            {
                "site": m.name,
                "cost_alone": m.cost_alone,
                "cost_in_pool": m.own_cost,
                "paid": float(paid.get(m.name, 0.0)),
            }
            for m in self.members
        ]
        table = pd.DataFrame(rows)
        return table.assign(gain=table["cost_alone"] - table["cost_in_pool"] + table["paid"])

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know about the plans and the programmes."""
        plans = ((p, m.case.horizon) for m in self.members for p in m.case.programmes)
        of_sites = (note for p, horizon in plans for note in p.notes(horizon))
        return tuple(dict.fromkeys([*self._missed(), *of_sites]))

    def _missed(self) -> Iterator[str]:
        """Calls in which the sites gave something, and the pool too little for its bid."""
        calls = self.settlement.calls
        for _, q in calls[(calls["gave"] > UNIT) & (calls["cents"] == 0)].iterrows():
            yield (
                f"{q['programme']}, {q['call']}: what the sites gave, {q['gave']:,.2f} "
                f"{self.currency} at the price, is too little for the bid: nothing is paid"
            )


def aggregate(pool: Pool, progress: Progress = lambda _: None) -> Pooled:
    """Plan and settle a pool.

    Raises `InputError` for sites that cannot be one, besides what reading and planning raise.
    """
    alone = [
        changed(site.as_case(pool.time, {"time": pool.time}), {"ageing": None, "economics": None})
        for site in pool.sites
    ]
    _alike(pool, alone)
    members = tuple(_members(pool, alone, progress))
    progress("settling")
    settlement = settle(members, pool.programmes)
    return Pooled(pool, members, envelope(members), _bids(pool, members), settlement)


def _alike(pool: Pool, cases: Sequence[Case]) -> None:
    """The sites plan the same periods, in one currency, and somebody takes part in everything."""
    first, powers = cases[0], _powers(cases)
    for site, case in zip(pool.sites, cases, strict=True):
        if case.tariff.currency != first.tariff.currency:
            one, other = first.tariff.currency, case.tariff.currency
            raise pool.refused(f"{site.name} pays in {other}, {pool.sites[0].name} in {one}")
        if not case.horizon.index.equals(first.horizon.index):
            raise pool.refused(f"{site.name} has other periods than {pool.sites[0].name}")
    for programme in pool.programmes:
        if not any(programme.of_site(share) for share in powers):
            raise pool.refused(f"no site has storage to promise to {programme.name!r}")


def _powers(cases: Sequence[Case]) -> list[float]:
    """Each site's share of the power of all storage."""
    rated = [sum(s.rated_kw for s in case.storages) for case in cases]
    return [kw / sum(rated) if sum(rated) else 0.0 for kw in rated]


def _members(pool: Pool, alone: Sequence[Case], progress: Progress) -> Iterator[Member]:
    """Each site, planned with its part in the programmes and without."""
    run = Certified()
    for site, case, share in zip(pool.sites, alone, _powers(alone), strict=True):
        progress(f"planning {site.name}")
        its = tuple(own for p in pool.programmes if (own := p.of_site(share)))
        joined = case.changed(programmes=(*case.programmes, *its))
        yield Member(site.name, joined, run(joined), case, run(case))


def _bids(pool: Pool, members: Sequence[Member]) -> pd.DataFrame:
    """What the pool tells each market: usual power, what it draws less, what it keeps free."""
    columns = {}
    for programme in pool.programmes:
        part = pooled(members, programme)
        baseline, drawn = part.baseline_kw, np.asarray(part.imported_kw, dtype=np.float64)
        if baseline.any():
            columns[f"{programme.name} baseline_kw"] = baseline
            columns[f"{programme.name} bid_kw"] = np.where(baseline > 0, baseline - drawn, 0.0)
        promised = np.asarray(part.promised_kw, dtype=np.float64)
        if promised.any():
            columns[f"{programme.name} promised_kw"] = promised
    return pd.DataFrame(columns, index=members[0].schedule.horizon.index.rename("start"))
