"""Wheels that pip built before, of which some may be for other machines."""

from __future__ import annotations

from pathlib import Path

from pip._vendor.packaging.tags import Tag

from pip._internal.cache import CacheEntry
from pip._internal.models.link import Link
from pip._internal.models.wheel import Wheel
from pip._internal.variants.selection.built_wheels import suitable_entry
from tests.unit.scene import wheel_name
from tests.unit.selecting import V2, V3

TAGS = [Tag("py3", "none", "any"), Tag("py2", "none", "any")]


def built(folder: Path, *names: str) -> list[Link]:
    for name in names:
        (folder / name).touch()
    return [Link((folder / name).as_uri()) for name in names]


def found(entry: Link, *wanted: str) -> str | None:
    """The name of the wheel that is taken, where wheels of these names suit."""

    def suits(link: Link, wheel: Wheel) -> bool:
        return link.filename in wanted

    taken = suitable_entry(CacheEntry(entry, True), TAGS, suits)
    return taken and taken.link.filename


def test_the_wheel_that_suits_is_taken(tmp_path: Path) -> None:
    first, second, plain = wheel_name(V2), wheel_name(V3), wheel_name()
    entry = built(tmp_path, first, second, plain)[0]
    assert found(entry, second) == second
    assert found(entry, plain) == plain
    assert found(entry) is None


def test_the_better_tag_comes_first(tmp_path: Path) -> None:
    good, poor = wheel_name(V3), wheel_name(V3, tag="py2-none-any")
    entry = built(tmp_path, poor, good)[0]
    assert found(entry, good, poor) == good


def test_other_files_are_passed_over(tmp_path: Path) -> None:
    other, junk = wheel_name(V3, name="other"), "junk.whl"
    foreign = wheel_name(V3, tag="cp27-cp27m-win32")
    entry = built(tmp_path, wheel_name(V2), other, junk, foreign)[0]
    assert found(entry, other, junk, foreign) is None
