"""The Python that is installed for: which wheels it takes, and which it prefers."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.tags import Tag, sys_tags

from ..index.candidates import Candidate
from ..machine.platforms import (
    Platform,
    completed,
    dotted,
    is_like,
    tags_of,
    this_platform,
)
from ..text import printable

__all__ = ["Target", "target_of"]


@dataclass(frozen=True)
class Target:
    """The Python that is installed for.

    :param tags: Those of wheels that it takes, the best first.
    """

    tags: Sequence[Tag] = field(default_factory=lambda: tuple(sys_tags()))
    python: str = field(default_factory=platform.python_version)

    @cached_property
    def _places(self) -> Mapping[Tag, int]:
        return {tag: place for place, tag in reversed(list(enumerate(self.tags)))}

    def place(self, tags: Iterable[Tag]) -> int | None:
        """Return how well a wheel suits, 0 for best; None for not at all."""
        places = self._places
        return min((places[tag] for tag in tags if tag in places), default=None)

    def misfit(self, candidate: Candidate) -> str | None:
        """Return why this Python cannot have a file, as the page says; or None."""
        if candidate.file.is_yanked:
            return "its maker has taken it back (yanked)"
        if candidate.tags and self.place(candidate.tags) is None:
            return "it is for another Python or platform"
        return self.python_misfit(candidate.file.requires_python)

    def python_misfit(self, requires: str | None) -> str | None:
        """Return why a Requires-Python rules this Python out; None if it does not."""
        try:
            specifier = SpecifierSet(requires or "")
        except InvalidSpecifier:
            # As pip does: who writes nonsense rules nothing out.
            return None
        if specifier.contains(self.python, prereleases=True):
            return None
        return (
            f"it is for Python {printable(str(specifier))}, and this is {self.python}"
        )


def target_of(described: Platform) -> Target:
    """Return the Python of a machine, of which a description may tell."""
    here = this_platform()
    if is_like(described, here):
        return Target()
    python = completed(described, here).python
    version = dotted(python) if python else platform.python_version()
    return Target(tags_of(described, here), version)
