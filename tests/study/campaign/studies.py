"""Small studies: a day of a site that is planned in milliseconds."""

from pathlib import Path
from typing import Any

import yaml

from optdispatch.study.campaign import Store, StudyPlan
from optdispatch.study.campaign.executor import Executor
from optdispatch.study.campaign.run import Ran, run
from optdispatch.study.campaign.store import Row
from optdispatch.study.campaign.study import Study
from tests.cli.doors import SITE

DAY = {"mode": "chain", "start": "2026-02-02T00:00", "periods": 24, "step_minutes": 60}
AXES: list[dict[str, Any]] = [
    {"lever": "energy_price", "factors": {"kind": "uniform", "low": 0.5, "high": 2.0}},
    {
        "field": "assets.battery.energy_kwh",
        "values": {"kind": "normal", "mean": 1000, "standard_deviation": 200, "low": 200},
    },
]


def study(folder: Path, **fields: Any) -> Path:
    """The file of a study of a day, with some fields changed."""
    (folder / "site.yaml").write_text(yaml.safe_dump(SITE | {"time": DAY}), encoding="utf-8")
    usual = {
        "name": "a-day",
        "case": "site.yaml",
        "axes": AXES,
        "design": {"kind": "latin_hypercube", "points_in_all": 12},
        "seed": 7,
    }
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump(usual | fields), encoding="utf-8")
    return path


def plan(folder: Path, **fields: Any) -> StudyPlan:
    """The plan of such a study."""
    return StudyPlan.of(Study.load(str(study(folder, **fields))))


def ran(plan: StudyPlan, path: Path, executor: Executor | None = None) -> tuple[Ran, list[Row]]:
    """Run a plan; how it went, and its rows."""
    with Store(path) as store:
        how = run(plan, store, executor)
        return how, list(store.rows(store.find(plan.key)))
