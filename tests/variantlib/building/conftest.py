"""Fixtures for projects that have a maker's file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .projects import Project


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Project]:
    monkeypatch.setenv("BUILDS", str(tmp_path / "builds"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    for name in ("CFLAGS", "FLAVOUR", "MAX_JOBS"):
        monkeypatch.delenv(name, raising=False)
    return lambda text: Project(tmp_path, text)
