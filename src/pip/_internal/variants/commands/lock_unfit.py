"""Lock all variants where none of them fits the machine that makes the lock file.

That machine needs no solution of its own. So of projects of which nothing fits it any
variant will do.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pip._internal.exceptions import PipError
from pip._internal.variants.models import release_version
from pip._internal.variants.names import variant_of
from pip._internal.variants.selection import messages
from pip._internal.variants.utils.logs import at_level

if TYPE_CHECKING:
    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.variants.commands.lock_resolving import LockResolver
    from pip._internal.variants.pylock.writer import Resolved
    from pip._internal.variants.selection.evaluator import VariantEvaluator
    from pip._internal.variants.selection.recorder import Observation, Recorder

FACTORY = logging.getLogger("pip._internal.resolution.resolvelib.factory")
"""It tells of a failure before anybody knows whether there is another way."""


def resolve_for_any(resolver: LockResolver) -> Resolved:
    """Return the files that this machine gets; of what does not fit it, any variant.

    Where none of its siblings fits, and it has no wheel itself, any of these will do.

    :raises PipError: If there is no solution.
    """
    try:
        with at_level(FACTORY, logging.CRITICAL + 1):
            return resolver.resolve_for(None, lists_all=True)
    except PipError:
        offers = resolver.find_offers_of_unfit()
        if offers or has_unfit(resolver.record):
            tried = [each[0].request for each in offers.values()]
            requests = resolver.requests
            found = resolver.resolve_with(requests, None, True, True, tried)
            # These were asked for, so it knows of no others.
            return found._replace(offers={**found.offers, **offers})
    # The failure is told as ever.
    return resolver.resolve_for(None, lists_all=True)


def resolve_anyhow(
    resolver: LockResolver,
    asked: Sequence[str],
    limits: Sequence[str],
    marker: str | None,
    takes_any: bool,
) -> Resolved:
    """Return the files of who asks for some variants, or for any where none fits.

    :param asked: As the values of ``--variant``.
    :param limits: See ``LockResolver.resolve_with``.
    :param marker: As in ``LockResolver.kinds``.
    :param takes_any: Whether any will do also if there is a solution without.
    :raises PipError: If there is no solution.
    """
    requests = resolver.requests
    try:
        return resolver.resolve_with(requests, marker, True, takes_any, asked, limits)
    except PipError:
        if takes_any or not has_unfit(resolver.record):
            raise
    return resolver.resolve_with(requests, marker, True, True, asked, limits)


def has_unfit(record: Recorder) -> bool:
    """Return whether nothing fits of the releases of a project that once were allowed.

    Since then, the resolver may have found a way around them.
    """
    return any(True for _ in _find_unfit(record.looks(), record.evaluator))


def reasons_in(record: Recorder) -> Iterator[str]:
    """Yield a sentence about each project of which nothing fits, by the newest one."""
    last_looks = (look for _, look in record.last_looks())
    for candidates in _find_unfit(last_looks, record.evaluator):
        newest = release_version(candidates[-1])
        release = (c for c in reversed(candidates) if release_version(c) == newest)
        ranking = record.evaluator.ranking(release)
        if ranking.unfit:
            yield messages.none_fits(ranking, record.evaluator.machine)


def _find_unfit(
    looks: Iterable[Observation], evaluator: VariantEvaluator
) -> Iterator[Sequence[InstallationCandidate]]:
    """Yield the candidates of projects with variants of which nothing fits."""
    for look in looks:
        candidates = look.result.applicable_candidates
        if look.requested.is_binding or not any(variant_of(c.link) for c in candidates):
            continue
        if evaluator.best(reversed(candidates), look.requested) is None:
            yield candidates
