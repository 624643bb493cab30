"""Read releases for ``pip variant lint`` from an index, as far as they can be had.

The page of a project, the document of a release, and of each of its wheels METADATA and
``variant.json``: beside the wheel, or out of it by range requests.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from pip._vendor.packaging.version import InvalidVersion, Version
from pip._vendor.variantlib.documents.document import WHEEL_DOCUMENT
from pip._vendor.variantlib.documents.json_text import MAX_BYTES
from pip._vendor.variantlib.documents.listed import SUFFIX
from pip._vendor.variantlib.documents.statements import MAX_FILE_SIZE, METADATA
from pip._vendor.variantlib.errors import InvalidVariantFilename
from pip._vendor.variantlib.index.candidates import parse_candidate
from pip._vendor.variantlib.index.files import IndexFile
from pip._vendor.variantlib.index.pages import MAX_PAGE, filename_of, parse_page
from pip._vendor.variantlib.linting.assembly import (
    Contents,
    assemble,
    read_statement,
    release_of_document,
    release_of_wheel,
)
from pip._vendor.variantlib.linting.release import Statement
from pip._vendor.variantlib.text import and_others, printable

from pip._internal.exceptions import InvalidWheelFilename
from pip._internal.models.link import Link
from pip._internal.variants.metadata.failures import FetchError, one_error
from pip._internal.variants.metadata.fetch import fetch
from pip._internal.variants.metadata.parallel import ask_side_by_side
from pip._internal.variants.metadata.wheel_file import (
    WheelFault,
    read_all_from_wheel,
    read_from_wheel,
)
from pip._internal.variants.names import variant_of
from pip._internal.variants.utils.waiting import Reading

if TYPE_CHECKING:
    from pip._vendor.variantlib.linting.release import Release

    from pip._internal.network.session import PipSession

logger = logging.getLogger(__name__)

MAX_WHEELS = 2000
"""So many wheels of a release are looked into on a server."""

MAX_DOCUMENTS = 10
"""Documents about one version that a page may list; one is enough."""

_TOO_MANY = f"only {MAX_WHEELS} wheels are looked into"


def read_url(session: PipSession, url: str, version: str | None) -> list[Release]:
    """Return the release that a URL leads to.

    :param version: Its version, if it is on a page; None for the newest with variants.
    :raises FetchError: If it cannot be had, or there is none.
    """
    filename = filename_of(url)
    file = IndexFile(filename, url)
    if filename.endswith(".whl"):
        contents = _read_wheel(session, file)
        if isinstance(contents, str):
            raise FetchError(contents)
        return [release_of_wheel(filename, {filename: contents})]
    if filename.endswith(SUFFIX):
        return [release_of_document(_statement(session, file))]
    chosen = _files_of_release(read_page(session, url), version)
    wheels = [file for file in chosen if file.filename.endswith(".whl")]
    return assemble(
        [file.filename for file in chosen if not file.filename.endswith(SUFFIX)],
        read_wheels(wheels, partial(_read_wheel, session), Reading()),
        [_listed_statement(session, file) for file in documents_of(chosen)],
    )


def read_page(session: PipSession, url: str) -> tuple[IndexFile, ...]:
    """Return the files that the page of a project lists.

    :raises FetchError: If it cannot be had, or is no such page.
    """
    with one_error():
        return parse_page(fetch(session, Link(url), MAX_PAGE), url)


def link_to(file: IndexFile, url: str | None = None) -> Link:
    """Return a link that knows the page: one on the web must name no file here.

    :param url: That of something beside the file; None for the file.
    """
    return Link(url or file.url, comes_from=file.page or None)


def documents_of(files: Sequence[IndexFile]) -> list[IndexFile]:
    """Return the documents among the files of a version.

    :raises FetchError: If there are too many.
    """
    documents = [file for file in files if file.filename.endswith(SUFFIX)]
    if len(documents) > MAX_DOCUMENTS:
        raise FetchError(
            f"over {MAX_DOCUMENTS} documents (*{SUFFIX}) on this page are about one "
            "version"
        )
    return documents


def _files_of_release(
    files: Sequence[IndexFile], wanted: str | None
) -> list[IndexFile]:
    """Return the files of one version that a page lists.

    :raises FetchError: If there are none.
    """
    versions = by_version(files)
    if wanted is None:
        of_variants = [
            v for v, found in versions.items() if any(map(_is_variant, found))
        ]
        if not of_variants:
            raise FetchError("no release on this page has variants")
        return versions[max(of_variants)]
    try:
        return versions[Version(wanted)]
    except (InvalidVersion, KeyError):
        raise FetchError(
            f"there is no release {printable(wanted)} on this page"
        ) from None


def by_version(files: Iterable[IndexFile]) -> dict[Version, list[IndexFile]]:
    """Return the files of each version, without those of none."""
    versions: dict[Version, list[IndexFile]] = {}
    for file in files:
        try:
            versions.setdefault(_version_of(file), []).append(file)
        except (InvalidVariantFilename, InvalidVersion):
            continue
    return versions


def _version_of(file: IndexFile) -> Version:
    if file.filename.endswith(SUFFIX):
        return Version(file.filename.removesuffix(SUFFIX).rpartition("-")[2])
    return parse_candidate(file).version


def _is_variant(file: IndexFile) -> bool:
    """Return whether a file of a version is of its variants."""
    return file.filename.endswith(SUFFIX) or parse_candidate(file).name is not None


def _statement(session: PipSession, file: IndexFile) -> Statement:
    content = fetch(session, link_to(file), MAX_BYTES)
    return read_statement(file.filename, content)


def _listed_statement(session: PipSession, file: IndexFile) -> Statement:
    """Return a document that a page lists, whether or not the server has it."""
    try:
        return _statement(session, file)
    except FetchError as error:
        return Statement(file.filename, fault=f"cannot be had: {error}", is_there=False)


def read_wheels(
    wheels: Sequence[IndexFile],
    read: Callable[[IndexFile], Contents | str],
    reading: Reading,
) -> dict[str, Contents]:
    """Return the parts of wheels that can be had; warn about others.

    :param read: Returns those of one, or the reason why they cannot be had.
    """
    contents, failed = {}, [(file.filename, _TOO_MANY) for file in wheels[MAX_WHEELS:]]
    some = wheels[:MAX_WHEELS]
    note = partial(reading.reach, "wheel", count=len(some))
    for file, found in ask_side_by_side(read, some, note):
        if isinstance(found, Contents):
            contents[file.filename] = found
        else:
            failed.append((file.filename, found))
    if failed:
        filename, reason = failed[0]
        which = and_others(printable(filename), len(failed))
        logger.warning("Not looking into %s: %s", which, reason)
    return contents


def _read_wheel(session: PipSession, file: IndexFile) -> Contents | str:
    """Return the parts of a wheel, or the reason why they cannot be had."""
    link = link_to(file)
    try:
        name = variant_of(link)
        if name is not None and name.is_label:
            names = [METADATA, WHEEL_DOCUMENT]
            metadata, document = read_all_from_wheel(session, link, names)
            return Contents(metadata, document, listed=file)
        missing = None
        if file.has_metadata:
            try:
                beside = link_to(file, f"{link.url_without_fragment}.metadata")
                return Contents(fetch(session, beside, MAX_FILE_SIZE), listed=file)
            except FetchError as error:
                missing = str(error)
        metadata = read_from_wheel(session, link, METADATA)
        return Contents(metadata, listed=file, not_beside=missing)
    except InvalidWheelFilename:
        # Another rule is about its name.
        return Contents()
    except WheelFault as error:
        return Contents(fault=str(error))
    except FetchError as error:
        return str(error)
