"""What a wheel states of itself, in both forms."""

from __future__ import annotations

import re
from email.parser import BytesHeaderParser
from pathlib import Path

import pytest
from pip._vendor.variantlib.documents.statements import (
    MAX_FILE_SIZE,
    facts_in_headers,
    flaw,
)
from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata
from pip._vendor.variantlib.names.filename import VariantName
from pip._vendor.variantlib.names.properties import Property

from pip._internal.metadata import (
    get_directory_distribution,
    get_wheel_distribution,
)
from pip._internal.metadata.base import BaseDistribution, FilesystemWheel
from pip._internal.variants.metadata.forms import facts_of_dist
from tests.builders import (
    hash_of,
    label_document,
    make_label_wheel,
    parse_properties,
)
from tests.unit.scene import document as stated_by
from tests.unit.scene import facts, hash_name, label_name, properties

V2, V3 = "hw :: level :: v2", "hw :: level :: v3"
TEXT = f"Metadata-Version: 2.1\nVariant-hash: {hash_of([V2])}\nVariant: {V2}\n"
CUDA = label_name("cuda13")
LEVELS = {"hw": {"level": ["v3", "v2"]}}


class TestFlaw:
    """What is wrong on every machine."""

    ABOUT = stated_by({"a": {}}, "hw", providers={"off": [], "hw": {}})

    def about(self, stated: object) -> VariantMetadata:
        return VariantMetadata(stated, "variants.json", self.ABOUT)  # type: ignore[arg-type]

    @pytest.mark.parametrize("stated", [{}, LEVELS, {"hw": {"no_such": ["x"]}}])
    def test_none(self, stated: object) -> None:
        assert flaw(self.about(stated)) is None
        assert flaw(facts(V2)) is None

    @pytest.mark.parametrize(
        ("stated", "said"),
        [
            (None, "variants.json is wrong about it: a variant must be an object"),
            ({"hw": {"level": "v3"}}, "wrong about it: values must be a list"),
            ({"hw": {"\x1b": ["v3"]}}, "wrong about it: feature must be text"),
            (
                {"gpu": {"a": ["1"]}},
                "gpu is not in the package's default-priorities",
            ),
            (
                {"off": {"a": ["1"]}},
                "off cannot be used: its provider is not described rightly: it must",
            ),
        ],
    )
    def test_of_a_label(self, stated: object, said: str) -> None:
        found = flaw(self.about(stated))
        assert found is not None
        assert said in found
        assert found.isprintable()

    def test_of_a_hash(self) -> None:
        found = flaw(VariantMetadata({"hw": {"level": ["v3", "v2"]}}, "variants.json"))
        assert found is not None
        assert "variants.json is wrong about it: " in found


def in_headers(text: str, name: VariantName) -> tuple[Property, ...]:
    found = facts_in_headers(name, BytesHeaderParser().parsebytes(text.encode()))
    assert isinstance(found, VariantMetadata)
    return found.check(name).properties


def reason_in_headers(text: str, name: VariantName) -> str:
    found = facts_in_headers(name, BytesHeaderParser().parsebytes(text.encode()))
    assert isinstance(found, MetadataUnavailable)
    return found.reason


def test_headers() -> None:
    assert in_headers(TEXT, hash_name(V2)) == tuple(parse_properties([V2]))


def test_the_body_is_no_header() -> None:
    text = f"{TEXT}\nVariant: {V3}\n"
    assert in_headers(text, hash_name(V2)) == tuple(parse_properties([V2]))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "must have one Variant-hash line, not 0"),
        (f"Variant-hash: {hash_of([V2])}\n", "no Variant line"),
        (TEXT.replace(hash_of([V2]), "zz"), "must be 8 hex digits"),
        (TEXT.replace(hash_of([V2]), hash_of([V3])), "hash"),
        (f"{TEXT}Variant-hash: {hash_of([V2])}\n", "not 2"),
        (f"{TEXT}Variant: {V3}\n", "must have one value, not 2"),
        (f"{TEXT}Variant: no property\n", "is not a property"),
        (f"{TEXT}Variant: hw :: \x1b[31m :: x\n", "key must be text of"),
        (f"{TEXT}Variant: hw :: é :: x\n", "is not a property"),
        (TEXT + "Variant: a :: b :: c\n" * 1000, "at most 1000"),
    ],
)
def test_metadata_that_describes_no_variant(text: str, said: str) -> None:
    reason = reason_in_headers(text, hash_name(V2))
    assert re.search(said, reason)
    assert reason.isprintable()


def test_metadata_of_another_variant() -> None:
    assert reason_in_headers(TEXT, hash_name(V3)) == (
        f"it states the hash {hash_of([V2])}, the file name another one"
    )


def whole(folder: Path, document: bytes | None) -> BaseDistribution:
    info = folder / "pkg-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"{TEXT}Name: pkg\nVersion: 1.0\n")
    if document is not None:
        (info / "variant.json").write_bytes(document)
    return get_directory_distribution(str(info))


def test_a_whole_wheel_of_the_hash_form(tmp_path: Path) -> None:
    found = facts_of_dist(hash_name(V2), whole(tmp_path, None))
    assert isinstance(found, VariantMetadata)
    assert found.properties == properties(V2)
    assert (found.source, found.document) == ("METADATA", None)


def test_a_whole_wheel_of_the_label_form(tmp_path: Path) -> None:
    dist = whole(tmp_path, label_document({"cuda13": LEVELS}))
    found = facts_of_dist(CUDA, dist)
    assert isinstance(found, VariantMetadata)
    assert found.source == "variant.json"
    assert found.check(CUDA).properties == tuple(parse_properties([V2, V3]))
    assert found.document is not None
    assert found.document.namespaces == ("hw",)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (None, "it is missing"),
        (b" " * (MAX_FILE_SIZE + 1), "it is over 4194304 bytes"),
        (b"", "is not JSON"),
        (b"{}", "has no $schema"),
        (b"[" * 100_000, "nested too deep"),
        (label_document({"cpu": LEVELS}), "must have one variant, 'cuda13', not 'cpu'"),
        (label_document({"cuda13": LEVELS, "cpu": {}}), "one variant, 'cuda13', not 2"),
        (label_document({}), "one variant, 'cuda13', not 0"),
        (label_document({"cuda13": {"HW": {"a": ["1"]}}}), "namespace must be"),
        (label_document({"cuda13": LEVELS}, schema="v1.0.0"), "newer than known"),
        (label_document({"cuda13": {"hw": {"a": ["\x1b[31m"]}}}), "value must be"),
        (
            label_document({"cuda13": LEVELS}).replace(b'"variants"', b'"x": NaN, "v"'),
            "NaN is not allowed",
        ),
        (b"\xff" + label_document({"cuda13": LEVELS}), "is not UTF-8"),
    ],
)
def test_a_label_wheel_that_does_not_describe_itself(
    tmp_path: Path, document: bytes | None, said: str
) -> None:
    found = facts_of_dist(CUDA, whole(tmp_path, document))
    assert isinstance(found, MetadataUnavailable)
    assert said in found.reason
    assert found.reason.isprintable()


def test_the_document_in_a_wheel_that_is_not_text(tmp_path: Path) -> None:
    path = make_label_wheel(tmp_path, "pkg", "1.0", "cuda13", {}, document=b"\xff")
    dist = get_wheel_distribution(FilesystemWheel(str(path)), "pkg")
    found = facts_of_dist(CUDA, dist)
    assert isinstance(found, MetadataUnavailable)
    assert "is not UTF-8" in found.reason


def test_null_has_no_properties(tmp_path: Path) -> None:
    dist = whole(tmp_path, label_document({"null": LEVELS}))
    found = facts_of_dist(label_name("null"), dist)
    assert isinstance(found, MetadataUnavailable)
    assert "must have no properties" in found.reason
