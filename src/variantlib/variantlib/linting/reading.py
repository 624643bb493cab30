"""Read releases from this machine: a folder, one document, or one wheel."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..documents.document import WHEEL_DOCUMENT
from ..documents.json_text import MAX_BYTES
from ..documents.listed import SUFFIX
from ..documents.wheel_zip import open_wheel
from ..documents.whole_files import is_file
from ..errors import InvalidPage, NotAtHand, VariantError
from ..index.access import LocalAccess
from ..index.pages import MAX_FILES
from ..text import printable
from .assembly import (
    Contents,
    assemble,
    read_statement,
    release_of_document,
    release_of_wheel,
)
from .release import Release, Statement

__all__ = ["read_releases"]


def read_releases(path: Path) -> list[Release]:
    """Return the releases in a folder, or that of a document or wheel.

    :raises VariantError: If nothing of that kind is there, or it cannot be read.
    """
    shown = printable(str(path))
    if path.is_dir():
        found = _of_folder(path)
        if not any(release.wheels or release.misnamed for release in found):
            raise InvalidPage(f"{shown}: there are no wheels in this folder")
        return found
    if not path.is_file():
        raise InvalidPage(f"{shown}: no such file or folder")
    if path.name.endswith(".whl"):
        return [release_of_wheel(path.name, {path.name: _contents(path)})]
    if path.name.endswith(".json"):
        return [release_of_document(_statement(path))]
    raise InvalidPage(f"{shown}: this is no folder, no wheel, and no document (.json)")


def _of_folder(folder: Path) -> list[Release]:
    paths = sorted(folder.iterdir())
    if len(paths) > MAX_FILES:
        raise InvalidPage(f"it holds more than {MAX_FILES} files")
    files = {path.name: path for path in paths if is_file(path)}
    wheels = [name for name in files if name.endswith(".whl")]
    return assemble(
        files,
        {name: _contents(files[name]) for name in wheels},
        _statements(files[name] for name in files if name.endswith(SUFFIX)),
    )


def _statements(paths: Iterable[Path]) -> list[Statement]:
    return list(map(_statement, paths))


def _statement(path: Path) -> Statement:
    try:
        content = LocalAccess().read(path.absolute().as_uri(), MAX_BYTES)
    except NotAtHand as error:
        return Statement(path.name, fault=str(error))
    return read_statement(path.name, content)


def _contents(path: Path) -> Contents:
    """Return the parts of a wheel; of one without a wheel's name, nothing."""
    try:
        with open_wheel(path) as wheel:
            wheel.check_parts()
            has_document = wheel.has(WHEEL_DOCUMENT)
            document = wheel.read(WHEEL_DOCUMENT) if has_document else None
            return Contents(wheel.read("METADATA"), document, wheel.read("WHEEL"))
    except VariantError as error:
        return Contents(fault=str(error).removeprefix(f"{path.name}: "))
    except OSError as error:
        return Contents(fault=error.strerror or str(error))
