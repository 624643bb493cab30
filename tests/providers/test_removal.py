"""Removing folders, whatever is in them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from pip._vendor.variantlib.plugins._removal import remove_tree


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "thesis").write_text("years of work")
    return folder


def test_what_is_deeper_than_any_path(tmp_path: Path, elsewhere: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    before = Path.cwd()
    os.chdir(folder)
    try:
        for _ in range(1100):
            os.symlink(elsewhere, "link")
            Path("file").touch()
            Path(".1").mkdir()
            Path("d" * 9).mkdir()
            os.chdir("d" * 9)
        os.chmod(".", 0)
    finally:
        os.chdir(before)

    remove_tree(str(folder))

    assert not folder.exists()
    assert (elsewhere / "thesis").exists()


def test_a_link_leads_nowhere(tmp_path: Path, elsewhere: Path) -> None:
    (tmp_path / "link").symlink_to(elsewhere)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/link").symlink_to(elsewhere)

    for name in ("link", "folder", "missing", "elsewhere/thesis"):
        remove_tree(str(tmp_path / name))

    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "link"]
    assert (elsewhere / "thesis").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes in folders")
def test_pipes_and_loops(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to(folder)

    remove_tree(str(folder))

    assert not folder.exists()
