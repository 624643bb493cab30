"""Say where an older release has a build for hardware that the newest one leaves idle.

The version comes first, and the variant within it: so a build that needs nothing wins
over an older one for the graphics card. Nobody should find that out by the clock.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import NormalizedName, canonicalize_name
from pip._vendor.variantlib.catalogues.catalogue import needs_nothing
from pip._vendor.variantlib.machine.fleets import title_of
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import shortened

from pip._internal.variants.models import release_version, stated_in

if TYPE_CHECKING:
    from pip._vendor.packaging.version import Version
    from pip._vendor.variantlib.machine.machine import Machine
    from pip._vendor.variantlib.models import VariantMetadata

    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.req.req_install import InstallRequirement

logger = logging.getLogger(__name__)

UnreadOf = Callable[[NormalizedName, "Version"], "Sequence[VariantMetadata]"]
"""Returns the facts of the variants that a release may have where nobody could look."""


class LeftIdle(NamedTuple):
    """Hardware for which a chosen release has no build, but an older one has.

    :param older: The newest release that has one, and the label of that build.
    :param may_have: Whether the release may have one where nobody could look.
    :param is_yanked: Whether it has one that its maker has yanked.
    """

    project: str
    version: Version
    older: tuple[Version, str]
    may_have: bool
    is_yanked: bool = False

    def warn(self, machines: str) -> None:
        """Warn of it, on one or more machines."""
        project, (older, label) = self.project, self.older
        # There may be one for another Python, or another platform.
        claim = f"has no build for the hardware of {machines} that pip can use."
        if self.is_yanked:
            claim = f"has a build for the hardware of {machines}, but it is yanked."
        if self.may_have:
            claim = f"may have a build for the hardware of {machines} "
            claim += "on a page that pip could not read."
        text = (
            f"{project} {self.version} {claim} {project} {older} has one, {label}: "
            f"to get it, ask for {project}=={older}"
        )
        logger.warning("%s", shortened(text))


FindIdle = Callable[["Machine"], "Sequence[LeftIdle]"]
"""Returns the hardware of a machine that a decision leaves idle."""


class _Chosen(NamedTuple):
    """A chosen build without needs, and the files of its project."""

    project: NormalizedName
    version: Version
    candidates: Sequence[InstallationCandidate]


def compare_older(
    finder: PackageFinder,
    reqs: Mapping[str, InstallRequirement],
    unread_of: UnreadOf,
) -> FindIdle:
    """Return a function that looks at builds without needs for any machine.

    :param reqs: The requirements to install, by their normalised names.
    """
    found = list(_find_chosen(finder, reqs))

    def find_idle(machine: Machine) -> Sequence[LeftIdle]:
        idle = (_compare(chosen, machine, unread_of) for chosen in found)
        return list(filter(None, idle))

    return find_idle


def _find_chosen(
    finder: PackageFinder, reqs: Mapping[str, InstallRequirement]
) -> Iterable[_Chosen]:
    for name, req in reqs.items():
        stated = stated_in(req.link) if req.link else None
        # Of a build that was asked for by its name, no source was read.
        is_chosen = req.variant is not None and req.variant.source is not None
        if stated is None or not is_chosen or not needs_nothing(stated.facts):
            continue
        candidates = finder.find_all_candidates(name)
        chosen = next((c for c in candidates if c.link == req.link), None)
        if chosen is not None:
            project = canonicalize_name(name)
            yield _Chosen(project, release_version(chosen), candidates)


def _is_for_hardware(facts: VariantMetadata, machine: Machine) -> bool:
    return not needs_nothing(facts) and machine.rank(facts) is not None


def _compare(chosen: _Chosen, machine: Machine, unread_of: UnreadOf) -> LeftIdle | None:
    """Return the newest build for the hardware, if that is of an older release."""
    project, version, candidates = chosen
    fitting = [
        (candidate, stated.name.text)
        for candidate in candidates
        if (stated := stated_in(candidate.link)) is not None
        and _is_for_hardware(stated.facts, machine)
    ]
    found = [
        (release_version(candidate), label)
        for candidate, label in fitting
        if not (candidate.version.is_prerelease or candidate.link.is_yanked)
    ]
    newest = max(found, key=lambda older: older[0], default=None)
    if newest is None or newest[0] >= version:
        return None
    unread = unread_of(project, version)
    may_have = any(_is_for_hardware(facts, machine) for facts in unread)
    is_yanked = any(release_version(candidate) == version for candidate, _ in fitting)
    return LeftIdle(project, version, newest, may_have, is_yanked)


class IdleMachines:
    """The machines of a command whose hardware is left idle."""

    def __init__(self) -> None:
        self._names: dict[LeftIdle, list[str]] = {}

    def note(self, names: Iterable[str], found: Iterable[LeftIdle]) -> None:
        """Take note of equal machines.

        :param names: As the user named them.
        """
        for idle in found:
            self._names.setdefault(idle, []).extend(names)

    def warn(self) -> None:
        """Warn of them, once of all that miss the same."""
        for idle, names in self._names.items():
            title = title_of(names)
            idle.warn(title if len(names) > 1 else f"machine {title}")
