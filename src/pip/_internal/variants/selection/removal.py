"""Tell whether pip can remove an installed file for another of its version.

Other package managers install distributions, too. Many leave out RECORD, the list of
the files, so that nobody else removes their files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pip._vendor.variantlib.text import printable

from pip._internal.exceptions import PipError
from pip._internal.variants.exceptions import VariantNotReplaceable
from pip._internal.variants.utils.titles import title_of

if TYPE_CHECKING:
    from pip._internal.metadata import BaseDistribution

# The text that they write to INSTALLER, in some release. Some keep RECORD all the same.
_PACKAGE_MANAGERS = ("apt", "brew", "conda", "debian", "dpkg", "mamba", "nix", "rpm")


def reason_to_keep(dist: BaseDistribution) -> str | None:
    """Return why a distribution stays unless the user wants another; None for none."""
    if not _lists_files(dist):
        return _missing_record(dist)
    if dist.installer.lower().startswith(_PACKAGE_MANAGERS):
        return f"it was installed by {printable(dist.installer)}"
    return None


def check_removable(dist: BaseDistribution) -> None:
    """Refuse at once a removal that pip would refuse later, amid its changes.

    :raises VariantNotReplaceable: If pip cannot remove the distribution.
    """
    # pip leaves alone all files outside of the environment, and knows more of eggs.
    if dist.local and dist.installed_with_dist_info and not _lists_files(dist):
        reason = _missing_record(dist)
        raise VariantNotReplaceable(title_of(dist), reason, dist.installer)


def _lists_files(dist: BaseDistribution) -> bool:
    try:
        entries = dist.iter_declared_entries()
        return entries is not None and any(True for _ in entries)
    except (OSError, ValueError, IndexError, PipError):
        return False


def _missing_record(dist: BaseDistribution) -> str:
    by = f", and {printable(dist.installer)} installed it" if dist.installer else ""
    return f"no RECORD lists its files{by}"
