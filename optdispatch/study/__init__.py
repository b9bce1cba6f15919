"""Evaluate one case, or many."""

from optdispatch.rules import OPTIMUM, WITHOUT
from optdispatch.study.election import Election, elect
from optdispatch.study.evaluate import evaluate
from optdispatch.study.outcome import Outcome, Way
from optdispatch.study.statement import Statement, itemise

__all__ = [
    "OPTIMUM",
    "WITHOUT",
    "Election",
    "Outcome",
    "Statement",
    "Way",
    "elect",
    "evaluate",
    "itemise",
]
