"""Keep variant wheels where tools that know no variants do not look.

packaging, and with it upstream's pip, refuses a lock file that names a variant wheel.
So these stand in our tool tables: beside the plain wheels of their package in
``packages.tool.variantlib.wheels``; and a package without any in
``tool.variantlib.packages``, which has the form of ``packages``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pip._internal.variants.names import is_variant
from pip._internal.variants.settings.project_files import SECTION


def set_apart(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a lock file with its variant wheels in our tool tables."""
    packages = [_set_wheels_apart(package) for package in document["packages"]]
    readable = [package for package in packages if _has_file(package)]
    whole = [
        package
        for package, apart in zip(document["packages"], packages, strict=True)
        if not _has_file(apart)
    ]
    apart = {**document, "packages": readable}
    return _with_tool(apart, packages=whole) if whole else apart


def bring_together(document: dict[str, Any]) -> dict[str, Any]:
    """Return a lock file with all its wheels in the one place where PEP 825 has them.

    :raises ValueError: If a table of ours is malformed.
    """
    packages = document.get("packages")
    if not isinstance(packages, list):
        return document
    more = tool_of(document).get("packages", [])
    if not isinstance(more, list):
        raise ValueError(f"tool.{SECTION}.packages must be a list")
    together = [_bring_wheels_together(package) for package in [*packages, *more]]
    return {**document, "packages": together}


def tool_of(table: object) -> Mapping[str, Any]:
    """Return our table of a lock file, or of a package in it; empty without one."""
    tool = table.get("tool") if isinstance(table, dict) else None
    ours = tool.get(SECTION) if isinstance(tool, dict) else None
    return ours if isinstance(ours, dict) else {}


def _set_wheels_apart(package: Mapping[str, Any]) -> dict[str, Any]:
    wheels: Sequence[Mapping[str, Any]] = package.get("wheels", ())
    variants = [wheel for wheel in wheels if is_variant(wheel["name"])]
    if not variants:
        return dict(package)
    plain = [wheel for wheel in wheels if not is_variant(wheel["name"])]
    rest = {key: value for key, value in package.items() if key != "wheels"}
    return _with_tool({**rest, **({"wheels": plain} if plain else {})}, wheels=variants)


def _has_file(package: Mapping[str, Any]) -> bool:
    """Return whether there is something that any tool can install."""
    files = ("wheels", "sdist", "archive", "directory", "vcs")
    return any(key in package for key in files)


def _with_tool(table: Mapping[str, Any], **ours: object) -> dict[str, Any]:
    tool = table.get("tool", {})
    return {**table, "tool": {**tool, SECTION: {**tool.get(SECTION, {}), **ours}}}


def _bring_wheels_together(package: Any) -> Any:
    wheels = tool_of(package).get("wheels")
    if wheels is None:
        return package
    if not isinstance(wheels, list):
        raise ValueError(f"packages.tool.{SECTION}.wheels must be a list")
    there = package.get("wheels", [])
    if not isinstance(there, list):
        return package
    ours = {k: v for k, v in package["tool"][SECTION].items() if k != "wheels"}
    tool = {**package["tool"], SECTION: ours}
    return {**package, "wheels": [*there, *wheels], "tool": tool}
