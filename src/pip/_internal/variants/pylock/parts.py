"""Take the part of one machine out of a lock file for several."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pip._vendor.packaging import markers
from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.variantlib.documents.lock_choices import (
    PLAIN,
    LockChoice,
    group_name,
    machine_title,
    parse_choices,
)
from pip._vendor.variantlib.text import joined, printable, shown

from pip._internal.variants.pylock.groups import holds, is_in, name_of
from pip._internal.variants.pylock.portable import tool_of, with_tool
from pip._internal.variants.pylock.reader import variant_name

FORMAT = 1
"""The format of our tool table that is known."""

MACHINE = "machine"
"""The key of the one machine that a lock file is for."""

MAX_COMPARED = 250_000
"""So many times is a package looked at for a choice; that takes a few seconds."""


def read_choices(document: Mapping[str, Any]) -> list[LockChoice]:
    """Return the choices of a lock file; none if it is for one machine.

    :raises ValueError: If they are malformed.
    """
    tool = tool_of(document)
    stated = tool.get("choices")
    if stated is None:
        return []
    if tool.get("format", FORMAT) != FORMAT:
        version = shown(tool["format"])
        raise ValueError(f"its format is {version}, and this pip knows {FORMAT} only")
    choices, packages = parse_choices(stated), document.get("packages")
    count = len(packages) if isinstance(packages, list) else 0
    if len(choices) * count > MAX_COMPARED:
        raise ValueError(
            f"it has {len(choices)} choices among {count} packages, which are too many"
        )
    _check_groups_of(choices, document)
    return choices


def _check_groups_of(
    choices: Sequence[LockChoice], document: Mapping[str, Any]
) -> None:
    """Refuse a choice of packages that no other tool could name.

    :raises ValueError: If it has a group that the lock file does not list.
    """
    known = set(map(canonicalize_name, _groups_in(document)))
    for choice in choices:
        if choice.group is not None and canonicalize_name(choice.group) not in known:
            raise ValueError(
                f"a choice names the group {shown(choice.group)}, which is not in its"
                " dependency-groups"
            )


def own_choice(document: Mapping[str, Any]) -> list[LockChoice]:
    """Return the only choice of a lock file for one machine, if it names that."""
    machine = tool_of(document).get(MACHINE)
    if not isinstance(machine, str) or "dependency-groups" in document:
        return []
    return [LockChoice(None, {}, {machine: {}})]


def with_machine(document: Mapping[str, Any], machine: str) -> dict[str, Any]:
    """Return a lock file for one machine that names it."""
    ours = {"format": FORMAT, **tool_of(document), MACHINE: machine}
    return with_tool(document, **ours)


def choices_here(choices: Sequence[LockChoice]) -> list[LockChoice]:
    """Return the choices for the platform and Python that is installed for.

    :raises ValueError: If there is none, or a marker is malformed.
    """
    found = [c for c in choices if holds(c.marker, {}, "metadata")]
    if not found:
        here = markers.default_environment()
        raise ValueError(
            "it is for machines of other platforms or Pythons, and not for "
            f"{here['sys_platform']} on {here['platform_machine']} with Python "
            f"{here['python_version']}"
        )
    return found


def check_groups(document: Mapping[str, Any], groups: Iterable[str]) -> None:
    """Refuse groups that a lock file without choices does not have.

    :param groups: Those that the user names.
    :raises ValueError: If it has variants, and not all of these groups. Without
        variants it is upstream's to judge.
    """
    known = _groups_in(document)
    names = set(map(canonicalize_name, known))
    missing = [name for name in groups if canonicalize_name(name) not in names]
    if missing and (tool_of(document) or any(listed_variants(document))):
        there = f"it has {printable(joined(known, 5))}"
        if not known:
            there = "it has none, as it is for one machine"
        raise ValueError(f"it has no group {shown(missing[0])}; {there}")


def _groups_in(document: Mapping[str, Any]) -> list[str]:
    stated = document.get("dependency-groups")
    listed = stated if isinstance(stated, list) else []
    return [name for name in listed if isinstance(name, str)]


def listed_variants(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the variants that a lock file lists for any machine, by project."""
    for package in document["packages"]:
        for name in _variants_in(package):
            yield name_of(package), name


def _variants_in(package: object) -> Iterator[str]:
    wheels = package.get("wheels") if isinstance(package, dict) else None
    for name in map(variant_name, wheels if isinstance(wheels, list) else ()):
        if name != PLAIN:
            yield name


def choices_of(
    choices: Sequence[LockChoice], groups: Collection[str]
) -> Sequence[LockChoice]:
    """Return the choices of the group that the user names, all if there is none.

    Machines that get the same packages are in one group; so their names count, too.

    :raises ValueError: If several are named, or nothing or several machines have such
        a name.
    """
    if not groups:
        return choices
    if len(groups) > 1:
        names = printable(joined(sorted(groups), 5))
        raise ValueError(f"--group names {len(groups)} groups of it, {names}; name one")
    (name,) = groups
    if not name:
        raise ValueError(f"--group names no group; {_listed(choices)}")
    if found := [c for c in choices if name in c.machines]:
        return found
    titled = _titled(name, choices)
    if found := [c for c in choices if c.group == canonicalize_name(name)]:
        if all(choice in found for choice in titled.values()):
            return found
        # The group was called after one of them.
        raise _ambiguous(name, titled)
    if len(titled) > 1:
        raise _ambiguous(name, titled)
    for choice in titled.values():
        return [choice]
    raise ValueError(
        f"it has no group {printable(name)} for this platform and Python; "
        f"{_listed(choices)}"
    )


def _titled(name: str, choices: Iterable[LockChoice]) -> dict[str, LockChoice]:
    """Return the choice of each machine that somebody may call by a name."""
    return {
        machine: choice
        for choice in choices
        for machine in choice.machines
        if group_name(machine_title(machine)) == group_name(name)
    }


def _ambiguous(name: str, machines: Iterable[str]) -> ValueError:
    names = [*machines]
    shown_names = printable(joined(names, 5))
    if len(names) == 1:
        return ValueError(
            f"{printable(name)} is a group of it that {shown_names} is not in; to "
            "install for that machine, name it in full"
        )
    return ValueError(
        f"{printable(name)} fits several machines, {shown_names}; name one in full"
    )


def _listed(choices: Iterable[LockChoice]) -> str:
    known = dict.fromkeys(name for c in choices for name in _names_of(c))
    return f"it has {printable(joined([*known], 5))}"


def _names_of(choice: LockChoice) -> Iterator[str]:
    if choice.group:
        yield choice.group
    for machine in choice.machines:
        yield group_name(machine_title(machine))


def plain_choices(
    choices: Sequence[LockChoice], groups: Collection[str] = ()
) -> list[LockChoice]:
    """Return the choices without variants.

    :param groups: That which the user names.
    :raises ValueError: If there is none.
    """
    found = [
        choice._replace(variants=dict.fromkeys(choice.variants, (PLAIN,)))
        for choice in choices
        if all(PLAIN in names for names in choice.variants.values())
    ]
    if found:
        return found
    if groups:
        names = printable(joined(sorted(groups), 5))
        raise ValueError(f"the group {names} has no plain wheels")
    raise ValueError("it has no choice without variants, but --no-variant is given")


def restrict(document: Mapping[str, Any], choice: LockChoice) -> dict[str, Any]:
    """Return a lock file with nothing but the packages and files of one choice.

    :raises ValueError: If a marker is malformed, or there is no file of a package.
    """
    packages = [
        _restrict_files(package, choice.variants.get(name_of(package)))
        for package in document["packages"]
        if is_in(package, choice.group)
    ]
    groups = ("dependency-groups", "default-groups")
    rest = {key: value for key, value in document.items() if key not in groups}
    return {**rest, "packages": packages}


def _restrict_files(
    package: Mapping[str, Any], allowed: Collection[str] | None
) -> dict[str, Any]:
    kept = {key: value for key, value in package.items() if key != "marker"}
    wheels = package.get("wheels")
    if allowed is None or not isinstance(wheels, list):
        return kept
    kept["wheels"] = [w for w in wheels if variant_name(w) in allowed]
    if not kept["wheels"]:
        del kept["wheels"]
    if PLAIN not in allowed:
        kept.pop("sdist", None)
    if "wheels" not in kept and "sdist" not in kept:
        there = dict.fromkeys(map(variant_name, wheels))
        has = joined([*there], 5) if {*there} - {PLAIN} else "no variants"
        raise ValueError(
            f"a choice names {printable(joined([*allowed], 5))} of {name_of(package)},"
            f" which has {printable(has)}"
        )
    return kept
