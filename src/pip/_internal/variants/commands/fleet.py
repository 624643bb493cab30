"""One command for several machines: ``pip download --machine a --machine b``.

The command runs once for all that want the same files, into the same folder, where it
finds those that it fetched for other machines. A failure for one machine keeps no other
from its files.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import printable

from pip._internal.cli.cmdoptions import make_target_python
from pip._internal.cli.status_codes import ERROR, SUCCESS
from pip._internal.exceptions import PipError
from pip._internal.variants.catalogues.older import IdleMachines
from pip._internal.variants.commands.alike import KnownResolutions, siblings_in
from pip._internal.variants.commands.completing import with_the_rest
from pip._internal.variants.commands.rerunning import attempt, own_copy
from pip._internal.variants.commands.same_names import with_own_names
from pip._internal.variants.context import read_context
from pip._internal.variants.machine.reading import read_groups, split_machines
from pip._internal.variants.pylock.reading import reads_lock

if TYPE_CHECKING:
    from optparse import Values

    from pip._vendor.variantlib.catalogues.catalogue import Sibling
    from pip._vendor.variantlib.machine.fleets import Group
    from pip._vendor.variantlib.machine.platforms import Platform

    from pip._internal.variants.catalogues.older import FindIdle
    from pip._internal.variants.commands.rerunning import Run
    from pip._internal.variants.hooks.finder import FinderVariants
    from pip._internal.variants.selection.evaluator import VariantEvaluator

logger = logging.getLogger(__name__)


def run_for_each(run: Run, command: Any, options: Values, args: list[str]) -> int:
    """Run a command for each machine of its options; see ``hooks.for_each_machine``.

    :raises VariantMachineError: If a machine cannot be read, before anything is run.
    """
    machines = split_machines(options.machines)
    run = with_own_names(run)
    more = options.with_plain or options.with_providers
    if (more or options.which_variants == "all") and not options.no_variant:
        run = with_the_rest(run)
    if len(machines) < 2:
        return run(command, options, args)
    groups = read_groups(options.machines)
    if options.no_variant:
        groups = _of_each_platform(groups)
        if len(groups) == 1:
            options.machines = [groups[0].names[0]]
            return run(command, options, args)
    outcomes = list(_run_for_all(groups, run, command, options, args))
    for group, selected in zip(groups, outcomes, strict=True):
        name = _name_of(group)
        logger.info("%s: %s", f"{name[0].upper()}{name[1:]}", _describe(selected))
    return ERROR if None in outcomes else SUCCESS


def _of_each_platform(groups: Sequence[Group]) -> list[Group]:
    """Return machines of each platform: plain wheels are the same for others of it."""
    found: dict[Platform, Group] = {}
    for group in groups:
        found.setdefault(group.machine.platform, group)
    return [*found.values()]


def _name_of(group: Group) -> str:
    return group.title if len(group.names) > 1 else f"machine {group.title}"


class _Done(NamedTuple):
    """A run that succeeded.

    :param machine: The name of the machine that it was for.
    :param selected: The variants that this machine gets.
    :param siblings: Those of each project of which it took one, or none.
    :param find_idle: Tells which hardware of a machine it leaves idle.
    """

    machine: str
    selected: Sequence[str]
    siblings: Sequence[Sequence[Sibling]]
    find_idle: FindIdle


def _run_for_all(
    groups: Sequence[Group], run: Run, command: Any, options: Values, args: list[str]
) -> Iterator[Sequence[str] | None]:
    """Run a command for each group of equal machines, unless an earlier one did it all.

    :return: The variants that each gets; None if it failed, as was said.
    """
    resolutions: KnownResolutions[_Done] = KnownResolutions()
    variants: FinderVariants | None = None
    idle = IdleMachines()
    is_locked = reads_lock(options)
    for group in groups:
        platform = group.machine.platform
        known = f", of {platform}" if platform.texts else ""
        logger.info("Choosing for %s%s", _name_of(group), known)
        own = own_copy(options)
        own.machines = [group.names[0]]
        own.is_one_of_several = True
        done, evaluator = _find_done(group, command, own, resolutions, variants)
        if done is not None:
            logger.info("It gets the files of %s", done.machine)
        elif attempt(run, command, own, args) == SUCCESS:
            made: FinderVariants = own.finder_variants
            selected = made.resolver.selected()
            target, evaluator = made.build.chosen_by()
            siblings = siblings_in(made.resolver.siblings)
            find_idle = made.resolver.find_idle
            done = _Done(_name_of(group), selected, siblings, find_idle)
            if not is_locked:
                variants = made
                resolutions.add(target, evaluator, done)
        else:
            # With --quiet nothing else names it.
            logger.error("That was for %s", _name_of(group))
        if done is not None and evaluator is not None:
            idle.note(group.names, done.find_idle(evaluator.machine))
        yield done.selected if done else None
    idle.warn()


def _find_done(
    group: Group,
    command: Any,
    options: Values,
    resolutions: KnownResolutions[_Done],
    variants: FinderVariants | None,
) -> tuple[_Done | None, VariantEvaluator | None]:
    """Return the run that did all that one for a group would do, None for none.

    Also returns the object that chooses for the group, if there was a run before.

    :param variants: Those of the last run, which share all that it read.
    """
    if variants is None:
        return None, None
    session, target = command.get_default_session(options), make_target_python(options)
    try:
        context = read_context(
            options, command.parser, session, target, machine=group.machine
        )
    except PipError:
        return None, None  # The run will tell.
    python, evaluator = variants.build.chosen_by(context)
    match = resolutions.find(python, evaluator)
    return (match.known if match else None), evaluator


def _describe(selected: Sequence[str] | None) -> str:
    if selected is None:
        return "failed, see the error above"
    return ", ".join(map(printable, selected)) or "no variants"
