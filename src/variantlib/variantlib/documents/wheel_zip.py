"""Read wheels as zip files, and write a copy that differs a little.

A copy has the files of its wheel but for those that are changed or added; RECORD
follows. Its bytes depend on nothing but the files, SOURCE_DATE_EPOCH and the zlib in
use.
"""

from __future__ import annotations

import base64
import csv
import errno
import hashlib
import io
import os
import re
import shutil
import stat
import time
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from packaging.utils import InvalidWheelFilename, parse_wheel_filename
from packaging.version import Version

from ..errors import InvalidWheel, VariantError, shorten
from ..names.filename import split_variant

MAX_MEMBER = 16 * 2**20
"""METADATA, RECORD and variant.json above this size are refused."""

_ZIP_EPOCH = 315_532_800  # 1980-01-01, the earliest time that a zip can state
_ZIP_END = 4_354_819_198  # 2107-12-31
_SIGNATURES = ("RECORD.jws", "RECORD.p7s")
_COMPRESSIONS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,  # a password is needed
    ValueError,  # names that are no text, places before the start
)


class Fault(Exception):
    """Something wrong inside the wheel that is open; `open_wheel` names the wheel."""


class Wheel:
    """A wheel that is open for reading."""

    def __init__(self, source: ZipFile, path: Path) -> None:
        self._source = source
        self._names = source.namelist()
        self._folder = self._find_info_folder(path)

    def has(self, name: str) -> bool:
        """Say whether the .dist-info folder holds a file."""
        return f"{self._folder}/{name}" in self._names

    def read(self, name: str) -> bytes:
        """Return a file of the .dist-info folder; raise Fault if it is not there."""
        path = f"{self._folder}/{name}"
        try:
            info = self._source.getinfo(path)
        except KeyError:
            raise Fault(f"{path} is missing") from None
        if info.file_size > MAX_MEMBER:
            raise Fault(f"{path} is larger than {MAX_MEMBER // 2**20} MiB")
        with self._source.open(info) as member:
            # Without a size it unpacks all there is, whatever the zip states.
            return member.read(MAX_MEMBER)

    def write_copy(self, changes: Mapping[str, bytes], target: Path) -> None:
        """Write the wheel with files of its .dist-info folder changed or added.

        A file at `target` is replaced; a broken one never stands there.
        """
        for name in filter(self.has, _SIGNATURES):
            raise Fault(f"it is signed ({name}); the variant would not be")
        changed = {f"{self._folder}/{name}": data for name, data in changes.items()}
        record = _change_record(self.read("RECORD"), changed, self._names)
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.{os.getpid()}.part")
        try:
            self._write({**changed, f"{self._folder}/RECORD": record}, part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)

    def _find_info_folder(self, path: Path) -> str:
        if len(set(self._names)) != len(self._names):
            raise Fault("the zip holds a file twice")
        if {info.compress_type for info in self._source.infolist()} - _COMPRESSIONS:
            raise Fault("the zip is compressed by other means than deflate")
        tops = {name.partition("/")[0] for name in self._names}
        found = sorted(name for name in tops if name.endswith(".dist-info"))
        if len(found) != 1:
            raise Fault(f"must have one .dist-info folder, not {len(found)}")
        if not _belongs(found[0], path):
            shown = shorten(found[0])
            raise Fault(f"its folder {shown} is of another project or version")
        return found[0]

    def _write(self, changes: Mapping[str, bytes], target: Path) -> None:
        """Copy the unchanged members; the new ones come last."""
        added = [_new_file(name) for name in changes if name not in self._names]
        timestamp = _timestamp()
        with ZipFile(target, "w") as written:
            for info in [*self._source.infolist(), *added]:
                content = changes.get(info.filename)
                copy = ZipInfo(info.filename, timestamp)
                copy.external_attr = info.external_attr
                copy.create_system = 3  # Unix, wherever this runs: for the same bytes
                copy.compress_type = zipfile.ZIP_DEFLATED
                copy.file_size = info.file_size if content is None else len(content)
                with written.open(copy, "w") as out:
                    if content is None:
                        with self._source.open(info) as member:
                            shutil.copyfileobj(member, out)
                    else:
                        out.write(content)


@contextmanager
def open_wheel(path: Path) -> Iterator[Wheel]:
    """Open a wheel; its faults come out as InvalidWheel.

    Raises OSError if the file cannot be read.
    """
    parse_name(path)
    try:
        with ZipFile(path) as source:
            yield Wheel(source, path)
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


def parse_name(path: Path) -> tuple[str, Version]:
    """Return project and version by the file name; raise VariantError for none."""
    try:
        name, version, _, _ = parse_wheel_filename(split_variant(path.name)[0])
    except InvalidWheelFilename as error:
        raise InvalidWheel(path.name, f"not a wheel's name ({error})") from None
    return name, version


def _belongs(info_folder: str, path: Path) -> bool:
    """Compare as wheel names, for old wheels spell the two differently.

    A build tag or a variant stands in the name of the wheel only.
    """
    spelled = info_folder.removesuffix(".dist-info")
    try:
        found = parse_wheel_filename(f"{spelled}-py3-none-any.whl")
    except InvalidWheelFilename:
        return False
    return found[:3] == (*parse_name(path), ())


def _new_file(name: str) -> ZipInfo:
    info = ZipInfo(name)
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    return info


def _change_record(
    record: bytes, changed: Mapping[str, bytes], existing: Collection[str]
) -> bytes:
    """Return RECORD with other hashes and sizes for some files, some of them new."""
    try:
        rows = list(csv.reader(io.StringIO(record.decode(), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Fault(f"its RECORD is not readable ({error})") from None
    for name, content in changed.items():
        found = [row for row in rows if row[:1] == [name]]
        expected = int(name in existing)
        if len(found) != expected:
            raise Fault(
                f"its RECORD must list {name} {('not at all', 'once')[expected]},"
                f" not {len(found)} times"
            )
        if not found:
            found = [[name]]
            rows[-1:-1] = found
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
        found[0][1:] = [f"sha256={digest.decode().rstrip('=')}", str(len(content))]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue().encode()


def _timestamp() -> tuple[int, int, int, int, int, int]:
    text = os.environ.get("SOURCE_DATE_EPOCH", str(_ZIP_EPOCH))
    if not re.fullmatch("[0-9]{1,18}", text):
        raise VariantError(f"SOURCE_DATE_EPOCH must be a number, not {shorten(text)}")
    return time.gmtime(min(max(int(text), _ZIP_EPOCH), _ZIP_END))[:6]
