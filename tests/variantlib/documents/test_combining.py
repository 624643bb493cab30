"""The documents of several wheels, taken together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from variantlib.documents.document import (
    Document,
    combine,
    parse_document,
)
from variantlib.documents.writing import document_mapping

from ..label_strategies import LabelMapping, label_variants
from .stated import read


def stated(namespaces: list[str], **variants: LabelMapping) -> Document:
    priorities = {"namespace": namespaces}
    return read(**{"default-priorities": priorities, "variants": variants})


def test_wheels_make_a_document_together() -> None:
    one = stated(["gpu"], a={"gpu": {"sm": ["1", "2"]}})
    two = stated(
        ["gpu", "cpu"], b={"cpu": {"aes": ["on"]}}, a={"gpu": {"sm": ["2", "1"]}}
    )
    both = combine([one, two])
    assert both.namespaces == ("gpu", "cpu")
    assert both.variants == {
        "a": {"gpu": {"sm": ["1", "2"]}},
        "b": {"cpu": {"aes": ["on"]}},
    }
    assert both.bad_labels == both.bad_namespaces == {}


def test_contradictions_cost_what_they_concern() -> None:
    one = stated(["gpu", "cpu"], a={"gpu": {"sm": ["1"]}}, b={"gpu": {"sm": ["1"]}})
    two = stated(["gpu", "tpu", "cpu"], a={"gpu": {"sm": ["2"]}})
    both = combine([one, two])
    assert both.namespaces == ("gpu",)
    assert set(both.bad_namespaces) == {"cpu", "tpu"}
    assert both.properties("a") is None
    assert both.bad_labels == {"a": "is described in two ways"}
    assert both.properties("b") == {"gpu": {"sm": ["1"]}}


def test_unlike_tables_cost_their_namespace() -> None:
    tables = [{"gpu": {"requires": [name]}, "cpu": {}} for name in ("a", "b")]
    both = combine(read(providers=table) for table in tables)
    assert both.namespaces == ("cpu",)
    assert both.bad_namespaces == {"gpu": "its provider is described in two ways"}


names = st.sampled_from(["gpu", "cpu", "tpu"])
tables = st.sampled_from([{}, {"requires": ["a"]}, {"requires": 1}, {"builtin": True}])
random_documents = st.builds(
    lambda order, variants, providers: read(
        **{"default-priorities": {"namespace": order}},
        variants=variants,
        providers=providers,
    ),
    st.lists(names, unique=True),
    st.dictionaries(st.sampled_from(["a", "b", "null"]), label_variants | st.just(1)),
    st.dictionaries(names, tables, max_size=2),
)


@given(st.lists(random_documents, max_size=4), st.randoms())
def test_the_order_of_combining_means_nothing(
    documents: list[Document], random: Any
) -> None:
    expected = asdict(combine(documents))
    assert asdict(combine(random.sample(documents, len(documents)))) == expected
    assert asdict(combine([*documents, *documents])) == expected


@given(st.lists(random_documents, max_size=4))
def test_what_can_be_used_is_written_and_read_again(documents: list[Document]) -> None:
    both = combine(documents)
    again = parse_document(json.loads(json.dumps(document_mapping(both))))
    assert again.namespaces == both.namespaces
    assert not again.bad_labels
    assert not again.bad_namespaces
    assert again.providers == without(both.providers, both.bad_namespaces)
    assert again.variants == without(both.variants, both.bad_labels)


def without(members: Mapping[str, object], bad: Mapping[str, str]) -> dict[str, object]:
    return {name: members[name] for name in members if name not in bad}
