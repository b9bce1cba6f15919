"""Studies: many points of a case, run anywhere, and each of them once."""

from optdispatch.study.campaign.plan import Plan, StudyPlan
from optdispatch.study.campaign.run import Ran, run
from optdispatch.study.campaign.store import Store
from optdispatch.study.campaign.study import Study
from optdispatch.study.campaign.summary import Summary, summary

__all__ = ["Plan", "Ran", "Store", "Study", "StudyPlan", "Summary", "run", "summary"]
