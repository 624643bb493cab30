"""Make sense of what one page or folder lists about the variants of a release.

It may list several files that claim to be one. Equal digests say that they are; of
others nobody knows which is right, so none of them speaks for another.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import InvalidVersion, Version

__all__ = ["SUFFIX", "dispute", "examples", "release_of"]

SUFFIX = "-variants.json"
"""The end of the name of a document beside wheels."""

T = TypeVar("T")


def release_of(filename: str) -> tuple[NormalizedName, Version] | None:
    """Return the release that a document describes, None for another file."""
    name, dash, version = filename.removesuffix(SUFFIX).rpartition("-")
    if not dash or not filename.endswith(SUFFIX):
        return None
    try:
        return canonicalize_name(name), Version(version)
    except InvalidVersion:
        return None


def dispute(documents: Collection[object]) -> str | None:
    """Return why none of some documents of one release counts, None for one.

    :param documents: Those with different contents, as far as it is known.
    """
    if len(documents) < 2:
        return None
    return f"{len(documents)} describe one release, and no digest says they agree"


def examples(
    wheels: Sequence[T], identify: Callable[[T], tuple[str, str, str]]
) -> list[T]:
    """Return the wheel that is read for each of some wheels with labels.

    It is the first of the label, and of a wheel with several contents each content.

    :param identify: Returns the label of a wheel, its file name, and the content: its
        digest, or its URL if no digest is known.
    """
    named = [(wheel, *identify(wheel)) for wheel in wheels]
    contents: dict[str, set[str]] = {}
    for _, _, filename, content in named:
        contents.setdefault(filename, set()).add(content)
    first: dict[tuple[str, str], T] = {}
    found = []
    for wheel, label, filename, content in named:
        is_disputed = len(contents[filename]) > 1
        key = label, content if is_disputed else ""
        found.append(first.setdefault(key, wheel))
    return found
