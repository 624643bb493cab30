"""The document that is in a wheel."""

from __future__ import annotations

import pytest

from variantlib.documents.document import (
    read_wheel_document,
)
from variantlib.errors import VariantError

from .stated import document


def wheel(label: str = "cuda13", **changes: object) -> str:
    return document(variants={label: {"gpu": {"cuda": ["13", "12"]}}}, **changes)


def test_the_document_in_a_wheel_is_checked_and_in_normal_form() -> None:
    found = read_wheel_document(wheel(), "cuda13")
    assert found.variants == {"cuda13": {"gpu": {"cuda": ["12", "13"]}}}
    assert found.namespaces == ("gpu", "cpu")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (wheel("cuda12"), "must have one variant, 'cuda13', not 'cuda12'"),
        (document(), "must have one variant, 'cuda13', not 2"),
        (document(variants={}), "must have one variant, 'cuda13', not 0"),
        (document(variants={"cuda13": {"gpu": []}}), "must be an object"),
        (
            '{"variants": {"cuda13": {}, "cuda13": {}}}',
            "has 'cuda13' twice in one object",
        ),
        (wheel()[:-1] + ', "variants": {}}', "has 'variants' twice in one object"),
    ],
)
def test_a_bad_document_in_a_wheel_is_named(data: str, message: str) -> None:
    with pytest.raises(VariantError, match=message):
        read_wheel_document(data, "cuda13")


def test_null_and_labels_that_are_none_in_a_wheel() -> None:
    empty = document(variants={"null": {}})
    assert read_wheel_document(empty, "null").properties("null") == {}
    with pytest.raises(VariantError, match="'null' must have no properties"):
        read_wheel_document(wheel("null"), "null")
    with pytest.raises(VariantError, match="label must be text"):
        read_wheel_document(wheel("A B"), "A B")
