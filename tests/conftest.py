"""Fixtures for every test that runs a pip: the fork, environments, an index."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from tests.builders import Index, PipEnv, Template, make_plugin
from tests.builders.environment import discard

if TYPE_CHECKING:
    from jsonschema import Draft7Validator

REPOSITORY = Path(__file__).resolve().parents[1]

# pip asks rustc and lsb_release for its User-Agent: a fifth of the time of a small
# installation. Those in this folder fail at once.
_FAILING = Path(__file__).with_name("builders") / "failing_commands"
os.environ["PATH"] = os.pathsep.join([str(_FAILING), os.environ.get("PATH", "")])
# Else each process that tests start would compile all of pip.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


UV = "uv==0.13.9"


@pytest.fixture(autouse=True)
def usual_level_of_libraries() -> Iterator[None]:
    """A pip that a test runs in this process sets how much its libraries log."""
    libraries = logging.getLogger("pip._vendor")
    level = libraries.level
    yield
    libraries.setLevel(level)


@pytest.fixture(autouse=True, scope="session")
def heed_interrupts() -> None:
    """Let all that tests start heed an interrupt, also if the tests are to ignore it.

    So are they where a script has started them in the background.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what is made once per run, shared by the workers of pytest-xdist."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def once(run_folder: Path) -> Callable[[str, Callable[[Path], object]], Path]:
    """`once(name, make)` gives the folder `name`, which `make(folder)` filled."""

    def make_once(name: str, make: Callable[[Path], object]) -> Path:
        folder, done = run_folder / name, run_folder / f"{name}.done"
        with FileLock(run_folder / f"{name}.lock"):
            if not done.exists():
                make(folder)
                done.touch()
        return folder

    return make_once


@pytest.fixture(scope="session")
def uv(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    def fetch(folder: Path) -> None:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--target"]
        subprocess.run([*command, str(folder), UV], check=True)

    name = "uv.exe" if os.name == "nt" else "uv"
    return once(UV.replace("==", "-"), fetch) / "bin" / name


@pytest.fixture(scope="session")
def fork_wheel(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """The wheel of the fork: the one that FORK_WHEEL names, else built from here."""
    if given := os.environ.get("FORK_WHEEL"):
        return Path(given).resolve()
    return next(once("fork-wheel", _build_fork).glob("pip-*.whl"))


def _build_fork(folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet"]
    subprocess.run([*command, "--wheel-dir", folder, REPOSITORY], check=True)


@pytest.fixture(scope="session")
def download(
    once: Callable[[str, Callable[[Path], object]], Path],
) -> Callable[[str], Path]:
    """`download("name==version")`: that wheel, from the package index, once a run."""

    def download_wheel(requirement: str) -> Path:
        def fetch(folder: Path) -> None:
            command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet"]
            options = ["--only-binary", ":all:", "--dest"]
            subprocess.run([*command, *options, folder, requirement], check=True)

        return next(once(requirement.replace("==", "-"), fetch).glob("*.whl"))

    return download_wheel


@pytest.fixture(scope="session")
def published(download: Callable[[str], Path]) -> Callable[[str], Draft7Validator]:
    """`published("gitlab-ci")`: the schema of a system that runs jobs.

    It is out of a package that collects them.
    """
    from jsonschema import Draft7Validator

    wheel = download("check-jsonschema==0.39.0")

    def read(name: str) -> Draft7Validator:
        member = f"check_jsonschema/builtin_schemas/vendor/{name}.json"
        with zipfile.ZipFile(wheel) as source:
            return Draft7Validator(json.loads(source.read(member)))

    return read


@pytest.fixture(scope="session")
def template(
    fork_wheel: Path, once: Callable[[str, Callable[[Path], object]], Path]
) -> Template:
    """A virtual environment with the fork, to be copied."""
    folder = once("template", lambda folder: Template.make(folder, fork_wheel))
    return Template(folder)


@pytest.fixture
def env_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a test has its environment.

    It is the same in all tests of a worker: so the same process forks off their pips.
    """
    folder = tmp_path_factory.getbasetemp() / "env"
    if folder.exists():
        discard(folder)
    return folder


@pytest.fixture
def env(env_folder: Path, template: Template) -> PipEnv:
    """An environment of the test's own, with the fork in it."""
    return PipEnv(env_folder, template)


@pytest.fixture
def with_facts(
    once: Callable[[str, Callable[[Path], object]], Path],
    template: Template,
    env_folder: Path,
) -> Callable[..., PipEnv]:
    """`with_facts(level=["v2", "v1"])`: an environment on a machine with these facts.

    They are reported by a plugin for the provider `hw`.
    """

    def make_environment(**facts: list[str]) -> PipEnv:
        def prepare(folder: Path) -> None:
            plugin = make_plugin(folder / "plugin", "hw", facts)
            PipEnv(folder, template).unpack(plugin)

        name = hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
        prepared = once(f"machine-{name}", prepare)
        return PipEnv(env_folder, Template(prepared / "venv"))

    return make_environment


@pytest.fixture
def index() -> Iterator[Index]:
    """An empty index on loopback."""
    with Index() as running:
        yield running


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """A folder to make wheels in."""
    return tmp_path / "wheels"
