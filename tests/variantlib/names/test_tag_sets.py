"""The tags of a compressed set are counted, not written out."""

import pytest
from packaging.tags import parse_tag

from variantlib.names.tag_sets import (
    MAX_TAGS,
    are_too_many_tags,
    count_tags,
    has_too_many_tags,
)

from ..scene import compressed_tags


@pytest.mark.parametrize(
    "text", ["py3-none-any", "py2.py3-none-any", "a.b.c-d.e-f.g.h.i"]
)
def test_a_set_stands_for_as_many_tags_as_it_has_when_written_out(text: str) -> None:
    assert count_tags(text) == len(parse_tag(text))


def test_only_the_tags_of_a_name_count() -> None:
    dotted = ".".join("1" * MAX_TAGS)
    assert not has_too_many_tags(f"demo-{dotted}-py3-none-any.whl")
    assert has_too_many_tags(f"demo-1.0-{compressed_tags(1000)}.whl")


def test_several_sets_are_added_up() -> None:
    assert not are_too_many_tags(["py3-none-any"] * MAX_TAGS)
    assert are_too_many_tags(["py2.py3-none-any"] * (MAX_TAGS // 2 + 1))
