"""The wheel installs one top-level name, carries the content, and does the main job in an empty folder."""

import json
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.packaging
def test_the_wheel_does_the_main_job_in_an_empty_folder(tmp_path):
    # From a copy: a build leaves its own folders behind, and could pick up old ones.
    source = tmp_path / "source"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".*", "build", "*.egg-info", "bench"))
    dist = tmp_path / "dist"
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(dist), str(source)]
    subprocess.run(build, check=True, capture_output=True, text=True)
    (wheel,) = dist.glob("*.whl")

    with zipfile.ZipFile(wheel) as archive:
        names = {n for n in archive.namelist() if ".dist-info/" not in n}
    assert {n.split("/")[0] for n in names} == {"symdl"}
    assert {f"symdl/derivations/{p.name}" for p in (ROOT / "derivations").glob("*.py")} <= names
    assert {f"symdl/reports/templates/{p.name}" for p in (ROOT / "reports/templates").iterdir()} <= names
    assert {f"symdl/{p.relative_to(ROOT / 'symdl')}" for p in (ROOT / "symdl").rglob("*.py")} <= names
    assert not any(n.endswith("__init__.py") and ("derivations" in n or "reports" in n) for n in names)

    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    bin_ = home / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([bin_ / "python", "-m", "pip", "install", "-q", str(wheel)], check=True, capture_output=True)
    empty = tmp_path / "empty"
    empty.mkdir()
    done = subprocess.run([bin_ / "symdl", "report"], cwd=empty, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all as expected" in done.stdout
    out = empty / "symdl-report"
    assert {p.name for p in out.iterdir()} == {"report.tex", "report.pdf", "report.html", "report.json"}
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert json.loads((out / "report.json").read_text())["schema"] == 1
