"""One file is one asset: `kind: battery` is `battery.py`, which defines `Battery`."""

import sys
from typing import TYPE_CHECKING, Annotated, TypeAlias

from optdispatch.asset import Asset
from optdispatch.catalog import From
from optdispatch.nouns import any_kind

if TYPE_CHECKING:
    AnyAsset: TypeAlias = Asset
else:
    AnyAsset = Annotated[any_kind(sys.modules[__name__]), From("models", key="model")]
