"""Find another variant that provides the required extras.

The resolver comes to a project before it comes to its extras. By then the requirements
of the best variant are known, and exclude the extras of every other variant. So where
the extras of the best one cannot be had, the resolver ends with a plain wheel. Here it
is asked again without the variants that were best.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pip._vendor.packaging.version import Version
from pip._vendor.variantlib.named_tuples import NamedTuple

from pip._internal.exceptions import DistributionNotFound
from pip._internal.resolution.resolvelib.candidates import ExtrasCandidate

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName

    from pip._internal.resolution.resolvelib.base import Candidate
    from pip._internal.resolution.resolvelib.candidates import BaseCandidate
    from pip._internal.variants.selection.evaluator import VariantEvaluator

MAX_ATTEMPTS = 8
"""So many times one command asks the resolver for better variants with extras."""

Resolved = Mapping[str, "Candidate"]


class Attempt(NamedTuple):
    """A look for a better variant of a project, with the same extras.

    :param passed: URLs of wheels that are passed over.
    :param better: URLs of the wheels of which one is looked for.
    """

    project: NormalizedName
    passed: frozenset[str]
    better: frozenset[str]

    def is_met(self, resolved: Resolved) -> bool:
        """Return whether the resolver decided on the version of this attempt."""
        taken = resolved.get(self.project)
        link = taken.source_link if taken is not None else None
        return link is not None and link.url in self.better


class Extras:
    """The extras of projects with variants in one command.

    :param forget: Called when other wheels are to be handed out than before.
    """

    def __init__(self, evaluator: VariantEvaluator, forget: Callable[[], None]) -> None:
        self._evaluator = evaluator
        self._forget = forget
        self._attempt: Attempt | None = None
        self._made: set[Attempt] = set()

    def check(self, resolved: Resolved) -> None:
        """Go on with the decision of the resolver, if it is the one of this attempt.

        :raises DistributionNotFound: If it is not.
        """
        attempt, self._attempt = self._attempt, None
        if attempt is not None and not attempt.is_met(resolved):
            raise DistributionNotFound(f"no better variant of {attempt.project}")

    def attempts(self, resolved: Resolved) -> list[Attempt]:
        """Return the alternatives to the decision of the resolver."""
        found = itertools.chain.from_iterable(
            self._attempts(candidate.base)
            for candidate in resolved.values()
            if isinstance(candidate, ExtrasCandidate)
        )
        new = (attempt for attempt in found if attempt not in self._made)
        return list(itertools.islice(new, MAX_ATTEMPTS - len(self._made)))

    def _attempts(self, chosen: BaseCandidate) -> Iterator[Attempt]:
        if chosen.source_link is None:
            return
        project, version = chosen.project_name, Version(str(chosen.version))
        better = self._evaluator.better(project, version, chosen.source_link.url)
        for count in range(1, len(better)):
            passed, rest = frozenset(better[:count]), frozenset(better[count:])
            yield Attempt(project, passed, rest)

    @contextmanager
    def made(self, attempt: Attempt) -> Iterator[None]:
        """Pass over wheels; take that back if it leads to nothing."""
        self._made.add(attempt)
        self._attempt = attempt
        self._forget()
        try:
            with self._evaluator.passing(attempt.passed):
                yield
        finally:
            self._attempt = None
