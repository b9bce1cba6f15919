"""One file is one kind of executor."""
