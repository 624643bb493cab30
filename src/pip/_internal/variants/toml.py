"""Reading TOML that a stranger may have written."""

from __future__ import annotations

import re
from typing import Any

from pip._internal.utils.compat import tomllib

MAX_DEPTH = 16
"""So many names may a key have."""

_NAME = r"""(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)"""
_DEEP = re.compile(rf"(?<![\w-]){_NAME}(?:[ \t]*\.[ \t]*{_NAME}){{{MAX_DEPTH}}}")


def parse_toml(text: str) -> dict[str, Any]:
    """Return what a text in TOML says.

    A key, or what looks like one, of too many names is refused: the parser takes
    minutes for one of a million, and does not give up.

    :raises ValueError, RecursionError: If it cannot be read.
    """
    if _DEEP.search(text) is not None:
        raise ValueError(f"a name has more than {MAX_DEPTH} parts")
    return tomllib.loads(text)
