"""One file is one command: `list.py` defines `command`, and `root` finds it by its name."""
