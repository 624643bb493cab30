"""Read an index for ``pip variant index --check``: its pages, and all they list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pip._vendor.variantlib.documents.document import WHEEL_DOCUMENT
from pip._vendor.variantlib.documents.json_text import MAX_BYTES
from pip._vendor.variantlib.documents.listed import SUFFIX
from pip._vendor.variantlib.documents.statements import MAX_FILE_SIZE, METADATA
from pip._vendor.variantlib.index.files import IndexFile
from pip._vendor.variantlib.index.pages import MAX_PAGE, parse_page
from pip._vendor.variantlib.linting.assembly import (
    Contents,
    assemble,
    read_statement,
)
from pip._vendor.variantlib.linting.release import FileList, Release, Statement
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import printable

from pip._internal.exceptions import InvalidWheelFilename
from pip._internal.models.link import Link
from pip._internal.variants.commands.linted_pages import (
    by_version,
    documents_of,
    link_to,
    read_page,
    read_wheels,
)
from pip._internal.variants.metadata.failures import FetchError, one_error
from pip._internal.variants.metadata.fetch import fetch
from pip._internal.variants.metadata.wheel_file import read_all_from_wheel
from pip._internal.variants.names import variant_of
from pip._internal.variants.utils.waiting import Reading

if TYPE_CHECKING:
    from pip._internal.network.session import PipSession

MAX_PROJECTS = 1000
"""So many projects of an index are checked at once."""

Folder = Mapping[tuple[str, str], FileList]
"""The files of a folder, by project and version."""

_Page = tuple[str, tuple[IndexFile, ...]]
"""A form of a page, as sentences name it, and its files."""


def read_index(session: PipSession, url: str, folder: Folder) -> list[Release]:
    """Return the releases on a project's page, or on all pages of an index.

    :param folder: What there should be, of the same projects.
    :raises FetchError: If a page cannot be had, or lists nothing.
    """
    url = url if url.endswith(("/", ".html", ".json")) else f"{url}/"
    files = read_page(session, url)
    whole = _Whole(session, folder, Reading())
    links = dict.fromkeys(f.url for f in files if not f.filename)
    base = url[: url.rindex("/") + 1]
    pages = [link for link in links if link.startswith(base) and link != base]
    if by_version(files) or not pages:
        found = _read_project(whole, url, files)
        if not found:
            raise FetchError("nothing on this page is a file of a project")
        return found
    if len(pages) > MAX_PROJECTS:
        raise FetchError(
            f"it lists more than {MAX_PROJECTS} projects; name the page of one"
        )
    releases = []
    for page in whole.reading.through("project", pages):
        try:
            releases += _read_project(whole, page, read_page(session, page))
        except FetchError as error:
            name = printable(page.removeprefix(base))
            raise FetchError(f"{name}: {error}") from None
    known = {release.project for release in releases}
    others = {key: files for key, files in folder.items() if key[0] not in known}
    return [*releases, *_missing(others)]


class _Whole(NamedTuple):
    """The things that are the same for all pages of an index."""

    session: PipSession
    folder: Folder
    reading: Reading


def _read_project(
    whole: _Whole, url: str, files: tuple[IndexFile, ...]
) -> list[Release]:
    forms = [("the page", files), *_read_json(whole.session, url)]
    grouped = [(title, by_version(found)) for title, found in forms]
    versions = sorted({version for _, found in grouped for version in found})
    releases = []
    for version in whole.reading.through("release", versions):
        pages = [(title, tuple(found.get(version, ()))) for title, found in grouped]
        releases += _read_release(whole, pages)
    named = {f.filename for found in by_version(files).values() for f in found}
    releases += assemble([f.filename for f in files if f.filename not in named], {})
    projects = {release.project for release in releases}
    there = {(release.project, release.version) for release in releases}
    own = {key: files for key, files in whole.folder.items() if key[0] in projects}
    missing = {key: files for key, files in own.items() if key not in there}
    return [*releases, *_missing(missing)]


def _read_json(session: PipSession, url: str) -> list[_Page]:
    """Return the other form that the page of a static index has, if it is there."""
    if not url.endswith("/"):
        return []
    url = f"{url}index.json"
    try:
        content = fetch(session, Link(url), MAX_PAGE)
    except FetchError:
        return []
    # Some servers have a page for all that is not there.
    if content.lstrip()[:1] != b"{":
        return []
    with one_error():
        return [("its JSON", parse_page(content, url))]


def _read_release(whole: _Whole, pages: list[_Page]) -> list[Release]:
    """Return the release that the files of one version are of.

    :param pages: The forms of the page, with these files.
    """
    files = {file.filename: file for _, found in reversed(pages) for file in found}
    contents = _read_documents(whole.session, documents_of([*files.values()]))
    statements = [_statement(name, found) for name, found in contents.items()]
    digests = {
        name: hashlib.sha256(found).hexdigest()
        for name, found in contents.items()
        if isinstance(found, bytes)
    }
    wheels = [file for name, file in files.items() if name.endswith(".whl")]
    parts = read_wheels(wheels, partial(_read_wheel, whole.session), whole.reading)
    others = [name for name in files if name not in contents]
    lists = [
        FileList(title, {f.filename: digests.get(f.filename, f.sha256) for f in found})
        for title, found in pages
    ]
    return [
        replace(
            release, lists=(*lists, *_wanted(release, whole.folder, bool(statements)))
        )
        for release in assemble(others, parts, statements)
    ]


def _wanted(
    release: Release, folder: Folder, has_documents: bool
) -> Iterator[FileList]:
    """Yield the files that a folder has of a release, if it has any.

    :param has_documents: Whether the page lists documents. Some servers never do, and
        another rule warns of that.
    """
    files = folder.get((release.project, release.version))
    if files is not None and not has_documents:
        listed = {n: sha for n, sha in files.files.items() if not n.endswith(SUFFIX)}
        files = files._replace(files=listed)
    if files is not None:
        yield files


def _missing(folder: Folder) -> Iterator[Release]:
    """Yield releases that no page lists."""
    for (project, version), files in folder.items():
        yield Release(project, version, lists=(FileList("the page", {}), files))


def _read_documents(
    session: PipSession, files: Iterable[IndexFile]
) -> dict[str, bytes | FetchError]:
    found: dict[str, bytes | FetchError] = {}
    for file in files:
        try:
            found[file.filename] = fetch(session, link_to(file), MAX_BYTES)
        except FetchError as error:
            found[file.filename] = error
    return found


def _statement(filename: str, found: bytes | FetchError) -> Statement:
    if isinstance(found, bytes):
        return read_statement(filename, found)
    return Statement(filename, fault=f"cannot be had: {found}", is_there=False)


def _read_wheel(session: PipSession, file: IndexFile) -> Contents:
    """Return the parts of a wheel, all of them out of it."""
    link = link_to(file)
    try:
        name = variant_of(link)
        is_labelled = name is not None and name.is_label
        names = [METADATA, WHEEL_DOCUMENT] if is_labelled else [METADATA]
        metadata, *document = read_all_from_wheel(session, link, names)
    except InvalidWheelFilename:
        # Another rule is about its name.
        return Contents()
    except FetchError as error:
        return Contents(fault=str(error), listed=file)
    contents = Contents(metadata, document[0] if document else None, listed=file)
    if not file.has_metadata:
        return contents
    try:
        beside = link_to(file, f"{link.url_without_fragment}.metadata")
        return replace(contents, beside=fetch(session, beside, MAX_FILE_SIZE))
    except FetchError as error:
        return replace(contents, not_beside=str(error))
