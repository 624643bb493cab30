"""Split the variant off the name of a wheel, and read that of an installed one.

Every command parses names of wheels: a plain one must cost next to nothing.
"""

from __future__ import annotations

import functools
import json
import os
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.packaging.version import Version
    from pip._vendor.variantlib.names.filename import VariantName

    from pip._internal.metadata import BaseDistribution
    from pip._internal.models.link import Link

MACHINE_NOTE = "variant_machine.json"
"""The file in which a distribution remembers the machine that it was chosen for."""

SIBLING_NOTE = "variant_sibling.json"
"""The file in which a distribution remembers the project that it was taken for."""


_RESERVED = "none"


def split_variant(filename: str) -> tuple[str, VariantName | None]:
    """Split a wheel's file name into the plain name and the variant.

    :raises InvalidWheelFilename: If there is a variant, but not a well-formed one.
    """
    # A plain wheel has four dashes; with a fifth there is a build tag or a label.
    if "~" not in filename and filename.count("-") < 5:
        return filename, None
    found = _split_variant(filename)
    if isinstance(found, str):
        raise InvalidWheelFilename(found)
    return found


# pip parses each name several times; variants of a release have one plain name.
parse_plain_filename = functools.lru_cache(maxsize=2**10)(parse_wheel_filename)


@functools.lru_cache(maxsize=2**17)
def _split_variant(filename: str) -> tuple[str, VariantName | None] | str:
    """Return the parts of a name, or why it has none, which is worked out once."""
    try:
        return _import_splitter()(filename)
    except ValueError as error:
        return str(error)


@functools.cache
def _import_splitter() -> Callable[[str], tuple[str, VariantName | None]]:
    from pip._vendor.variantlib.names.filename import split_variant as split

    return split


def without_reserved(filename: str) -> str | None:
    """Return the name of a wheel without the label ``none``; None if it has another.

    No variant has that label, as it stands for the plain wheel.
    """
    if not filename.endswith(f"-{_RESERVED}.whl"):
        return None
    try:
        split_variant(filename)
    except InvalidWheelFilename:
        return filename.removesuffix(f"-{_RESERVED}.whl") + ".whl"
    return None  # Here it is the platform.


def variant_of(link: Link) -> VariantName | None:
    """Return the variant of a file; None for a plain one, and for other files.

    :raises InvalidWheelFilename: As ``split_variant``.
    """
    # A catalogue may state it.
    if (stated := getattr(link, "stated", None)) is not None:
        return stated.name  # type: ignore[no-any-return]
    return split_variant(link.filename)[1] if link.is_wheel else None


def is_variant(filename: str) -> bool:
    """Return whether a file's name tells of a variant, well-formed or not."""
    try:
        return split_variant(filename)[1] is not None
    except InvalidWheelFilename:
        return True


def release_of(filename: str) -> tuple[NormalizedName, Version] | None:
    """Return the project and version of a file; None if its name does not tell."""
    try:
        if filename.endswith(".whl"):
            return parse_plain_filename(split_variant(filename)[0])[:2]
        return parse_sdist_filename(filename)
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None


_HASH_DIGITS = "0123456789abcdef"
_MAX_LABEL = 255
_MAX_INFO = 4 * 1024 * 1024
_LABEL_CHARACTERS = "0123456789abcdefghijklmnopqrstuvwxyz_."


def installed_variant(dist: BaseDistribution) -> str | None:
    """Return the variant of a distribution, hash or label; None for a plain one.

    An installed file may state anything, so only the form of a variant is accepted.
    This runs when pip imports nothing any more.
    """
    stated = stated_hash(dist)
    if stated is not None and len(stated) == 8 and not stated.strip(_HASH_DIGITS):
        return stated
    # pip list asks about all that is installed, which mostly has no such file. What is
    # not installed has no folder, or one in a wheel.
    folder = getattr(dist, "info_location", None) or ""
    if os.path.isdir(folder) and not os.path.isfile(f"{folder}/variant.json"):
        return None
    try:
        (label,) = json.loads(read_info(dist, "variant.json"))["variants"]
    except (FileNotFoundError, KeyError, TypeError, ValueError, RecursionError):
        return None
    # It has been in the name of a file.
    if not isinstance(label, str) or label.strip(_LABEL_CHARACTERS):
        return None
    return label if 0 < len(label) <= _MAX_LABEL and label != _RESERVED else None


def read_info(dist: BaseDistribution, name: str) -> str:
    """Return a file of a distribution's metadata.

    Whatever is installed lies there. To read a pipe or a device would not end.

    :raises FileNotFoundError: Also if it is no regular file.
    :raises ValueError: If it is too large.
    """
    folder = getattr(dist, "info_location", None) or ""
    if os.path.isdir(folder):
        path = f"{folder}/{name}"
        if not os.path.isfile(path):
            raise FileNotFoundError(name)
        if os.path.getsize(path) > _MAX_INFO:
            raise ValueError(f"it is over {_MAX_INFO} bytes")
    return dist.read_text(name)


def latest_variant(dist: BaseDistribution) -> str | None:
    """Return the variant that ``pip list --outdated`` found to be better."""
    version = getattr(dist, "latest_version", None)
    return getattr(version, "variant", None)


def stated_hash(dist: BaseDistribution) -> str | None:
    """Return the hash in METADATA; None also if it cannot be read."""
    try:
        return dist.metadata.get("Variant-hash")
    except (OSError, ValueError):
        return None


def is_built_for_others(dist: BaseDistribution) -> bool:
    """Return whether a distribution may be built for versions of other packages.

    It is asked of all that is installed, so the text is not parsed.
    """
    from pip._internal.exceptions import PipError

    for name in ("variant.json", "METADATA"):
        try:
            if "abi_dependency" in read_info(dist, name):
                return True
        except (OSError, ValueError, PipError):
            continue
    return False


def differs(dist: BaseDistribution, link: Link | None) -> bool:
    """Return whether a link leads to another variant than the one installed."""
    if link is None:
        return False
    offered, installed = variant_of(link), installed_variant(dist)
    return installed != (offered.text if offered else None)
