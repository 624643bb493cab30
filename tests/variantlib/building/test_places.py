"""Links and pipes where a build keeps what is no wheel."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from variantlib.building.causes import with_log
from variantlib.building.leftovers import maker_of, stamps_in
from variantlib.building.locks import locked
from variantlib.building.places import InTheWay, empty_folder, make_folder, open_file

from .projects import Project

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links and pipes")


def write_log(path: Path) -> None:
    open_file(path, anew=True).close()


def lock(path: Path) -> None:
    with locked(path, lambda: None):
        pass


@pytest.mark.parametrize(
    ("use", "kind"),
    [
        (write_log, "file"),
        (lock, "file"),
        (empty_folder, "folder"),
        (make_folder, "folder"),
    ],
)
def test_what_is_not_ours_stays(
    tmp_path: Path, use: Callable[[Path], None], kind: str
) -> None:
    theirs = tmp_path / "theirs"
    (theirs / "folder").mkdir(parents=True)
    (theirs / "folder/kept").touch()
    (theirs / "file").write_text("kept")
    ours = tmp_path / "ours"
    ours.mkdir()
    (ours / "link").symlink_to(theirs / kind)
    (ours / "dangling").symlink_to(theirs / "new")
    os.mkfifo(ours / "pipe")
    (ours / "other").symlink_to(ours / "other")
    for path in sorted(ours.iterdir()):
        with pytest.raises(InTheWay) as caught:
            use(path)
        problem = f"is in the way, and is no {kind} of this command: remove it"
        assert str(caught.value) == f"{path} {problem}"
        # Nothing ran, so the log is of another day.
        assert with_log(caught.value, theirs / "file") == str(caught.value)
    assert (theirs / "file").read_text() == "kept"
    assert sorted(os.listdir(theirs)) == ["file", "folder"]
    assert (theirs / "folder/kept").exists()


def test_a_build_names_what_is_in_its_way(make: Callable[[str], Project]) -> None:
    project = make("plain = true\n")
    theirs = project.folder.parent / "theirs"
    theirs.write_text("kept")
    log = project.folder.resolve() / "dist/logs/plain.log"
    log.parent.mkdir(parents=True)
    log.symlink_to(theirs)
    lines = project.run(status=1)
    assert f"plain: failed: {log} is in the way, and is no file" in "\n".join(lines)
    assert theirs.read_text() == "kept"
    assert project.builds == []


@pytest.mark.parametrize("is_of_all", [True, False])
def test_no_link_leads_out_of_the_folder_with_the_stamps(
    make: Callable[[str], Project], is_of_all: bool
) -> None:
    project = make("plain = true\n")
    output = project.folder.resolve() / "dist"
    theirs = project.folder.parent / "theirs"
    theirs.mkdir()
    rows = stamps_in(output, maker_of(output.parent / "variants.toml", output))
    rows = rows.parent if is_of_all else rows
    rows.parent.mkdir(parents=True)
    rows.symlink_to(theirs)
    lines = project.run(status=1)
    assert f"plain: failed: {rows} is in the way, and is no folder" in "\n".join(lines)
    assert os.listdir(theirs) == []
