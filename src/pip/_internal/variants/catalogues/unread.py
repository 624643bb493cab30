"""Tell of the places of a catalogue that cannot be read.

Of an index that gives nothing, upstream speaks with ``-v`` only, as another one may
have the same files. A place of a catalogue has a build that no other place has, perhaps
the only one for a graphics card: nobody should find that out by the clock.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any, cast

from pip._vendor.requests.exceptions import RequestException
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import joined, printable, shortened

from pip._internal.index.collector import LinkCollector, parse_links
from pip._internal.models.link import Link
from pip._internal.utils.filetypes import is_archive_file
from pip._internal.utils.misc import redact_auth_from_url
from pip._internal.variants.metadata.failures import first_line, reason_of, refusal
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.packaging.version import Version
    from pip._vendor.requests.models import Response
    from pip._vendor.variantlib.catalogues.catalogue import Catalogue, Entry
    from pip._vendor.variantlib.models import VariantMetadata

    from pip._internal.index.collector import IndexContent
    from pip._internal.network.session import PipSession

logger = logging.getLogger(__name__)

_NO_PAGE = "it is no page of an index"
_NO_FILE = "it has no links to files"
_NO_LINKS = "it is no page that pip can read"
_ELSEWHERE = "it leads to a URL that pip does not follow"

_find_link = re.compile(
    rb"""(?:<a\s[^<>]*?\bhref\s*=\s*|"url"\s*:\s*)["'][^"'<>]+\.(?:whl|zip|tgz|tar)\b""",
    re.IGNORECASE,
).search


class Unread(NamedTuple):
    """A page that could not be read.

    :param url: Its address, as it may be shown.
    :param reason: Why it could not be read.
    :param entries: The variants that are there.
    """

    url: str
    reason: str
    entries: Sequence[Entry]


def shown(urls: Iterable[str]) -> str:
    """Return the addresses of pages, for a line."""
    return joined(list(map(printable, urls)), 3)


class Notices:
    """The news about the catalogues of a command, for the user.

    Pages are read once for all machines, and sometimes while pip tries something of
    which the user knows nothing. So a notice waits until there is somebody to tell.

    :ivar failures: Why pages could not be read, by URL.
    """

    def __init__(self) -> None:
        self.failures: dict[str, str] = {}
        self._waiting: list[str] = []
        self._unread: dict[NormalizedName, list[tuple[Entry, VariantMetadata]]] = {}

    def add(self, text: str) -> None:
        """Tell something, now or later, and once in a command."""
        self._waiting.append(text)
        self.tell()

    def tell(self) -> None:
        """Tell all that waits for it, unless nobody is told anything for now."""
        if not logger.isEnabledFor(logging.WARNING):
            return
        for text in self._waiting:
            if PROCESS.is_first("catalogue", text):
                logger.warning("%s", shortened(text))
        self._waiting.clear()

    def add_unread(
        self, catalogue: Catalogue, project: NormalizedName, pages: Iterable[Unread]
    ) -> None:
        """Tell of the pages of a project that could not be read."""
        alike: dict[str, list[Unread]] = {}
        for page in pages:
            alike.setdefault(page.reason, []).append(page)
            facts = [(entry, catalogue.facts_of(entry)) for entry in page.entries]
            self._unread.setdefault(project, []).extend(facts)
        for reason, found in alike.items():
            labels = [entry.label for page in found for entry in page.entries]
            there = joined(list(dict.fromkeys(labels)), 5) or "plain files"
            urls = [page.url for page in found]
            self._add_unread(catalogue.name, f"{there} of {project}", urls, reason)

    def add_unread_siblings(
        self,
        catalogue: str,
        project: NormalizedName,
        siblings: Iterable[tuple[str, Iterable[str], bool]],
    ) -> None:
        """Tell of the pages of siblings that could not be read.

        :param catalogue: The name of the one that names them.
        :param project: That they stand for.
        :param siblings: The label of each, all its pages, and whether one of these is
            there, so that others need not be.
        """
        alike: dict[str, list[tuple[str, str]]] = {}
        for label, urls, is_elsewhere in siblings:
            for url in urls:
                reason = self.failures.get(Link(url).url)
                if reason and not (is_elsewhere and reason.startswith("404 ")):
                    shown_url = redact_auth_from_url(url)
                    alike.setdefault(reason, []).append((label, shown_url))
        for reason, found in alike.items():
            labels = dict.fromkeys(label for label, _ in found)
            builds = f"{joined(list(labels), 5)} of {project}"
            self._add_unread(catalogue, builds, (url for _, url in found), reason)

    def _add_unread(
        self, catalogue: str, builds: str, urls: Iterable[str], reason: str
    ) -> None:
        self.add(
            f"Choosing without {shown(urls)}, where the catalogue {catalogue} has "
            f"{builds}: {printable(reason)}"
        )

    def unread_of(
        self, project: NormalizedName, version: Version
    ) -> list[VariantMetadata]:
        """Return the variants that a release may have on pages that were not read."""
        found = self._unread.get(project, ())
        return [facts for e, facts in found if e.place.is_about(project, version)]

    def unread_labels(self, project: NormalizedName) -> dict[str, VariantMetadata]:
        """Return the variants that may be on pages that were not read, by label."""
        return {entry.label: facts for entry, facts in self._unread.get(project, ())}


def why_unread(error: Exception) -> str:
    """Return why a page could not be read, after an error that stops upstream."""
    if isinstance(error, RequestException):
        return reason_of(error).rstrip(".")
    # Other errors tell of pip's own variables.
    is_of_text = isinstance(error, (ValueError, LookupError))
    return f"{_NO_LINKS}: {first_line(error)}" if is_of_text else _NO_LINKS


def _has_file(page: IndexContent) -> bool:
    """Return whether a page has a link to a file.

    Whoever answers for an index, as the login page of a proxy does, knows none.
    """
    # A page has thousands of links, and pip parses them anyway.
    if _find_link(page.content):
        return True
    return any(is_archive_file(link.filename) for link in parse_links(page))


class _Watched:
    """A session that knows why it gave no page.

    :ivar reason: Why the last request failed.
    """

    def __init__(self, session: PipSession) -> None:
        self._session = session
        self.reason = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def get(self, *args: Any, **kwargs: Any) -> Response:
        return self._note(lambda: self._session.get(*args, **kwargs))

    def head(self, *args: Any, **kwargs: Any) -> Response:
        return self._note(lambda: self._session.head(*args, **kwargs))

    def _note(self, ask: Callable[[], Response]) -> Response:
        try:
            response = ask()
        except Exception as error:
            self.reason = reason_of(error)
            raise
        if response.status_code >= 400:
            self.reason = str(refusal(response))
        elif response.is_redirect:
            self.reason = _ELSEWHERE
        return response


class WatchingCollector(LinkCollector):
    """Collects links as upstream does, and knows which pages could not be read.

    :ivar failures: Why not, by URL.
    :ivar kept: Those that are looked at again, by URL; None until one was read.
    """

    failures: dict[str, str]
    kept: dict[str, IndexContent | None]

    def fetch_response(
        self, location: Link, package_name: str | None = None
    ) -> IndexContent | None:
        """Fetch a page with links."""
        watched = _Watched(self.session)
        reader = LinkCollector(cast("PipSession", watched), self.search_scope)
        content = reader.fetch_response(location, package_name)
        if content is None:
            self.failures[location.url] = watched.reason or _NO_PAGE
        elif not _has_file(content):
            self.failures[location.url] = watched.reason or _NO_FILE
        else:
            self.failures.pop(location.url, None)
            if location.url in self.kept:
                self.kept[location.url] = content
        return content
