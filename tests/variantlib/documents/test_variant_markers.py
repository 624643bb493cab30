"""Markers about variants, as makers and reviewers look at them."""

from __future__ import annotations

import pytest

from variantlib.documents.variant_markers import (
    comparisons,
    hash_form_problem,
    is_marked,
    marker_of,
    without_labels,
)

V3 = "'x86_64 :: level :: v3' in variant_properties"
NEVER = "a wheel of the hash form has no label, so this marker never holds in one"
ALWAYS = "a wheel of the hash form has no label, so this marker holds in each of them"


@pytest.mark.parametrize(
    ("marker", "problem"),
    [
        ("variant_label == 'v3'", NEVER),
        ('"v3" == variant_label', NEVER),
        ("variant_label == 'v3' and os_name == 'nt'", NEVER),
        ("(variant_label == 'v2' or variant_label == 'v3')", NEVER),
        ("variant_label != ''", NEVER),
        ("'cuda' in variant_label", NEVER),
        ("variant_label != 'v3'", ALWAYS),
        ("'cuda'  not  in variant_label and os_name == 'nt'", ALWAYS),
        # The other half is for hashes.
        (f"variant_label == 'v3' or {V3}", None),
        # The null variant has no hash.
        ("variant_label != 'null'", None),
        ("variant_label == 'null'", None),
        ("variant_label == ''", None),
        (V3, None),
        ("os_name == 'variant_label'", None),
        ("platform_version == \"variant_label == 'v3'\"", None),
        # Whoever parses it finds out.
        ("variant_label ==", None),
        ("variant_label == 'v3' and", None),
        ("(" * 5000 + "variant_label == 'v3'", None),
    ],
)
def test_labels_in_a_wheel_of_the_hash_form(marker: str, problem: str | None) -> None:
    assert hash_form_problem(f"dep>1; {marker}") == problem


def test_a_dependency_without_a_marker() -> None:
    assert hash_form_problem("dep") is None
    assert not is_marked("variant_label")
    assert list(comparisons("variant_label=='x'")) == []


def test_long_text_takes_no_time() -> None:
    for part in ("a", "a ", "'", "a in ", "variant_label ", " "):
        assert list(comparisons(f"dep; {part * 100_000}")) == []


def test_the_marker_of_a_variant() -> None:
    level = ("x86_64", "level", "v3")
    assert marker_of([level]) == V3
    gpus = [("nvidia", "sm_arch", "80_real"), ("nvidia", "sm_arch", "90_real")]
    several = f"'nvidia :: sm_arch' in variant_features and {V3}"
    assert marker_of([level, *gpus]) == several
    known = {"null": (), "gpu": gpus, "v3": [level]}
    assert without_labels("dep; variant_label == 'v3'", known) == V3
    other = "'nvidia :: sm_arch' in variant_features"
    assert without_labels("dep; variant_label == 'v33'", known) == other
    assert "namespace :: key :: value" in without_labels("dep", {})
