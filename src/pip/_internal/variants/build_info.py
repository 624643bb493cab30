"""What this pip was made from, for people who ask it."""

from __future__ import annotations

from collections.abc import Iterator

from pip._internal.variants import _build_info


def describe(version_line: str) -> str:
    """Return the line of ``pip --version`` with upstream's version at its end.

    Scripts take that line apart, so nothing before the end may change.
    """
    return f"{version_line}, upstream {_build_info.UPSTREAM_VERSION}"


def details() -> Iterator[tuple[str, str]]:
    """Yield the names and values that ``pip debug`` shows about the build."""
    yield "upstream pip version", _build_info.UPSTREAM_VERSION
    for name, sha256 in _build_info.PATCHES:
        yield f"patch {name}", f"sha256 {sha256}"
