"""Reading TOML that a stranger may have written."""

from __future__ import annotations

import codecs
import sys
from typing import Any

from .toml_text import MAX_DEPTH, has_deep_key

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


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
