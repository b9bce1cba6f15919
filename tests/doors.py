"""A door that refuses what cannot be used must do so in one line that helps."""

from collections.abc import Callable
from typing import Any

import pytest

from optdispatch.errors import InputError


def refused(action: Callable[..., Any], *given: Any, says: tuple[str, ...]) -> None:
    """`action(*given)` is an `InputError` of one line that holds each of `says`."""
    with pytest.raises(InputError) as caught:
        action(*given)
    message = str(caught.value)
    assert "\n" not in message
    for part in says:
        assert part in message, f"{part!r} is not in: {message}"
