"""Folders of wheels, where a command takes requirements."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from optparse import Values

from pip._vendor.variantlib.text import printable

from pip._internal.exceptions import CommandError
from pip._internal.utils.misc import is_installable_dir
from pip._internal.variants.names import release_of
from pip._internal.variants.utils.addresses import check_path


def is_wheel_folder(path: str) -> bool:
    """Return whether a path is a folder with wheels, and no project to be built."""
    is_folder = os.path.isdir(path) and not is_installable_dir(path)
    return is_folder and any(name.endswith(".whl") for name in _names_in(path))


def choose_from_folders(options: Values, folders: Sequence[str]) -> list[str]:
    """Make folders the only index of a command, and return the projects in them.

    :raises CommandError: If there are other requirements, or a folder cannot be read.
    """
    if options.requirements or not all(map(is_wheel_folder, folders)):
        raise CommandError(
            "A folder of wheels cannot be combined with other requirements. To "
            "choose from it, name it with --find-links"
        )
    options.ignore_dependencies = options.no_index = True
    options.find_links = [*folders]
    return sorted({name for folder in folders for name in _projects_in(folder)})


def _projects_in(folder: str) -> Iterator[str]:
    for project, _ in filter(None, map(release_of, _names_in(folder))):
        yield project


def _names_in(folder: str) -> list[str]:
    try:
        names = os.listdir(folder)
    except OSError as error:
        problem = f"{printable(folder)} cannot be read: {error.strerror}"
        raise CommandError(problem) from None
    for name in names:
        check_path(name)
    return names
