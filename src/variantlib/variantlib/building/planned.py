"""Read the rows of a maker's file as a release, to be checked before they are built.

Its wheels are the rows, by their identifiers. Their tags are not known yet: rows for
the same Python, with the same values of all axes without properties, and under the same
conditions, are taken to run on the same machines, and others not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from packaging.tags import Tag

from ..catalogues.catalogue import Catalogue
from ..catalogues.parsing import is_catalogue, parse_catalogue
from ..catalogues.reading import read_catalogue, shipped_names
from ..catalogues.shadows import shadowed, told_by_place
from ..documents.document import Document
from ..documents.toml_document import read_toml
from ..errors import InvalidDocument, InvalidPage
from ..linting.reading import read_releases
from ..linting.release import Metadata, Release, Statement, WheelFile
from ..machine.detected import is_detected
from ..machine.files import is_machine
from ..names.filename import VariantName
from ..names.properties import Properties, to_mapping
from ..text import printable
from .command import Request, read_request
from .maker_file import TOML, VARIANTS, MakerFile
from .planned_metadata import planned_metadata
from .rows import Row, order_of

__all__ = ["read_places"]

_EVERY = "any"


def read_places(path: Path) -> list[Release]:
    """Return the releases in a folder, or that of a file.

    That is a document, a wheel, a maker's file or a catalogue, which may be named if
    it comes along.

    :raises VariantError: If nothing of that kind is there, or it is not as it must be.
    :raises OSError: If it cannot be read.
    """
    if path.is_dir() and (path / VARIANTS).is_file() and not any(path.glob("*.whl")):
        problem = "there are no wheels in this folder, only builds to come"
        raise InvalidPage(f"{printable(str(path))}: {problem}: name its {VARIANTS}")
    if not path.exists() and str(path) in shipped_names():
        return list(_of_catalogue(read_catalogue(str(path)), f"{path}{TOML}"))
    if path.suffix != TOML or not path.is_file():
        releases = read_releases(path)
        if any(each.statement and is_detected(each.statement.raw) for each in releases):
            raise _no_release(path)
        return releases
    try:
        document = read_toml(path)
    except InvalidDocument as error:
        raise InvalidDocument(f"{printable(str(path))}: {error}") from None
    if is_machine(document):
        raise _no_release(path)
    if is_catalogue(document):
        catalogue = parse_catalogue(path.read_bytes(), str(path))
        return list(_of_catalogue(catalogue, path.name))
    return [_read_plan(path)]


def _no_release(path: Path) -> InvalidPage:
    problem = "this describes a machine, and only releases are checked"
    advice = f"to see what it gets: pip variant matrix PROJECT --machine {path}"
    return InvalidPage(f"{printable(str(path))}: {problem}; {printable(advice)}")


def _of_catalogue(catalogue: Catalogue, name: str) -> Iterator[Release]:
    """Yield a release for each statement of a catalogue about a project.

    Which files there are, and so for which machines, it does not say.
    """
    seen: set[Document] = set()
    tables = tuple(shadowed(catalogue)), tuple(told_by_place(catalogue))
    for project in sorted(catalogue.projects):
        document = catalogue.document(project)
        if document not in seen and document.variants:
            seen.add(document)
            statement = Statement(name, document=document)
            release = Release(name, "", planned=statement, is_for_others=False)
            yield replace(release, shadowed=tables[0], told_by_place=tables[1])
            tables = (), ()


def _read_plan(path: Path) -> Release:
    asked = read_request(Request(file=path))
    file, rows = asked.file, asked.rows
    variants = {name: each for row in rows for name, each in _variants(row)}
    order = order_of(file, rows)
    document = Document(order, variants, file.providers, {}, {})
    stated = planned_metadata(rows)
    return Release(
        path.name,
        "",
        wheels=tuple(
            wheel for row in rows for wheel in _wheels(file, row, stated.get(row.name))
        ),
        is_listed=True,
        planned=Statement(path.name, document=document),
    )


def _variants(row: Row) -> Iterator[tuple[str, Properties]]:
    for name in filter(None, (row.label, row.hash)):
        yield name, to_mapping(row.properties)


def _wheels(file: MakerFile, row: Row, stated: Metadata | None) -> Iterator[WheelFile]:
    tags = frozenset([_tag(file, row)])
    names: list[VariantName | None] = []
    if row.label is not None:
        names.append(VariantName(row.label, True))
    if row.hash is not None:
        names.append(VariantName(row.hash, False))
    for name in names or [None]:
        yield WheelFile(row.name, (), tags, name, stated)


def _tag(file: MakerFile, row: Row) -> Tag:
    """Return a tag that stands for the machines of a row."""
    settings = [file.axes[axis][value] for axis, value in row.values]
    others = [
        value
        for (_, value), own in zip(row.values, settings, strict=True)
        if not own.properties and own.python is None
    ]
    place = "_".join(re.findall(r"\w+", " ".join([*others, *row.when])))
    python = re.fullmatch(r"3\.(\d+)", row.settings.python or "")
    interpreter = f"cp3{python[1]}" if python else "py3"
    return Tag(interpreter, interpreter if python else "none", place or _EVERY)
