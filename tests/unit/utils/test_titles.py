"""The name of a distribution, whatever is left of its metadata."""

from __future__ import annotations

from pathlib import Path

import pytest

from pip._internal.metadata import BaseDistribution, get_directory_distribution
from pip._internal.variants.utils.titles import project_of, title_of, version_of


def dist(
    folder: Path, metadata: str | None, name: str = "a_pkg-1.0"
) -> BaseDistribution:
    made = folder / f"{name}.dist-info"
    made.mkdir()
    if metadata is not None:
        (made / "METADATA").write_text(metadata)
    return get_directory_distribution(str(made))


def test_the_spelling_is_that_of_the_metadata(tmp_path: Path) -> None:
    found = dist(tmp_path, "Metadata-Version: 2.1\nName: A.Pkg\nVersion: 1.0\n")
    assert project_of(found) == "A.Pkg"
    assert version_of(found) == "1.0"
    assert title_of(found) == "A.Pkg 1.0"


@pytest.mark.parametrize(
    "metadata", ["Metadata-Version: 2.1\nName: pkg\nVersion: new\n", "Name: pkg\n"]
)
def test_a_version_that_is_none(tmp_path: Path, metadata: str) -> None:
    found = dist(tmp_path, metadata, "pkg-new")
    assert version_of(found) is None
    assert title_of(found) == "pkg of no version"


def test_without_metadata_the_folder_has_the_name(tmp_path: Path) -> None:
    assert project_of(dist(tmp_path, None)) in ("a-pkg", "a_pkg")


def test_metadata_that_cannot_be_read_leaves_the_folders_name(tmp_path: Path) -> None:
    found = dist(tmp_path, None)
    (tmp_path / "a_pkg-1.0.dist-info/METADATA").write_bytes(b"Name: \xff\n")
    assert project_of(found) in ("a-pkg", "a_pkg")
