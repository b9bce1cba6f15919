"""The owner of the site sells the plant to a lessor, and rents it back.

    A        = φ·C                                                            (B1)
    owner_t  = -lessor_t - C·[t = 0] + S_t - O_t - Rep_t + RV_t               (B2)
    lessor_t : (Q5) and (Q6) of `lease`, from the end of year a, at A         (B3)

φ is the price as a share of the capital cost, and a the year of the sale; with a = 0 the
plant is sold as soon as it is built. Before tax there is no other difference to a direct
lease; but no VAT is credited on the interest.
"""

from typing import Literal

from pydantic import Field, NonNegativeInt

from optdispatch.finance.costs import Fraction
from optdispatch.finance.lease import Lease
from optdispatch.finance.metrics import coverage
from optdispatch.finance.mode import Mode, Project, Split


class SaleAndLeaseback(Mode):
    """The owner of the site builds, sells and leases back."""

    kind: Literal["sale_and_leaseback"] = "sale_and_leaseback"
    lease: Lease
    sale_share: Fraction = Field(gt=0, description="φ: price of the sale / capital cost.")
    sale_year: NonNegativeInt = Field(default=0, description="a: sold at the end of this year.")

    @property
    def ends(self) -> int:
        """See `Mode.ends`."""
        return self.sale_year + self.lease.years

    def share(self, project: Project) -> Split:
        """(B1) to (B3)."""
        rented = self.lease.at(self.sale_share * project.capex)
        lessor = project.since(self.sale_year, rented.lessor)
        rents = project.since(self.sale_year, rented.rents)
        return Split(
            flows={"owner": project.flow - lessor, "lessor": lessor},
            figures={"rent": rented.rent, "effective_rate": rented.effective_rate},
            coverage=coverage(project.saving - project.running, rents),
        )
