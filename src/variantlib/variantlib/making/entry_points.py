"""Change the entry points of a wheel."""

from __future__ import annotations

import configparser
import io
import re
from collections.abc import Sequence

from ..errors import InvalidDocument, VariantError, shorten
from ..text import guess

EntryPoint = tuple[str, str, str]
"""Group, name and object."""

_GROUP = re.compile(r"\w+(\.\w+)*", re.ASCII)
_NAME = re.compile(r"[^\s=\[][^=\n]*")
_OBJECT = re.compile(r"\w+(\.\w+)*(:\w+(\.\w+)*)?( *\[[\w, -]+\])?")


def parse_entry_point(text: str) -> EntryPoint:
    """Return an entry point that is written as ``group:name = module:object``.

    :raises VariantError: If it is written otherwise.
    """
    place, equals, target = text.partition("=")
    group, name = _split(place)
    target = target.strip()
    if not equals or not _is_place(group, name) or not _OBJECT.fullmatch(target):
        raise VariantError(
            f"{shorten(text)} is no entry point: write it as 'group:name=module:object'"
        )
    return group, name, target


def parse_place(text: str) -> tuple[str, str]:
    """Return group and name of an entry point, written as ``group:name``.

    :raises VariantError: If it is written otherwise.
    """
    group, name = _split(text)
    if not _is_place(group, name):
        raise VariantError(
            f"{shorten(text)} names no entry point: write it as 'group:name'"
        )
    return group, name


def _split(text: str) -> tuple[str, str]:
    group, _, name = (part.strip() for part in text.partition(":"))
    return group, name


def _is_place(group: str, name: str) -> bool:
    return bool(_GROUP.fullmatch(group) and _NAME.fullmatch(name))


def edit_entry_points(
    content: bytes, add: Sequence[EntryPoint], drop: Sequence[tuple[str, str]]
) -> bytes:
    """Return the file of entry points with some dropped, and some added or replaced.

    :param content: The file; empty if there is none.
    :raises InvalidDocument: If it cannot be read, or one to be dropped is not there.
    """
    parser = configparser.RawConfigParser(delimiters=("=",))
    # Names are not to be made small.
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(content.decode())
    except (configparser.Error, UnicodeDecodeError):
        raise InvalidDocument("is no file of entry points") from None
    for group, name in drop:
        if not parser.has_option(group, name):
            known = [f"{g}:{n}" for g in parser.sections() for n in parser[g]]
            hint = guess(f"{group}:{name}", known)
            raise InvalidDocument(f"has no {shorten(f'{group}:{name}')}{hint}")
        parser.remove_option(group, name)
        if not parser[group]:
            parser.remove_section(group)
    for group, name, target in add:
        if not parser.has_section(group):
            parser.add_section(group)
        parser.set(group, name, target)
    written = io.StringIO()
    parser.write(written)
    return written.getvalue().encode()
