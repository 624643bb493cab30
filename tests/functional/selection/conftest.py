"""What the tests of the next variant share: one fits for each runtime."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import Index, PipEnv, make_plugin, make_wheel
from tests.functional.conftest import HW, Form

HUMORS = ("3", "2", "1")


@pytest.fixture(params=["hash", "label"])
def far_form(request: pytest.FixtureRequest, index: Index, wheels: Path) -> Form:
    """Wheels with hashes and METADATA files beside them, or with labels and none."""
    index.sidecars = request.param == "hash"
    return Form(request.param, index, wheels)


@pytest.fixture
def runtimes(env: PipEnv, index: Index, wheels: Path) -> PipEnv:
    """An environment that supports all humors, and versions of a runtime."""
    env.unpack(make_plugin(wheels / "plugins", HW, {"humor": list(HUMORS)}))
    for version in ("0", "1", "2", "3", "4"):
        index.add(make_wheel(wheels, "rt", version))
    return env


def version_of(env: PipEnv, name: str) -> str:
    return env.python(f"import {name}; print({name}.VERSION)")
