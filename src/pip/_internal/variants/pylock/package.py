"""Read a locked package that has variants."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pip._vendor.packaging.pylock import (
    Package,
    PackageArchive,
    PackageDirectory,
    PackageSdist,
    PackageVcs,
    PackageWheel,
)
from pip._vendor.packaging.tags import create_compatible_tags_selector, sys_tags
from pip._vendor.packaging.utils import (
    InvalidWheelFilename,
    NormalizedName,
    parse_wheel_filename,
)
from pip._vendor.variantlib.catalogues.catalogue import Stated
from pip._vendor.variantlib.documents.document import parse_document
from pip._vendor.variantlib.documents.statements import look_up
from pip._vendor.variantlib.errors import VariantError
from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.models.candidate import InstallationCandidate
from pip._internal.models.link import Link
from pip._internal.utils.pylock import (
    package_sdist_requirement_url,
    package_wheel_requirement_url,
)
from pip._internal.variants.catalogues.links import StatedLink
from pip._internal.variants.exceptions import VariantNotAsLocked
from pip._internal.variants.models import Entry, VariantCandidate, entry_of
from pip._internal.variants.names import split_variant
from pip._internal.variants.pylock.portable import labels_of
from pip._internal.variants.pylock.reader import LockedVariants

if TYPE_CHECKING:
    from pip._vendor.packaging.tags import Tag
    from pip._vendor.packaging.version import Version
    from pip._vendor.variantlib.documents.document import Document
    from pip._vendor.variantlib.names.filename import VariantName

PackageFile = (
    PackageVcs | PackageDirectory | PackageArchive | PackageWheel | PackageSdist
)
"""A file of a package that packaging may choose."""

_Selector = Callable[[Iterable[tuple[Any, frozenset["Tag"]]]], Iterator[Any]]

TABLE = "the variants-json of the lock file"
"""The name of that source, for the user."""


class LockedFile(NamedTuple):
    """A file of a locked package that this Python can install.

    :param variant: None for a plain wheel, and for a source distribution.
    """

    entry: PackageWheel | PackageSdist
    variant: VariantName | None
    candidate: InstallationCandidate


class LockedRelease(NamedTuple):
    """A locked package that has variants.

    :param files: The files that this Python can install, in pip's order, best first.
    :param stated: Its ``variants-json``, not validated; None if there is none.
    :param versions: The versions of all packages in the lock file.
    """

    project: NormalizedName
    files: Sequence[LockedFile]
    stated: object
    versions: Mapping[NormalizedName, Version]

    @property
    def candidates(self) -> list[InstallationCandidate]:
        return [file.candidate for file in self.files]

    @property
    def offers(self) -> list[VariantCandidate]:
        return [
            VariantCandidate(file.variant, file.candidate)
            for file in self.files
            if file.variant
        ]

    def facts(self) -> Mapping[Entry, VariantMetadata | MetadataUnavailable]:
        """Return the stated properties of each variant wheel, by its entry."""
        offers = self.offers
        if self.stated is None:
            reason = "the lock file does not say what it needs"
            return _of_all(offers, MetadataUnavailable(reason, is_fault=False))
        try:
            document = _parse(_Statement(self.stated))
        except VariantError as error:
            return _of_all(offers, MetadataUnavailable(f"{TABLE} {error}"))
        unknown = MetadataUnavailable(f"{TABLE} does not know its hash")
        return {
            offer.entry: look_up(offer.name, document, TABLE) or unknown
            for offer in offers
        }


def read_release(
    package: Package, lock: str, tags: tuple[Tag, ...] | None = None
) -> LockedRelease:
    """Make sense of a package with variants.

    :param package: As ``reader`` hands it on.
    :param lock: The path or URL of the lock file.
    :param tags: Of the wheels that can be installed; None for this Python's.
    :raises VariantNotAsLocked: If a file has another name where it comes from.
    """
    assert isinstance(package.tool, LockedVariants)
    tool = package.tool
    files = list(_files(package, tool.variants, lock, tags))
    labels = labels_of({"tool": tool})
    for file in files:
        # Labels of a catalogue are in the names of no files.
        is_named = file.entry.filename not in labels
        _check_place(file, file.variant if is_named else None)
    release = LockedRelease(package.name, files, tool.stated, tool.versions)
    return _with_statements(release, labels) if labels else release


def _with_statements(
    release: LockedRelease, labels: Mapping[str, str]
) -> LockedRelease:
    """Return the same, whose links state what a catalogue said of the wheels."""
    facts = release.facts()

    def with_statement(file: LockedFile) -> LockedFile:
        link = file.candidate.link
        found = facts.get(entry_of(link))
        is_stated = file.entry.filename in labels and file.variant is not None
        if not is_stated or not isinstance(found, VariantMetadata):
            return file
        assert file.variant is not None
        stated = StatedLink.of(link, Stated(file.variant, found))
        version = str(file.candidate.version)
        candidate = InstallationCandidate(release.project, version, stated)
        return file._replace(candidate=candidate)

    return release._replace(files=list(map(with_statement, release.files)))


def _check_place(file: LockedFile, named: VariantName | None) -> None:
    """Refuse a file that has another name where it comes from: another variant.

    :param named: The variant that is in its name.
    :raises VariantNotAsLocked: If that is so.
    """
    there = file.candidate.link.filename
    try:
        plain, variant = split_variant(there)
        # Of plain files, upstream does not care.
        is_same = variant == named and (
            variant is None
            or _parse_filename(plain) == _parse_filename(file.entry.filename)
        )
    except InvalidWheelFilename:
        is_same = False
    if not is_same:
        raise VariantNotAsLocked.by_name(file.entry.filename, named, there)


def _of_all(
    offers: Sequence[VariantCandidate], reason: MetadataUnavailable
) -> Mapping[Entry, VariantMetadata | MetadataUnavailable]:
    return {offer.entry: reason for offer in offers}


def _files(
    package: Package,
    variants: Sequence[VariantName | None],
    lock: str,
    tags: tuple[Tag, ...] | None,
) -> Iterator[LockedFile]:
    for wheel, variant in _best_tags_first(package.wheels or (), variants, tags):
        url = package_wheel_requirement_url(lock, wheel)
        yield LockedFile(wheel, variant, _candidate(package, wheel, url, lock))
    if package.sdist is not None:
        url = package_sdist_requirement_url(lock, package.sdist)
        candidate = _candidate(package, package.sdist, url, lock)
        yield LockedFile(package.sdist, None, candidate)


def _candidate(
    package: Package, entry: PackageWheel | PackageSdist, url: str, lock: str
) -> InstallationCandidate:
    assert package.wheels
    version = package.version or _parse_filename(package.wheels[0].filename)[1]
    link = Link(url, comes_from=lock, hashes=entry.hashes)
    return InstallationCandidate(package.name, str(version), link)


def _best_tags_first(
    wheels: Sequence[PackageWheel],
    variants: Sequence[VariantName | None],
    known: tuple[Tag, ...] | None,
) -> Iterator[tuple[PackageWheel, VariantName | None]]:
    tagged = []
    for wheel, variant in zip(wheels, variants, strict=True):
        _, _, build, tags = _parse_filename(wheel.filename)
        tagged.append((build, (wheel, variant), tags))
    tagged.sort(key=lambda item: item[0], reverse=True)
    return _selector(known)((both, tags) for _, both, tags in tagged)


@functools.cache
def _selector(known: tuple[Tag, ...] | None) -> _Selector:
    return create_compatible_tags_selector(sys_tags() if known is None else known)


class _Statement:
    """A statement that a cache can tell from others."""

    def __init__(self, stated: object) -> None:
        self.stated = stated
        self._text = repr(stated)

    def __hash__(self) -> int:
        return hash(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Statement) and self._text == other._text


@functools.lru_cache
def _parse(statement: _Statement) -> Document:
    """Return the document for a statement, the same one for the same statement.

    Ranks are comparable within one document, and the builds of a catalogue are
    packages of their own.
    """
    return parse_document(statement.stated)


# Without their variants most wheels of a release have one name.
_parse_filename = functools.lru_cache(parse_wheel_filename)
