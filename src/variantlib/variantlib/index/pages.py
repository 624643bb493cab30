"""Read the page of a project in a package index, in HTML or JSON.

The simple repository API, https://packaging.python.org/en/latest/specifications/, is
their form. A page is read within limits, whoever wrote it, and entries that make no
sense are passed over.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser

from ..documents.json_text import load_json
from ..errors import InvalidPage, VariantError
from .files import IndexFile

__all__ = ["MAX_FILES", "MAX_PAGE", "parse_page"]

MAX_PAGE = 64 * 2**20
"""In bytes; larger pages are refused."""

MAX_FILES = 200_000
"""So many files may a page list."""

_find_sha256 = re.compile(r"(?:^|[#&])sha256=([0-9a-f]{64})(?:&|$)").search
_is_sha256 = re.compile(r"[0-9a-f]{64}").fullmatch
_MAJOR = re.compile(r"1\.[0-9]+").fullmatch


def parse_page(content: bytes, url: str) -> tuple[IndexFile, ...]:
    """Return the files that a page lists, in its order.

    :param url: Where the page is; what it lists may be relative to that.
    :raises InvalidPage: If it is too large, or is no such page.
    """
    if len(content) > MAX_PAGE:
        raise InvalidPage(f"it is larger than {MAX_PAGE // 2**20} MiB")
    is_json = content.lstrip()[:1] == b"{"
    found = _from_json(content, url) if is_json else _from_html(content, url)
    files: list[IndexFile] = []
    for file in found:
        if len(files) == MAX_FILES:
            raise InvalidPage(f"it lists more than {MAX_FILES} files")
        files.append(file)
    return tuple(files)


def _from_json(content: bytes, url: str) -> Iterator[IndexFile]:
    try:
        document = load_json(content)
    except VariantError as error:
        raise InvalidPage(f"it {error}") from None
    meta = document.get("meta") if isinstance(document, dict) else None
    version = meta.get("api-version") if isinstance(meta, dict) else None
    if not isinstance(version, str) or not _MAJOR(version):
        raise InvalidPage("it is no page of the simple repository API, version 1")
    assert isinstance(document, dict)
    files = document.get("files")
    if not isinstance(files, list):
        raise InvalidPage("it has no list of files")
    for entry in files:
        if isinstance(entry, dict):
            yield from _json_file(entry, url)


def _json_file(entry: Mapping[str, object], url: str) -> Iterator[IndexFile]:
    filename, link = entry.get("filename"), entry.get("url")
    if not isinstance(filename, str) or not isinstance(link, str):
        return
    requires_python, hashes = entry.get("requires-python"), entry.get("hashes")
    metadata = entry.get("core-metadata") or entry.get("dist-info-metadata")
    for address in _join(url, link):
        yield IndexFile(
            filename,
            address,
            requires_python if isinstance(requires_python, str) else None,
            is_yanked=bool(entry.get("yanked")),
            sha256=_sha256_in(hashes),
            has_metadata=bool(metadata),
            metadata_sha256=_sha256_in(metadata),
            page=url,
        )


def _sha256_in(digests: object) -> str | None:
    sha256 = digests.get("sha256") if isinstance(digests, dict) else None
    return sha256 if isinstance(sha256, str) and _is_sha256(sha256) else None


def _from_html(content: bytes, url: str) -> Iterator[IndexFile]:
    parser = _Links()
    parser.feed(content.decode("utf-8", "replace"))
    parser.close()
    if not parser.anchors and b"<" not in content:
        raise InvalidPage("it is neither HTML nor JSON")
    for base in _join(url, parser.base or ""):
        for attributes in parser.anchors:
            yield from _html_file(attributes, base, url)


def _html_file(
    attributes: Mapping[str, str], base: str, url: str
) -> Iterator[IndexFile]:
    for address in _join(base, attributes["href"].strip()):
        link, _, fragment = address.partition("#")
        digest = _find_sha256(fragment)
        metadata = attributes.get(
            "data-core-metadata", attributes.get("data-dist-info-metadata", "false")
        )
        of_metadata = _find_sha256(metadata)
        yield IndexFile(
            filename_of(link),
            link,
            attributes.get("data-requires-python") or None,
            is_yanked="data-yanked" in attributes,
            sha256=digest[1] if digest else None,
            has_metadata=metadata != "false",
            metadata_sha256=of_metadata[1] if of_metadata else None,
            page=url,
        )


def filename_of(url: str) -> str:
    """Return the name of the file that a URL leads to."""
    return urllib.parse.unquote(url.partition("?")[0].rpartition("/")[2])


def _join(base: str, link: str) -> Iterator[str]:
    """Yield the URL that a link on a page means, or none."""
    try:
        yield urllib.parse.urljoin(base, link)
    except ValueError:
        # As a host in square brackets that are never closed.
        return


class _Links(HTMLParser):
    """Collect the links of a page, and its base."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.base: str | None = None
        self.anchors: list[dict[str, str]] = []

    def handle_starttag(
        self, tag: str, attrs: Iterable[tuple[str, str | None]]
    ) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "base" and self.base is None:
            self.base = attributes.get("href")
        elif tag == "a" and "href" in attributes:
            self.anchors.append(attributes)
