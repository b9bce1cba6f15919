"""A lessor buys the plant for the owner of the site, who rents it and then has it.

    owner_t  = -lessor_t - C·[t = 0] + S_t - O_t - Rep_t + RV_t               (D1)
    lessor_t : (Q5) and (Q6) of `lease`, at the price A = C                   (D2)

Before tax, rents are only rents. In China their VAT is credited, which is after (D1).
"""

from typing import Literal

from optdispatch.finance.lease import Lease
from optdispatch.finance.metrics import coverage
from optdispatch.finance.mode import Mode, Project, Split


class DirectLease(Mode):
    """The owner of the site leases the plant."""

    kind: Literal["direct_lease"] = "direct_lease"
    lease: Lease

    @property
    def ends(self) -> int:
        """See `Mode.ends`."""
        return self.lease.years

    def share(self, project: Project) -> Split:
        """(D1) and (D2)."""
        rented = self.lease.at(project.capex)
        lessor, rents = project.since(0, rented.lessor), project.since(0, rented.rents)
        return Split(
            flows={"owner": project.flow - lessor, "lessor": lessor},
            figures={"rent": rented.rent, "effective_rate": rented.effective_rate},
            coverage=coverage(project.saving - project.running, rents),
        )
