"""Find a wheel that was built here before, to use instead of an sdist.

pip keeps its builds. The folder may be shared by machines that are not alike, and
nobody has requested the build for another machine.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

from pip._vendor.packaging.tags import Tag

from pip._internal.cache import CacheEntry
from pip._internal.exceptions import InvalidWheelFilename
from pip._internal.models.link import Link
from pip._internal.models.wheel import Wheel
from pip._internal.utils.urls import path_to_url

logger = logging.getLogger(__name__)


def suitable_entry(
    entry: CacheEntry, tags: list[Tag], suits: Callable[[Link, Wheel], bool]
) -> CacheEntry | None:
    """Return the first wheel that suits of those that were built from one sdist.

    :param entry: The one that pip would take.
    :param tags: The tags that this Python can run.
    :return: None if there is none, so that pip builds it anew.
    """
    chosen = Wheel(entry.link.filename)
    for link, wheel in _built(entry, tags):
        if wheel.name != chosen.name:
            continue
        if suits(link, wheel):
            return CacheEntry(link, entry.persistent)
        logger.debug("Ignoring %s, which pip built before.", link.filename)
    return None


def _built(entry: CacheEntry, tags: list[Tag]) -> Iterator[tuple[Link, Wheel]]:
    """Yield the wheels built of the same sdist, in pip's order."""
    wheels = []
    for path in Path(entry.link.file_path).parent.glob("*.whl"):
        try:
            wheel = Wheel(path.name)
        except InvalidWheelFilename:
            continue
        if wheel.supported(tags):
            wheels.append((wheel.support_index_min(tags), path))
    for _, path in sorted(wheels):
        yield Link(path_to_url(str(path))), Wheel(path.name)
