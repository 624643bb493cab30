"""Keep the state of the process, the only one that belongs to no object.

Upstream hands neither a finder nor a command to the places that need it: to a
distribution whose dependencies are listed, to a session that reads a file, to a caller
that loads the settings again. So it is kept here, and nowhere else. The hooks say which
machine is installed for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from typing import Any

    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.documents.lock_choices import LockChoice
    from pip._vendor.variantlib.machine.machine import Machine

    from pip._internal.metadata import BaseDistribution
    from pip._internal.network.session import PipSession
    from pip._internal.variants.metadata.patience import Patience
    from pip._internal.variants.metadata.turns import Turns
    from pip._internal.variants.selection.marker_values import MarkerValues

    ProjectOf = Callable[[NormalizedName], NormalizedName | None]
    NameSiblings = Callable[[BaseDistribution, list[str]], list[str]]
    WriteNote = Callable[[str], str]
    ReportInstalled = Callable[[NormalizedName, str], None]
    ChooseLocked = Callable[[dict[str, Any], Sequence[LockChoice]], LockChoice]


class ProcessState:
    """What one run of pip knows everywhere.

    :ivar machine: The machine that is installed for; None until it is known.
    :ivar marker_values: The values of the variant markers for each distribution.
    :ivar marker_values_of_files: The same by the path of a wheel, which pip looks at
        anew before it warns of conflicts.
    :ivar choose_locked: Returns which choice of a lock file is installed; None while
        none is read.
    :ivar locked_groups: The groups of that lock file that the user names.
    :ivar name_siblings: Returns dependencies of a distribution that name the siblings
        taken; None while no catalogue has any.
    :ivar name_locked: The same of the siblings that are taken out of a lock file; None
        while none is read.
    :ivar project_of: Returns the project that a sibling stands for; None while no
        catalogue has any.
    :ivar locked_project_of: The same of the siblings that are taken out of a lock file;
        None while none is read.
    :ivar repeat: Returns the start of another command, and the options that it needs
        to judge as this one; None while pip chooses no variant.
    :ivar machine_notes: By project, a function that writes into the folder of an
        installed distribution which machine it was chosen for, and returns the path.
    :ivar report_installed: Called with each project that was installed, and its
        ``*.dist-info``; None while pip chooses no variant.
    :ivar patience: The patience with each server and page, for each session.
    :ivar turns: The order in which each server is asked, for each session.
    """

    def __init__(self) -> None:
        self.machine: Machine | None = None
        self.marker_values: WeakKeyDictionary[BaseDistribution, MarkerValues] = (
            WeakKeyDictionary()
        )
        self.marker_values_of_files: dict[str, MarkerValues] = {}
        self.choose_locked: ChooseLocked | None = None
        self.locked_groups: Collection[str] = ()
        self.name_siblings: NameSiblings | None = None
        self.name_locked: NameSiblings | None = None
        self.project_of: ProjectOf | None = None
        self.locked_project_of: ProjectOf | None = None
        self.repeat: Callable[[], tuple[str, list[str]]] | None = None
        self.machine_notes: dict[NormalizedName, WriteNote] = {}
        self.report_installed: ReportInstalled | None = None
        self.patience: WeakKeyDictionary[
            PipSession, dict[tuple[str, ...], Patience]
        ] = WeakKeyDictionary()
        self.turns: WeakKeyDictionary[PipSession, dict[str, Turns]] = (
            WeakKeyDictionary()
        )
        self._said: set[tuple[str, ...]] = set()

    def is_first(self, *said: str) -> bool:
        """Return whether something is said for the first time, and take note of it."""
        if said in self._said:
            return False
        self._said.add(said)
        return True


PROCESS = ProcessState()
