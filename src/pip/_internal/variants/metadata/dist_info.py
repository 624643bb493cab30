"""Check the project and version that a wheel states, in METADATA and by its folder.

pip takes a folder of any name that begins as the project's does, and installs it as it
is. With the variant in it, no tool finds a version there any more.
"""

from __future__ import annotations

import posixpath
import zipfile
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import InvalidWheelFilename, parse_wheel_filename
from pip._vendor.packaging.version import InvalidVersion, Version
from pip._vendor.variantlib.documents.member_names import replacement
from pip._vendor.variantlib.text import printable

from pip._internal.utils.wheel import wheel_dist_info_dir
from pip._internal.variants.names import split_variant

if TYPE_CHECKING:
    from pip._internal.metadata import BaseDistribution

ENDING = ".dist-info"


def folder_of(dist: BaseDistribution, path: str | None) -> str | None:
    """Return the name of the folder of metadata in a whole wheel.

    :param path: Where the wheel is, as not every back end tells the name.
    """
    location = info_location(dist)
    if location is not None:
        return posixpath.basename(location)
    if path is None or not zipfile.is_zipfile(path):
        return None
    with zipfile.ZipFile(path) as wheel:
        return wheel_dist_info_dir(wheel, dist.canonical_name)


def replaced_part(folder: str, path: str | None) -> str | None:
    """Return the flaw that a file in a whole wheel replaces what pip reads of it.

    :param folder: Its folder of metadata.
    """
    if path is None or not zipfile.is_zipfile(path):
        return None
    with zipfile.ZipFile(path) as wheel:
        return replacement(wheel.namelist(), folder)


def info_location(dist: BaseDistribution) -> str | None:
    """Return where the folder of metadata is, None if there is none to point at."""
    try:
        return dist.info_location
    except AttributeError:
        # The pkg_resources back end knows no place of a distribution inside a wheel.
        return None


def folder_flaw(filename: str, folder: str) -> str | None:
    """Return the flaw in the name of that folder; None if there is none."""
    plain = split_variant(filename)[0]
    project, version, *_ = parse_wheel_filename(plain)
    try:
        found = parse_wheel_filename(f"{folder.removesuffix(ENDING)}-py3-none-any.whl")
        if found[:3] == (project, version, ()):
            return None
    except InvalidWheelFilename:
        pass
    wanted = "-".join(plain.split("-")[:2])
    return f"its folder {printable(folder)} is not called {wanted}{ENDING}"


def release_flaw(dist: BaseDistribution) -> str | None:
    """Return why METADATA tells no project or version; None if it tells both."""
    stated = {name: str(dist.metadata[name] or "") for name in ("Name", "Version")}
    for name, value in stated.items():
        if not value.strip():
            return f"it has no {name}"
    try:
        Version(stated["Version"])
    except InvalidVersion:
        return f"its Version, {printable(stated['Version'])}, is none"
    return None
