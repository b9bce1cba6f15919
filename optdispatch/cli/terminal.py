"""Where the program prints, and the progress that it shows while it works."""

import threading
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.status import Status

AFTER = 1.0
"""Seconds after which work is worth a word. [s]"""


class Out(Console):
    """Standard output. Numbers are not coloured by guess; a closed pipe is the caller's matter."""

    def __init__(self) -> None:
        super().__init__(highlight=False, emoji=False)

    def on_broken_pipe(self) -> None:
        """See `Console.on_broken_pipe`."""
        raise BrokenPipeError


class Progress:
    """Says on stderr what is being done, after a while, if a person is there to read it."""

    def __init__(self, console: Console | None = None, after: float = AFTER) -> None:
        self._console = console or Console(stderr=True)
        self._status = Status("reading", console=self._console)
        self._timer = threading.Timer(after, self._begin)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._over = False

    def __call__(self, doing: str) -> None:
        """Take note of what begins."""
        self._status.update(doing)

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._over = True
            self._status.stop()

    def _begin(self) -> None:
        with self._lock:
            if not self._over:
                self._status.start()
