"""Values that are written out."""

from typing import Any, Literal

from pydantic import Field

from optdispatch.study.campaign.spread import Steps


class List(Steps):
    """Values, one by one; in a file a plain list will do."""

    kind: Literal["list"] = "list"
    values: tuple[Any, ...] = Field(min_length=1, description="Each of the values.")

    @property
    def every(self) -> tuple[Any, ...]:
        """See `Steps.every`."""
        return self.values
