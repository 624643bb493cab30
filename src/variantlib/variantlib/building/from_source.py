"""Find the row that makes a variant out of sources that somebody installs.

An installer builds the plain wheel as it builds any other. This module says with which
settings, and makes the variant of it. Repairs and tests are for the maker's machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from packaging.markers import Marker

from ..documents.toml_document import MAX_FILE_SIZE, read_toml
from ..errors import InvalidDocument, VariantError
from ..names.filename import split_variant
from ..text import guess, joined, printable
from .interpreters import RUNNING
from .labelled import Release
from .maker_file import MakerFile, look_for_file, read_file
from .own_variants import check_statement, take_plain
from .plain_wheels import build_environment
from .processes import StepFailed
from .rows import Row, make_rows, order_of
from .settings import in_folder
from .sources import open_sources

MAX_LISTED = 20
"""Labels that an error lists."""

_is_name = re.compile(r"[A-Za-z0-9._-]+").fullmatch
_name_line = re.compile(rb"^Name:[ \t]*([A-Za-z0-9._-]+)\r?$", re.MULTILINE).search


class NoSuchRow(InvalidDocument):
    """No row makes a variant here that was asked for."""


@dataclass(frozen=True)
class SourceRow:
    """A row of the maker's file that sources bring along.

    :param path: The file.
    :param variant: The label or hash that was asked for.
    """

    path: Path
    file: MakerFile
    row: Row
    release: Release
    variant: str

    def placed(self, project: Path) -> SourceRow:
        """Return the same for sources in a folder, which settings may name."""
        settings = in_folder(self.row.settings, project)
        return replace(self, row=replace(self.row, settings=settings))

    def environment(self, outer: Mapping[str, str]) -> dict[str, str]:
        """Return the environment of the build.

        :param outer: That of the user.
        """
        return build_environment(outer, self.row.settings, 1)

    @property
    def config_settings(self) -> dict[str, str | list[str]]:
        """The settings for the back end, as front ends pass them on."""
        return {
            name: texts[0] if len(texts) == 1 else list(texts)
            for name, texts in self.row.settings.config_settings
        }

    @property
    def build_requires(self) -> tuple[str, ...]:
        """The build requirements besides those of the project."""
        return self.row.settings.build_requires

    def copy_sources(self, target: Path) -> None:
        """Copy the sources, as a build must not meet the objects of another row.

        :raises InvalidDocument: If there are none.
        :raises OSError: If a file cannot be read or written.
        """
        folder = self.path.parent
        open_sources(folder, folder / self.file.output, self.path).copy_to(target)

    def make(self, wheel: Path, folder: Path) -> Path:
        """Make the variant of a built wheel, in an empty folder, and return its path.

        :raises StepFailed: If the wheel cannot have the label.
        :raises OSError: If a file cannot be read or written.
        """
        try:
            plain, statement = take_plain(wheel)
            check_statement(self.row, statement)
            made = self.release.make(self.row, plain, folder)
        except VariantError as error:
            raise StepFailed(str(error)) from None
        return next(path for path in made if _variant_of(path) == self.variant)


def find_row(folder: Path, wanted: Sequence[str]) -> SourceRow | None:
    """Return the row that makes the first of some variants here.

    :param folder: The folder of the sources.
    :param wanted: Labels and hashes.
    :return: None if the sources have no maker's file.
    :raises NoSuchRow: If no row does.
    :raises InvalidDocument: If several do, or the file is not as it must be.
    :raises OSError: If it cannot be read.
    """
    path = look_for_file(folder)
    if path is None:
        return None
    file = read_file(path)
    try:
        rows = make_rows(file)
    except VariantError as error:
        raise InvalidDocument(f"{path.name}: {error}") from None
    if Path(file.source) != Path():
        raise InvalidDocument(
            f"{path.name}: source: only a file beside the sources is heeded, not one"
            f" that names {printable(file.source)}"
        )
    here = [row for row in rows if _is_for_here(row)]
    for variant in wanted:
        found = [row for row in here if variant in _names(row)]
        if len(found) > 1:
            ids = ", ".join(row.name for row in found)
            raise InvalidDocument(f"{path.name}: several rows make {variant}: {ids}")
        if found:
            release = Release(order_of(file, rows), file.providers)
            return SourceRow(path, file, found[0], release, variant)
    raise NoSuchRow(f"{path.name}: {_refusal(wanted, rows, here)}")


def stated_name(folder: Path) -> str | None:
    """Return the name of the project that sources state, None if a back end has to.

    :param folder: The folder of the sources.
    :raises InvalidDocument: If `pyproject.toml` is too large, or not TOML.
    :raises OSError: If a file cannot be read.
    """
    info = folder / "PKG-INFO"
    if info.is_file():
        with info.open("rb") as file:
            found = _name_line(file.read(MAX_FILE_SIZE))
        if found:
            return found[1].decode()
    path = folder / "pyproject.toml"
    if not path.is_file():
        return None
    try:
        table = read_toml(path).get("project")
    except InvalidDocument as error:
        raise InvalidDocument(f"{path.name}: {error}") from None
    name = table.get("name") if isinstance(table, dict) else None
    return name if isinstance(name, str) and _is_name(name) else None


def _refusal(wanted: Sequence[str], rows: Sequence[Row], here: Sequence[Row]) -> str:
    elsewhere = [row for row in rows if not set(wanted).isdisjoint(_names(row))]
    if elsewhere:
        asked = f"{elsewhere[0].name} is for another Python or platform"
    else:
        known = list(_all_names(rows))
        maybe = next(filter(None, (guess(text, known) for text in wanted)), "")
        asked = f"no row makes {' or '.join(wanted)}{maybe}"
    names = list(_all_names(here))
    return f"{asked}; here it has {joined(names, MAX_LISTED) if names else 'none'}"


def _all_names(rows: Iterable[Row]) -> Iterable[str]:
    return dict.fromkeys(name for row in rows for name in _names(row))


def _names(row: Row) -> tuple[str, ...]:
    return tuple(filter(None, (row.label, row.hash)))


def _is_for_here(row: Row) -> bool:
    """Say whether the running Python builds a row: the installer has no other."""
    if row.settings.python not in (None, RUNNING):
        return False
    return all(Marker(text).evaluate() for text in row.when)


def _variant_of(path: Path) -> str | None:
    name = split_variant(path.name)[1]
    return None if name is None else name.text
