"""Which packages of a lock file are in a group."""

from __future__ import annotations

import pytest

from pip._internal.variants.pylock.groups import is_in, name_of


@pytest.mark.parametrize(
    ("marker", "group", "expected"),
    [
        (None, "a", True),
        ("'a' in dependency_groups", "a", True),
        ("'a' in dependency_groups", "b", False),
        ("'a' in dependency_groups", None, False),
        ("'a' in dependency_groups or 'b' in dependency_groups", "b", True),
        ("'a' in dependency_groups and os_name == 'none'", "a", False),
    ],
)
def test_packages_of_a_group(marker: str, group: str | None, expected: bool) -> None:
    assert is_in({"marker": marker}, group) is expected


@pytest.mark.parametrize("marker", ["a b", 3, "(" * 9999])
def test_a_broken_marker(marker: object) -> None:
    with pytest.raises(ValueError, match="is no marker for it"):
        is_in({"marker": marker}, "a")


def test_names() -> None:
    assert name_of({"name": "A_b"}) == "a-b"
    assert name_of({}) == name_of({"name": 3}) == ""
