"""Run a command again, for other variants than those that it chose.

So these come with their dependencies, and are checked as any other file.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pip._vendor.variantlib.choice.specifiers import parse_requests
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import joined, printable

from pip._internal.cli.status_codes import ERROR
from pip._internal.exceptions import (
    CommandError,
    DiagnosticPipError,
    DistributionNotFound,
    PipError,
)
from pip._internal.utils.temp_dir import TempDirectory
from pip._internal.variants import requested
from pip._internal.variants.commands.conflicts import conflict_in_line, is_conflict
from pip._internal.variants.commands.lock_unfit import FACTORY, has_unfit
from pip._internal.variants.exceptions import VariantNotFound, VariantsOutOfStep
from pip._internal.variants.metadata.failures import first_line
from pip._internal.variants.settings.choices import PLAIN
from pip._internal.variants.utils.logs import at_level, end_explanations
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from optparse import Values

    from pip._vendor.packaging.utils import NormalizedName

    from pip._internal.variants.hooks.finder import FinderVariants

Run = Callable[[Any, "Values", list[str]], int]

logger = logging.getLogger(__name__)

RESOLUTION = logging.getLogger("pip._internal.resolution")
"""It tells of failures that are told otherwise."""


class Pick(NamedTuple):
    """A variant of a release, or its plain wheel, by name.

    :param version: Without its local part, which may be that of a variant; empty for
        any.
    """

    project: NormalizedName
    version: str
    name: str

    def __str__(self) -> str:
        release = f"{self.project} {self.version}".rstrip()
        if self.name == PLAIN:
            return f"the plain wheel of {release}"
        return printable(f"{release}~{self.name}")


def own_copy(options: Values) -> Values:
    """Return the options for one run of several.

    pip writes ``--pre`` into an object in them, and refuses to start with both.
    """
    own = copy.copy(options)
    own.format_control = copy.deepcopy(options.format_control)
    own.release_control = copy.deepcopy(options.release_control)
    return own


def run_copy(run: Run, command: Any, options: Values, args: list[str]) -> int:
    """Run a command once of several times.

    pip puts the Python of a described machine into the options of a run, and refuses
    to start with that.
    """
    own = own_copy(options)
    own.finder_variants = None
    end_explanations()
    try:
        return run(command, own, args)
    finally:
        options.finder_variants = own.finder_variants


def run_anyhow(run: Run, command: Any, options: Values, args: list[str]) -> int:
    """Run a command that wants all variants, for any where none fits this machine.

    :raises PipError: If there is no solution.
    """
    try:
        with at_level(FACTORY, logging.CRITICAL + 1):
            return run_copy(run, command, options, args)
    except PipError:
        variants: FinderVariants | None = options.finder_variants
        if variants is None:
            raise  # It has looked for nothing so far.
        # It counts for the other variants, too.
        options.takes_any = has_unfit(variants.candidates.record)
    # A failure is told as ever.
    return run_copy(run, command, options, args)


def attempt(run: Run, command: Any, options: Values, args: list[str]) -> int:
    """Run a command, and log an error instead of raising it.

    :raises CommandError: If it would be the same at the next attempt.
    """
    try:
        return run(command, options, args)
    except CommandError:
        raise
    except (PipError, OSError) as error:
        tell(error)
    return ERROR


def tell(error: Exception) -> None:
    """Log an error as pip does when a command fails."""
    if isinstance(error, DiagnosticPipError):
        logger.error("%s", error, extra={"rich": True})
    else:
        logger.critical("%s", error)


class Reruns:
    """Runs a command for other variants than those that it chose at first.

    :param options: Those of the first run, which has left its choices there.
    :ivar failed: Whether something cannot be had.
    """

    def __init__(
        self, run: Run, command: Any, options: Values, args: list[str]
    ) -> None:
        self._run = partial(run_anyhow, run)
        self._command = command
        self._options = options
        self._args = args
        self.failed = False

    def take_any(self) -> FinderVariants | None:
        """Run the command for any variant where none fits.

        :return: How it chose; None if there is no solution, or it has done so.
        """
        if getattr(self._options, "takes_any", False):
            return None
        options = self._options_for((), frozenset())
        options.takes_any = True
        return options.finder_variants if self._try(options, None) else None

    def take(
        self,
        picks: Sequence[Pick],
        is_asked: bool,
        beside: Mapping[NormalizedName, str] | None = None,
    ) -> FinderVariants | None:
        """Run the command for some variants of some releases, or for other projects.

        :param picks: They take the place of what the user, or a file of the project,
            asks for in these projects.
        :param is_asked: Whether the user wants these releases, and not others that
            machines may get instead.
        :param beside: The variants of other projects that go with them.
        :return: How it chose; None if it failed, as was said.
        """
        names = {**(beside or {}), **{pick.project: pick.name for pick in picks}}
        requests = [f"{project}={name}" for project, name in names.items()]
        options = self._options_for(requests, names.keys())
        # A variant may have required a release that nothing requires now.
        unused = at_level(logging.getLogger(requested.__name__), logging.ERROR)
        with TempDirectory(kind="releases") as folder, unused:
            file = Path(folder.path, "constraints.txt")
            lines = [f"{p.project}=={p.version}" for p in picks if p.version]
            file.write_text("\n".join(lines), encoding="utf-8")
            options.constraints = [*options.constraints, str(file)]
            if not is_asked:
                is_there = self._try(options, picks[-1])
            elif beside and picks:
                is_there = self._attempt_together(options, picks[-1])
            else:
                return self._attempt(options, picks, names)
        return options.finder_variants if is_there else None

    def _options_for(self, requests: Sequence[str], projects: Set[str]) -> Values:
        """Return the options with these requests, and the user's of other projects."""
        variants: FinderVariants = self._options.finder_variants
        others = [
            value
            for value in variants.resolver.requests
            if projects.isdisjoint(asked.project for asked in parse_requests(value))
        ]
        options = own_copy(self._options)
        options.variants = [*requests, *others]
        return options

    def _attempt(
        self,
        options: Values,
        picks: Sequence[Pick],
        names: Mapping[NormalizedName, str],
    ) -> FinderVariants | None:
        """Return how the command chose; it fails if there is no solution.

        Where another package needs a sibling, no machine gets anything in its place;
        nor does any get a sibling that other requirements exclude.

        :param picks: Empty if another project is taken in place of one.
        """
        error = self._find_error(options, is_told=bool(picks))
        if error is None:
            found: FinderVariants = options.finder_variants
            return found
        needed = error.project if isinstance(error, VariantNotFound) else None
        project = self._find_decided(needed, names)
        if project is None:
            # With the first of these go the others, of the same label.
            requests = (printable(f"{name}={own}") for name, own in names.items())
            shown = joined([*map(str, picks)], 5) or next(requests)
            if not picks and isinstance(error, DistributionNotFound):
                logger.warning("Not downloading %s: %s", shown, conflict_in_line(error))
            else:
                self._tell(error, shown)
            return None
        pick = Pick(project, "", names[project])
        text = f"Not downloading {pick}: another package needs {needed} by name"
        # Several projects may have to be of the same label.
        if PROCESS.is_first("not downloading", text):
            logger.warning("%s", text)
        rest = [pick for pick in picks if pick.project != project]
        return self.take(rest, is_asked=True) if rest else None

    def _find_decided(
        self, needed: str | None, names: Mapping[NormalizedName, str]
    ) -> NormalizedName | None:
        """Return the project of an unwanted sibling that another package needs."""
        siblings = self._options.finder_variants.resolver.siblings
        if siblings is None or needed is None or needed in names:
            return None
        project = siblings.project_of(needed)
        return project if project in names else None

    def _attempt_together(self, options: Values, pick: Pick) -> bool:
        """Return whether there is all that goes with a variant.

        Otherwise no machine gets it, which is no failure.
        """
        error = self._find_error(options, is_told=False)
        if isinstance(error, (VariantNotFound, VariantsOutOfStep)) or (
            isinstance(error, PipError) and is_conflict(error)
        ):
            reason = conflict_in_line(error)
            logger.warning("Not downloading %s: %s", pick, reason)
        elif error is not None:
            self._tell(error, str(pick))
        return error is None

    def _try(self, options: Values, pick: Pick | None) -> bool:
        """Return whether there is a solution for machines that nobody described.

        No machine gets a release that other requirements exclude.
        """
        error = self._find_error(options, is_told=False)
        is_excluded = isinstance(error, VariantNotFound) or (
            error is not None and is_conflict(error)
        )
        if pick and error is not None and not is_excluded:
            logger.warning("Not downloading %s: %s", pick, first_line(error))
        return error is None

    def _find_error(self, options: Values, is_told: bool) -> PipError | OSError | None:
        """Run the command, and return why there is no solution.

        :param is_told: Whether the resolver tells of its failure.
        """
        muted = at_level(RESOLUTION, logging.CRITICAL + 1)
        try:
            with nullcontext() if is_told else muted:
                self._run(self._command, options, self._args)
        except CommandError:
            raise
        except (PipError, OSError) as error:
            return error
        return None

    def _tell(self, error: Exception, title: str) -> None:
        tell(error)
        # With --quiet nothing else names it.
        logger.error("That was for %s", title)
        self.failed = True
