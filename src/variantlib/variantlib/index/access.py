"""Get files for the reader: those of this machine, and no others.

An installer that fetches from a server brings an ``Access`` of its own.
"""

from __future__ import annotations

import os
import sys
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Protocol

from ..errors import NotAtHand
from ..folders import open_regular
from .files import IndexFile

__all__ = ["Access", "LocalAccess", "path_of"]


class Access(Protocol):
    """How the content of files is had."""

    def read(self, url: str, limit: int) -> bytes:
        """Return the content of a small file, of at most so many bytes.

        :raises NotAtHand: If it cannot be had, or is larger.
        """

    def wheel(self, file: IndexFile) -> Path:
        """Return where a whole wheel lies, under its own name.

        :raises NotAtHand: If it cannot be had.
        """


class LocalAccess:
    """Files of this machine, by their ``file:`` URLs."""

    def read(self, url: str, limit: int) -> bytes:
        """Return the content of a file."""
        path = path_of(url)
        try:
            with open_regular(str(path), follow=True) as file:
                content = file.read(limit + 1)
        except (OSError, ValueError) as error:
            raise NotAtHand(_reason(error)) from None
        if len(content) > limit:
            raise NotAtHand(f"it is over {limit} bytes")
        return content

    def wheel(self, file: IndexFile) -> Path:
        """Return the path of a wheel, if that can be read."""
        path = path_of(file.url)
        if path.name != file.filename:
            raise NotAtHand("its file has another name")
        try:
            open_regular(str(path), follow=True).close()
        except (OSError, ValueError) as error:
            raise NotAtHand(_reason(error)) from None
        return path


def path_of(url: str) -> Path:
    """Return the path that a ``file:`` URL means.

    :raises NotAtHand: If it is another URL, or leads to another host.
    """
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "file":
        raise NotAtHand("it is on a server")
    # What Windows takes for the name of a host would be asked for over the network.
    if parts.netloc not in ("", "localhost") or parts.path.startswith("//"):
        raise NotAtHand("it is on another host")
    path = urllib.request.url2pathname(parts.path)
    if sys.platform == "win32" and path.startswith(("\\\\", "//")):
        raise NotAtHand("it is on another host")
    return Path(os.path.abspath(path))


def _reason(error: Exception) -> str:
    reason = getattr(error, "strerror", None) or str(error)
    return f"it cannot be read: {reason}"
