"""Whatever a parser is given, it ends soon, and in no error but its own."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pip._vendor.packaging.utils import InvalidWheelFilename
from pip._vendor.variantlib.choice.specifiers import parse_requests
from pip._vendor.variantlib.documents.document import (
    read_index_document,
    read_wheel_document,
)
from pip._vendor.variantlib.documents.headers import parse_headers
from pip._vendor.variantlib.documents.toml_document import parse_toml
from pip._vendor.variantlib.machine.files import parse_machine
from pip._vendor.variantlib.machine.overrides import parse_overrides
from pip._vendor.variantlib.text import printable, shortened

from pip._internal.exceptions import DiagnosticPipError
from pip._internal.variants.metadata.markers import bind_requirement, mentions_variants
from pip._internal.variants.names import split_variant
from pip._internal.variants.pylock.reader import hide_variants
from pip._internal.variants.settings.choices import parse_choices
from pip._internal.variants.settings.parsers import PARSERS
from pip._internal.variants.utils.addresses import hide_password, without_password

pytestmark = pytest.mark.no_cover

SIZE = 100_000
SECONDS = 6.0

PARSE: dict[str, Callable[[str], object]] = {
    "requirement": lambda text: bind_requirement(f"a {text}", lambda marker: "x"),
    "marker": mentions_variants,
    "file name": split_variant,
    "file name with a hash": lambda text: split_variant(f"a-1~{text}.whl"),
    "requests": parse_requests,
    "choices": lambda text: parse_choices([text]),
    "overrides": lambda text: parse_overrides([text]),
    "headers": lambda text: parse_headers([text], [text]),
    "toml": parse_toml,
    "machine": lambda text: parse_machine(
        f"format = 1\n{text}".encode("utf-8", "surrogatepass"), "m.toml"
    ),
    "index document": read_index_document,
    "wheel document": lambda text: read_wheel_document(text, "x"),
    "schema": lambda text: read_index_document(json.dumps({"$schema": text})),
    "lock": lambda text: hide_variants(
        {"packages": [{"wheels": [{"name": text}, {"url": text}, {"path": text}]}]}
    ),
    "URL": without_password,
    "error about a URL": lambda text: hide_password(text, text),
    "text": printable,
    "sentence": shortened,
    **{
        f"setting {name}": parse  # type: ignore[misc]
        for name, (parse, _) in PARSERS.items()
    },
}

PIECES = [
    *" \t\n.,;:=<>!~&*@#/\\'\"()[]{}-_a1\ud800\x00",
    *("::", " :: ", "a.", "a ", "1,", "[[", '""', "''", "\\u", "and ", "a::b::c "),
    *('"""', "'''", '{"a":', "%7E", "-1", "variant_label", "://", "a@"),
]


@pytest.mark.parametrize("name", PARSE)
@settings(max_examples=40)
@given(
    st.lists(st.sampled_from(PIECES), max_size=3).map("".join),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=2).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=3).map("".join),
)
@example("a", " ", "b")
@example("", "[", "")
@example("", "1", "")
def test_it_ends_soon(name: str, start: str, middle: str, end: str) -> None:
    text = start + middle * (SIZE // len(middle)) + end
    began = time.process_time()
    with contextlib.suppress(ValueError, InvalidWheelFilename, DiagnosticPipError):
        PARSE[name](text)
    assert time.process_time() - began < SECONDS


def many(count: int) -> dict[str, Any]:
    return {f"n{number}": {"f": ["v"]} for number in range(count)}


@pytest.mark.parametrize(
    "members",
    [
        {"variants": {"x": many(20_000)}},
        {"variants": many(20_000)},
        {"variants": {"x": {"n": {"f": [f"v{n}" for n in range(50_000)]}}}},
        {"default-priorities": {"namespace": list(many(20_000))}, "variants": {}},
        {"providers": {"n": {"requires": ["a"] * 50_000}}, "variants": {}},
        {"providers": {name: {} for name in many(20_000)}, "variants": {}},
        {
            "providers": {"n": {"install-time": False}},
            "static-properties": {"n": {"f": [f"v{n}" for n in range(10_000)]}},
            "default-priorities": {
                "property": {"n": {"f": [f"v{n}" for n in range(10_000)]}}
            },
            "variants": {},
        },
    ],
)
def test_documents_of_many_members(members: dict[str, Any]) -> None:
    text = json.dumps({"$schema": "https://a.example/v0.0.3.json", **members})
    began = time.process_time()
    with contextlib.suppress(ValueError):
        read_wheel_document(text, "x")
    with contextlib.suppress(ValueError):
        read_index_document(text)
    assert time.process_time() - began < SECONDS
