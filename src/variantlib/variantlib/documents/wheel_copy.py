"""Write a copy of a wheel that differs a little, and the wheel that it was again.

A copy has the files of its wheel as they are, compressed and with their times, but for
those of the .dist-info folder that are changed or added; RECORD follows. Its bytes
depend on nothing but the wheel, the changes, SOURCE_DATE_EPOCH and the zlib in use.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import os
import re
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from ..errors import VariantError, shorten
from ..named_tuples import NamedTuple
from .origin import MAX_REST, ORIGIN_DOCUMENT, Origin, Part, joined, write_origin
from .wheel_zip import MAX_MEMBER, Fault, Wheel, belongs
from .whole_files import file_digest, replacing
from .zip_layout import Layout, Member, end_of, moved, read_layout, renamed, written

_ZIP_EPOCH = 315_532_800  # 1980-01-01, the earliest time that a zip can state
_ZIP_END = 4_354_819_198  # 2107-12-31
_SIGNATURES = ("RECORD.jws", "RECORD.p7s")
_CHUNK = 2**20


class _Kept(NamedTuple):
    """A member that is copied.

    :param place: Its offset in the copy.
    :param header: Its header, if it gets another name; None if all is copied.
    :param record: Its bytes in the directory of the copy.
    """

    member: Member
    place: int
    header: bytes | None
    record: bytes

    @property
    def part(self) -> Part:
        """The bytes of it that are copied."""
        start = self.member.start if self.header is None else self.member.data
        place = self.place + len(self.header or b"")
        return Part(start, place, self.member.end - start)


def write_copy(
    wheel: Wheel, changes: Mapping[str, bytes], target: Path, stem: str | None = None
) -> None:
    """Write a wheel with files of its .dist-info folder changed or added.

    A file at the target is replaced; a broken one never stands there.

    :param stem: Project and version in the names of its folders; None for the same.
    :raises Fault: If the wheel cannot be copied.
    """
    check_source(wheel)
    layout = read_layout(wheel.file, wheel.source)
    folders = {} if stem is None else _new_folders(wheel, stem)
    changed = {f"{wheel.folder}/{name}": data for name, data in changes.items()}
    kept = list(_keep(wheel, layout, {*changed}, folders))
    origin = write_origin(_origin_of(wheel, layout, kept))
    if len(origin) > MAX_MEMBER:
        raise Fault("its zip is laid out too oddly to be restored later")
    changed[f"{wheel.folder}/{ORIGIN_DOCUMENT}"] = origin
    new = _with_record(wheel, changed, folders)
    _write(wheel.file, layout, kept, new, target, folders)


def write_without(
    wheel: Wheel, gone: Iterable[str], changes: Mapping[str, bytes], target: Path
) -> None:
    """Write a wheel that lacks files of its .dist-info folder, and has others changed.

    It does not tell of which wheel it was made.

    :raises Fault: If the wheel cannot be copied.
    """
    _check_unsigned(wheel)
    layout = read_layout(wheel.file, wheel.source)
    changed = {f"{wheel.folder}/{name}": data for name, data in changes.items()}
    left_out = frozenset(f"{wheel.folder}/{name}" for name in gone)
    kept = list(_keep(wheel, layout, {*changed, *left_out}, {}))
    new = _with_record(wheel, changed, {}, left_out)
    _write(wheel.file, layout, kept, new, target, {})


def _write(
    file: IO[bytes],
    layout: Layout,
    kept: Sequence[_Kept],
    new: Mapping[str, bytes],
    target: Path,
    folders: Mapping[str, str],
) -> None:
    """Write the members that are kept, and behind them those that are new."""
    records = [one.record for one in kept]
    with replacing(target) as out:
        for one in sorted(kept, key=lambda one: one.place):
            out.write(one.header or b"")
            copy_part(file, one.part.start, one.part.length, out)
        likes = {member.name: member.record for member in layout.members}
        for name, content in new.items():
            shown = _in_folder(name, folders)
            made = written(shown, content, _timestamp(), out.tell(), likes.get(name))
            out.write(made.content)
            records.append(made.record)
        start = out.tell()
        directory = b"".join(records)
        out.write(directory + end_of(len(records), start, len(directory)))


def check_source(wheel: Wheel) -> None:
    """Check whether a wheel may be copied with other files.

    :raises Fault: If it may not.
    :raises VariantError: If SOURCE_DATE_EPOCH states no time.
    """
    _check_unsigned(wheel)
    if wheel.has(ORIGIN_DOCUMENT):
        raise Fault(
            f"it was made out of another wheel ({ORIGIN_DOCUMENT}); unmake it first"
        )


def _check_unsigned(wheel: Wheel) -> None:
    _timestamp()
    for name in filter(wheel.has, _SIGNATURES):
        raise Fault(f"it is signed ({name}); the variant would not be")


def restore(wheel: Wheel, origin: Origin, target: Path) -> None:
    """Write the plain wheel that a variant was, byte for byte.

    :raises Fault: If the variant was changed since.
    """
    start = wheel.source.start_dir
    data = [(p.start, p.place, p.length) for p in origin.data]
    data += [(p.start, start + p.place, p.length) for p in origin.directory]
    rest = io.BytesIO(origin.rest)
    with replacing(target) as out:
        end = 0
        for begin, place, length in [*sorted(data), (origin.size, 0, 0)]:
            out.write(rest.read(begin - end))
            copy_part(wheel.file, place, length, out)
            end = begin + length
        if file_digest(out) != origin.sha256:
            raise Fault(
                "it is not as it was made; the plain wheel that it was is not in it"
            )


def copy_part(source: IO[bytes], start: int, length: int, target: IO[bytes]) -> None:
    """Copy bytes of one file to the end of another, not many at a time.

    :raises Fault: If there are not so many.
    """
    source.seek(start)
    while length:
        chunk = source.read(min(length, _CHUNK))
        if not chunk:
            raise Fault("it ends too early")
        target.write(chunk)
        length -= len(chunk)


def _new_folders(wheel: Wheel, stem: str) -> dict[str, str]:
    """Return the folders with project and version in their names, and new names."""
    found = {}
    for top in {name.partition("/")[0] for name in wheel.names}:
        old, dot, kind = top.rpartition(".")
        if kind in ("dist-info", "data") and belongs(old, wheel.path):
            found[top] = f"{stem}{dot}{kind}"
    return found


def _in_folder(name: str, folders: Mapping[str, str]) -> str:
    top, slash, below = name.partition("/")
    return f"{folders.get(top, top)}{slash}{below}"


def _keep(
    wheel: Wheel,
    layout: Layout,
    replaced: Collection[str],
    folders: Mapping[str, str],
) -> Iterator[_Kept]:
    """Yield the members that stay, with their places one behind the other."""
    file = wheel.file
    without = {*replaced, f"{wheel.folder}/RECORD"}
    members = [member for member in layout.members if member.name not in without]
    raw = {old.encode(): new.encode() for old, new in folders.items()}
    places: dict[int, _Kept] = {}
    place = 0
    for member in sorted(members, key=lambda member: member.start):
        top, slash, below = member.raw_name.partition(b"/")
        name = raw.get(top, top) + slash + below
        header = None
        if name != member.raw_name:
            file.seek(member.start)
            header = renamed(file.read(member.data - member.start), name)
        record = moved(member.record, place, name)
        places[member.start] = one = _Kept(member, place, header, record)
        place = one.part.place + one.part.length
    for member in members:
        yield places[member.start]


def _origin_of(wheel: Wheel, layout: Layout, kept: Sequence[_Kept]) -> Origin:
    """Return all that it takes to make the wheel out of its copy again."""
    new = {one.member.name: one.record for one in kept}
    directory = []
    start, place = layout.directory, 0
    for member in layout.members:
        copied = new.get(member.name)
        if copied == member.record:
            directory.append(Part(start, place, len(copied)))
        start += len(member.record)
        place += len(copied or b"")
    data = joined(sorted((one.part for one in kept), key=lambda part: part.start))
    of_directory = joined(directory)
    return Origin(
        wheel.path.name,
        layout.size,
        file_digest(wheel.file),
        data,
        of_directory,
        _rest(wheel.file, [*data, *of_directory], layout.size),
    )


def _rest(file: IO[bytes], parts: Sequence[Part], size: int) -> bytes:
    """Return the bytes of a file that are in none of its parts, which are in order."""
    if size - sum(part.length for part in parts) > MAX_REST:
        raise Fault("most of its zip belongs to none of its files")
    pieces = []
    end = 0
    for part in [*parts, Part(size, 0, 0)]:
        file.seek(end)
        pieces.append(file.read(part.start - end))
        end = part.end
    return b"".join(pieces)


def _with_record(
    wheel: Wheel,
    changed: Mapping[str, bytes],
    folders: Mapping[str, str],
    gone: frozenset[str] = frozenset(),
) -> dict[str, bytes]:
    """Return the files that differ, and RECORD as it then is."""
    rows = [row for row in _record_rows(wheel) if not gone.intersection(row[:1])]
    text = _change_record(rows, changed, wheel.names, folders)
    return {**changed, f"{wheel.folder}/RECORD": text}


def _record_rows(wheel: Wheel) -> list[list[str]]:
    try:
        text = wheel.read("RECORD").decode()
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Fault(f"its RECORD is not readable ({error})") from None


def _change_record(
    rows: list[list[str]],
    changed: Mapping[str, bytes],
    existing: Sequence[str],
    folders: Mapping[str, str],
) -> bytes:
    """Return RECORD with other hashes and sizes for some files, some of them new."""
    there = set(existing)
    for name, content in changed.items():
        found = [row for row in rows if row[:1] == [name]]
        expected = int(name in there)
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
    moved_rows = [[_in_folder(row[0], folders), *row[1:]] for row in rows if row]
    csv.writer(written, lineterminator="\n").writerows(moved_rows)
    return written.getvalue().encode()


def _timestamp() -> tuple[int, int, int, int, int, int]:
    text = os.environ.get("SOURCE_DATE_EPOCH", str(_ZIP_EPOCH))
    if not re.fullmatch("[0-9]{1,18}", text):
        raise VariantError(f"SOURCE_DATE_EPOCH must be a number, not {shorten(text)}")
    return time.gmtime(min(max(int(text), _ZIP_EPOCH), _ZIP_END))[:6]
