"""The figures of the structure, which may not get worse."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from structure import Figure, measure

from tests.conftest import REPOSITORY

SOURCES = {
    "hooks/__init__.py": """
        # What for, and what not?
        def make():
            from pip._internal.variants.choice import order
    """,
    "choice/order.py": "from pip._internal.variants.models import Offer",
    "choice/__init__.py": '"""Only a docstring."""',
    "models.py": """
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from pip._internal.variants.choice.order import best
        try:
            pass
        except (OSError, VariantError):
            pass
    """,
}


@pytest.fixture
def figures(tmp_path: Path) -> dict[str, Figure]:
    """Those of a small package, with a test of one of its modules."""
    return measured(tmp_path, {})


def measured(folder: Path, more: dict[str, str]) -> dict[str, Figure]:
    package, tests = folder / "variants", folder / "tests"
    for name, text in {**SOURCES, **more}.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = text.strip("\n").splitlines()
        indent = len(lines[0]) - len(lines[0].lstrip())
        path.write_text("\n".join(line[indent:] for line in lines))
    (tests / "unit").mkdir(parents=True)
    (tests / "unit/test_order.py").touch()
    return {figure.title: figure for figure in measure(package, tests)}


def test_the_repository_keeps_its_limits() -> None:
    command = [sys.executable, REPOSITORY / "tools/structure.py"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_what_is_measured(figures: dict[str, Figure]) -> None:
    assert {title: figure.value for title, figure in figures.items()} == {
        "modules that are in no room": 1,
        "circles of modules": 0,
        "circles of rooms": 0,
        "floors of modules": 3,
        "imports inside functions": 1,
        "places that catch VariantError": 1,
        "'what' in 1,000 words of docstrings and comments": 400,
        "modules without a test file of their name": 2,
    }


def test_a_circle_is_over_the_limit_and_is_shown(tmp_path: Path) -> None:
    line = "from pip._internal.variants import hooks"
    figures = measured(tmp_path, {"models.py": line})
    for title, circle in (
        ("circles of modules", "choice.order <-> hooks <-> models"),
        ("circles of rooms", "choice <-> hooks <-> models"),
    ):
        assert figures[title].is_over
        assert f"OVER ITS LIMIT\n    {circle}" in str(figures[title])
    # As one, they stand on one floor.
    assert figures["floors of modules"].value == 1
