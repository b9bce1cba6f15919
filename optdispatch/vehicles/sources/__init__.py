"""Kinds of source: one file is one kind, told by the key that it carries."""

import sys
from typing import TYPE_CHECKING, TypeAlias

from optdispatch.nouns import any_keyed
from optdispatch.vehicles.source import Source

if TYPE_CHECKING:
    AnySource: TypeAlias = Source
else:
    AnySource = any_keyed(sys.modules[__name__])
