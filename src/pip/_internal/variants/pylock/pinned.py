"""The releases that a file of another tool pins: ``uv.lock``, or requirements.

Such a file knows nothing of variants. Its versions are kept, its files have to have the
digests that it states, and the variants of these releases come from the index.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement
from pip._vendor.packaging.utils import InvalidName, NormalizedName, canonicalize_name
from pip._vendor.packaging.version import InvalidVersion, Version
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import joined

from pip._internal.utils.filetypes import is_archive_file
from pip._internal.variants.names import is_variant
from pip._internal.variants.pylock.pinned_files import digests_of_files
from pip._internal.variants.pylock.portable import bring_together, listed_name
from pip._internal.variants.utils.addresses import shown_value

UV_VERSION = 1
"""The version of ``uv.lock`` that is known."""

_LEFT_OUT = {"extras": "optional-dependencies", "groups": "dev-dependencies"}

_MAX_WANTED = 1000
"""So many extras may its own projects require, each counted for each condition."""

_MAX_CONDITIONS = 1_000_000
"""So many characters may the markers have that their dependencies get from them."""

_Dependency = tuple[Mapping[str, Any], "tuple[str, ...]"]
_Wanted = tuple[NormalizedName, "NormalizedName | None", "tuple[str, ...]"]
"""A project of its own, an extra of it or None, and the markers under which."""

Digests = Mapping[NormalizedName, Collection[str]]
"""The digests that a file states, as in "sha256:0123", by project."""


class Pinned(NamedTuple):
    """The releases that a file pins.

    :param requirements: What it requires, in a line each.
    :param constraints: The versions of all projects in it, in a line each.
    :param digests: Those of their files. A project without any may have any file.
    :param left_out: The kinds of requirements that were not taken, with their names.
    :param folders: Where a project is that has a group, seen from the file.
    :param undigested: The projects that ought to have digests, and have none.
    """

    requirements: Sequence[str]
    constraints: Sequence[str]
    digests: Digests
    left_out: Mapping[str, Sequence[str]] = MappingProxyType({})
    folders: Mapping[str, str] = MappingProxyType({})
    undigested: Sequence[str] = ()


NOTHING = Pinned((), (), {})
"""Without a file, nothing is pinned."""


class WrongDigest(Exception):
    """A file that is not the one that was pinned; the text is for the user."""


def read_uv_lock(document: Mapping[str, Any], extras: Iterable[str] = ()) -> Pinned:
    """Return the releases in a ``uv.lock``, and what its own projects require.

    :param extras: Those of its own projects that are wanted.
    :raises ValueError: If it cannot be understood, or converted; or has no such extra.
    """
    if document.get("version") != UV_VERSION or document["version"] is True:
        version = shown_value(document.get("version"))
        raise ValueError(f"its version is {version}, and only {UV_VERSION} is known")
    packages = _tables(document, "package")
    _check_once(packages)
    own = {_name(p) for p in packages if {"virtual", "editable"} & _source(p).keys()}
    others = [package for package in packages if _name(package) not in own]
    foreign = [_name(p) for p in others if "registry" not in _source(p)]
    if foreign:
        which = joined(sorted(foreign), 5)
        raise ValueError(f"these do not come from an index: {which}")
    projects = [package for package in packages if _name(package) in own]
    left_out = {title: _keys(projects, key) for title, key in _LEFT_OUT.items()}
    named = list(map(_checked_name, extras))
    _check_extras(left_out["extras"], named)
    wanted, taken = _all_wanted(projects, named)
    left_out["extras"] = _not_wanted(projects, wanted)
    digests = _all_digests(others)
    return Pinned(
        list(dict.fromkeys(_requirement(*each) for each in taken)),
        list(_constraints(_reachable(others, [each for each, _ in taken]))),
        {name: stated for name, stated in digests.items() if stated},
        {title: names for title, names in left_out.items() if names},
        _folders_of_groups(projects),
        [name for name, stated in digests.items() if not stated],
    )


def _check_extras(there: Sequence[str], named: Iterable[NormalizedName]) -> None:
    """:raises ValueError: If an extra is named that is not there."""
    known = set(map(canonicalize_name, there))
    for extra in named:
        if extra not in known:
            has = joined(there, 5) or "none"
            raise ValueError(f"it has no extra {extra}; it has {has}")


def _not_wanted(
    projects: Iterable[Mapping[str, Any]], wanted: Iterable[_Wanted]
) -> list[str]:
    """Return the extras that nobody names, and nothing wanted requires."""
    found = {(name, extra) for name, extra, _ in wanted}
    key = _LEFT_OUT["extras"]
    return sorted(
        {
            extra
            for project in projects
            for extra in _keys([project], key)
            if (_name(project), canonicalize_name(extra)) not in found
        }
    )


def check_digests(document: dict[str, Any], digests: Digests) -> list[str]:
    """Compare the files in a lock file with the digests of pinned files.

    :return: The names of variant wheels whose digest was not pinned.
    :raises WrongDigest: If a plain file has another digest.
    """
    unknown = []
    for package in bring_together(document)["packages"]:
        pinned = digests.get(canonicalize_name(package["name"]))
        if pinned is None:
            continue
        for file in [*package.get("wheels", ()), package.get("sdist")]:
            if file is None or _has_digest(file, pinned):
                continue
            if not is_variant(file["name"]):
                raise WrongDigest(f"{file['name']} has a digest that is not pinned")
            unknown.append(listed_name(package, file["name"]))
    return unknown


def _has_digest(file: Mapping[str, Any], pinned: Collection[str]) -> bool:
    return any(f"{name}:{text}" in pinned for name, text in file["hashes"].items())


def _all_wanted(
    projects: Sequence[Mapping[str, Any]], extras: Sequence[NormalizedName]
) -> tuple[list[_Wanted], list[_Dependency]]:
    """Return some projects and extras of theirs, and the extras that these require.

    One of the projects may require extras of another one, or of its own.

    :return: These, and their dependencies on other projects, with their markers.
    :raises ValueError: If they require one another in too many ways.
    """
    by_name = {_name(project): project for project in projects}
    wanted: list[_Wanted] = [(name, None, ()) for name in by_name]
    wanted += [(name, extra, ()) for name in by_name for extra in extras]
    taken: list[_Dependency] = []
    known, length = set(wanted), 0
    # A workspace may have many projects; only what these add is limited.
    most = len(known) + _MAX_WANTED
    for name, extra, conditions in wanted:  # It grows meanwhile.
        for dependency in _dependencies(by_name[name], extra):
            length += sum(map(len, conditions))
            if len(known) > most or length > _MAX_CONDITIONS:
                raise ValueError("its extras require one another in too many ways")
            markers = _with_marker(conditions, dependency)
            if (own := _name(dependency)) not in by_name:
                taken.append((dependency, markers))
                continue
            found = [(own, each, markers) for each in _extras_of(dependency)]
            new = [each for each in found if each not in known]
            known.update(new)
            wanted += new
    return wanted, taken


def _requirement(dependency: Mapping[str, Any], markers: Sequence[str]) -> str:
    """Return the line of a dependency.

    :param markers: Those that have to hold, all of them.
    :raises ValueError: If it depends on extras that exclude one another.
    """
    named = _extras_of(dependency)
    all_of = " and ".join(f"({marker})" for marker in markers)
    line = _line(dependency, f"[{','.join(named)}]" if named else "", all_of)
    _check_extras_agree(line)
    return line


def _check_extras_agree(line: str) -> None:
    """:raises ValueError: If it depends on extras, whose names only uv knows there."""
    if re.search(r"\bextra\b", str(Requirement(line).marker or "")):
        raise ValueError(
            f"extras exclude one another in it: {shown_value(line)}; convert the file "
            "of 'uv export --no-emit-workspace --output-file requirements.txt' instead"
        )


def _reachable(
    packages: Sequence[Mapping[str, Any]], roots: Iterable[Mapping[str, Any]]
) -> Sequence[Mapping[str, Any]]:
    """Return packages without other versions of those that some dependencies lead to.

    Where extras exclude one another, each may need a version of its own.

    :raises ValueError: If the versions of one that is shared depend on the extras.
    """
    by_pin: dict[tuple[NormalizedName, str | None], list[Mapping[str, Any]]] = {}
    for package in packages:
        for version in {None, _stated_version(package)}:
            by_pin.setdefault((_name(package), version), []).append(package)
    waiting, reached, names = list(roots), set(), set()
    for dependency in waiting:  # It grows meanwhile.
        # Each is looked up once.
        pin = (_name(dependency), _stated_version(dependency))
        for package in by_pin.pop(pin, ()):
            if id(package) not in reached:
                reached.add(id(package))
                names.add(_name(package))
                tables = package.get("optional-dependencies", {})
                extras = tables if isinstance(tables, dict) else ()
                waiting += _tables(package, "dependencies")
                waiting += [each for name in extras for each in _tables(tables, name)]
    several = {name for name, found in _versions(waiting).items() if len(found) > 1}
    for dependency in waiting:
        if _name(dependency) in several and (marker := dependency.get("marker")):
            _check_extras_agree(_line(dependency, "", str(marker)))
    return [
        package
        for package in packages
        if id(package) in reached or _name(package) not in names
    ]


def _versions(
    dependencies: Iterable[Mapping[str, Any]],
) -> dict[NormalizedName, set[str | None]]:
    found: dict[NormalizedName, set[str | None]] = {}
    for dependency in dependencies:
        found.setdefault(_name(dependency), set()).add(_stated_version(dependency))
    return found


def _stated_version(table: Mapping[str, Any]) -> str | None:
    version = table.get("version")
    return version if isinstance(version, str) else None


def _dependencies(
    project: Mapping[str, Any], extra: NormalizedName | None
) -> list[Mapping[str, Any]]:
    """Return the dependencies of a project, or those of one of its extras."""
    if extra is None:
        return _tables(project, "dependencies")
    tables = project.get("optional-dependencies", {})
    listed = tables if isinstance(tables, dict) else {}
    names = (name for name in listed if canonicalize_name(name) == extra)
    return [found for name in names for found in _tables(listed, name)]


def _extras_of(dependency: Mapping[str, Any]) -> list[NormalizedName]:
    extras = dependency.get("extra", [])
    if not isinstance(extras, list):
        raise ValueError("the extras of a dependency must be a list")
    return list(map(_checked_name, extras))


def _with_marker(
    conditions: tuple[str, ...], dependency: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the markers under which a dependency counts, each once."""
    marker = dependency.get("marker")
    if marker is None or str(marker) in conditions:
        return conditions
    return (*conditions, str(marker))


def _keys(projects: Iterable[Mapping[str, Any]], key: str) -> list[str]:
    """Return the names in a table of some projects, those with a content."""
    tables = [table for p in projects if isinstance(table := p.get(key), dict)]
    return sorted(
        {name for table in tables for name, listed in table.items() if listed}
    )


def _folders_of_groups(projects: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for project in projects:
        source = _source(project)
        folder = source.get("virtual", source.get("editable"))
        for group in _keys([project], _LEFT_OUT["groups"]):
            found.setdefault(group, str(folder))
    return found


def _constraints(packages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the version of each project; of several each with its markers."""
    for package in packages:
        markers = package.get("resolution-markers", [])
        if not isinstance(markers, list):
            raise ValueError("resolution-markers must be a list")
        one_of = " or ".join(f"({marker})" for marker in markers if marker is not None)
        yield _line(package, "", one_of)


def _line(table: Mapping[str, Any], extras: str, marker: str) -> str:
    """Return a requirement, which can name nothing but a project of an index.

    pip takes a line for the path of a file where it looks like one, and the comparison
    ``===`` allows each of them: so every part is checked.
    """
    version = table.get("version")
    pin = "" if version is None else f"=={_checked_version(version)}"
    pinned = f"{_name(table)}{extras}{pin}"
    if is_archive_file(pinned):
        raise ValueError(f"pip would take this for a file: {shown_value(pinned)}")
    text = f"{pinned} ; {marker}" if marker else pinned
    try:
        Requirement(text)
    except (InvalidRequirement, RecursionError):
        raise ValueError(f"this is no requirement: {shown_value(text)}") from None
    if not text.isprintable():
        # A text inside of a marker may have a line of its own.
        raise ValueError(f"this is more than a line: {shown_value(text)}")
    return text


def _checked_version(text: object) -> str:
    try:
        if isinstance(text, str):
            return str(Version(text))
    except InvalidVersion:
        pass
    raise ValueError(f"this is no version: {shown_value(text)}")


def _all_digests(packages: Iterable[Mapping[str, Any]]) -> Digests:
    """Return the digests of all projects; of one, those of all its versions.

    A project has none if the file states none of any file of it.
    """
    found: dict[NormalizedName, set[str]] = {}
    for package in packages:
        name, sdist = _name(package), package.get("sdist")
        try:
            stated = digests_of_files(name, _tables(package, "wheels"), sdist)
        except ValueError as error:
            which = f"{name} {_checked_version(package.get('version'))}"
            raise ValueError(f"in {which}, {error}") from None
        found.setdefault(name, set()).update(stated)
    return found


def _check_once(packages: Iterable[Mapping[str, Any]]) -> None:
    """Check that each package is there once; uv can take one from two indexes."""
    known = set()
    for package in packages:
        version, source = _stated_version(package), _source(package)
        pin = (_name(package), version, str(source))
        if pin in known:
            which = f"{pin[0]} {version or ''}".rstrip()
            raise ValueError(f"{which} is there twice, from the same source")
        known.add(pin)


def _name(table: Mapping[str, Any]) -> NormalizedName:
    return _checked_name(table.get("name"))


def _checked_name(name: object) -> NormalizedName:
    if not isinstance(name, str):
        raise ValueError(f"a name must be a text, not {shown_value(name)}")
    try:
        return canonicalize_name(name, validate=True)
    except InvalidName:
        raise ValueError(f"this is no name: {shown_value(name)}") from None


def _source(package: Mapping[str, Any]) -> Mapping[str, Any]:
    source = package.get("source")
    if not isinstance(source, dict):
        raise ValueError(f"the source of {shown_value(_name(package))} must be a table")
    return source


def _tables(table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(t, dict) for t in found):
        raise ValueError(f"{key} must be a list of tables")
    return found
