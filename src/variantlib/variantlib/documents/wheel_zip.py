"""Read wheels as zip files, and find the one folder with their metadata."""

from __future__ import annotations

import errno
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from email.parser import BytesHeaderParser
from functools import cached_property, lru_cache
from pathlib import Path
from typing import IO
from zipfile import ZipFile

from packaging.utils import (
    BuildTag,
    InvalidWheelFilename,
    canonicalize_name,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from ..errors import InvalidWheel, VariantError, shorten
from ..folders import open_regular
from ..names.filename import split_variant
from ..names.tag_sets import TOO_MANY_TAGS, are_too_many_tags, has_too_many_tags
from .member_names import replacement

MAX_MEMBER = 16 * 2**20
"""METADATA, RECORD and variant.json above this size are refused."""

_BLANK_LINE = re.compile(rb"\n\r?\n")
_SMALL = 2**16
_COMPRESSIONS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,  # a password is needed
    struct.error,
    ValueError,  # names that are no text, places before the start
)


class Fault(Exception):
    """Something wrong inside the wheel that is open; `open_wheel` names the wheel."""


class Wheel:
    """A wheel that is open for reading.

    :param file: The same file as the zip.
    """

    def __init__(self, file: IO[bytes], source: ZipFile, path: Path) -> None:
        self.file = file
        self.source = source
        self.path = path
        self.names = source.namelist()
        self.folder = self._find_info_folder(path)
        """The name of the .dist-info folder."""

    @cached_property
    def metadata(self) -> bytes:
        """Its METADATA; raises Fault if there is none."""
        return self.read("METADATA")

    @cached_property
    def headers(self) -> Message:
        """The fields of METADATA."""
        head = _head_of(self.metadata)
        return _common_fields(head) if len(head) < _SMALL else _fields(head)

    def check_parts(self) -> None:
        """Raise Fault if installers refuse the wheel, as a part is missing."""
        if not self.has("RECORD"):
            raise Fault(f"{self.folder}/RECORD is missing")
        fields = _fields(self.read("WHEEL"))
        version = str(fields.get("Wheel-Version", "")).strip()
        if version.partition(".")[0] != "1":
            shown = shorten(version) if version else "none"
            raise Fault(f"its WHEEL must have a Wheel-Version of 1.0, not {shown}")
        if are_too_many_tags(map(str, fields.get_all("Tag", []))):
            raise Fault(f"its WHEEL has {TOO_MANY_TAGS}")

    def check_release(self) -> None:
        """Raise Fault if METADATA is of another project or version than the name.

        Or of none, or if another part is missing: installers refuse that, too.
        """
        self.check_parts()
        project, version = parse_name(self.path)
        stated = str(self.headers.get("Name", "")), str(self.headers.get("Version", ""))
        for field, value in zip(("Name", "Version"), stated, strict=True):
            if not value.strip():
                raise Fault(f"its METADATA has no {field}")
        if not is_release(*stated, project, version):
            shown = shorten(" ".join(stated))
            raise Fault(f"its METADATA, of {shown}, is of another project or version")

    def has(self, name: str) -> bool:
        """Say whether the .dist-info folder holds a file."""
        return f"{self.folder}/{name}" in self.source.NameToInfo

    def read(self, name: str) -> bytes:
        """Return a file of the .dist-info folder; raise Fault if it is not there."""
        path = f"{self.folder}/{name}"
        try:
            info = self.source.getinfo(path)
        except KeyError:
            raise Fault(f"{path} is missing") from None
        if info.file_size > MAX_MEMBER:
            raise Fault(f"{path} is larger than {MAX_MEMBER // 2**20} MiB")
        with self.source.open(info) as member:
            # Without a size it unpacks all there is, whatever the zip states.
            return member.read(MAX_MEMBER)

    def _find_info_folder(self, path: Path) -> str:
        if len(set(self.names)) != len(self.names):
            raise Fault("the zip holds a file twice")
        if {info.compress_type for info in self.source.infolist()} - _COMPRESSIONS:
            raise Fault("the zip is compressed by other means than deflate")
        tops = {name.partition("/")[0] for name in self.names}
        found = sorted(name for name in tops if name.endswith(".dist-info"))
        if len(found) != 1:
            raise Fault(f"must have one .dist-info folder, not {len(found)}")
        if not belongs(found[0].removesuffix(".dist-info"), path):
            shown = shorten(found[0])
            raise Fault(f"its folder {shown} is of another project or version")
        if flaw := replacement(self.names, found[0]):
            raise Fault(flaw)
        return found[0]


@contextmanager
def open_wheel(path: Path) -> Iterator[Wheel]:
    """Open a wheel; its faults come out as InvalidWheel.

    Raises OSError if the file cannot be read.
    """
    parse_name(path)
    try:
        with (
            open_regular(str(path), follow=True) as file,
            ZipFile(file) as source,
        ):
            yield Wheel(file, source, path)
    except VariantError:
        raise
    except Fault as fault:
        raise InvalidWheel(path.name, str(fault)) from None
    except _ZIP_ERRORS as error:
        raise InvalidWheel(path.name, f"not a readable zip file ({error})") from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a damaged zip points to nowhere
            raise
        raise InvalidWheel(path.name, "not a readable zip file") from error


def check_wheel(path: Path) -> None:
    """Raise VariantError if a file is no whole wheel, or of another release.

    Raises OSError if it cannot be read.
    """
    with open_wheel(path) as wheel:
        wheel.check_release()


def parse_name(path: Path) -> tuple[str, Version]:
    """Return project and version by the file name; raise VariantError for none."""
    try:
        return _release_of(split_variant(path.name)[0])[:2]
    except InvalidWheelFilename as error:
        raise InvalidWheel(path.name, f"not a wheel's name ({error})") from None


def is_release(name: str, version: str, project: str, wanted: Version) -> bool:
    """Return whether METADATA names a project, by its normalised name, and version."""
    try:
        return canonicalize_name(name) == project and Version(version) == wanted
    except InvalidVersion:
        return False


def belongs(spelled: str, path: Path) -> bool:
    """Return whether the name of a folder in a wheel is of its project and version.

    They are compared as wheel names, for old wheels spell the two differently. A build
    tag or a variant stands in the name of the wheel only.
    """
    try:
        found = _release_of(f"{spelled}-py3-none-any.whl")
    except InvalidWheelFilename:
        return False
    return found == (*parse_name(path), ())


def _head_of(metadata: bytes) -> bytes:
    """Return METADATA without the description behind the first blank line."""
    end = _BLANK_LINE.search(metadata)
    return metadata[: end.start() + 1] if end else metadata


def _fields(head: bytes) -> Message:
    return BytesHeaderParser().parsebytes(head)


# Most variants of a release have the same.
_common_fields = lru_cache(maxsize=64)(_fields)


# The wheels of a release have one such folder, and a wheel's name is looked at often.
@lru_cache(maxsize=64)
def _release_of(filename: str) -> tuple[str, Version, BuildTag]:
    if has_too_many_tags(filename):
        raise InvalidWheelFilename(TOO_MANY_TAGS)
    return parse_wheel_filename(filename)[:3]
