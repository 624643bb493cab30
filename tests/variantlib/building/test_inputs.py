"""What a plain wheel depends on."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from variantlib.building.inputs import PlainInputs


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("CUDAARCHS", True),
        ("CUDACXX", True),
        ("USE_CUDNN", True),
        ("PIP_CONFIG_SETTINGS", True),
        ("AUDITWHEEL_PLAT", True),
        ("CFLAGS", True),
        ("MAKEFLAGS", False),
        ("BUILD_NUMBER", False),
    ],
)
def test_variables_that_compilers_heed(name: str, counts: bool) -> None:
    settings = SimpleNamespace(repair=None, test=None, environment=())
    any_row: Any = SimpleNamespace(build="", identity="", settings=settings)

    def inputs(**environment: str) -> str:
        sources = SimpleNamespace(digest="")
        builder: Any = SimpleNamespace(sources=sources, environment=environment)
        return PlainInputs(builder, "26.3").digest(any_row, any_row)

    assert (inputs(**{name: "90"}) != inputs()) is counts


@pytest.mark.parametrize("place", ["repair", "test", "environment", "outer"])
def test_files_outside_of_the_project_may_be_inputs(tmp_path: Path, place: str) -> None:
    named = str(tmp_path / "named.txt")
    constraint = {"PIP_BUILD_CONSTRAINT": named}
    settings = SimpleNamespace(repair=None, test=None, environment=())
    outer = constraint if place == "outer" else {}
    if place == "environment":
        settings.environment = tuple(constraint.items())
    elif place != "outer":
        setattr(settings, place, (sys.executable, named, "{wheel}", str(tmp_path)))
    row: Any = SimpleNamespace(build="", identity="", settings=settings)

    def inputs() -> str:
        sources = SimpleNamespace(digest="")
        builder: Any = SimpleNamespace(sources=sources, environment=outer)
        return PlainInputs(builder, "26.3").digest(row, row)

    found = [inputs()]
    for text in ("one", "two"):
        Path(named).write_text(text)
        found.append(inputs())
        assert inputs() == found[-1]
    assert len(set(found)) == 3
