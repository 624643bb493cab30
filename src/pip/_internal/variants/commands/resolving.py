"""Resolve as ``pip install`` does, and install nothing."""

from __future__ import annotations

from optparse import Values
from typing import TYPE_CHECKING, ClassVar

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.requests.exceptions import RequestException
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import printable

from pip._internal.cli import cmdoptions
from pip._internal.cli.req_command import RequirementCommand
from pip._internal.exceptions import (
    DistributionNotFound,
    InstallationError,
    NetworkConnectionError,
    PipError,
)
from pip._internal.operations.build.build_tracker import get_build_tracker
from pip._internal.utils.temp_dir import TempDirectory
from pip._internal.variants.commands.base import StructuredCommand
from pip._internal.variants.commands.conflicts import naming_conflict
from pip._internal.variants.utils.addresses import check_addresses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pip._vendor.packaging.utils import NormalizedName

    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.models.link import Link
    from pip._internal.operations.build.build_tracker import BuildTracker
    from pip._internal.req.req_install import InstallRequirement


class Resolution(NamedTuple):
    """The resolution of some requirements.

    :param chosen: Where the file of each project is; None if there is none.
    :param named: The projects that the user named.
    :param failure: Why there is no solution.
    """

    chosen: dict[NormalizedName, Link | None]
    named: set[NormalizedName]
    failure: PipError | None

    @property
    def is_for_all_alike(self) -> bool:
        """Whether it is the same for all machines that want the same files.

        Other errors name the machine, or come of the network.
        """
        return self.failure is None or type(self.failure) is DistributionNotFound


class ResolvingCommand(StructuredCommand, RequirementCommand):
    """A command that chooses as ``pip install`` does.

    :cvar about_machine: Errors that are an answer, as other machines have another.
    """

    about_machine: ClassVar[tuple[type[PipError], ...]] = ()

    def add_options(self) -> None:
        for option in (
            cmdoptions.requirements,
            cmdoptions.constraints,
            cmdoptions.build_constraints,
            cmdoptions.requirements_from_scripts,
            cmdoptions.no_deps,
            cmdoptions.src,
            cmdoptions.require_hashes,
            cmdoptions.no_require_hashes,
            cmdoptions.no_build_isolation,
            cmdoptions.use_pep517,
            cmdoptions.check_build_deps,
            cmdoptions.ignore_requires_python,
        ):
            self.cmd_opts.add_option(option())
        cmdoptions.add_target_python_options(self.cmd_opts)
        for group in (cmdoptions.index_group, cmdoptions.package_selection_group):
            options = cmdoptions.make_option_group(group, self.parser)
            self.parser.insert_option_group(0, options)
        super().add_options()

    def make_finder(self, options: Values) -> PackageFinder:
        """Return a finder for the options.

        :raises CommandError: If they exclude each other.
        """
        check_addresses(options)
        cmdoptions.check_dist_restriction(options)
        cmdoptions.check_release_control_exclusive(options)
        self.check_build_constraints(options)
        return self._build_package_finder(
            options=options,
            session=self.get_default_session(options),
            target_python=cmdoptions.make_target_python(options),
            ignore_requires_python=options.ignore_requires_python,
        )

    def resolve(
        self, options: Values, args: list[str], finder: PackageFinder
    ) -> Resolution:
        """Choose for some requirements, as if nothing was installed.

        :raises PipError: If they, or the options, are not valid.
        """
        check_addresses(options, args)
        # Options of other commands that are looked at on the way.
        options.editables, options.only_dependencies = [], False
        options.progress_bar = "off"
        session = self.get_default_session(options)
        try:
            reqs = self.get_requirements(args, options, finder, session)
        except self.about_machine as error:
            return _resolution([], [], error)
        try:
            # A build that failed may be tried again, which a tracker would not allow.
            with get_build_tracker() as tracker:
                return _resolution(reqs, self._choose(options, reqs, finder, tracker))
        except (InstallationError, NetworkConnectionError) as error:
            return _resolution(reqs, [], naming_conflict(error))
        except self.about_machine as error:
            return _resolution(reqs, [], error)
        except RequestException as error:
            # Where only a part of a wheel is fetched, pip lets these pass.
            return _resolution(reqs, [], NetworkConnectionError(printable(str(error))))

    def _choose(
        self,
        options: Values,
        reqs: list[InstallRequirement],
        finder: PackageFinder,
        tracker: BuildTracker,
    ) -> Iterable[InstallRequirement]:
        preparer = self.make_requirement_preparer(
            temp_build_dir=TempDirectory(kind="resolve", globally_managed=True),
            options=options,
            build_tracker=tracker,
            session=self.get_default_session(options),
            finder=finder,
            use_user_site=False,
            verbosity=self.verbosity,
            allow_editables=True,
        )
        # Nothing is installed, so metadata will do.
        finder.variants.wheels.reads_from_afar = True
        preparer.require_hashes = False
        resolver = self.make_resolver(
            preparer=preparer,
            finder=finder,
            options=options,
            ignore_installed=True,
            ignore_requires_python=options.ignore_requires_python,
            py_version_info=finder.target_python.py_version_info,
        )
        found = resolver.resolve(reqs, check_supported_wheels=True)
        return found.requirements.values()


def _resolution(
    asked: Iterable[InstallRequirement],
    found: Iterable[InstallRequirement],
    failure: PipError | None = None,
) -> Resolution:
    named = {
        canonicalize_name(req.name)
        for req in [*asked, *found]
        if req.name and req.user_supplied and not req.constraint
    }
    chosen: dict[NormalizedName, Link | None] = dict.fromkeys(sorted(named))
    chosen.update((canonicalize_name(req.name), req.link) for req in found if req.name)
    return Resolution(chosen, named, failure)
