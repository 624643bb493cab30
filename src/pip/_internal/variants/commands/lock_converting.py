"""Read the file that ``pip lock --from`` names."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement
from pip._vendor.packaging.utils import NormalizedName, canonicalize_name
from pip._vendor.variantlib.errors import shorten
from pip._vendor.variantlib.passwords import without_user
from pip._vendor.variantlib.text import and_others, joined, printable, shortened

from pip._internal.exceptions import CommandError
from pip._internal.req.req_file import parse_requirements
from pip._internal.utils.pylock import is_valid_pylock_filename
from pip._internal.variants.pylock.pinned import (
    Pinned,
    WrongDigest,
    check_digests,
    read_uv_lock,
)
from pip._internal.variants.pylock.reading import read_lock_file

if TYPE_CHECKING:
    from optparse import Values

    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.network.session import PipSession
    from pip._internal.req.req_file import ParsedRequirement
    from pip._internal.req.req_install import InstallRequirement

logger = logging.getLogger(__name__)

_PYPROJECT = "pyproject.toml"

# Other texts may have slashes and colons further behind.
_is_place = re.compile(r"[.~]|file:|[\w+.-]*:?[/\\]").match


def read_pinned(
    name: str, session: PipSession, finder: PackageFinder, options: Values
) -> Pinned:
    """Return the releases that a file pins.

    :param finder: Learns of the indexes that a requirements file names.
    :raises CommandError: If it cannot be read, or converted.
    """
    if is_valid_pylock_filename(name):
        shown = _shown(name)
        raise CommandError(f"{shown} is a lock file of pip's own kind; use -r {shown}")
    try:
        path, extras = _split_extras(name)
        if path.endswith(".lock"):
            found = read_uv_lock(read_lock_file(path), extras)
            groups = {group for _, group in options.dependency_groups}
            _warn_of_left_out(path, found, groups)
            _warn_of_undigested(path, found.undigested)
            return found
        lines = parse_requirements(name, session, finder=finder, options=options)
        return _read_requirements(lines)
    except ValueError as error:
        reason = shortened(printable(str(error)))
        shown = _shown(name)
        raise CommandError(f"{shown} cannot be converted: {reason}") from None


def _shown(name: str) -> str:
    """Return the file that the user named; who gives a URL may give a password."""
    return printable(without_user(name))


def _split_extras(name: str) -> tuple[str, list[str]]:
    """Return the path of a file, and the extras in brackets behind it."""
    match = re.fullmatch(r"(.+\.lock)\[([^\[\]]*)\]", name, re.DOTALL)
    if match is None or os.path.exists(name):
        return name, []
    return match[1], list(filter(None, map(str.strip, match[2].split(","))))


def _warn_of_left_out(name: str, pinned: Pinned, groups: Collection[str]) -> None:
    """Warn of extras and groups that are not taken.

    :param groups: Those that the user names, of a pyproject.toml.
    """
    taken = set(map(canonicalize_name, groups))
    for title, listed in pinned.left_out.items():
        is_group = title == "groups"
        names = [n for n in listed if not (is_group and canonicalize_name(n) in taken)]
        if not names:
            continue
        way = (
            _group_option(name, names[0], pinned.folders)
            if is_group
            else f"--from '{name}[{names[0]}]'"
        )
        logger.warning(
            "Leaving out the %s in %s: %s. To take one: %s",
            *(title, _shown(name), printable(joined(names, 5)), printable(way)),
        )


def _warn_of_undigested(name: str, projects: Sequence[str]) -> None:
    if projects:
        which = and_others(projects[0], len(projects))
        text = "%s states no hash of any file of %s: pip takes what the index has."
        logger.warning(text, _shown(name), which)


def _group_option(name: str, group: str, folders: Mapping[str, str]) -> str:
    """Return the option for a group of one of a file's own projects."""
    path = os.path.join(os.path.dirname(name), folders[group], _PYPROJECT)
    path = os.path.normpath(path)
    return f"--group {group}" if path == _PYPROJECT else f"--group '{path}:{group}'"


def refuse_digests(name: str, reqs: Iterable[InstallRequirement]) -> None:
    """Refuse requirements and constraints with digests beside those that a file pins.

    pip would want one for each of those that the file pins, and shut out variants.

    :param reqs: Those of the user.
    :raises CommandError: If there is one.
    """
    for req in reqs:
        if req.hash_options:
            shown = _shown(name)
            kind = "constraint" if req.constraint else "requirement"
            raise CommandError(
                f"{printable(str(req))} has a hash, which does not go with --from: "
                f"that checks the digests in {shown} alone. Leave out the hash, or the "
                f"whole {kind} if {shown} has it, too"
            )


def check_pinned(name: str, document: dict[str, Any], pinned: Pinned) -> None:
    """Compare the files of a lock file with those that were pinned.

    :raises CommandError: If one is another file.
    """
    try:
        unknown = check_digests(document, pinned.digests)
    except WrongDigest as error:
        text = f"{printable(str(error))} in {_shown(name)}; nothing is written"
        raise CommandError(text) from None
    if unknown:
        logger.warning(
            "The digest of %s is that of the index: %s does not state it.",
            *(and_others(printable(unknown[0]), len(unknown)), _shown(name)),
        )


def _why_not_read(line: ParsedRequirement, error: Exception) -> str:
    text = shorten(line.requirement)
    is_place = line.is_editable or _is_place(line.requirement)
    if is_place or isinstance(error, RecursionError):
        hint = "write it without such lines (uv export --no-emit-workspace)"
        return f"this names no project: {text}; {hint}"
    reason = str(error).partition("\n")[0]
    # Upstream writes "-r PATH (line 2)".
    place = os.path.basename(line.comes_from.partition(" ")[2])
    return f"{text} is no valid requirement: {reason} (from {place})"


def _read_requirements(parsed: Iterable[ParsedRequirement]) -> Pinned:
    lines: list[str] = []
    constraints: list[str] = []
    digests: dict[NormalizedName, set[str]] = {}
    for each in parsed:
        text = each.requirement
        if each.constraint:
            constraints.append(text)
            continue
        try:
            name = canonicalize_name(Requirement(text).name)
        except (InvalidRequirement, RecursionError) as error:
            raise ValueError(_why_not_read(each, error)) from None
        lines.append(text)
        hashes = (each.options or {}).get("hashes", {})
        stated = {f"{kind}:{text}" for kind, texts in hashes.items() for text in texts}
        if stated:
            digests.setdefault(name, set()).update(stated)
    return Pinned(lines, constraints, digests)
