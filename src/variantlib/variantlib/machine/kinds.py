"""Tell machines of several platforms and Pythons apart, by markers for all tools."""

from __future__ import annotations

from collections.abc import Sequence

from ..documents.lock_choices import NO_PROVIDER, WITHOUT_MARKER, Facts
from .platforms import Platform, completed, dotted, system_markers

__all__ = ["facts_within_kinds", "find_indistinct", "kind_markers", "platform_facts"]


def kind_markers(described: Sequence[Platform], here: Platform) -> list[str | None]:
    """Return the environment marker of each machine's platform and Python.

    :return: Only of that in which some of them differ; None for each if they do not.
    """
    machines = [completed(each, here) for each in described]
    aspects = [list(map(marker, machines)) for marker in (_of_system, _of_python)]
    deciding = [texts for texts in aspects if len(set(texts)) > 1]
    if not deciding:
        return [None] * len(machines)
    return [" and ".join(texts) for texts in zip(*deciding, strict=True)]


def facts_within_kinds(described: Sequence[Platform], here: Platform) -> list[Facts]:
    """Return the facts about machines that decide on wheels, and that no marker tells.

    :return: Only that in which some machines of its kind differ.
    """
    stated = [platform_facts(completed(each, here)) for each in described]
    markers = kind_markers(described, here)
    seen: dict[tuple[str | None, str], set[tuple[str, ...] | None]] = {}
    for marker, facts in zip(markers, stated, strict=True):
        for key in WITHOUT_MARKER:
            seen.setdefault((marker, key), set()).add(facts.get((NO_PROVIDER, key)))
    return [
        {key: texts for key, texts in facts.items() if len(seen[marker, key[1]]) > 1}
        for marker, facts in zip(markers, stated, strict=True)
    ]


def platform_facts(full: Platform) -> Facts:
    """Return all such facts about one machine."""
    texts = full.texts
    return {(NO_PROVIDER, k): (texts[k],) for k in WITHOUT_MARKER if k in texts}


def find_indistinct(
    described: Sequence[Platform], here: Platform
) -> tuple[int, int] | None:
    """Return the places of two machines that take unlike wheels by no marker.

    A Python with and one without the global lock are alike to markers.
    """
    seen: dict[tuple[str, str], tuple[int, bool]] = {}
    for place, each in enumerate(described):
        full = completed(each, here)
        kind = _of_system(full), _of_python(full)
        first, is_free_threaded = seen.setdefault(kind, (place, full.is_free_threaded))
        if is_free_threaded != full.is_free_threaded:
            return first, place
    return None


def _of_system(full: Platform) -> str:
    found = system_markers(full)
    # pdm knows systems by this marker alone.
    keys = ("platform_system", "platform_machine")
    return " and ".join(f"{key} == '{found[key]}'" for key in keys)


def _of_python(full: Platform) -> str:
    if full.python is None:
        return "implementation_name != 'cpython'"
    return f"python_version == '{dotted(full.python[:2])}'"
