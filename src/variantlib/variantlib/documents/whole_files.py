"""Files as a whole: none has its name before it is complete; the digest of one."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ..folders import open_regular

_CHUNK = 2**20


@contextmanager
def replacing(target: Path) -> Iterator[IO[bytes]]:
    """Open a file that stands at the target once it is written, and not before.

    Strangers may have filled the folder: no link in it is written through.

    :raises OSError: If it cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    # Short, as the name of the target may be as long as a name can be.
    part = target.with_name(f".{os.getpid()}.{threading.get_ident()}.part")
    part.unlink(missing_ok=True)
    try:
        with open(part, "x+b") as out:
            yield out
        part.replace(target)
    except OSError as error:
        if error.filename != str(part):
            raise
        # The user knows nothing of the other file.
        raise OSError(error.errno, error.strerror, str(target)) from None
    finally:
        part.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> bool:
    """Write a file, unless it has this content.

    :return: Whether anything changed.
    :raises OSError: If it cannot be written.
    """
    if _holds(path, content):
        return False
    with replacing(path) as out:
        out.write(content)
    return True


def _holds(path: Path, content: bytes) -> bool:
    try:
        with open_regular(str(path)) as file:
            return file.read(len(content) + 1) == content
    except OSError:
        # Whatever is there instead is replaced, or tells why it cannot be.
        return False


def file_digest(file: IO[bytes]) -> str:
    """Return the SHA-256 of a file, from its start.

    :raises OSError: If it cannot be read.
    """
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
