"""What a user writes down about one site."""

from optdispatch.case.case import Case
from optdispatch.case.metered import metered
from optdispatch.case.times import TypicalDays, Year

__all__ = ["Case", "TypicalDays", "Year", "metered"]
