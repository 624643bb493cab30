"""The fork as a tree of sources, for tests that import its modules."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock

from backend.overlay import is_source
from backend.pins import read_pins
from backend.pipeline import renew_tree
from patchseries.releases import fetch_pinned

ROOT = Path(__file__).resolve().parents[2]
TREE = ROOT / "build/unit"
SOURCE = TREE / "src"
MADE_FROM = ("pyproject.toml", "src", "tools/backend")


def import_fork() -> None:
    """Let ``import pip`` find the fork of this checkout, whichever pip is installed."""
    with FileLock(ROOT / "build/unit.lock"):
        _lay_out()
    for name in [name for name in sys.modules if name.partition(".")[0] == "pip"]:
        if not (sys.modules[name].__file__ or "").startswith(str(SOURCE)):
            del sys.modules[name]
    if str(SOURCE) not in sys.path:
        sys.path.insert(0, str(SOURCE))


def _lay_out() -> None:
    stamp = TREE / "made-from.txt"
    digest = _digest()
    if not stamp.exists() or stamp.read_text("ascii") != digest:
        renew_tree(ROOT, TREE, fetch_pinned(ROOT, read_pins(ROOT)), live=False)
        stamp.write_text(digest, "ascii")


def _digest() -> str:
    """What the tree is made of. It holds copies, so an edit means another one."""
    digest = hashlib.sha256()
    for path in _files():
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    for name in MADE_FROM:
        folder = ROOT / name
        found = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
        yield from (path for path in found if path.is_file() and is_source(path))
