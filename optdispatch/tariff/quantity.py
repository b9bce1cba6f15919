"""What a bill line is reckoned on, as bills print it beside the amount."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Quantity:
    """So much of a unit in each billing month."""

    unit: str
    monthly: Sequence[float]
    is_priced: bool = True
    """Whether amount over quantity is a price; else the quantity only decides the amount."""
    shares: Sequence[float] = ()
    """What share of other lines it adds in each month, where it is reckoned on them."""
