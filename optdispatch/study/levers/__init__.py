"""One file is one lever: its name is the file's, and `LEVER` is what it moves."""
