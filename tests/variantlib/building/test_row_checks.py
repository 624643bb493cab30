"""Rows whose wheels would be of no use are refused before anything is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from variantlib.building.command import Request, read_request
from variantlib.errors import VariantError

LEVELS = """
%s
plain = true
[axes.cpu]
values = ["v2", "v3"]
properties = ["x86_64 :: level :: {value}"]
"""
BY_LABEL = "add-dependencies = [\"mkl; variant_label == 'v3'\"]"
BY_PROPERTY = "'x86_64 :: level :: v3' in variant_properties"


def refusal(folder: Path, text: str) -> str:
    """What the command says of a file."""
    path = folder / "variants.toml"
    path.write_text(text)
    with pytest.raises(VariantError) as caught:
        read_request(Request(file=path))
    return str(caught.value).removeprefix(f"{path}: ")


def test_a_marker_about_labels_in_the_hash_form(tmp_path: Path) -> None:
    for form in ("hash", "both"):
        text = LEVELS % f"form = '{form}'" + BY_LABEL
        assert refusal(tmp_path, text) == (
            "v2.add-dependencies: \"mkl; variant_label == 'v3'\": a wheel of the hash"
            " form has no label, so this marker never holds in one; write it as in"
            f" {BY_PROPERTY}"
        )
    path = tmp_path / "variants.toml"
    for text in (
        LEVELS % "form = 'label'" + BY_LABEL,
        LEVELS % "form = 'both'" + f'add-dependencies = ["mkl; {BY_PROPERTY}"]',
    ):
        path.write_text(text)
        assert len(read_request(Request(file=path)).rows) == 3


def test_a_marker_about_variants_in_the_plain_wheel(tmp_path: Path) -> None:
    told = (
        "plain.{}-dependencies: \"mkl; variant_label == 'v3'\": this is a plain wheel,"
        " and other installers refuse one with a marker about variants; leave out the"
        " marker, or the dependency{}"
    )
    own = BY_LABEL.replace("add", "replace")
    text = LEVELS.replace("plain = true", f"plain = {{ {own} }}") % ""
    assert refusal(tmp_path, text) == told.format("replace", "")
    text = LEVELS % "" + f"[all]\n{BY_LABEL}"
    hint = ", or give it to the axes and to 'null' instead of to 'all'"
    assert refusal(tmp_path, text) == told.format("add", hint)


@pytest.mark.parametrize(
    ("project", "most"),
    [
        ("[project]\nname = 'de.-mo'\nversion = '01.0'\n", 219),
        ("[project]\nname = 'demo'\ndynamic = ['version']\n", 222),
        # As short as it can be.
        ("[project]\ndynamic = ['version']\n", 225),
        ("[build-system", 225),
        (None, 225),
    ],
)
def test_a_label_that_is_too_long_for_a_file_name(
    tmp_path: Path, project: str | None, most: int
) -> None:
    (tmp_path / "sources").mkdir()
    if project is not None:
        (tmp_path / "sources/pyproject.toml").write_text(project)
    rest = "x" * (most - len("v2"))
    text = LEVELS % f"source = 'sources'\nlabel = '{{cpu}}{rest}%s'"
    for form in ("form = 'both'\n", ""):
        assert refusal(tmp_path, form + text % "x") == (
            "v2: the file name of its wheel would have 247 bytes or more, and may"
            " have 246 at most: give it a shorter 'label'"
        )
    path = tmp_path / "variants.toml"
    for sound in (text % "", "form = 'hash'\n" + text % "x"):
        path.write_text(sound)
        assert len(read_request(Request(file=path)).rows) == 3
