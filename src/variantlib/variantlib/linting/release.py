"""A release as rules see it: its wheels, and all that is stated about its variants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from packaging.tags import Tag
from packaging.utils import BuildTag

from ..documents.document import Document, combine
from ..documents.provider_tables import ProviderTable
from ..index.files import IndexFile
from ..models import MetadataUnavailable, VariantMetadata
from ..named_tuples import NamedTuple
from ..names.filename import VariantName
from ..names.hashing import is_hash, variant_hash
from ..names.labels import LabelProperties, each_property
from ..names.properties import Property, to_mapping

__all__ = [
    "FileList",
    "Metadata",
    "Misnamed",
    "Release",
    "Statement",
    "Variant",
    "WheelFile",
    "is_hash_of",
]


class Misnamed(NamedTuple):
    """A file that has no wheel's name, and the reason."""

    filename: str
    reason: str


@dataclass(frozen=True)
class Metadata:
    """METADATA of a wheel.

    :param fields: The values of each header, by its name in small letters.
    :param description: A digest of the text below the headers.
    :param digest: That of the whole file.
    """

    fields: Mapping[str, tuple[str, ...]]
    description: str = ""
    digest: str = ""

    @property
    def requires(self) -> tuple[str, ...]:
        """The dependencies."""
        return self.fields.get("requires-dist", ())

    @property
    def requires_python(self) -> str:
        return "".join(self.fields.get("requires-python", ()))


@dataclass(frozen=True)
class WheelFile:
    """A wheel of the release.

    :param name: The variant in its file name; None for a plain wheel.
    :param metadata: None if the wheel was not read.
    :param own: Its own statement about its variant; None if there is none to be had.
    :param has_document: Whether it has a ``variant.json``; None if it was not read.
    :param stated_tags: Those that its WHEEL states; none if it was not read.
    :param fault: Why it cannot be read.
    :param listed: As a page of an index lists it; None if there is no page.
    :param beside: The digest of the file with its METADATA beside it; None if that was
        not read.
    :param not_beside: Why that file cannot be had, if it has to be there.
    """

    filename: str
    build: BuildTag
    tags: frozenset[Tag]
    name: VariantName | None
    metadata: Metadata | None = None
    own: VariantMetadata | MetadataUnavailable | None = None
    has_document: bool | None = None
    stated_tags: frozenset[Tag] = frozenset()
    fault: str | None = None
    listed: IndexFile | None = None
    beside: str | None = None
    not_beside: str | None = None

    @property
    def variant(self) -> str:
        """The name of its variant; empty for a plain wheel."""
        return self.name.text if self.name else ""

    @property
    def is_labelled(self) -> bool:
        return self.name is not None and self.name.is_label

    @property
    def is_hashed(self) -> bool:
        return self.name is not None and not self.name.is_label


@dataclass(frozen=True)
class Statement:
    """A document about the whole release.

    :param raw: All of it, as it was written; None if it is not JSON.
    :param document: What can be used of it; None if nothing can.
    :param fault: Why that is so.
    :param duplicates: Names that stand twice in one object.
    :param is_there: Whether it could be had at all.
    """

    filename: str
    raw: object = None
    document: Document | None = None
    fault: str | None = None
    duplicates: tuple[str, ...] = ()
    is_there: bool = True


class FileList(NamedTuple):
    """A list of the files of a release: on a page, or in a folder.

    :param title: Who has it, in sentences.
    :param files: The digest of each, by its name; None if that is not known.
    """

    title: str
    files: Mapping[str, str | None]


class Variant(NamedTuple):
    """A variant of the release.

    :param source: The file that states its properties.
    """

    name: str
    is_label: bool
    properties: LabelProperties
    source: str

    @property
    def features(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Its values, by namespace and key."""
        return {
            (namespace, key): values
            for namespace, keys in self.properties
            for key, values in keys
        }

    @property
    def shown(self) -> str:
        """Its name in sentences."""
        return f"label {self.name}" if self.is_label else f"variant {self.name}"


@dataclass(frozen=True)
class Release:
    """A version of a project, as far as it is known.

    :param wheels: By name.
    :param is_listed: Whether all of its files are known; a wheel or document may have
        been named alone.
    :param has_source: Whether a source archive is among them.
    :param statement: The document beside the wheels.
    :param planned: The same of variants that are to be built: a maker's file.
    :param is_for_others: Whether other installers read what is stated.
    :param misnamed: Files that may be of this release or of any.
    :param lists: Lists of its files that have to be the same.
    :param shadowed: The labels of tables of a catalogue without files, each with that
        of the table that has them.
    :param told_by_place: Labels whose files nothing but their place tells.
    """

    project: str
    version: str
    wheels: tuple[WheelFile, ...] = ()
    is_listed: bool = False
    has_source: bool = False
    statement: Statement | None = None
    planned: Statement | None = None
    is_for_others: bool = True
    misnamed: tuple[Misnamed, ...] = ()
    lists: tuple[FileList, ...] = ()
    shadowed: tuple[tuple[str, str], ...] = ()
    told_by_place: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its name in sentences."""
        return f"{self.project} {self.version}".strip() or "files of no release"

    @cached_property
    def document(self) -> Document | None:
        """All that is stated about label variants, whoever states it."""
        if self.planned is not None:
            return self.planned.document
        if self.statement is not None and self.statement.document is not None:
            return self.statement.document
        own = [
            wheel.own.document
            for wheel in self.wheels
            if isinstance(wheel.own, VariantMetadata)
        ]
        documents = list(filter(None, own))
        return combine(documents) if documents else None

    @cached_property
    def variants(self) -> Mapping[str, Variant]:
        """All variants whose properties are known, sorted by name.

        The document beside the wheels counts, and wheels for those it does not know.
        """
        found = dict(self._of_wheels())
        stated = self.statement or self.planned
        source = stated.filename if stated else ""
        for name in self.document.variants if self.document else ():
            properties = _properties_in(self.document, name)
            if properties is None or (name in found and not self._is_beside(name)):
                continue
            is_label = not is_hash_of(name, properties)
            found[name] = Variant(name, is_label, properties, source)
        return dict(sorted(found.items()))

    @property
    def labels(self) -> list[Variant]:
        return [variant for variant in self.variants.values() if variant.is_label]

    @property
    def hashes(self) -> list[Variant]:
        return [variant for variant in self.variants.values() if not variant.is_label]

    @property
    def namespaces(self) -> tuple[str, ...]:
        """The namespaces of labels, in the package's order."""
        return self.document.namespaces if self.document else ()

    @property
    def providers(self) -> Mapping[str, ProviderTable]:
        return self.document.providers if self.document else {}

    def wheels_of(self, variant: str) -> list[WheelFile]:
        """Return the wheels of a variant; of none, the plain ones."""
        return [wheel for wheel in self.wheels if wheel.variant == variant]

    def _is_beside(self, name: str) -> bool:
        beside = self.statement.document if self.statement else None
        return beside is not None and name in beside.variants

    def _of_wheels(self) -> list[tuple[str, Variant]]:
        found: dict[str, Variant] = {}
        for wheel in self.wheels:
            if wheel.name is None or not isinstance(wheel.own, VariantMetadata):
                continue
            parsed = wheel.own.check(wheel.name)
            if parsed.error is None:
                properties = as_label_properties(parsed.properties)
                found.setdefault(
                    wheel.name.text,
                    Variant(
                        wheel.name.text, wheel.name.is_label, properties, wheel.filename
                    ),
                )
        return list(found.items())


def as_label_properties(properties: tuple[Property, ...]) -> LabelProperties:
    """Return single properties, of either form, as they are held in a variant."""
    return tuple(
        (namespace, tuple((key, tuple(values)) for key, values in sorted(keys.items())))
        for namespace, keys in sorted(to_mapping(properties).items())
    )


def is_hash_of(name: str, properties: LabelProperties) -> bool:
    """Return whether a name is the hash of the properties, and so no label."""
    return is_hash(name) and variant_hash(each_property(properties)) == name


def _properties_in(document: Document | None, name: str) -> LabelProperties | None:
    """Return the properties of a document's variant; None if they are not valid."""
    stated = document.variants.get(name) if document is not None else None
    if stated is None:
        return None
    facts = VariantMetadata(stated, "", document)
    if facts.parsed.error is None:
        return as_label_properties(facts.parsed.properties)
    of_hash = VariantMetadata(stated, "").parsed
    return as_label_properties(of_hash.properties) if of_hash.error is None else None
