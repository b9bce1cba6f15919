"""Work on many things at once, for what lets other threads work meanwhile."""

import os
from collections.abc import Callable, Sequence
from threading import Thread
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def side_by_side(work: Callable[[T], R], items: Sequence[T], threads: int | None = None) -> list[R]:
    """What `work` makes of each, in their order; by `threads`, or as many as there are cores.

    The thread that asks works, too: no other is sent to a core that is at work, and a batch is
    over before a system would move threads that have met on one. Where some fail, the first of
    them is raised, and none that comes after is begun.
    """
    found: dict[int, R] = {}
    failed: dict[int, BaseException] = {}
    todo = iter(range(len(items)))

    def go() -> None:
        for i in todo:
            try:
                found[i] = work(items[i])
            except BaseException as error:
                failed[i] = error
                for _ in todo:
                    pass

    helpers = [Thread(target=go) for _ in range(1, min(threads or os.cpu_count() or 1, len(items)))]
    for helper in helpers:
        helper.start()
    go()
    for helper in helpers:
        helper.join()
    if failed:
        raise failed[min(failed)]
    return [found[i] for i in range(len(items))]
