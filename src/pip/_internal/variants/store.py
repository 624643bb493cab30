"""A folder of small JSON files: what it costs to learn something, paid once.

A cache may be damaged, foreign, read-only or full without anyone noticing but a
reader of the debug log: every failure here means "not cached", never an error.
Several pips may use one folder at the same time: a file is written aside and
renamed, so it is seen whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import stat
import sys
import tempfile
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from pip._internal.utils.filesystem import check_path_owner

if TYPE_CHECKING:
    from pip._internal.models.link import Link

logger = logging.getLogger(__name__)

MAX_BYTES = 8 * 1024 * 1024
MAX_FILES = 100


def variants_folder(cache_dir: str) -> str:
    """The part of pip's cache folder in which all that concerns variants is kept."""
    return os.path.join(cache_dir, "variants")


def file_key(link: Link) -> str | None:
    """The key of what was read from a file, None if the index states no digest."""
    return f"{link.hash_name}={link.hash}" if link.has_hash else None


class JsonStore:
    """JSON values by key, in one folder that is made when first needed.

    No method raises. The first failure is logged, at debug level; after a
    failed write nothing more is written.

    :param lifetime: Seconds after which a value may be removed by who stores another;
        None to keep all. If they do not last, they are spread over 256 folders of at
        most ``MAX_FILES`` each, so that there is little to look through at a time.
    """

    def __init__(self, folder: str, lifetime: float | None = None) -> None:
        self._folder = os.path.abspath(folder)
        self._lifetime = lifetime
        self._usable: bool | None = None
        self._complained = False

    def get(self, key: str) -> object | None:
        """The value stored under ``key``; None if there is none that can be read."""
        try:
            if not self._is_ours():
                return None
            return _read(self._path(key))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as exc:
            self._complain(exc)
            return None

    def put(self, key: str, value: object) -> None:
        """Store ``value``, which :mod:`json` can write, under ``key``."""
        try:
            if self._is_ours():
                path = self._path(key)
                self._make(os.path.dirname(path))
                _write(path, value)
                if self._lifetime is not None:
                    _clean(os.path.dirname(path), self._lifetime)
        except (OSError, ValueError) as exc:
            self._usable = False
            self._complain(exc)

    def make_folder(self) -> str | None:
        """Make the folder, for what is kept beside the values.

        Return its path; None if it cannot be used.
        """
        return self._folder if self._can_make(self._folder) else None

    def path_beside(self, key: str, kind: str) -> str | None:
        """Return a path beside the value of ``key``, None if that cannot be used.

        Its folder is made.
        """
        stem = os.path.splitext(self._path(key))[0]
        return f"{stem}.{kind}" if self._can_make(os.path.dirname(stem)) else None

    def _can_make(self, folder: str) -> bool:
        try:
            if self._is_ours():
                self._make(folder)
                return True
        except OSError as exc:
            self._complain(exc)
        return False

    def _make(self, folder: str) -> None:
        if not os.path.isdir(folder):
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            os.makedirs(folder, mode=0o700, exist_ok=True)

    def _path(self, key: str) -> str:
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        folder = "" if self._lifetime is None else digest[:2]
        return os.path.join(self._folder, folder, f"{digest[:40]}.json")

    def _is_ours(self) -> bool:
        if self._usable is None:
            self._usable = _folder_is_ours(self._folder)
            if not self._usable:
                self._complain("the folder is a link, or not this user's own")
        return self._usable

    def _complain(self, reason: object) -> None:
        if not self._complained:
            self._complained = True
            logger.debug("Not using the cache in %s: %s", self._folder, reason)


def _folder_is_ours(folder: str) -> bool:
    """Pip's own rule for its cache, and no link in the last two parts of the path.

    The last two are those that pip makes; that the cache folder itself is a link is
    the user's choice.
    """
    for path in (os.path.dirname(folder), folder):
        try:
            found = os.lstat(path)
        except FileNotFoundError:
            continue
        except OSError:
            return False
        if not stat.S_ISDIR(found.st_mode) or not _owned_by_us(found):
            return False
    return check_path_owner(folder)


def _owned_by_us(found: os.stat_result) -> bool:
    if sys.platform == "win32":
        return True
    return found.st_uid == os.geteuid()


def _read(path: str) -> object:
    # O_NONBLOCK: opening a named pipe must not wait for somebody to write.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with open(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or not _owned_by_us(found):
            raise ValueError(f"{path} is no file of this user")
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError(f"{path} is larger than {MAX_BYTES} bytes")
    return json.loads(data)


def _write(path: str, value: object) -> None:
    data = json.dumps(value, separators=(",", ":")).encode("ascii")
    if len(data) > MAX_BYTES:
        raise ValueError(f"{path} would be larger than {MAX_BYTES} bytes")
    handle, aside = tempfile.mkstemp(dir=os.path.dirname(path), suffix=".tmp")
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.replace(aside, path)
    except BaseException:
        os.unlink(aside)
        raise


def _clean(folder: str, lifetime: float) -> None:
    """Remove what is older than that from a folder, and the oldest of too many."""
    found: list[tuple[float, str]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):  # Another pip was quicker.
                found.append((entry.stat(follow_symlinks=False).st_mtime, entry.path))
    found.sort(reverse=True)
    oldest = time.time() - lifetime
    for position, (written, path) in enumerate(found):
        if position >= MAX_FILES or written < oldest:
            with suppress(OSError):
                os.unlink(path)
