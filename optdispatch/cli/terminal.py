"""Where the program prints, and the progress that it shows while it works."""

import threading
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as RichProgress
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


class Bar:
    """Counts on stderr what is done, how fast, and how long the rest will take."""

    def __init__(self, doing: str) -> None:
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[says]}", markup=False, style="dim"),
        )
        console = Console(stderr=True)
        shown = console.is_terminal
        self._bar = RichProgress(*columns, console=console, transient=True, disable=not shown)
        self._task = self._bar.add_task(doing, total=None, says="")

    def __call__(self, done: int, total: int, says: str) -> None:
        """Take note of how far it has come."""
        self._bar.update(self._task, completed=done, total=total, says=says)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()
