"""Kinds of profile: one file is one kind, told by the key that it carries."""

import sys
from typing import TYPE_CHECKING, TypeAlias

from optdispatch.meter.profile import Profile
from optdispatch.nouns import any_keyed

if TYPE_CHECKING:
    AnyProfile: TypeAlias = Profile
else:
    AnyProfile = any_keyed(sys.modules[__name__])
