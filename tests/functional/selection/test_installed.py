"""What happens to a variant that is installed already."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv
from tests.functional.conftest import BEST, GOOD, POOR, variant_of

Release = Callable[..., dict[str, Path]]


@pytest.fixture
def made(release: Release) -> dict[str, Path]:
    return release("pkg", "1.0", best=BEST, good=GOOD, poor=POOR, plain=())


def install(env: PipEnv, index: Index, *args: object) -> str:
    result = env.pip("install", "--index-url", index.url, *args)
    return result.words


@pytest.mark.parametrize("legacy", [False, True])
def test_an_installed_variant_satisfies_a_plain_install(
    machine: PipEnv, index: Index, made: dict[str, Path], legacy: bool
) -> None:
    resolver = ["--use-deprecated=legacy-resolver"] if legacy else []
    poor = variant_of(made["poor"])
    install(machine, index, "pkg", f"--variant={poor}", *resolver)
    output = install(machine, index, "pkg", *resolver)
    assert "Requirement already satisfied: pkg" in output
    assert machine.installed("pkg") == poor


@pytest.mark.parametrize("legacy", [False, True])
def test_another_variant_replaces_it_and_the_same_does_nothing(
    machine: PipEnv, index: Index, made: dict[str, Path], legacy: bool
) -> None:
    resolver = ["--use-deprecated=legacy-resolver"] if legacy else []
    install(machine, index, "pkg", *resolver)
    good = variant_of(made["good"])
    output = install(machine, index, "pkg", f"--variant={good}", *resolver)
    assert "Successfully uninstalled pkg-1.0" in output
    assert machine.installed("pkg") == good
    output = install(machine, index, "pkg", f"--variant={good}", *resolver)
    assert "Requirement already satisfied: pkg" in output
    assert "uninstalled" not in output


@pytest.mark.parametrize("asked", [["--no-variant"], ["--variant=pkg=none"]])
def test_the_plain_wheel_replaces_it_and_stays(
    machine: PipEnv, index: Index, made: dict[str, Path], asked: list[str]
) -> None:
    install(machine, index, "pkg")
    install(machine, index, "pkg", *asked)
    assert machine.installed("pkg") == "plain"
    assert "Requirement already satisfied: pkg" in install(
        machine, index, "pkg", *asked
    )
    # A plain wheel satisfies a plain install as well.
    assert "Requirement already satisfied: pkg" in install(machine, index, "pkg")


def test_force_reinstall_chooses_anew(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    install(machine, index, "pkg", f"--variant={variant_of(made['poor'])}")
    install(machine, index, "pkg", "--force-reinstall")
    assert machine.installed("pkg") == variant_of(made["best"])


def test_a_file_of_another_variant_replaces_it(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    install(machine, index, "pkg")
    machine.pip("install", "--no-index", made["poor"])
    assert machine.installed("pkg") == variant_of(made["poor"])
    output = machine.pip("install", "--no-index", made["poor"]).stdout
    assert "already installed with the same version" in " ".join(output.split())


def test_an_upgrade_goes_to_the_best_variant_of_the_newest_version(
    machine: PipEnv, index: Index, made: dict[str, Path], release: Release
) -> None:
    install(machine, index, "pkg")
    newer = release("pkg", "2.0", poor=POOR, plain=())
    output = install(machine, index, "-U", "pkg")
    assert f"Successfully installed pkg-2.0~{variant_of(newer['poor'])}" in output


def test_it_is_uninstalled_like_any_other(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    install(machine, index, "pkg")
    machine.pip("uninstall", "-y", "pkg")
    assert machine.installed("pkg") is None
