"""Every charge as the program reads it, pinned beside an example of each kind of price.

The horizon has three hours that stand for 20 days in July, and three that stand for 3 days
in August; 7 kW of demand have been seen. From 01:00 to 02:00 it is peak.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pyomo.environ import Block, ConcreteModel, Constraint, Objective, Var

import optdispatch.tariff.charges
import optdispatch.tariff.prices
from optdispatch.connection import Connection
from optdispatch.nouns import kinds
from optdispatch.program.linear import Linear
from tests.golden import examples, same
from tests.sites import horizon, ring, tariff

HERE = Path(__file__).parent
JULY = ring(3, "2025-07-31T00:00", weight=20)
AUGUST = ring(3, "2025-08-01T00:00", weight=3)
HORIZON = horizon(JULY, AUGUST, peak_so_far_kw=7)
PERIODS = {
    "rest": "off-peak",
    "seasons": [{"months": list(range(1, 13)), "windows": {"peak": ["01:00-02:00"]}}],
}
CONNECTION = Connection(capacity_kva=400, contracted_kw=90)


def example(name: str) -> dict[str, Any]:
    """What an example says."""
    content: dict[str, Any] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return content


def charged(name: str) -> list[dict[str, Any]]:
    """An example, after the one that it is reckoned on."""
    content = example(name)
    beside = content.pop("beside", None)
    return [*([example(beside)] if beside else []), content]


@pytest.mark.parametrize("name", examples(HERE))
def test_equations(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    one = tariff(*charged(name), time_of_use=PERIODS)
    T = range(len(HORIZON))
    m: Any = ConcreteModel()
    m.imported = Var(T, bounds=(0, None))
    m.exported = Var(T, bounds=(0, None))
    m.tariff = Block()
    imported, exported = list(m.imported.values()), list(m.exported.values())
    bill = one.bill(imported, HORIZON, exported, CONNECTION, ops=Linear(m.tariff))
    m.owed = Var(list(bill.lines))
    m.line = Constraint(list(bill.lines), rule=lambda m, line: m.owed[line] == bill.lines[line])
    m.cost = Objective(expr=sum(m.owed.values()))

    same(m, HERE / f"{name}.lp", tmp_path, request)


def test_every_kind_of_charge_is_pinned() -> None:
    pinned = {example(name)["kind"] for name in examples(HERE)}

    assert pinned == set(kinds(optdispatch.tariff.charges))


def test_every_kind_of_price_is_pinned() -> None:
    keys = {key for name in examples(HERE) for key in example(name).get("price", {})}
    prices = kinds(optdispatch.tariff.prices).values()

    assert {next(iter(price.model_fields)) for price in prices} <= keys
