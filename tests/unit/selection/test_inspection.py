"""A dry run finds the lies that an installation would find."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from pip._vendor.variantlib.documents.index_json import write_document

from tests.builders import (
    Index,
    label_document,
    make_label_wheel,
    make_wheel,
    parse_properties,
)
from tests.unit.running import run
from tests.unit.selecting import V2, V3

Capture = pytest.CaptureFixture[str]
LABELS = {level: {"hw": {"level": [level]}} for level in ("v2", "v3")}


@pytest.fixture
def index() -> Iterator[Index]:
    """One without METADATA files, so that wheels are looked into."""
    with Index() as running:
        running.sidecars = False
        yield running


def planned(index: Index, folder: Path, capsys: Capture, *args: str) -> Any:
    """The names of the files that would be installed, and the text of pip."""
    report = folder / "report.json"
    options = ["--dry-run", "--ignore-installed", "--report", str(report)]
    assert run("install", index.url, *options, *args) == 0
    printed = capsys.readouterr()
    entries = json.loads(report.read_text())["install"]
    urls = [unquote(entry["download_info"]["url"]) for entry in entries]
    names = [url.rpartition("/")[2] for url in urls]
    return names, " ".join((printed.out + printed.err).split())


def describe(index: Index, *kinds: str) -> None:
    document = write_document([parse_properties([kind]) for kind in kinds])
    index.add_bytes("pkg-1.0-variants.json", document, "pkg")


def test_a_wheel_as_it_is_described(
    index: Index, tmp_path: Path, capsys: Capture
) -> None:
    made = make_wheel(tmp_path, "pkg", properties=[V3])
    index.add(made)
    describe(index, V3)
    names, said = planned(index, tmp_path, capsys, "pkg")
    assert names == [made.name]
    assert "WARNING" not in said


def test_a_wheel_that_states_no_variant(
    index: Index, tmp_path: Path, capsys: Capture
) -> None:
    bad = make_wheel(tmp_path, "pkg", properties=[V3], variant_lines=[])
    good = make_wheel(tmp_path, "pkg", properties=[V2])
    index.add(bad, good)
    describe(index, V2, V3)
    names, said = planned(index, tmp_path, capsys, "pkg")
    assert names == [good.name]
    assert bad.name in said


def test_a_label_that_states_something_else(
    index: Index, tmp_path: Path, capsys: Capture
) -> None:
    lie = label_document({"v3": {"hw": {"level": ["v2"]}}})
    bad = make_label_wheel(tmp_path, "pkg", "1.0", "v3", LABELS["v3"], document=lie)
    good = make_label_wheel(tmp_path, "pkg", "1.0", "v2", LABELS["v2"])
    index.variants_json = False
    index.add(bad, good)
    index.add_bytes("pkg-1.0-variants.json", label_document(LABELS, ["hw"]), "pkg")
    names, said = planned(index, tmp_path, capsys, "pkg")
    assert names == [good.name]
    assert bad.name in said


def test_other_metadata_than_beside_the_wheel(
    index: Index, tmp_path: Path, capsys: Capture
) -> None:
    index.sidecars = True
    made = make_wheel(tmp_path, "pkg", properties=[V3], requires=["more"])
    index.add(made, make_wheel(tmp_path, "more"))
    names, _ = planned(index, tmp_path, capsys, "pkg")
    assert sorted(names) == ["more-1.0-py3-none-any.whl", made.name]
