"""One file is one kind of policy, told by the key that it carries."""

import sys
from typing import TYPE_CHECKING, TypeAlias

from optdispatch.nouns import any_keyed
from optdispatch.study.portfolio.redraw import Redraw

if TYPE_CHECKING:
    AnyPolicy: TypeAlias = Redraw
else:
    AnyPolicy = any_keyed(sys.modules[__name__])
