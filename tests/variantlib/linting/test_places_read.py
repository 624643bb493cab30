"""Several places to check, of which some cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from variantlib.errors import InvalidCatalogue, InvalidPage
from variantlib.linting.places_read import MAX_LINES, read_each
from variantlib.linting.release import Release

MANY = [f"mistake {number}." for number in range(MAX_LINES + 2)]
ERRORS: dict[str, Exception] = {
    "page": InvalidPage("page: not\none"),
    "short": InvalidCatalogue("short", "It is not valid.", "See there."),
    "long": InvalidCatalogue("long", "a b", "See there.", MANY),
    "gone": FileNotFoundError(2, "No such file", "gone"),
    "odd": OSError("of a kind"),
}


def read(place: str) -> Iterator[Release]:
    if place in ERRORS:
        raise ERRORS[place]
    yield Release(place, "1.0")


def test_what_can_be_read_is_and_each_mistake_has_a_line() -> None:
    found = read_each(["a", *ERRORS, "b"], read)
    assert [release.project for release in found.releases] == ["a", "b"]
    assert found.places == ["a", "b"]
    assert found.mistakes == [
        "page: not\\none",
        "short: It is not valid.",
        "short: See there.",
        *[f"long: {mistake}" for mistake in MANY[:MAX_LINES]],
        "long: and 2 more",
        "long: See there.",
        "gone: No such file",
        "of a kind",
    ]
