"""Tell how a build goes on: a line for each event, and on a terminal a bar as well.

With ``--quiet`` only failures are told.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pip._vendor.rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
)
from pip._vendor.rich.text import Text
from pip._vendor.variantlib.building.events import FAILED, STEP, Event, event_line

from pip._internal.utils.logging import get_console
from pip._internal.variants.commands.output import is_terminal, show

logger = logging.getLogger(__name__)

Tell = Callable[[Event], None]


@contextmanager
def telling(count: int, is_quiet: bool) -> Iterator[Tell]:
    """Give a function that tells events to the user.

    :param count: So many rows will come to an end.
    """
    if is_quiet:
        yield _tell_failure
        return
    if not is_terminal():
        yield lambda event: show([event_line(event)])
        return
    columns = BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}")
    progress = Progress(*columns, console=get_console(), transient=True)
    with progress:
        yield _Bar(progress, count).tell


def _tell_failure(event: Event) -> None:
    if event.kind == FAILED:
        logger.error("%s", event_line(event))


class _Bar:
    """A bar that grows with each row, and the rows that are being built."""

    def __init__(self, progress: Progress, count: int) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=count)
        self._steps: dict[str, str] = {}

    def tell(self, event: Event) -> None:
        if event.kind == STEP:
            self._steps[event.row] = event_line(event)
        else:
            self._steps.pop(event.row, None)
            # The bar stays below the lines.
            self._progress.console.print(Text(event_line(event)), soft_wrap=True)
            self._progress.advance(self._task)
        rows = ", ".join(self._steps.values())
        self._progress.update(self._task, description=rows.replace("[", r"\["))
