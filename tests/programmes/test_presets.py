"""Programmes of the catalogue: a case names one, and says when it is called and what it bids."""

from typing import Any

import numpy as np
import pytest

from optdispatch import catalog
from optdispatch.case import Case
from optdispatch.programmes.demand_response import DemandResponse
from optdispatch.study import evaluate
from tests.doors import refused

DAY = {"dates": ["2026-07-15"], "window": "19:00-21:00"}


def plant(**programme: Any) -> Case:
    content = {
        "name": "plant",
        "tariff": "china/jiangxi/2025-07",
        "billing": "capacity",
        "connection": {"capacity_kva": 2000},
        "time": {"mode": "month", "year": 2026, "month": 7, "step_minutes": 60},
        "assets": [
            {"kind": "load", "name": "load", "profile": {"flat_kw": 1000}},
            {"model": "batteries/cabinet-125kw-261kwh", "name": "cabinets"},
        ],
        "programmes": [programme],
    }
    return Case.of(content, "plant")


def test_hainan_pays_what_its_notice_says() -> None:
    """0.3 a kWh for two hours, where 60 kW was bid, more is there, and 120 % is paid at most."""
    case = plant(model="programmes/hainan-2023", events=[DAY], bid_kw=60)
    programme = case.programmes[0]
    outcome = evaluate(case)

    assert isinstance(programme, DemandResponse)
    assert (programme.price_per_kwh, programme.like_days) == (0.3, 5)
    assert outcome.optimum.revenues["demand response"] == pytest.approx(2 * 72 * 0.3)
    assert np.isclose(outcome.ways[0].revenues["demand response"], 0)


def test_bands_alone_need_a_price() -> None:
    said = {"model": "programmes/common-bands", "events": [DAY], "bid_kw": 100}
    refused(lambda: plant(**said), says=("price_per_kwh: is missing",))
    priced = plant(**said, price_per_kwh=2).programmes[0]
    assert isinstance(priced, DemandResponse)
    assert priced.performance is not None


@pytest.mark.parametrize("name", catalog.names("models/programmes"))
def test_a_case_must_say_when_it_is_called(name: str) -> None:
    said = {"model": f"programmes/{name}", "price_per_kwh": 1, "bid_kw": 100}
    refused(lambda: plant(**said), says=("events: is missing",))
