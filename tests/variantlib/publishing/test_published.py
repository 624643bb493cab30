"""What an index lists, compared with the folder that it was made of."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.builders import make_wheel
from variantlib.linting.reading import read_releases
from variantlib.linting.registry import check
from variantlib.linting.release import Release
from variantlib.publishing.published import with_index
from variantlib.publishing.site import write_site


def test_a_folder_is_compared_with_its_index(tmp_path: Path) -> None:
    gone = make_wheel(tmp_path, "demo", "1.0")
    changed = make_wheel(tmp_path, "demo", "2.0")
    make_wheel(tmp_path, "demo", "2.0", properties=["x86_64 :: level :: v3"])
    write_site(tmp_path)

    def releases() -> list[Release]:
        return with_index(tmp_path, read_releases(tmp_path))

    def problems() -> list[tuple[str | None, str]]:
        found = (f for release in releases() for f in check(release))
        return [(f.problem.file, f.problem.text) for f in found]

    assert problems() == []
    # Only the contents count.
    os.utime(changed, (0, 0))
    assert problems() == []
    gone.unlink()
    make_wheel(tmp_path, "demo", "2.0", module="NEW = True")
    new = make_wheel(tmp_path, "demo", "2.0", tag="py2-none-any")
    assert problems() == [
        (changed.name, "it is another file by the index than by the folder"),
        (new.name, "the folder has it, the index not"),
        (gone.name, "the index has it, the folder not"),
    ]
    shutil.rmtree(tmp_path / "simple")
    assert problems() == []
