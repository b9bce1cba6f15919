"""A contract that sells the host the energy discharged below the tariff.

    H_t = δ·Σ q_dis·p                                                         (H2)

The host pays (1 - δ)·p for each kWh discharged, where the utility would have asked p; the
investor pays for the charging. So of the energy's saving Σ q_dis·p - Σ q_ch·p the investor
has Σ q_dis·p·(1 - δ) - Σ q_ch·p, and all of any other saving.
"""

from typing import Literal

from pydantic import Field

from optdispatch.errors import InputError
from optdispatch.finance.contract import Contract
from optdispatch.finance.costs import Fraction
from optdispatch.finance.mode import Project
from optdispatch.finance.yearly import FloatArray


class FixedDiscount(Contract):
    """The host buys the energy discharged at a discount."""

    kind: Literal["fixed_discount"] = "fixed_discount"
    discount: Fraction = Field(description="δ, off the tariff, such as 0.1.")

    def to_host(self, project: Project) -> FloatArray:
        """(H2)."""
        if project.discharged_value is None:
            raise InputError("a fixed discount needs the tariff value of the energy discharged")
        return self.discount * project.discharged_value
