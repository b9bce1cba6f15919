"""`replicate`, at the door."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.doors import SITE, call, refused

STUDY: dict[str, Any] = {
    "name": "study",
    "title": "A study of July",
    "source": "Somebody, somewhere, 1-2",
    "text": "What it prints.",
    "scenarios": {
        "as it is": {"case": "site.yaml"},
        "half": {"case": "site.yaml", "levers": {"energy_price": 0.5}},
    },
    "readings": {"usual": {}, "lossless": {"fields": {"assets.battery.efficiency_discharge": 1}}},
    "sections": [
        {
            "title": "Prices",
            "text": "In February.",
            "readings": ["usual"],
            "rows": [
                {
                    "what": "valley",
                    "scenario": "as it is",
                    "measure": "price of valley",
                    "printed": 0.3930885,
                    "place": "table 1",
                },
                {
                    "what": "valley, halved",
                    "scenario": "half",
                    "measure": "price of valley",
                    "printed": 0.3,
                    "place": "table 2",
                },
            ],
        },
        {
            "title": "Savings",
            "readings": ["usual", "lossless"],
            "rows": [{"what": "saving", "scenario": "half", "measure": "saving_year_1"}],
        },
    ],
}


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A study beside its case, neither of them in the working directory."""
    time = {"mode": "chain", "start": "2026-02-02T00:00", "periods": 24, "step_minutes": 60}
    (tmp_path / "site.yaml").write_text(yaml.safe_dump(SITE | {"time": time}), encoding="utf-8")
    path = tmp_path / "study.yaml"
    path.write_text(yaml.safe_dump(STUDY), encoding="utf-8")
    return path


def test_it_prints_and_writes_one_page(study: Path, tmp_path: Path) -> None:
    result = call("replicate", study, "-o", tmp_path / "page.md")
    assert result.exit_code == 0, result.output
    written = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert written.startswith("# A study of July\n\nSomebody, somewhere, 1-2\n\nWhat it prints.\n")
    assert "`optdispatch replicate study`" in written
    assert "| valley | table 1 | 0.3930885 | 0.3930885 | 0.0000000 |" in written
    # Half of 0.44934, less 60 %, less than 0.3.
    half = 0.6626925 - 0.22467 - 0.6 * 0.22467
    assert f"| valley, halved | table 2 | 0.3000000 | {half:.7f} | {half - 0.3:+.7f} |" in written
    table = written.splitlines()[-1].strip("| ").split(" | ")
    assert table[0] == "saving"
    usual, lossless = (float(cell.replace(",", "").replace("−", "-")) for cell in table[1:])
    assert lossless > usual
    for words in ("A study of July", "0.3930885", "ours, lossless", "Written to"):
        assert words in result.stdout


def test_what_cannot_be_replicated_is_refused(study: Path, tmp_path: Path) -> None:
    refused(call("replicate", "jiangxy"), "no 'jiangxy' in models/replications", "jiangxi-2025")
    refused(call("replicate", "nowhere.yaml"), "nowhere.yaml")
    study.write_text(yaml.safe_dump(STUDY | {"titel": "x"}), encoding="utf-8")
    refused(call("replicate", study), "unknown 'titel'", "title")


def test_a_page_that_cannot_be_written_is_refused_before_the_work(
    study: Path, tmp_path: Path
) -> None:
    study.write_text("name: no study", encoding="utf-8")
    refused(call("replicate", study, "-o", tmp_path), "is a folder", "replication.md")
    refused(
        call("replicate", study, "-o", tmp_path / "no" / "page.md"), "no such file or directory"
    )
    refused(call("replicate", study, "-o", "/proc/page.md"), "/proc/page.md: cannot be written")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["site.yaml", "study.yaml"]
