"""The settings in files of a project, and which files are none of our business."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pip._internal.variants.exceptions import VariantConfigurationError
from pip._internal.variants.settings.project_files import (
    MAX_FILE_SIZE,
    read_project_files,
)

OURS = '[tool.variantlib]\nprovider_priority = ["a"]\n'


def read(folder: Path) -> dict[str, Mapping[str, Any]]:
    """The settings by the name of the file, the weakest first."""
    return {Path(path).name: table for path, table in read_project_files(str(folder))}


def test_a_folder_without_settings(tmp_path: Path) -> None:
    assert read(tmp_path) == {}
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert read(tmp_path) == {}


def test_the_own_file_comes_last(tmp_path: Path) -> None:
    (tmp_path / "variant.toml").write_text('provider_priority = ["b"]')
    (tmp_path / "pyproject.toml").write_text(OURS)
    found = read(tmp_path)
    assert list(found) == ["pyproject.toml", "variant.toml"]
    assert [table["provider_priority"] for table in found.values()] == [["a"], ["b"]]


@pytest.mark.parametrize(
    "text",
    [
        "# variantlib\n[",
        "tool = 'variantlib'",
        "# variantlib",
        "[tool.other]\na = ]",
        "[tool.variantlib-of-others]\na = ]",
    ],
)
def test_what_is_wrong_elsewhere_is_not_ours(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert not any(read(tmp_path).values())


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (OURS.encode() + b"[", "It is not valid TOML: "),
        (b"[tool]\nvariantlib = 5\n", "tool.variantlib is not a table."),
        (b"[tool.variantlib\na = 5\n", "It is not valid TOML: "),
        (b"[ tool . 'variantlib' ]\na =\n", "It is not valid TOML: "),
        (OURS.encode("utf-16-le"), "the file is UTF-16"),
        (OURS.encode() + b"#" * MAX_FILE_SIZE, "It is larger than 1048576 bytes."),
    ],
    ids=["syntax", "no table", "header", "blanks", "utf-16", "large"],
)
def test_what_is_wrong_with_our_section(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    (tmp_path / "pyproject.toml").write_bytes(content)
    with pytest.raises(VariantConfigurationError) as caught:
        read(tmp_path)
    assert problem in str(caught.value.context)
    assert "pyproject.toml" in str(caught.value.message)


def test_an_own_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "variant.toml").mkdir()
    with pytest.raises(VariantConfigurationError) as caught:
        read(tmp_path)
    assert "It cannot be read: " in str(caught.value.context)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_nobody_waits_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pyproject.toml")
    assert read(tmp_path) == {}
    os.mkfifo(tmp_path / "variant.toml")
    with pytest.raises(VariantConfigurationError) as caught:
        read(tmp_path)
    assert "regular file" in str(caught.value.context)
