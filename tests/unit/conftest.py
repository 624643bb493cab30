"""These tests import the fork; `tests/variantlib` tests what the engine does alone."""

from __future__ import annotations

import logging
import os
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.unit.fork import import_fork

import_fork()

# How long an example takes says nothing on a machine that is busy with other tests.
settings.register_profile("untimed", deadline=None, max_examples=60)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def usual_level(caplog: pytest.LogCaptureFixture) -> None:
    """A pip that ran in this process, in another test, has left its own level."""
    caplog.set_level(logging.WARNING)


@pytest.fixture(autouse=True)
def state_of_a_new_process() -> None:
    """So has it left what it knew, and what it said."""
    from pip._internal.variants.utils.logs import end_explanations
    from pip._internal.variants.utils.state import PROCESS, ProcessState

    vars(PROCESS).update(vars(ProcessState()))
    # A command that failed has left its explanations.
    end_explanations()


@pytest.fixture
def release(tmp_path: Path) -> Any:
    """`release(V3, None, version=)`: wheels in a folder, in pip's order."""
    from tests.unit.selecting import make_release

    return partial(make_release, tmp_path)


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`load(conf=, pyproject=, variant=, isolated=)`, each the text of a file."""
    from tests.unit.configuring import load_files

    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    return partial(load_files, tmp_path)
