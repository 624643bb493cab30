"""Make one lock file out of those of several machines.

Each version of a package stands there once. Where not all machines get the same
packages, the sets of packages are dependency groups (PEP 751), and the markers of
packages name those that have them. Our tool table says which machine gets which; see
``documents.lock_choices``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pip._vendor.variantlib.documents.lock_choices import (
    PLAIN,
    LockChoice,
    choice_table,
)

from pip._internal.variants.settings.config import SECTION

_FILES = ("wheels", "sdist")

Key = tuple[str, str, str]
"""The name and version of a package, and where it comes from if that is no index."""


class Part(NamedTuple):
    """The packages that some machines get.

    :param packages: Their entries, as in the lock file of one such machine.
    :param choice: The variants that are chosen, and by which facts. It has no group.
    :param title: What to call the set of packages, if a name is needed.
    """

    packages: Sequence[Mapping[str, Any]]
    choice: LockChoice
    title: str


class Merged(NamedTuple):
    """One lock file for several machines.

    :param document: Without the choices.
    :param choices: The groups of these are named in the document.
    """

    document: dict[str, Any]
    choices: list[LockChoice]

    def complete(self) -> dict[str, Any]:
        """Return the document with the choices, if there is anything to choose."""
        if len(self.choices) < 2 and not any(c.machines for c in self.choices):
            return self.document
        tool = self.document.get("tool", {})
        ours = {"format": 1, **tool.get(SECTION, {})}
        ours["choices"] = list(map(choice_table, self.choices))
        return {**self.document, "tool": {**tool, SECTION: ours}}


def merge(parts: Sequence[Part]) -> Merged:
    """Return one lock file for all parts.

    :param parts: At least one. What a tool takes that knows no groups is the first.
    """
    keys = [tuple(map(key_of, part.packages)) for part in parts]
    groups = _name_groups([part.title for part in parts], keys)
    entries = _merge_packages(package for part in parts for package in part.packages)
    having: dict[Key, list[str]] = {}
    for packages, group in groups.items():
        for key in packages:
            having.setdefault(key, []).append(group)
    several = len(groups) > 1
    document: dict[str, Any] = {"lock-version": "1.0", "created-by": "pip"}
    if several:
        document["dependency-groups"] = list(groups.values())
        document["default-groups"] = [groups[frozenset(keys[0])]]
    document["packages"] = [
        _mark(entry, having[key] if len(having[key]) < len(groups) else ())
        for key, entry in sorted(entries.items(), key=lambda item: item[0])
    ]
    named = [
        choice._replace(group=groups[frozenset(those)] if several else None)
        for choice, those in zip(_whole_choices(parts), keys, strict=True)
    ]
    return Merged(document, _merge_choices(named))


def key_of(package: Mapping[str, Any]) -> Key:
    """Return by what a package is told from others in a lock file."""
    rest = {k: package[k] for k in ("vcs", "directory", "archive") if k in package}
    origin = json.dumps(rest, sort_keys=True, default=str) if rest else ""
    return package["name"], package.get("version", ""), origin


def _name_groups(
    titles: Sequence[str], keys: Sequence[tuple[Key, ...]]
) -> dict[frozenset[Key], str]:
    """Return a name for each set of packages, that of the first part for the first."""
    # pdm takes the group of this name, whatever the default is.
    groups = {frozenset(keys[0]): "default"}
    for title, those in zip(titles, keys, strict=True):
        if frozenset(those) in groups:
            continue
        # As the name of a dependency group has to be.
        name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40] or "machine"
        taken, number = set(groups.values()), 1
        unique = name
        while unique in taken:
            number += 1
            unique = f"{name}-{number}"
        groups[frozenset(those)] = unique
    return groups


def _merge_packages(packages: Iterable[Mapping[str, Any]]) -> dict[Key, dict[str, Any]]:
    """Return the entry of each package, with all files that any of them lists."""
    entries: dict[Key, dict[str, Any]] = {}
    for package in packages:
        key = key_of(package)
        entry = entries.setdefault(key, dict(package))
        for name in _FILES:
            if name in package:
                is_list = name == "wheels"
                entry[name] = _all_wheels(entry, package) if is_list else package[name]
    return entries


def _all_wheels(
    entry: Mapping[str, Any], package: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    by_name = {w["name"]: w for w in [*package["wheels"], *entry.get("wheels", ())]}
    return [by_name[name] for name in sorted(by_name)]


def _mark(entry: dict[str, Any], groups: Sequence[str]) -> dict[str, Any]:
    if not groups:
        return entry
    marker = " or ".join(f"'{group}' in dependency_groups" for group in groups)
    # Before the tables, as people write it.
    return {"name": entry["name"], "marker": marker, **entry}


def _whole_choices(parts: Sequence[Part]) -> Iterator[LockChoice]:
    """Yield the choices, with the plain files of what others have variants of."""
    projects = {project for part in parts for project in part.choice.variants}
    for part in parts:
        there = projects.intersection(package["name"] for package in part.packages)
        plain = dict.fromkeys(there, (PLAIN,))
        yield part.choice._replace(variants={**plain, **part.choice.variants})


def _merge_choices(choices: Iterable[LockChoice]) -> list[LockChoice]:
    """Return each choice once, with all its machines, and none that others include."""
    merged: dict[tuple[object, ...], LockChoice] = {}
    for choice in choices:
        key = choice.group, *sorted(choice.variants.items())
        known = merged.get(key, choice)
        merged[key] = known._replace(machines={**known.machines, **choice.machines})
    found = list(merged.values())
    return [c for c in found if c.machines or not _is_included(c, found)]


def _is_included(choice: LockChoice, others: Iterable[LockChoice]) -> bool:
    return any(
        other is not choice
        and other.group == choice.group
        and not other.machines
        and all(
            set(names) <= set(other.variants.get(project, (PLAIN,)))
            for project, names in choice.variants.items()
        )
        for other in others
    )
