"""The habits of today, stepped through the same physics as the optimum."""

from optdispatch.rules.follow import follow
from optdispatch.rules.kinds import AnyRule
from optdispatch.rules.kinds.idle import Idle
from optdispatch.rules.rule import OPTIMUM, WITHOUT, Rule

__all__ = ["OPTIMUM", "WITHOUT", "AnyRule", "Idle", "Rule", "follow"]
