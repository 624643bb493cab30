"""The files about a release: its document, and its page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ..documents.document import Document, read_index_document, read_wheel_document
from ..documents.writing import release_document
from ..errors import InvalidDocument, VariantError
from ..names.properties import parse_property
from .listing import SMALL, Listed
from .machines import orders_of
from .release_page import ReleasePage, release_html

__all__ = ["make_document", "make_page"]


def make_document(name: str, variants: Sequence[Listed]) -> bytes:
    """Return the document of a release, by the statements of its variants.

    :param name: The name of its file.
    :raises InvalidDocument: If they contradict one another.
    """
    labelled = {(str(f.variant), str(f.statement)) for f in variants if f.is_labelled}
    hashed = {str(f.statement) for f in variants if not f.is_labelled}
    try:
        return _document(tuple(sorted(labelled)), tuple(sorted(hashed)))
    except VariantError as error:
        raise InvalidDocument(f"{name}: {error}") from error


def make_page(
    release: tuple[str, str], files: Sequence[Listed], document: bytes | None
) -> bytes:
    """Return the page about a release.

    :param release: Project and version.
    """
    if document is None:
        return release_html(ReleasePage(*release, files, None, []))
    variants = {(f.variant, f.is_labelled) for f in files if f.variant}
    read, orders = _read(document, tuple(sorted(variants)))
    return release_html(ReleasePage(*release, files, read, orders))


# Releases of a project mostly have the same variants, and come one after another.
@lru_cache(maxsize=4)
def _document(labelled: tuple[tuple[str, str], ...], hashed: tuple[str, ...]) -> bytes:
    content = release_document(
        [_parsed(text, label) for label, text in labelled],
        [map(parse_property, text.splitlines()) for text in hashed],
    )
    read_index_document(content)
    return content


@lru_cache(maxsize=4)
def _read(
    document: bytes, variants: tuple[tuple[str, bool], ...]
) -> tuple[Document, list[tuple[str, list[str]]]]:
    read = read_index_document(document)
    return read, list(orders_of(read, dict(variants)))


def _parsed(text: str, label: str) -> Document:
    read = _parsed_once if len(text) < SMALL else read_wheel_document
    return read(text, label)


# Releases of a project have the same.
_parsed_once = lru_cache(maxsize=1024)(read_wheel_document)
