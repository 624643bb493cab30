"""Folders and files are read as far as that is possible; bad ones are errors."""

from __future__ import annotations

import os
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.builders import make_label_wheel, make_sdist, make_wheel
from variantlib.errors import VariantError
from variantlib.linting.assembly import assemble, read_statement
from variantlib.linting.reading import read_releases
from variantlib.linting.registry import check

from ..scene import compressed_tags
from .scenes import MKL, V3, beside, labels

ODD = b'{"$schema": "x/v0.1.1.json", "variants": {"a": {"b": {"c": [1, [], {}]}}}, '


def test_a_folder_is_split_into_releases(tmp_path: Path) -> None:
    make_wheel(tmp_path, "demo", "1.0", properties=[V3])
    make_wheel(tmp_path, "demo", "2.0")
    make_label_wheel(tmp_path, "other.name", "1.0", "a", MKL)
    make_sdist(tmp_path, "demo", "1.0")
    (tmp_path / "README.txt").touch()
    (tmp_path / "a.whl").mkdir()
    releases = read_releases(tmp_path)
    assert [release.title for release in releases] == [
        "demo 1.0",
        "demo 2.0",
        "other-name 1.0",
    ]
    assert [release.has_source for release in releases] == [True, False, False]


@pytest.mark.parametrize("part", ["WHEEL", "RECORD"])
def test_a_wheel_without_a_part_that_installers_need(tmp_path: Path, part: str) -> None:
    wheel = make_wheel(tmp_path, "demo", "1.0")
    name = f"demo-1.0.dist-info/{part}"
    with ZipFile(wheel) as source:
        files = {n: source.read(n) for n in source.namelist() if n != name}
    with ZipFile(wheel, "w") as target:
        for other, content in files.items():
            target.writestr(other, content)
    [release] = read_releases(tmp_path)
    found = {f.rule.number: f.problem.text for f in check(release)}
    assert found == {"V103": f"the wheel cannot be read: {name} is missing"}


def test_tags_that_nobody_could_write_out_are_findings(tmp_path: Path) -> None:
    endless = compressed_tags(10**12)
    wheel = make_wheel(tmp_path, "demo", "1.0")
    with ZipFile(wheel) as source:
        files = {name: source.read(name) for name in source.namelist()}
    files["demo-1.0.dist-info/WHEEL"] = f"Wheel-Version: 1.0\nTag: {endless}".encode()
    with ZipFile(wheel, "w") as target:
        for name, content in files.items():
            target.writestr(name, content)
    named = f"demo-1.0-{compressed_tags(1000)}.whl"
    (tmp_path / named).touch()
    # Nothing is written out: this would not end.
    releases = read_releases(tmp_path)
    found = {f.rule.number: f.problem.text for each in releases for f in check(each)}
    assert found == {
        "V101": "this is not the name of a wheel: more than 500 tags",
        "V103": "the wheel cannot be read: its WHEEL has more than 500 tags",
    }


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("missing", "missing: no such file or folder"),
        ("empty", "empty: there are no wheels in this folder"),
        ("text.txt", "text.txt: this is no folder, no wheel, and no document"),
    ],
)
def test_other_places_are_errors(name: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.txt").touch()
    with pytest.raises(VariantError) as caught:
        read_releases(tmp_path / name)
    assert str(caught.value).endswith(problem) or problem in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
        b'{"$schema": "x/v0.1.1.json", "variants": []}',
        b'{"$schema": "x/v0.1.1.json", "variants": {"a": 1, "b": {"c": []}}}',
        ODD + b'"default-priorities": [], "providers": 7}',
        ODD + b'"default-priorities": {"namespace": ["b"]}, "providers": {"b": 1}}',
        ODD + b'"providers": {"b": {"requires": [1], "feature-order": [[]]}}}',
        ODD + b'"providers": {"b": {"static-properties": {"x": 1}}}}',
    ],
)
def test_no_document_breaks_it(content: bytes, tmp_path: Path) -> None:
    make_label_wheel(tmp_path, "demo", "1.0", "a", MKL)
    beside(tmp_path, content)
    numbers = {
        finding.rule.number
        for release in read_releases(tmp_path)
        for finding in check(release)
    }
    assert numbers & {"V601", "V602"}


def test_documents_of_no_release_are_named(tmp_path: Path) -> None:
    make_wheel(tmp_path, "demo", "1.0")
    (tmp_path / "demo-variants.json").write_text("{}")
    [_, strangers] = read_releases(tmp_path)
    assert [each.filename for each in strangers.misnamed] == ["demo-variants.json"]


def test_of_several_documents_of_a_release_none_counts(tmp_path: Path) -> None:
    labels(a=MKL)(tmp_path)
    content = (tmp_path / "demo-1.0-variants.json").read_bytes()
    (tmp_path / "Demo-1.0.0-variants.json").write_bytes(content)
    [release] = read_releases(tmp_path)
    [told] = [f.problem.text for f in check(release) if f.rule.number == "V601"]
    assert told == (
        "installers cannot use this document: it is one of 2 of this release "
        "(Demo-1.0.0-variants.json, demo-1.0-variants.json), and none counts"
    )


def test_one_document_that_a_page_lists_twice_counts() -> None:
    name = "demo-1.0-variants.json"
    twice = [read_statement(name, ODD[:-2] + b"}") for _ in range(2)]
    [release] = assemble([], {}, twice)
    assert release.statement == twice[0]


def test_endless_metadata_take_no_longer_than_to_read_them(tmp_path: Path) -> None:
    lines = [f"Requires-Dist: dep{number}" for number in range(20_000)]
    make_wheel(tmp_path, "demo", "1.0", metadata_lines=lines)
    beside(tmp_path, b'{"variants": {' + b'"a": {}, "b": {}, ' * 20_000 + b'"c": {}}}')
    [release] = read_releases(tmp_path)
    assert release.statement is not None
    assert release.statement.duplicates == ("a", "b")
    [wheel] = release.wheels
    assert wheel.metadata is not None
    assert len(wheel.metadata.requires) == 20_000


def test_a_description_of_parts_in_parts_is_text(tmp_path: Path) -> None:
    lines = [
        f"--{number}\nContent-Type: multipart/mixed; boundary={number + 1}\n"
        for number in range(2_000)
    ]
    lines[0] = lines[0].removeprefix("--0\n")
    make_wheel(tmp_path, "demo", "1.0", metadata_lines=lines)
    [release] = read_releases(tmp_path)
    [wheel] = release.wheels
    assert wheel.metadata is not None
    assert wheel.metadata.requires == ()


@pytest.mark.skipif(os.name == "nt", reason="Windows needs a right to make links")
def test_a_link_to_a_wheel_that_is_gone_is_no_wheel_to_read(tmp_path: Path) -> None:
    name = "demo-1.0-py3-none-any.whl"
    (tmp_path / name).symlink_to(tmp_path / "gone")
    [release] = read_releases(tmp_path)
    assert [wheel.fault for wheel in release.wheels] == ["No such file or directory"]
