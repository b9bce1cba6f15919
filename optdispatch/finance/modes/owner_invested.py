"""The host builds for itself, with its own money and a loan.

    owner_t  = -C·[t = 0] + D_t + S_t - O_t - Rep_t - I_t - P_t + RV_t        (O1)
    lender_t = -D_t + I_t + P_t                                               (O2)

The loan D, I, P is the one of the case: see `loan`.
"""

from typing import Literal

from optdispatch.finance.metrics import coverage
from optdispatch.finance.mode import Mode, Project, Split


class OwnerInvested(Mode):
    """The owner of the site invests."""

    kind: Literal["owner_invested"] = "owner_invested"

    @property
    def ends(self) -> int:
        """See `Mode.ends`. That the loan ends in time, the case has checked."""
        return 0

    def share(self, project: Project) -> Split:
        """(O1) and (O2)."""
        debt = project.debt
        lender = -debt.drawn + debt.service
        flows = {"owner": project.flow - lender}
        if debt.drawn.any():
            flows["lender"] = lender
        return Split(flows, coverage=coverage(project.saving - project.running, debt.service))
