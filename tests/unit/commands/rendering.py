"""What a terminal shows of the parts of a drawing."""

from __future__ import annotations

import io
from collections.abc import Iterable

from pip._vendor.rich.console import Console, RenderableType
from pip._vendor.rich.text import Text

from pip._internal.variants.commands.output import Line


def rendered(
    parts: Iterable[RenderableType], width: int = 80, encoding: str = "utf-8"
) -> str:
    """Render parts as pip's console does, without styles."""
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(file=file, width=width, soft_wrap=True)
    for part in parts:
        console.print(part, overflow="ignore", crop=False)
    file.flush()
    assert isinstance(file.buffer, io.BytesIO)
    return file.buffer.getvalue().decode(encoding)


def words(text: str) -> str:
    """The text without what only draws lines, and without blanks."""
    return "".join(char for char in text if char.isascii() and not char.isspace())


def plain(lines: Iterable[Line]) -> list[str]:
    return [line.plain if isinstance(line, Text) else line for line in lines]
