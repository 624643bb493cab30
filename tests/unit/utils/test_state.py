"""The state of the process."""

from __future__ import annotations

from pip._internal.variants.utils.state import ProcessState


def test_what_was_said_is_not_said_again() -> None:
    state = ProcessState()
    assert [state.is_first("trust", path) for path in ("a", "b", "a")] == [
        *(True, True, False)
    ]
    assert state.is_first("waiting", "a")
    assert ProcessState().is_first("trust", "a")
