"""Offer the functions that a build frontend calls (PEP 517 and 660).

The wheel itself is left to flit_core, as upstream does. There is no hook for metadata:
the frontend then takes it from the wheel, which is built only once all the same.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flit_core import buildapi

from .errors import BuildError
from .pipeline import make_tree, renew_tree
from .sdist import make_sdist

__all__ = ["build_editable", "build_sdist", "build_wheel"]

Settings = dict[str, Any] | None

# The date in every archive, unless the caller asks for another: builds of one commit
# are equal byte by byte. It is 1980-01-01, the first that a zip can hold.
_EPOCH = "315532800"


def build_wheel(
    wheel_directory: str, config_settings: Settings = None, _metadata: Any = None
) -> str:
    """Build the wheel of the fork; returns its file name."""
    with _build(), tempfile.TemporaryDirectory() as folder:
        make_tree(Path.cwd(), Path(folder))
        target = os.path.abspath(wheel_directory)
        with _inside(folder):
            return str(buildapi.build_wheel(target, config_settings))


def build_editable(
    wheel_directory: str, config_settings: Settings = None, _metadata: Any = None
) -> str:
    """Build a wheel that points to a live tree in build/editable; returns its name."""
    with _build():
        tree = renew_tree(Path.cwd(), Path.cwd() / "build/editable")
        target = os.path.abspath(wheel_directory)
        with _inside(tree):
            return str(buildapi.build_editable(target, config_settings))


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    """Build the archive of our own sources and patches; returns its file name."""
    with _build():
        return make_sdist(Path.cwd(), Path(sdist_directory))


@contextmanager
def _build() -> Iterator[None]:
    """Fix the date; turn errors that a person can mend into a sentence."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", _EPOCH)
    try:
        yield
    except BuildError as error:
        raise SystemExit(f"Cannot build the fork: {error}.") from None


@contextmanager
def _inside(folder: str | Path) -> Iterator[None]:
    """Run with *folder* as the current directory, where flit looks for a project."""
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
