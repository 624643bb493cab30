"""Find tables of a catalogue that will not do what their author wants (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from .catalogue import Catalogue, Entry, Place


def shadowed(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield the label of each table without a file, and that of the one that has them.

    A file is of the first table at its place that it matches.
    """
    for number, entry in enumerate(catalogue.entries):
        before = catalogue.entries[:number]
        takers = [_taker(entry, url, before) for url in _urls(entry.place) or [""]]
        if all(takers) and takers[0] is not None and entry.stands_for is None:
            yield entry.label, takers[0].label


def told_by_place(catalogue: Catalogue) -> list[str]:
    """Return the labels whose files nothing but their place tells from others.

    Of a variant that fits everywhere, a plain file is no worse.
    """
    entries = [entry for entry in catalogue.entries if entry.properties]
    labels = [e.label for e in entries if not e.place.is_told_by_name]
    return list(dict.fromkeys(labels))


def _urls(place: Place) -> list[str]:
    return [*(url.rstrip("/") for url in place.indexes), *place.pages]


def _taker(entry: Entry, url: str, before: tuple[Entry, ...]) -> Entry | None:
    """Return the table that takes all files of another one at one of its places.

    :param url: Empty for the folders of users.
    """
    for other in before:
        is_there = url in _urls(other.place) if url else other.place.is_told_by_name
        if is_there and _takes_all(other.place, entry.place):
            return other
    return None


def _takes_all(place: Place, of: Place) -> bool:
    stated = dict(place.versions)
    return (
        _cover(place.local, of.local)
        and _cover(place.files, of.files)
        and all(
            project in stated and str(stated[project]) in ("", str(specifier))
            for project, specifier in of.versions
        )
    )


def _cover(patterns: tuple[str, ...], of: tuple[str, ...]) -> bool:
    """Return whether patterns match all that others do; never if that is not clear."""
    if not patterns:
        return True
    if not of or any(sign in text for text in of for sign in "?["):
        return patterns == of
    return all(any(fnmatchcase(text, each) for each in patterns) for text in of)
