"""Write version, origin and licences into the tree."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from .errors import BuildError
from .pins import Pins
from .series import Patch
from .upstream import copy_file

_BUILD_INFO = '''\
"""What this pip was made from. Written by the build."""

from __future__ import annotations

UPSTREAM_VERSION = "{version}"

# Name and SHA-256 of each patch, in the order of the series.
PATCHES: tuple[tuple[str, str], ...] = ({patches})
'''


def stamp_version(tree: Path, pins: Pins) -> None:
    """Let `pip.__version__` agree with the metadata."""
    replace_once(
        tree / "src/pip/__init__.py",
        f'__version__ = "{pins.pip.version}"',
        f'__version__ = "{pins.version}"',
    )


def stamp_build_info(tree: Path, pins: Pins, patches: Iterable[Patch]) -> None:
    """Write the module that `pip --version` and `pip debug` read."""
    rows = "".join(f'\n    ("{p.name}", "{p.sha256}"),' for p in patches)
    text = _BUILD_INFO.format(
        version=pins.pip.version, patches=f"{rows}\n" if rows else ""
    )
    file = tree / "src/pip/_internal/variants/_build_info.py"
    file.write_bytes(text.encode())


def stamp_project(root: Path, tree: Path, licences: Iterable[str]) -> None:
    """Make the tree a project that flit can build, with every licence named."""
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        copy_file(root / name, tree / name)
    replace_once(
        tree / "pyproject.toml",
        'license-files = ["LICENSE"]',
        f"license-files = {json.dumps(sorted({'LICENSE', *licences}))}",
    )


def replace_once(file: Path, old: str, new: str) -> None:
    """Replace *old*, which must be there exactly once."""
    text = file.read_bytes().decode()
    if text.count(old) != 1:
        raise BuildError(f"{file.name} has {old!r} {text.count(old)} times, not once")
    file.write_bytes(text.replace(old, new).encode())
