"""The layout of a zip file: where its members lie, and how a new one is written.

A member can be copied as it is, compressed and with its times, so that a copy of a
large file takes no more time and memory than to read and write it. The records are
those of the format's description (APPNOTE.TXT, 4.3).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import IO
from zipfile import ZipFile, ZipInfo

from ..named_tuples import NamedTuple

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_END_64_PLACE = struct.Struct("<4sLQL")
_EXTRA = struct.Struct("<2H")

_ENCRYPTED = 0x01
_DESCRIBED = 0x08  # Sizes and checksum stand behind the data.
_UTF_8 = 0x800
_DESCRIPTORS = (12, 16, 20, 24)
_ZIP64_ID = 1
_ZIP64 = 45
_DEFLATE = 8
_UNIX = 3
_FULL, _FULL_16 = 0xFFFFFFFF, 0xFFFF
_REGULAR = 0o100644 << 16


class Layout(NamedTuple):
    """The places of all that a zip file holds.

    :param members: In the order of the directory.
    :param directory: The offset of the directory at the end of the file.
    """

    members: tuple[Member, ...]
    directory: int
    size: int


class Member(NamedTuple):
    """The place of a member, from its header to the end of its data.

    :param record: Its bytes in the directory.
    """

    name: str
    record: bytes
    start: int
    data: int
    end: int

    @property
    def raw_name(self) -> bytes:
        """The name as it stands in the file."""
        length: int = _CENTRAL.unpack_from(self.record)[12]
        return self.record[_CENTRAL.size :][:length]


class Written(NamedTuple):
    """A member that is to be written: header and data, and the record for them."""

    content: bytes
    record: bytes


def read_layout(file: IO[bytes], source: ZipFile) -> Layout:
    """Return the layout of a zip file that is open.

    :raises ValueError: If its parts do not lie one behind the other.
    """
    size = file.seek(0, 2)
    file.seek(source.start_dir)
    records = _split(file.read(size - source.start_dir), len(source.filelist))
    infos = list(zip(source.filelist, records, strict=True))
    in_order = sorted(info.header_offset for info, _ in infos)
    ends = dict(zip(in_order, [*in_order[1:], source.start_dir], strict=True))
    if len(ends) != len(infos):
        raise ValueError("two of its files begin at one place")
    members = tuple(
        _place(file, info, record, ends[info.header_offset]) for info, record in infos
    )
    return Layout(members, source.start_dir, size)


def _split(directory: bytes, count: int) -> list[bytes]:
    records = []
    start = 0
    for _ in range(count):
        if len(directory) < start + _CENTRAL.size:
            raise ValueError("its directory ends too early")
        lengths = _CENTRAL.unpack_from(directory, start)[12:15]
        end = start + _CENTRAL.size + sum(lengths)
        records.append(directory[start:end])
        start = end
    return records


def _place(file: IO[bytes], info: ZipInfo, record: bytes, limit: int) -> Member:
    """Return the place of a member.

    :param limit: Where the next one begins.
    """
    if info.flag_bits & _ENCRYPTED:
        raise ValueError("a file in it needs a password")
    start = info.header_offset
    file.seek(start)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04":
        raise ValueError("a file in it has no header")
    flags, lengths = _LOCAL.unpack(header)[2], _LOCAL.unpack(header)[-2:]
    name = file.read(lengths[0])
    data = start + _LOCAL.size + sum(lengths)
    end = data + info.compress_size
    member = Member(info.filename, record, start, data, end)
    if name != member.raw_name:
        raise ValueError("a file in it has two names")
    if end > limit:
        raise ValueError("its files overlap")
    if flags & _DESCRIBED:
        if limit - end not in _DESCRIPTORS:
            raise ValueError("it holds bytes that belong to none of its files")
        member = member._replace(end=limit)
    return member


def moved(record: bytes, offset: int, name: bytes | None = None) -> bytes:
    """Return the record of a member at another place.

    :param name: Its new name; None for the same.
    :raises ValueError: If the record has no room for that.
    """
    fields = list(_CENTRAL.unpack_from(record))
    name_length, extra_length = fields[12], fields[13]
    old_name = record[_CENTRAL.size :][:name_length]
    extra = record[_CENTRAL.size + name_length :][:extra_length]
    comment = record[_CENTRAL.size + name_length + extra_length :]
    if fields[-1] == _FULL:
        extra = _with_offset(extra, 8 * fields[10:12].count(_FULL), offset)
    else:
        if offset >= _FULL:
            raise ValueError("it would be too large")
        fields[-1] = offset
    new_name = old_name if name is None else name
    fields[12] = len(new_name)
    return _CENTRAL.pack(*fields) + new_name + extra + comment


def _with_offset(extra: bytes, skipped: int, offset: int) -> bytes:
    """Return the further fields of a record with another offset of 64 bits."""
    start = 0
    while start + _EXTRA.size <= len(extra):
        kind, length = _EXTRA.unpack_from(extra, start)
        start += _EXTRA.size
        if kind == _ZIP64_ID and length >= skipped + 8:
            place = start + skipped
            return extra[:place] + struct.pack("<Q", offset) + extra[place + 8 :]
        start += length
    raise ValueError("it states no place of a file")


def renamed(header: bytes, name: bytes) -> bytes:
    """Return the header before a member's data with another name."""
    fields = list(_LOCAL.unpack_from(header))
    rest = header[_LOCAL.size + fields[-2] :]
    fields[-2] = len(name)
    return _LOCAL.pack(*fields) + name + rest


def written(
    name: str, content: bytes, time: Sequence[int], offset: int, like: bytes | None
) -> Written:
    """Return a member to be written, compressed.

    :param time: The six numbers of its date and time.
    :param like: The record of a member with whose date, time and rights it is written.
    """
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    data = compressor.compress(content) + compressor.flush()
    year, month, day, hour, minute, second = time
    clock = hour << 11 | minute << 5 | second // 2
    date = (year - 1980) << 9 | month << 5 | day
    system, attributes = _UNIX, _REGULAR
    if like is not None:
        fields = _CENTRAL.unpack_from(like)
        system, clock, date, attributes = fields[2], fields[7], fields[8], fields[17]
    encoded = name.encode()
    flags = 0 if name.isascii() else _UTF_8
    sizes = zlib.crc32(content), len(data), len(content)
    far = offset >= _FULL
    version = _ZIP64 if far else 20
    extra = struct.pack("<2HQ", _ZIP64_ID, 8, offset) if far else b""
    header = _LOCAL.pack(
        *(b"PK\x03\x04", version, flags, _DEFLATE, clock, date, *sizes),
        *(len(encoded), 0),
    )
    record = _CENTRAL.pack(
        *(b"PK\x01\x02", version, system, version, 0, flags, _DEFLATE, clock, date),
        *(*sizes, len(encoded), len(extra), 0, 0, 0, attributes, min(offset, _FULL)),
    )
    return Written(header + encoded + data, record + encoded + extra)


def end_of(count: int, start: int, size: int) -> bytes:
    """Return the last bytes of a zip file, behind its directory.

    :param count: Of members.
    :param start: The offset of the directory.
    :param size: The size of that.
    """
    end = b""
    if count >= _FULL_16 or start >= _FULL or size >= _FULL:
        end = _END_64.pack(
            *(b"PK\x06\x06", _END_64.size - 12, _ZIP64, _ZIP64, 0, 0),
            *(count, count, size, start),
        )
        end += _END_64_PLACE.pack(b"PK\x06\x07", 0, start + size, 1)
    small = min(count, _FULL_16)
    return end + _END.pack(
        *(b"PK\x05\x06", 0, 0, small, small, min(size, _FULL), min(start, _FULL), 0)
    )
