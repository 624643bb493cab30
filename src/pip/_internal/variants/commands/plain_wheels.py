"""Look for variants of what is installed without one.

It takes a request for each project, the page of the index that pip reads to upgrade it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pip._internal.exceptions import PipError
from pip._internal.metadata import get_default_environment
from pip._internal.variants.commands.checking import Checked, Installed, look_up
from pip._internal.variants.commands.evaluations import Evaluation
from pip._internal.variants.metadata.forms import stated_name
from pip._internal.variants.names import variant_of

if TYPE_CHECKING:
    from pip._vendor.variantlib.machine.machine import Machine

    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.metadata import BaseDistribution

MAX_SECONDS = 20
"""Nobody should wait longer for hints about plain packages."""


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
    dists: Iterable[BaseDistribution], finder: PackageFinder, machine: Machine
) -> tuple[list[Checked], list[str]]:
    """Look for variants of plain distributions that would be taken in their place.

    :return: Those of which there are any, and the names of those that the time does not
        suffice for.
    """
    end = time.monotonic() + MAX_SECONDS
    found: list[Checked] = []
    unread: list[str] = []
    for dist in dists:
        if time.monotonic() > end:
            unread.append(dist.canonical_name)
            continue
        on_index = look_up(dist, finder, machine)
        better = on_index.better
        # A yanked file never replaces an installed one.
        if better is not None and variant_of(better) and not better.is_yanked:
            installed = Installed(dist, None, (), Evaluation.FITS)
            found.append(Checked(installed, on_index))
    return found, unread
