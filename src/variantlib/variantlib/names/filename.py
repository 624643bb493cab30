"""The variant in the file name of a wheel, in both forms.

`name-1.0~36266d4d-py3-none-any.whl`: a `~` and the hash stand before the python tag,
after the version or, if there is one, after the build tag. Installers that do not know
variants skip a name with the hash after the version, as `1.0~36266d4d` is no version.
They *take* one with the hash after a build tag, as a build tag may hold anything:
so such names are read, but not made.

`name-1.0-py3-none-any-cuda13.whl`: the label is the last part (PEP 825, draft of August
2026). As a python tag never starts with a digit, and a build tag always does, the
number of parts and the third one tell them apart. Installers that do not know variants
refuse such names, with and without a build tag.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import NamedTuple  # noqa: TID251 (there are very many)

from ..errors import InvalidField, InvalidVariantFilename
from .hashing import is_hash
from .labels import PLAIN, check_new_label, is_value

MAX_LENGTH = 246
"""Longer file names are not made: no file system takes more than 255 bytes, and an
index has a file of this name and `.metadata`."""

_HEAD = r"(?P<head>[^-~]+-[^-~]+(?P<build>-[0-9][^-~]*)?)"
_TAGS = r"(?P<tags>(?:-[^-~]+){3}\.whl)"
# Compiled where there are such names.
_match_plain = partial(re.fullmatch, _HEAD + _TAGS)
_match_variant = partial(re.fullmatch, _HEAD + r"~(?P<hash>[0-9a-f]{8})" + _TAGS)
_DIGITS = "0123456789"
_BUILD_TAG = (
    "a variant must have no build tag (older installers would take it for a plain"
    " wheel); remove the build tag"
)


class VariantName(NamedTuple):
    """The variant in a file name: a hash or a label."""

    text: str
    is_label: bool


def split_variant(filename: str) -> tuple[str, VariantName | None]:
    """Return the plain name of a wheel, and the variant in its name.

    The second is None, and the name unchanged, for a plain wheel and for whatever is
    no wheel's name in either form. Raises InvalidVariantFilename for a `~` that does
    not carry a hash as it should, and for a last part that is no label, or that of the
    plain wheel.
    """
    if "~" in filename:
        plain, variant_hash = split_filename(filename)
        return plain, None if variant_hash is None else VariantName(
            variant_hash, is_label=False
        )
    head, _, end = filename.rpartition("-")
    known = _find_plain(head) if end.endswith(".whl") else None
    if known is None:
        return filename, None
    label = end[:-4]
    if not is_value(label) or label == PLAIN:
        _check_label(filename, label)
    return known, VariantName(label, True)


# A release may have very many labels, which have one plain name.
@lru_cache(maxsize=64)
def _find_plain(head: str) -> str | None:
    """Return the plain name of a wheel, by all that may stand before a label.

    That is name, version, perhaps a build tag, and the three tags; None if it is not.
    """
    parts = head.split("-")
    count = len(parts)
    if count == 5:
        # As a build tag it would be a plain name.
        python_tag, fits = parts[2], not parts[2][:1].isdecimal()
    elif count == 6:
        python_tag, fits = parts[3], parts[2][:1] in _DIGITS
    else:
        return None
    is_head = fits and python_tag[:1] not in _DIGITS and "" not in parts
    return f"{head}.whl" if is_head else None


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
    plain_filename: str, variant_hash: str, *, allow_build_tag: bool = False
) -> str:
    """Return the file name of the variant `variant_hash` of a plain wheel.

    Raises InvalidVariantFilename if this is no plain wheel's name or no hash, and, as
    older installers would take the result for a plain wheel, if the name has a build
    tag, unless `allow_build_tag`.
    """
    match = _match_plain(plain_filename)
    if match is None:
        raise InvalidVariantFilename(plain_filename, "not the name of a plain wheel")
    if not is_hash(variant_hash):
        raise InvalidVariantFilename(
            plain_filename, f"{variant_hash!a} is no variant hash"
        )
    if match["build"] and not allow_build_tag:
        raise InvalidVariantFilename(plain_filename, _BUILD_TAG)
    return f"{match['head']}~{variant_hash}{match['tags']}"


def refuse_build_tag(filename: str) -> None:
    """Raise InvalidVariantFilename for a hash behind a build tag."""
    match = _match_variant(filename) if "~" in filename else None
    if match is not None and match["build"]:
        raise InvalidVariantFilename(filename, _BUILD_TAG)


def join_label(plain_filename: str, label: str) -> str:
    """Return the file name of the variant `label` of a plain wheel.

    A build tag may stand in it. Raises InvalidVariantFilename if this is no plain
    wheel's name or no label, or the result is longer than MAX_LENGTH.
    """
    if _match_plain(plain_filename) is None:
        raise InvalidVariantFilename(plain_filename, "not the name of a plain wheel")
    stem = plain_filename.removesuffix(".whl")
    joined = f"{stem}-{_check_label(plain_filename, label)}.whl"
    if len(joined.encode(errors="surrogatepass")) > MAX_LENGTH:
        reason = f"with its label it is longer than {MAX_LENGTH} bytes"
        raise InvalidVariantFilename(plain_filename, reason)
    return joined


def _check_label(filename: str, label: str) -> str:
    try:
        return check_new_label(label)
    except InvalidField as error:
        raise InvalidVariantFilename(filename, str(error)) from None
