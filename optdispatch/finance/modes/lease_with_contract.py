"""An energy service company leases the plant, and shares the host's saving to pay the rent.

    company_t = investor_t - lessor_t                                         (K1)
    lessor_t  : (Q5) and (Q6) of `lease`, at the price A = C                  (K2)
    investor_t, host_t : (E1) to (E5) of `contract`, H_t = (1 - α_t)·S_t      (K3)
    covered_t = (α_t·S_t - O_t)/rents_t                                       (K4)

Lessors ask for (K4) to stay above 1.1 to 1.2 in each year of the lease.
"""

from typing import Literal, Self

from pydantic import model_validator

from optdispatch.finance.contract import SharingTerms
from optdispatch.finance.lease import Lease
from optdispatch.finance.metrics import coverage
from optdispatch.finance.mode import Mode, Project, Split


class LeaseWithContract(Mode):
    """A service company between a lessor and a host."""

    kind: Literal["lease_with_contract"] = "lease_with_contract"
    lease: Lease
    contract: SharingTerms

    @model_validator(mode="after")
    def _rent_is_earned(self) -> Self:
        if self.lease.years > self.contract.contract_years:
            lease, contract = self.lease.years, self.contract.contract_years
            raise ValueError(f"a lease of {lease} years is longer than the contract of {contract}")
        return self

    @property
    def ends(self) -> int:
        """See `Mode.ends`."""
        return self.contract.contract_years

    def share(self, project: Project) -> Split:
        """(K1) to (K4)."""
        rented = self.lease.at(project.capex)
        lessor, rents = project.since(0, rented.lessor), project.since(0, rented.rents)
        to_host = self.contract.of_host(project.years) * project.saving
        investor, host = self.contract.parties(project, to_host)
        return Split(
            flows={"service company": investor - lessor, "host": host, "lessor": lessor},
            figures={"rent": rented.rent, "effective_rate": rented.effective_rate},
            coverage=coverage(project.saving - to_host - project.running, rents),
        )
