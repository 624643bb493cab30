"""Say what differs between a lock file and the one that would be written now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pip._vendor.variantlib.documents.lock_choices import (
    Facts,
    LockChoice,
    parse_facts,
)
from pip._vendor.variantlib.text import joined, printable

from pip._internal.variants.pylock.kept_command import without_kept
from pip._internal.variants.pylock.parts import read_choices
from pip._internal.variants.pylock.portable import bring_together, listed_name, tool_of

SHOWN_VALUES = 5
"""So many values of a fact are told, which may have dozens."""

Entries = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""The entries of a lock file, by name and version."""


def find_changes(
    locked: dict[str, Any], now: dict[str, Any], machine: str = "this machine"
) -> list[str]:
    """Return what changed since a lock file was written, in a line each.

    :param locked: The lock file.
    :param now: What would be written now.
    :param machine: The name of the one that a lock file for one machine is for.
    :raises ValueError: If the lock file is malformed.
    """
    before, after = (
        bring_together(without_kept(document)) for document in (locked, now)
    )
    found = [
        *_compare_machines(before, after, machine),
        *_compare_packages(_entries(before), _entries(after)),
    ]
    if not found and before != after:
        found = ["It would be written in another form."]
    return [printable(line) for line in dict.fromkeys(found)]


def _entries(document: Mapping[str, Any]) -> Entries:
    packages = document.get("packages")
    if not isinstance(packages, list):
        raise ValueError("packages must be a list")
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for package in packages:
        if not isinstance(package, dict) or not isinstance(package.get("name"), str):
            raise ValueError("a package has no name")
        version = str(package.get("version", ""))
        found.setdefault(package["name"], {})[version] = package
    return found


def _compare_packages(before: Entries, after: Entries) -> Iterator[str]:
    for name in sorted({*before, *after}):
        old, new = before.get(name, {}), after.get(name, {})
        gone, come = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
        if not new:
            yield f"{name} {', '.join(gone)}: is not needed any more"
        elif not old:
            yield f"{name} {', '.join(come)}: is needed now"
        elif gone and come:
            yield f"{name}: {', '.join(gone)} before, {', '.join(come)} now"
        elif gone:
            yield f"{name}: {', '.join(gone)} is not needed any more"
        elif come:
            yield f"{name}: {', '.join(come)} is needed now, too"
        for version in sorted(old.keys() & new.keys()):
            for change in _compare_releases(old[version], new[version]):
                yield f"{name} {version}".rstrip() + f": {change}"


def _compare_releases(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    before, after = _files(old), _files(new)
    for name in sorted(before.keys() - after.keys()):
        yield f"{name} is not listed any more"
    for name in sorted(after.keys() - before.keys()):
        yield f"{name} is listed now"
    for name in sorted(before.keys() & after.keys()):
        if before[name].get("hashes") != after[name].get("hashes"):
            yield f"{name} has another digest"
        elif before[name] != after[name]:
            yield f"{name} is in another place"
    if old.get("variants-json") != new.get("variants-json"):
        yield "its variants need something else, or are others"
    if _parts_of(old.get("marker")) != _parts_of(new.get("marker")):
        yield "other machines get it"


def _parts_of(marker: object) -> set[str]:
    """Return what machines a marker is for, in whatever order it names them."""
    return set() if marker is None else {*str(marker).split(" or ")}


def _files(package: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    wheels, sdist = package.get("wheels", []), package.get("sdist")
    entries = [*(wheels if isinstance(wheels, list) else ()), sdist]
    found: dict[str, Mapping[str, Any]] = {}
    for each in entries:
        if isinstance(each, dict):
            name = listed_name(package, str(each.get("name")))
            found[name] = {**each, "name": name}
    return found


def _compare_machines(
    before: Mapping[str, Any], after: Mapping[str, Any], machine: str
) -> Iterator[str]:
    """Yield what changed of facts that choices depended on, and of the choices."""
    here = [_facts(document) for document in (before, after)]
    choices = [read_choices(document) for document in (before, after)]
    if not any(choices):
        yield from _compare_facts(machine, *here)
        return
    # A lock file for one machine states its facts otherwise, and has no choices.
    old, new = (
        _by_machine(found or [LockChoice(None, {}, {machine: facts})])
        for found, facts in zip(choices, here, strict=True)
    )
    for name in sorted({*old, *new}):
        if name not in new:
            yield f"{name}: the lock file is for it, too; name it with --machine"
        elif name not in old:
            yield f"{name}: the lock file is not for it; lock again to add it"
        else:
            facts = (choice.machines[name] for choice in (old[name], new[name]))
            yield from _compare_facts(name, *facts)
            if all(choices):
                yield from _compare_variants(name, old[name], new[name])


def _facts(document: Mapping[str, Any]) -> Facts:
    """Return the facts in a lock file for one machine."""
    ours = tool_of(document)
    return parse_facts(ours) if "providers" in ours else {}


def _by_machine(choices: Iterable[LockChoice]) -> dict[str, LockChoice]:
    return {name: choice for choice in choices for name in choice.machines}


def _compare_facts(machine: str, old: Facts, new: Facts) -> Iterator[str]:
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key):
            both = [facts.get(key, ()) for facts in (old, new)]
            was, now = (joined(values, SHOWN_VALUES) or "nothing" for values in both)
            if was == now:
                was, now = (", ".join(values) for values in both)
            name = " :: ".join(filter(None, key))
            yield f"{machine}: {name}: {was} before, {now} now"


def _compare_variants(machine: str, old: LockChoice, new: LockChoice) -> Iterator[str]:
    for project in sorted(old.variants.keys() | new.variants.keys()):
        was, now = (
            ", ".join(choice.variants.get(project, ("any",))) for choice in (old, new)
        )
        if was != now:
            yield f"{machine}: {project}: variant {was} before, {now} now"
