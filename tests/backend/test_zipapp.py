"""The one file that is pip: it runs, installs, and is the same each time."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from backend.pins import read_pins
from tests.backend.conftest import python_in
from tests.builders import PipEnv, make_wheel
from tests.conftest import REPOSITORY

VERSION = read_pins(REPOSITORY).version


def make(wheel: Path, folder: Path) -> Path:
    """Make the file out of a copy of the wheel in that folder."""
    folder.mkdir()
    command = [sys.executable, REPOSITORY / "tools" / "make_zipapp.py"]
    done = subprocess.run(
        [*command, shutil.copy(wheel, folder)], capture_output=True, check=True
    )
    return Path(done.stdout.decode().strip())


@pytest.fixture(scope="module")
def zipapp(fork_wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(fork_wheel, tmp_path_factory.mktemp("zipapp") / "dist")


def test_its_name_has_the_version(zipapp: Path) -> None:
    assert zipapp.name == f"pip-{VERSION}.pyz"


def test_two_are_the_same(zipapp: Path, fork_wheel: Path, tmp_path: Path) -> None:
    assert make(fork_wheel, tmp_path / "again").read_bytes() == zipapp.read_bytes()


def test_order_dates_and_modes_do_not_depend_on_the_system(
    zipapp: Path, fork_wheel: Path
) -> None:
    with zipfile.ZipFile(fork_wheel) as archive:
        [date] = {info.date_time for info in archive.infolist()}
    with zipfile.ZipFile(zipapp) as archive:
        infos = archive.infolist()
    names = [info.filename for info in infos]
    assert names == sorted(names)
    assert {info.date_time for info in infos} == {date}
    assert {(info.create_system, info.external_attr >> 16) for info in infos} == {
        (3, 0o100644)
    }


def test_it_has_all_of_pip_and_the_licences(zipapp: Path, fork_wheel: Path) -> None:
    with zipfile.ZipFile(fork_wheel) as archive:
        wheel = set(archive.namelist())
    with zipfile.ZipFile(zipapp) as archive:
        found = set(archive.namelist())
    metadata = f"pip-{VERSION}.dist-info/"
    licences = f"{metadata}licenses/"
    expected = {name for name in wheel if not name.startswith(metadata)}
    expected |= {
        name.removeprefix(metadata) for name in wheel if name.startswith(licences)
    }
    assert found == {*expected, "__main__.py"}
    assert "licenses/LICENSE" in found


def test_it_says_its_version(zipapp: Path, env: PipEnv) -> None:
    said = env.run(env.executable, zipapp, "--version").stdout
    assert said.startswith(f"pip {VERSION} from {zipapp / 'pip'} (python ")


def test_it_installs_and_does_not_take_itself_for_installed(
    zipapp: Path, env: PipEnv, wheels: Path
) -> None:
    bare = env.folder / "bare"
    env.run(env.executable, "-m", "venv", "--without-pip", bare)
    python = python_in(bare)
    env.run(python, zipapp, "install", "--no-index", make_wheel(wheels, "pkg", "1.0"))
    listed = env.run(python, zipapp, "list", "--format=freeze").stdout
    assert listed.split() == ["pkg==1.0"]


def test_a_python_that_is_too_old_gets_a_sentence(zipapp: Path) -> None:
    code = "import runpy, sys; sys.version_info = (3, 9); runpy.run_path(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", code, zipapp], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr == f"pip {VERSION} needs Python 3.10 or newer.\n"


@pytest.mark.skipif(sys.platform == "win32", reason="the name starts Python there")
def test_it_is_a_command(zipapp: Path, env: PipEnv) -> None:
    said = env.run(zipapp, "--version").stdout
    assert said.startswith(f"pip {VERSION} from ")
