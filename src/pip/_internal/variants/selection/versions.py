"""Versions that tell the variants of a release apart.

The resolver tries one file of each version. It is handed these in place of versions, so
that it tries one file of each variant. So is ``pip list``, which compares versions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pip._vendor.packaging.version import Version

from pip._internal.variants.models import release_version
from pip._internal.variants.names import variant_of

if TYPE_CHECKING:
    from pip._internal.models.candidate import InstallationCandidate


class VariantVersion(Version):
    """A version that is equal only to that of the same variant.

    It is greater or less than others as its version is.

    :param variant: The hash or label, None for a plain file.
    :param is_better: Whether it comes before the installed distribution of its version.
        Then it is not less than or equal to that version.
    """

    __slots__ = ("_is_better", "_variant")

    def __init__(
        self, version: Version, variant: str | None, is_better: bool = False
    ) -> None:
        super().__init__(str(version))
        self._variant = variant
        self._is_better = is_better

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, VariantVersion):
            return False
        return self._variant == other._variant and super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __le__(self, other: Version) -> bool:  # type: ignore[override]
        return super().__lt__(other) if self._is_better else super().__le__(other)

    def __hash__(self) -> int:
        return hash((super().__hash__(), self._variant))


class BetterVersion(Version):
    """The version of a variant that is better than the installed file of its version.

    It is greater than that version too.

    :ivar variant: The hash or label.
    """

    __slots__ = ("variant",)

    def __init__(self, version: Version, variant: str) -> None:
        super().__init__(str(version))
        self.variant = variant

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BetterVersion) and super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __gt__(self, other: Version) -> bool:  # type: ignore[override]
        return super().__ge__(other)

    def __hash__(self) -> int:
        return hash((super().__hash__(), self.variant))


def distinguish(
    candidate: InstallationCandidate,
    installed: str | None,
    upgraded: Iterable[InstallationCandidate],
) -> Version:
    """Return the version under which the resolver tries a candidate.

    The installed distribution stands for the candidates of its version and variant, as
    it does without variants.

    :param installed: The variant that is installed of the project; None if that is
        plain, or nothing is.
    :param upgraded: The candidates of a project that is upgraded, best first, at least
        up to this one.
    """
    variant = _variant_text(candidate)
    if variant == installed:
        return candidate.version
    is_better = _comes_first(candidate, installed, upgraded)
    return VariantVersion(candidate.version, variant, is_better)


def _comes_first(
    candidate: InstallationCandidate,
    installed: str | None,
    order: Iterable[InstallationCandidate],
) -> bool:
    """Return whether a candidate comes before those of the installed variant."""
    for other in order:
        if other.link == candidate.link:
            return True
        is_version = release_version(other) == release_version(candidate)
        if is_version and _variant_text(other) == installed:
            return False
    return False


def _variant_text(candidate: InstallationCandidate) -> str | None:
    name = variant_of(candidate.link)
    return name.text if name is not None else None
