"""Say where an older release has a build for hardware that the newest one leaves idle.

The version comes first, and the variant within it: so a build that needs nothing wins
over an older one for the graphics card. Nobody should find that out by the clock.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pip._vendor.variantlib.catalogues.catalogue import NAMESPACE
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import shortened

from pip._internal.variants.models import release_version, stated_in

if TYPE_CHECKING:
    from pip._vendor.packaging.version import Version
    from pip._vendor.variantlib.catalogues.catalogue import Stated
    from pip._vendor.variantlib.machine.machine import Machine

    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.req.req_install import InstallRequirement

logger = logging.getLogger(__name__)


class _Older(NamedTuple):
    """The newest release with a build for the hardware, and the label of that build."""

    version: Version
    label: str


def warn_of_older(
    finder: PackageFinder, reqs: Mapping[str, InstallRequirement], machine: Machine
) -> None:
    """Warn of each build without needs for which there is an older one with some.

    :param reqs: The requirements to install, by their normalised names.
    """
    for name, req in reqs.items():
        stated = stated_in(req.link) if req.link else None
        # Of a build that was asked for by its name, no source was read.
        is_chosen = req.variant is not None and req.variant.source is not None
        if stated is None or not is_chosen or _needs_hardware(stated):
            continue
        candidates = finder.find_all_candidates(name)
        chosen = next((c for c in candidates if c.link == req.link), None)
        older = chosen and _find_older(chosen, candidates, machine)
        if chosen is not None and older:
            _warn(name, chosen, older, machine)


def _needs_hardware(stated: Stated) -> bool:
    return any(namespace != NAMESPACE for namespace in stated.facts.properties)


def _find_older(
    chosen: InstallationCandidate,
    candidates: list[InstallationCandidate],
    machine: Machine,
) -> _Older | None:
    """Return the newest build for the hardware, if that is of an older release."""
    found = [
        _Older(release_version(candidate), stated.name.text)
        for candidate in candidates
        if (stated := stated_in(candidate.link)) is not None
        and _needs_hardware(stated)
        and machine.rank(stated.facts) is not None
        and not (candidate.version.is_prerelease or candidate.link.is_yanked)
    ]
    newest = max(found, key=lambda older: older.version, default=None)
    if newest is None or newest.version >= release_version(chosen):
        return None
    return newest


def _warn(
    project: str, chosen: InstallationCandidate, older: _Older, machine: Machine
) -> None:
    version = release_version(chosen)
    text = (
        f"{project} {version} has no build for the hardware of {machine.subject.name}. "
        f"{project} {older.version} has one, {older.label}: to get it, ask for "
        f"{project}=={older.version}"
    )
    logger.warning("%s", shortened(text))
