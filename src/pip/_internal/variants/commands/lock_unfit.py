"""Lock all variants where none of them fits the machine that makes the lock file.

That machine needs no solution of its own. So projects of which nothing fits it are
asked for by the names of their variants, as a user would.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pip._internal.exceptions import PipError
from pip._internal.variants.names import variant_of
from pip._internal.variants.utils.logs import at_level

if TYPE_CHECKING:
    from pip._internal.variants.commands.lock_resolving import LockResolver
    from pip._internal.variants.pylock.writer import Resolved
    from pip._internal.variants.selection.recorder import Recorder

FACTORY = logging.getLogger("pip._internal.resolution.resolvelib.factory")
"""It tells of a failure before anybody knows whether there is another way."""


def resolve_for_any(resolver: LockResolver) -> Resolved:
    """Return the files that this machine gets; of what does not fit it, any variant.

    :raises PipError: If there is no solution.
    """
    try:
        with at_level(FACTORY, logging.CRITICAL + 1):
            return resolver.resolve_for(None, lists_all=True)
    except PipError:
        if any(find_unfit(resolver.record)):
            return resolve_anyhow(resolver, (), None)
    # The failure is told as ever.
    return resolver.resolve_for(None, lists_all=True)


def resolve_anyhow(
    resolver: LockResolver, asked: Sequence[str], marker: str | None
) -> Resolved:
    """Return the files of who asks for some variants, or for any where none fits.

    :param asked: As the values of ``--variant``.
    :param marker: As in ``LockResolver.kinds``.
    :raises PipError: If there is no solution.
    """
    others: dict[str, str] = {}
    while True:
        requests = [f"{project}={names}" for project, names in sorted(others.items())]
        requests = [*asked, *requests, *resolver.requests]
        try:
            return resolver.resolve_with(requests, marker, lists_all=True)
        except PipError:
            new = dict(find_unfit(resolver.record))
            if new.keys() <= others.keys():
                raise
            others |= new


def find_unfit(record: Recorder) -> Iterator[tuple[str, str]]:
    """Yield the projects of which nothing fits, with the names of all variants."""
    for project, look in record.last_looks():
        candidates = look.result.applicable_candidates
        if look.requested.is_binding:
            continue
        names = {name.text for c in candidates if (name := variant_of(c.link))}
        best = record.evaluator.best(reversed(candidates), look.requested)
        if names and best is None:
            yield project, ",".join(sorted(names))
