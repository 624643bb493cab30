"""Several calls at a time, and calls that nobody waits for."""

from __future__ import annotations

import threading
import time

import pytest

from pip._internal.variants.metadata import parallel
from pip._internal.variants.metadata.parallel import (
    MAX_CONNECTIONS,
    ask_side_by_side,
    within,
)


def no_thread(*_: object, **__: object) -> None:
    raise RuntimeError("can't start new thread")


def test_a_result_in_time() -> None:
    assert within(60, lambda: "result") == "result"


def test_an_error_is_that_of_the_call() -> None:
    def fail() -> None:
        raise ValueError("its own")

    with pytest.raises(ValueError, match=r"^its own$"):
        within(60, fail)


def test_nobody_waits_any_longer() -> None:
    release = threading.Event()
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        within(0.05, release.wait)
    release.set()
    assert time.monotonic() - began < 30


def test_answers_stay_in_the_order_of_their_items() -> None:
    first = threading.Event()

    def ask(number: int) -> int:
        if number:
            first.set()
        else:
            # The first item answers last.
            assert first.wait(60)
        return number * 10

    told: list[int] = []
    found = ask_side_by_side(ask, [0, 1, 2], told.append)
    assert found == [(0, 0), (1, 10), (2, 20)]
    assert told == [1, 2, 3]


@pytest.mark.parametrize("items", [[], [1]])
def test_few_items_need_no_thread(
    items: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "Thread", no_thread)
    assert ask_side_by_side(str, items) == [(item, str(item)) for item in items]


def test_after_an_error_nothing_else_is_begun() -> None:
    asked = []
    over = threading.Event()

    def ask(number: int) -> None:
        if number == 0:
            raise ValueError("no")
        asked.append(number)
        over.wait(60)

    with pytest.raises(ValueError, match=r"^no$"):
        ask_side_by_side(ask, range(1000))
    over.set()
    assert len(asked) <= MAX_CONNECTIONS


def test_without_threads_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel.threading, "Thread", no_thread)
    told: list[int] = []
    assert ask_side_by_side(str, [1, 2], told.append) == [(1, "1"), (2, "2")]
    assert told == [1, 2]
    assert within(0, lambda: "late") == "late"
