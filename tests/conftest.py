"""What every test may use."""

import pytest
from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True, max_examples=25)
settings.register_profile("explore", deadline=None, max_examples=500)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--accept` rewrites the pinned programs; read the diff before you commit it.

    `--fuzz` draws more sites, of seeds that the names of the tests tell.
    """
    parser.addoption("--accept", action="store_true", help="accept what golden tests write")
    parser.addoption("--fuzz", type=int, default=0, help="more draws of each kind, of fresh seeds")
