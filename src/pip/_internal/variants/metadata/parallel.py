"""Waiting for servers: for several at a time, and not for ever.

Threads that wait for a server cannot be ended. All are of the kind that ends with pip,
and whoever waits for them can be interrupted.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

A = TypeVar("A")
B = TypeVar("B")

MAX_CONNECTIONS = 8
"""So many files are read at a time."""

_POLL = 0.1
"""In seconds; on Windows nothing interrupts a thread that waits for another."""


class _Outcome(Generic[B]):
    """The outcome of a call."""

    def __init__(self, call: Callable[[], B]) -> None:
        self._error: Exception | None = None
        try:
            self._value = call()
        except Exception as error:
            self._error = error

    def get(self) -> B:
        if self._error is not None:
            raise self._error
        return self._value


def within(seconds: float, call: Callable[[], B]) -> B:
    """Return the result of a call.

    Where no thread can be started, nothing keeps the call from taking longer.

    :raises TimeoutError: If it takes longer; it goes on then, and nobody cares.
    """
    outcomes: SimpleQueue[_Outcome[B]] = SimpleQueue()
    if not _start(lambda: outcomes.put(_Outcome(call))):
        return call()
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        try:
            return outcomes.get(timeout=min(_POLL, left)).get()
        except Empty:
            pass
    raise TimeoutError


def _no_note(_: int) -> None:
    pass


def ask_side_by_side(
    ask: Callable[[A], B], items: Sequence[A], note: Callable[[int], None] = _no_note
) -> list[tuple[A, B]]:
    """Return each item with its answer, in their order.

    :param note: Told after each answer how many there are.
    """
    crew = _Crew(ask, items, note)
    if len(items) < 2 or not crew.start():
        return crew.answer_all()
    return crew.wait()


class _Crew(Generic[A, B]):
    """Some threads that go through a list."""

    def __init__(
        self, ask: Callable[[A], B], items: Sequence[A], note: Callable[[int], None]
    ) -> None:
        self._ask = ask
        self._items = items
        self._note = note
        self._open: SimpleQueue[int] = SimpleQueue()
        self._done: SimpleQueue[tuple[int, _Outcome[B]]] = SimpleQueue()
        for place in range(len(items)):
            self._open.put(place)

    def start(self) -> bool:
        """Start the threads, and return whether there is any."""
        count = min(len(self._items), MAX_CONNECTIONS)
        return sum(_start(self._go_through) for _ in range(count)) > 0

    def wait(self) -> list[tuple[A, B]]:
        """Return each item with its answer, in their order."""
        answers: dict[int, B] = {}
        try:
            while len(answers) < len(self._items):
                place, outcome = self._next()
                answers[place] = outcome.get()
                self._note(len(answers))
        finally:
            self._stop()
        return [(item, answers[place]) for place, item in enumerate(self._items)]

    def answer_all(self) -> list[tuple[A, B]]:
        """Return the same without any thread."""
        answers = []
        for item in self._items:
            answers.append((item, self._ask(item)))
            self._note(len(answers))
        return answers

    def _go_through(self) -> None:
        while True:
            try:
                place = self._open.get_nowait()
            except Empty:
                return
            self._done.put((place, _Outcome(partial(self._ask, self._items[place]))))

    def _next(self) -> tuple[int, _Outcome[B]]:
        while True:
            try:
                return self._done.get(timeout=_POLL)
            except Empty:
                pass

    def _stop(self) -> None:
        """Leave nothing to do to the threads, if not all is done."""
        while True:
            try:
                self._open.get_nowait()
            except Empty:
                return


def _start(work: Callable[[], None]) -> bool:
    """Start a thread, and return whether there was one to be had."""
    try:
        threading.Thread(target=work, daemon=True).start()
    except RuntimeError:
        return False
    return True
