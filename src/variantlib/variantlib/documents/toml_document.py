"""Reading TOML that a stranger may have written."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path
from typing import Any

from ..errors import InvalidDocument
from ..folders import open_regular
from .toml_text import MAX_DEPTH, has_deep_key

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


MAX_FILE_SIZE = 2**20
"""Bytes of a file that a maker of wheels wrote."""


def read_toml(path: Path) -> dict[str, Any]:
    """Return the table in a file.

    :raises InvalidDocument: If it is too large, or not TOML; the caller names it.
    :raises OSError: If it cannot be read, as a pipe cannot: that may not end.
    """
    with open_regular(str(path), follow=True) as file:
        content = file.read(MAX_FILE_SIZE + 1)
    if len(content) > MAX_FILE_SIZE:
        raise InvalidDocument(f"is larger than {MAX_FILE_SIZE // 2**20} MiB")
    try:
        return parse_toml(decode_toml(content))
    except ValueError as error:
        raise InvalidDocument(f"is not TOML: {error}") from None


def decode_toml(content: bytes) -> str:
    """Return the text of a file in TOML, which may start with a byte order mark.

    :raises ValueError: If it is not UTF-8.
    """
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    # Without a mark the other byte of the first letter tells.
    if is_wide or b"\0" in content[:2]:
        raise ValueError("the file is UTF-16, but must be UTF-8")
    return content.decode("utf-8-sig")


def parse_toml(text: str) -> dict[str, Any]:
    """Return the table that a text in TOML has.

    :raises ValueError: If it cannot be read.
    """
    if has_deep_key(text):
        raise ValueError(f"a name has more than {MAX_DEPTH} parts")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:
        # Python limits the digits of a number, and tells how to lift that.
        raise ValueError("a number has too many digits") from None
