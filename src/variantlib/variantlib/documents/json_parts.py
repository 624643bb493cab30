"""Read the variants of a JSON document in pieces, and pack each piece at once.

The parser of the standard library reads a document as a whole, and the garbage
collector walks over it time and again. Here it reads pieces. A piece ends where a
variant seems to end; if that was in a name, or if anything else is not as expected,
the piece is not valid. Whoever calls has the document read as a whole then.
"""

from __future__ import annotations

import re
from json import JSONDecoder

from ..names.packed import Features, PackedVariants, pack

_PIECE = 2**13
"""Characters of a piece, some more or fewer."""

_find_end = re.compile(r"\}[ \t\n\r]*\}(?=[ \t\n\r]*,)").search
_skip_blanks = re.compile(r"[ \t\n\r]*").match


def read_in_pieces(text: str, decoder: JSONDecoder) -> dict[str, object]:
    """Return the object in a text, its member `variants` packed.

    Raises ValueError if it cannot be read in this way.
    """
    members: dict[str, object] = {}
    place = _expect(text, 0, "{")
    while True:
        name, place = decoder.raw_decode(text, _expect(text, place, '"') - 1)
        place = _skip(text, _expect(text, place, ":"))
        if name in members:
            raise ValueError("a name stands twice")
        if name == "variants" and text[place : place + 1] == "{":
            members[name], place = _read_variants(text, place, decoder)
        else:
            members[name], place = decoder.raw_decode(text, place)
        place = _skip(text, place)
        if text[place : place + 1] == "}":
            break
        place = _expect(text, place, ",")
    if _skip(text, place + 1) != len(text):
        raise ValueError("there is more than an object")
    return members


def _read_variants(
    text: str, start: int, decoder: JSONDecoder
) -> tuple[PackedVariants, int]:
    """Return the variants that begin at a place, and the place behind them."""
    features = Features()
    packed: dict[str, object] = {}
    while True:
        # The brace, or the comma, before the next variant.
        following = _find_end(text, start + _PIECE)
        stop = following.end() if following else len(text)
        piece = "{" + text[start + 1 : stop] + ("}" if following else "")
        variants, end = decoder.raw_decode(piece)
        for name, stated in variants.items():
            packed[name] = pack(stated, features)
        if end < len(piece) or not following:
            return PackedVariants(packed, features), start + end
        start = _expect(text, stop, ",") - 1
        # Behind the last member there is no comma.
        _expect(text, start + 1, '"')


def _expect(text: str, place: int, mark: str) -> int:
    """Return the place behind a mark, which blanks may precede."""
    place = _skip(text, place)
    if text[place : place + 1] != mark:
        raise ValueError(f"{mark} is expected")
    return place + 1


def _skip(text: str, place: int) -> int:
    found = _skip_blanks(text, place)
    assert found is not None
    return found.end()
