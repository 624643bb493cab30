"""Ask the places of a catalogue for the projects that it names.

A catalogue decides where the files of its projects may come from: its own places, and
folders and pages that the user named himself. The indexes of the user are not asked for
them, nor are the places of the catalogue asked for anything else. Siblings, and the
projects that they stand for, are looked for as ever.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import NormalizedName, canonicalize_name
from pip._vendor.packaging.version import Version
from pip._vendor.variantlib.catalogues.catalogue import needs_nothing
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import joined, printable

from pip._internal.exceptions import PipError
from pip._internal.index.collector import (
    CollectedSources,
    LinkCollector,
    parse_links,
)
from pip._internal.index.sources import LinkSource, build_source
from pip._internal.models.candidate import InstallationCandidate
from pip._internal.models.link import Link
from pip._internal.utils.misc import redact_auth_from_url
from pip._internal.variants.catalogues.links import StatedLink
from pip._internal.variants.catalogues.unread import (
    Notices,
    Unread,
    WatchingCollector,
    shown,
    why_unread,
)
from pip._internal.variants.names import release_of
from pip._internal.variants.utils.advice import explaining

if TYPE_CHECKING:
    from pip._vendor.variantlib.catalogues.catalogue import (
        Catalogue,
        Entry,
        Place,
        Stated,
    )

    from pip._internal.index.collector import CandidatesFromPage, IndexContent

logger = logging.getLogger(__name__)

Describe = Callable[[str, "Version | None"], "Stated | bool"]
"""Returns which variant a file is, by its name and version; else whether it counts."""

Wanted = Callable[["Catalogue", "Entry", NormalizedName], bool]
"""Returns whether the place of a variant of a project is worth a request."""


class CataloguedCollector(WatchingCollector):
    """Collects links as upstream does, but those of some projects as catalogues say.

    :param usual: The collector of the command.
    :param by_project: Which catalogue speaks for each project.
    :param is_wanted: See ``Wanted``; None with ``--no-variant``, where no variant is.
    :param note: Learns of which projects a variant was seen.
    :param notices: The news of its places for the user.
    """

    def __init__(
        self,
        usual: LinkCollector,
        by_project: dict[NormalizedName, Catalogue],
        is_wanted: Wanted | None,
        note: Callable[[NormalizedName], None],
        notices: Notices,
    ) -> None:
        super().__init__(usual.session, usual.search_scope)
        self.failures = notices.failures
        self.kept = {}
        self._by_project = by_project
        self._is_wanted = is_wanted
        self._note = note
        self._notices = notices

    def collect_sources(
        self, project_name: str, candidates_from_page: CandidatesFromPage
    ) -> CollectedSources:
        """Return where the files of a project are."""
        project = canonicalize_name(project_name)
        catalogue = self._by_project.get(project)
        is_plain = self._is_wanted is None
        if (
            catalogue is None
            or not catalogue.has_files_of(project)
            or (is_plain and project in catalogue.siblings)
        ):
            return super().collect_sources(project_name, candidates_from_page)

        def by_name(filename: str, version: Version | None) -> Stated | bool:
            found = version and catalogue.state_by_name(project, filename, version)
            if not found:
                return True
            return False if is_plain else found

        def stating(
            sources: Iterable[LinkSource | None], failures: dict[str, str] | None = None
        ) -> list[_Described]:
            note = self._note_of(project)
            return [
                _Described(source, by_name, note, failures)
                for source in sources
                if source is not None
            ]

        if project in catalogue.siblings:
            # Its name tells which variant its files are, wherever they lie.
            links, pages = super().collect_sources(project_name, candidates_from_page)
            return CollectedSources(stating(links), stating(pages, self.failures))
        own = LinkCollector(self.session, replace(self.search_scope, index_urls=[]))
        named = own.collect_sources(project_name, candidates_from_page).find_links
        found = stating(named)
        asked = _Asked(catalogue, project, {}, (), is_off=True)
        if not self.search_scope.no_index:
            asked = self._choose_pages(catalogue, project)
        collected = list(self._collect(asked, catalogue, project, candidates_from_page))
        self.kept.update(dict.fromkeys(asked.entries))
        last = _Last(self._notices, asked, [*found, *collected], self.kept)
        return CollectedSources(found, [*collected, last])

    def _note_of(self, project: NormalizedName) -> Callable[[], None]:
        return lambda: self._note(project)

    def _choose_pages(self, catalogue: Catalogue, project: NormalizedName) -> _Asked:
        """Return the pages of a catalogue that are worth a request for a project."""
        pages: dict[_Page, list[Entry]] = {}
        left_out: list[str] = []
        for entry in catalogue.entries_of(project):
            is_wanted = self._is_wanted
            if is_wanted is None or not is_wanted(catalogue, entry, project):
                left_out.append(entry.label)
                continue
            for page in _pages(entry.place, project):
                pages.setdefault(page, []).append(entry)
        for place in catalogue.plain_of(project):
            for page in _pages(place, project):
                pages.setdefault(page, [])
        is_plain = self._is_wanted is None
        return _Asked(catalogue, project, pages, left_out, is_plain=is_plain)

    def _collect(
        self,
        asked: _Asked,
        catalogue: Catalogue,
        project: NormalizedName,
        read: CandidatesFromPage,
    ) -> Iterator[_Described]:
        """Yield the places of a catalogue that a project has."""
        note = self._note_of(project)
        for page in asked.pages:
            describe = _describing(catalogue, project, page, asked.is_plain)
            for source in self._sources(page, project, read):
                yield _Described(source, describe, note, self.failures)

    def _sources(
        self, page: _Page, project: NormalizedName, read: CandidatesFromPage
    ) -> Iterator[LinkSource]:
        _, source = build_source(
            page.url,
            candidates_from_page=read,
            page_validator=self.session.is_secure_origin,
            expand_dir=page.has_all,
            cache_link_parsing=page.has_all,
            project_name=project,
        )
        if source is not None:
            yield source


class _Page(NamedTuple):
    """A page with links.

    :param has_all: Whether it is for all projects, and not of an index.
    """

    url: str
    has_all: bool


class _Asked(NamedTuple):
    """The pages that are asked for a project.

    :param pages: These, and the variants for which each is asked.
    :param left_out: The labels whose pages are not asked.
    :param is_off: Whether no page is asked, as ``--no-index`` is given.
    :param is_plain: Whether these are left out because of ``--no-variant``.
    """

    catalogue: Catalogue
    project: NormalizedName
    pages: Mapping[_Page, Sequence[Entry]]
    left_out: Sequence[str]
    is_off: bool = False
    is_plain: bool = False

    @property
    def entries(self) -> dict[str, Sequence[Entry]]:
        """The variants of each page, by its URL."""
        return {Link(page.url).url: entries for page, entries in self.pages.items()}


def _pages(place: Place, project: NormalizedName) -> Iterator[_Page]:
    for url in place.index_pages(project):
        yield _Page(url, False)
    for url in place.pages:
        yield _Page(url, True)


def _describing(
    catalogue: Catalogue, project: NormalizedName, page: _Page, is_plain: bool
) -> Describe:
    """Return which files count on a page of a catalogue, and as what.

    :param is_plain: Whether no variants count. One that needs nothing may still be
        among the plain files.
    """

    places = [*(each.place for each in catalogue.entries), *catalogue.plain]
    there = {id(place) for place in places if page in _pages(place, project)}

    def is_there(place: Place) -> bool:
        return id(place) in there

    def describe(filename: str, version: Version | None) -> Stated | bool:
        if version is None:
            return False
        found = catalogue.describe(project, filename, version, is_there)
        if not is_plain or isinstance(found, bool):
            return found
        counts = catalogue.is_plain(project, filename, version, is_there)
        return counts and needs_nothing(found.facts)

    return describe


class _Described(LinkSource):
    """A place whose files count as somebody describes them.

    :param failures: Learns why a page cannot be read, which stops nobody; None for the
        places of the user, where the command stops as with upstream.
    :ivar has_any: Whether one of the files did count.
    """

    def __init__(
        self,
        source: LinkSource,
        describe: Describe,
        note: Callable[[], None],
        failures: dict[str, str] | None,
    ) -> None:
        self._source = source
        self._describe = describe
        self._note = note
        self._failures = failures
        self.has_any = False

    @property
    def link(self) -> Link | None:
        return self._source.link

    def page_candidates(self) -> Iterable[InstallationCandidate]:
        for candidate in self._read():
            link = self._link(candidate.link, candidate.version)
            if link is candidate.link:
                yield candidate
            elif link is not None:
                version = str(candidate.version)
                yield InstallationCandidate(candidate.name, version, link)

    def find_unusable(
        self, project: NormalizedName, page: IndexContent
    ) -> Iterator[str]:
        """Yield the names of the wheels of its page that would count.

        :param page: One of which pip can use nothing.
        """
        for link in parse_links(page):
            release = release_of(link.filename)
            if release is None or release[0] != project:
                continue
            if self._describe(link.filename, release[1]) is not False:
                yield link.filename

    def _read(self) -> Iterable[InstallationCandidate]:
        if self._failures is None or self.link is None:
            return self._source.page_candidates()
        try:
            return list(self._source.page_candidates())
        except PipError:
            raise  # The options of the user demand it.
        # Upstream's parsers of addresses, texts and JSON raise errors of many kinds.
        except Exception as error:
            logger.debug("A page cannot be read", exc_info=True)
            self._failures[self.link.url] = why_unread(error)
            return ()

    def file_links(self) -> Iterable[Link]:
        for link in self._source.file_links():
            release = release_of(link.filename)
            found = self._link(link, release[1] if release else None)
            if found is not None:
                yield found

    def _link(self, link: Link, version: Version | None) -> Link | None:
        """Return a link with its variant, or as it is; None if it does not count."""
        found = self._describe(link.filename, version)
        if found is False:
            return None
        self.has_any = True
        if found is True:
            return link
        self._note()
        return StatedLink.of(link, found)


class _Last(LinkSource):
    """The last place: it tells of the others that had nothing.

    :param sources: The others.
    :param kept: The pages that were read, by URL.
    """

    def __init__(
        self,
        notices: Notices,
        asked: _Asked,
        sources: Sequence[_Described],
        kept: dict[str, IndexContent | None],
    ) -> None:
        self._notices = notices
        self._asked = asked
        self._sources = sources
        self._kept = kept

    @property
    def link(self) -> Link | None:
        return None

    def page_candidates(self) -> Iterable[InstallationCandidate]:
        return ()

    def file_links(self) -> Iterable[Link]:
        # pip asks for the files last of all.
        asked, entries = self._asked, self._asked.entries
        failures = self._notices.failures
        # A URL is shown without the name of a user: it may be a token.
        unread = [
            Unread(redact_auth_from_url(url), failures[url], entries[url])
            for url in entries
            if url in failures
        ]
        self._notices.add_unread(asked.catalogue, asked.project, unread)
        read = [redact_auth_from_url(url) for url in entries if url not in failures]
        labels = list(dict.fromkeys(asked.left_out))
        has_any = any(source.has_any for source in self._sources)
        if not has_any and (read or labels or asked.is_off):
            unusable = dict(self._find_unusable(read))
            self._notices.add(_found_nothing(asked, read, labels, unusable))
        for url in entries:
            self._kept.pop(url, None)
        return ()

    def _find_unusable(self, read: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield pages with files that count, but that pip cannot use, and one file."""
        for source in self._sources:
            page = self._kept.get(source.link.url) if source.link else None
            if source.link is None or page is None:
                continue
            url = redact_auth_from_url(source.link.url)
            name = next(source.find_unusable(self._asked.project, page), None)
            if url in read and name is not None:
                yield url, name


def _fits_everywhere(asked: _Asked) -> str | None:
    """Return the label of the first variant that needs nothing."""
    catalogue = asked.catalogue
    fitting = (
        entry.label
        for entry in catalogue.entries_of(asked.project)
        if needs_nothing(catalogue.facts_of(entry))
    )
    return next(fitting, None)


def _found_nothing(
    asked: _Asked,
    read: Sequence[str],
    labels: Sequence[str],
    unusable: Mapping[str, str],
) -> str:
    text = f"The catalogue {asked.catalogue.name} says where {asked.project} is. "
    if asked.is_off:
        text += "pip does not ask there because of --no-index. "
    if empty := [url for url in read if url not in unusable]:
        text += f"pip found no file that it describes at {shown(empty)}. "
    if unusable:
        name = printable(next(iter(unusable.values())))
        text += (
            f"pip can use no file that it describes at {shown(unusable)}, such as "
            f"{name} (-vv says why). "
        )
    if labels and asked.is_plain:
        text += f"pip did not ask for {joined(labels, 5)} because of --no-variant. "
        plain = _fits_everywhere(asked)
        if plain is not None:
            text += (
                f"With --variant={asked.project}={plain} in its place, pip takes the "
                "build that fits everywhere"
            )
    elif labels:
        text += (
            f"pip did not ask for {joined(labels, 5)}, as this does not fit: "
            f"'{explaining(asked.project)}' says why"
        )
    return text.rstrip(" .")
