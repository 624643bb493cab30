"""The state that the facets of a finder share, and when it is read."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pip._internal.variants.hooks.finder import NO_VARIANTS, FinderState, FinderVariants
from pip._internal.variants.requested import RequestedVariants
from tests.unit.selecting import H3, requirement


def test_nothing_is_read_without_a_variant() -> None:
    state = FinderState(lambda: pytest.fail("the context was read"))
    by = FinderVariants(state)
    by.resolver.bind([requirement("pkg")])
    assert state.request_for(requirement("pkg").name) is None  # type: ignore[arg-type]
    assert state.named == {"pkg"}


def test_the_context_and_the_chooser_are_made_once() -> None:
    made: list[Any] = []

    def make(*_: object) -> Any:
        made.append(SimpleNamespace())
        return made[-1]

    state = FinderState(make, make_evaluator=make)
    assert state.get_evaluator() is state.get_evaluator()
    assert state.get_context() is state.get_context()
    assert len(made) == 2


def test_a_sibling_shares_the_pages_only() -> None:
    state = FinderState(lambda: pytest.fail("the context was read"))
    other = state.sibling(None)
    assert other.seen is state.seen
    assert other.is_off
    assert other.roots is not state.roots


def test_what_is_off_learns_of_no_finder() -> None:
    finder: Any = SimpleNamespace()
    assert NO_VARIANTS.of(finder) is NO_VARIANTS
    assert NO_VARIANTS._state.finder is None


def test_lines_are_requests() -> None:
    context: Any = SimpleNamespace(
        read_requested=lambda named: RequestedVariants(named=named)
    )
    state = FinderState(lambda: context)
    state.note_roots([requirement("pkg", H3), requirement("other")])
    assert state.is_bound("pkg")  # type: ignore[arg-type]
    assert not state.is_bound("other")  # type: ignore[arg-type]
