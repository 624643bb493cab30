"""The variants that a resolver tries, and what the user reads about them.

A resolver may try several variants of a release, until one goes with all other
requirements, and come back to an earlier one in the end.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from pip._internal.variants.selection import messages

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.packaging.version import Version

    from pip._internal.resolution.resolvelib.base import Candidate

logger = logging.getLogger(__name__)


class _Try(NamedTuple):
    """A variant wheel that could be used, by itself.

    :param text: What was said about it.
    """

    project: NormalizedName
    version: Version
    text: str


class Tried:
    """The variant wheels of one command that were found to be what they should be."""

    def __init__(self) -> None:
        self._tries: dict[str, _Try] = {}
        self._last: dict[NormalizedName, str] = {}

    def __contains__(self, url: object) -> bool:
        return url in self._tries

    def add(
        self, url: str, project: NormalizedName, version: Version, text: str
    ) -> None:
        """Take note of a wheel that is tried, and say so once."""
        tried = _Try(project, version, text)
        # Both looks at a wheel come to the same, mostly.
        if self._tries.get(url) != tried:
            self._tries[url] = tried
            self._last[project] = url
            logger.info("%s", text)

    def discard(self, url: str) -> None:
        """Forget a wheel that is not what it seemed."""
        self._tries.pop(url, None)

    def conclude(self, resolved: Iterable[Candidate]) -> None:
        """Say what is taken in the end of each project, if the last try is not."""
        for candidate in resolved:
            link, project = candidate.source_link, candidate.project_name
            if link is None or self._last.get(project, link.url) == link.url:
                continue
            self._last[project] = link.url
            if link.url in self._tries:
                logger.info("%s", self._tries[link.url].text)
            elif self._has(project, candidate.version):
                logger.info("%s", messages.plain_instead(project, candidate.version))

    def _has(self, project: NormalizedName, version: Version) -> bool:
        return any(t[:2] == (project, version) for t in self._tries.values())
