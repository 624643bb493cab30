"""What the subcommands print: text for people, JSON for programs.

Text is made of lines that read well at 80 columns. Their colours are those of pip's
console: on a terminal, unless ``--no-color`` or ``NO_COLOR`` is given.
"""

from __future__ import annotations

import json
import logging
import sys
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from pip._vendor.rich.color import ColorSystem
from pip._vendor.rich.style import Style
from pip._vendor.rich.text import Text
from pip._vendor.variantlib.text import shortened

from pip._internal.exceptions import CommandError

logger = logging.getLogger(__name__)

FORMAT = 1
"""The version of all JSON that is written here. New keys may come without a new one."""

WIDTH = 80
"""So many columns are filled."""

BLOCK = 200
"""So many lines are printed at a time."""

HINT = " (-v shows all)"
"""Behind how many there are besides what is shown."""

Line = str | Text


class Result(NamedTuple):
    """What a subcommand found out.

    :param output: An object to be written as JSON, or lines.
    :param status: The exit status.
    """

    output: dict[str, Any] | Iterable[Line]
    status: int = 0


def fill(start: str, items: Iterable[str], separator: str, indent: int) -> list[str]:
    """Return items in as many lines as they take.

    Words that never end are cut off.

    :param start: What the first line starts with; the others are indented.
    """
    return textwrap.wrap(
        shortened(separator.join(items)),
        WIDTH,
        initial_indent=start,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def show(output: dict[str, Any] | Iterable[Line]) -> None:
    """Print JSON, or lines as pip prints its own: not with ``--quiet``, and logged."""
    if isinstance(output, dict):
        _write(_as_json(output))
        return
    for text in _blocks(output):
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


def show_early(output: dict[str, Any] | Iterable[Line], colour: bool) -> None:
    """Print the same while pip's logging is not set up yet."""
    if isinstance(output, dict):
        _write(_as_json(output))
        return
    _write("".join(f"{_render(line, colour)}\n" for line in output))


@contextmanager
def quietly() -> Iterator[None]:
    """Keep what pip tells on its way, warnings excepted, from the terminal."""

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


def _as_json(document: dict[str, Any]) -> str:
    return json.dumps({"format": FORMAT, **document}, indent=2) + "\n"


def _render(line: Line, colour: bool) -> str:
    if isinstance(line, str):
        return line
    if not colour:
        return line.plain
    pieces, end = [], 0
    for start, stop, style in line.spans:
        pieces.append(line.plain[end:start])
        text = line.plain[start:stop]
        pieces.append(_as_style(style).render(text, color_system=ColorSystem.STANDARD))
        end = stop
    return "".join([*pieces, line.plain[end:]])


def _as_style(style: str | Style) -> Style:
    return Style.parse(style) if isinstance(style, str) else style


def _write(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        from pip._internal.utils.logging import BrokenStdoutLoggingError

        raise BrokenStdoutLoggingError from None
    except OSError as error:
        raise CommandError(f"The output cannot be written: {error.strerror}") from None
