"""Print the results of subcommands: text for people, JSON for programs.

Text is made of lines that read well at 80 columns. Their colours are those of pip's
console: on a terminal, unless ``--no-color`` or ``NO_COLOR`` is given.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from pip._vendor.rich.text import Text
from pip._vendor.variantlib.text import shortened

from pip._internal.exceptions import CommandError
from pip._internal.utils.logging import BrokenStdoutLoggingError, get_console

logger = logging.getLogger(__name__)

FORMAT = 1
"""The version of all JSON that is written here. New keys may come without a new one."""

WIDTH = 80
"""So many columns are filled."""

BLOCK = 200
"""So many lines are printed at a time."""

HINT = " (-v shows all)"
"""Stands behind the number of items that are not shown."""

Line = str | Text

Output = dict[str, Any] | Iterable[Line]
"""An object to be written as JSON, or lines."""


def fill(start: str, items: Iterable[str], separator: str, indent: int) -> list[str]:
    """Return items in as many lines as they take.

    Words that never end are cut off.

    :param start: The start of the first line; the others are indented.
    """
    return textwrap.wrap(
        shortened(separator.join(items)),
        WIDTH,
        initial_indent=start,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def show(output: Output) -> None:
    """Print JSON, or lines as pip prints its own: not with ``--quiet``, and logged."""
    if isinstance(output, dict):
        write(json.dumps({"format": FORMAT, **output}, indent=2) + "\n")
        return
    # Without colours, rich still writes bold.
    is_plain = "NO_COLOR" in os.environ or get_console().no_color
    for text in _blocks(map(str, output) if is_plain else output):
        text.no_wrap, text.overflow = True, "ignore"
        logger.info("%s", text, extra={"rich": True})


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
