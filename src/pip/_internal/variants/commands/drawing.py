"""Draw tables and trees for a terminal.

``rich`` fits them to its width, and to the characters that its encoding has. Its tables
and trees take a while to load, so they are imported once there is something to draw.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pip._vendor.rich.console import Group
from pip._vendor.rich.measure import Measurement
from pip._vendor.rich.text import Text

if TYPE_CHECKING:
    from pip._vendor.rich.console import (
        Console,
        ConsoleOptions,
        RenderableType,
        RenderResult,
    )
    from pip._vendor.rich.table import Table
    from pip._vendor.rich.tree import Tree

_NBSP = "\N{NO-BREAK SPACE}"


class Sentence:
    """Text that is wrapped to the room that it gets, and never cut off.

    Nothing in it is markup. A no-break space is shown as a space.
    """

    def __init__(self, text: str, style: str = "") -> None:
        self._text = text
        self._style = style

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> RenderResult:
        lines = self._lines(options.max_width) or [""]
        # Wide characters take two columns, so a line may have to be folded.
        yield Text("\n".join(lines), self._style, overflow="fold", no_wrap=False)

    def __rich_measure__(
        self, console: Console, options: ConsoleOptions
    ) -> Measurement:
        shortest = max(map(len, self._text.split(" ")))
        width = Text(self._text).cell_len
        return Measurement(min(shortest, width), width).with_maximum(options.max_width)

    def _lines(self, width: int) -> list[str]:
        # A terminal may say that it has no column at all.
        lines = textwrap.wrap(self._text, max(1, width), break_on_hyphens=False)
        return [line.replace(_NBSP, " ") for line in lines]


class Canvas:
    """Makes the parts of a drawing; commands get it handed to their ``draw``."""

    def text(self, text: str, style: str = "") -> RenderableType:
        """Return a text that fits itself to the room."""
        return Sentence(text, style)

    def table(
        self, headings: Sequence[str], rows: Iterable[Sequence[RenderableType]]
    ) -> RenderableType:
        """Return a table with lines between its rows."""
        from pip._vendor.rich import box
        from pip._vendor.rich.table import Table

        table = Table(box=box.ROUNDED, show_lines=True, header_style="bold")
        for heading in headings:
            table.add_column(Sentence(heading), overflow="fold")
        for row in rows:
            table.add_row(*row)
        return table

    def pairs(self, pairs: Iterable[tuple[str, str]]) -> RenderableType:
        """Return names with texts beside them."""
        grid = _grid()
        for name, content in pairs:
            grid.add_row(Sentence(name), Sentence(content))
        return grid

    def item(self, mark: str, lines: Iterable[RenderableType]) -> RenderableType:
        """Return an item of a list: its mark, and lines beside it."""
        grid = _grid()
        grid.add_row(Text(mark), self.stack(lines))
        return grid

    def stack(self, parts: Iterable[RenderableType]) -> RenderableType:
        """Return parts one below the other."""
        return Group(*parts)

    def tree(self, text: str, style: str = "") -> Tree:
        """Return the root of a tree, to add branches to."""
        from pip._vendor.rich.tree import Tree

        return Tree(Sentence(text, style))


def _grid() -> Table:
    from pip._vendor.rich.table import Table

    return Table.grid(padding=(0, 2, 0, 0))
