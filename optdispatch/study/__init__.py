"""Evaluate one case, or many."""

from optdispatch.rules import OPTIMUM, WITHOUT
from optdispatch.study.election import Election, elect
from optdispatch.study.evaluate import evaluate
from optdispatch.study.outcome import Outcome, Way

__all__ = ["OPTIMUM", "WITHOUT", "Election", "Outcome", "Way", "elect", "evaluate"]
