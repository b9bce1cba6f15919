"""How cells age over a project's life, what is done about it, and what it is worth to know."""

from optdispatch.lifetime.ageing import Ageing
from optdispatch.lifetime.course import Cells, simulate
from optdispatch.lifetime.daytype import DayType, blend
from optdispatch.lifetime.law import Law, years_to
from optdispatch.lifetime.life import Lifetime
from optdispatch.lifetime.response import EveryYear, Interpolated, InterpolationError, Response
from optdispatch.lifetime.warranty import Warranty, WarrantySlack
from optdispatch.lifetime.wear import WearSearch, average_wear, best_wear

__all__ = [
    "Ageing",
    "Cells",
    "DayType",
    "EveryYear",
    "Interpolated",
    "InterpolationError",
    "Law",
    "Lifetime",
    "Response",
    "Warranty",
    "WarrantySlack",
    "WearSearch",
    "average_wear",
    "best_wear",
    "blend",
    "simulate",
    "years_to",
]
