"""The dependencies of a wheel as its maker writes them, variant markers among them.

No release of packaging knows the markers of PEP 825. So they are read as other markers
of the same type; nothing is evaluated here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import NormalizedName, canonicalize_name

from ..errors import VariantError, shorten

__all__ = ["extras_of", "parse_requirement", "project_of"]

MAX_TEXT = 20_000
"""Characters of a dependency; longer ones are refused."""

_STAND_INS = {
    "variant_label": "platform_release",
    "variant_properties": "platform_version",
    "variant_features": "implementation_version",
    "variant_namespaces": "implementation_name",
}
# Text in quotes is passed over.
_MARKER = re.compile(r"\"[^\"]*\"|'[^']*'|\bvariant_[a-z]+\b", re.ASCII)
_NAME = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)", re.ASCII)
_EXTRA = re.compile(r"\bextra\s*==\s*[\"']([^\"']*)[\"']", re.ASCII)


def parse_requirement(text: str) -> Requirement:
    """Return a dependency.

    :raises VariantError: If it is none.
    """
    if len(text) > MAX_TEXT or not text.isprintable():
        raise VariantError(f"{shorten(text)} is no requirement of one line")
    head, semicolon, marker = text.partition(";")
    try:
        return Requirement(head + semicolon + _MARKER.sub(_stand_in, marker))
    except InvalidRequirement as error:
        reason = str(error).partition("\n")[0]
    except RecursionError:
        reason = "it is nested too deep"
    raise VariantError(f"{shorten(text)} is no requirement: {reason}")


def _stand_in(match: re.Match[str]) -> str:
    return _STAND_INS.get(match[0], match[0])


def project_of(text: str) -> NormalizedName | None:
    """Return the project that a line of METADATA requires; None if it is no such line.

    A line that is wrong otherwise may stand in a wheel, and stay there.
    """
    match = _NAME.match(text)
    return canonicalize_name(match[1]) if match else None


def extras_of(text: str) -> set[NormalizedName]:
    """Return the extras that the marker of a dependency names."""
    return set(map(canonicalize_name, _EXTRA.findall(text.partition(";")[2])))


def is_same(one: str, other: str) -> bool:
    """Return whether two dependencies say the same."""
    try:
        return parse_requirement(one) == parse_requirement(other)
    except VariantError:
        return one.split() == other.split()


def is_bare(text: str) -> bool:
    """Return whether a text is the name of a project, and nothing more."""
    match = _NAME.fullmatch(text.rstrip())
    return match is not None


def canonical_names(texts: Iterable[str]) -> set[NormalizedName]:
    """Return the projects that dependencies name."""
    return {name for text in texts if (name := project_of(text)) is not None}
