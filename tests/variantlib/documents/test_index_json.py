from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlib.documents.index_json import (
    MAX_BYTES,
    SCHEMA,
    document_name,
    read_document,
    write_document,
)
from variantlib.errors import DuplicateKey, HashCollision, NoProperties, VariantError
from variantlib.names.hashing import variant_hash
from variantlib.names.properties import from_mapping

from ..strategies import Variant, json_values, variants

ONE = (("b", "k", "1"), ("a", "k", "2.0"))


def document(**changes: object) -> str:
    good = {
        "$schema": SCHEMA,
        "default-priorities": {"namespace": ["a"]},
        "variants": {"36266d4d": {"a": {"k": ["1"]}}},
    }
    return json.dumps({**good, **changes})


def test_the_structure_that_is_written() -> None:
    assert json.loads(write_document([ONE])) == {
        "$schema": "https://variants-schema.wheelnext.dev/peps/825/v0.1.1.json",
        "default-priorities": {"namespace": ["a", "b"]},
        "variants": {variant_hash(ONE): {"a": {"k": ["2.0"]}, "b": {"k": ["1"]}}},
    }


@given(st.lists(variants(), max_size=5), st.randoms())
def test_documents_read_back_in_any_order(
    offered: list[Variant], random: Random
) -> None:
    data = write_document(offered)
    assert data == write_document(random.sample(offered, len(offered)))
    read = read_document(data)
    assert {from_mapping(read.properties(digest)) for digest in read.variants} == set(
        offered
    )
    for variant in offered:
        assert from_mapping(read.properties(variant_hash(variant))) == variant


def test_what_is_no_variant_is_not_written() -> None:
    with pytest.raises(NoProperties, match="needs at least one property"):
        write_document([ONE, []])
    with pytest.raises(DuplicateKey, match="a :: k"):
        write_document([[*ONE, ("a", "k", "3")]])
    with pytest.raises(
        HashCollision, match="different variants have the hash 98a0872e"
    ):
        write_document(
            [
                [("a", "b", "cx"), ("d", "e", "f")],
                [("a", "b", "c"), ("xd", "e", "f")],
            ]
        )


def test_variants_are_found_by_hash_and_not_judged_before() -> None:
    read = read_document(document(variants={"36266d4d": "rubbish", "x y": {}}))
    assert read.properties("00000000") is None
    with pytest.raises(VariantError, match="must be an object, not 'rubbish'"):
        from_mapping(read.properties("36266d4d"))


def test_newer_minor_versions_and_further_members_are_read() -> None:
    newer = SCHEMA.replace("v0.1.1", "v0.27.0")
    assert read_document(document(**{"$schema": newer, "more": [1]})).variants


def test_of_two_equal_labels_the_last_counts() -> None:
    twice = '{"x": {"a": {"k": ["1"]}}, "x": {"a": {"k": ["2"]}}}'
    read = read_document(f'{{"$schema": "{SCHEMA}", "variants": {twice}}}')
    assert read.properties("x") == {"a": {"k": ["2"]}}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "is not JSON"),
        (b"", "is not JSON"),
        (b"\xff\xfe\xff", "is not UTF-8"),
        (document()[:-5], "is not JSON"),
        ("[]", "must be a JSON object, not a list"),
        (document(variants=[]), "variants must be an object, not .* list"),
        (document(variants=None), "variants must be an object"),
        ('{"variants": {}}', "has no .schema"),
        (document(**{"$schema": 1}), "schema that names no version: a number"),
        (document(**{"$schema": "x"}), "schema that names no version: 'x'"),
        (document(**{"$schema": "/v1.0.0.json"}), "newer than known here"),
        (document(x=float("nan")), "NaN is not allowed"),
        (document(x=float("inf")), "Infinity is not allowed"),
        ('{"a":' * 10_000 + "1" + "}" * 10_000, "is nested too deep"),
        ("[" * 10_000, "is nested too deep"),
        ("9" * 10_000, "."),
        (b" " * (MAX_BYTES + 1), "is larger than 64 MiB"),
    ],
)
def test_bad_documents_are_named(data: bytes | str, message: str) -> None:
    with pytest.raises(VariantError, match=message) as caught:
        read_document(data)
    assert len(str(caught.value)) < 200


@given(st.binary() | st.text() | json_values.map(json.dumps))
def test_any_bytes_are_refused_with_a_variant_error(data: bytes | str) -> None:
    with pytest.raises(VariantError):
        read_document(data)


@given(json_values)
def test_any_variants_are_a_document_or_a_variant_error(foreign: Any) -> None:
    try:
        read = read_document(document(variants=foreign))
    except VariantError:
        return
    # Numbers are nowhere allowed, so which kind they are means nothing.
    assert read.variants == json.loads(json.dumps(foreign), parse_int=float)


@pytest.mark.parametrize(
    ("name", "version", "expected"),
    [
        ("Name", "1.0", "name-1.0-variants.json"),
        (
            "nvidia-cublas.cu12",
            "13.0.2.14",
            "nvidia_cublas_cu12-13.0.2.14-variants.json",
        ),
        ("a__b", "1.0.0A135", "a_b-1.0.0a135-variants.json"),
        ("a", "v1.0-1", "a-1.0.post1-variants.json"),
        ("a", "1!2.0+CU-12", "a-1!2.0+cu.12-variants.json"),
    ],
)
def test_document_names(name: str, version: str, expected: str) -> None:
    assert document_name(name, version) == expected


@given(st.text(), st.text() | st.just("1.0"))
def test_document_names_are_file_names(name: str, version: str) -> None:
    try:
        made = document_name(name, version)
    except VariantError:
        return
    assert made.isascii()
    assert not set(made) & set("/\\\0\n ")


def test_a_name_that_is_no_path() -> None:
    with pytest.raises(VariantError, match="is not a project name"):
        document_name("../a", "1.0")
    with pytest.raises(VariantError, match="is not a version"):
        document_name("a", "../1.0")
