"""Print the results of subcommands: text for people, JSON for programs.

A terminal gets tables and trees as wide as it is. Everything else gets lines for 80
columns, which do not depend on where pip runs. Colours are those of pip's console,
unless ``--no-color`` or ``NO_COLOR`` is given: then nothing is styled at all.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pip._vendor.rich.segment import Segment
from pip._vendor.rich.text import Text
from pip._vendor.variantlib.text import shortened

from pip._internal.exceptions import CommandError
from pip._internal.utils.logging import BrokenStdoutLoggingError, get_console
from pip._internal.variants.commands.drawing import Canvas

if TYPE_CHECKING:
    from pip._vendor.rich.console import (
        Console,
        ConsoleOptions,
        RenderableType,
        RenderResult,
    )

logger = logging.getLogger(__name__)

FORMAT = 1
"""The version of all JSON that is written here. New keys may come without a new one."""

WIDTH = 80
"""So many columns are filled where there is no terminal."""

BLOCK = 200
"""So many lines are printed at a time."""

PROGRAM = "pip variant"
"""The start of the command line, as makers type it."""

Line = str | Text

Output = dict[str, Any] | Iterable[Line]
"""An object to be written as JSON, or lines."""

Draw = Callable[[Canvas], Iterable["RenderableType"]]
"""Returns the parts that a terminal shows instead of lines, from top to bottom."""


def fill(start: str, items: Iterable[str], separator: str, indent: int) -> list[str]:
    """Return items in as many lines as they take.

    Words that never end are cut off.

    :param start: The start of the first line; the others are indented.
    """
    return textwrap.wrap(
        shortened(separator.join(items)),
        text_width(),
        initial_indent=start,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def is_terminal() -> bool:
    """Return whether people read the output, and not programs."""
    return sys.stdout is not None and sys.stdout.isatty()


def text_width() -> int:
    """Return how many columns a text fills."""
    return get_console().width if is_terminal() else WIDTH


def show(output: Output, draw: Draw | None = None) -> None:
    """Print JSON, or lines as pip prints its own: not with ``--quiet``, and logged.

    :param draw: Draws the same for a terminal; a log gets the lines all the same.
    """
    if isinstance(output, dict):
        write(json.dumps({"format": FORMAT, **output}, indent=2) + "\n")
    elif draw is not None and is_terminal():
        logger.info("%s", _Drawing(draw, output), extra={"rich": True})
    else:
        for text in _blocks(map(str, output) if _is_plain() else output):
            text.no_wrap, text.overflow = True, "ignore"
            logger.info("%s", text, extra={"rich": True})


def _is_plain() -> bool:
    """Return whether nothing is to be styled; without colours, rich writes bold."""
    return "NO_COLOR" in os.environ or get_console().no_color


class _Drawing:
    """Something for a terminal to show, of which a log shows lines."""

    def __init__(self, draw: Draw, lines: Iterable[Line]) -> None:
        self._draw = draw
        self._lines = lines

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> RenderResult:
        for part in self._draw(Canvas()):
            segments = console.render(part, options)
            yield from Segment.strip_styles(segments) if _is_plain() else segments

    def __str__(self) -> str:
        return "\n".join(map(str, self._lines))


def _blocks(lines: Iterable[Line]) -> Iterator[Text]:
    """Join lines without colours, some at a time: rich is slow with each piece."""
    block: list[str] = []
    for line in lines:
        if block and (not isinstance(line, str) or len(block) == BLOCK):
            yield Text("\n".join(block))
            block = []
        if isinstance(line, str):
            block.append(line)
        else:
            yield line
    if block:
        yield Text("\n".join(block))


def write(text: str) -> None:
    """Write text for other programs to standard output.

    :raises CommandError: If that fails.
    """
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        raise BrokenStdoutLoggingError from None
    except OSError as error:
        raise CommandError(f"The output cannot be written: {error.strerror}") from None


@contextmanager
def quietly() -> Iterator[None]:
    """Keep the messages of pip, warnings excepted, from the terminal."""

    def is_warning(record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING

    handlers = [h for h in logging.getLogger().handlers if h.get_name() == "console"]
    for handler in handlers:
        handler.addFilter(is_warning)
    try:
        yield
    finally:
        for handler in handlers:
            handler.removeFilter(is_warning)
