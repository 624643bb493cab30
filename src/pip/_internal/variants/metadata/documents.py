"""The ``{name}-{version}-variants.json`` files that describe a release's wheels."""

from __future__ import annotations

import glob
import logging
import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.documents.document import Document, read_index_document
from pip._vendor.variantlib.documents.json_text import MAX_BYTES
from pip._vendor.variantlib.documents.listed import SUFFIX, dispute, release_of
from pip._vendor.variantlib.errors import VariantError
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import and_others, printable, shortened

from pip._internal.models.link import Link
from pip._internal.utils.urls import path_to_url
from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.metadata.fetch import fetch
from pip._internal.variants.metadata.keys import content_key, content_of, is_as_stated
from pip._internal.variants.metadata.parallel import ask_side_by_side
from pip._internal.variants.models import source_of

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.packaging.version import Version
    from pip._vendor.variantlib.store import JsonStore

    from pip._internal.network.session import PipSession
    from pip._internal.variants.models import VariantCandidate

logger = logging.getLogger(__name__)

MAX_STORED_SIZE = 4 * 1024 * 1024
"""In bytes; larger documents are not worth their place on disk."""


class _Place(NamedTuple):
    """One release as one index page or folder offers it.

    The statements of one place about its wheels mean nothing for those of another.
    """

    source: str
    project: NormalizedName
    version: Version


class Documents:
    """The documents that were seen, each fetched at most once.

    :param store: Keeps documents by their digest; None to keep nothing.
    :param seen: Links to files that may be such documents; it grows while pip reads
        index pages.
    """

    def __init__(
        self, session: PipSession, store: JsonStore | None, seen: list[Link]
    ) -> None:
        self._session = session
        self._store = store
        self._seen = seen
        # By their content: of several nobody knows which is right.
        self._links: dict[_Place, dict[str, Link]] = {}
        self._folders: set[str] = set()
        self._found: dict[_Place, Document | None] = {}

    def find(self, offer: VariantCandidate) -> Document | None:
        """Return the document that describes a wheel, None if there is none to use."""
        place = self._look_for(offer)
        self._read([place])
        return self._found[place]

    def read_ahead(self, offers: Iterable[VariantCandidate]) -> None:
        """Read the documents that describe some wheels, several at a time.

        Of those that fail for the same reason, the user reads one line.
        """
        self._read([self._look_for(offer) for offer in offers])

    def fetch(self, offer: VariantCandidate) -> bytes | None:
        """Return the same as it was published.

        :raises FetchError: If it cannot be had any more.
        """
        place = self._look_for(offer)
        self._read([place])
        if self._found[place] is None:
            return None
        (link,) = self._links[place].values()
        return fetch(self._session, link, MAX_BYTES)

    def _look_for(self, offer: VariantCandidate) -> _Place:
        while self._seen:
            self._note(self._seen.pop())
        source = source_of(offer.link)
        if source.startswith("file:") and source not in self._folders:
            self._folders.add(source)
            self._note_folder(Link(source).file_path)
        return _Place(source, offer.project, offer.candidate.version)

    def _note_folder(self, folder: str) -> None:
        """Note the documents in a folder of wheels: pip lists the wheels only."""
        for path in glob.glob(os.path.join(glob.escape(folder), f"*{SUFFIX}")):
            self._note(Link(path_to_url(path)))

    def _note(self, link: Link) -> None:
        release = release_of(link.filename)
        if release is not None:
            place = _Place(source_of(link), *release)
            self._links.setdefault(place, {})[content_of(link)] = link

    def _read(self, places: Sequence[_Place]) -> None:
        """Read the documents of places where that was not done yet."""
        new = [place for place in dict.fromkeys(places) if place not in self._found]
        failed: dict[tuple[NormalizedName, str], list[tuple[str, str]]] = {}
        for place, found in ask_side_by_side(self._try_to_read, new):
            if isinstance(found, str):
                first = next(iter(self._links[place].values()))
                # Many errors name the file.
                kind = found.replace(first.url_without_fragment, "")
                failed.setdefault((place.project, kind), []).append(
                    (first.filename, found)
                )
            self._found[place] = None if isinstance(found, str) else found
        for alike in failed.values():
            name, reason = alike[0]
            which = and_others(printable(name), len(alike))
            logger.warning("Not using %s: %s", which, reason)

    def _try_to_read(self, place: _Place) -> Document | str | None:
        """Return the document of a place, or why it is of no use; None for none."""
        links = list(self._links.get(place, {}).values())
        if not links:
            return None
        try:
            return dispute(links) or self._load(links[0])
        except (FetchError, VariantError) as error:
            return shortened(str(error))

    def _load(self, link: Link) -> Document:
        if self._store is None:
            return read_index_document(fetch(self._session, link, MAX_BYTES))
        key = content_key(link)
        stored = self._store.get(key) if key else None
        if isinstance(stored, str):
            return read_index_document(stored)
        content = fetch(self._session, link, MAX_BYTES)
        document = read_index_document(content)
        if key and len(content) <= MAX_STORED_SIZE and is_as_stated(link, content):
            self._store.put(key, content.decode())
        return document
