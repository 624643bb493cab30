"""An order of candidates that the resolver may walk again and again."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pip._internal.models.candidate import InstallationCandidate


class LazyOrder:
    """An order that is found out step by step, and only once.

    :param candidates: The candidates to put in order.
    """

    def __init__(
        self,
        candidates: Sequence[InstallationCandidate],
        order: Iterator[InstallationCandidate],
    ) -> None:
        self._candidates = candidates
        self._rest = order
        self._known: list[InstallationCandidate] = []

    def is_of(self, candidates: Sequence[InstallationCandidate]) -> bool:
        """Return whether these very candidates are put in order."""
        return candidates is self._candidates

    @property
    def known(self) -> Sequence[InstallationCandidate]:
        """The candidates that were asked for so far."""
        return self._known

    def __iter__(self) -> Iterator[InstallationCandidate]:
        for position in itertools.count():
            if position == len(self._known):
                following = next(self._rest, None)
                if following is None:
                    return
                self._known.append(following)
            yield self._known[position]
