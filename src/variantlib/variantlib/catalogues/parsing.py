"""Make sense of a catalogue, a file in TOML::

    format = 1
    name = "torch"
    projects = ["torch", "torchvision"]
    namespaces = ["nvidia"]

    [[variants]]
    label = "cu130"
    index = "https://example.org/whl/cu130"
    properties = ["nvidia :: cuda_version_lower_bound :: 13.0"]

    [[variants]]
    label = "cpu"
    index = "https://example.org/whl/cpu"

``catalogue.schema.json``, beside this module, is its schema. All of it is foreign: each
mistake is an error that names the file and the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from packaging.utils import NormalizedName

from ..documents.toml_document import decode_toml, parse_toml
from ..errors import InvalidCatalogue
from ..names.labels import (
    LabelProperties,
    check_label,
    check_namespace,
    label_properties,
)
from ..names.properties import parse_property
from ..text import guess, printable, shown, some
from .catalogue import NAMESPACE, Catalogue, Entry, Place
from .values import (
    Mistake,
    Names,
    checked,
    parse_date,
    parse_list,
    parse_patterns,
    parse_project,
    parse_projects,
    parse_text,
    parse_urls,
    parse_versions,
)

FORMAT = 1
MAX_FILE_SIZE = 1024 * 1024
MAX_VARIANTS = 200
MAX_PROPERTIES = 1000
MAX_MISTAKES = 10
"""So many mistakes of one file are told in one line."""

HINT = "See 'Write a catalogue' in the documentation for the format."

_is_catalogue = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?").fullmatch
_RESERVED = ("none", "null")


class _Mistakes:
    """The mistakes of a file: where there is one, the next one is looked for."""

    def __init__(self) -> None:
        self.found: list[Mistake] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Take note of a mistake, and go on behind this."""
        try:
            yield
        except Mistake as mistake:
            self.found.append(mistake)

    def sentences(self) -> list[str]:
        """Return one for each."""
        sentences = []
        for mistake in self.found:
            where = f"{printable(mistake.place)}: " if mistake.place else ""
            sentences.append(f"{where}{mistake.problem}.")
        return sentences


def parse_catalogue(content: bytes, path: str) -> Catalogue:
    """Return the catalogue in a file.

    :param path: Where it comes from.
    :raises InvalidCatalogue: If it cannot be understood; all mistakes are told.
    """
    if len(content) > MAX_FILE_SIZE:
        problem = f"It is larger than {MAX_FILE_SIZE} bytes."
        raise InvalidCatalogue(path, problem, HINT)
    try:
        document = parse_toml(decode_toml(content))
    except ValueError as error:
        problem = f"It is not valid TOML: {printable(str(error))}."
        raise InvalidCatalogue(path, problem, HINT) from None
    mistakes = _Mistakes()
    found = _read(document, path, mistakes)
    if mistakes.found:
        sentences = mistakes.sentences()
        problem = " ".join(some(sentences, MAX_MISTAKES))
        raise InvalidCatalogue(path, problem, HINT, sentences)
    return found


def is_catalogue(document: Mapping[str, Any]) -> bool:
    """Return whether a table in TOML is meant as a catalogue, and no maker's file."""
    # A catalogue has both; one that lacks a key is to be told so.
    return "format" in document or "projects" in document


def _read(document: Mapping[str, Any], path: str, mistakes: _Mistakes) -> Catalogue:
    """Return the catalogue; with mistakes it is of no use."""
    noted = mistakes.noted
    _check_keys(document, _TOP, "", mistakes)
    if document.get("format") != FORMAT or document["format"] is True:
        mistakes.found.append(Mistake("format", f"must be {FORMAT}"))
    name = description = source = date = ""
    with noted():
        name = _name(document)
    projects: Names = ()
    with noted():
        projects = _projects_of_all(document)
    with noted():
        description = parse_text(document, "description", "", "")
    with noted():
        source = parse_text(document, "source", "", "")
    with noted():
        date = parse_date(document)
    entries, plain = [], []
    with noted():
        entries = list(_entries(document, projects, mistakes))
    with noted():
        plain = list(_plain(document, projects, mistakes))
    namespaces: tuple[str, ...] = ()
    with noted():
        namespaces = _namespaces(document, entries)
    with noted():
        _check_labels(entries)
    return Catalogue(
        name=name,
        path=path,
        entries=tuple(entries),
        plain=tuple(plain),
        namespaces=namespaces,
        description=description,
        source=source,
        date=date,
    )


def _name(document: Mapping[str, Any]) -> str:
    name = parse_text(document, "name", "")
    if not _is_catalogue(name):
        raise Mistake("name", f"{shown(name)} is not of the characters a-z 0-9 -")
    return name


def _projects_of_all(document: Mapping[str, Any]) -> Names:
    projects = parse_projects(document, "")
    if not projects:
        raise Mistake("projects", "must name at least one project")
    return projects


def _tables(document: Mapping[str, Any], key: str) -> Iterable[dict[str, Any]]:
    tables = document.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        raise Mistake(key, f"must be tables, each under [[{key}]]")
    if len(tables) > MAX_VARIANTS:
        raise Mistake(key, f"are more than {MAX_VARIANTS}")
    return tables


def _entries(
    document: Mapping[str, Any], projects: Names, mistakes: _Mistakes
) -> Iterator[Entry]:
    tables = list(enumerate(_tables(document, "variants"), start=1))
    if not tables:
        raise Mistake("variants", "are missing; write a table [[variants]] for each")
    for number, table in tables:
        where = f"variants, number {number}"
        _check_keys(table, _VARIANT, where, mistakes)
        label, own = "", projects
        needs: LabelProperties = ()
        with mistakes.noted():
            label = _label(table, where)
            where = f"variant {label}"
        with mistakes.noted():
            own = _own(table, where, projects)
        with mistakes.noted():
            needs = _properties(table, where)
        with mistakes.noted():
            if "sibling" in table:
                entry = _sibling(table, where, own, projects, label, needs)
            else:
                entry = Entry(label, needs, _place(table, where, own))
            if label:
                yield entry


def _label(table: Mapping[str, Any], where: str) -> str:
    label = checked(f"{where}, label", check_label, table.get("label"))
    if label in _RESERVED:
        text = f"{label} stands for files without a variant; take another, as cpu"
        raise Mistake(f"{where}, label", text)
    return label


def _sibling(
    table: Mapping[str, Any],
    where: str,
    own: Names,
    projects: Names,
    label: str,
    needs: LabelProperties,
) -> Entry:
    """Return a variant that is a project of its own, from any index."""
    sibling = parse_project(table["sibling"], f"{where}, sibling")
    if sibling in projects:
        raise Mistake(f"{where}, sibling", "is a project of the catalogue itself")
    if len(own) != 1:
        raise Mistake(where, "a sibling stands for one project; name it in projects")
    if other := next((key for key in _WHERE if key in table), None):
        raise Mistake(where, f"{other} and sibling do not go together")
    versions = parse_versions(table, where, (sibling,))
    # The name of the project tells, wherever its files lie.
    place = Place(files=("*.whl",), versions=versions)
    return Entry(label, needs, place, stands_for=own[0])


def _own(table: Mapping[str, Any], where: str, projects: Names) -> Names:
    """Return the projects that a variant is about: some of the catalogue, or all."""
    own = parse_projects(table, where)
    stranger = next((name for name in own if name not in projects), None)
    if projects and stranger:
        raise Mistake(where, f"{stranger} is not among the projects of the catalogue")
    return own or projects


def _plain(
    document: Mapping[str, Any], projects: Names, mistakes: _Mistakes
) -> Iterator[Place]:
    for number, table in enumerate(_tables(document, "plain"), start=1):
        where = f"plain, number {number}"
        _check_keys(table, _PLAIN, where, mistakes)
        with mistakes.noted():
            yield _place(table, where, parse_projects(table, where) or projects)


def _place(table: Mapping[str, Any], where: str, projects: Names) -> Place:
    place = Place(
        indexes=parse_urls(table, "index", where),
        pages=parse_urls(table, "page", where),
        local=parse_patterns(table, "local", where),
        files=parse_patterns(table, "files", where),
        versions=parse_versions(table, where, projects),
    )
    if not (place.indexes or place.pages or place.is_told_by_name):
        text = "needs an index or a page, or local or files, or a sibling"
        raise Mistake(where, text)
    return place


def _check_labels(entries: Sequence[Entry]) -> None:
    """Refuse a label that means two things, and a project that stands for two."""
    stands_for: dict[NormalizedName, NormalizedName] = {}
    for entry in entries:
        for sibling, _ in entry.place.versions if entry.stands_for else ():
            assert entry.stands_for is not None
            if stands_for.setdefault(sibling, entry.stands_for) != entry.stands_for:
                text = f"{sibling} stands for two projects; it can for one"
                raise Mistake(f"variant {entry.label}", text)
    known: dict[tuple[str, NormalizedName], tuple[LabelProperties, str]] = {}
    for entry in entries:
        for project, specifier in entry.place.versions:
            stated = entry.properties, str(specifier)
            other = known.setdefault((entry.label, project), stated)
            if other[0] != stated[0] and not (other[1] and stated[1]):
                text = "has other properties elsewhere; give both tables their versions"
                raise Mistake(f"variant {entry.label}", text)


def _properties(table: Mapping[str, Any], place: str) -> LabelProperties:
    place = f"{place}, properties"
    texts = parse_list(table.get("properties", []), place, MAX_PROPERTIES)
    parsed = [checked(place, parse_property, text) for text in texts]
    if any(namespace == NAMESPACE for namespace, _, _ in parsed):
        raise Mistake(place, f"the namespace {NAMESPACE} is not yours to use")
    return checked(place, label_properties, parsed)


def _namespaces(
    document: Mapping[str, Any], entries: Iterable[Entry]
) -> tuple[str, ...]:
    """Return the order of the namespaces; that of their first use if none is given."""
    used = dict.fromkeys(name for entry in entries for name, _ in entry.properties)
    if "namespaces" not in document:
        return tuple(used)
    texts = parse_list(document["namespaces"], "namespaces", 100)
    order = dict.fromkeys(checked("namespaces", check_namespace, t) for t in texts)
    if missing := [name for name in used if name not in order]:
        raise Mistake("namespaces", f"{missing[0]} is missing, and variants need it")
    return tuple(name for name in order if name in used)


def _check_keys(
    table: Mapping[str, Any], known: Sequence[str], place: str, mistakes: _Mistakes
) -> None:
    for key in table:
        if key not in known:
            text = f"unknown key{guess(key, known)}; known are {', '.join(known)}"
            where = f"{place}, {key}" if place else key
            mistakes.found.append(Mistake(where, text))


_TOP = (
    "format",
    "name",
    "description",
    "source",
    "date",
    "projects",
    "namespaces",
    "variants",
    "plain",
)
_WHERE = ("index", "page", "local", "files")
_PLAIN = (*_WHERE, "versions", "projects")
_VARIANT = ("label", "properties", "sibling", *_PLAIN)
