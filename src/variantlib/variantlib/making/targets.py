"""Write files as a whole, and no wheel where one is already."""

from __future__ import annotations

import os
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


def write_whole(path: Path, content: bytes) -> bool:
    """Write a file under another name, and give it its own when it is complete.

    :return: Whether anything changed.
    :raises OSError: If it cannot be written.
    """
    try:
        if path.read_bytes() == content:
            return False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return True
