"""Cases that the tests of one run share are dispatched and aged once."""

import pytest

from optdispatch.study.valuation import Valuer


@pytest.fixture(scope="session")
def value() -> Valuer:
    """Values cases, and does nothing twice."""
    return Valuer()
