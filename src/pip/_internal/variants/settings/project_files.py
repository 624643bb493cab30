"""The files of a project that may hold settings: ``pyproject.toml``, ``variant.toml``.

Many programs read the first, so its mistakes are our business only if they are about
variantlib; the second is ours.
"""

from __future__ import annotations

import functools
import os
import re
import stat
from collections.abc import Iterator, Mapping
from typing import Any

from pip._vendor.variantlib.documents.toml_document import decode_toml, parse_toml
from pip._vendor.variantlib.text import guess, printable

from pip._internal.variants.exceptions import VariantConfigurationError

SECTION = "variantlib"

MAX_FILE_SIZE = 1024 * 1024
"""In bytes; more is no file of settings."""

MAX_SEARCH = 16 * 1024 * 1024
"""So many bytes of a ``pyproject.toml`` are searched for our section."""

_HEADER = rb"(?m)^[ \t\xef\xbb\xbf]*\[+\s*tool\s*\.\s*[\"']?variantlib(?![\w-])"
_WIDE = [f"[tool.{SECTION}".encode(name) for name in ("utf-16-le", "utf-16-be")]


def read_project_files(folder: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the path and the settings of each such file in a folder, the weakest first.

    :raises VariantConfigurationError: If one cannot be read or understood.
    """
    path = os.path.join(folder, "pyproject.toml")
    content = _read_shared(path)
    if content is not None:
        yield path, _tool_table(path, content)
    path = os.path.join(folder, "variant.toml")
    content = _read_own(path)
    if content is not None:
        yield path, _parse(path, content)


def find_misplaced(folder: str, key: str) -> Iterator[tuple[str, str]]:
    """Yield files, and headers in them that are much like ours, above a key of ours."""
    path = os.path.join(folder, "pyproject.toml")
    try:
        document = parse_toml(decode_toml(_read(path, MAX_FILE_SIZE)))
    except (OSError, ValueError):
        return
    for name, table in _tables(document):
        is_ours = name == f"tool.{SECTION}"
        if not is_ours and key in table and guess(name.rpartition(".")[2], [SECTION]):
            yield path, name


def _tables(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the tables that a document holds, and those in them, with their names."""
    for name, table in document.items():
        if isinstance(table, dict):
            yield name, table
            for below, inner in table.items():
                if isinstance(inner, dict):
                    yield f"{name}.{below}", inner


def _read_shared(path: str) -> bytes | None:
    """Return the content of a ``pyproject.toml`` that mentions us."""
    try:
        content = _read(path, MAX_SEARCH)
    except OSError:
        # Upstream does not look at it here.
        return None
    if SECTION.encode() in content or _is_wide(content):
        return content
    return None


def _read_own(path: str) -> bytes | None:
    try:
        return _read(path, MAX_FILE_SIZE + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = error.strerror or "it is not a regular file"
        raise VariantConfigurationError(
            path, f"It cannot be read: {reason}.", "Make it a readable file."
        ) from None


def _read(path: str, size: int) -> bytes:
    """Return the first bytes of a file, without waiting for anybody to write it.

    :raises OSError: If it cannot be read; without a reason if it is a pipe.
    """
    # Opening a pipe would wait.
    if stat.S_ISFIFO(os.stat(path).st_mode):
        raise OSError
    with open(path, "rb", opener=_open_at_once) as file:
        return file.read(size) or b""


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _is_wide(content: bytes) -> bool:
    """Return whether this is about us, but in UTF-16."""
    return any(text in content for text in _WIDE)


def _parse(path: str, content: bytes) -> dict[str, Any]:
    if len(content) > MAX_FILE_SIZE:
        raise VariantConfigurationError(
            path,
            f"It is larger than {MAX_FILE_SIZE} bytes.",
            "Keep only settings in it.",
        )
    try:
        return parse_toml(decode_toml(content))
    except ValueError as error:
        raise VariantConfigurationError(
            path,
            f"It is not valid TOML: {printable(str(error))}",
            'Write lines like: provider_priority = ["first", "second"]',
        ) from None


# It is read for each machine of a fleet.
@functools.lru_cache(maxsize=1)
def _tool_table(path: str, content: bytes) -> dict[str, Any]:
    try:
        document = _parse(path, content)
    except VariantConfigurationError:
        # Whose part is broken cannot be told; upstream would not have read it.
        if re.search(_HEADER, content) is None and not _is_wide(content):
            return {}
        raise
    tool = document.get("tool")
    table = tool.get(SECTION, {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise VariantConfigurationError(
            path,
            f"tool.{SECTION} is not a table.",
            f"Write a section [tool.{SECTION}].",
        )
    return table
