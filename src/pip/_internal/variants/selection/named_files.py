"""Are files of one release given, of which only one can be installed?

As by ``pip install dist/*.whl`` after a build of all variants.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Sequence

from pip._vendor.variantlib.text import printable, some

from pip._internal.models.link import Link
from pip._internal.req.req_install import InstallRequirement
from pip._internal.variants.exceptions import SeveralVariants
from pip._internal.variants.names import is_variant, release_of

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
        found = release_of(req.link.filename)
        if found is not None:
            # The requirement that only files of this release meet.
            files = releases.setdefault("{}=={}".format(*found), {})
            files[req.link.url_without_fragment] = req.link
    for release, files in releases.items():
        links = list(files.values())
        if len(links) > 1 and any(is_variant(link.filename) for link in links):
            names = [printable(link.filename) for link in links]
            raise SeveralVariants(release, some(names, MAX_LISTED), _place_of(links))


def _place_of(links: Sequence[Link]) -> str | None:
    """Return the folder that files lie in, as it is written on a command line."""
    if not all(link.is_file for link in links):
        return None
    folders = {os.path.dirname(link.file_path) for link in links}
    return shlex.quote(folders.pop()) if len(folders) == 1 else None
