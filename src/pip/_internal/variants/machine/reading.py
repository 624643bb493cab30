"""Read the options about the machine: ``--machine`` and ``--machine-set``."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pip._vendor.variantlib.errors import InvalidMachine
from pip._vendor.variantlib.machine.descriptions import read_machine
from pip._vendor.variantlib.machine.doubts import doubts_of
from pip._vendor.variantlib.machine.files import MachineFile
from pip._vendor.variantlib.machine.fleets import (
    Group,
    find_machines,
    group_machines,
    read_machines,
)
from pip._vendor.variantlib.machine.overrides import (
    OPTION,
    override_answers,
    parse_overrides,
)
from pip._vendor.variantlib.text import and_others, printable

from pip._internal.variants.exceptions import VariantOptionError, as_pip_errors
from pip._internal.variants.machine.options import MachineOptions
from pip._internal.variants.options import is_on_command_line
from pip._internal.variants.utils.state import PROCESS

logger = logging.getLogger(__name__)

_CONFIGURED = (
    "PIP_MACHINE or a configuration file names it: mend it, or name another one with "
    "--machine on the command line; --machine= there asks the providers."
)


def split_machines(values: Iterable[str]) -> list[str]:
    """Return the machines that the values of ``--machine`` name, each once.

    A value may hold several, one in each line. A folder stands for the files in it.

    :raises VariantMachineError: If there are none in a folder.
    """
    with _telling_of_settings(values):
        return find_machines(map(os.path.expanduser, split_lines(values)))


def split_lines(values: Iterable[str]) -> list[str]:
    """Return the lines of the values of ``--machine`` that are not empty.

    The name of a file may have lines, too.
    """
    lines: list[str] = []
    for value in values:
        is_file = os.path.isfile(value)
        lines += [value] if is_file else map(str.strip, value.splitlines())
    return list(filter(None, lines))


def read_given(
    machines: Iterable[str],
    facts: Iterable[str],
    command: str,
    machine: MachineFile | None = None,
) -> MachineOptions:
    """Read the options about the one machine that a command chooses for.

    :param machines: The values of ``--machine``.
    :param facts: The values of ``--machine-set``.
    :param machine: That machine, if it was read before.
    :raises VariantOptionError: If there are several machines, or a fact is malformed.
    :raises VariantMachineError: If a machine cannot be read.
    """
    machine = machine or _read_one(machines, command)
    with as_pip_errors():
        overrides = parse_overrides(facts)
    for doubt in doubts_of(override_answers(overrides, ())):
        if PROCESS.is_first("doubt", OPTION, doubt):
            logger.warning("%s: %s", OPTION, doubt)
    return MachineOptions(machine, overrides)


def _read_one(machines: Iterable[str], command: str) -> MachineFile | None:
    paths = split_machines(machines)
    if len(paths) > 1:
        raise VariantOptionError(
            f"--machine names {len(paths)} machines; 'pip {command}' takes one.",
            "Name one machine. The environment variable PIP_MACHINE and configuration "
            "files count too. 'pip download', 'pip lock' and 'pip variant matrix' take "
            "several.",
        )
    with _telling_of_settings(machines):
        machine = read_machine(paths[0]) if paths else None
    if machine is not None:
        _warn_of_doubts([(paths[0], machine)])
    return machine


def read_groups(values: Iterable[str]) -> list[Group]:
    """Read the descriptions of several machines; those that are equal are one group.

    :param values: Those of ``--machine``.
    :raises VariantMachineError: If some cannot be read.
    """
    paths = split_machines(values)
    with _telling_of_settings(values):
        groups = group_machines(read_machines(paths))
    _warn_of_doubts((group.names[0], group.machine) for group in groups)
    return groups


@contextmanager
def _telling_of_settings(values: Iterable[str]) -> Iterator[None]:
    """Raise the errors of the engine as pip's, with a hint if the settings are wrong.

    :param values: Those of ``--machine``.
    """
    with as_pip_errors():
        try:
            yield
        except InvalidMachine as error:
            if is_on_command_line(values):
                raise
            raise InvalidMachine(error.where, error.problem, _CONFIGURED) from None


def _warn_of_doubts(machines: Iterable[tuple[str, MachineFile]]) -> None:
    """Say of files what no machine would report, each doubt once.

    What pip brings along is right.
    """
    found: dict[str, list[str]] = {}
    for name, machine in machines:
        if not os.path.isfile(name):
            continue
        for doubt in doubts_of(machine.answers):
            if PROCESS.is_first("doubt", name, doubt):
                found.setdefault(doubt, []).append(printable(name))
    for doubt, names in found.items():
        logger.warning("%s: %s", and_others(names[0], len(names)), doubt)
