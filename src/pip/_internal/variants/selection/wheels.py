"""Keep one value for each variant wheel of a command: all that became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from pip._internal.variants.models import PendingSelection, SelectedVariant

if TYPE_CHECKING:
    from pip._internal.models.candidate import InstallationCandidate


class WheelState:
    """The state of a variant wheel in one command.

    :param expected: The reason why it was handed out; None if it was not: the user
        named it by path or URL.
    :param confirm: Verifies it once more; None if its first verification is final.
    :param is_usable: Whether it was found to be as it should be.
    :param is_inspected: Whether it was read by range.
    :param is_refused: Whether it is handed out no more, as it contradicts its
        description.
    """

    __slots__ = ("confirm", "expected", "is_inspected", "is_refused", "is_usable")

    def __init__(self) -> None:
        self.expected: PendingSelection | None = None
        self.confirm: Callable[[], SelectedVariant] | None = None
        self.is_usable = False
        self.is_inspected = False
        self.is_refused = False


class Wheels:
    """The variant wheels of one command, by their URL."""

    def __init__(self) -> None:
        self._states: defaultdict[str, WheelState] = defaultdict(WheelState)

    def __getitem__(self, url: str) -> WheelState:
        return self._states[url]

    def find(self, url: str) -> WheelState:
        """Return the state of a wheel, for a look only."""
        return self._states.get(url) or WheelState()

    @property
    def expectations(self) -> Iterator[PendingSelection]:
        """The reasons why wheels were handed out."""
        for state in self._states.values():
            if state.expected is not None:
                yield state.expected

    @property
    def usable(self) -> Collection[str]:
        """The URLs of the wheels that were found to be as they should be."""
        return {url for url, state in self._states.items() if state.is_usable}

    @property
    def refused(self) -> frozenset[str]:
        """The URLs of the wheels that are handed out no more."""
        return frozenset(u for u, state in self._states.items() if state.is_refused)

    def without_refused(
        self, candidates: Iterable[InstallationCandidate]
    ) -> Iterator[InstallationCandidate]:
        """Yield the candidates that may be handed out."""
        get = self._states.get
        for candidate in candidates:
            state = get(candidate.link.url)
            if state is None or not state.is_refused:
                yield candidate
