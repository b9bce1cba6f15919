"""Evaluate one case, or many."""

from optdispatch.study.evaluate import evaluate
from optdispatch.study.outcome import OPTIMUM, WITHOUT, Outcome, Way

__all__ = ["OPTIMUM", "WITHOUT", "Outcome", "Way", "evaluate"]
