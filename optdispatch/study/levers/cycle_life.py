"""Cycles to retirement, wherever a law has them: its own, its table's, its nameplate's."""

from optdispatch.study.lever import Lever

LEVER = Lever(
    description="Cycles until the cells are to be retired.",
    needs="ageing.law with a number of cycles",
    fields=lambda _: [
        "ageing.law.cycles",
        "ageing.law.cycles_by_depth",
        "ageing.law.calibrate_to.cycles",
    ],
)
