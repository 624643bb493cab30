"""Several files on one page that claim to be one."""

from __future__ import annotations

import pytest
from packaging.version import Version

from variantlib.documents.listed import dispute, examples, release_of

Wheel = tuple[str, str, str]


def wheel(label: str, content: str, tag: str = "any") -> Wheel:
    return label, f"pkg-1.0-py3-none-{tag}-{label}.whl", content


def read(*wheels: Wheel) -> list[Wheel]:
    return examples(wheels, lambda each: each)


def test_one_wheel_speaks_for_all_of_a_label() -> None:
    one, two, other = wheel("a", "1"), wheel("a", "2", "win"), wheel("b", "3")
    assert read(one, other, two) == [one, other, one]
    assert read(two, other, one) == [two, other, two]


def test_each_content_of_a_wheel_speaks_for_itself() -> None:
    one, two, rest = wheel("a", "1"), wheel("a", "2"), wheel("a", "3", "win")
    assert read(one, two, rest, one) == [one, two, rest, one]


@pytest.mark.parametrize(
    ("filename", "release"),
    [
        ("My_Pkg-1.0.0-variants.json", ("my-pkg", Version("1.0"))),
        ("pkg-one-variants.json", None),
        ("-variants.json", None),
        ("pkg-1.0-variants.json.metadata", None),
        ("pkg-1.0.json", None),
    ],
)
def test_the_release_of_a_document(
    filename: str, release: tuple[str, Version] | None
) -> None:
    assert release_of(filename) == release


def test_of_several_documents_none_counts() -> None:
    told = "2 describe one release, and no digest says they agree"
    assert [dispute([]), dispute(["a"]), dispute(["a", "b"])] == [None, None, told]
