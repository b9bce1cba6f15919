"""Charge as soon as one is plugged in, at full power: what happens when nobody decides."""

from typing import Literal

from optdispatch.rules.rule import Queue


class PlugAndCharge(Queue):
    """Everybody draws all that they can, whatever the site has left."""

    kind: Literal["plug_and_charge"] = "plug_and_charge"
