"""Days of work; a year has no more than 365, so its usual steps are small."""

from optdispatch.study.lever import Lever

LEVER = Lever(
    description="Days a year on which the storage works.",
    needs="time.operating_days",
    fields=lambda _: ["time.operating_days"],
    steps=(0.9, 1.1),
)
