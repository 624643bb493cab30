"""The maker's side: variant wheels out of plain ones, and a release's document.

A wheel of the hash form differs from its plain wheel in the lines that `headers`
describes, one of the label form in a further file, `variant.json`; besides in RECORD
and in the file name, and where `changes` has other metadata. All else is copied as it
is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from ..documents.document import WHEEL_DOCUMENT, Document, read_wheel_document
from ..documents.headers import format_headers, parse_headers
from ..documents.index_json import document_name
from ..documents.provider_tables import ProviderTable
from ..documents.wheel_copy import check_source, write_copy
from ..documents.wheel_zip import Fault, Wheel, open_wheel, parse_name
from ..documents.whole_files import write_whole
from ..documents.writing import release_document, wheel_document
from ..errors import InvalidDocument, InvalidWheel, VariantError
from ..named_tuples import NamedTuple
from ..names.filename import (
    join_filename,
    join_label,
    refuse_build_tag,
    split_variant,
)
from ..names.hashing import variant_hash
from ..names.labels import label_properties
from ..names.properties import Property
from .changes import Changes

_NONE = Changes()
_T = TypeVar("_T")


class Plan(NamedTuple):
    """A wheel that can be made, as far as can be told without writing it.

    :param changed: Files of its .dist-info folder that differ.
    :param stem: Project and version in the names of its folders; None for the same.
    """

    wheel: Path
    target: Path
    changed: Mapping[str, bytes]
    stem: str | None

    def write(self) -> Path:
        """Write the wheel, and return its path."""
        with open_wheel(self.wheel) as source:
            write_copy(source, self.changed, self.target, self.stem)
        return self.target


def make_variant(
    wheel: Path, properties: Iterable[Property], folder: Path, changes: Changes = _NONE
) -> Path:
    """Write the variant of a plain wheel, in the hash form, and return its path.

    Raises VariantError for a wheel that is none, has a build tag, or is a variant
    already, and for properties that are no variant; OSError if a file cannot be read
    or written. A file of that name is replaced; a broken one never stands there.
    """
    return plan_variant(wheel, properties, folder, changes).write()


def plan_variant(
    wheel: Path, properties: Iterable[Property], folder: Path, changes: Changes = _NONE
) -> Plan:
    """Return the plan of a variant in the hash form; raise as make_variant does."""
    chosen = tuple(properties)
    lines = [line.partition(": ") for line in format_headers(chosen)]
    name = join_filename(changes.name_of(wheel), variant_hash(chosen))
    return _plan(wheel, folder / name, changes, {}, lines)


def make_label_variant(
    wheel: Path,
    label: str,
    properties: Iterable[Property],
    folder: Path,
    namespaces: Sequence[str] = (),
    providers: Mapping[str, ProviderTable] = {},
    changes: Changes = _NONE,
) -> Path:
    """Write the variant of a plain wheel, in the label form, and return its path.

    `namespaces` is the order of the namespaces, which has to hold for the whole
    release; by default those of this variant, if there is one only. `providers` says
    who answers for them, if it has to be said. Raises VariantError and OSError as
    make_variant does; a build tag may be there.
    """
    return plan_label_variant(
        wheel, label, properties, folder, namespaces, providers, changes
    ).write()


def plan_label_variant(
    wheel: Path,
    label: str,
    properties: Iterable[Property],
    folder: Path,
    namespaces: Sequence[str] = (),
    providers: Mapping[str, ProviderTable] = {},
    changes: Changes = _NONE,
) -> Plan:
    """Return the plan of a variant in the label form.

    Raises as make_label_variant does.
    """
    chosen = label_properties(properties)
    document = wheel_document(label, chosen, namespaces, providers)
    target = folder / join_label(changes.name_of(wheel), label)
    return _plan(wheel, target, changes, {WHEEL_DOCUMENT: document})


def plan_plain(wheel: Path, folder: Path, changes: Changes) -> Plan:
    """Return the plan of a plain wheel with other metadata.

    Raises as make_variant does.
    """
    return _plan(wheel, folder / changes.name_of(wheel), changes, {})


def _plan(
    wheel: Path,
    target: Path,
    changes: Changes,
    files: Mapping[str, bytes],
    lines: Iterable[tuple[str, str, str]] = (),
) -> Plan:
    with open_wheel(wheel) as source:
        source.check_release()
        if source.has(WHEEL_DOCUMENT):
            raise Fault(f"it has a {WHEEL_DOCUMENT} already")
        if "Variant" in source.headers or "Variant-hash" in source.headers:
            raise Fault("its METADATA has Variant lines already")
        check_source(source)
        changed = {**changes.apply(source, lines), **files}
        return Plan(wheel, target, changed, changes.stem_of(wheel, source.folder))


def read_variant(wheel: Path) -> tuple[str, tuple[Property, ...]] | None:
    """Return hash and properties, sorted, that a wheel's METADATA states.

    None for a wheel without a hash. Raises VariantError if it is no wheel, its lines
    are bad, or its file name states something else; OSError if it cannot be read.
    """
    with open_wheel(wheel) as source:
        return variant_of(source)


def variant_of(source: Wheel) -> tuple[str, tuple[Property, ...]] | None:
    """Return the same of a wheel that is open."""
    wheel = source.path
    _, named = split_variant(wheel.name)
    hashes = source.headers.get_all("Variant-hash", [])
    lines = source.headers.get_all("Variant", [])
    is_named = named is not None and not named.is_label
    if not hashes and not lines and not is_named:
        return None
    try:
        stated, properties = parse_headers(hashes, lines)
    except VariantError as error:
        raise InvalidWheel(wheel.name, f"METADATA {error}") from error
    if named is None or stated != named.text:
        shown = "none" if named is None else named.text
        reason = f"METADATA states the variant {stated}, the file name {shown}"
        raise InvalidWheel(wheel.name, reason)
    return stated, properties


def read_label_variant(wheel: Path) -> tuple[str, Document] | None:
    """Return label and document of a label wheel; None for a wheel without a label.

    Raises VariantError if it is no wheel, or its document is bad, missing, or of
    another label than the file name states; OSError if it cannot be read.
    """

    def read(data: bytes, label: str) -> tuple[str, Document]:
        return label, read_wheel_document(data, label)

    with open_wheel(wheel) as source:
        return label_variant_of(source, read)


def label_variant_of(source: Wheel, read: Callable[[bytes, str], _T]) -> _T | None:
    """Return the same of a wheel that is open.

    :param read: Reads the document of a label, or raises VariantError.
    """
    name = source.path.name
    _, named = split_variant(name)
    if named is None or not named.is_label:
        if source.has(WHEEL_DOCUMENT):
            raise Fault(f"it has a {WHEEL_DOCUMENT}, but no label in its file name")
        return None
    data = source.read(WHEEL_DOCUMENT)
    try:
        return read(data, named.text)
    except VariantError as error:
        raise InvalidWheel(name, f"{WHEEL_DOCUMENT} {error}") from error


def write_index(folder: Path) -> list[Path]:
    """Write the variants document of every release in a folder of wheels.

    Returns their paths, sorted. Raises VariantError for a bad variant wheel, a hash
    behind a build tag, two variants of a release with one hash, and for label wheels
    of a release that contradict one another; OSError.
    """
    releases: dict[str, _Release] = {}
    for wheel in sorted(folder.glob("*.whl")):
        if split_variant(wheel.name)[1] is not None:
            refuse_build_tag(wheel.name)
            releases.setdefault(_document_of(wheel), _Release([], [])).add(wheel)
    texts = {name: found.document(name) for name, found in sorted(releases.items())}
    for name, text in texts.items():
        write_whole(folder / name, text)
    return [folder / name for name in texts]


class _Release(NamedTuple):
    """The statements of the variant wheels of one release."""

    hashed: list[tuple[Property, ...]]
    labelled: list[Document]

    def add(self, wheel: Path) -> None:
        if (variant := read_variant(wheel)) is not None:
            self.hashed.append(variant[1])
        if (labelled := read_label_variant(wheel)) is not None:
            self.labelled.append(labelled[1])

    def document(self, name: str) -> bytes:
        try:
            return release_document(self.labelled, self.hashed)
        except VariantError as error:
            raise InvalidDocument(f"{name}: {error}") from error


def _document_of(wheel: Path) -> str:
    name, version = parse_name(wheel)
    return document_name(name, str(version))
