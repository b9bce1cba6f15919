"""One file is one kind of programme: `kind: demand_response` is `demand_response.py`."""

import sys
from typing import TYPE_CHECKING, Annotated, TypeAlias

from optdispatch.catalog import From
from optdispatch.nouns import any_kind
from optdispatch.programme import Programme

if TYPE_CHECKING:
    AnyProgramme: TypeAlias = Programme
else:
    AnyProgramme = Annotated[any_kind(sys.modules[__name__]), From("models", key="model")]
