"""The machine that the options of a command describe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pip._vendor.variantlib.machine.platforms import UNSTATED, this_platform
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.variants.exceptions import VariantMachineError

if TYPE_CHECKING:
    from pip._vendor.variantlib.machine.files import MachineFile
    from pip._vendor.variantlib.machine.overrides import Override


class MachineOptions(NamedTuple):
    """A machine that is described, for a command that chooses for one.

    :param machine: None without a file.
    :param overrides: The facts that the user sets.
    """

    machine: MachineFile | None = None
    overrides: tuple[Override, ...] = ()

    def without_platform(self) -> MachineOptions:
        """Return the same without what is described of a Python and a platform."""
        if self.machine is None:
            return self
        return self._replace(machine=self.machine._replace(platform=UNSTATED))


def wrong_kind(machine: MachineFile, command: str) -> VariantMachineError:
    """Return the error about a machine of another system or architecture.

    It could not run the files that a command chooses for this Python.
    """
    here = this_platform()
    return VariantMachineError(
        machine.name,
        f"It is of another platform, {machine.platform.name}; this Python is of "
        f"{here.name}, and 'pip {command}' chooses for this Python.",
        "Run 'pip download', 'pip lock' or 'pip variant matrix' for it; 'pip install' "
        "takes it with --dry-run or --target.",
    )


def indistinct(first: str, other: str) -> VariantMachineError:
    """Return the error about machines that no marker in a lock file tells apart."""
    return VariantMachineError(
        other,
        f"Its Python and that of {first} are of one version, one of them without the "
        "global lock; no marker tells them apart.",
        "Make a lock file for each.",
    )
