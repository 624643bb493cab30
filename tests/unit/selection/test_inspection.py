"""A dry run finds the lies that an installation would find."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from pip._vendor.variantlib.index_json import write_document

from tests.builders import (
    hash_of,
    label_document,
    make_label_wheel,
    make_wheel,
    parse_properties,
)
from tests.unit.running import run
from tests.unit.selecting import V2, V3

LABELS = {level: {"hw": {"level": [level]}} for level in ("v2", "v3")}


def planned(folder: Path, capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    """The names of the files that would be installed, and the text of pip."""
    report = folder / "report.json"
    options = ["--dry-run", "--ignore-installed", "--report", str(report)]
    assert run("install", folder, *options, *args) == 0
    printed = capsys.readouterr()
    entries = json.loads(report.read_text())["install"]
    urls = [unquote(entry["download_info"]["url"]) for entry in entries]
    names = [url.rpartition("/")[2] for url in urls]
    return names, " ".join((printed.out + printed.err).split())


def describe(folder: Path, *kinds: str) -> None:
    document = write_document([parse_properties([kind]) for kind in kinds])
    (folder / "pkg-1.0-variants.json").write_bytes(document)


def test_a_wheel_as_it_is_described(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = make_wheel(tmp_path, "pkg", properties=[V3])
    describe(tmp_path, V3)
    names, said = planned(tmp_path, capsys, "pkg")
    assert names == [made.name]
    assert "WARNING" not in said


def test_a_wheel_that_states_no_variant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_wheel(tmp_path, "pkg", properties=[V3], variant_lines=[])
    good = make_wheel(tmp_path, "pkg", properties=[V2])
    describe(tmp_path, V2, V3)
    names, said = planned(tmp_path, capsys, "pkg")
    assert names == [good.name]
    assert f"pkg-1.0~{hash_of([V3])}-py3-none-any.whl" in said


def test_a_label_that_states_something_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lie = label_document({"v3": {"hw": {"level": ["v2"]}}})
    make_label_wheel(tmp_path, "pkg", "1.0", "v3", LABELS["v3"], document=lie)
    make_label_wheel(tmp_path, "pkg", "1.0", "v2", LABELS["v2"])
    document = label_document(LABELS, ["hw"])
    (tmp_path / "pkg-1.0-variants.json").write_bytes(document)
    names, said = planned(tmp_path, capsys, "pkg")
    assert names == ["pkg-1.0-py3-none-any-v2.whl"]
    assert "pkg-1.0-py3-none-any-v3.whl" in said
