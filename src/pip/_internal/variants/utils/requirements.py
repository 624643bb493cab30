"""Write requirements anew that strangers wrote, for a pip that is to look for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.packaging.version import InvalidVersion, Version

if TYPE_CHECKING:
    from pip._vendor.packaging.requirements import Requirement
    from pip._vendor.packaging.specifiers import Specifier


def as_public(requirement: Requirement) -> str:
    """Write the name and the public versions of a requirement.

    A URL would lead elsewhere, an extra to further distributions, a version that is
    none, or a local one, maybe to a file: pip takes ``name==1+x.zip`` for the name of
    one. So it does with ``x.zip``, but not with the normal form of the name.

    :raises ValueError: If there is more to it.
    """
    if requirement.url or requirement.extras:
        raise ValueError(str(requirement))
    versions = sorted(map(_as_public_version, requirement.specifier))
    return canonicalize_name(requirement.name) + ",".join(versions)


def _as_public_version(specifier: Specifier) -> str:
    public, star, _ = specifier.version.partition(".*")
    version = Version(public)
    if specifier.operator == "===" or version.local is not None:
        raise InvalidVersion(specifier.version)
    return f"{specifier.operator}{version}{star}"
