"""Every asset's equations, pinned as the linear program of three periods.

`battery.yaml` is an example, `battery.lp` its mathematics. To accept new mathematics, run
`pytest --accept` and read the diff.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter
from pyomo.environ import Block, ConcreteModel, Constraint, Objective, Var

import optdispatch.assets
from optdispatch.asset import Asset
from optdispatch.assets import AnyAsset
from optdispatch.nouns import kinds
from tests.golden import examples, same
from tests.sites import horizon, ring

HERE = Path(__file__).parent
ANY: TypeAdapter[Asset] = TypeAdapter(AnyAsset)


def example(name: str) -> dict[str, Any]:
    """What an example says."""
    content: dict[str, Any] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return content


@pytest.mark.parametrize("name", examples(HERE))
def test_equations(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    content = example(name)
    asset = ANY.validate_python(content.pop("asset"))
    minutes = content.pop("minutes", 60)
    three = horizon(ring(3, "2025-07-01T10:00", **content), minutes=minutes)
    m: Any = ConcreteModel()
    m.asset = Block()
    flow = asset.build(m.asset, three)
    m.power = Var(range(3))
    m.flow = Constraint(range(3), rule=lambda m, t: m.power[t] == flow.power_kw[t])
    m.cost = Objective(expr=flow.cost)

    same(m, HERE / f"{name}.lp", tmp_path, request)


def test_every_kind_is_pinned() -> None:
    pinned = {example(name)["asset"]["kind"] for name in examples(HERE)}

    assert pinned == set(kinds(optdispatch.assets))


def test_a_storage_at_rest_has_no_equations() -> None:
    asset = ANY.validate_python(example("battery")["asset"])
    m: Any = ConcreteModel()
    m.asset = Block()
    flow = asset.build(m.asset, horizon(ring(3, operating=False)))

    assert list(flow.power_kw) == [0.0, 0.0, 0.0]
    assert not [*m.component_data_objects(Constraint)]
