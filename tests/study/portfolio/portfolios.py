"""Small files of sites: a day of each, planned in milliseconds, and the study's case with money."""

from pathlib import Path
from typing import Any

import yaml

from optdispatch.study.campaign import Store, run
from optdispatch.study.campaign.plan import Plan
from optdispatch.study.campaign.run import Ran
from optdispatch.study.campaign.store import Row
from tests.cli.doors import SITE

DAY = {"mode": "chain", "start": "2026-07-13T00:00", "periods": 24, "step_minutes": 60}
SMALL = {"name": "small", "battery": "cabinet-100kw-215kwh", "cabinets": [1, 2]}
LARGE = {"name": "large", "battery": "cabinet-125kw-261kwh", "cabinets": [3]}
STUDY = {"name": "whole", "battery": "jiangxi-study", "cabinets": [1]}
"""The battery of the case jiangxi-2025, as one cabinet."""
BROKEN = {"name": "broken", "case": "no-such-case"}


def day(folder: Path, name: str = "site", **fields: Any) -> str:
    """The file of a site's day; its name."""
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(SITE | {"time": DAY} | fields), encoding="utf-8")
    return path.name


def sites(folder: Path, **fields: Any) -> dict[str, Any]:
    """A file of three sites, of which one is broken, as its content."""
    less = {"kind": "load", "name": "load", "profile": {"flat_kw": 80}}
    return {
        "name": "three",
        "rank_by": "saving_year_1",
        "products": [SMALL, LARGE],
        "sites": [
            {"name": "little", "case": day(folder, "little", assets=[less])},
            BROKEN,
            {"name": "big", "case": day(folder, "big")},
        ],
        **fields,
    }


def written(folder: Path, content: dict[str, Any], name: str = "asked.yaml") -> Path:
    """A file."""
    path = folder / name
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def rows(plan: Plan, path: Path = Path(":memory:")) -> tuple[Ran, list[Row]]:
    """Run a plan; how it went, and its rows."""
    with Store(path) as store:
        how = run(plan, store)
        return how, list(store.rows(store.find(plan.key)))
