"""What the program's exit codes mean."""

DONE, ERROR, INTERRUPTED, BROKEN_PIPE = 0, 2, 130, 141
"""130 and 141 are what a shell reports of a program that SIGINT or SIGPIPE ended."""


def exit_codes(error: str = "the command line, a file or a name cannot be used") -> str:
    """The end of each help page."""
    return f"\b\nExit codes:\n  0    done\n  2    {error}\n  130  interrupted"


def ending(*examples: str, error: str) -> str:
    """Examples and exit codes, for the end of a command's help page."""
    lines = "\n".join(f"  {example}" for example in examples)
    return f"\b\nExamples:\n{lines}\n\n{exit_codes(error)}"
