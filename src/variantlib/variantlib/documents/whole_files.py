"""Write files as a whole: none has its name before it is complete."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def replacing(target: Path) -> Iterator[IO[bytes]]:
    """Open a file that stands at the target once it is written, and not before.

    :raises OSError: If it cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # Short, as the name of the target may be as long as a name can be.
    part = target.with_name(f".{os.getpid()}.{threading.get_ident()}.part")
    try:
        with open(part, "w+b") as out:
            yield out
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> bool:
    """Write a file, unless it has this content.

    :return: Whether anything changed.
    :raises OSError: If it cannot be written.
    """
    if path.exists() and path.read_bytes() == content:
        return False
    with replacing(path) as out:
        out.write(content)
    return True
