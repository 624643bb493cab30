"""The statement of one wheel about its variant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pip._vendor.variantlib.models import MetadataUnavailable

from pip._internal.models.link import Link
from pip._internal.network.session import PipSession
from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.metadata.stated import parse_statement, read_statement
from pip._internal.variants.names import split_variant
from tests.builders import make_label_wheel, make_wheel
from tests.unit.scene import hash_name, label_name, properties

V3 = "hw :: level :: v3"
LEVEL = {"hw": {"level": ["v3"]}}


def statement(path: Path) -> object:
    name = split_variant(path.name)[1]
    found = read_statement(PipSession(), Link(path.as_uri()), name)
    return found and (found.properties, found.source)


def test_each_form_has_its_own_place(tmp_path: Path) -> None:
    hashed = make_wheel(tmp_path, "pkg", properties=[V3])
    labelled = make_label_wheel(tmp_path, "pkg", "1.0", "fast", LEVEL)
    assert statement(hashed) == (properties(V3), "METADATA")
    assert statement(labelled) == (properties(V3), "variant.json")
    assert statement(make_wheel(tmp_path, "pkg")) is None


def test_a_wheel_that_contradicts_its_name(tmp_path: Path) -> None:
    path = make_wheel(tmp_path, "pkg", properties=[V3], variant_lines=[])
    with pytest.raises(FetchError, match="METADATA") as caught:
        statement(path)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_wheel(tmp_path: Path) -> None:
    path = tmp_path / "pkg-1.0-py3-none-any.whl"
    path.write_bytes(b"junk")
    with pytest.raises(FetchError, match=r"^it is not a readable wheel: "):
        statement(path)


@pytest.mark.parametrize("content", [b"", b"{}", b"[", json.dumps([1]).encode()])
def test_content_that_states_nothing(content: bytes) -> None:
    for name in (label_name("fast"), hash_name(V3)):
        found = parse_statement(name, content)
        assert isinstance(found, MetadataUnavailable)
        assert found.reason
        assert found.is_in_wheel
