"""Documents of releases: read, with their limits."""

from __future__ import annotations

import json
import re
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import label_document
from variantlib.documents.document import (
    combine,
    read_index_document,
    read_wheel_document,
)
from variantlib.documents.json_text import MAX_BYTES
from variantlib.errors import InvalidDocument, VariantError
from variantlib.names.labels import parse_label_properties

from ..strategies import json_values
from .stated import SCHEMA_825, document, read


def test_what_pep_825_states() -> None:
    found = read()
    assert found.namespaces == ("gpu", "cpu")
    assert found.properties("cuda13") == {"gpu": {"cuda": ["13"]}}
    assert found.properties("null") == {}
    assert found.properties("cuda12") is None
    assert found.providers == {}


def test_null_with_properties_is_bad_and_the_rest_goes_on() -> None:
    found = read(variants={"null": {"gpu": {"a": ["1"]}}, "b": {"gpu": {"a": ["1"]}}})
    assert found.properties("null") is None
    assert found.bad_labels == {"null": "must have no properties"}
    assert found.properties("b") is not None


def test_variants_are_not_judged_before_they_are_asked_for() -> None:
    found = read(variants={"cuda13": "rubbish", "X Y": 1})
    with pytest.raises(VariantError, match="must be an object, not 'rubbish'"):
        parse_label_properties(found.properties("cuda13"))


def test_documents_of_the_hash_form_need_no_order() -> None:
    found = read_index_document(
        json.dumps(
            {"$schema": SCHEMA_825, "variants": {"1e73fb82": {"a": {"b": ["C"]}}}}
        )
    )
    assert found.namespaces == ()
    assert found.properties("1e73fb82") == {"a": {"b": ["C"]}}


def test_newer_minor_versions_and_further_members_are_read() -> None:
    newer = SCHEMA_825.replace("v0.1.1", "v0.27.0")
    assert read(**{"$schema": newer, "more": [1]}).properties("cuda13")


def test_of_two_equal_labels_the_last_counts() -> None:
    twice = '{"x": {"a": {"k": ["1"]}}, "x": {"a": {"k": ["2"]}}}'
    found = read_index_document(f'{{"$schema": "{SCHEMA_825}", "variants": {twice}}}')
    assert found.properties("x") == {"a": {"k": ["2"]}}


@pytest.mark.parametrize("name", ["$schema", "variants", "more"])
def test_a_member_that_stands_twice(name: str) -> None:
    twice = f'{document(more=1)[:-1]}, "{name}": {{}}}}'
    with pytest.raises(InvalidDocument, match=re.escape(f"has {name!r} twice")):
        read_index_document(twice)


def test_many_labels() -> None:
    variants = ",".join(f'"l{n}":{{"gpu":{{"cuda":["13"]}}}}' for n in range(100_000))
    text = document(variants={}).replace(
        '"variants": {}', f'"variants": {{{variants}}}'
    )
    assert read_index_document(text).properties("l99999") == {"gpu": {"cuda": ["13"]}}


@pytest.mark.parametrize("item", ["[]", "{}", "[0]", "[[]]"])
def test_a_million_empty_lists_are_not_read(item: str) -> None:
    text = f'{{"x": [{f"{item}," * 1_000_000}[]]}}'
    tracemalloc.start()
    try:
        for data in (text, text.encode()):
            with pytest.raises(InvalidDocument, match="hardly anything but brackets"):
                read_index_document(data)
        assert tracemalloc.get_traced_memory()[1] < 16 * 2**20
    finally:
        tracemalloc.stop()


def test_long_numbers_take_no_time() -> None:
    # As an int this would take hours, or be refused, by the version of Python.
    number = "9" * 5_000_000
    assert read_index_document(document().replace("{", f'{{"x": {number},', 1))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "is not JSON"),
        (b"\xff\xfe\xff", "is not UTF-8"),
        (document().encode("utf-16"), "is not UTF-8"),
        (document().encode("utf-8-sig"), "starts with a byte order mark"),
        (document()[:-5], "is not JSON"),
        ("[]", "must be a JSON object, not a list"),
        (document(variants=[]), "variants must be an object, not .* list"),
        ('{"variants": {}}', "^has no .schema$"),
        (document(**{"$schema": "/peps/825/v1.0.0.json"}), "newer than known here"),
        (document(**{"$schema": "garbage"}), "schema that names no version: 'garbage'"),
        (document(x=float("nan")), "NaN is not allowed"),
        ('{"a":' * 10_000 + "1" + "}" * 10_000, "is nested too deep"),
        (b" " * (MAX_BYTES + 1), "is larger than 64 MiB"),
        (document(providers=[]), "providers must be an object"),
        (
            document(
                providers={
                    f"n{i}": {"static-properties": {"f": ["v"]}} for i in range(1001)
                }
            ),
            "has more than 1000 features or 10000 values that are static",
        ),
        (
            document(providers={f"n{i}": {"requires": ["a"] * 100} for i in range(21)}),
            "requires more than 2000 distributions",
        ),
        (
            document(**{"default-priorities": []}),
            "default-priorities must be an object",
        ),
        (
            document(**{"default-priorities": {"namespace": "gpu"}}),
            "default-priorities.namespace must be a list, not 'gpu'",
        ),
        (
            document(**{"default-priorities": {"namespace": ["a", "a"]}}),
            "must not hold 'a' twice",
        ),
        (document(**{"default-priorities": {"namespace": ["a-b"]}}), "must be text"),
    ],
    ids=lambda case: str(case)[:40],
)
def test_bad_documents_are_named(data: bytes | str, message: str) -> None:
    with pytest.raises(VariantError, match=message) as caught:
        read_index_document(data)
    assert len(str(caught.value)) < 200
    with pytest.raises(VariantError, match=message):
        read_wheel_document(data, "cuda13")


MEMBERS = [
    "$schema",
    "default-priorities",
    "variants",
    "providers",
    "static-properties",
]
PARTS = st.sampled_from(
    [*MEMBERS, "namespace", "gpu", "requires", "install-time", "feature-order", "a"]
)
structures = st.recursive(
    st.none() | st.booleans() | st.integers() | PARTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(PARTS, inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(MEMBERS[1:]), json_values | structures))
def test_any_members_are_a_document_or_a_variant_error(foreign: Any) -> None:
    data = document(**foreign)
    try:
        found = read_index_document(data)
        again = combine([found, read_wheel_document(data, "a")])
    except VariantError:
        return
    assert again.bad_labels == {}


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        (
            {"default-priorities": {"namespace": [f"n{i}" for i in range(2001)]}},
            "default-priorities has more than 2000 names",
        ),
        (
            {"providers": {f"n{i}": {} for i in range(2001)}},
            "describes more than 2000 providers",
        ),
    ],
)
def test_documents_have_a_limit(members: dict[str, object], problem: str) -> None:
    with pytest.raises(VariantError, match=problem):
        read_index_document(label_document({"x": {}}, **members))  # type: ignore[arg-type]
