"""The money of a project: yearly arrays in, a cash-flow table out.

`appraise(economics, yearly)` is all there is to call. `Economics` is what a user writes,
`Yearly` what dispatch and lifetime found, `CashFlow` the statements, the metrics and each
party's share.
"""

from optdispatch.finance.appraisal import appraise
from optdispatch.finance.cashflow import CashFlow, Statement
from optdispatch.finance.economics import Economics
from optdispatch.finance.irr import internal_rates
from optdispatch.finance.metrics import Metrics, Worth, payback, present_value
from optdispatch.finance.mode import Mode, Project, Split
from optdispatch.finance.yearly import Yearly

__all__ = [
    "CashFlow",
    "Economics",
    "Metrics",
    "Mode",
    "Project",
    "Split",
    "Statement",
    "Worth",
    "Yearly",
    "appraise",
    "internal_rates",
    "payback",
    "present_value",
]
