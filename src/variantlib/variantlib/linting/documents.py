"""Rules about the document beside the wheels, and how it goes with them."""

from __future__ import annotations

from collections.abc import Iterator

from ..documents import statements
from ..documents.document import Document
from ..models import VariantMetadata
from ..names.filename import VariantName
from ..names.hashing import is_hash
from ..names.properties import Property, format_property
from ..text import joined, printable
from .findings import Problem
from .release import Release

__all__ = [
    "bad_documents",
    "bad_entries",
    "differing_wheels",
    "disputes",
    "names_twice",
    "unknown_wheels",
    "without_document",
    "without_wheels",
]

# So many names are shown in one finding.
_SHOWN = 3

_ANEW = ("write the document anew", "index FOLDER")


def bad_documents(release: Release) -> Iterator[Problem]:
    """Find documents that cannot be used at all."""
    statement = release.statement
    if statement is not None and statement.fault is not None:
        yield Problem(
            statement.filename,
            f"installers cannot use this document: it {statement.fault}",
            *(_ANEW if statement.is_there else ("upload it again",)),
        )


def bad_entries(release: Release) -> Iterator[Problem]:
    """Find parts of a document that cannot be used."""
    document = release.statement.document if release.statement else None
    if release.statement is None or document is None:
        return
    filename = release.statement.filename
    for namespace, reason in sorted(document.bad_namespaces.items()):
        yield Problem(
            filename,
            f"nothing can use the namespace {printable(namespace)}: {reason}",
            *_corrected(release, "its table in 'providers'"),
        )
    for name in sorted(document.variants):
        flaw = document.bad_labels.get(name) or _flaw(release, document, name)
        if flaw is not None:
            yield Problem(
                filename,
                f"{printable(name)} never fits: {flaw}",
                *_corrected(release, "the entry"),
            )


def _corrected(release: Release, part: str) -> tuple[str, str]:
    """Return the way out, and the command for it: wheels say what is right."""
    if not any(wheel.name for wheel in release.wheels):
        return f"correct {part}", ""
    return _ANEW


def _flaw(release: Release, document: Document, name: str) -> str | None:
    """Return the mistake in an entry; None for none."""
    of_hash = VariantMetadata(document.variants[name], "the document")
    if is_hash(name):
        error = of_hash.check(VariantName(name, is_label=False)).error
        if error is None:
            return None
        if any(w.name == VariantName(name, is_label=False) for w in release.wheels):
            return str(error)
    return statements.flaw(of_hash.with_document(document))


def names_twice(release: Release) -> Iterator[Problem]:
    """Find names of which only the last member counts."""
    statement = release.statement
    if statement is not None and statement.document and statement.duplicates:
        names = joined([*map(printable, statement.duplicates)], _SHOWN)
        yield Problem(
            statement.filename,
            f"one object has {names} twice, and the last one counts",
            "leave one of the two out",
        )


def unknown_wheels(release: Release) -> Iterator[Problem]:
    """Find variant wheels that the document does not know."""
    statement = release.statement
    if statement is None or statement.document is None:
        return
    unknown: dict[str, list[str]] = {}
    labels = {w.variant for w in release.wheels if w.is_labelled}
    for wheel in release.wheels:
        if wheel.name is not None and wheel.variant not in statement.document.variants:
            unknown.setdefault(wheel.variant, []).append(wheel.filename)
    for name, files in sorted(unknown.items()):
        shown = joined([*map(printable, files)], _SHOWN)
        result = f"{shown} is not taken"
        if name not in labels:
            result = f"pip has to look into {shown}"
        yield Problem(
            statement.filename,
            f"the document does not know {printable(name)}, so {result}",
            *_ANEW,
        )


def without_wheels(release: Release) -> Iterator[Problem]:
    """Find entries of a document that no wheel is there for."""
    statement = release.statement
    if statement is None or statement.document is None or not release.is_listed:
        return
    there = {wheel.variant for wheel in release.wheels}
    missing = sorted(set(statement.document.variants) - there)
    if missing:
        shown = joined([*map(printable, missing)], _SHOWN)
        yield Problem(
            statement.filename,
            f"there is no wheel for {shown}, which the document describes",
            "add the wheels, or write the document anew",
            "index FOLDER",
        )


def differing_wheels(release: Release) -> Iterator[Problem]:
    """Find wheels that state other properties than the document has for them."""
    statement = release.statement
    if statement is None or statement.document is None:
        return
    for wheel in release.wheels:
        if wheel.name is None or not isinstance(wheel.own, VariantMetadata):
            continue
        stated = statement.document.variants.get(wheel.variant)
        if stated is None:
            continue
        beside = VariantMetadata(stated, "", wheel.own.document and statement.document)
        own, other = wheel.own.parsed, beside.parsed
        if own.error is None and other.error is None:
            odd = sorted(set(own.properties) ^ set(other.properties))
            if odd:
                yield _difference(wheel.filename, odd, own.properties)


def _difference(
    filename: str, odd: list[Property], own: tuple[Property, ...]
) -> Problem:
    shown = joined([format_property(prop) for prop in odd], _SHOWN)
    where = "in the wheel alone" if odd[0] in own else "in the document alone"
    return Problem(
        filename,
        f"wheel and document state different properties: {shown} ({where}, of the"
        " first); it is refused after the download",
        *_ANEW,
    )


def without_document(release: Release) -> Iterator[Problem]:
    """Find releases with variants and no document."""
    names = sorted({wheel.variant for wheel in release.wheels if wheel.name})
    is_there = release.is_listed and release.planned is None
    if names and is_there and release.statement is None:
        others = ", and uv takes none of them" if release.labels else ""
        yield Problem(
            "",
            f"nothing beside the wheels describes {joined(names, _SHOWN)}: this pip"
            f" reads the wheels instead{others}",
            "write it",
            "index FOLDER",
        )


_SAME_ORDER = (
    "make all variants with the same order of all namespaces, and describe providers in"
    " all of them in the same way"
)
_SAME_LABEL = (
    "make all wheels of a label with the same properties, or give some another label"
)


def disputes(release: Release) -> Iterator[Problem]:
    """Find wheels that contradict one another, where no document decides."""
    document = release.document
    if document is None or (release.statement and release.statement.document):
        return
    for kind, bad, remedy in (
        ("namespace", document.bad_namespaces, _SAME_ORDER),
        ("label", document.bad_labels, _SAME_LABEL),
    ):
        names: dict[str, list[str]] = {}
        for name, reason in sorted(bad.items()):
            names.setdefault(reason, []).append(printable(name))
        for reason, disputed in names.items():
            about, why = f"{kind} {disputed[0]}", reason
            if len(disputed) > 1:
                about, why = f"{kind}s {joined(disputed, 5)}", f"of each, {reason}"
            yield Problem(
                "",
                f"the wheels disagree about the {about}: {why}",
                remedy,
            )
