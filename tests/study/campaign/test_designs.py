"""Designs: what they promise of their points, and Sobol's indices of a sum."""

from typing import Any

import numpy as np
import pytest

from optdispatch.study.campaign.axes import Along
from optdispatch.study.campaign.design import Point
from optdispatch.study.campaign.designs.grid import Grid
from optdispatch.study.campaign.designs.latin_hypercube import LatinHypercube
from optdispatch.study.campaign.designs.one_at_a_time import OneAtATime
from optdispatch.study.campaign.designs.sobol import Sobol


def along(name: str, values: Any) -> Along:
    return Along.of({"field": name, "values": values}, name)


UNITS = [along(name, {"kind": "uniform", "low": 0, "high": 1}) for name in "abc"]


def table(points: list[Point]) -> Any:
    return np.array([[point[name] for name in "abc"] for point in points])


def test_a_grid_has_every_combination_once() -> None:
    axes = [along("a", [1, 2]), along("b", ["x", "y", None])]
    points = list(Grid().points(axes, 0))

    assert len(points) == Grid().size(axes) == 6
    assert points[:3] == [{"a": 1, "b": "x"}, {"a": 1, "b": "y"}, {"a": 1, "b": None}]
    assert len({tuple(p.values()) for p in points}) == 6


def test_a_grid_is_not_made_before_it_is_wanted() -> None:
    many = along("a", {"kind": "range", "first": 0, "last": 1, "steps_in_all": 100_000})
    axes = [many, many.model_copy(update={"field": "b"}), many.model_copy(update={"field": "c"})]

    assert Grid().size(axes) == 10**15
    assert next(Grid().points(axes, 0)) == {"a": 0.0, "b": 0.0, "c": 0.0}


def test_one_at_a_time_begins_with_the_case_as_it_is() -> None:
    axes = [along("a", [1, 2]), UNITS[1]]
    points = list(OneAtATime().points(axes, 0))

    assert points == [{}, {"a": 1}, {"a": 2}, {"b": 0.1}, {"b": 0.9}]
    assert OneAtATime().size(axes) == 5


def test_a_latin_hypercube_has_one_point_in_each_layer() -> None:
    design = LatinHypercube(points_in_all=50)
    points = table(list(design.points(UNITS, 3)))

    assert points.shape == (design.size(UNITS), 3)
    for column in points.T:
        assert sorted((column * 50).astype(int)) == list(range(50))


@pytest.mark.parametrize("design", [LatinHypercube(points_in_all=32), Sobol(base_points=32)])
def test_a_seed_is_a_sample(design: Any) -> None:
    one, same, other = (table(list(design.points(UNITS, seed))) for seed in (1, 1, 2))

    assert len(one) == design.size(UNITS)
    assert (one == same).all()
    assert (one != other).any()


def test_indices_of_a_sum_are_shares_of_its_variance() -> None:
    """y = Σ w_i·x_i of independent x has S_i = S_Ti = w_i²·var_i / Σ; nothing else is in it."""
    design, weights = Sobol(base_points=1024), np.array([1.0, 2.0, 4.0])
    values = table(list(design.points(UNITS, 5))) @ weights
    share = weights**2 / (weights**2).sum()

    for index, wanted in zip(design.indices(UNITS, values, 5), share, strict=True):
        assert index.first == pytest.approx(wanted, abs=0.01)
        assert index.total == pytest.approx(wanted, abs=0.01)


def test_indices_of_a_product_are_larger_together() -> None:
    """y = a·b of a, b in [0, 1]: S = 3/7, S_T = 4/7; c does nothing."""
    design = Sobol(base_points=4096)
    points = table(list(design.points(UNITS, 5)))
    a, b, c = design.indices(UNITS, points[:, 0] * points[:, 1], 5)

    for index in (a, b):
        assert index.first == pytest.approx(3 / 7, abs=0.01)
        assert index.total == pytest.approx(4 / 7, abs=0.01)
    assert (abs(c.first), abs(c.total)) < (1e-3, 1e-3)
