"""Keep variant wheels where tools that know no variants do not look.

packaging, and with it upstream's pip, refuses a lock file that names a variant wheel.
So these stand in our tool tables: beside the plain wheels of their package in
``packages.tool.variantlib.wheels``; and a package without any in
``tool.variantlib.packages``, which has the form of ``packages``. The wheels of a
catalogue have plain names; ``packages.tool.variantlib.labels`` has their labels, and
``sibling-of`` beside it the project that a sibling stands for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pip._vendor.packaging.utils import InvalidName, NormalizedName, canonicalize_name
from pip._vendor.variantlib.names.filename import join_label
from pip._vendor.variantlib.text import shown

from pip._internal.variants.names import is_variant
from pip._internal.variants.settings.project_files import SECTION

SIBLING_OF = "sibling-of"


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
    return with_tool(apart, packages=whole) if whole else apart


def bring_together(document: dict[str, Any]) -> dict[str, Any]:
    """Return a lock file with all its wheels in the one place where PEP 825 has them.

    :raises ValueError: If a table of ours is malformed.
    """
    packages = document.get("packages")
    if not isinstance(packages, list):
        return document
    more = tool_of(document).get("packages", [])
    _check_tables(more, "packages")
    together = [_bring_wheels_together(package) for package in [*packages, *more]]
    for package in together:
        stated_project(package)
    return {**document, "packages": list(map(_with_labels, together))}


def labels_of(package: object) -> Mapping[str, str]:
    """Return the labels that a catalogue gave to wheels of a package, by file name.

    :raises ValueError: If they are malformed.
    """
    labels: Mapping[str, str] = tool_of(package).get("labels", {})
    is_table = isinstance(labels, dict)
    if not is_table or not all(isinstance(label, str) for label in labels.values()):
        raise ValueError(f"packages.tool.{SECTION}.labels must be a table of texts")
    return labels


def listed_name(package: object, name: str) -> str:
    """Return the name of a wheel without the label that a catalogue gave to it.

    :param name: As ``bring_together`` has it.
    """
    for listed, label in labels_of(package).items():
        if name == join_label(listed, label):
            return listed
    return name


def stated_project(package: object) -> NormalizedName | None:
    """Return the project for which a sibling was taken; None for any other package.

    :raises ValueError: If it is no name.
    """
    stated = tool_of(package).get(SIBLING_OF)
    if stated is None:
        return None
    try:
        return canonicalize_name(stated, validate=True)
    except (InvalidName, TypeError):
        where = f"packages.tool.{SECTION}.{SIBLING_OF}"
        raise ValueError(f"{where} is no name: {shown(stated)}") from None


def _name_in(wheel: object) -> object:
    return wheel.get("name") if isinstance(wheel, dict) else None


def _with_labels(package: Any) -> Any:
    """Return a package, in which the wheels with a label have it in their names.

    :raises ValueError: If one of them cannot be a label.
    """
    labels = labels_of(package)
    wheels = package.get("wheels") if labels else None
    if not isinstance(wheels, list):
        return package
    named = [
        {**wheel, "name": join_label(name, labels[name])}
        if isinstance(name := _name_in(wheel), str) and name in labels
        else wheel
        for wheel in wheels
    ]
    return {**package, "wheels": named}


def _check_tables(value: object, key: str) -> None:
    if not isinstance(value, list) or not all(isinstance(t, dict) for t in value):
        raise ValueError(f"{key} in our tool table must be a list of tables")


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
    return with_tool({**rest, **({"wheels": plain} if plain else {})}, wheels=variants)


def _has_file(package: Mapping[str, Any]) -> bool:
    """Return whether there is something that any tool can install."""
    files = ("wheels", "sdist", "archive", "directory", "vcs")
    return any(key in package for key in files)


def with_tool(table: Mapping[str, Any], **ours: object) -> dict[str, Any]:
    """Return a lock file, or a package in it, with more in our table."""
    tool = table.get("tool", {})
    return {**table, "tool": {**tool, SECTION: {**tool.get(SECTION, {}), **ours}}}


def _bring_wheels_together(package: Any) -> Any:
    wheels = tool_of(package).get("wheels")
    if wheels is None:
        return package
    _check_tables(wheels, "wheels")
    there = package.get("wheels", [])
    if not isinstance(there, list):
        return package
    ours = {k: v for k, v in package["tool"][SECTION].items() if k != "wheels"}
    tool = {**package["tool"], SECTION: ours}
    return {**package, "wheels": [*there, *wheels], "tool": tool}
