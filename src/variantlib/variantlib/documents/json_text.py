"""Foreign JSON documents about variants: limits, and the version of their schema."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NoReturn

from ..errors import InvalidDocument, shorten
from ..names.packed import pack_variants
from .json_parts import read_in_pieces

MAX_BYTES = 64 * 2**20
"""Documents above this size are refused; do not download more."""

MIN_DENSITY = 5
"""Bytes that a list or object takes at least, of many; documents have a multiple."""

Pairs = list[tuple[str, object]]

_find_version = re.compile(r"/v([0-9]{1,9})((?:\.[0-9]+)*)\.json\Z").search


def load_json(
    data: bytes | str, pairs_hook: Callable[[Pairs], object] | None = None
) -> object:
    """Return the content of a document.

    `pairs_hook` is json.loads' `object_pairs_hook`; it makes reading slow. Raises
    InvalidDocument if the document is too large or too deep, or is not JSON in UTF-8.
    """
    return _load(data, partial(json.loads, object_pairs_hook=pairs_hook, **_OPTIONS))


def load_json_file(
    content: bytes, pairs_hook: Callable[[Pairs], object] | None = None
) -> object:
    """Return the content of a file that somebody may have saved with any editor.

    It may start with a byte order mark, as on Windows. Raises InvalidDocument as
    `load_json` does.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InvalidDocument("is UTF-16, but must be UTF-8")
    return load_json(content.removeprefix(codecs.BOM_UTF8), pairs_hook)


def load_document(data: bytes | str) -> object:
    """Return the content of a document about a release, its variants packed.

    Raises InvalidDocument as `load_json` does, and if a member of the document stands
    twice. Of equal names further inside, the last counts: to look for them takes time,
    and whatever such a document claims, the wheel has to confirm.
    """
    return _load(data, _decode_packed)


def _load(data: bytes | str, decode: Callable[[str], object]) -> object:
    if len(data) > MAX_BYTES:
        raise InvalidDocument(f"is larger than {MAX_BYTES // 2**20} MiB")
    _refuse_hollow(data)
    try:
        # json would guess other encodings.
        text = data if isinstance(data, str) else data.decode()
        if text.startswith("\ufeff"):
            raise InvalidDocument("starts with a byte order mark, and must not")
        return decode(text)
    except RecursionError:
        raise InvalidDocument("is nested too deep") from None
    except InvalidDocument:
        raise
    except UnicodeDecodeError:
        raise InvalidDocument("is not UTF-8") from None
    except ValueError as error:
        raise InvalidDocument(f"is not JSON: {error}") from None


def _decode_packed(text: str) -> object:
    try:
        return read_in_pieces(text, json.JSONDecoder(**_OPTIONS))
    except ValueError:
        # The parser knows best where the mistake is, if it is one.
        document = _decode_whole(text)
    if isinstance(document, dict) and isinstance(document.get("variants"), dict):
        document["variants"] = pack_variants(document["variants"])
    return document


def _decode_whole(text: str) -> object:
    outermost: Pairs = []

    def note(pairs: Pairs) -> dict[str, object]:
        # The outermost object is the last.
        outermost[:] = pairs
        return dict(pairs)

    document = json.loads(text, object_pairs_hook=note, **_OPTIONS)
    return refuse_duplicates(outermost) if isinstance(document, dict) else document


def refuse_duplicates(pairs: Pairs) -> dict[str, object]:
    """Return a JSON object's members; raise InvalidDocument if one stands twice."""
    members: dict[str, object] = {}
    for name, value in pairs:
        if name in members:
            raise InvalidDocument(f"has {shorten(name)} twice in one object")
        members[name] = value
    return members


def check_object(document: object) -> dict[str, object]:
    """Return a document that is an object of a major version that is known here.

    Raises InvalidDocument for another one, or if `$schema` states no version. Newer
    minor versions are taken.
    """
    if not isinstance(document, dict):
        raise InvalidDocument(f"must be a JSON object, not {shorten(document)}")
    if "$schema" not in document:
        raise InvalidDocument("has no $schema")
    schema = document["$schema"]
    match = _find_version(schema) if isinstance(schema, str) else None
    if match is None:
        raise InvalidDocument(f"has a $schema that names no version: {shorten(schema)}")
    if int(match[1]) != 0:
        raise InvalidDocument(f"has $schema {shorten(schema)}, newer than known here")
    return document


def is_early_draft(document: Mapping[str, object]) -> bool:
    """Return whether a document is of schema 0.0.x, before PEP 825."""
    match = _find_version(str(document.get("$schema")))
    return match is not None and int(match[1]) == 0 and match[2].startswith(".0.")


def _refuse_hollow(data: bytes | str) -> None:
    """Refuse text made of brackets, which takes many times its size in memory."""
    if isinstance(data, str):
        count = data.count("[") + data.count("{")
    else:
        count = data.count(b"[") + data.count(b"{")
    if count > 100_000 and count * MIN_DENSITY > len(data):
        raise InvalidDocument("is made of hardly anything but brackets")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not allowed")


# No member is a number, and a long one costs an int much time.
_OPTIONS: dict[str, Any] = {"parse_int": float, "parse_constant": _refuse_constant}
