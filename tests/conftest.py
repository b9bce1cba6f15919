"""What every test may use."""

import os
from collections.abc import Iterator
from random import SystemRandom
from typing import Any

import pytest
from hypothesis import settings

from tests.browser import MISSING, started

SEED = "OPTDISPATCH_FUZZ_SEED"
"""Where a seed that nobody has seen is written, or one that is wanted again."""

settings.register_profile("steady", deadline=None, derandomize=True, max_examples=25)
settings.register_profile("explore", deadline=None, max_examples=500)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--accept` rewrites the pinned programs; read the diff before you commit it.

    `--fuzz` draws more sites, of seeds that the names of the tests tell.
    """
    parser.addoption("--accept", action="store_true", help="accept what golden tests write")
    parser.addoption("--fuzz", type=int, default=0, help="more draws of each kind, of fresh seeds")


def pytest_configure() -> None:
    """Draw the seed of `--fuzz`, once for all workers: they inherit what stands here."""
    os.environ.setdefault(SEED, str(SystemRandom().randrange(10**9)))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium; what asks for it is skipped where there is none."""
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with started() as found:
        if found is None:
            pytest.skip(MISSING)
        yield found
