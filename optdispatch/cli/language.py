"""The option of commands that speak to a reader in his language."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def language(of: str) -> Callable[[F], F]:
    """`--lang`, as `Words` takes it; `of` is what is said in it."""
    return click.option(
        "--lang",
        "language",
        type=click.Choice(["en", "zh"]),
        default="en",
        show_default=True,
        help=f"Language of {of}.",
    )
