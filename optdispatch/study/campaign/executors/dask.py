"""A Dask cluster that is there already."""

from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from typing import Literal

from pydantic import Field, PositiveFloat

from optdispatch.errors import InputError
from optdispatch.study.campaign.executor import Executor, InFlight, Landed, Solve
from optdispatch.study.campaign.worker import Task


class Dask(Executor):
    """The workers of a scheduler, which sees to those that die; needs the extra `dask`."""

    kind: Literal["dask"] = "dask"
    scheduler: str = Field(description="Its address, such as tcp://10.0.0.5:8786.")
    patience_seconds: PositiveFloat = Field(
        default=10.0, description="How long to try to reach it. [s]"
    )

    def run(self, solve: Solve, tasks: Iterable[Task]) -> Iterator[Landed]:
        """See `Executor.run`.

        Raises `InputError` where the scheduler cannot be reached, or goes away.
        """
        try:
            from distributed import Client  # noqa: PLC0415 - an extra
        except ImportError:
            raise InputError(
                "a Dask cluster needs the extra `dask`: pip install 'optdispatch[dask]'"
            ) from None
        try:
            client = Client(self.scheduler, timeout=self.patience_seconds, set_as_default=False)
        except (OSError, ValueError) as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise InputError(f"no Dask scheduler at {self.scheduler}: {reason}") from None
        with client:
            pool = client.get_executor(pure=False)
            slots = sum(client.nthreads().values())
            try:
                yield from InFlight(max(8, 4 * slots)).run(pool, solve, tasks)
            except CancelledError:
                raise InputError(
                    f"the Dask scheduler at {self.scheduler} went away; what was found is kept"
                ) from None
