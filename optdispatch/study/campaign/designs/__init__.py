"""One file is one design."""
