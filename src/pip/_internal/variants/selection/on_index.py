"""Look on the index for better files of what is installed, with a variant or without.

It takes a request for each project, the page of the index that pip reads to upgrade it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.packaging.version import Version
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.exceptions import PipError
from pip._internal.metadata import get_default_environment
from pip._internal.variants.metadata.forms import stated_name
from pip._internal.variants.names import differs, variant_of
from pip._internal.variants.selection.removal import reason_to_keep
from pip._internal.variants.selection.upgrades import is_version, judge
from pip._internal.variants.utils.titles import version_of

if TYPE_CHECKING:
    from pip._vendor.variantlib.machine.machine import Machine

    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.metadata import BaseDistribution
    from pip._internal.models.link import Link


MAX_SECONDS = 20
"""Nobody should wait longer for hints about plain packages."""


class OnIndex(NamedTuple):
    """The files that the index has of an installed version.

    :param is_known: Whether it has that version.
    :param better: The file that would be taken instead; None if none is better.
    """

    is_known: bool
    better: Link | None


def installed_variants() -> list[BaseDistribution]:
    """Return the distributions that are variants, by name."""
    dists = get_default_environment().iter_all_distributions()
    variants = (dist for dist in dists if stated_name(dist) is not None)
    return sorted(variants, key=lambda dist: dist.canonical_name)


def look_up(dist: BaseDistribution, finder: PackageFinder, machine: Machine) -> OnIndex:
    """Look for a better file of an installed version."""
    name = dist.canonical_name
    version = version_of(dist)
    if version is None:
        return OnIndex(False, None)
    # The builds of a catalogue have a local version each.
    specifier = SpecifierSet(f"=={Version(version).public}")
    found = finder.find_best_candidate(name, specifier).applicable_candidates
    release = [candidate for candidate in found if is_version(dist, candidate)]
    evaluator = finder.make_candidate_evaluator(name)
    best = finder.variants.candidates.newest(evaluator, release)
    if best is None or not differs(dist, best.link):
        return OnIndex(bool(release), None)
    outdated = judge(dist, best, release, machine)
    if outdated is None or reason_to_keep(dist):
        return OnIndex(True, None)
    return OnIndex(True, outdated.best)


def plain_wheels() -> list[BaseDistribution]:
    """Return the distributions that came from an index, without a variant; by name."""
    dists = get_default_environment().iter_installed_distributions(
        # An index has no release of this pip.
        skip={"pip"}
    )
    plain = (dist for dist in dists if _is_plain(dist))
    return sorted(plain, key=lambda dist: dist.canonical_name)


def _is_plain(dist: BaseDistribution) -> bool:
    try:
        is_from_index = not dist.editable and dist.direct_url is None
    except (OSError, ValueError, PipError):
        # Nobody knows where it came from.
        return False
    return is_from_index and stated_name(dist) is None


def look_up_plain(
    dists: Iterable[BaseDistribution],
    finder: PackageFinder,
    machine: Machine,
    seconds: float = MAX_SECONDS,
) -> tuple[list[tuple[BaseDistribution, OnIndex]], list[str]]:
    """Look for variants of plain distributions that would be taken in their place.

    :param seconds: After so many, no other page is read.
    :return: Those of which there are any, and the names of those that the time does not
        suffice for.
    """
    end = time.monotonic() + seconds
    found = []
    unread: list[str] = []
    for dist in dists:
        if time.monotonic() > end:
            unread.append(dist.canonical_name)
            continue
        on_index = look_up(dist, finder, machine)
        better = on_index.better
        # A yanked file never replaces an installed one.
        if better is not None and variant_of(better) and not better.is_yanked:
            found.append((dist, on_index))
    return found, unread
