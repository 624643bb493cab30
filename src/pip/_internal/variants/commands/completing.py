"""Download beside the chosen files those for machines that nobody described.

The command runs again for them, so they come with what they require, and are checked as
any other file.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pip._vendor.packaging.utils import NormalizedName, canonicalize_name
from pip._vendor.variantlib.choice.specifiers import parse_requests
from pip._vendor.variantlib.documents.listed import SUFFIX
from pip._vendor.variantlib.models import VariantMetadata
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import joined

from pip._internal.cli.status_codes import ERROR, SUCCESS
from pip._internal.exceptions import CommandError, DiagnosticPipError, PipError
from pip._internal.models.format_control import FormatControl
from pip._internal.utils.temp_dir import TempDirectory
from pip._internal.variants import requested
from pip._internal.variants.commands.conflicts import naming_conflict
from pip._internal.variants.commands.lock_unfit import FACTORY, has_unfit
from pip._internal.variants.commands.named_plugins import named_plugins
from pip._internal.variants.metadata.failures import first_line
from pip._internal.variants.models import VariantCandidate
from pip._internal.variants.names import variant_of
from pip._internal.variants.settings.choices import NULL, PLAIN
from pip._internal.variants.utils.logs import at_level
from pip._internal.variants.utils.preparing import wheels_only
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from optparse import Values

    from pip._internal.variants.hooks.finder import FinderVariants
    from pip._internal.variants.selection.recorder import Recorder

Run = Callable[[Any, "Values", list[str]], int]
Again = Callable[[Sequence[str], "Collection[Release]"], int]

logger = logging.getLogger(__name__)

MAX_VARIANTS = 100
"""So many variants are downloaded beside those that were chosen."""


class Release(NamedTuple):
    """A chosen release that has variants.

    :param version: Without its local part, which may be that of a variant.
    :param names: The names of the variants that the machine could run if it had the
        hardware, and that of the plain wheel if there is one, sorted.
    :param offers: The wheels of these variants.
    :param chosen: The name of the one that is there already.
    """

    project: NormalizedName
    version: str
    names: tuple[str, ...]
    offers: Sequence[VariantCandidate]
    chosen: str

    @property
    def others(self) -> Sequence[str]:
        """The names of the variants that are not there yet."""
        return [name for name in self.names if name not in (PLAIN, self.chosen)]

    def __str__(self) -> str:
        return f"{self.project} {self.version}"


def with_the_rest(run: Run) -> Run:
    """Return a command that downloads also other variants, after what it chose.

    It fails if any of them cannot be had; all others are in the folder then.
    """
    # Of machines with the same tags it is the same.
    done: set[object] = set()

    def run_for_all(command: Any, options: Values, args: list[str]) -> int:
        wants_all = options.which_variants == "all"
        if wants_all and not options.machines:
            status = _run_anyhow(run, command, options, args)
        else:
            # pip puts the Python of a described machine into the options of a run, and
            # refuses to start with that.
            first = copy.copy(options)
            status = run(command, first, args)
            options.finder_variants = first.finder_variants
        if status != SUCCESS:
            return status
        variants: FinderVariants = options.finder_variants
        releases = list(_chosen_releases(variants))
        again = partial(_run_again, run, command, options, args)
        if options.with_plain:
            _warn_of_no_plain(releases)
        statuses = set()
        if options.with_plain or wants_all:
            statuses.add(_add_plain(again, releases))
        if wants_all:
            new = [r for r in releases if (r[:3], variants.tags) not in done]
            check_number(new)
            done.update((release[:3], variants.tags) for release in new)
            statuses.update(_add_variants(again, new))
            statuses.update(_add_siblings(again, variants, done))
            _save_documents(new, variants.candidates.record, options.download_dir)
        if options.with_providers:
            plugins = _plugins_of(releases, variants.candidates.record)
            named = [text for text in plugins if (text, variants.tags) not in done]
            done.update((text, variants.tags) for text in named)
            for text in named:
                _add_plugin(run, command, options, text)
        return ERROR if statuses - {SUCCESS} else SUCCESS

    return run_for_all


def _run_anyhow(run: Run, command: Any, options: Values, args: list[str]) -> int:
    """Run a command that wants all variants, for any where none fits this machine.

    :raises PipError: If there is no solution.
    """
    try:
        with at_level(FACTORY, logging.CRITICAL + 1):
            return run(command, options, args)
    except PipError:
        if not hasattr(options, "finder_variants"):
            raise  # It has looked for nothing so far.
        variants: FinderVariants = options.finder_variants
        # It counts for the other variants, too.
        options.takes_any = has_unfit(variants.candidates.record)
    # A failure is told as ever.
    return run(command, options, args)


def _add_plain(again: Again, releases: Collection[Release]) -> int:
    plain = [release for release in releases if PLAIN in release.names]
    if not plain:
        return SUCCESS
    shown = joined([str(release) for release in plain], 5)
    logger.info("Also downloading the plain wheels of %s", shown)
    return again([f"{release.project}={PLAIN}" for release in plain], plain)


def _add_variants(again: Again, releases: Collection[Release]) -> Iterator[int]:
    for release in releases:
        for name in release.others:
            logger.info("Also downloading %s~%s", release, name)
            yield again([f"{release.project}={name}"], [release])


def _add_siblings(
    again: Again, variants: FinderVariants, done: set[object]
) -> Iterator[int]:
    """Download also the projects that a catalogue names in place of chosen ones."""
    siblings, chosen = variants.resolver.siblings, variants.resolver.requirements
    for other in siblings.others(chosen) if siblings is not None else ():
        if (other.taken, variants.tags) not in done:
            done.add((other.taken, variants.tags))
            logger.info("Also downloading %s", other.taken)
            yield again([other.request], [])


def check_number(releases: Collection[Release]) -> None:
    """Refuse to resolve very often, once for each variant.

    :raises CommandError: If there are too many.
    """
    count = sum(len(release.others) for release in releases)
    if count > MAX_VARIANTS:
        raise CommandError(
            f"There are {count} more variants, and pip downloads at most "
            f"{MAX_VARIANTS} at a time. Name fewer projects, with --no-deps"
        )


def _save_documents(
    releases: Collection[Release], record: Recorder, folder: str
) -> None:
    """Save the documents that describe the variants beside them."""
    for release in releases:
        version = release.offers[0].version
        name = f"{release.project.replace('-', '_')}-{version}{SUFFIX}"
        content = record.evaluator.reader.fetch_document(release.offers[0])
        if content is not None:
            _save(Path(folder, name), content)


def _save(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from None
    logger.info("Saved %s", path)


def _plugins_of(releases: Collection[Release], record: Recorder) -> list[str]:
    """Return the requirements of the releases on plugins."""
    facts = (
        found
        for release in releases
        for found in record.evaluator.reader.read(release.offers)
    )
    return named_plugins(
        found.document
        for found in facts
        if isinstance(found, VariantMetadata) and found.document is not None
    )


def _add_plugin(run: Run, command: Any, options: Values, text: str) -> None:
    """Download a plugin, or say why there is none.

    A package named it, not the user: so nothing is built of sources, which would run
    them, and nothing comes from a URL that a dependency names.
    """
    command = copy.copy(command)
    command.make_requirement_preparer = wheels_only(command.make_requirement_preparer)
    options = copy.copy(options)
    options.requirements = []
    options.dependency_groups = []
    options.requirements_from_scripts = []
    options.variants = []
    options.takes_any = False
    options.format_control = FormatControl(set(), {":all:"})
    logger.info("Also downloading the provider plugin %s", text)
    # The reason stands in the warning.
    resolution = logging.getLogger("pip._internal.resolution")
    try:
        with at_level(resolution, logging.CRITICAL + 1):
            run(command, options, [text])
    except CommandError:
        raise
    except PipError as error:
        reason = first_line(naming_conflict(error))
        logger.warning("Not downloading the provider plugin %s: %s", text, reason)


def attempt(run: Run, command: Any, options: Values, args: list[str]) -> int:
    """Run a command, and log an error instead of raising it.

    :raises CommandError: If it would be the same at the next attempt.
    """
    try:
        return run(command, options, args)
    except CommandError:
        raise
    except DiagnosticPipError as error:
        logger.error("%s", error, extra={"rich": True})
    except PipError as error:
        logger.critical("%s", error)
    return ERROR


def _run_again(
    run: Run,
    command: Any,
    options: Values,
    args: list[str],
    requests: Sequence[str],
    releases: Collection[Release],
) -> int:
    """Run a command for other variants of the same releases.

    :param requests: As the values of ``--variant``; they take the place of what the
        user, or a file of the project, asks for in these projects.
    """
    variants: FinderVariants = options.finder_variants
    projects = {release.project for release in releases}
    others = [
        value
        for value in variants.resolver.requests
        if projects.isdisjoint(asked.project for asked in parse_requests(value))
    ]
    options = copy.copy(options)
    options.variants = [*requests, *others]
    # A variant may have required a release that nothing requires now.
    unused = at_level(logging.getLogger(requested.__name__), logging.ERROR)
    with TempDirectory(kind="releases") as folder, unused:
        file = Path(folder.path, "constraints.txt")
        lines = [f"{release.project}=={release.version}" for release in releases]
        file.write_text("\n".join(lines), encoding="utf-8")
        options.constraints = [*options.constraints, str(file)]
        return attempt(run, command, options, args)


def _warn_of_no_plain(releases: Collection[Release]) -> None:
    for release in releases:
        if PLAIN in release.names or not PROCESS.is_first("no plain", str(release)):
            continue
        if NULL.isdisjoint(release.names):
            logger.warning(
                "%s has no plain wheel: a machine that none of its variants fits gets "
                "nothing.",
                release,
            )
        else:
            logger.warning(
                "%s has no plain wheel: installers that know no variants take none of "
                "its files.",
                release,
            )


def _chosen_releases(variants: FinderVariants) -> Iterator[Release]:
    """Yield the chosen releases that have variants, in the order of their names."""
    record = variants.candidates.record
    chosen = variants.resolver.requirements
    for name, req in sorted(chosen.items()):
        project = canonicalize_name(name)
        look = record.look(project, req.link)
        candidates = look.result.applicable_candidates if look else ()
        found = next((c for c in candidates if c.link == req.link), None)
        if found is None:
            # The user named the file.
            continue
        version = found.version.public
        wheels = [
            candidate
            for candidate in candidates
            if candidate.link.is_wheel and candidate.version.public == version
        ]
        named = [(variant_of(wheel.link), wheel) for wheel in wheels]
        offers = [VariantCandidate(name, wheel) for name, wheel in named if name]
        names = {name.text if name else PLAIN for name, _ in named}
        chosen_name = variant_of(found.link)
        own = chosen_name.text if chosen_name else PLAIN
        if offers:
            yield Release(project, version, tuple(sorted(names)), offers, own)
