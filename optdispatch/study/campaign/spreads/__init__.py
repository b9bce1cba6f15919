"""One file is one kind of spread."""
