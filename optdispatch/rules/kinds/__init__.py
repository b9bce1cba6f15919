"""One file is one kind of rule: `kind: windows` is `windows.py`, which defines `Windows`."""

import sys
from typing import TYPE_CHECKING, Annotated, TypeAlias

from optdispatch.catalog import From
from optdispatch.nouns import any_kind
from optdispatch.rules.rule import Rule

if TYPE_CHECKING:
    AnyRule: TypeAlias = Rule
else:
    AnyRule = Annotated[any_kind(sys.modules[__name__]), From("models/rules")]
