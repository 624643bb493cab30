"""The document by which a variant is made into the plain wheel that it was.

`plain-wheel.json`, in the .dist-info folder, says which parts of the variant are parts
of the plain wheel, and has all other bytes of that one:

    {"filename": "demo-1.0-py3-none-any.whl", "size": 2345, "sha256": "...",
     "data": [[0, 0, 1800]], "directory": [[2010, 0, 150]], "rest": "base64 of zlib"}

Each part is listed with its offset in the plain wheel, its offset in the variant, and
its length. The offsets of `data` count from the start of the variant, those of
`directory` from that of its zip directory.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..errors import InvalidDocument, shorten
from .json_text import load_json

ORIGIN_DOCUMENT = "plain-wheel.json"
"""The document in the .dist-info folder of a variant."""

MAX_REST = 64 * 2**20
"""In bytes; no plain wheel has more that is not in its variant."""

_MEMBERS = ("filename", "size", "sha256", "data", "directory", "rest")
_is_digest = re.compile(r"[0-9a-f]{64}").fullmatch


@dataclass(frozen=True)
class Part:
    """Bytes of the plain wheel that are in the variant, too.

    :param start: Their offset in the plain wheel.
    :param place: Their offset in the variant, or in its directory.
    """

    start: int
    place: int
    length: int

    @property
    def end(self) -> int:
        return self.start + self.length


@dataclass(frozen=True)
class Origin:
    """The plain wheel, as its variant keeps it.

    :param data: Parts of the variant before its directory; in order, as the next.
    :param directory: Parts of its directory.
    :param rest: All other bytes of the plain wheel.
    """

    filename: str
    size: int
    sha256: str
    data: tuple[Part, ...]
    directory: tuple[Part, ...]
    rest: bytes


def joined(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return parts in order, as few as they can be."""
    found: list[Part] = []
    for part in filter(lambda part: part.length, parts):
        last = found[-1] if found else None
        if last and (last.end, last.place + last.length) == (part.start, part.place):
            found[-1] = Part(last.start, last.place, last.length + part.length)
        else:
            found.append(part)
    return tuple(found)


def write_origin(origin: Origin) -> bytes:
    """Return the document of a plain wheel."""
    document = {
        "filename": origin.filename,
        "size": origin.size,
        "sha256": origin.sha256,
        "data": [[p.start, p.place, p.length] for p in origin.data],
        "directory": [[p.start, p.place, p.length] for p in origin.directory],
        "rest": base64.b64encode(zlib.compress(origin.rest, 9)).decode(),
    }
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"


def read_origin(data: bytes) -> Origin:
    """Return the plain wheel that a document keeps; all of it is a stranger's.

    :raises InvalidDocument: If it is no such document.
    """
    document = load_json(data)
    if not isinstance(document, Mapping) or set(document) != set(_MEMBERS):
        raise InvalidDocument(f"must have the members {', '.join(_MEMBERS)}")
    filename, size, sha256 = (document[name] for name in _MEMBERS[:3])
    if not isinstance(filename, str):
        raise InvalidDocument(f"filename must be text, not {shorten(filename)}")
    if not isinstance(sha256, str) or not _is_digest(sha256):
        raise InvalidDocument("sha256 must be 64 hex digits")
    origin = Origin(
        filename,
        _number("size", size),
        sha256,
        _parts("data", document["data"]),
        _parts("directory", document["directory"]),
        _unpack(document["rest"]),
    )
    _check_parts(origin)
    return origin


def _check_parts(origin: Origin) -> None:
    """Refuse parts that are listed twice, or are not all of the plain wheel."""
    parts = sorted([*origin.data, *origin.directory], key=lambda part: part.start)
    if any(one.end > two.start for one, two in pairwise(parts)):
        raise InvalidDocument("has parts that overlap")
    if sum(part.length for part in parts) + len(origin.rest) != origin.size:
        raise InvalidDocument("has not all parts of the plain wheel")
    if parts and parts[-1].end > origin.size:
        raise InvalidDocument("has parts behind the end of the plain wheel")


def _parts(name: str, value: object) -> tuple[Part, ...]:
    if not isinstance(value, list):
        raise InvalidDocument(f"{name} must be a list, not {shorten(value)}")
    parts = tuple(_part(name, item) for item in value)
    places = [(part.place, part.place + part.length) for part in parts]
    if any(end > start for (_, end), (start, _) in pairwise(places)):
        raise InvalidDocument(f"{name} uses a part of the variant twice")
    return parts


def _part(name: str, value: object) -> Part:
    if not isinstance(value, list) or len(value) != 3:
        raise InvalidDocument(f"{name} must have three numbers for each part")
    return Part(*(_number(name, number) for number in value))


def _number(name: str, value: object) -> int:
    # All numbers of foreign JSON are read as this type.
    if isinstance(value, float) and value.is_integer() and 0 <= value < 2**53:
        return int(value)
    raise InvalidDocument(f"{name} must be a number of bytes, not {shorten(value)}")


def _unpack(value: object) -> bytes:
    if not isinstance(value, str):
        raise InvalidDocument(f"rest must be text, not {shorten(value)}")
    try:
        decompressor = zlib.decompressobj()
        rest = decompressor.decompress(base64.b64decode(value, validate=True), MAX_REST)
    except (binascii.Error, ValueError, zlib.error):
        raise InvalidDocument("rest is not zlib in base64") from None
    if not decompressor.eof:
        raise InvalidDocument(f"rest is broken off, or over {MAX_REST} bytes")
    return rest
