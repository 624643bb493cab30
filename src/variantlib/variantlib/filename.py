"""The variant hash in the file name of a wheel.

`name-1.0~36266d4d-py3-none-any.whl`: a `~` and the hash stand before the python tag,
after the version or, if there is one, after the build tag. Installers that do not know
variants skip a name with the hash after the version, as `1.0~36266d4d` is no version.
They *take* one with the hash after a build tag, as a build tag may hold anything:
so such names are read, but not made.
"""

from __future__ import annotations

import re

from .errors import InvalidVariantFilename
from .hashing import is_hash

_HEAD = r"(?P<head>[^-~]+-[^-~]+(?P<build>-[0-9][^-~]*)?)"
_TAGS = r"(?P<tags>(?:-[^-~]+){3}\.whl)"
_match_plain = re.compile(_HEAD + _TAGS).fullmatch
_match_variant = re.compile(_HEAD + r"~(?P<hash>[0-9a-f]{8})" + _TAGS).fullmatch


def split_filename(filename: str) -> tuple[str, str | None]:
    """Return the plain name of a wheel and its variant hash.

    The hash is None, and the name unchanged, for a plain wheel and for a file that is
    no wheel. Raises InvalidVariantFilename for a wheel with a `~` that is not followed
    by a hash, or stands elsewhere.
    """
    if "~" not in filename or not filename.endswith(".whl"):
        return filename, None
    match = _match_variant(filename)
    if match is None:
        raise InvalidVariantFilename(
            filename,
            "one '~' and 8 hex digits (0-9a-f) must stand right before the python tag",
        )
    return match["head"] + match["tags"], match["hash"]


def join_filename(
    plain_filename: str, hash: str, *, allow_build_tag: bool = False
) -> str:
    """Return the file name of the variant `hash` of a plain wheel.

    Raises InvalidVariantFilename if this is no plain wheel's name or no hash, and, as
    older installers would take the result for a plain wheel, if the name has a build
    tag, unless `allow_build_tag`.
    """
    match = _match_plain(plain_filename)
    if match is None:
        raise InvalidVariantFilename(plain_filename, "not the name of a plain wheel")
    if not is_hash(hash):
        raise InvalidVariantFilename(plain_filename, f"{hash!a} is no variant hash")
    if match["build"] and not allow_build_tag:
        raise InvalidVariantFilename(
            plain_filename,
            "a variant must have no build tag (older installers would take it for a"
            " plain wheel); remove the build tag",
        )
    return f"{match['head']}~{hash}{match['tags']}"
