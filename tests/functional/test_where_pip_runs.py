"""The fork out of its wheel, in one file, for another Python, isolated, as a seed."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import virtualenv

from make_zipapp import make_zipapp
from tests.builders import Index, PipEnv
from tests.functional.conftest import BEST, POOR, variant_of

Release = Callable[..., dict[str, Path]]


@pytest.fixture
def best(release: Release) -> str:
    """The hash of what is to be chosen."""
    return variant_of(release("pkg", "1.0", best=BEST, poor=POOR, plain=())["best"])


@pytest.mark.parametrize("cached", [True, False])
def test_out_of_its_wheel(
    machine: PipEnv, index: Index, best: str, fork_wheel: Path, cached: bool
) -> None:
    options = ["--index-url", index.url] + ["--no-cache-dir"] * (not cached)
    machine.run(machine.executable, fork_wheel / "pip", "install", *options, "pkg")
    assert machine.installed("pkg") == best


def test_out_of_one_file(
    machine: PipEnv, index: Index, best: str, fork_wheel: Path, tmp_path: Path
) -> None:
    zipapp = make_zipapp(Path(shutil.copy(fork_wheel, tmp_path)))
    machine.run(machine.executable, zipapp, "install", "--index-url", index.url, "pkg")
    assert machine.installed("pkg") == best


def test_for_another_python_the_plugins_there_answer(
    machine: PipEnv, index: Index, best: str, fork_wheel: Path
) -> None:
    other = ["--python", machine.executable]
    pip = [sys.executable, fork_wheel / "pip", *other]
    machine.run(*pip, "install", "--index-url", index.url, "pkg")
    assert machine.installed("pkg") == best


def test_isolated_from_the_environment(
    machine: PipEnv, index: Index, best: str
) -> None:
    pip = [machine.executable, "-I", "-m", "pip"]
    machine.run(*pip, "install", "--index-url", index.url, "pkg")
    assert machine.installed("pkg") == best


def test_as_the_seed_of_virtualenv(
    env: PipEnv, index: Index, release: Release, fork_wheel: Path, tmp_path: Path
) -> None:
    made = release("pkg", "1.0", best=BEST)
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    shutil.copy(fork_wheel, seeds)
    version = fork_wheel.name.split("-")[1]
    options = [
        "--no-download",
        "--no-periodic-update",
        # Else it takes an earlier wheel of this name that it has kept.
        *("--app-data", str(tmp_path / "app-data")),
        *("--extra-search-dir", str(seeds)),
    ]
    place = tmp_path / "seeded"
    virtualenv.cli_run([*options, "--pip", version, str(place)])
    (pip,) = (path for path in place.glob("*/pip*") if path.stem == "pip")
    assert f"pip {version} from" in env.run(pip, "--version").stdout
    forced = f"--variant={variant_of(made['best'])}"
    output = env.run(pip, "install", "--index-url", index.url, forced, "pkg").stdout
    assert f"Successfully installed pkg-1.0~{variant_of(made['best'])}" in output
