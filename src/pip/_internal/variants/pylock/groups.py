"""Tell which packages of a lock file are in a dependency group."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, Literal

from pip._vendor.packaging.markers import Marker
from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.variantlib.text import shown


def name_of(package: Mapping[str, Any]) -> str:
    """Return the name of a package; an empty text for one that has none."""
    name = package.get("name")
    return canonicalize_name(name) if isinstance(name, str) else ""


def is_in(package: Mapping[str, Any], group: str | None) -> bool:
    """Return whether a package is in a group, or in all.

    :raises ValueError: If its marker is malformed.
    """
    groups = {"dependency_groups": frozenset([group or ""]), "extras": frozenset()}
    return holds(package.get("marker"), groups, "lock_file")


def holds(
    marker: object, values: dict[str, Any], context: Literal["metadata", "lock_file"]
) -> bool:
    """Return whether an environment marker holds; none does.

    :raises ValueError: If it is malformed.
    """
    try:
        return marker is None or _parse(str(marker)).evaluate(values, context=context)
    except (ValueError, KeyError, RecursionError):
        raise ValueError(f"{shown(marker)} is no marker for it") from None


# A lock file for many groups has each of its markers evaluated for each of them.
_parse = functools.lru_cache(maxsize=1024)(Marker)
