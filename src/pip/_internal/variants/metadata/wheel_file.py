"""Single files out of a wheel, wherever the wheel is, without the rest of it."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from functools import partial
from typing import IO, TYPE_CHECKING, Protocol

from pip._vendor.variantlib.documents.statements import MAX_FILE_SIZE
from pip._vendor.variantlib.folders import open_regular

from pip._internal.variants.metadata.dist_info import folder_flaw
from pip._internal.variants.metadata.failures import FetchError, one_error
from pip._internal.variants.metadata.hints import Hint, ask, refuse_local
from pip._internal.variants.metadata.wheel_ranges import RemoteFile
from pip._internal.variants.metadata.zip_directory import (
    EXTRA,
    MAX_END,
    MAX_EXTRA,
    Directory,
    Member,
    ZipError,
    extract,
    find_directory,
    list_members,
    skip_to_entry,
)
from pip._internal.variants.names import split_variant

if TYPE_CHECKING:
    from pip._internal.models.link import Link
    from pip._internal.network.session import PipSession

TAIL = 20 * 1024
"""Bytes that are read first, from the end; of most wheels they will do."""

LONG_TAIL = MAX_END + 1024
"""Bytes that are read from the end if the first are those of a comment."""

MAX_DIRECTORY = 8 * 1024 * 1024
"""In bytes; of a larger directory only the end is read."""

MAX_SPAN = 64 * 1024
"""Bytes that are read at once for files that lie near each other."""


class WheelFault(FetchError):
    """A wheel could be read, and is none that may be installed."""


class _File(Protocol):
    """The file from which a wheel is read."""

    @property
    def size(self) -> int: ...

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes between two places, fewer at the end of the file."""


def read_from_wheel(session: PipSession, link: Link, name: str) -> bytes:
    """Read a file of the dist-info folder of a local or remote wheel.

    :param name: As in ``METADATA``.
    :raises FetchError: If it cannot be had.
    :raises WheelFault: If it can, and the wheel is not as it has to be.
    """
    return read_all_from_wheel(session, link, [name])[0]


def read_all_from_wheel(
    session: PipSession, link: Link, names: Sequence[str]
) -> list[bytes]:
    """Read several files of that folder in one look, in the order of the names.

    :raises FetchError, WheelFault: As ``read_from_wheel``, for the first such file.
    """
    wheel = link.filename
    with one_error():
        refuse_local(link)
        if not link.is_file:
            url = link.url_without_fragment
            read = partial(_read_remote, url, wheel, names)
            return ask(session, link, read, caches=False)
        with open_regular(link.file_path, follow=True) as file:
            return _read(_LocalFile(file), wheel, names)


def _read_remote(url: str, wheel: str, names: Sequence[str], hint: Hint) -> list[bytes]:
    return _read(RemoteFile(hint, url, TAIL), wheel, names)


class _LocalFile:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.size = file.seek(0, 2)

    def read(self, start: int, stop: int) -> bytes:
        self._file.seek(start)
        return self._file.read(stop - start)


class _Span:
    """The part of a file that was read at once, and stands for it there."""

    def __init__(self, file: _File, start: int, stop: int) -> None:
        self._file = file
        self._start, self._stop = start, stop
        self._content = file.read(start, stop)
        self.size = file.size

    def read(self, start: int, stop: int) -> bytes:
        if self._start <= start and stop <= self._stop:
            return self._content[start - self._start : stop - self._start]
        return self._file.read(start, stop)


def _read(file: _File, wheel: str, names: Sequence[str]) -> list[bytes]:
    try:
        members = _find(file, names)
        for name, member in zip(names, members, strict=True):
            _check_folder(wheel, member)
            _check_member(file, member, name)
        file = _gather(file, members)
        return [_read_member(file, member) for member in members]
    except ZipError as error:
        raise FetchError(f"it is not a readable wheel: {error}") from None


def _find(file: _File, names: Sequence[str]) -> list[Member]:
    endings = [f".dist-info/{name}".encode() for name in names]
    listed = _list(file, endings)
    members = []
    for name, ending in zip(names, endings, strict=True):
        found = [member for member in listed if member.name.endswith(ending)]
        if len(found) != 1:
            raise WheelFault(f"it has {len(found)} {name} files instead of one")
        members += found
    return members


def _check_folder(wheel: str, member: Member) -> None:
    """Refuse a variant that would be installed where no tool finds it again."""
    if split_variant(wheel)[1] is not None:
        folder = member.name.partition(b"/")[0].decode("utf-8", "replace")
        if flaw := folder_flaw(wheel, folder):
            raise WheelFault(flaw)


def _list(file: _File, endings: Sequence[bytes]) -> list[Member]:
    """Return the members in a folder of the archive whose names end so.

    Of a long directory the end is enough, if there are such members: wheels have the
    dist-info folder last. pip looks at all of it before it installs a wheel.
    """
    begin, tail, (start, stop, shift) = _read_end(file)
    seen = tail[max(0, start - begin) : stop - begin]
    if start < begin:
        last = seen[skip_to_entry(seen) :]
        found = _in_a_folder(list_members(last, tuple(endings), shift))
        if all(any(m.name.endswith(e) for m in found) for e in endings):
            return found
        if stop - start > MAX_DIRECTORY:
            raise ZipError(f"its directory is over {MAX_DIRECTORY} bytes")
        seen = file.read(start, begin) + seen
    return _in_a_folder(list_members(seen, tuple(endings), shift))


def _read_end(file: _File) -> tuple[int, bytes, Directory]:
    """Return where the end of an archive begins, the end, and the places in it."""
    begin = max(0, file.size - TAIL)
    tail = file.read(begin, file.size)
    try:
        return begin, tail, find_directory(tail, file.size)
    except ZipError:
        if begin == 0:
            raise
    begin = max(0, file.size - LONG_TAIL)
    tail = file.read(begin, file.size)
    return begin, tail, find_directory(tail, file.size)


def _in_a_folder(members: list[Member]) -> list[Member]:
    # As pip installs them: "./" before a name means nothing.
    return [m for m in members if posixpath.normpath(m.name).count(b"/") == 1]


def _check_member(file: _File, member: Member, name: str) -> None:
    if member.size > MAX_FILE_SIZE or member.compressed > MAX_FILE_SIZE:
        raise WheelFault(f"its {name} is over {MAX_FILE_SIZE} bytes")
    if member.flaw:
        raise WheelFault(f"its {name} {member.flaw}")
    if not 0 <= member.start < file.size:
        raise ZipError("an offset in it lies outside of it")


def _gather(file: _File, members: Sequence[Member]) -> _File:
    """Read members at once that lie near each other."""
    start = min(member.start for member in members)
    stop = min(max(member.stop(EXTRA) for member in members), file.size)
    return _Span(file, start, stop) if stop - start <= MAX_SPAN else file


def _read_member(file: _File, member: Member) -> bytes:
    for extra in (EXTRA, MAX_EXTRA):
        stop = min(member.stop(extra), file.size)
        content = extract(file.read(member.start, stop), member, MAX_FILE_SIZE)
        if content is not None:
            return content
    raise ZipError("it ends too early")
