"""Refuse TOML of a stranger that no parser should get to see.

Parsers take minutes for a key of a million names, and do not give up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_DEPTH = 16
"""So many names may a key have."""

# A comment, a text in one of four kinds of quotes, quotes that are never closed, or the
# text between these. Each starts with another character, and none can be read in two
# ways, so this walks over the text once. Few need it, so it is compiled when used.
_PIECE = r"""
    (?P<bare> [^"'#]+ )
    | (?P<comment> \# [^\n]* )
    | (?P<text>
        \"{3} [^"\\]* (?: (?: \\. | "(?!"") ) [^"\\]* )* "{3,5}
        | '{3} [^']* (?: '(?!'') [^']* )* '{3,5}
        | "(?!"") [^"\\\n]* (?: \\. [^"\\\n]* )* "
        | '(?!'') [^'\n]* '
    )
    | (?P<open> ["'] )
    """
_NAME = r"[\w-]+"
_DEEP = rf"(?<![\w-]){_NAME}(?:[ \t]*\.[ \t]*{_NAME}){{{MAX_DEPTH}}}"


def has_deep_key(text: str) -> bool:
    """Return whether a text in TOML has a key of more names than MAX_DEPTH.

    Text that looks like one counts, too. Behind the first mistake no parser goes on, so
    nothing is looked at behind quotes that are never closed.
    """
    if text.count(".") < MAX_DEPTH:
        return False
    return re.search(_DEEP, "".join(_without_texts(text))) is not None


def _without_texts(text: str) -> Iterator[str]:
    """Yield a text in TOML with a short name for everything in quotes."""
    for piece in re.finditer(_PIECE, text, re.VERBOSE | re.DOTALL):
        kind = piece.lastgroup
        if kind == "open":
            return
        if kind == "bare":
            yield piece[0]
        elif kind == "text":
            yield "t"
