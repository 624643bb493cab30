"""Write no wheel where one is already."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..errors import InvalidWheel


def check_targets(wheels: Sequence[Path], targets: Sequence[Path]) -> None:
    """Check where wheels would be written, before any is.

    :param targets: One for each wheel.
    :raises InvalidWheel: If a file is there already, or two would be one.
    """
    sources: dict[Path, Path] = {}
    for wheel, target in zip(wheels, targets, strict=True):
        if target in sources:
            reason = f"it would be made out of {sources[target].name}, too"
            raise InvalidWheel(target.name, f"{wheel.name}: {reason}")
        sources[target] = wheel
        if target.exists():
            raise InvalidWheel(
                str(target), "it is there already: remove it, or name another folder"
            )
