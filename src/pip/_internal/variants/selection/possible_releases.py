"""Tell which releases of a project machines may get that differ in what fits them.

A machine that no variant of a release fits gets an older one, unless the release has a
plain file. So the newest of them is not for all machines.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import (
    Callable,
    Collection,
    Iterator,
    Mapping,
    Sequence,
)
from operator import itemgetter
from typing import TYPE_CHECKING

from pip._vendor.variantlib.models import VariantMetadata
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.variants.models import (
    VariantCandidate,
    release_version,
    source_of,
    stated_in,
)
from pip._internal.variants.names import variant_of
from pip._internal.variants.settings.choices import PLAIN
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from collections.abc import Hashable

    from pip._vendor.packaging.version import Version

    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.models.link import Link
    from pip._internal.variants.metadata.reader import PropertyReader
    from pip._internal.variants.requested import Requested
    from pip._internal.variants.selection.evaluator import VariantEvaluator

logger = logging.getLogger(__name__)

MAX_RELEASES = 30
"""So many releases are looked at, besides that which one machine gets."""

Files = Sequence["InstallationCandidate"]


class PossibleRelease(NamedTuple):
    """A release that a machine may get.

    :param files: Its wheels, and its source if that may be built.
    :param names: Its variants (or ``none``) that no newer one has: who fits another
        gets the newer one.
    :param is_chosen: Whether the machine that was resolved for gets it.
    """

    version: Version
    files: Files
    names: frozenset[str]
    is_chosen: bool


def find_possible(
    chosen: InstallationCandidate,
    candidates: Files,
    fitting: Callable[[Files], Collection[str]],
    reader: PropertyReader,
) -> list[PossibleRelease]:
    """Return the releases of a project that machines may get, the newest first.

    :param chosen: The file that one machine gets; its release is among them.
    :param candidates: In pip's order, best last.
    :param fitting: Returns the names of those files that fit that machine. It would
        have got a newer one of them; so other packages are in the way.
    """
    own, found = release_version(chosen), list[PossibleRelease]()
    known: set[Hashable] = set()
    releases = _newest_first(chosen.link, candidates)
    others = [version for version in releases if version != own]
    looked_at = {own, *others[:MAX_RELEASES]}
    needed = _down_to_plain(own, releases)
    labelled = (_labelled(releases[v]) for v in needed if v in looked_at)
    reader.read_ahead([[*offers.values()] for offers in labelled])
    for version in filter(looked_at.__contains__, releases):
        files = releases[version]
        contents = dict(_contents(files, reader))
        if version > own:
            for name in fitting(files):
                contents.pop(name, None)
        names = frozenset(n for n, content in contents.items() if content not in known)
        known.update(contents.values())
        if names or version == own:
            found.append(PossibleRelease(version, files, names, version == own))
        if version <= own and PLAIN in contents:
            break
    else:
        if len(others) > MAX_RELEASES and PROCESS.is_first("newest", chosen.name):
            logger.warning(
                "Of %s, pip takes variants of the newest %s releases only.",
                *(chosen.name, MAX_RELEASES),
            )
    return found


def find_possible_here(
    chosen: InstallationCandidate,
    candidates: Files,
    requested: Requested,
    evaluator: VariantEvaluator,
) -> list[PossibleRelease]:
    """Return the same, where the evaluator knows the one machine."""

    def fitting(files: Files) -> set[str]:
        order = evaluator.fitting(files[::-1], requested)
        return {name_of(candidate.link) for candidate in order}

    return find_possible(chosen, candidates, fitting, evaluator.reader)


def name_of(link: Link) -> str:
    """Return the hash or label of a file, as the user asks for it."""
    name = variant_of(link)
    return name.text if name else PLAIN


def _newest_first(chosen: Link, candidates: Files) -> Mapping[Version, Files]:
    """Return the releases of the page that the chosen file is from.

    Those of a catalogue have many pages, one for each variant.
    """
    any_page = any(stated_in(candidate.link) is not None for candidate in candidates)
    releases: dict[Version, list[InstallationCandidate]] = {}
    for candidate in candidates:
        link = candidate.link
        if link.is_yanked == chosen.is_yanked and (
            any_page or source_of(link) == source_of(chosen)
        ):
            releases.setdefault(release_version(candidate), []).append(candidate)
    return dict(sorted(releases.items(), key=itemgetter(0), reverse=True))


def _down_to_plain(own: Version, releases: Mapping[Version, Files]) -> list[Version]:
    """Return the releases that machines may get, as far as names of files tell."""
    newer = [version for version in releases if version > own]
    older = itertools.takewhile(
        lambda version: all(variant_of(file.link) for file in releases[version]),
        (version for version in releases if version <= own),
    )
    return [*newer, *older]


def _contents(files: Files, reader: PropertyReader) -> Iterator[tuple[str, Hashable]]:
    """Yield the name of each variant, and a value that those with its content share."""
    offers = _labelled(files)
    for file in files:
        name = variant_of(file.link)
        if name is None:
            yield PLAIN, PLAIN
        elif not name.is_label:
            # A hash is made of the properties, so nothing need be read.
            yield name.text, name.text
    read = reader.read_all([*offers.values()])
    for text, facts in zip(offers, read, strict=True):
        if isinstance(facts, VariantMetadata):
            yield text, frozenset(facts.parsed.properties)
        else:
            yield text, text


def _labelled(files: Files) -> dict[str, VariantCandidate]:
    """Return a wheel of each label of a release."""
    found: dict[str, VariantCandidate] = {}
    for file in files:
        name = variant_of(file.link)
        if name is not None and name.is_label:
            found.setdefault(name.text, VariantCandidate(name, file))
    return found
