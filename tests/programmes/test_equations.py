"""Every programme as the program reads it, pinned beside an example of each kind.

A site has a flat load of 30 kW and a battery of 10 kW and 20 kWh, with losses each way; the
horizon is the three hours from 17:00 on 15 July 2025. Imports cost 1, 2 and 3 a kWh.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

import optdispatch.programmes
from optdispatch.nouns import kinds
from optdispatch.program import build
from tests.golden import examples, same
from tests.sites import battery, energy, horizon, load, ring, site, tariff

HERE = Path(__file__).parent
CELLS = {"efficiency_charge": 0.9, "efficiency_discharge": 0.8, "soc_min": 0.1, "wear_per_kwh": 0.5}


def example(name: str) -> dict[str, Any]:
    """What an example says."""
    content: dict[str, Any] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return content


@pytest.mark.parametrize("name", examples(HERE))
def test_equations(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    when = horizon(ring(3, "2025-07-15T17:00"))
    assets = load([30] * 3), battery(**CELLS)
    case = site(when, tariff(energy(1, 2, 3)), *assets, programmes=[example(name)])

    same(build(case).pyomo, HERE / f"{name}.lp", tmp_path, request)


def test_every_kind_is_pinned() -> None:
    pinned = {example(name)["kind"] for name in examples(HERE)}

    assert pinned == set(kinds(optdispatch.programmes))
