"""The wheel ships `wikidiff/` alone, and runs where nothing else of the project is."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV", "VIRTUAL"))}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder)
    run(*pip, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder outside the tree with a virtual environment `venv` in it that holds the wheel."""
    outside = tmp_path_factory.mktemp("outside")
    run(sys.executable, "-m", "venv", "venv", cwd=outside)
    pip = (outside / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet")
    run(*pip, "--constraint", ROOT / "constraints.txt", wheel, cwd=outside)
    return outside


def test_the_wheel_ships_the_package_alone(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"wikidiff"}
    assert "wikidiff/py.typed" in names
    assert not [name for name in names if "__pycache__" in name]


def test_the_wheel_ships_every_pack(wheel):
    packs = ROOT / "wikidiff" / "packs"
    kept = {path.relative_to(ROOT).as_posix() for kind in ("toml", "tsv", "md") for path in packs.rglob(f"*.{kind}")}
    with zipfile.ZipFile(wheel) as archive:
        assert kept
        assert kept - set(archive.namelist()) == set()


def test_the_wheel_ships_every_template_and_nothing_of_the_tests(wheel):
    templates = (ROOT / "wikidiff" / "report" / "templates").iterdir()
    kept = {path.relative_to(ROOT).as_posix() for path in templates}
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert len(kept) > 5
    assert kept - names == set()
    assert not [name for name in names if name.endswith(".js")]


def test_the_command_runs_outside_the_tree(installed):
    (installed / "old.wikitext").write_text("The town has 12,400 people.\n", encoding="utf-8")
    (installed / "new.wikitext").write_text("The town has 14,200 people.\n", encoding="utf-8")
    command = installed / "venv" / "bin" / "wikidiff"
    assert "compare" in run(command, "--help", cwd=installed).stdout
    done = run(command, "compare", "old.wikitext", "new.wikitext", "--format", "json", cwd=installed)
    assert '"numeric"' in done.stdout
    run(command, "compare", "old.wikitext", "new.wikitext", "-o", "report.html", cwd=installed)
    assert "<ins>14,200</ins>" in (installed / "report.html").read_text(encoding="utf-8")


def test_the_library_comes_from_the_wheel(installed):
    code = "import wikidiff, importlib.util as u; print(wikidiff.__file__, [u.find_spec(n) for n in ('cli', 'tests')])"
    done = run(installed / "venv" / "bin" / "python", "-c", code, cwd=installed)
    assert done.stdout.startswith(str(installed))
    assert done.stdout.rstrip().endswith("[None, None]")
