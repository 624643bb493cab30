"""Tell when other plugins are there than those that were asked for a choice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from pip._vendor.variantlib.documents.statements import MAX_COMPARED
from pip._vendor.variantlib.plugins.discovery import plugins_of

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.choice.ranking import Ranking
    from pip._vendor.variantlib.machine.machine import Machine


class PluginChanges:
    """Knows for which projects pip might choose otherwise with other plugins.

    :ivar lacking: Those with better variants that need a provider for which nothing
        answers.
    """

    def __init__(self) -> None:
        self.lacking: list[NormalizedName] = []
        # Distributions that packages name as plugins, and that are not there.
        self._wanted: set[str] = set()
        # Plugins that were asked, and the projects that have variants for them.
        self._asked: dict[tuple[str, str], dict[NormalizedName, None]] = {}

    def note_missing(self, names: Iterable[str]) -> None:
        """Learn which plugins a package asks for, by their normalised names."""
        self._wanted.update(names)

    def note_asked(self, ranking: Ranking, machine: Machine) -> None:
        """Learn which plugins were asked for some variants."""
        for plugin, project in _asked_for(ranking, machine):
            self._asked.setdefault(plugin, {})[project] = None

    def wanted_in(self, projects: Iterable[str]) -> list[str]:
        """Return the missing plugins among some projects, if a choice lacked any."""
        return sorted(self._wanted.intersection(projects)) if self.lacking else []

    def is_unnamed(self, project: NormalizedName, info_dir: str) -> bool:
        """Return whether a project has plugins that no package named, and one lacked.

        :param info_dir: The ``.dist-info`` folder of the distribution.
        """
        if not self.lacking or project in self._wanted:
            return False
        return any(plugins_of(project, "", info_dir))

    def replaced_by(
        self, project: NormalizedName, info_dir: str
    ) -> Iterator[tuple[str, list[NormalizedName]]]:
        """Yield the plugins that were asked in another version, with whom they matter.

        :param info_dir: As above.
        """
        for (name, version), projects in self._asked.items():
            if name == project and not info_dir.endswith(f"-{version}.dist-info"):
                yield f"{name} {version}", list(projects)


def _asked_for(
    ranking: Ranking, machine: Machine
) -> Iterator[tuple[tuple[str, str], NormalizedName]]:
    """Yield the plugins that were asked, with the project that has variants for them.

    :return: Each plugin as its distribution and version.
    """
    if not (machine.has_answered and machine.detector.is_asking):
        return
    asked = {a.provider: (a.distribution, a.version) for a in machine.answers}
    asked = {provider: plugin for provider, plugin in asked.items() if plugin[0]}
    if not asked:
        return
    fitting = [(one.offer, one.facts) for one in ranking.fitting[:MAX_COMPARED]]
    for offer, facts in [*fitting, *ranking.unfit[:MAX_COMPARED]]:
        properties = getattr(facts, "properties", None)
        # That of a stranger may be of any type.
        if isinstance(properties, Mapping):
            for provider in asked.keys() & properties.keys():
                yield asked[provider], offer.project
