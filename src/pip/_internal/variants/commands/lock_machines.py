"""Resolve for all machines of a lock file, and name all for which that fails."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from pip._vendor.variantlib.text import joined

from pip._internal.exceptions import (
    DistributionNotFound,
    PipError,
    UnsupportedPythonVersion,
)
from pip._internal.variants.exceptions import VariantNotFound, VariantsOutOfStep
from pip._internal.variants.utils.logs import at_level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pip._internal.variants.commands.lock_resolving import LockResolver
    from pip._internal.variants.pylock.writer import Resolved

logger = logging.getLogger(__name__)

_SHOWN = 20
"""So many machines without a solution are named."""

_NO_SOLUTION = (
    DistributionNotFound,
    UnsupportedPythonVersion,
    VariantNotFound,
    VariantsOutOfStep,
)


def resolve_for_all(
    resolver: LockResolver, lists_all: bool
) -> dict[str | None, Resolved]:
    """Return the files that each machine gets.

    :param lists_all: Whether the other variants of each release are listed.
    :raises PipError: If there is no solution for one of them: the reason of the first.
    """
    found: dict[str | None, Resolved] = {}
    failed: list[str | None] = []
    first: PipError | None = None
    for machine in resolver.machines:
        try:
            # The reason of the first is enough.
            with _silently() if failed else nullcontext():
                found[machine] = resolver.resolve_for(machine, lists_all)
        except _NO_SOLUTION as error:
            if first is None:
                first, record = error, resolver.record
            failed.append(machine)
        except PipError as error:
            # An index or a build that fails would fail again.
            if first is None:
                _tell(resolver, [machine])
                raise
            logger.debug("For machine %s: %s", machine, error)
            break
    if first is None:
        return found
    # Others may ask for the reasons.
    resolver.record = record
    _tell(resolver, failed)
    raise first


def _silently() -> AbstractContextManager[None]:
    return at_level(logging.getLogger("pip._internal"), logging.CRITICAL + 1)


def _tell(resolver: LockResolver, failed: Sequence[str | None]) -> None:
    """Name the machines without a solution; the reason comes next."""
    if failed != [None]:
        logger.error("%s", _sentence(resolver, failed))


def _sentence(resolver: LockResolver, failed: Sequence[str | None]) -> str:
    names = [resolver.name_of(machine) for machine in failed]
    first, count = names[0], len(names)
    if count == 1:
        return f"pip cannot lock for machine {first}:"
    shown = joined(names, _SHOWN)
    return f"pip cannot lock for {count} machines ({shown}); for machine {first}:"
