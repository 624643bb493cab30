"""Revise the decision of a resolver: ask it again where it is not right.

It is asked again if variants can be made consistent, if they are built for other
versions of packages than there will be, if another variant may have the requested
extras, or if a wheel contradicts its description. It keeps its knowledge, so that costs
little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from pip._internal.exceptions import (
    DistributionNotFound,
    MetadataInconsistent,
    PipError,
)
from pip._internal.variants.selection.builds import FAILURES, Builds
from pip._internal.variants.selection.coherence import Coherence, Distributions
from pip._internal.variants.selection.extras import Extras
from pip._internal.variants.selection.inspection import inspect_wheel
from pip._internal.variants.selection.resolver_log import unexplained, without_repeats

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName

    from pip._internal.operations.prepare import RequirementPreparer
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.req.req_set import RequirementSet
    from pip._internal.resolution.resolvelib.base import Candidate
    from pip._internal.resolution.resolvelib.factory import Factory
    from pip._internal.variants.catalogues.recognition import Recognition
    from pip._internal.variants.selection.evaluator import VariantEvaluator
    from pip._internal.variants.selection.extras import Attempt

Requirements = Mapping[str, "InstallRequirement"]

Look = Literal["none", "inside", "whole"]
"""Whether chosen wheels are looked at: not, by range, or downloaded, as the command
needs them anyway."""


class Revision:
    """Revises the decisions in one command.

    :param look: How far the command looks at the chosen wheels.
    :param giving_way: Takes up projects whose installed files are to be replaced.
    :param forget: Called when other wheels are to be handed out than before.
    :param find_staying, recognition: See ``Coherence``.
    """

    def __init__(
        self,
        evaluator: VariantEvaluator,
        look: Look,
        giving_way: set[NormalizedName],
        forget: Callable[[], None],
        find_staying: Callable[[], Distributions] = dict,
        recognition: Recognition | None = None,
    ) -> None:
        self._evaluator = evaluator
        self._builds = Builds(evaluator, giving_way, forget)
        self._extras = Extras(evaluator, forget)
        self._coherence = Coherence(evaluator, find_staying, recognition)
        self._look = look
        self._forget = forget

    def revise(
        self,
        reqs: Requirements,
        resolved: Mapping[str, Candidate],
        factory: Factory,
        again: Callable[..., RequirementSet],
    ) -> RequirementSet | None:
        """Return the new decision, None if the first one stays.

        :param reqs: The requirements to install, by their normalised names.
        :param resolved: The decision of the resolver, with the installed projects.
        :param again: Asks the resolver again, with further constraints.
        :raises VariantsOutOfStep: If packages have to agree that cannot.
        :raises VariantDoesNotFit: If a file that the user named is built for another
            version of a package than there will be.
        :raises DistributionNotFound: If another decision was looked for.
        """
        self._extras.check(resolved)
        again = without_repeats(again, resolved)
        installed = factory._installed_dists  # noqa: SLF001 (pip hands it to nobody)
        is_other = self._builds.learn(resolved)
        if self._builds.make_way(resolved, installed):
            return self._attempt(again, self._builds.keep)
        if is_other:
            return self._decide_anew(again)
        if attempts := self._extras.attempts(resolved):
            return self._look_for_extras(attempts, again)
        packages = self._coherence.gather(reqs, installed)
        if self._coherence.move(packages):
            self._forget()
            return self._attempt(again, self._coherence.give_up)
        self._coherence.check(packages)
        self._builds.settle(reqs)
        if self._refuses(reqs, factory.preparer):
            self._forget()
            return again()
        self._builds.conclude(reqs, resolved, installed)
        return None

    def _decide_anew(self, again: Callable[..., RequirementSet]) -> RequirementSet:
        """Ask with the versions that were decided on, else with those of builds."""
        if not self._builds.may_limit:
            return again()
        with suppress(*FAILURES), unexplained():
            return again()
        for limit in self._builds.limits():
            limited = self._builds.limited(limit)
            with suppress(PipError), unexplained(), limited:
                return again(limit.as_constraint())
        return again()

    def _look_for_extras(
        self, attempts: Iterable[Attempt], again: Callable[[], RequirementSet]
    ) -> RequirementSet:
        """Ask for better variants with the same extras, and do without if need be."""
        for attempt in attempts:
            made = self._extras.made(attempt)
            with suppress(PipError), unexplained(), made:
                return again()
        self._forget()
        return again()

    def _attempt(
        self, again: Callable[[], RequirementSet], give_up: Callable[[], None]
    ) -> RequirementSet:
        """Ask for an agreement, and do without where its dependencies do not."""
        try:
            with unexplained():
                return again()
        except DistributionNotFound:
            give_up()
            self._forget()
            return again()

    def _refuses(self, reqs: Requirements, preparer: RequirementPreparer) -> bool:
        """Look into the chosen variant wheels, and return whether one was refused.

        So far only the index may have described them.
        """
        if self._look == "none":
            return False
        waiting = [
            req
            for req in reqs.values()
            if req.variant is not None and req.needs_more_preparation
        ]
        refused = [req for req in waiting if self._is_refused(req, preparer)]
        return bool(refused)

    def _is_refused(
        self, req: InstallRequirement, preparer: RequirementPreparer
    ) -> bool:
        assert req.link is not None
        try:
            if self._look == "inside":
                self._inspect(req, preparer)
            else:
                preparer.prepare_linked_requirements_more([req])
                req.needs_more_preparation = False
        except MetadataInconsistent as error:
            if not self._evaluator.has_handed_out(req.link):
                raise
            self._evaluator.reporter.refused(req.link, error)
            self._evaluator.refuse(req.link)
            self._coherence.drop(req.link)
            return True
        return False

    def _inspect(self, req: InstallRequirement, preparer: RequirementPreparer) -> None:
        assert req.link is not None
        state = self._evaluator.wheels[req.link.url]
        if not state.is_inspected:
            verifier, reporter = self._evaluator.verifier, self._evaluator.reporter
            session = preparer._session  # noqa: SLF001 (upstream hands it to nobody)
            inspect_wheel(req, session, verifier, reporter)
            state.is_inspected = True
