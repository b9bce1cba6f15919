"""Work side by side comes back in order; the first that fails is raised."""

import threading

import pytest

from optdispatch.program.threads import side_by_side


@pytest.mark.parametrize("threads", [None, 1, 2, 7])
@pytest.mark.parametrize("number", [0, 1, 2, 50])
def test_what_is_made_comes_in_order(threads: int | None, number: int) -> None:
    assert side_by_side(lambda i: i * i, range(number), threads) == [i * i for i in range(number)]


def test_as_many_work_at_once_as_are_asked_for() -> None:
    meet = threading.Barrier(3, timeout=60)

    def work(_: int) -> int:
        meet.wait()
        return threading.get_ident()

    assert len({*side_by_side(work, range(3), 3)}) == 3


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_the_first_that_fails_is_raised_and_none_is_begun_after(threads: int) -> None:
    begun = []

    def work(i: int) -> None:
        begun.append(i)
        if i >= 5:
            raise ValueError(i)

    with pytest.raises(ValueError, match=r"^5$"):
        side_by_side(work, range(100), threads)
    assert max(begun) < 5 + threads
