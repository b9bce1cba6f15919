"""Several sites as one virtual power plant: how far it can move, what it sells, who is paid."""

from optdispatch.study.pool.pool import Pool
from optdispatch.study.pool.report import Pooled, aggregate

__all__ = ["Pool", "Pooled", "aggregate"]
