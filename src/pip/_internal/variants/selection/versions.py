"""Versions that tell the variants of a release apart.

The resolver tries one file of each version. It is handed these in place of versions, so
that it tries one file of each variant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pip._vendor.packaging.version import Version

from pip._internal.variants.names import installed_variant, variant_of

if TYPE_CHECKING:
    from pip._internal.metadata import BaseDistribution
    from pip._internal.models.candidate import InstallationCandidate


class VariantVersion(Version):
    """A version that is equal only to that of the same variant.

    It is greater or less than others as its version is.

    :param variant: The hash or label, None for what is plain.
    """

    __slots__ = ("_variant",)

    def __init__(self, version: Version, variant: str | None) -> None:
        super().__init__(str(version))
        self._variant = variant

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, VariantVersion):
            return False
        return self._variant == other._variant and super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((super().__hash__(), self._variant))


def distinguish(
    candidate: InstallationCandidate, installed: BaseDistribution | None
) -> Version:
    """Return the version under which the resolver tries a candidate.

    What is installed stands for the candidates of its version and variant, as it does
    without variants.

    :param installed: The installed distribution of the project, None if there is none.
    """
    name = variant_of(candidate.link)
    variant = name.text if name is not None else None
    stands = installed_variant(installed) if installed is not None else None
    if variant == stands:
        return candidate.version
    return VariantVersion(candidate.version, variant)
