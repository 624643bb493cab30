"""Name an installed distribution, whatever is left of its metadata.

Other tools, and a pip that was interrupted, leave folders behind without METADATA, or
with one that cannot be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pip._internal.metadata import BaseDistribution


def project_of(dist: BaseDistribution) -> str:
    """Return the name of a distribution, as it spells it if that can be read."""
    try:
        return dist.raw_name
    except ValueError:
        return dist.canonical_name


def title_of(dist: BaseDistribution) -> str:
    """Return name and version of a distribution, as a sentence has them."""
    return f"{project_of(dist)} {version_of(dist) or 'of no version'}"


def version_of(dist: BaseDistribution) -> str | None:
    """Return the version of a distribution, None if that is none."""
    try:
        return str(dist.version)
    except ValueError:
        return None
