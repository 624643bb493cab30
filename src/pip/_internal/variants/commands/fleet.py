"""One command for several machines: ``pip download --machine a --machine b``.

The command runs once for each, into the same folder, where it finds the files that it
fetched for another machine. A failure for one machine keeps no other from its files.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pip._vendor.variantlib.text import printable

from pip._internal.cli.status_codes import ERROR, SUCCESS
from pip._internal.variants.commands.completing import attempt, with_the_rest
from pip._internal.variants.machine.reading import read_groups, split_machines

if TYPE_CHECKING:
    from optparse import Values

    from pip._vendor.variantlib.machine.fleets import Group
    from pip._vendor.variantlib.machine.platforms import Platform

    from pip._internal.variants.commands.completing import Run
    from pip._internal.variants.hooks.finder import FinderVariants

logger = logging.getLogger(__name__)


def run_for_each(run: Run, command: Any, options: Values, args: list[str]) -> int:
    """Run a command for each machine of its options; see ``hooks.for_each_machine``.

    :raises VariantMachineError: If a machine cannot be read, before anything is run.
    """
    machines = split_machines(options.machines)
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
    outcomes = [
        (_name_of(group), _run_for(group, run, command, options, args))
        for group in groups
    ]
    for name, selected in outcomes:
        logger.info("%s: %s", f"{name[0].upper()}{name[1:]}", _describe(selected))
    return ERROR if any(selected is None for _, selected in outcomes) else SUCCESS


def _of_each_platform(groups: Sequence[Group]) -> list[Group]:
    """Return machines of each platform: plain wheels are the same for others of it."""
    found: dict[Platform, Group] = {}
    for group in groups:
        found.setdefault(group.machine.platform, group)
    return [*found.values()]


def _name_of(group: Group) -> str:
    return group.title if len(group.names) > 1 else f"machine {group.title}"


def _run_for(
    group: Group, run: Run, command: Any, options: Values, args: list[str]
) -> Sequence[str] | None:
    """Return the variants that equal machines get; None if it failed, as was said."""
    platform = group.machine.platform
    known = f", of {platform}" if platform.texts else ""
    logger.info("Choosing for %s%s", _name_of(group), known)
    options = copy.copy(options)
    options.machines = [group.names[0]]
    status = attempt(run, command, options, args)
    if status != SUCCESS:
        return None
    variants: FinderVariants = options.finder_variants
    return variants.resolver.selected()


def _describe(selected: Sequence[str] | None) -> str:
    if selected is None:
        return "failed, see the error above"
    return ", ".join(map(printable, selected)) or "no variants"
