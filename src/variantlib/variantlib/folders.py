"""Folders of this user alone, reached through no link.

Whoever could put a link, or a folder of his own, in the way of the kept files would
decide where pip writes and which files it removes. So each folder is opened from the
one that it is in, looked at when it is open, and used by that handle: its name may
change afterwards. Where Python has no such handles (Windows), the folders are looked at
by their names.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import IO

_HAS_HANDLES = os.open in os.supports_dir_fd and os.scandir in os.supports_fd


class Folder:
    """A folder that is in use.

    :param path: Its path, for functions that cannot use a handle.
    :param handle: The handle by which it is used; None for its path.
    """

    def __init__(self, path: str, handle: int | None) -> None:
        self.path = path
        self._handle = handle

    def open(self, name: str, flags: int) -> int:
        """Open a file in it for the system's functions, and never wait for that."""
        flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        flags |= getattr(os, "O_BINARY", 0)
        if self._handle is None:
            return os.open(os.path.join(self.path, name), flags, 0o600)
        return os.open(name, flags, 0o600, dir_fd=self._handle)

    def rename(self, old: str, new: str) -> None:
        if self._handle is None:
            os.replace(os.path.join(self.path, old), os.path.join(self.path, new))
        else:
            os.replace(old, new, src_dir_fd=self._handle, dst_dir_fd=self._handle)

    def remove(self, name: str) -> None:
        if self._handle is None:
            os.unlink(os.path.join(self.path, name))
        else:
            os.unlink(name, dir_fd=self._handle)

    def times(self) -> list[tuple[float, str]]:
        """When each entry was written, and its name; the latest first."""
        found: list[tuple[float, str]] = []
        where = self.path if self._handle is None else self._handle
        with os.scandir(where) as entries:
            for entry in entries:
                with suppress(OSError):  # Another pip was quicker.
                    written = entry.stat(follow_symlinks=False).st_mtime
                    found.append((written, entry.name))
        return sorted(found, reverse=True)


@contextmanager
def open_folder(root: str, parts: Sequence[str], *, make: bool) -> Iterator[Folder]:
    """Open the folder that is ``parts`` below ``root``.

    ``root`` itself may be reached through links, which is the user's choice.

    :param make: Whether to make missing folders.
    :raises OSError: If there is none, or none that is this user's alone.
    """
    if make and not os.path.lexists(root) and _may_make(root):
        os.makedirs(root, exist_ok=True)
    if _HAS_HANDLES:
        handle = _open_below(root, parts, make)
        try:
            yield Folder(os.path.join(root, *parts), handle)
        finally:
            os.close(handle)
    else:
        yield Folder(_look_below(root, parts, make), None)


def _may_make(path: str) -> bool:
    """Return whether a folder would come to lie in one that is this user's business.

    A user cannot remove files that root makes in their folder.
    """
    outer = os.path.dirname(os.path.abspath(path))
    while not os.path.lexists(outer) and outer != os.path.dirname(outer):
        outer = os.path.dirname(outer)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return is_ours(os.stat(outer))
    return os.access(outer, os.W_OK)


def _open_below(root: str, parts: Sequence[str], make: bool) -> int:
    handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _check(os.fstat(handle), root)
        for part in parts:
            outer, handle = handle, _open_in(handle, part, make)
            os.close(outer)
            _check(os.fstat(handle), part)
    except BaseException:
        os.close(handle)
        raise
    return handle


def _open_in(outer: int, name: str, make: bool) -> int:
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    try:
        return os.open(name, flags, dir_fd=outer)
    except FileNotFoundError:
        if not make:
            raise
    with suppress(FileExistsError):  # Another pip was quicker.
        os.mkdir(name, 0o700, dir_fd=outer)
    return os.open(name, flags, dir_fd=outer)


def _look_below(root: str, parts: Sequence[str], make: bool) -> str:
    path = root
    _check(os.stat(path), path)
    for part in parts:
        path = os.path.join(path, part)
        if make:
            with suppress(FileExistsError):
                os.mkdir(path, 0o700)
        _check(os.lstat(path), path)
    return path


def _check(found: os.stat_result, name: str) -> None:
    # Windows has links of several kinds by "reparse points".
    point = getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0)
    if not stat.S_ISDIR(found.st_mode) or _attributes(found) & point:
        raise OSError(f"{name} is no folder, or a link")
    if not is_ours(found):
        raise OSError(f"{name} is not this user's own")
    if _others_may_write(found):
        raise OSError(f"other users may write to {name}")


def _attributes(found: os.stat_result) -> int:
    return int(getattr(found, "st_file_attributes", 0))


def open_regular(path: str, *, follow: bool = False, ours: bool = False) -> IO[bytes]:
    """Open a file that strangers may have put there, and never wait for that.

    :param follow: Whether the path may be a link.
    :param ours: Whether the file has to be this user's own.
    :raises OSError: If it cannot be read, or is no such file.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    flags |= 0 if follow else getattr(os, "O_NOFOLLOW", 0)
    return as_regular(os.open(path, flags), path, ours=ours)


def read_start(path: str, size: int) -> bytes:
    """Return the first bytes of a file that the user named, which may be a link.

    :raises OSError: If it cannot be read, or is no file; ``reason_of`` says why.
    """
    with open_regular(path, follow=True) as file:
        return file.read(size)


def reason_of(error: OSError | ValueError) -> str:
    """Return why a file that the user named cannot be read.

    :param error: Of an attempt to open it; ValueError for a name that no file can have.
    """
    if isinstance(error, OSError):
        return error.strerror or "it is not a regular file"
    return "this is not the name of a file"


def as_regular(handle: int, name: str, *, ours: bool = False) -> IO[bytes]:
    """Return the file behind a handle, which is closed if it is none to read.

    :raises OSError: As ``open_regular``.
    """
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(f"{name} is no regular file")
        if ours and not is_ours(found):
            raise OSError(f"{name} is not this user's own")
        return open(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def is_ours(found: os.stat_result) -> bool:
    """Return whether a file or folder belongs to this user, as far as that is known."""
    return not hasattr(os, "geteuid") or bool(found.st_uid == os.geteuid())


def _others_may_write(found: os.stat_result) -> bool:
    if not hasattr(os, "geteuid"):
        return False  # The bits mean nothing there.
    if found.st_mode & stat.S_IWOTH:
        return True
    return bool(found.st_mode & stat.S_IWGRP) and not _is_for_us_alone(found.st_gid)


@cache
def _is_for_us_alone(group: int) -> bool:
    """Whether it is the group of this user, with nobody else in it.

    Many systems make one for each user, who can open all that is made there.
    """
    import grp
    import pwd

    try:
        user = pwd.getpwuid(os.geteuid())
        named = grp.getgrgid(group)
    except KeyError:
        return False
    return (
        group == user.pw_gid
        and named.gr_name == user.pw_name
        and set(named.gr_mem) <= {user.pw_name}
    )
