"""Interest; it moves the equity's flows, not the project's."""

from optdispatch.study.lever import Lever

LEVER = Lever(
    description="The rate of interest of the loan.",
    needs="economics.loan",
    fields=lambda _: ["economics.loan.rate"],
)
