"""Download files for any machine, beside the chosen variants, or warn of their lack.

These are plain wheels, those of projects that siblings were taken for, and variants
that need nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.variantlib.catalogues.catalogue import needs_nothing
from pip._vendor.variantlib.text import joined

from pip._internal.variants.commands.rerunning import Pick
from pip._internal.variants.models import stated_in
from pip._internal.variants.names import variant_of
from pip._internal.variants.settings.choices import NULL, PLAIN
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName

    from pip._internal.variants.commands.mirror import Release
    from pip._internal.variants.commands.rerunning import Reruns
    from pip._internal.variants.hooks.finder import FinderVariants

logger = logging.getLogger(__name__)


def add_plain(
    reruns: Reruns, releases: Iterable[Release], variants: FinderVariants
) -> None:
    """Download the plain wheels of chosen releases, or variants that need nothing."""
    releases = [*releases]
    chosen = [release.pick(release.chosen) for release in releases]
    picks = [*_picks_for_any(releases), *_picks_of_projects(variants)]
    new = [pick for pick in picks if pick not in chosen]
    plain = [pick for pick in new if pick.name == PLAIN]
    if plain:
        shown = joined([f"{p.project} {p.version}".rstrip() for p in plain], 5)
        logger.info("Also downloading the plain wheels of %s", shown)
    others = [pick for pick in new if pick.name != PLAIN]
    if others:
        logger.info("Also downloading %s", joined([*map(str, others)], 5))
    if new:
        reruns.take(picks, is_asked=True)


def _picks_for_any(releases: Iterable[Release]) -> Iterator[Pick]:
    for release in releases:
        names = [PLAIN, *sorted(NULL), *_needing_nothing(release)]
        found = next((name for name in names if name in release.names), None)
        if found is not None:
            yield release.pick(found)


def _needing_nothing(release: Release) -> Iterator[str]:
    """Yield the builds of a catalogue that fit everywhere."""
    for offer in release.offers:
        stated = stated_in(offer.link)
        if stated is not None and needs_nothing(stated.facts):
            yield offer.name.text


def _picks_of_projects(variants: FinderVariants) -> Iterator[Pick]:
    """Yield the projects with wheels that siblings were taken for."""
    siblings = variants.resolver.siblings
    if siblings is None:
        return
    for project in siblings.stood_for(variants.resolver.requirements):
        if siblings.has_wheel(project):
            yield Pick(project, "", PLAIN)


class PlainWheels:
    """Knows which releases have plain wheels, and warns of those that have none."""

    def __init__(self) -> None:
        self._releases: list[Release] = []
        # Projects of which a plain file was chosen, or another project has it.
        self._served: set[str] = set()
        self._without: dict[NormalizedName, None] = {}

    def meet(self, releases: Sequence[Release], variants: FinderVariants) -> None:
        """Note the releases of a run."""
        self._releases += releases
        chosen = variants.resolver.requirements
        for name, req in chosen.items():
            if req.link is not None and variant_of(req.link) is None:
                self._served.add(canonicalize_name(name))
        siblings = variants.resolver.siblings
        if siblings is None:
            return
        for release in releases:
            project = siblings.project_of(release.project)
            if project is not None and siblings.has_wheel(project):
                self._served.add(release.project)
        for project in siblings.stood_for(chosen):
            if not siblings.has_wheel(project):
                self._without[project] = None

    def warn(self) -> None:
        """Warn of projects without a plain file, by the release that came first."""
        met = self._releases
        plain = {r.project for r in met if PLAIN in (*r.names, r.chosen)}
        for project in dict.fromkeys(release.project for release in met):
            if project not in plain | self._served:
                own = [release for release in met if release.project == project]
                _warn(project, _about_no_plain(own))
        for project in self._without:
            _warn(
                project,
                f"{project} has no plain wheel: a machine that none of its siblings "
                "fits gets nothing.",
            )


def _warn(project: str, text: str | None) -> None:
    if text and PROCESS.is_first("no plain", project):
        logger.warning("%s", text)


def _about_no_plain(releases: Sequence[Release]) -> str | None:
    """Say who is worse off without a plain file of a project; None for nobody."""
    title = str(releases[0])
    offers = [offer for release in releases for offer in release.offers]
    names = {offer.name.text for offer in offers}
    found = (stated_in(offer.link) for offer in offers)
    stated = [each for each in found if each is not None]
    if any(needs_nothing(each.facts) for each in stated):
        return (
            f"{title} has no plain wheel: without the catalogue, installers take any "
            "of its builds on any machine."
        )
    if stated and len(names) == 1:
        return None  # It stands for another project.
    if NULL.isdisjoint(names):
        return (
            f"{title} has no plain wheel: a machine that none of its variants fits "
            "gets nothing."
        )
    return (
        f"{title} has no plain wheel: installers that know no variants take none of "
        "its files."
    )
