"""The variant in a name, and the one that something installed claims to be."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pip._vendor.packaging.utils import InvalidWheelFilename

from pip._internal.metadata import get_directory_distribution, get_wheel_distribution
from pip._internal.metadata.base import BaseDistribution, FilesystemWheel
from pip._internal.variants import hooks
from pip._internal.variants.machine.remembered import chosen_elsewhere
from pip._internal.variants.names import (
    MACHINE_NOTE,
    installed_variant,
    is_built_for_others,
    split_variant,
)
from tests.builders import label_document, make_label_wheel, make_wheel
from tests.unit.scene import label_name

LEVELS = {"hw": {"level": ["v3"]}}
ESCAPE = "\x1b]0;x\x07\x1b[31m\x9b2J"


@pytest.mark.parametrize(
    ("filename", "plain", "label"),
    [
        ("pkg-1.0-py3-none-any-cuda13.whl", "pkg-1.0-py3-none-any.whl", "cuda13"),
        ("pkg-1.0-py3-none-any-null.whl", "pkg-1.0-py3-none-any.whl", "null"),
        ("pkg-1.0-py3-none-any-36266d4d.whl", "pkg-1.0-py3-none-any.whl", "36266d4d"),
        ("pkg-1.0-2-py3-none-any-a.whl", "pkg-1.0-2-py3-none-any.whl", "a"),
        (
            "Pkg-1.0-cp311-abi3-a.b.c-x86_64_v3.1.whl",
            "Pkg-1.0-cp311-abi3-a.b.c.whl",
            "x86_64_v3.1",
        ),
        ("pkg-1.0-2-py3-none-any.whl", "pkg-1.0-2-py3-none-any.whl", None),
        ("pkg-1.0-py3-none-any.whl", "pkg-1.0-py3-none-any.whl", None),
        ("a-b-c-d-e-f-g-h.whl", "a-b-c-d-e-f-g-h.whl", None),
    ],
)
def test_names(filename: str, plain: str, label: str | None) -> None:
    expected = None if label is None else label_name(label)
    assert split_variant(filename) == (plain, expected)


@pytest.mark.parametrize(
    "filename",
    [
        "pkg-1.0-py3-none-any-Cuda.whl",
        "pkg-1.0-py3-none-any-.whl",
        "pkg-1.0-py3-none-any-a b.whl",
        f"pkg-1.0-py3-none-any-{ESCAPE}.whl",
        "pkg-1.0~36266d4d-py3-none-any-cuda13.whl",
    ],
)
def test_malformed_labels_are_invalid_names(filename: str) -> None:
    with pytest.raises(InvalidWheelFilename) as caught:
        hooks.parse_wheel_filename(filename)
    assert str(caught.value).isprintable()


def test_a_label_that_stands_for_the_plain_wheel_is_none() -> None:
    filename = "pkg-1.0-py3-none-any-none.whl"
    with pytest.raises(InvalidWheelFilename):
        split_variant(filename)
    # A folder tells whose file it is.
    assert hooks.parse_wheel_filename(filename)[0] == "pkg"
    # Here it is the platform of a plain wheel.
    assert split_variant("pkg-1.0-2-py3-none-none.whl")[1] is None
    assert hooks.parse_wheel_filename("pkg-1.0-2-py3-none-none.whl")[2] == (2, "")


def installed(folder: Path, document: bytes | None, *lines: bytes) -> BaseDistribution:
    info = folder / "pkg-1.0.dist-info"
    info.mkdir(exist_ok=True)
    head = [b"Metadata-Version: 2.1", b"Name: pkg", b"Version: 1.0"]
    (info / "METADATA").write_bytes(b"\n".join([*head, *lines, b""]))
    (info / "variant.json").unlink(missing_ok=True)
    if document is not None:
        (info / "variant.json").write_bytes(document)
    return get_directory_distribution(str(info))


@pytest.mark.parametrize(
    ("document", "line", "variant"),
    [
        (None, b"Summary: x", None),
        (None, b"Variant-hash: 36266d4d", "36266d4d"),
        (label_document({"cuda13": LEVELS}), b"Summary: x", "cuda13"),
        (label_document({"null": {}}), b"Summary: x", "null"),
        (label_document({"none": {}}), b"Summary: x", None),
        (label_document({"cuda13": LEVELS}), b"Variant-hash: 36266d4d", "36266d4d"),
        # What is no hash does not keep a label from being seen.
        (label_document({"cuda13": LEVELS}), b"Variant-hash: x", "cuda13"),
    ],
)
def test_what_is_installed(
    tmp_path: Path, document: bytes | None, line: bytes, variant: str | None
) -> None:
    assert installed_variant(installed(tmp_path, document, line)) == variant


def test_a_wheel_is_asked_itself_where_no_folder_is(tmp_path: Path) -> None:
    labelled = make_label_wheel(tmp_path, "pkg", "1.0", "cuda13", LEVELS)
    for path, variant in ((labelled, "cuda13"), (make_wheel(tmp_path, "pkg"), None)):
        dist = get_wheel_distribution(FilesystemWheel(str(path)), "pkg")
        assert installed_variant(dist) == variant


HOSTILE_LINES = [
    b"Variant-hash: 36266D4D",
    b"Variant-hash: 36266d4",
    b"Variant-hash:",
    b"Variant-hash: \x1b[31mxxx",
    b"Variant-hash: \xc2\x9b2J36266d",
    "Variant-hash: \u0663\u0663\u0663\u0663\u0663\u0663\u0663\u0663".encode(),
    b"Variant-hash: " + b"a" * 100_000,
    b"Variant-hash: 3626\n 6d4",
]


@pytest.mark.parametrize("line", HOSTILE_LINES, ids=range(len(HOSTILE_LINES)))
def test_a_hash_that_is_none(tmp_path: Path, line: bytes) -> None:
    assert shown(installed(tmp_path, None, line)) == ["1.0", "None", "{}", "{}"]


HOSTILE_DOCUMENTS = [
    b"",
    b"null",
    b"5",
    b"[]",
    b"{}",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"variants":' * 50_000,
    b'{"variants": null}',
    b'{"variants": 5}',
    b'{"variants": {}}',
    b'{"variants": {"a": {}, "b": {}}}',
    b'{"variants": {"": {}}}',
    b'{"variants": {"A": {}}}',
    b'{"variants": {"a b": {}}}',
    b'{"variants": {"a\\n": {}}}',
    b'{"variants": {"\\u001b[31m": {}}}',
    b'{"variants": {"\\ud800": {}}}',
    '{"variants": {"\u0663": {}}}'.encode(),
    b'{"variants": [["a"]]}',
    b'{"variants": [5]}',
    b'{"variants": "\\u009b"}',
    b'{"variants": {"a": {}}',
    b'{"variants": ' + b"9" * 5000 + b"}",
    b"\x00" * 100,
]


@pytest.mark.parametrize(
    "document", HOSTILE_DOCUMENTS, ids=range(len(HOSTILE_DOCUMENTS))
)
def test_a_document_of_no_variant(tmp_path: Path, document: bytes) -> None:
    assert shown(installed(tmp_path, document)) == ["1.0", "None", "{}", "{}"]


def link_to_zeros(path: Path) -> None:
    path.symlink_to("/dev/zero")


def write_much(path: Path) -> None:
    path.write_bytes(label_document({"cuda13": LEVELS}) + b" " * 2**22)


NEVER_READ: list[Callable[[Path], None]] = [Path.mkdir, write_much]
if sys.platform != "win32":
    NEVER_READ += [os.mkfifo, link_to_zeros]


@pytest.mark.parametrize("make", NEVER_READ)
def test_variant_json_that_nobody_may_read(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    dist = installed(tmp_path, None)
    for name in ("variant.json", MACHINE_NOTE):
        make(tmp_path / "pkg-1.0.dist-info" / name)
    assert shown(dist) == ["1.0", "None", "{}", "{}"]
    assert not is_built_for_others(dist)
    assert chosen_elsewhere(dist, None) is None


def shown(dist: BaseDistribution) -> list[str]:
    """All that commands say of the variant of something installed."""
    return [
        str(hooks.ShownVersion(dist)),
        str(hooks.describe_variant(dist)),
        str(hooks.list_entry(dist)),
        str(hooks.inspect_entry(dist)),
    ]


@pytest.mark.parametrize(
    "properties",
    [
        5,
        None,
        "x",
        {"hw": 5},
        {"hw": {"level": "v3"}},
        {ESCAPE: {ESCAPE: [ESCAPE]}},
        {"HW": {"level": ["v3"]}},
    ],
)
def test_properties_that_are_none_are_not_shown(
    tmp_path: Path, properties: object
) -> None:
    stated = json.loads(label_document({}))
    stated["variants"] = {"cuda13": properties}
    assert shown(installed(tmp_path, json.dumps(stated).encode())) == [
        "1.0~cuda13",
        "cuda13 (no properties)",
        "{'variant': 'cuda13'}",
        "{'variant': {'label': 'cuda13', 'properties': []}}",
    ]


@pytest.mark.parametrize("stated", [b"36266d4d", b"x", b"36266D4D"])
def test_headers_steer_no_terminal(tmp_path: Path, stated: bytes) -> None:
    lines = [b"Variant-hash: " + stated, b"Variant: " + ESCAPE.encode()]
    dist = installed(tmp_path, label_document({"cuda13": LEVELS}), *lines)
    assert "".join(shown(dist)).isprintable()
    is_hash = stated == b"36266d4d"
    (form,) = {"hash", "label"} & set(hooks.inspect_entry(dist)["variant"])
    assert form == ("hash" if is_hash else "label")


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3) | st.just("variants"), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    document=st.binary(max_size=40)
    | junk.map(lambda value: json.dumps(value).encode()),
    line=st.text(st.sampled_from("0123abcdefA \x1b[\x9b"), max_size=9).map(str.encode),
)
@example(document=label_document({ESCAPE: {}}), line=ESCAPE.encode())
def test_whatever_is_installed_steers_no_terminal(
    tmp_path: Path, document: bytes, line: bytes
) -> None:
    dist = installed(tmp_path, document, b"Variant-hash: " + line.strip())
    variant = installed_variant(dist)
    assert variant is None or re.fullmatch(r"[0-9a-z_.]+", variant)
    assert "".join(shown(dist)).isprintable()


def test_nothing_is_imported_for_what_is_installed(tmp_path: Path) -> None:
    dist = installed(tmp_path, label_document({"cuda13": LEVELS}))
    before = set(sys.modules)
    installed_variant(dist)
    assert {n for n in set(sys.modules) - before if n.startswith("pip.")} == set()


def test_what_is_not_utf8_states_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "pkg-1.0.dist-info"
    folder.mkdir()
    text = "Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\nSummary: Größe\n"
    (folder / "METADATA").write_bytes(text.encode("latin-1"))
    assert installed_variant(get_directory_distribution(str(folder))) is None


def test_no_file_has_so_long_a_name(tmp_path: Path) -> None:
    folder = tmp_path / "pkg-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: pkg\nVersion: 1.0\n")
    (folder / "variant.json").write_text(json.dumps({"variants": {"a" * 256: {}}}))
    assert installed_variant(get_directory_distribution(str(folder))) is None
