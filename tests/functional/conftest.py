"""What the functional tests share: a release with variants, and a machine for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_plugin, make_wheel

HW = "fictional_hw"
BEST = ("fictional_hw :: architecture :: HAL9000", "fictional_hw :: humor :: 3")
GOOD = ("fictional_hw :: humor :: 3",)
POOR = ("fictional_hw :: humor :: 2",)
UNFIT = ("fictional_hw :: humor :: 9",)

MACHINE = {"architecture": ["HAL9000", "mother"], "humor": ["3", "2"]}


def variant_of(wheel: Path) -> str:
    """The hash in the name of a variant wheel."""
    return wheel.name.partition("~")[2][:8]


@pytest.fixture
def machine(env: PipEnv, wheels: Path) -> PipEnv:
    """An environment on a machine that supports BEST, GOOD and POOR."""
    plugin = make_plugin(wheels / "plugins", HW, MACHINE, log=env.folder / "runs.log")
    env.pip("install", "--no-index", "--no-deps", plugin)
    return env


@pytest.fixture
def runs(env: PipEnv) -> Callable[[], int]:
    """How often the plugin of `machine` ran."""
    log = env.folder / "runs.log"
    return lambda: len(log.read_text().splitlines()) if log.exists() else 0


@pytest.fixture
def release(index: Index, wheels: Path) -> Callable[..., dict[str, Path]]:
    """`release("pkg", "1.0", best=BEST, plain=())` puts these wheels on the index."""

    def add(name: str, version: str, **variants: tuple[str, ...]) -> dict[str, Path]:
        made = {
            label: make_wheel(wheels, name, version, properties=properties)
            for label, properties in variants.items()
        }
        index.add(*made.values())
        return made

    return add
