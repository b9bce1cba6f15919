"""A contract that shares the saving by given shares.

    H_t = (1 - α_t)·S_t                                                       (H1)

α_t is the investor's share.
"""

from typing import Literal

from optdispatch.finance.contract import Contract, Shares
from optdispatch.finance.mode import Project
from optdispatch.finance.yearly import FloatArray


class SharedSavings(Shares, Contract):
    """Investor and host share the saving."""

    kind: Literal["shared_savings"] = "shared_savings"

    def to_host(self, project: Project) -> FloatArray:
        """(H1)."""
        return self.of_host(project.years) * project.saving
