"""Keep the command of ``pip lock`` in the lock file, and give it again.

All of it is kept, or nothing: what is kept in part would choose something else.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pip._internal.cli import cmdoptions
from pip._internal.models.format_control import FormatControl
from pip._internal.models.release_control import ReleaseControl
from pip._internal.utils.filetypes import is_archive_file
from pip._internal.variants.machine.reading import split_lines
from pip._internal.variants.options import is_on_command_line
from pip._internal.variants.pylock.kept_command import (
    MAX_KEPT,
    KeptCommand,
    is_file_name,
    is_ready,
    public_requirement,
    with_kept,
)

if TYPE_CHECKING:
    from optparse import Values

    from pip._internal.cli.parser import ConfigOptionParser

_SOURCES = (
    "requirements",
    "requirements_from_scripts",
    "dependency_groups",
    "editables",
    "lock_from",
)
"""The options that name requirements."""

# Where files are looked for, and how pip behaves, is for whoever runs it.
_FREE_GROUPS = (cmdoptions.general_group, cmdoptions.index_group)
_FREE = {
    *("output_file", "src_dir", "progress_bar", "lock_check"),
    *("machines", "which_variants", "lock_format"),
}
_COLLECTORS = (list, FormatControl, ReleaseControl)
_DECIDING = {"uploaded_prior_to", "deprecated_features_enabled"}


class NotKept(Exception):
    """A lock file has no command, or not all that it names."""


def keep(
    document: dict[str, Any],
    options: Values,
    parser: ConfigOptionParser,
    args: list[str],
) -> dict[str, Any]:
    """Return a lock file with the command that it was made with, if it may be kept."""
    # The metadata of sources come from code, which no lock file is to run.
    are_wheels = all(
        "wheels" in package and "sdist" not in package
        for package in document["packages"]
    )
    if not are_wheels or any(_given(options, parser)):
        return document
    machines = options.machines if is_on_command_line(options.machines) else ()
    if machines and not split_lines(machines):
        # That they are not those of the configuration is nothing that is kept.
        return document
    try:
        kept = KeptCommand(
            tuple(map(_kept_requirement, args)),
            tuple(_kept_machine(m, folder_of(options)) for m in split_lines(machines)),
            options.which_variants,
            options.lock_format,
        )
    except ValueError:
        return document
    is_large = max(len(kept.requirements), len(kept.machines)) > MAX_KEPT
    return document if is_large else with_kept(document, kept)


def recall(kept: KeptCommand, options: Values) -> tuple[Values, list[str]]:
    """Return the options and arguments of a command that was kept.

    Options that are given win, but no sources are looked for.

    :raises NotKept: If the file of a machine is not there any more.
    """
    options = copy.copy(options)
    if kept.machines and not is_on_command_line(options.machines):
        folder = folder_of(options)
        options.machines = [_find_machine(name, folder) for name in kept.machines]
    if not is_on_command_line(options.which_variants):
        options.which_variants = kept.variants
    if not is_on_command_line(options.lock_format):
        options.lock_format = kept.form
    options.format_control = FormatControl(set(), {":all:"})
    return options, list(kept.requirements)


def names_requirements(options: Values, args: list[str]) -> bool:
    """Return whether the user says what is to be locked."""
    return bool(args) or any(getattr(options, name, None) for name in _SOURCES)


def folder_of(options: Values) -> str:
    """Return the folder of the lock file."""
    output = options.output_file
    return os.curdir if output == "-" else os.path.dirname(output) or os.curdir


def _given(options: Values, parser: ConfigOptionParser) -> Iterator[str]:
    """Yield the options that decide what is chosen, and are given."""
    free = {make().dest for group in _FREE_GROUPS for make in group["options"]}
    for name, default in vars(parser.get_default_values()).items():
        if name not in (free | _FREE) - _DECIDING:
            value = getattr(options, name, default)
            if _is_given(value, default):
                yield name


def _is_given(value: object, default: object) -> bool:
    if value is default and isinstance(value, _COLLECTORS):
        # Options that collect do so in the object that is the default.
        return value != type(value)()
    return value != default


def _kept_requirement(text: str) -> str:
    if is_archive_file(text):
        raise ValueError(text)
    return public_requirement(text)


def _kept_machine(text: str, folder: str) -> str:
    """Return the name by which a machine is found again.

    :raises ValueError: If it is not kept.
    """
    if is_ready(text) and not os.path.lexists(text):
        return text
    path = os.path.expanduser(text)
    there, name = os.path.split(path)
    is_beside = os.path.realpath(there or os.curdir) == os.path.realpath(folder)
    if is_beside and is_file_name(name) and _is_file(path):
        return name
    raise ValueError(text)


def _find_machine(name: str, folder: str) -> str:
    if not is_file_name(name):
        return name
    path = name if folder == os.curdir else os.path.join(folder, name)
    if not _is_file(path):
        raise NotKept(f"the machine {name} is no file beside it any more")
    return path


def _is_file(path: str) -> bool:
    return os.path.isfile(path) and not os.path.islink(path)
