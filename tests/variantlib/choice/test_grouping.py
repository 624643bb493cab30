"""Files of one reason, and those for other platforms, as explanations list them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from variantlib.choice.grouping import MAX_LISTED, Listing, list_files, only_counted


@dataclass(frozen=True)
class File:
    """A file with a verdict, as any installer may have it."""

    filename: str
    rank: int | None = None
    reason: str = ""
    cause: str = ""
    is_foreign: bool = False


def names(listing: Listing[File]) -> list[list[str]]:
    return [[file.filename for file in group.files] for group in listing.groups]


def test_files_of_one_reason_are_together() -> None:
    files = [
        File("a", reason="it needs gpu :: arch :: 9; nobody", cause="it needs gpu"),
        File("b", reason="it is yanked"),
        File("c", reason="it needs gpu :: arch :: 8; nobody", cause="it needs gpu"),
        File("d", reason="it needs npu :: a :: b; nobody", cause="it needs npu"),
        File("e", reason="it is yanked"),
    ]
    listing = list_files(files, is_whole=False)
    assert names(listing) == [["a", "c"], ["b", "e"], ["d"]]
    # The property is told where it is only one.
    reasons = [group.reason for group in listing.groups]
    assert reasons == ["it needs gpu", "it is yanked", "it needs npu :: a :: b; nobody"]
    assert listing.groups[0].title == "2 files:"
    assert listing.groups[0].names == "a, c"


def test_each_that_can_be_taken_has_its_own_place() -> None:
    files = [File("a", 1), File("b", 2), File("c", reason="no"), File("d", reason="no")]
    assert names(list_files(files, is_whole=False)) == [["a"], ["b"], ["c", "d"]]


def test_few_are_listed_and_the_others_counted() -> None:
    files = [File(f"{n}", reason=f"{n // 2}") for n in range(2 * MAX_LISTED + 3)]
    listing = list_files(files, is_whole=False)
    assert (len(listing.groups), listing.hidden) == (MAX_LISTED, 3)


def test_those_for_other_platforms_are_only_counted() -> None:
    files = [File("a", reason="no"), File("b", reason="tags", is_foreign=True)]
    listing = list_files(files, is_whole=False)
    assert (names(listing), listing.hidden) == ([["a"]], 0)
    assert only_counted(files[:1]) == ""


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 file is for another Python or platform (-v shows all)"),
        (12, "12 files are for other Pythons or platforms (-v shows all)"),
    ],
)
def test_the_number_of_those(count: int, said: str) -> None:
    assert only_counted([File("a", is_foreign=True)] * count) == said


def test_all_are_listed_alone_on_demand() -> None:
    files = [File(f"{n}", reason="no", is_foreign=n > 4) for n in range(9)]
    listing = list_files(files, is_whole=True)
    assert names(listing) == [[file.filename] for file in files]
    assert listing.hidden == 0


def test_names_of_strangers_reach_no_terminal() -> None:
    files = [File("a\x1b[31m", reason="no"), File("b", reason="no")]
    [group] = list_files(files, is_whole=False).groups
    assert group.names == r"a\x1b[31m, b"
