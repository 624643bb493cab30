"""Are files of one release given, of which only one can be installed?

As by ``pip install dist/*.whl`` after a build of all variants.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Sequence

from pip._vendor.packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)

from pip._internal.models.link import Link
from pip._internal.req.req_install import InstallRequirement
from pip._internal.variants.errors import SeveralVariants
from pip._internal.variants.names import is_variant, split_variant
from pip._internal.variants.text import printable

MAX_LISTED = 20
"""So many files are listed in an error."""


def check_given(root_reqs: Iterable[InstallRequirement]) -> None:
    """Refuse several files of one release, if there is a variant among them.

    :raises SeveralVariants: If there are such files.
    """
    releases: dict[str, dict[str, Link]] = {}
    for req in root_reqs:
        if req.link is None or req.constraint or not req.match_markers():
            continue
        release = _release_of(req.link)
        if release is not None:
            link = req.link
            releases.setdefault(release, {})[link.url_without_fragment] = link
    for release, files in releases.items():
        links = list(files.values())
        if len(links) > 1 and any(is_variant(link.filename) for link in links):
            names = [printable(link.filename) for link in links]
            if len(names) > MAX_LISTED:
                names[MAX_LISTED:] = [f"and {len(names) - MAX_LISTED} more"]
            raise SeveralVariants(release, names, _place_of(links))


def _release_of(link: Link) -> str | None:
    """Return the requirement that only files of the same release meet."""
    try:
        if link.is_wheel:
            plain, _ = split_variant(link.filename)
            name, version, _, _ = parse_wheel_filename(plain)
        else:
            name, version = parse_sdist_filename(link.filename)
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None
    return f"{name}=={version}"


def _place_of(links: Sequence[Link]) -> str | None:
    """Return the folder that files lie in, as it is written on a command line."""
    if not all(link.is_file for link in links):
        return None
    folders = {os.path.dirname(link.file_path) for link in links}
    return shlex.quote(folders.pop()) if len(folders) == 1 else None
