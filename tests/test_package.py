"""The wheel, alone in a new environment, plans the reference case from an empty folder."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def call(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", "--wheel", "--outdir", out, ROOT, cwd=out)
    return next(out.glob("*.whl"))


def test_the_wheel_holds_the_package_and_its_catalogue_alone(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {t for t in tops if not t.endswith(".dist-info")} == {"optdispatch"}
    assert "optdispatch/_catalog/tariffs/china/jiangxi/2025-07.yaml" in names
    assert "optdispatch/_catalog/models/meters/plant-2016-15min.csv" in names
    assert "optdispatch/_catalog/models/meters/NOTICE.md" in names
    shipped = [n for n in names if n.startswith("optdispatch/_catalog/") and n.endswith(".py")]
    assert shipped == []


def test_the_wheel_plans_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    folder = tmp_path / "empty"
    folder.mkdir()
    binaries = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    call(binaries / "pip", "install", "--quiet", wheel, cwd=folder)
    printed = call(binaries / "optdispatch", "plan", "jiangxi-2025", "-o", "plan", cwd=folder)
    assert "389,808" in printed
    assert (folder / "plan" / "outcome.json").is_file()
