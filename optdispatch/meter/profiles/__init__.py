"""Kinds of profile: one file is one kind, and no other file learns its name."""
