"""Variant markers are folded away in the text; nothing else of it changes."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pip._vendor.packaging.requirements import InvalidRequirement, Requirement
from pip._vendor.variantlib.choice.markers import variant_environment

from pip._internal.variants.metadata.markers import (
    MAX_DEPTH,
    MAX_TEXT,
    bind_requirement,
    mentions_variants,
)

ENVIRONMENT = variant_environment(
    "cuda13", {"gpu": {"sm": ["90", "80"]}}, [("gpu", [("sm", ["80"])])]
)


def value_of(marker: str) -> str | frozenset[str]:
    value: str | frozenset[str] = ENVIRONMENT[marker]  # type: ignore[literal-required]
    return value


def unasked(marker: str) -> str:
    raise AssertionError(f"{marker} was evaluated")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('dep; variant_label == "cuda13"', "dep"),
        ("dep;variant_label=='cuda13'", "dep"),
        ('dep; variant_label != "cuda13"', None),
        ('dep; "cuda12" == variant_label', None),
        ('dep; "cuda" in variant_label', "dep"),
        ('dep; variant_label not in "cuda12 cuda13"', None),
        ('dep; "gpu" in variant_namespaces', "dep"),
        ('dep; "gpu"  not\tin variant_namespaces', None),
        ('dep; "gpu::sm" in variant_features', "dep"),
        ('dep; "gpu ::sm:: 80" in variant_properties', "dep"),
        ('dep; "gpu :: sm :: 90" in variant_properties', None),
        ('dep[a,b]>=1,<2 ; variant_label=="cuda13"', "dep[a,b]>=1,<2"),
        ('dep (>=1); variant_label == "cuda13"', "dep (>=1)"),
        ('dep @ https://h/a;b ; variant_label == "cuda13"', "dep @ https://h/a;b"),
        (
            'dep; variant_label == "cuda13" and os_name == "nt"',
            'dep ; os_name == "nt"',
        ),
        ('dep; variant_label == "cuda13" or os_name == "nt"', "dep"),
        ('dep; variant_label == "x" or os_name == "nt"', 'dep ; os_name == "nt"'),
        ('dep; variant_label == "x" and os_name == "nt"', None),
        (
            'dep; (variant_label=="x" or os_name=="nt" or extra=="a") and (extra=="b")',
            'dep ; (os_name == "nt" or extra == "a") and (extra == "b")',
        ),
        ('dep; ((variant_label == "cuda13"))', "dep"),
    ],
)
def test_what_is_known_is_left_out(text: str, expected: str | None) -> None:
    assert bind_requirement(text, value_of) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "variant_label",
        "variant_label>=1; os_name == 'nt'",
        'dep; os_name == "variant_label"',
        'dep; extra == "a"  and  (python_version<"4")',
        "dep @ https://h/variant_label;variant_label",
    ],
)
def test_without_a_variant_marker_nothing_changes(text: str) -> None:
    assert bind_requirement(text, unasked) == text


MALFORMED = [
    "variant_label",
    'variant_label = "x"',
    'variant_label < "x"',
    'variant_label === "x"',
    'variant_label ~= "x"',
    "variant_label == os_name",
    "variant_label == variant_label",
    "variant_label in variant_namespaces",
    'variant_namespaces == "x"',
    'variant_namespaces in "x"',
    "os_name in variant_namespaces",
    'variant_label not "x"',
    'variant_label == "x" and',
    'variant_label == "x" variant_label == "x"',
    '(variant_label == "x"',
    'variant_label == "x")',
    'variant_label == "x" and nonsense == "y"',
    'variant_label == "x" or os_name ~ "y"',
    'variant_label == "x" ; os_name == "y"',
    "variant_label == \"x'",
    'not variant_label == "x"',
    "(" * (MAX_DEPTH + 1) + 'variant_label == "x"' + ")" * (MAX_DEPTH + 1),
]


@pytest.mark.parametrize("marker", MALFORMED)
def test_what_is_malformed_stays(marker: str) -> None:
    assert bind_requirement(f"dep; {marker}", value_of) == f"dep; {marker}"


def test_of_a_long_text_that_is_malformed_the_start_stays() -> None:
    """Whoever parses it repeats it, and takes long for some."""
    for text in (
        "dep; " + "(" * 5000 + 'variant_label == "x"',
        "dep[" + "a," * 10**6 + 'a]; variant_label == "x"',
        "dep; " + " or ".join(['variant_label == "x"'] * MAX_TEXT),
    ):
        bound = bind_requirement(text, value_of)
        assert bound is not None
        assert bound.startswith(text[:100])
        assert len(bound) < 300
        with pytest.raises(InvalidRequirement):
            Requirement(bound)


def test_a_long_text_may_be_well_formed() -> None:
    parts = ['variant_label == "other"'] * 500
    text = f"dep; {' or '.join(parts)}"
    assert bind_requirement(text, value_of) is None
    assert bind_requirement(f'{text} or "cuda13" in variant_label', value_of) == "dep"


HEADS = ["a", "a[", "a @ ", "a @ u ", "a>=1", "a;", 'a; variant_label == "', "a; x in "]
FILLS = [
    " ",
    "\t",
    "\n",
    "a",
    ".",
    "[",
    "]",
    "@",
    "@ ",
    "(",
    "<",
    ">=1,",
    "'",
    '"',
    ";",
]
TAILS = ["", "b variant_x", '; variant_label == "x"', " ; variant_label"]


@pytest.mark.parametrize("head", HEADS)
def test_the_time_does_not_grow_faster_than_the_text(head: str) -> None:
    for fill, tail in itertools.product(FILLS, TAILS):
        text = head + fill * (2**20 // len(fill)) + tail
        began = time.process_time()
        bind_requirement(text, value_of)
        mentions_variants(text[-MAX_TEXT:])
        assert time.process_time() - began < 10, (head, fill, tail)


@given(st.text("dep;@()<>=!~'\" \t\nnotinandorvariant_label", max_size=60))
def test_whatever_the_text_it_becomes_shorter_or_stays(text: str) -> None:
    bound = bind_requirement(f"dep; {text}", value_of)
    assert bound is None or len(bound) <= len(f"dep ; {text}")


def comparisons() -> st.SearchStrategy[tuple[str, str]]:
    """A comparison with variants, and one without that comes to the same."""
    known = {True: 'python_version >= "0"', False: 'python_version < "0"'}
    variants = {
        'variant_label == "cuda13"': True,
        '"gpu" not in variant_namespaces': False,
        '"gpu :: sm" in variant_features': True,
        'variant_label != "cuda13"': False,
    }
    others = ['os_name == "nt"', 'extra == "a"', 'python_version > "3"']
    return st.sampled_from(
        [(text, known[value]) for text, value in variants.items()]
        + [(text, text) for text in others]
    )


def joined(
    parts: st.SearchStrategy[tuple[str, str]],
) -> st.SearchStrategy[tuple[str, str]]:
    def join(
        drawn: tuple[tuple[str, str], str, tuple[str, str], bool],
    ) -> tuple[str, str]:
        left, word, right, is_bracketed = drawn
        brackets = "({})" if is_bracketed else "{}"
        pairs = zip(left, right, strict=True)
        first, second = (brackets.format(f"{a} {word} {b}") for a, b in pairs)
        return first, second

    words = st.sampled_from(["and", "or"])
    return st.tuples(parts, words, parts, st.booleans()).map(join)


@given(st.recursive(comparisons(), joined, max_leaves=8), st.sampled_from(["", "a"]))
def test_it_means_the_same(pair: tuple[str, str], extra: str) -> None:
    """As if packaging had evaluated the whole marker at once."""
    text, plain = pair
    marker = Requirement(f"dep; {plain}").marker
    assert marker is not None
    bound = bind_requirement(f"dep; {text}", value_of)
    if bound is None:
        holds = False
    else:
        left = Requirement(bound).marker
        holds = left is None or left.evaluate({"extra": extra})
    assert holds == marker.evaluate({"extra": extra})


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        ('variant_label == "x"', True),
        ('os_name == "variant_label"', False),
        ('"x" in variant_properties and', True),
        ('variant_labels == "x"', False),
        ("$ variant_label", False),
    ],
)
def test_what_mentions_variants(marker: str, expected: bool) -> None:
    assert mentions_variants(marker) == expected
