"""One lock file for several machines: ``pip lock --machine a --machine b``.

The requirements are resolved for each machine, with the pages of the index and the
properties of wheels read once. Tools that know no variants get what is resolved with
plain wheels only. Nothing is written if there is no solution for a machine.
"""

from __future__ import annotations

import copy
import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pip._vendor import tomli_w
from pip._vendor.packaging.pylock import is_valid_pylock_path
from pip._vendor.variantlib.documents.lock_choices import (
    LockChoice,
    machine_title,
)
from pip._vendor.variantlib.machine.platforms import has_python_of, this_platform
from pip._vendor.variantlib.passwords import without_user
from pip._vendor.variantlib.text import printable

from pip._internal.cli.status_codes import SUCCESS
from pip._internal.exceptions import CommandError, DistributionNotFound, PipError
from pip._internal.variants.commands.conflicts import conflict_in_line
from pip._internal.variants.commands.lock_checking import compare
from pip._internal.variants.commands.lock_converting import check_pinned
from pip._internal.variants.commands.lock_machines import resolve_for_all
from pip._internal.variants.commands.lock_resolving import LockResolver
from pip._internal.variants.commands.lock_unfit import resolve_for_any
from pip._internal.variants.commands.lock_variants import VariantGroups
from pip._internal.variants.commands.output import quietly
from pip._internal.variants.exceptions import VariantNotFound
from pip._internal.variants.machine.reading import read_groups, split_machines
from pip._internal.variants.names import is_variant
from pip._internal.variants.pylock.keeping import (
    NotKept,
    keep,
    names_requirements,
    recall,
)
from pip._internal.variants.pylock.kept_command import read_kept
from pip._internal.variants.pylock.merging import Part, merge
from pip._internal.variants.pylock.portable import set_apart
from pip._internal.variants.pylock.reading import read_lock_file, unreadable
from pip._internal.variants.settings.choices import PLAIN
from pip._internal.variants.utils.preparing import wheels_only

if TYPE_CHECKING:
    from optparse import Values

    from pip._internal.commands.lock import LockCommand
    from pip._internal.variants.models import VariantCandidate
    from pip._internal.variants.pylock.writer import Resolved

Run = Callable[["LockCommand", "Values", list[str]], int]

logger = logging.getLogger(__name__)


def lock(run: Run, command: LockCommand, options: Values, args: list[str]) -> int:
    """Lock for the machines of the options, or compare; see ``hooks.locking``.

    :param run: Upstream's function, which locks for one machine.
    :raises PipError: If there is no solution for one of them; nothing is written.
    """
    if options.lock_check:
        return _check(command, options, args)
    several = options.lock_from or _is_for_several(options)
    if not several and not _is_for_another_python(options):
        return run(command, options, args)
    logger.warning(
        "pip lock is currently an experimental command. It may be removed/changed in a "
        "future release without prior warning."
    )
    path = None if options.output_file == "-" else Path(options.output_file)
    # Nobody waits for thousands of machines to learn of a mistake in the path.
    if path is not None and not path.parent.is_dir():
        raise _unwritable(path, "there is no such folder")
    document = _make(LockResolver(command, options, args), options)
    text = tomli_w.dumps(document)
    if path is None:
        sys.stdout.write(text)
        return SUCCESS
    if not is_valid_pylock_path(path):
        logger.warning("%s is not a valid lock file name.", _shown(path))
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _unwritable(path, error.strerror) from None
    return SUCCESS


def _unwritable(path: Path, reason: str | None) -> CommandError:
    return CommandError(f"{_shown(path)} cannot be written: {reason}")


def _shown(path: Path) -> str:
    return printable(without_user(str(path)))


def _check(command: LockCommand, options: Values, args: list[str]) -> int:
    """Say what changed since the lock file was written.

    :raises PipError: If there is none, or it cannot be read; or if there is no solution
        any more.
    """
    if options.output_file == "-":
        raise CommandError("--check needs a lock file: name one with --output, not -")
    locked = read_lock_file(options.output_file)
    if not names_requirements(options, args):
        options, args = _recall(locked, options)
        # Nothing is built for the text of a stranger.
        command = copy.copy(command)
        command.make_requirement_preparer = wheels_only(  # type: ignore[method-assign]
            command.make_requirement_preparer
        )
    options.asks_anew = True
    with quietly():
        resolver = LockResolver(command, options, args)
        try:
            now = _make(resolver, options)
        except PipError:
            for reason in resolver.find_reasons():
                logger.error("%s", reason)
            raise
    machine = resolver.name_of(resolver.machines[0])
    return compare(options.output_file, locked, now, machine)


def _recall(locked: Mapping[str, Any], options: Values) -> tuple[Values, list[str]]:
    """Return the options and arguments that a lock file was made with.

    :raises CommandError: If it does not keep them.
    """
    try:
        kept = read_kept(locked)
        if kept is None:
            raise NotKept("it does not say for which command it was made")
        return recall(kept, options)
    except ValueError as error:
        raise unreadable(options.output_file, str(error)) from None
    except NotKept as error:
        reason = f"{options.output_file} cannot be checked alone: {error}"
        hint = "give the requirements, machines and options that it was made with"
        raise CommandError(f"{printable(reason)}; {hint}") from None


def _make(resolver: LockResolver, options: Values) -> dict[str, Any]:
    """Return the lock file that a command asks for.

    :raises PipError: If there is no solution, a file is not the one that was pinned, or
        cannot be read.
    """
    try:
        if _is_for_several(options):
            made = (
                make_plain_document(resolver)
                if options.no_variant
                else make_document(resolver, options)
            )
            document = keep(made, *options.lock_command)
        else:
            document = resolver.lock_one()
    except OSError as error:
        raise CommandError(printable(f"pip cannot lock: {error}")) from None
    resolver.warn_of_idle()
    if options.lock_from:
        check_pinned(options.lock_from, document, resolver.pinned)
    return document


def _is_for_several(options: Values) -> bool:
    """Return whether the lock file of a command is for other machines than one."""
    several = len(split_machines(options.machines)) > 1
    wanted = options.which_variants == "all" or options.lock_format == "tool"
    return several or (wanted and not options.no_variant)


def _is_for_another_python(options: Values) -> bool:
    """Return whether one machine has a Python that upstream's command knows not of.

    It compares with the one that runs.
    """
    groups = read_groups(options.machines)
    here = this_platform()
    return any(not has_python_of(group.machine.platform, here) for group in groups)


def make_document(resolver: LockResolver, options: Values) -> dict[str, Any]:
    """Return one lock file for all machines of the options.

    :raises PipError: If there is no solution for one of them.
    """
    plain: list[Part] = []
    lost = None
    if options.lock_format != "pep825":
        plain, lost = _resolve_plain(resolver)
    lists_all = options.which_variants == "all"
    for_any = lists_all and not resolver.names
    known: dict[str | None, Resolved] = (
        {None: resolve_for_any(resolver)}
        if for_any
        else resolve_for_all(resolver, lists_all)
    )
    variants = list(_resolve_variants(known, resolver)) if lists_all else []
    if for_any and not variants:
        raise CommandError(
            "pip cannot lock: each solution has packages of a catalogue that do not go "
            "together, such as a project beside its sibling"
        )
    resolved = [*known.values(), *(each for _, each in variants)]
    # A lock file for all machines says nothing of the one it was made on.
    machines = () if for_any else _parts_of(known, variants, resolver)
    merged = merge([*plain, *machines, *(part for part, _ in variants)])
    packages = resolver.list_wheels(merged.document["packages"], resolved)
    merged.document["packages"] = packages
    if not for_any:
        _check_stated(known, packages, resolver)
    is_requested = any(each.is_requested for each in resolved)
    document = merged.complete(is_open=for_any and not is_requested)
    if lost is not None and any(map(_has_variants, packages)):
        logger.warning(
            "Tools that know no variants cannot use this lock file: %s", lost
        )
    return set_apart(document) if plain else document


def _check_stated(
    known: Mapping[str | None, Resolved],
    packages: Iterable[Mapping[str, Any]],
    resolver: LockResolver,
) -> None:
    """Refuse a lock file from which a machine could not install.

    :param packages: Those of the lock file.
    :raises CommandError: If it has no properties of a variant that one gets.
    """
    stated = {
        (package["name"], package.get("version")): package["variants-json"]["variants"]
        for package in packages
        if "variants-json" in package
    }
    for machine, resolved in known.items():
        for package in resolved.packages:
            project, version = package["name"], package.get("version")
            name = resolved.chosen.get(project, PLAIN)
            if name != PLAIN and name not in stated.get((project, version), {name}):
                raise CommandError(
                    f"There is no lock file for {printable(resolver.name_of(machine))} "
                    f"and others, as it would have no properties of "
                    f"{project} {version}~{name}. Make one for each platform, or ask "
                    f"the makers of {project} for wheels that agree with each other"
                )


def make_plain_document(resolver: LockResolver) -> dict[str, Any]:
    """Return one lock file without variants for all machines of the options.

    :raises PipError: If there is no solution for one of them.
    :raises CommandError: If no marker tells who gets which packages.
    """
    parts: list[Part] = []
    firsts: dict[str | None, tuple[str | None, Part]] = {}
    for machine, resolved in resolve_for_all(resolver, lists_all=False).items():
        marker = resolver.marker_of(machine)
        choice = LockChoice(None, {}, marker=marker)
        part = Part(resolved.packages, choice, "", is_default=True)
        first, alike = firsts.setdefault(marker, (machine, part))
        if alike.keys != part.keys:
            names = " and ".join(printable(str(each)) for each in (first, machine))
            raise CommandError(
                f"{names} get different packages without variants, and no marker "
                "tells them apart; make a lock file for each"
            )
        parts.append(part)
    return merge(parts).document


def _has_variants(package: Mapping[str, Any]) -> bool:
    """Return whether names of wheels tell of variants: those of a catalogue do not."""
    return any(is_variant(wheel["name"]) for wheel in package.get("wheels", ()))


def _resolve_variants(
    known: Mapping[str | None, Resolved], resolver: LockResolver
) -> Iterator[tuple[Part, Resolved]]:
    """Yield the parts of all variants on each platform.

    :param known: The resolution for each machine.
    """
    for marker in resolver.kinds:
        here = [each for m, each in known.items() if resolver.marker_of(m) == marker]
        found = VariantGroups(resolver, marker).find_all(here)
        # In an order that does not depend on this machine.
        yield from sorted(found, key=_order_of)


def _order_of(item: tuple[Part, Resolved]) -> tuple[bool, list[tuple[str, Any]]]:
    """Return a sort key: what serves every machine comes first."""
    variants = item[0].choice.variants
    serves_all = all(PLAIN in names for names in variants.values())
    return not serves_all, sorted(variants.items())


def _parts_of(
    known: Mapping[str | None, Resolved],
    others: Iterable[tuple[Part, Resolved]],
    resolver: LockResolver,
) -> Iterator[Part]:
    """Yield the part of each machine: the files that were chosen for it.

    Its facts are those on which the choice of any of them depends, and those of all
    variants that are listed. By its own alone, it would not be told from others.
    """
    seen = [(resolver.marker_of(machine), each) for machine, each in known.items()]
    seen += [(part.choice.marker, each) for part, each in others]
    deciding: dict[str | None, dict[Sequence[VariantCandidate], None]] = {}
    for marker, each in seen:
        releases = map(tuple, each.deciding)
        deciding.setdefault(marker, {}).update(dict.fromkeys(releases))
    for machine, resolved in known.items():
        variants = {project: (name,) for project, name in resolved.chosen.items()}
        marker, name = resolver.marker_of(machine), resolver.name_of(machine)
        asked = resolved.facts_on(deciding[marker])
        choice = LockChoice(None, variants, {name: asked}, marker)
        title, facts = machine_title(machine or ""), resolver.facts_of(machine)
        yield Part(resolved.packages, choice, title, facts=facts)


def _resolve_plain(resolver: LockResolver) -> tuple[list[Part], str | None]:
    """Return the parts for tools that know no variants.

    :return: None of them, and the reason, if there cannot be any.
    """
    try:
        return [_plain_part(resolver, marker) for marker in resolver.kinds], None
    except VariantNotFound as error:
        reason = f"{error.project} has no plain wheel."
    except PipError as error:
        reason = conflict_in_line(error)
    return [], reason


def _plain_part(resolver: LockResolver, marker: str | None) -> Part:
    """Return the part for tools that know no variants, on one platform.

    :raises PipError: If there cannot be one.
    """
    resolved = resolver.resolve_plain(marker)
    for project, name in resolved.chosen.items():
        if name != PLAIN:
            raise DistributionNotFound(f"{project} has no plain wheel.")
    variants = dict.fromkeys(resolved.chosen, (PLAIN,))
    choice = LockChoice(None, variants, marker=marker)
    return Part(resolved.packages, choice, "", is_default=True)
