"""The files of a folder as an index lists them: digests, metadata, variants."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO

from ..documents.document import read_wheel_document
from ..documents.wheel_zip import Wheel, open_wheel
from ..documents.whole_files import file_digest, is_file
from ..errors import InvalidWheel, VariantError
from ..index.candidates import parse_candidate
from ..index.files import IndexFile
from ..making.variants import label_variant_of, variant_of
from ..names.filename import refuse_build_tag
from ..names.properties import format_property
from ..text import printable

__all__ = ["Listed", "Stamp", "is_project", "read_listed", "scan"]

is_project = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*").fullmatch

SMALL = 2**14
"""Documents of fewer bytes are read once, and remembered."""

Stamp = tuple[int, int]
"""Size and time of change of a file: as long as they stay, it is taken for the same."""


@dataclass(frozen=True)
class Listed:
    """A file as the index lists it.

    :param metadata: The digest of the METADATA of a wheel; None for a source archive.
    :param variant: The label or hash in its name; None for a plain file.
    :param statement: What it states of that: its ``variant.json``, or in the hash form
        a property a line.
    """

    filename: str
    stamp: Stamp
    project: str
    version: str
    sha256: str
    metadata: str | None = None
    requires_python: str | None = None
    variant: str | None = None
    statement: str | None = None

    @property
    def is_labelled(self) -> bool:
        """Whether it is a variant in the label form."""
        return self.variant is not None and "~" not in self.filename

    @property
    def size(self) -> int:
        return self.stamp[0]


def scan(folder: Path) -> tuple[dict[str, Stamp], set[str]]:
    """Return the wheels and source archives in a folder, and the names of all files.

    :raises OSError: If it cannot be read.
    """
    found, names = {}, set()
    with os.scandir(folder) as entries:
        for entry in entries:
            names.add(entry.name)
            if entry.name.endswith((".whl", ".tar.gz")) and is_file(entry):
                status = entry.stat()
                found[entry.name] = (status.st_size, status.st_mtime_ns)
    return found, names


def read_listed(
    folder: Path, filename: str, stamp: Stamp
) -> tuple[Listed, bytes] | None:
    """Return a file as the index lists it, and its METADATA.

    :return: None for an archive of something else.
    :raises VariantError: If it is a wheel, and cannot be read as one.
    :raises OSError: If it cannot be read.
    """
    path = folder / filename
    try:
        found = parse_candidate(IndexFile(filename, ""))
    except VariantError:
        if filename.endswith(".whl"):
            raise
        return None
    refuse_build_tag(filename)
    if not is_project(found.project):
        raise InvalidWheel(printable(filename), "it names no project")
    version = str(found.version)
    if not filename.endswith(".whl"):
        with open(path, "rb") as file:
            digest = _digest(file, filename, stamp)
        return Listed(filename, stamp, found.project, version, digest), b""
    with open_wheel(path) as wheel:
        wheel.check_release()
        requires = wheel.headers.get("Requires-Python")
        listed = Listed(
            filename,
            stamp,
            found.project,
            version,
            _digest(wheel.file, filename, stamp),
            hashlib.sha256(wheel.metadata).hexdigest(),
            None if requires is None else str(requires).strip(),
            found.name.text if found.name else None,
            _statement(wheel),
        )
        return listed, wheel.metadata


def _statement(wheel: Wheel) -> str | None:
    """Return what a wheel states of its variant, once that is known to be right."""
    labelled = label_variant_of(wheel, _checked)
    if labelled is not None:
        return labelled
    variant = variant_of(wheel)
    return None if variant is None else "\n".join(map(format_property, variant[1]))


def _checked(document: bytes, label: str) -> str:
    check = _check_once if len(document) < SMALL else read_wheel_document
    check(document, label)
    return document.decode()


# Wheels for several Pythons have the same.
@lru_cache(maxsize=1024)
def _check_once(document: bytes, label: str) -> None:
    read_wheel_document(document, label)


def _digest(file: IO[bytes], filename: str, stamp: Stamp) -> str:
    digest = file_digest(file)
    status = os.fstat(file.fileno())
    if (status.st_size, status.st_mtime_ns) != stamp:
        raise InvalidWheel(printable(filename), "it changed while it was read")
    return digest
