"""Keep small JSON files in a folder, to pay only once for learning something.

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
import time
from contextlib import AbstractContextManager, suppress

from .folders import Folder, as_regular, open_folder

logger = logging.getLogger(__name__)

MAX_BYTES = 8 * 1024 * 1024
MAX_FILES = 100


def variants_folder(cache_dir: str) -> str:
    """The part of pip's cache folder in which all that concerns variants is kept."""
    return os.path.join(cache_dir, "variants")


class JsonStore:
    """JSON values by key, in one folder that is made when first needed.

    No method raises. The first failure is logged, at debug level; after a
    failed write nothing more is written.

    :param folder: The folder, in one that is ours in pip's cache folder: these two are
        not reached through links.
    :param lifetime: Seconds after which a value may be removed by who stores another;
        None to keep all. If they do not last, they are spread over 256 folders of at
        most ``MAX_FILES`` each, so that there is little to look through at a time.
    """

    def __init__(self, folder: str, lifetime: float | None = None) -> None:
        self._folder = os.path.abspath(folder)
        outer, name = os.path.split(self._folder)
        self._root, part = os.path.split(outer)
        self._parts = (part, name)
        self._lifetime = lifetime
        self._usable = True
        self._complained = False

    def get(self, key: str) -> object | None:
        """The value stored under ``key``; None if there is none that can be read."""
        inner, stem = self._place(key)
        try:
            with self._open(inner, make=False) as folder:
                return _read(folder, f"{stem}.json")
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as exc:
            self._complain(exc)
            return None

    def put(self, key: str, value: object) -> None:
        """Store ``value``, which :mod:`json` can write, under ``key``."""
        if not self._usable:
            return
        inner, stem = self._place(key)
        try:
            with self._open(inner, make=True) as folder:
                _write(folder, stem, value)
                if self._lifetime is not None:
                    _clean(folder, self._lifetime)
        except (OSError, ValueError) as exc:
            self._usable = False
            self._complain(exc)

    def make_folder(self) -> str | None:
        """Make the folder, for files that are kept beside the values.

        Return its path; None if it cannot be used.
        """
        return self._make(())

    def path_beside(self, key: str, kind: str) -> str | None:
        """Return a path beside the value of ``key``, None if that cannot be used.

        Its folder is made.
        """
        inner, stem = self._place(key)
        folder = self._make(inner)
        return folder and os.path.join(folder, f"{stem}.{kind}")

    def _make(self, inner: tuple[str, ...]) -> str | None:
        try:
            with self._open(inner, make=True) as folder:
                return folder.path
        except OSError as exc:
            self._complain(exc)
        return None

    def _open(
        self, inner: tuple[str, ...], *, make: bool
    ) -> AbstractContextManager[Folder]:
        return open_folder(self._root, self._parts + inner, make=make)

    def _place(self, key: str) -> tuple[tuple[str, ...], str]:
        """The folders in ours, and the name without its end, of the entry of a key."""
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return () if self._lifetime is None else (digest[:2],), digest[:40]

    def _complain(self, reason: object) -> None:
        if not self._complained:
            self._complained = True
            logger.debug("Not using the cache in %s: %s", self._folder, reason)


def _read(folder: Folder, name: str) -> object:
    with as_regular(folder.open(name, os.O_RDONLY), name, ours=True) as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError(f"{name} is larger than {MAX_BYTES} bytes")
    return json.loads(data)


def _write(folder: Folder, stem: str, value: object) -> None:
    data = json.dumps(value, separators=(",", ":")).encode("ascii")
    if len(data) > MAX_BYTES:
        raise ValueError(f"{stem} would be larger than {MAX_BYTES} bytes")
    aside = f"{stem}.{os.urandom(8).hex()}.tmp"
    handle = folder.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        with open(handle, "wb") as file:
            file.write(data)
        folder.rename(aside, f"{stem}.json")
    except BaseException:
        folder.remove(aside)
        raise


def _clean(folder: Folder, lifetime: float) -> None:
    """Remove all files older than that from a folder, and the oldest of too many."""
    oldest = time.time() - lifetime
    for position, (written, name) in enumerate(folder.times()):
        if position >= MAX_FILES or written < oldest:
            with suppress(OSError):
                folder.remove(name)
