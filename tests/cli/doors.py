"""Call the command line as a shell does, within this process."""

from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner, Result

from optdispatch.cli import root

SITE: dict[str, Any] = {
    "name": "site",
    "tariff": "china/jiangxi/2025-07",
    "billing": "capacity",
    "connection": {"capacity_kva": 4000},
    "time": {
        "mode": "month",
        "year": 2026,
        "month": 2,
        "step_minutes": 60,
    },
    "assets": [
        {"kind": "load", "name": "load", "profile": {"flat_kw": 3000}},
        {
            "kind": "battery",
            "name": "battery",
            "power_kw": 500,
            "energy_kwh": 1000,
            "efficiency_charge": 0.95,
            "efficiency_discharge": 0.95,
        },
    ],
    "rules": ["jiangxi-2025"],
}


def call(*args: str | Path) -> Result:
    """Run a command; what it prints and its exit code."""
    return CliRunner().invoke(root, [str(arg) for arg in args])


def site(folder: Path, **fields: Any) -> Path:
    """A case file with some fields changed."""
    path = folder / "site.yaml"
    path.write_text(yaml.safe_dump(SITE | fields, allow_unicode=True), encoding="utf-8")
    return path


def battery(**fields: Any) -> list[dict[str, Any]]:
    """The assets of the site, with fields of its battery changed."""
    load, battery = SITE["assets"]
    return [load, battery | fields]


def refused(result: Result, *says: str) -> str:
    """The command ended with one line on stderr, and exit code 2; the line."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("optdispatch: ")
    for part in says:
        assert part in lines[0], f"{part!r} is not in: {lines[0]}"
    return lines[0]
