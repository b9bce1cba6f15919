"""Dispatch planning for batteries behind the meter."""
