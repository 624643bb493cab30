"""An order that is worked out once, and walked often."""

from __future__ import annotations

from collections.abc import Iterator

from pip._internal.models.candidate import InstallationCandidate
from pip._internal.variants.selection.lazy_order import LazyOrder
from tests.unit.scene import candidate

FOUND = [candidate(f"pkg-{version}-py3-none-any.whl") for version in ("3", "2", "1")]


class Counted:
    """Candidates, and how many were worked out."""

    def __init__(self) -> None:
        self.count = 0

    def order(self) -> Iterator[InstallationCandidate]:
        for each in FOUND:
            self.count += 1
            yield each


def test_no_more_is_worked_out_than_asked_for() -> None:
    counted = Counted()
    replay = LazyOrder(FOUND, counted.order())
    assert counted.count == 0
    assert next(iter(replay)) is FOUND[0]
    assert next(iter(replay)) is FOUND[0]
    assert counted.count == 1
    assert list(replay.known) == FOUND[:1]


def test_every_walk_is_the_same() -> None:
    counted = Counted()
    replay = LazyOrder(FOUND, counted.order())
    first, second = iter(replay), iter(replay)
    walked = [next(first), next(second), next(second), next(first)]
    assert walked == [FOUND[0], FOUND[0], FOUND[1], FOUND[1]]
    assert list(replay) == list(replay) == FOUND
    assert counted.count == 3


def test_nothing_to_choose_from() -> None:
    assert list(LazyOrder([], iter(()))) == []
