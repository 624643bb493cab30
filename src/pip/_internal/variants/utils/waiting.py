"""Say why nothing happens: a provider plugin or a server takes its time.

To standard error, as standard output may be for programs. It is not said with
``--quiet``, which ``--json`` implies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from pip._vendor.variantlib.text import printable

from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from pip._vendor.variantlib.plugins import Plugin

T = TypeVar("T")

PAUSE = 5
"""In seconds, before it is first said how far something is; twice as long each time."""

MAX_PAUSE = 60


def report_asking(plugin: Plugin) -> None:
    """Say that a plugin has been asked, and has not answered yet."""
    name = f"{printable(plugin.provider)} ({printable(plugin.label)})"
    _report(f"Asking the provider {name}, still waiting ...")


def report_installing(requirements: Sequence[str]) -> None:
    """Say that a plugin is being installed, in order to ask it."""
    names = printable(", ".join(requirements))
    _report(f"Installing the provider plugin {names}, still waiting ...")


class Reading:
    """Says now and then how far a command is that reads much from a server.

    One kind of thing may be inside another, as the wheels of each release.
    """

    def __init__(self) -> None:
        self._reached: list[tuple[str, str]] = []
        self._pause = PAUSE
        self._due = monotonic() + PAUSE

    def through(self, kind: str, items: Sequence[T]) -> Iterator[T]:
        """Yield all items of a kind."""
        for number, item in enumerate(items, start=1):
            self.reach(kind, number, len(items))
            yield item

    def reach(self, kind: str, number: int, count: int) -> None:
        """Take note of the item that is reached, and of none inside it."""
        outside = takewhile(lambda each: each[0] != kind, self._reached)
        self._reached = [*outside, (kind, f"{kind} {number} of {count}")]
        if monotonic() < self._due:
            return
        self._pause = min(2 * self._pause, MAX_PAUSE)
        self._due = monotonic() + self._pause
        places = ", ".join(text for _, text in self._reached)
        _report(f"Reading {places}, still waiting ...")


def _report(text: str) -> None:
    # Several finders may ask for the same.
    if not PROCESS.is_first("waiting", text):
        return
    # Loaded late, as plugins are asked without it where nothing else is of pip.
    from pip._internal.utils.logging import subprocess_logger

    subprocess_logger.info("%s", text)
