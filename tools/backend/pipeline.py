"""From the pinned release of pip to the tree of the fork."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from .overlay import as_copy, as_link, overlay
from .pins import Pins, read_pins
from .series import apply_series, read_series
from .stamp import stamp_build_info, stamp_project, stamp_version
from .upstream import copy, copy_file, locate, verify
from .vendor import vendor_attrs, vendor_variantlib


def make_tree(
    root: Path, tree: Path, live: bool = False, path: Sequence[str] | None = None
) -> None:
    """Make the fork's source tree out of the checkout at *root* in the folder *tree*.

    With *live*, our own modules are links, so that edits of them count at once. The
    pinned releases are looked for on *path*, by default among importable distributions.
    Raises BuildError if anything is not as pinned.
    """
    pins = read_pins(root)
    pip = locate(pins.pip, path)
    verify(pip)
    copy(pip, tree / "src/pip")
    for source, name in pip.licences:
        copy_file(pip.folder / source, tree / name)

    patches = read_series(root / "src/patches")
    apply_series(tree, patches)
    ours = add_our_parts(root, tree, pins, path, live)

    stamp_version(tree, pins)
    stamp_build_info(tree, pins, patches)
    stamp_project(root, tree, [*ours, *(name for _source, name in pip.licences)])


def add_our_parts(
    root: Path,
    tree: Path,
    pins: Pins,
    path: Sequence[str] | None = None,
    live: bool = False,
) -> list[str]:
    """Overlay our modules and vendor their dependencies; returns their licences."""
    attrs = locate(pins.attrs, path)
    verify(attrs)
    overlay(root / "src/pip", tree / "src/pip", as_link if live else as_copy)
    vendor_attrs(attrs, tree / "src/pip/_vendor/attr")
    vendor_variantlib(
        root / "src/variantlib", tree / "src/pip/_vendor/variantlib", live
    )
    return [f"src/pip/_vendor/{name}/LICENSE" for name in ("attr", "variantlib")]


def renew_tree(
    root: Path, tree: Path, path: Sequence[str] | None = None, live: bool = True
) -> Path:
    """Make *tree* anew. A pip that runs from it just now misses no module."""
    new, old = tree.with_name(f"{tree.name}.new"), tree.with_name(f"{tree.name}.old")
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    make_tree(root, new, live, path)
    if tree.exists():
        tree.rename(old)
    new.rename(tree)
    shutil.rmtree(old, ignore_errors=True)
    return tree
