"""Installers that know no variants take the plain wheel out of an index with both."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import virtualenv

from tests.builders import Index, PipEnv, Template, make_wheel

Once = Callable[[str, Callable[[Path], object]], Path]
Install = Callable[[str, str], None]

PIPS = ["21.3.1", "23.2.1", "24.0", "25.0.1", "26.3"]
# The first Python that an old pip does not run on.
TOO_NEW = {"21.3.1": (3, 12)}

FAST = ["hw :: level :: v3"]
SLOW = ["hw :: level :: v2"]


@pytest.fixture(params=[*(f"pip {version}" for version in PIPS), "uv"])
def environment(
    request: pytest.FixtureRequest,
    once: Once,
    download: Callable[[str], Path],
    tmp_path: Path,
) -> PipEnv:
    """An environment for the installer, with pip in it if it is a pip."""
    version = "26.3" if request.param == "uv" else request.param.split()[1]
    wheel = download(f"pip=={version}")
    python = _python_for(version)
    folder = once(f"pip-{version}-template", lambda f: Template.make(f, wheel, python))
    return PipEnv(tmp_path / "env", Template(folder))


@pytest.fixture
def install(request: pytest.FixtureRequest, environment: PipEnv, once: Once) -> Install:
    """`install(option, place)`: let the installer take `pkg` from there."""
    if request.node.callspec.params["environment"] != "uv":
        return lambda option, place: _with_pip(environment, option, place)
    uv = once("uv", _fetch_uv) / "bin" / ("uv.exe" if os.name == "nt" else "uv")
    return lambda option, place: _with_uv(environment, uv, option, place)


def _with_pip(env: PipEnv, option: str, place: str) -> None:
    env.pip("install", option, place, "pkg")


def _with_uv(env: PipEnv, uv: Path, option: str, place: str) -> None:
    into = ("--python", env.executable, "--no-config")
    env.run(uv, "pip", "install", *into, option, place, "pkg")


def _fetch_uv(folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target"]
    subprocess.run([*command, str(folder), "uv"], check=True)


def _python_for(version: str) -> str | None:
    """None for the running Python; else an older one, or a skip if there is none."""
    if sys.version_info < TOO_NEW.get(version, (4,)):
        return None
    for python in ("3.11", "3.10"):
        try:
            virtualenv.session_via_cli(["unused", "--python", python])
        except RuntimeError:
            continue
        return python
    pytest.skip(f"pip {version} needs Python 3.10 or 3.11, and none is here")


def _offer(folder: Path) -> list[Path]:
    """Two plain releases, the newer one with variants; a release of variants only."""
    return [
        make_wheel(folder, "pkg", "1.0"),
        make_wheel(folder, "pkg", "2.0"),
        make_wheel(folder, "pkg", "2.0", properties=FAST),
        make_wheel(folder, "pkg", "2.0", properties=SLOW),
        make_wheel(folder, "pkg", "3.0", properties=FAST),
    ]


def _seen(env: PipEnv) -> str:
    return env.python("import pkg; print(pkg.VERSION, pkg.VARIANT)")


# No pip before 22.2 reads JSON, so there is no index of JSON alone here.
@pytest.mark.parametrize("formats", ["html", "both"])
def test_the_plain_wheel_comes_out_of_an_index(
    environment: PipEnv, install: Install, index: Index, wheels: Path, formats: str
) -> None:
    index.formats = formats
    index.add(*_offer(wheels))
    install("--index-url", index.url)
    assert _seen(environment) == "2.0 plain"
    assert not [line for line in index.lines if "~" in line or "variants" in line]


def test_the_plain_wheel_comes_out_of_a_folder(
    environment: PipEnv, install: Install, wheels: Path
) -> None:
    _offer(wheels)
    environment.variables.update(PIP_NO_INDEX="1", UV_NO_INDEX="1")
    install("--find-links", str(wheels))
    assert _seen(environment) == "2.0 plain"


def test_a_pip_takes_a_build_tag_before_the_hash_for_a_plain_wheel(
    environment: PipEnv,
    install: Install,
    index: Index,
    wheels: Path,
    request: pytest.FixtureRequest,
) -> None:
    """Why nothing of ours makes such a name; uv alone leaves it."""
    variant = make_wheel(
        wheels, "pkg", "2.0", properties=FAST, build="1", allow_build_tag=True
    )
    index.add(make_wheel(wheels, "pkg", "2.0"), variant)
    install("--index-url", index.url)
    uv = request.node.callspec.params["environment"] == "uv"
    assert (_seen(environment) == "2.0 plain") == uv
