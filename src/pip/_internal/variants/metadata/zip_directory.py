"""Read the directory of an archive out of parts of it: bytes in, bytes out.

An archive ends with a directory of its members, and a record of where that is. Nothing
in it is believed: the caller bounds sizes, and places are checked against the size of
the file. Anything that zipfile, and so pip, would refuse is refused.
"""

from __future__ import annotations

import struct
import zlib

from pip._vendor.variantlib.named_tuples import NamedTuple

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_ENTRY = struct.Struct("<4s4B4H3L5H2L")
_HEADER = struct.Struct("<4s5H3L2H")
_END_MARK, _END_64_MARK, _LOCATOR_64_MARK = b"PK\5\6", b"PK\6\6", b"PK\6\7"
_ENTRY_MARK, _HEADER_MARK = b"PK\1\2", b"PK\3\4"

MAX_END = _END.size + 0xFFFF
"""The end record and a comment of any length take no more bytes."""

NEWEST_VERSION = 63
"""Of the format, times ten; zipfile opens no archive that needs a newer one."""

_ENCRYPTED, _PATCHED, _UTF8 = 0x2041, 0x20, 0x800
_STORED, _DEFLATED = 0, 8
_ZIP_64, _UNKNOWN = 1, 0xFFFFFFFF

EXTRA, MAX_EXTRA = 1024, 0xFFFF
"""Bytes that a member's own header has beyond its name: usually, and at most."""


class ZipError(ValueError):
    """These are no parts of an archive; the text is for the user."""


class Directory(NamedTuple):
    """Where the directory of an archive is, in bytes of its file.

    :param shift: The bytes before the archive: all places in it are so much too low.
    """

    start: int
    stop: int
    shift: int


class Member(NamedTuple):
    """The entry of a file in the directory.

    :param name: Undecoded.
    :param start: Where its own header begins in the archive's file.
    :param compressed: Its size in the archive.
    """

    name: bytes
    flags: int
    method: int
    checksum: int
    compressed: int
    size: int
    start: int

    def stop(self, extra: int) -> int:
        """Return where it ends at the latest, if its own header has no more extras."""
        return self.start + _HEADER.size + len(self.name) + extra + self.compressed

    @property
    def flaw(self) -> str | None:
        """Why it cannot be read."""
        if self.flags & _ENCRYPTED:
            return "is encrypted, password required"
        # The other methods decompress without a limit, whatever size was asked for.
        if self.flags & _PATCHED or self.method not in (_STORED, _DEFLATED):
            return "is compressed by an unusual method"
        return None


def find_directory(tail: bytes, size: int) -> Directory:
    """Return where an archive has its directory.

    :param tail: The end of its file. With a long comment it is found only in one of
        ``MAX_END`` bytes and some more.
    :param size: The size of the file.
    :raises ZipError: If there is none.
    """
    end = tail.rfind(_END_MARK, max(0, len(tail) - MAX_END))
    if end < 0 or end + _END.size > len(tail):
        raise ZipError("File is not a zip file")
    *_, length, offset, _comment = _END.unpack_from(tail, end)
    locator = end - _LOCATOR_64.size
    if locator >= 0 and tail.startswith(_LOCATOR_64_MARK, locator):
        end = tail.rfind(_END_64_MARK, 0, locator)
        if end < 0 or end + _END_64.size > locator:
            raise ZipError("Its zip64 end record is missing")
        *_, length, offset = _END_64.unpack_from(tail, end)
    stop = size - len(tail) + end
    start = stop - length
    if start < 0 or start < offset:
        raise ZipError("Its directory lies outside of it")
    return Directory(start, stop, start - offset)


def list_members(part: bytes, endings: tuple[bytes, ...], shift: int) -> list[Member]:
    """Return the members with such endings, out of a directory or its last entries.

    :raises ZipError: If one of the entries is none.
    """
    found = []
    position = 0
    while position < len(part):
        stop = _end_of_entry(part, position)
        if stop is None:
            raise ZipError("Bad magic number for central directory")
        entry = _ENTRY.unpack_from(part, position)
        version, flags, length = entry[3], entry[5], entry[12]
        if version > NEWEST_VERSION:
            raise ZipError(f"zip file version {version / 10:.1f}")
        start = position + _ENTRY.size
        name = part[start : start + length]
        if flags & _UTF8:
            _check_text(name)
        if name.endswith(endings):
            extra = part[start + length : start + length + entry[13]]
            found.append(_member(entry, name, extra, shift))
        position = stop
    return found


def skip_to_entry(part: bytes) -> int:
    """Return where the first whole entry begins in the last part of a directory.

    Entries follow each other without a gap up to the end, which tells them from the
    same mark elsewhere, as in a name.
    """
    begins = {len(part)}
    first = len(part)
    position = part.rfind(_ENTRY_MARK)
    while position >= 0:
        if _end_of_entry(part, position) in begins:
            begins.add(position)
            first = position
        position = part.rfind(_ENTRY_MARK, 0, position)
    return first


def extract(data: bytes, member: Member, max_size: int) -> bytes | None:
    """Return the content of a member.

    :param data: The archive, from the member's header on.
    :return: None if data end too early.
    :raises ZipError: If it is not as the directory says, or larger than it may be.
    """
    if len(data) < _HEADER.size:
        return None
    header = _HEADER.unpack_from(data)
    if header[0] != _HEADER_MARK:
        raise ZipError("Bad magic number for file header")
    named = _HEADER.size + header[9]
    start = named + header[10]
    if len(data) < start + member.compressed:
        return None
    if data[_HEADER.size : named] != member.name:
        raise ZipError("File name in directory and header differ")
    content = data[start : start + member.compressed]
    if member.method == _DEFLATED:
        content = _inflate(content, max_size)
    if len(content) != member.size or zlib.crc32(content) != member.checksum:
        raise ZipError("Bad CRC-32")
    return content


def _end_of_entry(part: bytes, position: int) -> int | None:
    """Return where an entry ends, None if there is none that is whole."""
    if not part.startswith(_ENTRY_MARK, position):
        return None
    if position + _ENTRY.size > len(part):
        return None
    lengths = _ENTRY.unpack_from(part, position)[12:15]
    stop = position + _ENTRY.size + sum(lengths)
    return stop if stop <= len(part) else None


def _check_text(name: bytes) -> None:
    try:
        name.decode()
    except UnicodeDecodeError:
        raise ZipError("A name in it is not UTF-8") from None


def _member(entry: tuple[int, ...], name: bytes, extra: bytes, shift: int) -> Member:
    flags, method, checksum = entry[5], entry[6], entry[9]
    size, compressed, start = _wide([entry[11], entry[10], entry[18]], extra)
    return Member(name, flags, method, checksum, compressed, size, start + shift)


def _wide(places: list[int], extra: bytes) -> list[int]:
    """Return sizes and places, of which those that are too large stand elsewhere."""
    wide = iter(_wide_field(extra))
    return [next(wide, place) if place == _UNKNOWN else place for place in places]


def _wide_field(extra: bytes) -> tuple[int, ...]:
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == _ZIP_64:
            count = min(length, len(extra) - 4) // 8
            return struct.unpack_from(f"<{count}Q", extra, 4)
        extra = extra[4 + length :]
    return ()


def _inflate(content: bytes, max_size: int) -> bytes:
    decompressor = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        # One more byte, so that too much is noticed.
        return decompressor.decompress(content, max_size + 1)
    except zlib.error as error:
        raise ZipError(str(error)) from None
