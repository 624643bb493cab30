"""Tell people from which sources this pip was made."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pip._internal.variants import _build_info

if TYPE_CHECKING:
    from pip._vendor.packaging.version import Version

logger = logging.getLogger(__name__)


def details() -> Iterator[tuple[str, str]]:
    """Yield the names and values that ``pip debug`` shows about the build."""
    yield "upstream pip version", _build_info.UPSTREAM_VERSION
    for name, sha256 in _build_info.PATCHES:
        yield f"patch {name}", f"sha256 {sha256}"


def warn_of_replacement(new_version: Version) -> None:
    """Warn before this pip is replaced by one that knows no variants."""
    if new_version.local is not None and new_version.local.startswith("variants"):
        return
    logger.warning(
        "This replaces the pip that chooses variants by upstream's pip %s, which "
        "takes plain wheels only. Install pip with local version 'variants' again to "
        "get it back.",
        new_version,
    )
