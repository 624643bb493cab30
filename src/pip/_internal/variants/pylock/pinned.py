"""The releases that a file of another tool pins: ``uv.lock``, or requirements.

Such a file knows nothing of variants. Its versions are kept, its files have to have the
digests that it states, and the variants of these releases come from the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement
from pip._vendor.packaging.utils import InvalidName, NormalizedName, canonicalize_name
from pip._vendor.packaging.version import InvalidVersion, Version
from pip._vendor.variantlib.text import joined, shown

from pip._internal.utils.filetypes import is_archive_file
from pip._internal.variants.names import is_variant
from pip._internal.variants.pylock.portable import bring_together

UV_VERSION = 1
"""The version of ``uv.lock`` that is known."""

_LEFT_OUT = {"extras": "optional-dependencies", "groups": "dev-dependencies"}

Digests = Mapping[NormalizedName, frozenset[str]]
"""The digests that a file states, as in "sha256:0123", by project."""


class Pinned(NamedTuple):
    """The releases that a file pins.

    :param requirements: What it requires, in a line each.
    :param constraints: The versions of all projects in it, in a line each.
    :param digests: Those of their files. A project without any may have any file.
    :param left_out: The kinds of requirements that were not taken, with their names.
    """

    requirements: Sequence[str]
    constraints: Sequence[str]
    digests: Digests
    left_out: Mapping[str, Sequence[str]] = MappingProxyType({})


NOTHING = Pinned((), (), {})
"""Without a file, nothing is pinned."""


class WrongDigest(Exception):
    """A file that is not the one that was pinned; the text is for the user."""


def read_uv_lock(document: Mapping[str, Any]) -> Pinned:
    """Return the releases in a ``uv.lock``, and what its own projects require.

    :raises ValueError: If it cannot be understood, or converted.
    """
    if document.get("version") != UV_VERSION or document["version"] is True:
        version = shown(document.get("version"))
        raise ValueError(f"its version is {version}, and only {UV_VERSION} is known")
    packages = _tables(document, "package")
    own = {_name(p) for p in packages if {"virtual", "editable"} & _source(p).keys()}
    others = [package for package in packages if _name(package) not in own]
    foreign = [_name(p) for p in others if "registry" not in _source(p)]
    if foreign:
        which = joined(sorted(foreign), 5)
        raise ValueError(f"these do not come from an index: {which}")
    projects = [package for package in packages if _name(package) in own]
    left_out = {title: _keys(projects, key) for title, key in _LEFT_OUT.items()}
    return Pinned(
        [line for project in projects for line in _requirements(project, own)],
        list(_constraints(others)),
        {_name(p): _digests(p) for p in others if _digests(p)},
        {title: names for title, names in left_out.items() if names},
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
            unknown.append(file["name"])
    return unknown


def _has_digest(file: Mapping[str, Any], pinned: frozenset[str]) -> bool:
    return any(f"{name}:{text}" in pinned for name, text in file["hashes"].items())


def _requirements(
    project: Mapping[str, Any], own: Iterable[NormalizedName]
) -> Iterator[str]:
    for dependency in _tables(project, "dependencies"):
        if _name(dependency) in own:
            continue
        extras = dependency.get("extra", [])
        if not isinstance(extras, list):
            raise ValueError("the extras of a dependency must be a list")
        names = ",".join(map(_checked_name, extras))
        named = f"[{names}]" if names else ""
        yield _line(dependency, named, [dependency.get("marker")])


def _keys(projects: Iterable[Mapping[str, Any]], key: str) -> list[str]:
    """Return the names in a table of some projects, those with a content."""
    tables = [table for p in projects if isinstance(table := p.get(key), dict)]
    return sorted(
        {name for table in tables for name, listed in table.items() if listed}
    )


def _constraints(packages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the version of each project; of several each with its markers."""
    for package in packages:
        markers = package.get("resolution-markers", [])
        if not isinstance(markers, list):
            raise ValueError("resolution-markers must be a list")
        yield _line(package, "", markers)


def _line(table: Mapping[str, Any], extras: str, markers: Iterable[object]) -> str:
    """Return a requirement, which can name nothing but a project of an index.

    pip takes a line for the path of a file where it looks like one, and the comparison
    ``===`` allows each of them: so every part is checked.
    """
    version = table.get("version")
    pin = "" if version is None else f"=={_checked_version(version)}"
    pinned = f"{_name(table)}{extras}{pin}"
    if is_archive_file(pinned):
        raise ValueError(f"pip would take this for a file: {shown(pinned)}")
    given = " or ".join(f"({marker})" for marker in markers if marker is not None)
    text = f"{pinned} ; {given}" if given else pinned
    try:
        Requirement(text)
    except (InvalidRequirement, RecursionError):
        raise ValueError(f"this is no requirement: {shown(text)}") from None
    if not text.isprintable():
        # A text inside of a marker may have a line of its own.
        raise ValueError(f"this is more than a line: {shown(text)}")
    return text


def _checked_version(text: object) -> str:
    try:
        if isinstance(text, str):
            return str(Version(text))
    except InvalidVersion:
        pass
    raise ValueError(f"this is no version: {shown(text)}")


def _digests(package: Mapping[str, Any]) -> frozenset[str]:
    files = [*_tables(package, "wheels"), package.get("sdist")]
    stated = (file.get("hash") for file in files if isinstance(file, dict))
    return frozenset(text for text in stated if isinstance(text, str))


def _name(table: Mapping[str, Any]) -> NormalizedName:
    return _checked_name(table.get("name"))


def _checked_name(name: object) -> NormalizedName:
    if not isinstance(name, str):
        raise ValueError(f"a name must be a text, not {shown(name)}")
    try:
        return canonicalize_name(name, validate=True)
    except InvalidName:
        raise ValueError(f"this is no name: {shown(name)}") from None


def _source(package: Mapping[str, Any]) -> Mapping[str, Any]:
    source = package.get("source")
    if not isinstance(source, dict):
        raise ValueError(f"the source of {shown(_name(package))} must be a table")
    return source


def _tables(table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(t, dict) for t in found):
        raise ValueError(f"{key} must be a list of tables")
    return found
