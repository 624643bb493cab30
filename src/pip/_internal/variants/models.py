"""The values that the choice among variants is made of."""

from __future__ import annotations

import functools
import posixpath
import typing
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import NormalizedName, canonicalize_name
from pip._vendor.packaging.version import Version
from pip._vendor.variantlib.named_tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pip._vendor.variantlib.catalogues.catalogue import Stated
    from pip._vendor.variantlib.choice.ranking import Ranking
    from pip._vendor.variantlib.models import VariantMetadata
    from pip._vendor.variantlib.names.filename import VariantName
    from pip._vendor.variantlib.names.properties import Property

    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.models.link import Link


Entry = tuple["str | None", str]
"""A page and the URL of a file that it lists: the statement of one page about a file
means nothing for another that lists the same file."""


def entry_of(link: Link) -> Entry:
    """Return by which page a file is listed; by none if it was named by its URL."""
    return link.comes_from, link.url


def source_of(link: Link) -> str:
    """Return the page that lists a file, or the folder that holds it."""
    return link.comes_from or posixpath.dirname(link.url_without_fragment)


def stated_in(link: Link) -> Stated | None:
    """Return the statement of a catalogue about a file; None for all other files."""
    return getattr(link, "stated", None)


def release_version(candidate: InstallationCandidate) -> Version:
    """Return the version of the release that a file is of.

    Where a catalogue states the variant, the local part of a version says nothing but
    that: ``2.9.0+cu128`` and ``2.9.0+cpu`` are one release.
    """
    version = candidate.version
    if stated_in(candidate.link) is None or version.local is None:
        return version
    return public(version)


@functools.lru_cache(maxsize=2**10)
def public(version: Version) -> Version:
    """Return a version without its local part."""
    return Version(version.public)


# Of typing, as there are very many.
class VariantCandidate(typing.NamedTuple):  # noqa: TID251
    """A variant wheel among the candidates of a release."""

    name: VariantName
    candidate: InstallationCandidate

    @classmethod
    def named(cls, name: VariantName, link: Link) -> VariantCandidate:
        """Return the offer that a link to a wheel is, wherever the link stands."""
        from pip._internal.models.candidate import InstallationCandidate
        from pip._internal.models.wheel import Wheel

        wheel = Wheel(link.filename)
        return cls(name, InstallationCandidate(wheel.name, wheel.version, link))

    @property
    def link(self) -> Link:
        return self.candidate.link

    @property
    def url(self) -> str:
        return self.candidate.link.url

    @property
    def version(self) -> Version:
        """The version of its release."""
        return release_version(self.candidate)

    @property
    def entry(self) -> Entry:
        """The page and the URL of its file."""
        return entry_of(self.candidate.link)

    @property
    def project(self) -> NormalizedName:
        return canonicalize_name(self.candidate.name)


def entries_of(offers: Iterable[VariantCandidate]) -> list[Entry]:
    """Return the entries of very many wheels, quicker than one by one."""
    links = [candidate.link for _, candidate in offers]
    return [(link.comes_from, link.url) for link in links]


class PendingSelection(NamedTuple):
    """The reason why a wheel was handed out.

    :param facts: The properties it was chosen by; None if it was asked for by name.
    :param fitting: How many variants of the release fit this machine and the request; 0
        for one that does not, but is the only one in a lock file.
    :param asked: The expression that it was asked for by, None for none.
    :param is_locked: Whether a lock file names it, so that there is no other.
    :param ranking: The alternatives; None if it was requested by name.
    :param reason: Why it is not the best of them, None if it is.
    """

    facts: VariantMetadata | None = None
    fitting: int = 0
    asked: str | None = None
    is_locked: bool = False
    ranking: Ranking | None = None
    reason: str | None = None


ALLOWED = "the best that other requirements allow"
"""Why a variant is chosen that is not the best; as in "which is ..."."""


class SelectedVariant(NamedTuple):
    """A variant wheel that was chosen, and why.

    :param properties: The properties that its own metadata states.
    :param source: Where the properties were read that it was chosen by; None if it
        was not chosen by them, but asked for by name.
    :param fitting: How many variants of the release fit this machine and the request.
    :param machine: The values that this machine supports for the keys of the
        variant: provider to key to values. None if the machine was not asked.
    :param asked: The expression that it was asked for by, None for none.
    :param reason: Why it is not the best of those that fit, None if it is.
    """

    name: VariantName
    properties: tuple[Property, ...]
    source: str | None
    fitting: int
    machine: dict[str, dict[str, list[str]]] | None
    asked: str | None = None
    reason: str | None = None
