"""The variant hash: it finds a wheel, it never proves one.

The properties, sorted by provider and key, are fed to one SHAKE-128 with nothing
between them; the hash is the first 4 bytes in hex. Being short and without separators
it collides by construction: compare properties, not hashes, where it matters.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from .properties import Property, format_property

_is_hash = re.compile(r"[0-9a-f]{8}").fullmatch


def variant_hash(properties: Iterable[Property]) -> str:
    """Return the hash of a variant, given its (valid) properties in any order."""
    digest = hashlib.shake_128()
    for prop in sorted(properties):
        digest.update(format_property(prop).encode())
    return digest.hexdigest(4)


def is_hash(text: str) -> bool:
    """Say whether the text has the form of a variant hash."""
    return _is_hash(text) is not None
