"""A contract that shares the saving, and guarantees the host a sum.

    H_t = max((1 - α_t)·S_t, G)                                               (H3)

α_t is the investor's share and G what the host is guaranteed in each year.
"""

from typing import Literal

import numpy as np
from pydantic import Field

from optdispatch.finance.contract import Contract, Shares
from optdispatch.finance.costs import Amount
from optdispatch.finance.mode import Project
from optdispatch.finance.yearly import FloatArray


class GuaranteedSavings(Shares, Contract):
    """Investor and host share the saving; the host has at least a guaranteed sum."""

    kind: Literal["guaranteed_savings"] = "guaranteed_savings"
    guaranteed_per_year: Amount = Field(description="G. [currency/year]")

    def to_host(self, project: Project) -> FloatArray:
        """(H3)."""
        return np.maximum(self.of_host(project.years) * project.saving, self.guaranteed_per_year)
