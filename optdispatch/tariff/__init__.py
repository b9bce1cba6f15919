"""What the utility charges for what the meter sees."""

from optdispatch.tariff.bill import Bill
from optdispatch.tariff.charge import Charge
from optdispatch.tariff.ops import NUMBERS, Ops, Profile
from optdispatch.tariff.tariff import Tariff
from optdispatch.tariff.time_of_use import TimeOfUse
from optdispatch.tariff.use import Use

__all__ = ["NUMBERS", "Bill", "Charge", "Ops", "Profile", "Tariff", "TimeOfUse", "Use"]
