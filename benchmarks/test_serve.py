"""Time from a knob to all that the page shows of it: numbers, ledger, and the day's chart."""

from itertools import count
from pathlib import Path
from typing import Any

import pytest

from optdispatch.serve.chart import options
from optdispatch.serve.session import Session

KNOBS = ("power", "energy", "capex", "spread", "loan rate")


@pytest.mark.parametrize("name", ["jiangxi-2025", "factory-jiangxi"])
@pytest.mark.parametrize("knob", KNOBS)
def test_turn(benchmark: Any, tmp_path: Path, name: str, knob: str) -> None:
    session = Session.begin(tmp_path, name)
    turned = next(k for k in session.knobs.values() if k.name.endswith(knob))
    steps = count(1)

    def turn() -> None:
        value = turned.value + next(steps) * turned.step / 4
        view = session.turn({turned.name: value}).view
        assert view.numbers
        assert view.ledger
        assert options(next(iter(view.days.values())))

    benchmark.pedantic(turn, rounds=7, warmup_rounds=1)
