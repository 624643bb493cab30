"""The wheel: what is in it, and that it works wherever upstream's does."""

from __future__ import annotations

import base64
import csv
import email
import hashlib
import os
import re
import subprocess
import sys
import zipfile
from email.message import Message
from importlib.metadata import Distribution
from pathlib import Path

import pytest

from backend.pins import read_pins
from backend.series import read_series
from backend.upstream import locate
from tests.backend.conftest import python_in
from tests.conftest import REPOSITORY

VERSION = read_pins(REPOSITORY).version
DIST_INFO = f"pip-{VERSION}.dist-info"


@pytest.fixture(scope="module")
def files(fork_wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(fork_wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def metadata(files: dict[str, bytes]) -> Message:
    return email.message_from_bytes(files[f"{DIST_INFO}/METADATA"])


@pytest.fixture(scope="module")
def upstream_dist(releases: list[str]) -> Distribution:
    return next(iter(Distribution.discover(name="pip", path=releases)))


def run(*command: str | Path, **env: str) -> str:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [str(word) for word in command],
        env={**clean, **env},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# content


def test_record(files: dict[str, bytes]) -> None:
    rows = list(csv.reader(files[f"{DIST_INFO}/RECORD"].decode().splitlines()))
    assert sorted(row[0] for row in rows) == sorted(files)
    for path, said, size in rows:
        if path != f"{DIST_INFO}/RECORD":
            digest = hashlib.sha256(files[path]).digest()
            assert said == "sha256=" + base64.urlsafe_b64encode(digest).decode()[:-1]
            assert int(size) == len(files[path])


def test_nothing_of_upstream_is_lost(
    files: dict[str, bytes], releases: list[str]
) -> None:
    upstream = locate(read_pins(REPOSITORY).pip, releases)
    package = {path for path in upstream.files if path.startswith("pip/")}
    assert package <= files.keys()

    patched = {
        re.sub("^--- a/src/", "", line)
        for patch in read_series(REPOSITORY / "src/patches")
        for line in patch.text.splitlines()
        if line.startswith("--- a/src/")
    }
    for path in package - patched - {"pip/__init__.py"}:
        assert files[path] == (upstream.folder / path).read_bytes(), path


def test_nothing_is_left_behind_in_it(files: dict[str, bytes]) -> None:
    assert not [n for n in files if "__pycache__" in n or "/src/patches" in n]
    roots = {name.split("/")[0] for name in files}
    assert roots == {"pip", DIST_INFO}


def test_licences(metadata: Message, files: dict[str, bytes], upstream_dist) -> None:
    named = metadata.get_all("License-File", [])
    assert set(upstream_dist.metadata.get_all("License-File")) <= set(named)
    assert {
        "LICENSE",
        "src/pip/_vendor/attr/LICENSE",
        "src/pip/_vendor/variantlib/LICENSE",
    } <= set(named)
    for name in named:
        assert files[f"{DIST_INFO}/licenses/{name}"].strip()
        if name.startswith("src/"):
            assert files[name.removeprefix("src/")].strip()


def test_metadata_is_upstreams_where_it_must_be(
    metadata: Message, files: dict[str, bytes], upstream_dist: Distribution
) -> None:
    assert metadata["Name"] == "pip"
    assert metadata["Version"] == VERSION
    assert f'__version__ = "{VERSION}"' in files["pip/__init__.py"].decode()
    assert metadata["Requires-Python"] == upstream_dist.metadata["Requires-Python"]
    assert metadata.get_all("Requires-Dist") is None
    ours = files[f"{DIST_INFO}/entry_points.txt"].decode()
    assert ours.split() == (upstream_dist.read_text("entry_points.txt") or "").split()


# at work

VERSION_LINE = re.compile(r"pip (\S+) from (.+) \(python (\d+\.\d+)\)")


def test_version_can_still_be_taken_apart(fork_wheel: Path) -> None:
    line = run(sys.executable, fork_wheel / "pip", "--version")

    match = VERSION_LINE.match(line)
    assert match
    assert match[1] == VERSION == line.split()[1]
    assert match[2] == str(fork_wheel / "pip")
    assert match[3] == "{}.{}".format(*sys.version_info)


def test_version_names_upstreams(fork_wheel: Path) -> None:
    line = run(sys.executable, fork_wheel / "pip", "--version")

    assert line.endswith(f", upstream {read_pins(REPOSITORY).pip.version}{os.linesep}")
    assert line.count(os.linesep) == 1


def test_debug_names_the_patches(fork_wheel: Path) -> None:
    said = run(sys.executable, fork_wheel / "pip", "debug")

    assert f"upstream pip version: {read_pins(REPOSITORY).pip.version}\n" in said
    for patch in read_series(REPOSITORY / "src/patches"):
        assert f"patch {patch.name}: sha256 {patch.sha256}\n" in said


def test_vendored_packages_need_nothing_else(fork_wheel: Path) -> None:
    code = f"""if True:
        import sys
        sys.path.insert(0, {str(fork_wheel)!r})
        from pip._vendor.variantlib import config, meta
        from pip._vendor.variantlib.documents import index_json
        print(config.KeyConfig("k", ["v"]), "attr" in sys.modules)
    """
    said = run(sys.executable, "-I", "-S", "-c", code)

    assert said.startswith("KeyConfig(key='k'")
    assert said.split()[-1] == "False"


def test_as_seed_of_virtualenv(fork_wheel: Path, tmp_path: Path) -> None:
    seed = ["--pip", VERSION, "--extra-search-dir", fork_wheel.parent, "--no-download"]
    data = ["--app-data", tmp_path / "data"]
    run(sys.executable, "-m", "virtualenv", *seed, *data, tmp_path / "env")

    python = python_in(tmp_path / "env")
    assert run(python, "-I", "-m", "pip", "--version").split()[1] == VERSION
    listed = run(python, "-m", "pip", "list", "--format=freeze")
    assert f"pip=={VERSION}" in listed.split()


def test_for_another_python(fork_wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare")
    python = python_in(tmp_path / "bare")

    run(
        *(sys.executable, fork_wheel / "pip", "--python", python, "install", "--quiet"),
        *("--no-index", "--no-compile", fork_wheel),
    )

    said = run(python, "-m", "pip", "--version")
    assert said.startswith(f"pip {VERSION} from {tmp_path}")
