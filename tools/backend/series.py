"""The patch series: which patches there are, and in which order."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from .applier import apply_patch
from .errors import BuildError


@dataclass(frozen=True)
class Patch:
    """One patch of the series, as it stands on disk."""

    name: str
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def read_order(folder: Path) -> list[str]:
    """Names of the patches, in order; blank lines and `#` comments are left out."""
    lines = (folder / "series").read_text(encoding="utf-8").splitlines()
    return [name for line in lines if (name := line.partition("#")[0].strip())]


def read_series(folder: Path) -> list[Patch]:
    """The patches that *folder*/series names; BuildError if one is not there."""
    patches = []
    for name in read_order(folder):
        try:
            patches.append(Patch(name, (folder / name).read_bytes()))
        except FileNotFoundError:
            raise BuildError(
                f"series names {name}, but there is no such patch"
            ) from None
    return patches


def apply_series(tree: Path, patches: list[Patch]) -> None:
    """Apply *patches* to *tree*; BuildError names the patch that does not fit."""
    for patch in patches:
        try:
            apply_patch(tree, patch.text)
        except BuildError as error:
            raise BuildError(f"patch {patch.name} does not apply: {error}") from None
