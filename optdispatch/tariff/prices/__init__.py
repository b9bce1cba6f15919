"""One file is one way to state a price of energy, told by the key that it carries."""

import sys
from typing import TYPE_CHECKING, TypeAlias

from optdispatch.nouns import any_keyed
from optdispatch.tariff.price import Price

if TYPE_CHECKING:
    AnyPrice: TypeAlias = Price
else:
    AnyPrice = any_keyed(sys.modules[__name__])
