"""Fixtures for the tests of the build: pinned releases, checkouts to break."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from backend.pins import read_pins
from backend.pipeline import make_tree
from patchseries.releases import fetch_pinned
from tests.conftest import REPOSITORY

BUILT_FROM = ("LICENSE", "README.md", "pyproject.toml", "src", "tools")


def python_in(environment: Path) -> Path:
    """The interpreter of a virtual environment."""
    name = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    return environment / name


@pytest.fixture(scope="session")
def releases() -> list[str]:
    """Where the pinned releases are, as a path to search."""
    return fetch_pinned(REPOSITORY, read_pins(REPOSITORY))


@pytest.fixture(scope="session")
def upstream(releases: list[str]) -> Path:
    """The folder that holds upstream's pip."""
    return Path(releases[0])


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory, releases: list[str]) -> Path:
    """The fork's source tree; not to be changed."""
    tree = tmp_path_factory.mktemp("tree")
    make_tree(REPOSITORY, tree, path=releases)
    return tree


def copy_checkout(folder: Path) -> Path:
    """Copy all that the fork is built from to *folder*, and return that."""
    folder.mkdir()
    ignore = shutil.ignore_patterns("__pycache__", "_build_info.py")
    for name in BUILT_FROM:
        if (REPOSITORY / name).is_dir():
            shutil.copytree(REPOSITORY / name, folder / name, ignore=ignore)
        else:
            shutil.copyfile(REPOSITORY / name, folder / name)
    return folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout, to be changed."""
    return copy_checkout(tmp_path / "checkout")
