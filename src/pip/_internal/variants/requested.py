"""Keep the variants that the user requested, by project.

It is imported when the user asked for something, or a variant was seen.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn

from pip._vendor.packaging.utils import NormalizedName, canonicalize_name
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.variants.exceptions import VariantDoesNotMatch, VariantOptionError
from pip._internal.variants.metadata.forms import stated_properties
from pip._internal.variants.names import installed_variant
from pip._internal.variants.settings.choices import (
    PLAIN,
    contradiction,
    parse_requirement_choices,
)
from pip._internal.variants.settings.request_doubts import warn_of_misspelt

if TYPE_CHECKING:
    from pip._vendor.variantlib.choice.specifiers import (
        PropertySpecifier,
        VariantSpecifier,
    )

    from pip._internal.metadata import BaseDistribution
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.resolution.resolvelib.base import Candidate
    from pip._internal.variants.settings.choices import Choices, LoadSets, Warn

logger = logging.getLogger(__name__)


_ProjectOf = Callable[[NormalizedName], "NormalizedName | None"]
"""Returns the project that a sibling stands for; None for all other projects."""


def _no_project(_: NormalizedName) -> None:
    return None


class Requested(NamedTuple):
    """The request of the user for one project by name.

    :param requests: Hashes and labels (or ``none``), and expressions that match
        several of those that fit, in the order to be tried.
    :param binding: Whether nothing else will do. Dependencies take the requested
        variant if they publish it, else they are chosen like any other.
    :param of_user: The requests of the user, if these are those of a try of ours.
    """

    requests: tuple[VariantSpecifier, ...] = ()
    binding: bool = False
    of_user: tuple[VariantSpecifier, ...] | None = None

    @property
    def wanted(self) -> tuple[VariantSpecifier, ...]:
        """The requests of the user himself."""
        return self.requests if self.of_user is None else self.of_user

    @property
    def is_binding(self) -> bool:
        return self.binding and bool(self.requests)

    @property
    def expressions(self) -> list[PropertySpecifier]:
        return [request for request in self.requests if not isinstance(request, str)]

    def is_unmet_by(self, dist: BaseDistribution) -> bool:
        """Return whether the installed variant contradicts the request."""
        if not self.is_binding:
            return False
        best = self.requests[0]
        if isinstance(best, str):
            return (installed_variant(dist) or "none") != best
        return not best.matches(stated_properties(dist))

    @property
    def names(self) -> tuple[str, ...]:
        """The hashes and labels that come before the plain wheel."""
        before = itertools.takewhile(lambda each: each != PLAIN, self.requests)
        return tuple(each for each in before if isinstance(each, str))

    @property
    def prefers_variant(self) -> bool:
        """Whether a variant comes first that may have to be built."""
        return self.binding and bool(self.names)

    @property
    def allows_plain(self) -> bool:
        """Whether a plain wheel may meet the request."""
        return not self.is_binding or "none" in self.requests

    def check_plain(self, filename: str) -> None:
        """Refuse a plain wheel that the user named by path or URL.

        :raises VariantDoesNotMatch: If it cannot meet the request.
        """
        if not self.allows_plain:
            raise VariantDoesNotMatch(filename, str(self), "no properties")

    def __str__(self) -> str:
        return " or ".join(map(str, self.requests))


class RequestedVariants:
    """The variants that a command asks for, by project.

    :param choices: The requests of the options, None for none.
    :param load_sets: Returns the named sets of the configuration.
    :param named: The projects that the user named; grows.
    :param takes_any: Whether any variant will do of a project of which nothing fits.
    :param tried: Requests for projects of which the user knows nothing.
    :param binds_all: Whether the request for all projects binds dependencies, too.
    :param warn: Warns of doubts about the requests of lines.
    """

    def __init__(
        self,
        choices: Choices | None = None,
        load_sets: LoadSets = dict,
        named: Collection[NormalizedName] = (),
        takes_any: bool = False,
        tried: Choices | None = None,
        binds_all: bool = False,
        warn: Warn = warn_of_misspelt,
    ) -> None:
        self._binds_all = binds_all
        self._warn = warn
        self._choices = choices
        self._tried = tried
        self._load_sets = load_sets
        self._named = named
        self.takes_any = takes_any
        # The variants of the projects of which nothing fits, if any of them will do.
        self._unfit: dict[NormalizedName, Sequence[str]] = {}
        # The requests of the user's requirements.
        self._lines: dict[NormalizedName, tuple[VariantSpecifier, ...]] = {}
        # The same of lines that name sources by path or URL alone, by URL.
        self._unnamed: dict[str, tuple[VariantSpecifier, ...]] = {}
        # Projects in lock files, and whether any meets the request for all projects.
        self._locked: set[NormalizedName] = set()
        self._is_met = False
        self._project_of: _ProjectOf = _no_project

    @property
    def has_options(self) -> bool:
        """Whether the options ask for anything, or a try does."""
        return bool(self._choices) or bool(self._tried)

    @property
    def has_any(self) -> bool:
        """Whether options or lines ask for anything."""
        return self.has_options or bool(self._lines) or bool(self._unnamed)

    def note_lines(self, root_reqs: Iterable[InstallRequirement], is_off: bool) -> None:
        """Learn the requests in the lines of requirements.

        :param is_off: Whether ``--no-variant`` was given.
        :raises VariantOptionError: If a line of a requirements file asks for a
            malformed variant, for one with ``--no-variant``, or for another than a
            line before it.
        """
        self._lines, self._unnamed = {}, {}
        first: dict[NormalizedName, InstallRequirement] = {}
        for req in root_reqs:
            if not req.variants:
                continue
            choices = parse_requirement_choices(
                req, is_off, self._load_sets, self._warn
            )
            # The resolver passes over those that are for other machines, too.
            if req.name and req.match_markers():
                name = canonicalize_name(req.name)
                if self._lines.setdefault(name, choices) != choices:
                    raise contradiction(first[name], req)
                first[name] = req
            elif req.link and not req.name:
                self._unnamed[req.link.url] = choices

    def note_name(self, url: str, name: NormalizedName) -> None:
        """Learn of which project the sources are that a line names by their URL."""
        if url in self._unnamed:
            self._lines.setdefault(name, self._unnamed[url])

    def refuse_file(self, filename: str) -> NoReturn:
        """Refuse a variant wheel that was named, although none is wanted.

        :raises VariantOptionError: Always.
        """
        raise VariantOptionError(
            f"{filename} is a variant wheel, but --no-variant is given.",
            "Leave out --no-variant, or name a plain wheel.",
        )

    def note_siblings(self, project_of: _ProjectOf) -> None:
        """Learn which project each sibling stands for: it takes over the requests."""
        self._project_of = project_of

    def note_locked(self, name: NormalizedName) -> None:
        """Take note of a project in a lock file.

        There the projects that the user named cannot be told from their dependencies.
        """
        self._locked.add(name)

    def note_met(self) -> None:
        """Take note that one of these meets the request."""
        self._is_met = True

    def of(self, name: NormalizedName) -> Requested:
        """Return the most precise request for a project."""
        tried = self._by_project(self._tried, name)
        if tried is None:
            return self._of_user(name)
        both = (*tried, *(self._by_project(self._choices, name) or ()))
        requests = tuple(dict.fromkeys(both))
        return Requested(requests, True, self._of_user(name).wanted)

    def _by_project(
        self, choices: Choices | None, name: NormalizedName
    ) -> tuple[VariantSpecifier, ...] | None:
        """Return the requests that name a project, or the one it is a sibling of."""
        if choices is None:
            return None
        by_project = choices.by_project
        project = name if name in by_project else self._project_of(name)
        return None if project is None else by_project.get(project)

    def _of_user(self, name: NormalizedName) -> Requested:
        choices, requests = self._choices, self._by_project(self._choices, name)
        if requests is not None:
            return Requested(requests, binding=True)
        if name in self._lines:
            return Requested(self._lines[name], binding=True)
        if name in self._unfit:
            return Requested(tuple(self._unfit[name]), binding=True, of_user=())
        if choices is None:
            return Requested()
        binding = self._binds_all or self._is_named(name)
        return Requested(choices.everywhere, binding)

    def take_unfit(
        self,
        name: NormalizedName,
        variants: Iterable[str],
        fits: Callable[[Requested], bool],
    ) -> None:
        """Ask for all variants of a project if none of its files fits.

        :param variants: Their names.
        :param fits: Returns whether one of its files fits who asks for this.
        """
        if name not in self._unfit:
            requested = self.of(name)
            if requested.is_binding or fits(requested):
                return
            logger.info("Nothing of %s fits this machine", name)
        # Another look may be at other releases.
        self._unfit[name] = sorted({*self._unfit.get(name, ()), *variants})

    def _is_named(self, name: NormalizedName) -> bool:
        return name in self._named and name not in self._locked

    def warn_of_unused(self, resolved: Mapping[str, Candidate]) -> None:
        """Warn of requests of ``--variant`` that have no effect.

        These are for projects that nobody requires, or for variants that no locked
        project has.
        """
        if self._choices is None:
            return
        present = {candidate.project_name for candidate in resolved.values()}
        present |= set(filter(None, map(self._project_of, present)))
        for name in sorted(self._choices.by_project.keys() - present):
            logger.warning(
                "--variant names %s, but %s is not being installed.", name, name
            )
        everywhere = Requested(self._choices.everywhere)
        if everywhere.requests and not self._is_met and present <= self._locked:
            logger.warning("--variant requests %s, which is not locked.", everywhere)

    def warn_of_built(self, reqs: Iterable[InstallRequirement]) -> None:
        """Warn if ``--variant`` asks for a variant of a source that pip builds."""
        if not self.has_any:
            return
        named = (req for req in reqs if req.user_supplied and _is_source(req))
        built = {canonicalize_name(req.name): req.link for req in named if req.name}
        choices = self._choices
        all_are_built = choices is not None and not set(self._named) - built.keys()
        everywhere = choices.everywhere if choices and all_are_built else ()
        for project, link in sorted(built.items()):
            line = self._lines.get(project)
            if line is None and link is not None:
                line = self._unnamed.get(link.url)
            own = choices.by_project.get(project) if choices else None
            requested = Requested(own or line or everywhere)
            if requested.requests and "none" not in requested.requests:
                logger.warning(
                    "--variant requests %s, which has no effect on %s: pip builds it "
                    "from the source that you named.",
                    *(requested, project),
                )


def _is_source(req: InstallRequirement) -> bool:
    return req.is_direct and req.link is not None and not req.link.is_wheel
