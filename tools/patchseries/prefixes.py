"""Try the fork after each patch of the series: every step must be a working pip."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from backend.diff import parse_patch
from backend.errors import BuildError
from backend.pins import read_pins
from backend.pipeline import make_tree
from backend.series import Patch, apply_series
from backend.upstream import copy_file, locate

_IMPORT = """\
import importlib, sys
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2:]:
    importlib.import_module(name)
"""


def touched_files(patches: Sequence[Patch]) -> list[str]:
    """Paths of all files that *patches* change."""
    return sorted({path for patch in patches for path, _ in parse_patch(patch.text)})


def restore_upstream(
    root: Path, tree: Path, patches: Sequence[Patch], path: Sequence[str]
) -> None:
    """Put upstream's files in *tree*, in place of all that *patches* change."""
    upstream = locate(read_pins(root).pip, path)
    for name in touched_files(patches):
        copy_file(upstream.folder / name.removeprefix("src/"), tree / name)


def check_prefixes(
    root: Path, patches: Sequence[Patch], path: Sequence[str]
) -> Iterator[str]:
    """Yield a sentence for the first patch after which the fork does not import."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "tree")
        try:
            make_tree(root, tree, path=path)
        except BuildError as error:
            yield f"series: {error}"
            return
        restore_upstream(root, tree, patches, path)
        for number, patch in enumerate(patches, 1):
            apply_series(tree, [patch])
            if problem := why_it_does_not_import(tree, touched_files(patches[:number])):
                yield f"{patch.name}: after it the fork does not import: {problem}"
                return


def why_it_does_not_import(tree: Path, files: Sequence[str]) -> str | None:
    """Import pip and each of *files* from *tree*; None, or the error in one line."""
    modules = ["pip._internal.cli.main", *map(_module_of, files)]
    command = [sys.executable, "-I", "-B", "-c", _IMPORT, str(tree / "src"), *modules]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    return done.stderr.strip().rpartition("\n")[2] if done.returncode else None


def _module_of(path: str) -> str:
    name = path.removeprefix("src/").removesuffix(".py").replace("/", ".")
    return name.removesuffix(".__init__")
