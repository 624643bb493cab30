"""Read the options about the machine: ``--machine`` and ``--machine-set``."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NamedTuple

from pip._vendor.variantlib.machine.files import MachineFile, read_machine
from pip._vendor.variantlib.machine.overrides import Override, parse_overrides

from pip._internal.variants.exceptions import VariantOptionError, as_pip_errors


class MachineOptions(NamedTuple):
    """A machine that is described, for a command that chooses for one.

    :param machine: None without a file.
    :param overrides: The facts that the user sets.
    """

    machine: MachineFile | None
    overrides: tuple[Override, ...]


def split_machines(values: Iterable[str]) -> list[str]:
    """Return the files that the values of ``--machine`` name, each once.

    A value may hold several, one in each line.
    """
    lines = (line.strip() for value in values for line in value.splitlines())
    return list(dict.fromkeys(os.path.expanduser(line) for line in lines if line))


def read_given(
    machines: Iterable[str], facts: Iterable[str], command: str
) -> MachineOptions:
    """Read the options about the one machine that a command chooses for.

    :param machines: The values of ``--machine``.
    :param facts: The values of ``--machine-set``.
    :raises VariantOptionError: If there are several machines, or a fact is malformed.
    :raises VariantMachineError: If a machine cannot be read.
    """
    paths = split_machines(machines)
    if len(paths) > 1:
        raise VariantOptionError(
            f"--machine names {len(paths)} machines; 'pip {command}' takes one.",
            "Name one machine. The environment variable PIP_MACHINE and configuration "
            "files count too. 'pip download' takes several.",
        )
    with as_pip_errors():
        machine = read_machine(paths[0]) if paths else None
        return MachineOptions(machine, parse_overrides(facts))


def check_machines(paths: Iterable[str]) -> None:
    """Read machines, to learn whether they can be.

    :raises VariantMachineError: If one cannot.
    """
    with as_pip_errors():
        for path in paths:
            read_machine(path)
