"""The fields of METADATA as lines, so that all that is not changed stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..errors import InvalidDocument

_END = re.compile(rb"^\r?$", re.MULTILINE)


@dataclass
class Fields:
    """METADATA while it is edited.

    :param lines: The fields, each with its name, and all lines that continue it.
    :param body: The rest, from the blank line on.
    """

    lines: list[tuple[str, str]]
    body: bytes
    newline: str

    @classmethod
    def parse(cls, metadata: bytes) -> Fields:
        """Return the fields of METADATA.

        :raises InvalidDocument: If it has a line that is none.
        """
        newline = "\r\n" if b"\r\n" in metadata else "\n"
        end = _END.search(metadata)
        head = metadata[: end.start()] if end else metadata
        body = metadata[end.start() :] if end else b""
        if head and not head.endswith(b"\n"):
            head += newline.encode()
        lines: list[tuple[str, str]] = []
        for raw in head.splitlines(keepends=True):
            line = raw.decode("utf-8", "surrogateescape")
            name, colon, _ = line.partition(":")
            if line[:1] in (" ", "\t") and lines:
                lines[-1] = (lines[-1][0], lines[-1][1] + line)
            elif colon:
                lines.append((name.strip().lower(), line))
            else:
                raise InvalidDocument("has a line that is no header")
        return cls(lines, body, newline)

    def write(self) -> bytes:
        """Return METADATA."""
        text = "".join(line for _, line in self.lines)
        return text.encode("utf-8", "surrogateescape") + self.body

    def values(self, name: str) -> list[str]:
        """Return the values of a field, in order."""
        return [_value(line) for key, line in self.lines if key == name.lower()]

    def drop(self, name: str, unwanted: Callable[[str], bool]) -> int | None:
        """Drop the values of a field that are not wanted.

        :return: The place of the first of them; None if there was none.
        """
        kept: list[tuple[str, str]] = []
        first = None
        for key, line in self.lines:
            if key == name.lower() and unwanted(_value(line)):
                first = len(kept) if first is None else first
            else:
                kept.append((key, line))
        self.lines = kept
        return first

    def add(self, name: str, values: Sequence[str], place: int | None = None) -> None:
        """Add values of a field.

        :param place: Where; None for behind the others of that name, or last.
        """
        if place is None:
            same = [n for n, (key, _) in enumerate(self.lines) if key == name.lower()]
            place = same[-1] + 1 if same else len(self.lines)
        end = self.newline
        new = [(name.lower(), f"{name}: {value}{end}") for value in values]
        self.lines[place:place] = new

    def set(self, name: str, value: str | None) -> None:
        """Set a field that stands once; None drops it."""
        place = self.drop(name, lambda value: True)
        if value is not None:
            self.add(name, [value], place)


def _value(line: str) -> str:
    return " ".join(line.partition(":")[2].split())
