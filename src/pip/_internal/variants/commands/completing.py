"""Download beside the chosen files those for machines that nobody described.

The command runs again for them, so they come with what they require, and are checked as
any other file.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pip._vendor.packaging.utils import NormalizedName, canonicalize_name
from pip._vendor.variantlib.text import joined

from pip._internal.cli.status_codes import ERROR, SUCCESS
from pip._internal.exceptions import CommandError, DiagnosticPipError, PipError
from pip._internal.utils.temp_dir import TempDirectory
from pip._internal.variants import requested
from pip._internal.variants.names import variant_of
from pip._internal.variants.settings.choices import PLAIN
from pip._internal.variants.utils.logs import at_level
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from optparse import Values

    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.variants.hooks.finder import FinderVariants

Run = Callable[[Any, "Values", list[str]], int]

logger = logging.getLogger(__name__)


class Release(NamedTuple):
    """A chosen release that has variants.

    :param version: Without its local part, which may be that of a variant.
    :param names: The names of the variants that the machine could run if it had the
        hardware, and that of the plain wheel if there is one, sorted.
    """

    project: NormalizedName
    version: str
    names: Sequence[str]

    def __str__(self) -> str:
        return f"{self.project} {self.version}"


def with_the_rest(run: Run) -> Run:
    """Return a command that downloads also the plain wheels, after what it chose.

    It fails if any of them cannot be had; all others are in the folder then.
    """

    def run_for_all(command: Any, options: Values, args: list[str]) -> int:
        status = run(command, options, args)
        if status != SUCCESS:
            return status
        releases = list(_chosen_releases(options.finder_variants))
        _warn_of_no_plain(releases)
        plain = [release for release in releases if PLAIN in release.names]
        if not plain:
            return SUCCESS
        shown = joined([str(release) for release in plain], 5)
        logger.info("Downloading also the plain wheels of %s", shown)
        requests = [f"{release.project}={PLAIN}" for release in plain]
        return _run_again(run, command, options, args, requests, plain)

    return run_for_all


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

    :param requests: As the values of ``--variant``; they go before those of the user.
    """
    options = copy.copy(options)
    options.variants = [*requests, *options.variants]
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
        if PLAIN not in release.names and PROCESS.is_first("no plain", str(release)):
            logger.warning(
                "%s has no plain wheel: nothing is there for a machine that none of "
                "its variants fits.",
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
        names = set(_names_of(candidates, version))
        if names - {PLAIN}:
            yield Release(project, version, sorted(names))


def _names_of(
    candidates: Collection[InstallationCandidate], version: str
) -> Iterator[str]:
    for candidate in candidates:
        if candidate.link.is_wheel and candidate.version.public == version:
            name = variant_of(candidate.link)
            yield name.text if name else PLAIN
