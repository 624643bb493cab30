"""All functions that the patches call: the surface between upstream's code and ours.

This module is imported by every pip command, so it holds as little as possible:
whatever is only needed once a variant wheel was seen is imported inside the
function that needs it.

Every function here is total: where no variant is involved it hands back its
argument, and never raises.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from pip._vendor.packaging.utils import (
    BuildTag,
    NormalizedName,
    canonicalize_name,
)

from pip._internal.variants import names
from pip._internal.variants.names import (
    installed_variant,
    parse_plain_filename,
    split_variant,
)
from pip._internal.variants.options import (
    downloaded_variants,
    freeze_variants,
    lock_check,
    lock_format,
    lock_from,
    locked_variants,
    requirement_variant,
    variant_options,
    with_plain,
    with_providers,
)

if TYPE_CHECKING:
    from optparse import OptionGroup, Values
    from types import ModuleType

    from pip._vendor.packaging.tags import Tag
    from pip._vendor.packaging.version import Version

    from pip._internal.cli.parser import ConfigOptionParser
    from pip._internal.index.package_finder import PackageFinder
    from pip._internal.metadata import BaseDistribution
    from pip._internal.models.link import Link
    from pip._internal.models.target_python import TargetPython
    from pip._internal.network.session import PipSession
    from pip._internal.req.req_file import ParsedRequirement
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.variants.hooks.candidates import CandidateHooks
    from pip._internal.variants.hooks.finder import FinderVariants
    from pip._internal.variants.models import SelectedVariant

    Run = Callable[[Any, Values, list[str]], int]

__all__ = [
    "VARIANT_COMMAND",
    "differs",
    "freeze_variants",
    "parse_plain_filename",
    "requirement_variant",
    "split_variant",
    "variant_options",
]


# patch: command

VARIANT_COMMAND = (
    "pip._internal.commands.variant",
    "VariantCommand",
    "Explain the choice among variants of wheels.",
)
"""The entry of ``pip variant`` in the table of pip's commands."""


# patch: wheel-filename


def parse_wheel_filename(
    filename: str,
) -> tuple[NormalizedName, Version, BuildTag, frozenset[Tag]]:
    """Parse a wheel's file name like packaging does, whatever its variant.

    :raises InvalidWheelFilename: As packaging's function of the same name.
    """
    return parse_plain_filename(split_variant(filename)[0])


# patch: options


def variants_for(
    options: Values,
    parser: ConfigOptionParser,
    session: PipSession,
    target_python: TargetPython | None = None,
) -> FinderVariants:
    """Return how variants are chosen, as the command line and configuration say.

    :param parser: The parser of the command, with pip's configuration.

    :raises DiagnosticPipError: If ``--variant`` is malformed, or is combined with
        ``--no-variant``.
    """
    make: Callable[..., FinderVariants] = _finders().make_variants
    variants = make(options, parser, session, target_python)
    # For a command that runs for several machines.
    options.finder_variants = variants
    return variants


def variants_of(
    finder: PackageFinder, variants: FinderVariants | None
) -> FinderVariants:
    """Return the variants that a finder is made with, which learn of the finder.

    :param variants: None if it is made without options.
    """
    return _or_none(variants).of(finder)


def candidates_of(variants: FinderVariants | None) -> CandidateHooks:
    """Return the facet that is asked for each file of an index."""
    return _or_none(variants).candidates


def _or_none(variants: FinderVariants | None) -> FinderVariants:
    none: FinderVariants = _finders().NO_VARIANTS
    return variants or none


def _finders() -> ModuleType:
    """Import the variants of finders when one is made: most commands make none."""
    from pip._internal.variants.hooks import finder

    return finder


def is_replaced(req: InstallRequirement, decided: bool) -> bool:
    """Return whether a requirement replaces the distribution that satisfies it.

    :param decided: The decision of upstream, which holds if the variant is the same.
    """
    assert req.satisfied_by is not None
    return decided or names.differs(req.satisfied_by, req.link)


class RequirementVariant:
    """The variants that an install requirement asks for, and the one it got.

    :param variants: Those that its line in a requirements file asks for.
    :param variant: The chosen one, once there is one.
    """

    variants: Sequence[str] = ()
    variant: SelectedVariant | None = None


def asked_variants(parsed_req: ParsedRequirement) -> Sequence[str]:
    """Return the values of ``--variant`` in a line of a requirements file."""
    values: Sequence[str] = (parsed_req.options or {}).get("variants", ())
    return values


def check_line(filename: str, number: int, requirement: str, options: Values) -> None:
    """Refuse the option of a single requirement on a line that has none.

    :param requirement: The part of a line in a requirements file before all options.

    :raises VariantOptionError: If ``--variant`` stands there alone.
    """
    if options.variants and not requirement:
        from pip._internal.variants.settings.choices import refuse_alone

        refuse_alone(filename, number, is_built=bool(options.editables))


# patch: installed-variant


def differs(dist: BaseDistribution, link: Link | None) -> bool:
    """Return whether a distribution has to give way to another variant.

    :raises VariantNotReplaceable: If pip cannot remove it.
    """
    if not names.differs(dist, link):
        return False

    from pip._internal.variants.selection.removal import check_removable

    check_removable(dist)
    return True


# patch: show-variants


def shown_version(req: InstallRequirement) -> str:
    """Return the version of a prepared requirement, with its variant."""
    version = req.metadata["version"]
    return f"{version}~{req.variant.name.text}" if req.variant else version


class ShownVersion:
    """The version of an installed distribution, shown with its variant.

    Reading the variant means parsing METADATA, so it waits until the text is
    asked for: of a whole environment only a few distributions are shown. So does
    parsing the version, which may be malformed.
    """

    def __init__(self, dist: BaseDistribution) -> None:
        self._dist = dist

    def __str__(self) -> str:
        version, variant = str(self._dist.version), installed_variant(self._dist)
        return f"{version}~{variant}" if variant else version


def _report() -> ModuleType:
    """Import the texts about variants in pip's own output, where one is needed."""
    from pip._internal.variants.commands import report

    return report


def report_entry(req: InstallRequirement) -> dict[str, Any]:
    """Return the key that an installation report gets for a chosen variant."""
    if req.variant is None:
        return {}

    return {"variant": _report().describe_choice(req.variant)}


def inspect_entry(dist: BaseDistribution) -> dict[str, Any]:
    """Return the key that ``pip inspect`` gets for an installed variant."""
    if installed_variant(dist) is None:
        return {}

    return {"variant": _report().describe_installed(dist)}


def describe_variant(dist: BaseDistribution) -> str:
    """Describe an installed variant for ``pip show``; empty for a plain wheel."""
    variant = installed_variant(dist)
    if variant is None:
        return ""

    return f"{variant} ({_report().shown_properties(dist)})"


def show_variant(variant: str | None, write_output: Callable[[str, str], None]) -> None:
    """Print the line of ``pip show`` about the variant, if there is one."""
    if variant:
        write_output("Variant: %s", variant)


def list_entry(dist: BaseDistribution) -> dict[str, str]:
    """Return the keys that ``pip list --format=json`` gets for variants."""
    found = {"variant": installed_variant(dist), "latest_variant": _better(dist)}
    return {key: text for key, text in found.items() if text is not None}


def list_column(header: list[str], dists: Sequence[BaseDistribution]) -> list[str]:
    """Return the column that ``pip list`` gets, and add its name to the header.

    Without a variant, installed or better than what is, there is no column.
    """
    variants = list(map(_variant_cell, dists))
    if not any(variants):
        return []
    header.append("Variant")
    return variants


def _variant_cell(dist: BaseDistribution) -> str:
    installed, better = installed_variant(dist), _better(dist)
    return f"{installed or 'plain'} -> {better}" if better else installed or ""


def _better(dist: BaseDistribution) -> str | None:
    """Return the variant that ``pip list --outdated`` found to be better."""
    version = getattr(dist, "latest_version", None)
    return getattr(version, "variant", None)


def add_cell(row: list[str], column: list[str], position: int) -> None:
    """Add one distribution's cell of that column, if there is one, to its row."""
    if column:
        row.append(column[position])


# patch: freeze-variants


def freezing(
    options: Values, freeze: Callable[..., Iterable[str]]
) -> Callable[..., Iterable[str]]:
    """Return upstream's function that lists distributions, or one like it."""
    if not options.variants:
        return freeze

    from pip._internal.variants.commands.freeze import freeze_with_variants

    return partial(freeze_with_variants, freeze)


# patch: cache


def add_cache_info(message: str, cache_dir: str) -> str:
    """Return the text of ``pip cache info``, with our part if there is one."""
    return "\n".join([message, *_report().describe_cache(cache_dir)])


def cached_files(cache_dir: str) -> list[str]:
    """Return the paths of the files that we keep in pip's cache folder."""
    paths: list[str] = _report().kept_files(cache_dir)
    return paths


# patch: markers


def bind(dist: BaseDistribution, dependencies: list[str]) -> list[str]:
    """Return the dependencies that hold for a distribution, without variant markers.

    They name the siblings that are taken for projects, if a catalogue has any.

    :param dependencies: The values of ``Requires-Dist``. One that is malformed stays.
    """
    if any("variant_" in text for text in dependencies):
        dependencies = _dependencies().bind_dependencies(dist, dependencies)
    # Whoever knows of siblings has imported this, and else nobody needs it.
    state = sys.modules.get("pip._internal.variants.utils.state")
    if state is None or state.PROCESS.name_siblings is None:
        return dependencies
    named: list[str] = state.PROCESS.name_siblings(dist, dependencies)
    return named


def bound(dist: Any) -> Any:
    """Return the distribution of pkg_resources, without variant markers.

    It parses METADATA once and keeps the result, which is changed.

    :param dist: A distribution of the pkg_resources back end, which pip does not
        have on every Python.
    """
    own = dist._dist  # noqa: SLF001 (pip's object keeps that of pkg_resources there)
    message = getattr(own, "_parsed_pkg_info", None)
    if message is None:
        # Eggs know no variants.
        return own
    stated = message.get_all("Requires-Dist", [])
    dependencies = bind(dist, stated)
    if dependencies != stated:
        del message["Requires-Dist"]
        for text in dependencies:
            message["Requires-Dist"] = text
    return own


def _dependencies() -> ModuleType:
    """Import the evaluation of variant markers, where one stands in metadata."""
    from pip._internal.variants.selection import dependencies

    return dependencies


def refuse_marker(requirement: str, marker: str, source: str | None) -> None:
    """Say so if a malformed marker of the user's is one of variants.

    :param source: The line of a file that it stands in, None for the command line.

    :raises VariantMarkerError: If the marker is about variants.
    """
    if "variant_" not in marker:
        return

    from pip._internal.variants.metadata.markers import refuse_malformed

    refuse_malformed(requirement.strip(), marker, source)


# patch: version


def version_line(line: str) -> str:
    """Return the line of ``pip --version`` with upstream's version."""
    # Scripts take that line apart, so nothing before the end may change.
    from pip._internal.variants._build_info import UPSTREAM_VERSION

    return f"{line}, upstream {UPSTREAM_VERSION}"


def show_build_info(show_value: Callable[[str, Any], None]) -> None:
    """Show in ``pip debug`` the releases and patches that this pip was made from."""
    for name, value in _build_info().details():
        show_value(name, value)


def _build_info() -> ModuleType:
    """Import the record of how this pip was made; few commands need it."""
    from pip._internal.variants import build_info

    return build_info


# patch: catalogue


def wheel_to_install(req: InstallRequirement, path: str) -> str:
    """Return the file to install, which says itself which variant it is.

    :param path: The file that was downloaded, or that the user has.
    """
    completed: Callable[..., str] | None = getattr(req.link, "completed", None)
    return completed(req, path) if completed else path


# patch: remember-machine


def remember_machine(project: str, info_dir: str) -> list[str]:
    """Note which described machine a file was chosen for, and return what was written.

    :param info_dir: The ``.dist-info`` folder of the distribution.
    """
    # Whoever chose for a machine has imported this.
    state = sys.modules.get("pip._internal.variants.utils.state")
    notes = state.PROCESS.machine_notes if state else {}
    write = notes.get(canonicalize_name(project))
    return [write(info_dir)] if write else []


# patch: self-upgrade


def invites_to_upgrade() -> bool:
    """Return whether to look for newer releases of pip, which would replace the fork.

    Upstream's releases sort above the fork's, but know nothing of variants.
    """
    return False


def warn_if_replaced(pip_req: InstallRequirement) -> None:
    """Say so if this pip is about to be replaced by one that knows no variants."""
    if pip_req.satisfied_by is not None:
        return

    _build_info().warn_of_replacement(pip_req.get_dist().version)


# patch: fleet


def add_download_options(group: OptionGroup) -> None:
    """Add our options to those of ``pip download``."""
    for option in (downloaded_variants, with_plain, with_providers):
        group.add_option(option())


def for_each_machine(run: Run) -> Run:
    """Let a command run once for each machine that ``--machine`` names.

    It may also run for what shall be in the folder beside the chosen files.
    """

    @wraps(run)
    def run_for_each(command: Any, options: Values, args: list[str]) -> int:
        more = options.with_plain or options.with_providers
        if not (options.machines or more or options.which_variants == "all"):
            return run(command, options, args)

        from pip._internal.variants.commands import fleet

        return fleet.run_for_each(run, command, options, args)

    return run_for_each


# patch: lock


def add_lock_options(group: OptionGroup) -> None:
    """Add our options to those of ``pip lock``."""
    for option in (locked_variants, lock_format, lock_check, lock_from):
        group.add_option(option())


def locking(run: Run) -> Run:
    """Let ``pip lock`` do what upstream's does not, if it is asked to."""

    @wraps(run)
    def lock(command: Any, options: Values, args: list[str]) -> int:
        # The lock file says how it was made.
        options.lock_command = command.parser, args
        plain = not (options.lock_check or options.lock_from or options.lock_format)
        if plain and not options.machines and options.which_variants != "all":
            return run(command, options, args)

        from pip._internal.variants.commands import locking

        return locking.lock(run, command, options, args)

    return lock


def read_lock(text: str, loads: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """Return a lock file, parsed, in which packaging can read all names of wheels.

    Of one for several machines there is only the part that this machine gets.

    :param loads: Parses TOML.
    :raises ValueError: If it cannot be parsed, or not in reasonable time.
    :raises NoLockedVariantFits, VariantNotAsLocked: If there is no such part.
    """
    from pip._vendor.variantlib.documents.toml_text import MAX_DEPTH, has_deep_key

    from pip._internal.variants.pylock.reading import read_document

    if has_deep_key(text):
        raise ValueError(f"a name has more than {MAX_DEPTH} parts")
    return read_document(loads(text))
