"""How big a battery should be."""

from optdispatch.study.sizing.annual import Annual, Guide
from optdispatch.study.sizing.bench import Bench, Pace, Point
from optdispatch.study.sizing.sized import Margin, Sized, size
from optdispatch.study.sizing.terms import GOALS, Terms

__all__ = ["GOALS", "Annual", "Bench", "Guide", "Margin", "Pace", "Point", "Sized", "Terms", "size"]
