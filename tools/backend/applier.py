"""Apply a unified diff exactly where it says, or say why not.

The upstream files are pinned by hash, so no hunk has to be searched for: it stands
at its line, or the patch is not meant for this file.
"""

from __future__ import annotations

from pathlib import Path

from .diff import Hunk, parse_patch, split_lines
from .errors import BuildError

_END = "the end of the file"


def apply_hunks(lines: list[str], hunks: list[Hunk]) -> list[str]:
    """Return the changed lines; BuildError names line, expected and found text."""
    result: list[str] = []
    done = 0
    for hunk in hunks:
        at = max(hunk.start - 1, 0)
        _compare(lines, hunk, at)
        result += lines[done:at] + hunk.after
        done = at + len(hunk.before)
    return result + lines[done:]


def _compare(lines: list[str], hunk: Hunk, at: int) -> None:
    expected = [*hunk.before, _END] if hunk.ends_the_file else hunk.before
    found = [*lines, _END]
    for number, text in enumerate(expected, at):
        here = found[number] if number < len(found) else _END
        if here != text:
            raise BuildError(f"line {number + 1}: expected {text!r}, found {here!r}")


def apply_patch(tree: Path, text: str) -> None:
    """Change the files in *tree* as the diff says; BuildError if anything differs."""
    for path, hunks in list(parse_patch(text)):
        try:
            before = split_lines((tree / path).read_bytes().decode())
            after = apply_hunks(before, hunks)
        except FileNotFoundError:
            raise BuildError(f"{path}: there is no such file") from None
        except BuildError as error:
            raise BuildError(f"{path}, {error}") from None
        (tree / path).write_bytes("".join(after).encode())
