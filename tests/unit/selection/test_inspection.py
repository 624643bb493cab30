"""A dry run finds the lies that an installation would find."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from pip._vendor.variantlib.documents.index_json import write_document

from tests.builders import (
    Index,
    hash_of,
    label_document,
    make_label_wheel,
    make_wheel,
    parse_properties,
)
from tests.builders.pages import metadata_of
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


class TestWithoutDownload:
    """With METADATA beside a wheel, a dry run only looks into the chosen one."""

    @pytest.fixture
    def offered(self, index: Index, tmp_path: Path) -> Index:
        """An index that offers something second best, and a dependency."""
        index.sidecars = True
        index.variants_json = False
        index.add(make_wheel(tmp_path, "pkg", properties=[V2]))
        index.add(make_wheel(tmp_path, "more"))
        return index

    def test_the_truth(self, offered: Index, tmp_path: Path, capsys: Capture) -> None:
        made = make_wheel(tmp_path, "pkg", properties=[V3], requires=["more"])
        offered.add(made)
        names, said = planned(offered, tmp_path, capsys, "pkg")
        assert sorted(names) == ["more-1.0-py3-none-any.whl", made.name]
        assert "Discarding" not in said

    @pytest.mark.parametrize(
        ("lie", "problem"),
        [
            ({"requires": ["more"]}, "has inconsistent Requires-Dist"),
            ({"variant_lines": []}, "The METADATA of pkg-1.0~"),
            (
                {"variant_lines": [f"Variant-hash: {hash_of([V2])}", f"Variant: {V2}"]},
                "The METADATA of pkg-1.0~",
            ),
            ({"metadata_lines": ["Version: 2.0"]}, "has inconsistent Version"),
        ],
    )
    def test_a_wheel_with_other_metadata(
        self,
        offered: Index,
        tmp_path: Path,
        capsys: Capture,
        lie: dict[str, Any],
        problem: str,
    ) -> None:
        true = make_wheel(tmp_path / "true", "pkg", properties=[V3])
        bad = make_wheel(tmp_path, "pkg", properties=[V3], **lie)
        offered.add(bad, metadata=metadata_of(true))
        names, said = planned(offered, tmp_path, capsys, "pkg")
        assert names == [f"pkg-1.0~{hash_of([V2])}-py3-none-any.whl"]
        assert f"Discarding {offered.file_url(bad.name)}" in said
        assert problem in said

    def test_a_wheel_without_metadata(
        self, offered: Index, tmp_path: Path, capsys: Capture
    ) -> None:
        true = make_wheel(tmp_path / "true", "pkg", properties=[V3])
        bad = tmp_path / true.name
        with zipfile.ZipFile(bad, "w") as wheel:
            wheel.writestr("pkg.py", "")
        offered.add(bad, metadata=metadata_of(true))
        names, said = planned(offered, tmp_path, capsys, "pkg")
        assert names == [f"pkg-1.0~{hash_of([V2])}-py3-none-any.whl"]
        assert f"Discarding {offered.file_url(bad.name)}" in said

    @pytest.mark.parametrize(
        "document",
        [
            b"[]",
            label_document({"v3": {"hw": {"level": ["v2"]}}}),
            label_document({"other": {"hw": {"level": ["v3"]}}}),
        ],
    )
    def test_a_label_with_another_document(
        self, offered: Index, tmp_path: Path, capsys: Capture, document: bytes
    ) -> None:
        bad = make_label_wheel(tmp_path, "pkg", "1.0", "v3", {}, document=document)
        stated = label_document({"v3": LABELS["v3"]}, ["hw"])
        offered.add(bad)
        offered.add_bytes("pkg-1.0-variants.json", stated, "pkg")
        names, said = planned(offered, tmp_path, capsys, "pkg")
        assert names == [f"pkg-1.0~{hash_of([V2])}-py3-none-any.whl"]
        assert f"Discarding {offered.file_url(bad.name)}" in said

    def test_a_server_that_gives_no_ranges_is_trusted(
        self, offered: Index, tmp_path: Path, capsys: Capture
    ) -> None:
        offered.ranges = False
        big = {"pkg.bin": os.urandom(4 * 2**20)}
        made = make_wheel(tmp_path, "pkg", properties=[V3], files=big)
        offered.add(made)
        names, said = planned(offered, tmp_path, capsys, "pkg")
        assert names == [made.name]
        assert f"Trusting the index about {made.name}: " in said


def test_a_wheel_that_a_catalogue_speaks_for_needs_no_document(
    index: Index, tmp_path: Path, capsys: Capture
) -> None:
    index.sidecars = True
    index.add(make_wheel(tmp_path, "pkg", "1.0+cpu", requires=["more"]))
    index.add(make_wheel(tmp_path, "more"))
    catalogue = tmp_path / "cpu.toml"
    catalogue.write_text(
        'format = 1\nname = "cpu"\nprojects = "pkg"\n'
        f'[[variants]]\nlabel = "cpu"\nindex = "{index.url}"\n'
    )
    names, said = planned(index, tmp_path, capsys, "--catalogue", str(catalogue), "pkg")
    assert names == ["pkg-1.0+cpu-py3-none-any.whl", "more-1.0-py3-none-any.whl"]
    assert "Using variant cpu of pkg 1.0+cpu, which fits this machine" in said
