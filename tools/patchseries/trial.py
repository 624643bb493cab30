"""Try the series on another release of pip, and tell the work it would take."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from backend.applier import apply_hunks
from backend.diff import Hunk, parse_patch, split_lines
from backend.errors import BuildError
from backend.overlay import as_copy
from backend.pins import read_pins
from backend.pipeline import add_our_parts
from backend.series import Patch, read_series
from backend.stamp import stamp_build_info

from .prefixes import touched_files, why_it_does_not_import
from .releases import fetch


def try_release(root: Path, version: str, path: Sequence[str]) -> Iterator[str]:
    """Yield the fate of each patch on pip *version*, then whether pip imports.

    Hunks that stand elsewhere are applied there, so that later patches are judged
    fairly; the build itself would refuse them.
    """
    upstream = fetch(root / "build/releases", f"pip=={version}")
    patches = read_series(root / "src/patches")
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        (tree / "src").mkdir()
        as_copy(upstream / "pip", tree / "src/pip")
        for patch in patches:
            moved, broken = _try_patch(tree, patch)
            note = f"BREAKS in {len(broken)} places" if broken else "applies"
            yield f"{patch.name}: {note}{f', {moved} hunks moved' if moved else ''}"
            yield from (f"    {problem}" for problem in broken)
        pins = read_pins(root)
        add_our_parts(root, tree, pins, path)
        other = replace(pins, pip=replace(pins.pip, version=version))
        stamp_build_info(tree, other, patches)
        files = [file for file in touched_files(patches) if (tree / file).exists()]
        problem = why_it_does_not_import(tree, files)
        yield f"the result {f'does not import: {problem}' if problem else 'imports'}"


def _try_patch(tree: Path, patch: Patch) -> tuple[int, list[str]]:
    """Apply all hunks that fit; return the number that moved, and those that failed."""
    moved = 0
    broken = []
    for path, hunks in parse_patch(patch.text):
        file = tree / path
        if not file.is_file():
            broken.append(f"{path}: there is no such file")
            continue
        lines = split_lines(file.read_bytes().decode())
        fitting = []
        for hunk in hunks:
            there = hunk._replace(start=_best_place(lines, hunk))
            try:
                apply_hunks(lines, [there])
            except BuildError as error:
                broken.append(f"{path}, {error}")
            else:
                fitting.append(there)
                moved += there.start != hunk.start
        file.write_bytes("".join(apply_hunks(lines, fitting)).encode())
    return moved, broken


def _best_place(lines: Sequence[str], hunk: Hunk) -> int:
    """The line number at which most lines of *hunk* stand; of these the nearest."""

    def misfit(start: int) -> tuple[int, int]:
        found = lines[start - 1 : start - 1 + len(hunk.before)]
        wrong = sum(a != b for a, b in zip_longest(found, hunk.before))
        return wrong, abs(start - hunk.start)

    return min(range(1, len(lines) + 2), key=misfit)
