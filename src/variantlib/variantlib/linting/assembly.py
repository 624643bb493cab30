"""Make releases out of files: their names, and the contents that are known of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from email.message import Message
from email.parser import BytesHeaderParser

from packaging.tags import Tag, parse_tag
from packaging.utils import NormalizedName
from packaging.version import Version

from ..documents.document import read_index_document
from ..documents.json_text import Pairs, load_json
from ..documents.listed import release_of
from ..documents.statements import facts_in_document, facts_in_headers
from ..errors import InvalidVariantFilename, VariantError
from ..index.candidates import Candidate, parse_candidate
from ..index.files import IndexFile
from ..models import MetadataUnavailable, VariantMetadata
from ..names.filename import VariantName
from ..names.tag_sets import TOO_MANY_TAGS, are_too_many_tags
from ..text import printable
from .release import Metadata, Misnamed, Release, Statement, WheelFile

__all__ = [
    "Contents",
    "assemble",
    "read_statement",
    "release_of_document",
    "release_of_wheel",
]

# So many names that stand twice are remembered.
_DUPLICATES = 10


@dataclass(frozen=True)
class Contents:
    """The parts of a wheel that rules look at, as far as they could be had.

    :param document: Its ``variant.json``; None for none.
    :param wheel: Its WHEEL, if that was read, too.
    :param fault: Why it cannot be read.
    :param listed: The wheel as a page of an index lists it; None if there is no page.
    :param beside: The file with its METADATA beside it, if that was read, too.
    :param not_beside: Why that file cannot be had, if a page promises it.
    """

    metadata: bytes | None = None
    document: bytes | None = None
    wheel: bytes | None = None
    fault: str | None = None
    listed: IndexFile | None = None
    beside: bytes | None = None
    not_beside: str | None = None


def assemble(
    filenames: Iterable[str],
    contents: Mapping[str, Contents],
    statements: Iterable[Statement] = (),
) -> list[Release]:
    """Return the releases that some files make, by project and version.

    :param contents: Those of wheels, by file name.
    :param statements: The documents among the files.
    """
    groups: dict[tuple[NormalizedName, Version], list[Candidate]] = {}
    misnamed = []
    for filename in sorted(filenames):
        if filename.endswith((".whl", ".tar.gz", ".zip")):
            try:
                found = parse_candidate(IndexFile(filename, ""))
            except InvalidVariantFilename as error:
                if filename.endswith(".whl"):
                    misnamed.append(Misnamed(filename, error.reason))
            else:
                groups.setdefault((found.project, found.version), []).append(found)
    beside: dict[tuple[NormalizedName, Version], list[Statement]] = {}
    for statement in statements:
        key = release_of(statement.filename)
        if key is None:
            misnamed.append(Misnamed(statement.filename, _NO_DOCUMENT))
        else:
            beside.setdefault(key, []).append(statement)
            groups.setdefault(key, [])
    releases = [
        Release(
            project,
            str(version),
            wheels=tuple(_wheel(each, contents) for each in found if each.tags),
            is_listed=True,
            has_source=not all(each.tags for each in found),
            statement=_only(beside.get((project, version), [])),
        )
        for (project, version), found in sorted(groups.items())
    ]
    if misnamed:
        releases.append(Release("", "", misnamed=tuple(misnamed)))
    return releases


def _only(statements: Sequence[Statement]) -> Statement | None:
    """Return the document of a release; of several different ones none counts."""
    if not statements:
        return None
    first, *others = statements
    if all((each.filename, each.raw) == (first.filename, first.raw) for each in others):
        return first
    names = ", ".join(sorted({printable(each.filename) for each in statements}))
    fault = f"is one of {len(statements)} of this release ({names}), and none counts"
    return Statement(first.filename, fault=fault)


_NO_DOCUMENT = "a document is named NAME-VERSION-variants.json"


def release_of_wheel(filename: str, contents: Mapping[str, Contents]) -> Release:
    """Return the release that one wheel is of, without its other files."""
    [release] = assemble([filename], contents)
    return replace(release, is_listed=False)


def release_of_document(statement: Statement) -> Release:
    """Return the release that one document describes, without its files."""
    project, version = release_of(statement.filename) or (statement.filename, "")
    return Release(project, str(version), statement=statement)


def read_statement(filename: str, content: bytes) -> Statement:
    """Return a document about a release, whatever is wrong with it."""
    duplicates: dict[str, None] = {}

    def note(pairs: Pairs) -> dict[str, object]:
        members = dict(pairs)
        if len(members) < len(pairs) and len(duplicates) < _DUPLICATES:
            counts = Counter(name for name, _ in pairs)
            duplicates.update((n, None) for n, count in counts.items() if count > 1)
        return members

    statement = Statement(filename)
    try:
        raw = load_json(content, note)
        statement = replace(statement, raw=raw, duplicates=tuple(duplicates))
        return replace(statement, document=read_index_document(content))
    except VariantError as error:
        return replace(statement, fault=str(error))


def _wheel(candidate: Candidate, contents: Mapping[str, Contents]) -> WheelFile:
    wheel = WheelFile(
        candidate.filename, candidate.build, candidate.tags, candidate.name
    )
    found = contents.get(candidate.filename)
    if found is None:
        return wheel
    wheel = replace(wheel, listed=found.listed)
    if found.fault is not None:
        return replace(wheel, fault=found.fault)
    stated = _tags_in(found.wheel or b"")
    if stated is None:
        return replace(wheel, fault=_TOO_MANY_TAGS)
    # The description is text, whatever a header says of its parts.
    message = BytesHeaderParser().parsebytes(found.metadata or b"")
    return replace(
        wheel,
        metadata=None if found.metadata is None else _metadata(found.metadata, message),
        own=_own(candidate.name, found, message),
        has_document=found.document is not None,
        stated_tags=stated,
        beside=None if found.beside is None else _digest(found.beside),
        not_beside=found.not_beside,
    )


def _own(
    name: VariantName | None, found: Contents, message: Message
) -> VariantMetadata | MetadataUnavailable | None:
    if name is None:
        return None
    if not name.is_label:
        if found.metadata is None:
            return None
        return _about("METADATA", facts_in_headers(name, message))
    if found.document is None:
        return MetadataUnavailable("it has no variant.json")
    return _about("variant.json", facts_in_document(name, found.document))


def _about(
    part: str, facts: VariantMetadata | MetadataUnavailable
) -> VariantMetadata | MetadataUnavailable:
    if isinstance(facts, VariantMetadata):
        return facts
    return facts._replace(reason=f"its {part}: {facts.reason}")


_TOO_MANY_TAGS = f"its WHEEL has {TOO_MANY_TAGS}"


def _tags_in(wheel: bytes) -> frozenset[Tag] | None:
    """Return the tags that WHEEL states; None for more than a wheel may have.

    There are none if one of them makes no sense.
    """
    lines = BytesHeaderParser().parsebytes(wheel).get_all("Tag", [])
    texts = [str(line).strip() for line in lines]
    if are_too_many_tags(texts):
        return None
    try:
        return frozenset().union(*map(parse_tag, texts))
    except ValueError:
        return frozenset()


def _metadata(content: bytes, message: Message) -> Metadata:
    found: dict[str, list[str]] = {}
    for name, value in message.items():
        found.setdefault(name.lower(), []).append(str(value).strip())
    fields = {name: tuple(values) for name, values in found.items()}
    body = message.get_payload()
    text = body if isinstance(body, str) else ""
    return Metadata(fields, _digest(text.encode("utf-8", "replace")), _digest(content))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
