from __future__ import annotations

from collections.abc import Iterator, Sequence
from optparse import Values
from typing import TYPE_CHECKING

from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import printable

from pip._internal.cli.cmdoptions import make_target_python
from pip._internal.cli.req_command import with_cleanup
from pip._internal.cli.status_codes import SUCCESS
from pip._internal.exceptions import CommandError, PipError
from pip._internal.metadata import get_default_environment
from pip._internal.variants.commands.explain_json import as_json
from pip._internal.variants.commands.explain_outline import outline
from pip._internal.variants.commands.explain_text import as_text, draw
from pip._internal.variants.commands.explanation import Explanation, explain
from pip._internal.variants.commands.installed import Comparison, compare
from pip._internal.variants.commands.output import quietly, show
from pip._internal.variants.commands.releases import find_choosings
from pip._internal.variants.commands.resolving import ResolvingCommand
from pip._internal.variants.commands.sibling_choice import (
    SiblingChoice,
    judge_siblings,
)
from pip._internal.variants.commands.wheel_folders import (
    choose_from_folders,
    is_wheel_folder,
)
from pip._internal.variants.selection.on_index import installed_variants
from pip._internal.variants.utils.titles import version_of

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName

    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.metadata import BaseDistribution
    from pip._internal.variants.selection.recorder import Recorder


class Findings(NamedTuple):
    """The explanations, of a release and of installed files.

    :param failure: Why pip would choose nothing.
    :param siblings: The projects that are taken for others.
    """

    explanations: list[Explanation]
    installed: list[Comparison]
    failure: PipError | None = None
    siblings: Sequence[SiblingChoice] = ()


class ExplainCommand(ResolvingCommand):
    """
    Explain which file of a project is chosen here, and why.

    It finds the file that 'pip install' would choose, and installs nothing. For each
    file of that version it shows whether it fits, and if not, which property this
    machine lacks. It also shows why the chosen file comes before the next one, and
    which changes would make another one win. With --installed it starts from the
    installed packages. A folder of wheels is explained as if it was the only index.
    """

    usage = """
      %prog [options] <requirement specifier> [package-index-options] ...
      %prog [options] -r <requirements file> [package-index-options] ...
      %prog [options] --installed [package] ...
      %prog [options] <folder of wheels> ..."""

    def add_options(self) -> None:
        self.cmd_opts.add_option(
            "--installed",
            action="store_true",
            help=(
                "Explain installed packages: whether each fits this machine, and "
                "whether pip would choose it again. Without names, all variants."
            ),
        )
        super().add_options()

    @with_cleanup
    def run(self, options: Values, args: list[str]) -> int:
        with quietly():
            if options.installed:
                findings = self._look_at_installed(options, args)
            elif any(map(is_wheel_folder, args)):
                findings = self._look_into_folders(options, args)
            else:
                findings = self._look_for(options, args)
        if options.json:
            found = findings.explanations, findings.installed
            show(as_json(*found, findings.siblings))
        else:
            is_whole = self.verbosity > 0
            found = findings.explanations, findings.installed
            outlines = outline(*found, is_whole, findings.siblings)
            show(as_text(outlines), lambda canvas: draw(canvas, outlines))
        if findings.failure is not None:
            raise findings.failure
        if not findings.explanations and not findings.installed and not options.json:
            show(["pip found no variants and no files to choose from."])
        return SUCCESS

    def make_finder(self, options: Values) -> PackageFinder:
        finder = super().make_finder(options)
        if not options.machines and not make_target_python(options).format_given():
            # Packages that are to agree have to agree with these.
            finder.variants.resolver.find_staying = _find_variants
        return finder

    def _look_for(self, options: Values, args: list[str]) -> Findings:
        finder = self.make_finder(options)
        return self._explain(
            options, args, finder, finder.variants.candidates.keep_record()
        )

    def _look_at_installed(self, options: Values, args: list[str]) -> Findings:
        if options.no_variant or options.requirements:
            raise CommandError("--installed cannot be combined with --no-variant or -r")
        options.ignore_dependencies = True
        finder = self.make_finder(options)
        record = finder.variants.candidates.keep_record()
        explanations: list[Explanation] = []
        installed = []
        for dist in _find_installed(args):
            found: Sequence[Explanation] = ()
            if version := version_of(dist):
                pinned = f"{dist.canonical_name}=={version}"
                found = self._explain(options, [pinned], finder, record).explanations
            explanations += found
            machine = record.evaluator.machine
            installed.append(compare(dist, machine, next(iter(found), None)))
        return Findings(explanations, installed)

    def _look_into_folders(self, options: Values, args: list[str]) -> Findings:
        projects = choose_from_folders(options, args)
        finder = self.make_finder(options)
        record = finder.variants.candidates.keep_record()
        findings = [
            self._explain(options, [project], finder, record) for project in projects
        ]
        failures = (each.failure for each in findings if each.failure is not None)
        explanations = [one for each in findings for one in each.explanations]
        return Findings(explanations, [], next(failures, None))

    def _explain(
        self, options: Values, args: list[str], finder: PackageFinder, record: Recorder
    ) -> Findings:
        """Explain the choice for the named projects, and for other variants."""
        resolution = self.resolve(options, args, finder)
        is_alone = resolution.failure is not None
        explanations = [
            explanation._replace(is_alone=is_alone)
            for name, chosen in resolution.chosen.items()
            for explanation in map(
                explain, find_choosings(record, finder, name, chosen)
            )
            if name in resolution.named or explanation.has_variants
        ]
        siblings: Sequence[SiblingChoice] = ()
        if (taken := finder.variants.resolver.siblings) is not None:
            machine = record.evaluator.machine
            siblings = [*judge_siblings(taken.decisions, machine, resolution.chosen)]
        return Findings(explanations, [], resolution.failure, siblings)


def _find_variants() -> dict[NormalizedName, BaseDistribution]:
    return {dist.canonical_name: dist for dist in installed_variants()}


def _find_installed(names: Sequence[str]) -> Iterator[BaseDistribution]:
    """Yield the distributions of some names; without names, all installed variants.

    :raises CommandError: If something is not installed.
    """
    if not names:
        yield from installed_variants()
    for name in names:
        dist = get_default_environment().get_distribution(name)
        if dist is None:
            raise CommandError(f"{printable(name)} is not installed")
        _check_metadata(dist)
        yield dist


def _check_metadata(dist: BaseDistribution) -> None:
    try:
        _ = dist.metadata
    except UnicodeDecodeError:
        problem = f"The METADATA of {dist.canonical_name} is not UTF-8"
        raise CommandError(problem) from None
