"""The names that an installer needs, in one place; `docs/build-an-installer.md`.

::

    place = read_place("wheels")
    release = choose(place, this_machine(), LocalAccess(), "demo")
    print(release and release.files[0].candidate.filename)
"""

from __future__ import annotations

from collections.abc import Iterable

from packaging.specifiers import SpecifierSet

from .choice.evaluation import FileEvaluation, ProjectEvaluation, ReleaseEvaluation
from .choice.releases import evaluate_place
from .choice.target import Target
from .errors import NotAtHand, VariantError
from .index.access import Access, LocalAccess
from .index.candidates import Candidate
from .index.files import IndexFile, Place
from .index.pages import MAX_PAGE, parse_page
from .index.place import read_place
from .machine.descriptions import read_machine
from .machine.detectors import PluginDetector, make_detector
from .machine.machine import Machine
from .machine.overrides import parse_overrides
from .machine.settings import MachineSettings
from .names.filename import VariantName, split_variant

__all__ = [
    "MAX_PAGE",
    "Access",
    "Candidate",
    "FileEvaluation",
    "IndexFile",
    "LocalAccess",
    "Machine",
    "MachineSettings",
    "NotAtHand",
    "Place",
    "ProjectEvaluation",
    "ReleaseEvaluation",
    "Target",
    "VariantError",
    "VariantName",
    "choose",
    "evaluate_place",
    "parse_page",
    "read_place",
    "split_variant",
    "this_machine",
]


def choose(
    place: Place,
    machine: Machine,
    access: Access,
    project: str,
    specifier: SpecifierSet | None = None,
    target: Target | None = None,
) -> ReleaseEvaluation | None:
    """Return the release of a project that a machine gets; None if there is none.

    The first of its files is the chosen one. ``evaluate_place`` has the parameters.
    """
    found, _ = evaluate_place(place, machine, access, target, specifier, only=project)
    return found[0].chosen if found else None


def this_machine(
    settings: MachineSettings | None = None,
    cache_dir: str | None = None,
    described: str | None = None,
    facts: Iterable[str] = (),
) -> Machine:
    """Return the machine that is installed for; plugins are asked when it is needed.

    :param cache_dir: The cache folder of pip, for its answers; None for no cache.
    :param described: A file that describes the machine instead of plugins, or the name
        of a preset.
    :param facts: Single facts about it, as ``provider :: key :: value, value``.
    :raises VariantError: If the description cannot be understood.
    """
    settings = settings or MachineSettings()
    machine = read_machine(described) if described else None
    detector = PluginDetector(settings, cache_dir)
    overrides = parse_overrides(facts)
    return Machine(settings, make_detector(detector, False, machine, overrides))
