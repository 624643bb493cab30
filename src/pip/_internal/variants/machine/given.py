"""Read the options about the machine if there are any: few runs have them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pip._internal.variants.machine.options import MachineOptions

if TYPE_CHECKING:
    from pip._vendor.variantlib.machine.files import MachineFile


def read_options(
    machines: Iterable[str],
    facts: Iterable[str],
    command: str,
    machine: MachineFile | None = None,
) -> MachineOptions:
    """Return the machine that a command chooses for, as ``read_given`` reads it."""
    if not machines and not facts:
        return MachineOptions()

    # It takes long to load.
    from pip._internal.variants.machine.reading import read_given

    return read_given(machines, facts, command, machine)
