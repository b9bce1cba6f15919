"""One file is one kind of charge: `kind: demand` is `demand.py`, which defines `Demand`."""

import sys
from typing import TYPE_CHECKING, TypeAlias

from optdispatch.nouns import any_kind
from optdispatch.tariff.charge import Charge

if TYPE_CHECKING:
    AnyCharge: TypeAlias = Charge
else:
    AnyCharge = any_kind(sys.modules[__name__])
