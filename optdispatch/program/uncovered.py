"""What a solver says of a case that is not its own."""

from optdispatch.errors import InputError


class Uncovered(InputError):
    """Why a case is not a solver's."""
