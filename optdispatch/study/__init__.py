"""Evaluate one case, or many."""

from optdispatch.study.election import Election, elect
from optdispatch.study.evaluate import evaluate
from optdispatch.study.outcome import OPTIMUM, WITHOUT, Outcome, Way

__all__ = ["OPTIMUM", "WITHOUT", "Election", "Outcome", "Way", "elect", "evaluate"]
