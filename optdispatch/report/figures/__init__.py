"""Figures, the only place that knows matplotlib. Each function returns a figure; none saves it."""
