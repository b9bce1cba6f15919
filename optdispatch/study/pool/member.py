"""A site of a pool: what it plans, and what each of its devices moves.

    moves[d,t] = power[d,t] - usual[d,t]                                      (V1)

A battery's usual power is none; a vehicle's is to charge as it plugs in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from optdispatch.asset import Storage
from optdispatch.assets.fleet import Fleet
from optdispatch.case import Case
from optdispatch.case.revenues import by_programme, part, promising
from optdispatch.certificate import wear
from optdispatch.horizon import FloatArray, IntArray
from optdispatch.programme import Part, Programme
from optdispatch.schedule import Schedule


class Device(NamedTuple):
    """A battery, or a session of a vehicle."""

    asset: str
    session: str
    vehicle: str


@dataclass(frozen=True)
class Member:
    """A site as it is in the pool, and as it would be alone."""

    name: str
    case: Case
    """With its part in the pool's programmes."""
    schedule: Schedule
    alone: Case
    """Without."""
    alone_schedule: Schedule

    @property
    def own_cost(self) -> float:
        """Bill and wear, less what programmes of its own pay. [currency]"""
        own = {p.name for p in self.alone.programmes}
        return _cost(self.case, self.schedule, own)

    @property
    def cost_alone(self) -> float:
        """The same, were it in no pool. [currency]"""
        return _cost(self.alone, self.alone_schedule, {p.name for p in self.alone.programmes})

    @cached_property
    def net_import_kw(self) -> FloatArray:
        """Import less export, shape (T,). [kW]"""
        return self.schedule.imported_kw - self.schedule.exported_kw

    def part(self, programme: Programme) -> Part:
        """The part that it takes in a programme that it has."""
        promised = self.schedule.promised_kw.get(programme.name)
        return part(self.case, programme, self.schedule.imported_kw, promised)

    @cached_property
    def devices(self) -> tuple[Device, ...]:
        """Batteries, then sessions in the order of their stays."""
        return tuple(device for device, *_ in self._moving)

    @cached_property
    def moves_kw(self) -> csr_array:
        """(V1), a row a device, shape (D, T). [kW]"""
        rows = [row for _, row, _ in self._moving]
        own = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        none: list[IntArray] = [np.zeros(0, dtype=np.int64)]
        at = np.concatenate(none + rows)
        moved = np.concatenate([np.zeros(0), *(power for *_, power in self._moving)])
        return csr_array((moved, (own, at)), shape=(len(rows), len(self.schedule.horizon)))

    def promised_kw(self, programme: Programme) -> csr_array:
        """What each device keeps free for a programme, shape (D, T). [kW]"""
        promises = self.schedule.promised_kw.get(programme.name)
        shape = len(self.devices), len(self.schedule.horizon)
        if promises is None:
            return csr_array(shape)
        storage = promising(self.case)[programme.name].name
        is_its = [float(d.asset == storage and not d.session) for d in self.devices]
        return csr_array(np.outer(is_its, promises))

    @cached_property
    def _moving(self) -> Sequence[tuple[Device, IntArray, FloatArray]]:
        return tuple(_moving(self.case, self.schedule))


def _moving(case: Case, schedule: Schedule) -> Iterator[tuple[Device, IntArray, FloatArray]]:
    """Each device, its periods, and (V1) there."""
    for asset in case.assets:
        if isinstance(asset, Storage):
            every = np.arange(len(schedule.horizon))
            yield Device(asset.name, "", ""), every, schedule.stores[asset.name].power_kw
        elif isinstance(asset, Fleet):
            stays, parts = asset.stays(schedule.horizon), schedule.parts[asset.name]
            moves = parts.discharge_kw - parts.charge_kw + stays.uncontrolled_kw()
            for s, x in enumerate(stays.sessions):
                k = slice(*stays.first[s : s + 2])
                yield Device(asset.name, x.id, x.vehicle), stays.period[k], moves[k]


def _cost(case: Case, schedule: Schedule, own: set[str]) -> float:
    paid = by_programme(case, schedule)
    earned = sum(sum(lines.values()) for name, lines in paid.items() if name in own)
    return float(case.tariff.invoice(case.use(schedule)).total) + wear(case, schedule) - earned
