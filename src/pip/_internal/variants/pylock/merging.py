"""Make one lock file out of those of several machines.

Each version of a package stands there once. Where not all machines get the same
packages, the sets of packages are dependency groups (PEP 751), and the markers of
packages name those that have them. Our tool table says which machine gets which; see
``documents.lock_choices``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pip._vendor.variantlib.documents.lock_choices import (
    PLAIN,
    Facts,
    LockChoice,
    choice_table,
    group_name,
)
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.variants.pylock.parts import listed_variants
from pip._internal.variants.settings.config import SECTION

_FILES = ("wheels", "sdist")

_DEFAULT = "default"
"""The group of those who name none. pdm takes the one of this name."""

Key = tuple[str, str, str]
"""The name and version of a package, and where it comes from if that is no index."""


class Part(NamedTuple):
    """The packages that some machines get.

    :param packages: Their entries, as in the lock file of one such machine, in the
        order in which pip decided on them.
    :param choice: The variants that are chosen, and by which facts. It has no group.
    :param title: What to call the set of packages, if a name is needed.
    :param is_default: Whether tools get it that know no groups. If no part is, that is
        the first of each platform and Python.
    :param facts: Those about the platform of its machine that no marker tells.
    """

    packages: Sequence[Mapping[str, Any]]
    choice: LockChoice
    title: str
    is_default: bool = False
    facts: Facts = MappingProxyType({})

    @property
    def keys(self) -> frozenset[Key]:
        return frozenset(map(key_of, self.packages))


class _Condition(NamedTuple):
    """Who gets a package: those of a group, on platforms of which a marker holds."""

    group: str
    marker: str | None

    def text(self, with_group: bool) -> str:
        group = f"'{self.group}' in dependency_groups" if with_group else ""
        return " and ".join(filter(None, (group, self.marker)))


class Merged(NamedTuple):
    """One lock file for several machines.

    :param document: Without the choices.
    :param choices: The groups of these are named in the document.
    """

    document: dict[str, Any]
    choices: list[LockChoice]

    def complete(self, is_open: bool = False) -> dict[str, Any]:
        """Return the document with the choices, if there is anything to choose.

        :param is_open: Whether it is for machines that nobody described. Then it is no
            order for the only variant that there is.
        """
        is_one = len(self.choices) < 2 and not any(c.machines for c in self.choices)
        if is_one and not (is_open and self._leaves_out_some):
            return self.document
        tool = self.document.get("tool", {})
        ours = {"format": 1, **tool.get(SECTION, {})}
        ours["choices"] = list(map(choice_table, self.choices))
        return {**self.document, "tool": {**tool, SECTION: ours}}

    @property
    def _leaves_out_some(self) -> bool:
        """Whether no choice has the plain files, or some of the variants listed."""
        listed = {(name, PLAIN) for c in self.choices for name in c.variants}
        listed.update(listed_variants(self.document))
        chosen = {
            (project, name)
            for choice in self.choices
            for project, names in choice.variants.items()
            for name in names
        }
        return bool(listed - chosen)


def merge(parts: Sequence[Part]) -> Merged:
    """Return one lock file for all parts.

    :param parts: At least one.
    """
    parts = _told_apart(parts)
    conditions = _find_conditions(parts)
    groups = list(dict.fromkeys(condition.group for condition in conditions))
    having: dict[Key, list[_Condition]] = {}
    for part, condition in zip(parts, conditions, strict=True):
        for key in part.keys:
            having.setdefault(key, []).append(condition)
    several = len(groups) > 1
    document: dict[str, Any] = {"lock-version": "1.0"}
    markers = dict.fromkeys(part.choice.marker for part in parts)
    if None not in markers:
        # On any other machine tools would install too little.
        document["environments"] = list(markers)
    document["created-by"] = "pip"
    if several:
        document["dependency-groups"] = groups
        document["default-groups"] = [_DEFAULT]
    everybody = set(conditions)
    entries = _merge_packages(package for part in parts for package in part.packages)
    document["packages"] = [
        _mark(entry, having[key], several) if set(having[key]) < everybody else entry
        for key, entry in sorted(entries.items(), key=lambda item: item[0])
    ]
    named = [
        choice._replace(group=condition.group if several else None)
        for choice, condition in zip(_whole_choices(parts), conditions, strict=True)
    ]
    return Merged(document, _merge_choices(named))


def _told_apart(parts: Sequence[Part]) -> list[Part]:
    """Return the parts with facts by which one can tell their machines.

    Where those of one kind get different files, and their platforms differ in a fact
    that no marker tells, it may be the reason.
    """
    got: dict[str | None, set[object]] = {}
    for part in parts:
        if part.choice.machines:
            variants = tuple(sorted(part.choice.variants.items()))
            got.setdefault(part.choice.marker, set()).add((part.keys, variants))
    return [
        _with_facts(p) if len(got.get(p.choice.marker, ())) > 1 else p for p in parts
    ]


def _with_facts(part: Part) -> Part:
    machines = part.choice.machines.items()
    whole = {name: {**part.facts, **facts} for name, facts in machines}
    return part._replace(choice=part.choice._replace(machines=whole))


def key_of(package: Mapping[str, Any]) -> Key:
    """Return by what a package is told from others in a lock file."""
    rest = {k: package[k] for k in ("vcs", "directory", "archive") if k in package}
    origin = json.dumps(rest, sort_keys=True, default=str) if rest else ""
    return package["name"], package.get("version", ""), origin


def _find_conditions(parts: Sequence[Part]) -> list[_Condition]:
    """Return who gets the packages of each part.

    Only tools that know no choices need to be told of the platform.
    """
    firsts = {part.choice.marker: part for part in reversed(parts)}
    default = [part for part in parts if part.is_default] or firsts.values()
    known = {
        (part.keys, part.choice.marker): _Condition(_DEFAULT, part.choice.marker)
        for part in default
    }
    names = {_DEFAULT}
    groups: dict[frozenset[Key], str] = {}
    for part in parts:
        place = part.keys, part.choice.marker
        if place not in known:
            if part.keys not in groups:
                groups[part.keys] = _unused(part.title, names)
            known[place] = _Condition(groups[part.keys], None)
    return [known[part.keys, part.choice.marker] for part in parts]


def _unused(title: str, names: set[str]) -> str:
    """Return a short name that is no other's, and add it to these."""
    name = group_name(title)
    unique, number = name, 1
    while unique in names:
        number += 1
        unique = f"{name}-{number}"
    names.add(unique)
    return unique


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


def _mark(
    entry: dict[str, Any], conditions: Iterable[_Condition], with_groups: bool
) -> dict[str, Any]:
    texts = dict.fromkeys(condition.text(with_groups) for condition in conditions)
    # Before the tables, as people write it.
    return {"name": entry["name"], "marker": " or ".join(texts), **entry}


def _whole_choices(parts: Sequence[Part]) -> Iterator[LockChoice]:
    """Yield the choices, with the plain files of what others have variants of."""
    projects = {project for part in parts for project in part.choice.variants}
    for part in parts:
        names = [package["name"] for package in part.packages]
        known = {name: part.choice.variants.get(name, (PLAIN,)) for name in names}
        whole = {name: known[name] for name in names if name in projects}
        yield part.choice._replace(variants=whole)


def _merge_choices(choices: Iterable[LockChoice]) -> list[LockChoice]:
    """Return each choice once, with all its machines, and none that others include."""
    merged: dict[tuple[object, ...], LockChoice] = {}
    for choice in choices:
        key = choice.group, choice.marker, *sorted(choice.variants.items())
        known = merged.get(key, choice)
        merged[key] = known._replace(machines={**known.machines, **choice.machines})
    found = list(merged.values())
    return [c for c in found if c.machines or not _is_included(c, found)]


def _is_included(choice: LockChoice, others: Iterable[LockChoice]) -> bool:
    return any(
        other is not choice
        and (other.group, other.marker) == (choice.group, choice.marker)
        and not other.machines
        and all(
            set(names) <= set(other.variants.get(project, (PLAIN,)))
            for project, names in choice.variants.items()
        )
        for other in others
    )
