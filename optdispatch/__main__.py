"""`python -m optdispatch` is `optdispatch`."""

from optdispatch.cli import main

if __name__ == "__main__":
    main()
