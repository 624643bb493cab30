"""Find the catalogues that a command is to use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from pip._vendor.variantlib.catalogues.catalogue import NAMESPACE
from pip._vendor.variantlib.machine.settings import Coherent

from pip._internal.variants.catalogues.collector import CataloguedCollector
from pip._internal.variants.catalogues.named import read_named
from pip._internal.variants.catalogues.older import compare_older
from pip._internal.variants.catalogues.recognition import Recognition
from pip._internal.variants.catalogues.siblings import Scene, Siblings
from pip._internal.variants.catalogues.unread import Notices
from pip._internal.variants.utils.advice import pip_of
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from optparse import Values

    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.catalogues.catalogue import Catalogue
    from pip._vendor.variantlib.machine.abi import Installed
    from pip._vendor.variantlib.machine.machine import Machine

    from pip._internal.configuration import Configuration
    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.variants.catalogues.collector import Wanted
    from pip._internal.variants.catalogues.older import FindIdle
    from pip._internal.variants.requested import RequestedVariants


@dataclass(frozen=True)
class Catalogues:
    """The catalogues of a command.

    :param names: How the user named them.
    :param pip: The start of a command about the same environment.
    :param folder: That of ``--target``; None for the environment.
    :param notices: The news of their places for the user.
    """

    names: tuple[str, ...]
    by_project: dict[NormalizedName, Catalogue]
    pip: str = "pip"
    folder: str | None = None
    notices: Notices = field(default_factory=Notices)

    @property
    def families(self) -> list[Coherent]:
        """The keys in which the packages of each have to agree."""
        features = sorted({each.feature for each in self.by_project.values()})
        return [Coherent((NAMESPACE, feature)) for feature in features]

    def attach(
        self,
        finder: PackageFinder,
        is_wanted: Wanted | None = None,
        note: Callable[[NormalizedName], None] = lambda _: None,
    ) -> None:
        """Let a finder ask the places of the catalogues for their projects.

        The other parameters are those of ``CataloguedCollector``.
        """
        usual = finder._link_collector  # noqa: SLF001 (pip has no other name for it)
        made = CataloguedCollector(
            usual, self.by_project, is_wanted, note, self.notices
        )
        finder._link_collector = made  # noqa: SLF001 (neither for this)

    def siblings_for(
        self,
        finder: PackageFinder,
        get_machine: Callable[[], Machine],
        requested: RequestedVariants,
        find_installed: Callable[[], Installed],
        is_upgraded: Callable[[NormalizedName], bool],
    ) -> Siblings | None:
        """Return which siblings are taken in a command; None if no project has any.

        From now on they are named in the dependencies of all distributions.

        :param find_installed: Returns the versions at the place of installation;
            nothing if the command installs nothing.
        :param is_upgraded: Returns whether a project is upgraded if it can be, or
            installed anew.
        """
        if not any(each.siblings for each in self.by_project.values()):
            return None
        scene = Scene(
            finder,
            get_machine,
            requested.of,
            cache(find_installed),
            is_upgraded,
            self.notices,
            self.pip,
            self.folder,
        )
        made = Siblings(self.by_project, scene)
        requested.note_siblings(made.project_of)
        PROCESS.name_siblings = made.dependencies
        PROCESS.project_of = made.project_of
        return made

    def recognition(
        self,
        finder: PackageFinder,
        is_upgraded: Callable[[NormalizedName], bool],
        siblings: Siblings | None,
    ) -> Recognition:
        """Return what the catalogues say of distributions that say nothing.

        The other parameters are those of ``Recognition``.
        """
        return Recognition(self.by_project, finder, self.notices, is_upgraded, siblings)

    def compare_older(
        self, finder: PackageFinder, reqs: Mapping[str, InstallRequirement]
    ) -> FindIdle:
        """Return a function that tells which hardware a decision leaves idle."""
        return compare_older(finder, reqs, self.notices.unread_of)


def read_configured(options: Values, config: Configuration) -> Catalogues | None:
    """Return the catalogues of a command as ``read_named`` reads them.

    :raises VariantConfigurationError, VariantCatalogueError: As that does.
    """
    named = read_named(options, config)
    if named is None:
        return None
    # The pip that builds is told, too, that there is to be none.
    pip, folder = pip_of(options.python), vars(options).get("target_dir")
    return Catalogues(named.names or ("",), dict(named.by_project), pip, folder)
