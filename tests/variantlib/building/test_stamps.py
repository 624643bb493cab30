"""What is remembered of files that were made."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from variantlib.building.stamps import Made, Stamp, read_stamp, write_stamp
from variantlib.documents.wheel_zip import check_wheel

from ..making.scene import INFO, write_wheel
from .projects import PYPROJECT, Project


@pytest.mark.parametrize(
    "files",
    ["", "1", "null", '["..", 1, 2]', '["a.whl", 1e999, 1]', '["../a.whl", 1, 2]'],
)
def test_a_stamp_that_makes_no_sense_is_none(tmp_path: Path, files: str) -> None:
    stamp = tmp_path / "a.json"
    stamp.write_text(f'{{"inputs": "", "files": [{files}]}}')
    assert read_stamp(stamp) is None


@pytest.mark.parametrize("name", ["\0.whl", "\ud800.whl"])
def test_no_file_has_a_name_that_nobody_can_give_one(tmp_path: Path, name: str) -> None:
    stamp = tmp_path / "a.json"
    stamp.write_text(json.dumps({"inputs": "", "files": [[name, 1, 2]]}))
    read = read_stamp(stamp)
    assert read is not None
    assert not read.holds("", tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_is_no_wheel_that_was_made(tmp_path: Path) -> None:
    pipe = tmp_path / "demo-1.0-py3-none-any.whl"
    os.mkfifo(pipe)
    found = pipe.stat()
    assert not Made(pipe.name, found.st_size, found.st_mtime_ns).is_in(tmp_path)


@pytest.mark.parametrize("states_name", [True, False])
def test_a_wheel_of_another_project_is_not_what_was_built(
    make: Callable[[str], Project], states_name: bool
) -> None:
    """Whoever edits a stamp can give the size and the time of any wheel."""
    project = make("plain = true\n")
    if states_name:
        project.write("pyproject.toml", PYPROJECT + '[project]\nname = "Demo"\n')
    project.run()
    output = project.folder / "dist"
    [plain] = output.glob(".build/*/plain.json")
    [row] = output.glob(".build/rows/*/plain.json")
    other = make_other(output.parent, whole=states_name)
    for stamp, folder in ((plain, plain.parent), (row, output)):
        shutil.copy2(other, folder)
        known = read_stamp(stamp)
        assert known is not None
        write_stamp(stamp, Stamp(known.inputs, (Made.of(folder / other.name),)))
    if not states_name:
        # The wheel is all that can tell.
        row.unlink()
        (output / other.name).unlink()
    other.unlink()
    assert "1 row: 1 made" in project.run()
    assert len(project.builds) == 2
    assert (output / "demo-1.0-py3-none-any.whl").exists()


def make_other(folder: Path, *, whole: bool) -> Path:
    path = folder / "other-1.0-py3-none-any.whl"
    if not whole:
        path.write_bytes(b"no wheel")
        return path
    info = "other-1.0.dist-info"
    head = b"Metadata-Version: 2.1\nName: other\nVersion: 1.0\n"
    ours = dict.fromkeys([f"{INFO}/METADATA", f"{INFO}/WHEEL", f"{INFO}/RECORD"])
    wheel = b"Wheel-Version: 1.0\nTag: py3-none-any\n"
    theirs = {"METADATA": head, "WHEEL": wheel, "RECORD": b""}
    files = {f"{info}/{name}": content for name, content in theirs.items()}
    write_wheel(path, {**ours, **files})
    check_wheel(path)
    return path
