"""Many sites at once: the best product of each, and what a policy does to them."""

from optdispatch.study.portfolio.effects import Effect, Effects, effects
from optdispatch.study.portfolio.policy import Policy
from optdispatch.study.portfolio.policy_plan import PolicyPlan
from optdispatch.study.portfolio.ranking import Offer, Ranked, Ranking, ranking
from optdispatch.study.portfolio.sites import Sites
from optdispatch.study.portfolio.sites_plan import SitesPlan

__all__ = [
    "Effect",
    "Effects",
    "Offer",
    "Policy",
    "PolicyPlan",
    "Ranked",
    "Ranking",
    "Sites",
    "SitesPlan",
    "effects",
    "ranking",
]
