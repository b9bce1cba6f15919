"""The laws of the catalogue, and cells that age and are replaced."""

from optdispatch import catalog
from optdispatch.lifetime import Cells, Law
from optdispatch.lifetime.law import advance

LAWS = catalog.names("models/ageing")
CELLS = Cells(2000, efficiency_charge=1.0, efficiency_discharge=0.88)


def capacities(law: Law, days, at=(1, 5, 9, 18)):
    """Share of the capacity that is left after some years of the same days."""
    rate, damage, left = law.rate(days), law.new(), []
    for year in range(1, max(at) + 1):
        damage = advance(law, rate, damage, 1.0)
        if year in at:
            left.append(law.capacity(damage))
    return left


def at_retirement(kind, **changes):
    """A policy of replacement."""
    return {"kind": kind, "retirement_capacity": 0.8, **changes}
