"""Read a unified diff as values; only changes of lines in existing files."""

from __future__ import annotations

import io
import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from .errors import BuildError

_FILE = re.compile(r"--- a/(?P<path>\S+)\n\+\+\+ b/(?P=path)\n")
_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@.*\n")
_NOT_LINES = ("old mode ", "rename from ", "copy from ", "GIT binary ", "\\ No newline")


class Hunk(NamedTuple):
    """Some lines of the old file, and their replacement."""

    start: int  # number of the first line, from 1; 0 in an empty file
    lines: list[str]  # the hunk's own lines, each with its mark

    @property
    def before(self) -> list[str]:
        return [line[1:] for line in self.lines if line[0] != "+"]

    @property
    def after(self) -> list[str]:
        return [line[1:] for line in self.lines if line[0] != "-"]

    @property
    def ends_the_file(self) -> bool:
        # No context after the change: as in git, the file ends here too.
        return self.lines[-1][0] != " "


def split_lines(text: str) -> list[str]:
    """Lines with their ends; as in a diff, only a line feed ends a line."""
    return io.StringIO(text, newline="\n").readlines()


def parse_patch(text: str) -> Iterator[tuple[str, list[Hunk]]]:
    """Yield each changed file and its hunks; BuildError for any other change."""
    lines = deque(split_lines(text))
    while lines:
        line = lines.popleft()
        if line.startswith(_NOT_LINES):
            raise BuildError(f"{line.strip()!r} is more than a change of lines")
        if line.startswith("--- "):
            match = _FILE.fullmatch(line + (lines.popleft() if lines else ""))
            if not match or ".." in match["path"].split("/"):
                raise BuildError(f"{line.strip()!r} names no existing file to change")
            yield match["path"], list(_take_hunks(lines))


def _take_hunks(lines: deque[str]) -> Iterator[Hunk]:
    while lines and (head := _HUNK.fullmatch(lines[0])):
        lines.popleft()
        old, new = int(head[2] or 1), int(head[3] or 1)
        body: list[str] = []
        while old > 0 or new > 0:
            line = lines.popleft() if lines else ""
            if line[:1] not in ("-", "+", " "):
                raise BuildError(f"hunk {head[0].strip()!r} is cut short")
            old -= line[0] != "+"
            new -= line[0] != "-"
            body.append(line)
        yield Hunk(int(head[1]), body)
