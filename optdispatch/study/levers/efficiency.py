"""Round trip, by the way out of the battery, which bears the losses where only one way does."""

from optdispatch.assets.battery import Battery
from optdispatch.study.lever import Lever

LEVER = Lever(
    description="Round-trip efficiency, by what is lost on discharge.",
    needs="a battery",
    fields=lambda case: [
        f"assets.{asset.name}.efficiency_discharge"
        for asset in case.assets
        if isinstance(asset, Battery)
    ],
    steps=(0.95, 1.05),
)
