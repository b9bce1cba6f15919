"""Dispatches that the tests of one run share, since they are solved for the same cases."""

import pytest

from optdispatch.study.remembered import Remembered


@pytest.fixture(scope="session")
def run() -> Remembered:
    """Runs each case once."""
    return Remembered()
