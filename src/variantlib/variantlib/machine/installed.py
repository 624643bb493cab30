"""The versions of the packages that this Python imports."""

from __future__ import annotations

from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import InvalidVersion, Version

from ..plugins.discovery import installed_versions, plugin_path


def find_installed() -> dict[NormalizedName, Version]:
    """Return the versions of distributions; of two, the one that is imported."""
    found: dict[NormalizedName, Version] = {}
    for name, version in installed_versions(plugin_path()).items():
        try:
            found[canonicalize_name(name)] = Version(version)
        except InvalidVersion:
            continue
    return found
