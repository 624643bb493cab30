"""The values of a catalogue, and the rule by which a file becomes a variant.

A catalogue makes of a release the document that its maker could have put beside the
wheels (PEP 850), so all that comes after is as for such a release::

    nvidia, amd, ...     the properties of each label, as the catalogue states them
    catalogue :: NAME    a static feature with the labels, in the order of the file: it
                         decides between labels that need the same, and says of
                         packages of one family whether they are of one label

A project may also have siblings: projects of other names with the same modules, one for
each back end. Each file of a sibling is of the variant that the catalogue says.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from packaging.specifiers import SpecifierSet
from packaging.utils import NormalizedName
from packaging.version import Version

from ..documents.document import Document
from ..documents.provider_tables import ProviderTable
from ..documents.statements import look_up
from ..models import VariantMetadata
from ..named_tuples import NamedTuple
from ..names.filename import VariantName
from ..names.labels import LabelProperties, label_mapping

NAMESPACE = "catalogue"
"""Of the static feature that each catalogue adds to its variants."""


class Stated(NamedTuple):
    """The variant that a catalogue takes a file for.

    :param is_sibling: Whether the project tells, which stands for another one.
    """

    name: VariantName
    facts: VariantMetadata
    is_sibling: bool = False


def needs_nothing(facts: VariantMetadata) -> bool:
    """Return whether a variant of a catalogue fits everywhere."""
    return not facts.properties.keys() - {NAMESPACE}


@dataclass(frozen=True, slots=True)
class Place:
    """Where wheels of some projects lie.

    :param indexes: URLs of package indexes, to which a project's name is added.
    :param pages: URLs of single pages with links.
    :param local: Patterns, of which the local version of a file has to match one.
    :param files: Patterns, of which the name of a file has to match one.
    :param versions: The projects and releases that this holds for.
    """

    indexes: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    versions: tuple[tuple[NormalizedName, SpecifierSet], ...] = ()

    @property
    def is_told_by_name(self) -> bool:
        """Whether the name of a file tells that it is meant, wherever it lies."""
        return bool(self.local or self.files)

    def index_pages(self, project: NormalizedName) -> list[str]:
        """Return the URLs of the pages of a project on its indexes."""
        return [f"{url.rstrip('/')}/{project}/" for url in self.indexes]

    def has_page(self, url: str, project: NormalizedName) -> bool:
        """Return whether a page is one of those where files of a project lie."""
        return url in (*self.index_pages(project), *self.pages)

    def holds_for(self, project: NormalizedName) -> bool:
        """Return whether it is about a project."""
        return any(name == project for name, _ in self.versions)

    def is_about(self, project: NormalizedName, version: Version) -> bool:
        """Return whether it is about a release."""
        return any(
            name == project and specifier.contains(version.public, prereleases=True)
            for name, specifier in self.versions
        )

    def takes(self, project: NormalizedName, filename: str, version: Version) -> bool:
        """Return whether a file that lies there is meant."""
        return (
            self.is_about(project, version)
            and _matches(version.local or "", self.local)
            and _matches(filename, self.files)
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A variant: where its wheels lie, and the properties that they need.

    :param stands_for: The project that the one of the place is a sibling of; None if it
        is a variant of the project of the place.
    """

    label: str
    properties: LabelProperties
    place: Place
    stands_for: NormalizedName | None = None


class Sibling(NamedTuple):
    """A project with the modules of another one, for some hardware.

    :param facts: The properties that it needs, comparable with those of the others.
    :param versions: The releases that this holds for.
    """

    project: NormalizedName
    label: str
    facts: VariantMetadata
    versions: SpecifierSet


@dataclass(frozen=True)
class Catalogue:
    """The places where the builds of some projects lie.

    :param path: Where it was read, for the user.
    :param entries: The best first, where the properties of two are alike.
    :param plain: Where plain files lie, of these projects and of what these need.
    :param namespaces: The namespaces of the properties, the most important first.
    """

    name: str
    path: str
    entries: tuple[Entry, ...]
    plain: tuple[Place, ...] = ()
    namespaces: tuple[str, ...] = ()
    description: str = ""
    source: str = ""
    date: str = ""

    @property
    def title(self) -> str:
        """Its name as the source of properties, for the user."""
        return f"the catalogue {self.name}"

    @property
    def feature(self) -> str:
        """The name of its static feature."""
        return self.name.replace("-", "_")

    @property
    def projects(self) -> frozenset[NormalizedName]:
        """All projects that it is about."""
        places = [*(entry.place for entry in self.entries), *self.plain]
        named = {name for place in places for name, _ in place.versions}
        return frozenset({*named, *self.siblings.values()})

    @property
    def siblings(self) -> dict[NormalizedName, NormalizedName]:
        """The projects that stand for others, and for which."""
        return {
            name: entry.stands_for
            for entry in self.entries
            if entry.stands_for is not None
            for name, _ in entry.place.versions
        }

    def siblings_of(self, project: NormalizedName) -> list[Sibling]:
        """Return the projects that may stand for one, in the order of the file."""
        entries = tuple(e for e in self.entries if e.stands_for == project)
        document = _document(entries, self.namespaces, self.feature)
        return [
            Sibling(name, entry.label, self._facts(entry, document), versions)
            for entry in entries
            for name, versions in entry.place.versions
        ]

    def has_files_of(self, project: NormalizedName) -> bool:
        """Return whether it says where files of a project lie, or which they are."""
        return bool(self.entries_of(project) or self.plain_of(project))

    def entries_of(self, project: NormalizedName) -> list[Entry]:
        """Return the variants of a project."""
        return [entry for entry in self.entries if entry.place.holds_for(project)]

    def plain_of(self, project: NormalizedName) -> list[Place]:
        """Return where the plain files of a project lie."""
        return [place for place in self.plain if place.holds_for(project)]

    def state(
        self, project: NormalizedName, filename: str, version: Version, entry: Entry
    ) -> Stated | None:
        """Return which variant a file is that lies at the place of an entry.

        :return: None if the entry does not mean it, or it is no wheel.
        """
        if not filename.endswith(".whl"):
            return None
        if not entry.place.takes(project, filename, version):
            return None
        name = VariantName(entry.label, True)
        facts = look_up(name, self.document(project, version), self.title)
        if not isinstance(facts, VariantMetadata):
            return None
        return Stated(name, facts, entry.stands_for is not None)

    def state_by_name(
        self, project: NormalizedName, filename: str, version: Version
    ) -> Stated | None:
        """Return which variant a wheel is that lies anywhere; None if nothing tells."""
        for entry in self.entries_of(project):
            if entry.place.is_told_by_name:
                found = self.state(project, filename, version, entry)
                if found is not None:
                    return found
        return None

    def state_by_version(
        self, project: NormalizedName, version: Version
    ) -> Stated | None:
        """Return which variant an installed distribution is, whose file is unknown.

        :return: None if its version does not tell, nor its project.
        """
        for entry in self.entries_of(project):
            place = entry.place
            if not place.local and entry.stands_for is None:
                continue
            found = self.state(project, f"{project}-{version}.whl", version, entry)
            if found is not None:
                return found
        return None

    def describe(
        self,
        project: NormalizedName,
        filename: str,
        version: Version,
        is_there: Callable[[Place], bool],
    ) -> Stated | bool:
        """Return which variant a file is that lies at a place of this catalogue.

        A file that a variant's table describes is not plain there.

        :param is_there: Returns whether a place is this one.
        :return: Else whether it counts, as a plain file.
        """
        for entry in self.entries_of(project):
            if is_there(entry.place):
                found = self.state(project, filename, version, entry)
                if found is not None:
                    return found
        if not self.is_plain(project, filename, version, is_there):
            return False
        return self.state_by_name(project, filename, version) or True

    def is_plain(
        self,
        project: NormalizedName,
        filename: str,
        version: Version,
        is_there: Callable[[Place], bool],
    ) -> bool:
        """Return whether a file lies where a table says that plain files are."""
        return any(
            is_there(place) and place.takes(project, filename, version)
            for place in self.plain_of(project)
        )

    def facts_of(self, entry: Entry) -> VariantMetadata:
        """Return the properties of an entry, whatever the release."""
        return self._facts(entry, _document((entry,), self.namespaces, self.feature))

    def _facts(self, entry: Entry, document: Document) -> VariantMetadata:
        return VariantMetadata(_needs(entry, self.feature), self.title, document)

    def document(
        self, project: NormalizedName, version: Version | None = None
    ) -> Document:
        """Return the document about a release; without a version, of all in one.

        It is always the same one for the same statement: documents are compared by
        their identity.
        """
        found = self.entries_of(project)
        if version is not None:
            found = [entry for entry in found if entry.place.is_about(project, version)]
        return _document(tuple(found), self.namespaces, self.feature)


def _matches(text: str, patterns: tuple[str, ...]) -> bool:
    return not patterns or any(fnmatchcase(text, pattern) for pattern in patterns)


def _needs(entry: Entry, feature: str) -> dict[str, dict[str, list[str]]]:
    own = {NAMESPACE: {feature: [entry.label]}}
    return {**label_mapping(entry.properties), **own}


@functools.lru_cache(maxsize=256)
def _document(
    entries: tuple[Entry, ...], namespaces: tuple[str, ...], feature: str
) -> Document:
    labels = tuple(dict.fromkeys(entry.label for entry in entries))
    variants: dict[str, dict[str, dict[str, list[str]]]] = {}
    for entry in entries:
        variants.setdefault(entry.label, _needs(entry, feature))
    table = ProviderTable(static=((feature, labels),))
    return Document((*namespaces, NAMESPACE), variants, {NAMESPACE: table}, {}, {})
