"""The maker's side: a variant wheel out of a plain one, and a release's document.

A variant wheel differs from its plain wheel in the lines that `headers` describes, in
RECORD's row for METADATA, and in its file name. All else is copied as it is. The
bytes depend on nothing but the wheel's files, the properties, SOURCE_DATE_EPOCH and
the zlib in use.
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
import time
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from packaging.utils import InvalidWheelFilename, parse_wheel_filename
from packaging.version import Version

from .errors import InvalidWheel, VariantError, shorten
from .filename import join_filename, split_filename
from .hashing import variant_hash
from .headers import format_headers, parse_headers
from .index_json import document_name, write_document
from .properties import Property

MAX_METADATA = 16 * 2**20
"""METADATA and RECORD above this size are refused."""

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


def make_variant(wheel: Path, properties: Iterable[Property], folder: Path) -> Path:
    """Write the variant of a plain wheel into `folder` and return its path.

    Raises VariantError for a wheel that is none, has a build tag, or is a variant
    already, and for properties that are no variant; OSError if a file cannot be read
    or written. A file of that name is replaced; a broken one never stands there.
    """
    chosen = tuple(properties)
    lines = format_headers(chosen)
    target = folder / join_filename(wheel.name, variant_hash(chosen))
    with _open_wheel(wheel) as source:
        info_folder = _find_info_folder(source, wheel)
        _refuse_signed(source, info_folder)
        changed = _change(source, info_folder, lines)
        folder.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.{os.getpid()}.part")
        try:
            _write(source, changed, part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return target


def read_variant(wheel: Path) -> tuple[str, tuple[Property, ...]] | None:
    """Return hash and properties, sorted, that a wheel's METADATA states.

    None for a plain wheel. Raises VariantError if it is no wheel, its lines are bad,
    or its file name states something else; OSError if it cannot be read.
    """
    _, named = split_filename(wheel.name)
    with _open_wheel(wheel) as source:
        metadata = _read(source, f"{_find_info_folder(source, wheel)}/METADATA")
    message = message_from_bytes(metadata)
    hashes = message.get_all("Variant-hash", [])
    lines = message.get_all("Variant", [])
    if not hashes and not lines and named is None:
        return None
    try:
        stated, properties = parse_headers(hashes, lines)
    except VariantError as error:
        raise InvalidWheel(wheel.name, f"METADATA {error}") from error
    if stated != named:
        reason = f"METADATA states the variant {stated}, the file name {named}"
        raise InvalidWheel(wheel.name, reason)
    return stated, properties


def write_index(folder: Path) -> list[Path]:
    """Write the variants document of every release in a folder of wheels.

    Returns their paths, sorted. Raises VariantError for a bad variant wheel and for
    two variants of a release with one hash; OSError.
    """
    releases: dict[str, set[tuple[Property, ...]]] = {}
    for wheel in sorted(folder.glob("*~*.whl")):
        variant = read_variant(wheel)
        if variant is not None:
            releases.setdefault(_document_of(wheel), set()).add(variant[1])
    documents = {name: write_document(found) for name, found in releases.items()}
    for name, document in sorted(documents.items()):
        (folder / name).write_bytes(document)
    return [folder / name for name in sorted(documents)]


def _document_of(wheel: Path) -> str:
    name, version = _parse_name(wheel)
    return document_name(name, str(version))


def _parse_name(wheel: Path) -> tuple[str, Version]:
    try:
        name, version, _, _ = parse_wheel_filename(split_filename(wheel.name)[0])
    except InvalidWheelFilename as error:
        raise InvalidWheel(wheel.name, f"not a wheel's name ({error})") from None
    return name, version


@contextmanager
def _open_wheel(wheel: Path) -> Iterator[ZipFile]:
    """Open a wheel; what is wrong with it comes out as InvalidWheel."""
    _parse_name(wheel)
    try:
        with ZipFile(wheel) as source:
            yield source
    except VariantError:
        raise
    except _Fault as fault:
        raise InvalidWheel(wheel.name, str(fault)) from None
    except _ZIP_ERRORS as error:
        raise InvalidWheel(wheel.name, f"not a readable zip file ({error})") from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a damaged zip points to nowhere
            raise
        raise InvalidWheel(wheel.name, "not a readable zip file") from error


class _Fault(Exception):
    """Something wrong inside the wheel that is being read."""


def _find_info_folder(source: ZipFile, wheel: Path) -> str:
    names = source.namelist()
    if len(set(names)) != len(names):
        raise _Fault("the zip holds a file twice")
    if {info.compress_type for info in source.infolist()} - _COMPRESSIONS:
        raise _Fault("the zip is compressed by other means than deflate")
    tops = {name.partition("/")[0] for name in names}
    found = sorted(name for name in tops if name.endswith(".dist-info"))
    if len(found) != 1:
        raise _Fault(f"must have one .dist-info folder, not {len(found)}")
    if not _belongs(found[0], wheel):
        raise _Fault(f"its folder {shorten(found[0])} is of another project or version")
    return found[0]


def _belongs(info_folder: str, wheel: Path) -> bool:
    """Compare as wheel names, for old wheels spell the two differently."""
    spelled = info_folder.removesuffix(".dist-info")
    try:
        return _parse_name(Path(f"{spelled}-py3-none-any.whl")) == _parse_name(wheel)
    except InvalidWheel:
        return False


def _refuse_signed(source: ZipFile, info_folder: str) -> None:
    for name in _SIGNATURES:
        if f"{info_folder}/{name}" in source.namelist():
            raise _Fault(f"it is signed ({name}); the variant would not be")


def _read(source: ZipFile, name: str) -> bytes:
    try:
        info = source.getinfo(name)
    except KeyError:
        raise _Fault(f"{name} is missing") from None
    if info.file_size > MAX_METADATA:
        raise _Fault(f"{name} is larger than {MAX_METADATA // 2**20} MiB")
    return source.read(info)


def _change(source: ZipFile, info_folder: str, lines: list[str]) -> dict[str, bytes]:
    """Return the files that differ in the variant, by name."""
    metadata_name = f"{info_folder}/METADATA"
    record_name = f"{info_folder}/RECORD"
    metadata = _add_headers(_read(source, metadata_name), lines)
    record = _change_record(_read(source, record_name), metadata_name, metadata)
    return {metadata_name: metadata, record_name: record}


def _add_headers(metadata: bytes, lines: list[str]) -> bytes:
    """Put the lines after the last header; every other byte stays."""
    message = message_from_bytes(metadata)
    if "Variant" in message or "Variant-hash" in message:
        raise _Fault("its METADATA has Variant lines already")
    newline = b"\r\n" if b"\r\n" in metadata else b"\n"
    end = re.search(rb"^\r?$", metadata, re.MULTILINE)
    head = metadata[: end.start()] if end else metadata + newline
    body = metadata[end.start() :] if end else b""
    added = head + b"".join(line.encode() + newline for line in lines) + body
    if "Variant-hash" not in message_from_bytes(added):
        raise _Fault("its METADATA has a line that is no header")
    return added


def _change_record(record: bytes, name: str, content: bytes) -> bytes:
    """Return RECORD with another hash and size for one file."""
    try:
        rows = list(csv.reader(io.StringIO(record.decode(), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _Fault(f"its RECORD is not readable ({error})") from None
    found = [row for row in rows if row[:1] == [name]]
    if len(found) != 1:
        raise _Fault(f"its RECORD must list {name} once, not {len(found)} times")
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
    found[0][1:] = [f"sha256={digest.decode().rstrip('=')}", str(len(content))]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue().encode()


def _write(source: ZipFile, changed: dict[str, bytes], target: Path) -> None:
    timestamp = _timestamp()
    with ZipFile(target, "w") as written:
        for info in source.infolist():
            copy = ZipInfo(info.filename, timestamp)
            copy.external_attr = info.external_attr
            copy.create_system = 3  # Unix, wherever this runs: the bytes are the same
            copy.compress_type = zipfile.ZIP_DEFLATED
            content = changed.get(info.filename)
            copy.file_size = info.file_size if content is None else len(content)
            with written.open(copy, "w") as out:
                if content is None:
                    with source.open(info) as member:
                        shutil.copyfileobj(member, out)
                else:
                    out.write(content)


def _timestamp() -> tuple[int, int, int, int, int, int]:
    text = os.environ.get("SOURCE_DATE_EPOCH", str(_ZIP_EPOCH))
    if not re.fullmatch("[0-9]{1,18}", text):
        raise VariantError(f"SOURCE_DATE_EPOCH must be a number, not {shorten(text)}")
    return time.gmtime(min(max(int(text), _ZIP_EPOCH), _ZIP_END))[:6]
