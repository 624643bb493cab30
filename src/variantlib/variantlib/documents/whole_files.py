"""Files as a whole: none has its name before it is complete; the digest of one."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from ..folders import open_regular

_CHUNK = 2**20


def is_file(entry: Path | os.DirEntry[str]) -> bool:
    """Return whether something is a file, or a link to one that may be missing."""
    return entry.is_file() or (entry.is_symlink() and not os.path.exists(entry))


@contextmanager
def replacing(target: Path) -> Iterator[IO[bytes]]:
    """Open a file that stands at the target once it is written, and not before.

    Strangers may have filled the folder: no link in it is written through.

    :raises OSError: If it cannot be written.
    """
    if os.path.isdir(target):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    # Short, as the name of the target may be as long as a name can be.
    name = f".{os.getpid()}.{threading.get_ident()}.part"
    part = os.path.join(os.path.dirname(target) or os.curdir, name)
    try:
        with _open_new(part) as out:
            yield out
        os.replace(part, target)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(part)
        if not isinstance(error, OSError) or error.filename != part:
            raise
        # The user knows nothing of the other file.
        raise OSError(error.errno, error.strerror, str(target)) from None


def _open_new(path: str) -> IO[bytes]:
    """Open a file that is not there. What may be in the way is looked for afterwards.

    :raises OSError: If it cannot be made.
    """
    try:
        return open(path, "x+b")
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    except FileExistsError:
        # Left by one who was killed, or a link that leads elsewhere.
        os.unlink(path)
    return open(path, "x+b")


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
