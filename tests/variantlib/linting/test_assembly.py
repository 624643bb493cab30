"""Releases that nobody has built yet are checked like others."""

from __future__ import annotations

import pytest

from variantlib.documents.document import parse_document
from variantlib.errors import VariantError
from variantlib.linting.assembly import release_of_plan
from variantlib.linting.registry import check

from .scenes import MKL, OPENBLAS, document

TAG = "cp313-cp313-manylinux_2_28_x86_64"


def test_a_plan_is_checked_before_anything_is_built() -> None:
    planned = parse_document(document({"a": MKL, "b": OPENBLAS, "null": {}}))
    names = [f"demo-1.0-{TAG}-{label}.whl" for label in ("a", "b", "null")]
    release = release_of_plan([*names, f"demo-1.0-{TAG}.whl"], planned)
    assert [(f.rule.number, f.problem.file) for f in check(release)] == [
        ("V202", ""),
        ("V202", ""),
    ]


@pytest.mark.parametrize("names", [[], ["demo.whl"], ["a-1-py3-none-any.whl"] * 2])
def test_a_plan_is_of_one_release(names: list[str]) -> None:
    if names:
        names = [*names, "b-1-py3-none-any.whl"]
    with pytest.raises(VariantError, match="wheels of one release"):
        release_of_plan(names, parse_document(document({})))
