"""Read the pins of pyproject.toml: our version, and the releases of the fork."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from .errors import BuildError

if sys.version_info >= (3, 11):
    import tomllib
else:
    # The pinned pip is a build requirement, and brings the same parser.
    from pip._vendor import tomli as tomllib


@dataclass(frozen=True)
class Pin:
    """A release to build from; *digest* is that of its list of files and hashes."""

    name: str
    package: str
    version: str
    digest: str


@dataclass(frozen=True)
class Pins:
    """The fork's own version, and everything that is taken from elsewhere."""

    version: str
    pip: Pin
    attrs: Pin


def read_pins(root: Path) -> Pins:
    """Pins of the checkout at *root*; BuildError if pyproject.toml lacks one."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    requires = dict(line.split("==", 1) for line in project["build-system"]["requires"])
    version = project["project"]["version"]
    if version.partition("+")[0] != requires["pip"]:
        raise BuildError(
            f"pyproject.toml calls the fork {version}, but builds it from "
            f"pip {requires['pip']}: the two must name the same release"
        )
    digests = project["tool"]["pip-variants"]["digests"]
    return Pins(
        version,
        Pin("pip", "pip", requires["pip"], digests["pip"]),
        Pin("attrs", "attr", requires["attrs"], digests["attrs"]),
    )
