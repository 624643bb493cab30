"""`pip lock` names the chosen file; installing from the lock asks nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv
from tests.functional.conftest import BEST, POOR, UNFIT, variant_of

Release = Callable[..., dict[str, Path]]


@pytest.fixture
def made(release: Release) -> dict[str, Path]:
    return release("pkg", "1.0", best=BEST, poor=POOR, unfit=UNFIT, plain=())


@pytest.fixture
def lock(machine: PipEnv, index: Index, made: dict[str, Path]) -> Path:
    machine.pip("lock", "--index-url", index.url, "pkg")
    return machine.work / "pylock.toml"


def test_the_lock_names_the_chosen_file(lock: Path, made: dict[str, Path]) -> None:
    text = lock.read_text()
    assert f'name = "{made["best"].name}"' in text
    assert made["best"].name in text.replace("%7E", "~")
    assert made["plain"].name not in text


def test_installing_from_the_lock_runs_no_plugin(
    machine: PipEnv, lock: Path, made: dict[str, Path], runs: Callable[[], int]
) -> None:
    asked = runs()
    machine.pip("cache", "purge")
    machine.pip("install", "-r", lock)
    assert machine.installed("pkg") == variant_of(made["best"])
    assert runs() == asked == 1


def test_a_forced_variant_is_locked_too(
    machine: PipEnv, index: Index, made: dict[str, Path]
) -> None:
    unfit = variant_of(made["unfit"])
    machine.pip("lock", "--index-url", index.url, "pkg", f"--variant={unfit}")
    machine.pip("install", "-r", "pylock.toml")
    assert machine.installed("pkg") == unfit


def test_a_lock_of_everything_means_the_plain_wheel(
    machine: PipEnv, lock: Path, made: dict[str, Path]
) -> None:
    """As a tool may write it that knows no variants and lists all files."""
    entry = "[[packages.wheels]]"
    head, _, wheel = lock.read_text().partition(entry)
    best, plain = made["best"].name, made["plain"]
    other = wheel.replace(best, plain.name).replace(
        best.replace("~", "%7E"), plain.name
    )
    digest = wheel.partition('sha256 = "')[2].partition('"')[0]
    other = other.replace(digest, hashlib.sha256(plain.read_bytes()).hexdigest())
    lock.write_text(head + entry + wheel + entry + other)
    machine.pip("install", "-r", lock)
    assert machine.installed("pkg") == "plain"


def test_a_lock_of_several_variants_is_refused(
    machine: PipEnv, lock: Path, made: dict[str, Path]
) -> None:
    entry = "[[packages.wheels]]"
    head, _, wheel = lock.read_text().partition(entry)
    best, poor = (variant_of(made[label]) for label in ("best", "poor"))
    lock.write_text(head + entry + wheel + entry + wheel.replace(best, poor))
    result = machine.pip("install", "-r", lock, expect_error=True)
    assert "it names several variants of pkg (" in result.stderr
    assert "run 'pip lock' on this machine" in result.stderr
    assert machine.installed("pkg") is None


def test_no_variant_contradicts_a_lock_that_names_one(
    machine: PipEnv, lock: Path, made: dict[str, Path]
) -> None:
    result = machine.pip("install", "-r", lock, "--no-variant", expect_error=True)
    assert "Could not install locked package 'pkg'" in result.stderr
    assert f"variant {variant_of(made['best'])} is not wanted" in result.stderr
