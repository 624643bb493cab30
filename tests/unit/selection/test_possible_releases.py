"""The releases that machines may get."""

from __future__ import annotations

from typing import Any

import pytest
from pip._vendor.variantlib.models import VariantMetadata

from pip._internal.variants.models import VariantCandidate, entry_of
from pip._internal.variants.selection import possible_releases
from pip._internal.variants.selection.possible_releases import find_possible
from tests.unit.scene import candidate, facts, reader, wheel_name

PLAIN_1, OLD_1 = "pkg-1.0-py3-none-any.whl", "pkg-1.0-py3-none-any-old.whl"
OLD_2, NEW_2 = "pkg-2.0-py3-none-any-old.whl", "pkg-2.0-py3-none-any-new.whl"
NEW_3 = "pkg-3.0-py3-none-any-new.whl"
NEW_4, MORE_4 = "pkg-4.0-py3-none-any-new.whl", "pkg-4.0-py3-none-any-more.whl"

LEVELS = {OLD_1: "1", OLD_2: "2", NEW_2: "3", NEW_3: "3", NEW_4: "3", MORE_4: "4"}
FILES = ("pkg-0.9-py3-none-any.whl", PLAIN_1, *LEVELS)


def find(chosen: str, *files: str, fitting: str = "", **links: Any) -> list[str]:
    """The releases, and the names that are worth a try, if a machine got a file."""
    known = reader()
    found = {
        name: candidate(name, comes_from=links.get(name[4:5], "a page"))
        for name in files or FILES
    }
    for name, level in LEVELS.items():
        if name in found:
            properties: VariantMetadata = facts(f"hw :: level :: {level}")
            known.learn({entry_of(found[name].link): properties})
    possible = find_possible(
        found[chosen], [*found.values()], lambda _: fitting.split(), known
    )
    assert [str(each.version) for each in possible if each.is_chosen] == [chosen[4:7]]
    return [f"{each.version} {' '.join(sorted(each.names))}" for each in possible]


ALL = ["4.0 more new", "2.0 old", "1.0 none old"]


def test_from_the_newest_to_one_with_a_plain_wheel() -> None:
    assert find(PLAIN_1) == ALL
    assert find(NEW_4) == ALL
    assert find(OLD_1) == ALL


def test_without_a_plain_wheel_all_that_have_something_else() -> None:
    assert find(NEW_2, OLD_1, NEW_2, NEW_3) == ["3.0 new", "2.0 ", "1.0 old"]


def test_a_newer_one_that_fits_was_in_conflict() -> None:
    assert find(PLAIN_1, PLAIN_1, NEW_2, OLD_2, fitting="new") == [
        *("2.0 old", "1.0 none")
    ]
    newer = "pkg-2.0-py3-none-any.whl"
    assert find(PLAIN_1, PLAIN_1, newer, fitting="none") == ["1.0 none"]


def test_files_of_one_page_only() -> None:
    assert find(PLAIN_1, **{"4": "another page"}) == ["3.0 new", *ALL[1:]]


def test_of_hashes_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[VariantCandidate] = []
    known = reader()
    monkeypatch.setattr(known, "read_all", lambda offers: read.extend(offers) or [])
    files = [
        candidate(name, comes_from="a page")
        for name in (
            wheel_name(version="1.0"),
            wheel_name("hw :: level :: 1", version="1.0"),
            wheel_name("hw :: level :: 1", version="2.0"),
            wheel_name("hw :: level :: 2", version="3.0"),
        )
    ]
    found = find_possible(files[0], files, lambda _: (), known)
    assert read == []
    assert [len(each.names) for each in found] == [1, 1, 1]
    assert found[-1].names == {"none"}


def test_few_of_very_many(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(possible_releases, "MAX_RELEASES", 2)
    text = "Of pkg, pip takes variants of the newest 2 releases only."
    assert find(PLAIN_1) == ["4.0 more new", "1.0 none old"]
    assert text not in caplog.text
    assert find(OLD_1, *LEVELS) == ["4.0 more new", "1.0 old"]
    assert find(NEW_4, *LEVELS) == ["4.0 more new", "2.0 old"]
    assert caplog.text.count(text) == 1
