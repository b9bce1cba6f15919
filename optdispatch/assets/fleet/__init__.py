"""Vehicles at their chargers: the asset, and the two ways to write it in a program."""

from optdispatch.assets.fleet.fleet import Fleet

__all__ = ["Fleet"]
