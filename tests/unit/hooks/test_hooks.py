"""What patched code gets: the same as before where no variant is involved."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pip._vendor.packaging.utils import InvalidWheelFilename
from pip._vendor.packaging.version import Version

from pip._internal.metadata import get_directory_distribution
from pip._internal.metadata.base import BaseDistribution
from pip._internal.models.link import Link
from pip._internal.variants import hooks
from pip._internal.variants.models import SelectedVariant
from pip._internal.variants.selection.versions import BetterVersion
from tests.builders import hash_of, label_document, parse_properties
from tests.unit.scene import hash_name, label_name, wheel_name

V3 = "hw :: level :: v3"
PLAIN, VARIANT = wheel_name(), wheel_name(V3)
CHOICE = SelectedVariant(
    hash_name(V3), tuple(parse_properties([V3])), "somebody", 2, {"hw": {}}
)


def installed(folder: Path, *lines: str) -> BaseDistribution:
    info = folder / "pkg-1.0.dist-info"
    info.mkdir()
    text = "\n".join(["Metadata-Version: 2.1", "Name: pkg", "Version: 1.0", *lines, ""])
    (info / "METADATA").write_text(text)
    return get_directory_distribution(str(info))


def label(
    folder: Path, properties: dict[str, dict[str, list[str]]]
) -> BaseDistribution:
    dist = installed(folder)
    document = label_document({"cuda13": properties})
    (folder / "pkg-1.0.dist-info/variant.json").write_bytes(document)
    return dist


@pytest.fixture
def plain(tmp_path: Path) -> BaseDistribution:
    return installed(tmp_path)


@pytest.fixture
def variant(tmp_path: Path) -> BaseDistribution:
    lines = [f"Variant-hash: {hash_of([V3])}", f"Variant: {V3}"]
    return installed(tmp_path, *lines)


@pytest.mark.parametrize(
    "filename",
    ["", "x", "~", "a~b.tar.gz", "pkg-1.0~36266d4d.zip", PLAIN, "Pkg.1-1.0-x.whl"],
)
def test_names_without_a_variant_stay(filename: str) -> None:
    assert hooks.split_variant(filename) == (filename, None)


def test_a_variant_is_split_off() -> None:
    assert hooks.split_variant(VARIANT) == (PLAIN, hash_name(V3))
    name, version, build, _ = hooks.parse_wheel_filename(
        "Some_Pkg-1.0-2~36266d4d-a-b-c.whl"
    )
    assert (name, version, build) == ("some-pkg", Version("1.0"), (2, ""))


@pytest.mark.parametrize(
    "filename",
    [
        "pkg-1.0~36266d4-py3-none-any.whl",
        "pkg-1.0~36266D4D-py3-none-any.whl",
        "pkg-1.0~36266d4d~36266d4d-py3-none-any.whl",
        "pkg-1.0-py3~36266d4d-none-any.whl",
        "pkg~36266d4d-1.0-py3-none-any.whl",
        "pkg-1.0~36266d4d\n-py3-none-any.whl",
        "~.whl",
    ],
)
def test_malformed_variants_are_invalid_names(filename: str) -> None:
    with pytest.raises(InvalidWheelFilename) as caught:
        hooks.parse_wheel_filename(filename)
    assert str(caught.value).isprintable()


@given(st.text(st.sampled_from("a1.~-_\n\x1b")).map("{}.whl".format) | st.text())
@example("pkg-1.0-1~36266d4d-py3-none-any.whl")
def test_whatever_a_file_is_called(filename: str) -> None:
    try:
        name, variant = hooks.split_variant(filename)
    except InvalidWheelFilename:
        assert "~" in filename
    else:
        assert "~" not in name or variant is None


def test_a_plain_distribution_is_shown_as_ever(plain: BaseDistribution) -> None:
    header = ["Package", "Version"]
    assert hooks.installed_variant(plain) is None
    assert str(hooks.ShownVersion(plain)) == "1.0"
    assert hooks.inspect_entry(plain) == {}
    assert hooks.list_entry(plain) == {}
    assert hooks.describe_variant(plain) is None
    assert hooks.list_column(header, [plain, plain]) == []
    assert header == ["Package", "Version"]
    row = ["pkg", "1.0"]
    hooks.add_cell(row, [], 1)
    assert row == ["pkg", "1.0"]
    hooks.show_variant(None, lambda *args: pytest.fail(repr(args)))


def test_an_installed_variant_is_shown(
    variant: BaseDistribution, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    plain = installed(tmp_path / "other")
    header = ["Package"]
    shown: list[tuple[str, str]] = []
    hooks.show_variant(hooks.describe_variant(variant), lambda *a: shown.append(a))
    assert shown == [("Variant: %s", f"{hash_of([V3])} ({V3})")]
    assert str(hooks.ShownVersion(variant)) == f"1.0~{hash_of([V3])}"
    assert hooks.list_entry(variant) == {"variant": hash_of([V3])}
    column = hooks.list_column(header, [plain, variant])
    rows = [["plain"], ["variant"]]
    for place, row in enumerate(rows):
        hooks.add_cell(row, column, place)
    assert header == ["Package", "Variant"]
    assert rows == [["plain", ""], ["variant", hash_of([V3])]]
    assert hooks.inspect_entry(variant) == {
        "variant": {"hash": hash_of([V3]), "properties": [V3]}
    }


def test_a_better_variant_is_shown(tmp_path: Path) -> None:
    plain: Any = installed(tmp_path)
    plain.latest_version = BetterVersion(plain.version, "cuda13")
    assert hooks.list_entry(plain) == {"latest_variant": "cuda13"}
    header = ["Package"]
    assert hooks.list_column(header, [plain]) == ["plain -> cuda13"]
    assert header == ["Package", "Variant"]


def prepared(choice: SelectedVariant | None) -> Any:
    return SimpleNamespace(metadata={"version": "1.0"}, variant=choice)


def test_what_would_be_installed_is_shown() -> None:
    assert hooks.shown_version(prepared(None)) == "1.0"
    assert hooks.report_entry(prepared(None)) == {}
    assert hooks.shown_version(prepared(CHOICE)) == f"1.0~{hash_of([V3])}"
    entry = hooks.report_entry(prepared(CHOICE))
    assert json.loads(json.dumps(entry)) == {
        "variant": {
            "hash": hash_of([V3]),
            "properties": [V3],
            "source": "somebody",
            "fitting": 2,
            "asked": None,
            "machine": {"hw": {}},
        }
    }


def test_a_label_that_would_be_installed_is_shown() -> None:
    chosen = SelectedVariant(label_name("null"), (), "variants.json", 1, {})
    assert hooks.shown_version(prepared(chosen)) == "1.0~null"
    assert hooks.report_entry(prepared(chosen))["variant"] == {
        "label": "null",
        "properties": [],
        "source": "variants.json",
        "fitting": 1,
        "asked": None,
        "machine": {},
    }


def test_an_installed_label_is_shown(tmp_path: Path) -> None:
    dist = label(tmp_path, {"hw": {"level": ["v3", "v2"]}})
    texts = ["hw :: level :: v2", "hw :: level :: v3"]
    assert str(hooks.ShownVersion(dist)) == "1.0~cuda13"
    assert hooks.list_entry(dist) == {"variant": "cuda13"}
    assert hooks.describe_variant(dist) == f"cuda13 ({', '.join(texts)})"
    assert hooks.inspect_entry(dist) == {
        "variant": {"label": "cuda13", "properties": texts}
    }


@pytest.mark.parametrize(
    ("filename", "differs"),
    [
        ("pkg-1.0-py3-none-any-cuda13.whl", False),
        ("pkg-1.0-1-cp311-abi3-x-cuda13.whl", False),
        ("pkg-1.0-py3-none-any-cuda12.whl", True),
        (VARIANT, True),
        (PLAIN, True),
        ("pkg-1.0.tar.gz", True),
    ],
)
def test_whether_a_file_is_another_label(
    tmp_path: Path, filename: str, differs: bool
) -> None:
    dist = label(tmp_path, {})
    assert hooks.differs(dist, Link(f"https://files.example/{filename}")) is differs


@pytest.mark.parametrize(
    ("filename", "from_plain", "from_variant"),
    [
        (None, False, False),
        (PLAIN, False, True),
        (VARIANT, True, False),
        (wheel_name("hw :: level :: v2"), True, True),
        ("pkg-1.0.tar.gz", False, True),
    ],
)
def test_whether_a_file_is_another_variant(
    tmp_path: Path, filename: str | None, from_plain: bool, from_variant: bool
) -> None:
    link = Link(f"https://files.example/{filename}") if filename else None
    for name, lines, differs in (
        ("plain", [], from_plain),
        ("variant", [f"Variant-hash: {hash_of([V3])}"], from_variant),
    ):
        (tmp_path / name).mkdir()
        dist = installed(tmp_path / name, *lines)
        assert hooks.differs(dist, link) is differs
        req: Any = SimpleNamespace(satisfied_by=dist, link=link)
        assert hooks.is_replaced(req, False) is differs
        assert hooks.is_replaced(req, True) is True


def test_the_line_of_the_version_keeps_its_beginning() -> None:
    line = "pip 26.3+variants.1 from /x (python 3.10)"
    assert hooks.version_line(line).startswith(f"{line}, upstream ")
    shown: list[tuple[str, str]] = []
    hooks.show_build_info(lambda *args: shown.append(args))
    assert shown[0][0] == "upstream pip version"
    assert all(value.startswith("sha256 ") for _, value in shown[1:])


def test_the_line_of_the_version_goes_on() -> None:
    line = "pip 26.3 from /somewhere (python 3.11)"
    shown = hooks.version_line(line)
    assert shown.startswith(f"{line}, upstream ")
    assert Version(shown.rpartition(" ")[2]).local is None


def test_hooks_of_few_commands_are_found_when_they_are_called() -> None:
    for names in hooks._LATER.values():
        for name in names.split():
            assert callable(getattr(hooks, name))
    assert not hasattr(hooks, "no_such_hook")
