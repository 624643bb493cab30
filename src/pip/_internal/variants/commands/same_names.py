"""Keep builds of one file name out of one folder.

A catalogue may tell builds apart by their index alone. In a folder, one of them would
take the place of the other, and nothing would say which it is.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from pip._vendor.variantlib.text import printable

from pip._internal.exceptions import InstallationError
from pip._internal.variants.selection.possible_releases import name_of
from pip._internal.variants.settings.choices import PLAIN

if TYPE_CHECKING:
    from optparse import Values

    from pip._internal.operations.prepare import RequirementPreparer
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.variants.commands.rerunning import Run


def with_own_names(run: Run) -> Run:
    """Return a command of several runs that fails before a file replaces another."""
    builds: dict[str, str] = {}

    def run_with_own_names(command: Any, options: Values, args: list[str]) -> int:
        command = copy.copy(command)
        make = command.make_requirement_preparer
        command.make_requirement_preparer = partial(_make_preparer, make, builds)
        return run(command, options, args)

    return run_with_own_names


def _make_preparer(
    make: Callable[..., RequirementPreparer],
    builds: dict[str, str],
    *args: Any,
    **options: Any,
) -> RequirementPreparer:
    """Return a preparer that fetches no file with the name of another build.

    :param builds: The variant of each file in the folder, by its name; grows.
    """
    preparer = make(*args, **options)
    prepare = preparer.prepare_linked_requirement
    save = preparer.save_linked_requirement

    @wraps(prepare)
    def prepare_checked(req: InstallRequirement, *args: Any, **more: Any) -> Any:
        _check(req, builds)
        return prepare(req, *args, **more)

    @wraps(save)
    def save_noted(req: InstallRequirement) -> None:
        save(req)
        if req.link is not None and req.link.is_wheel:
            builds[req.link.filename] = name_of(req.link)

    preparer.prepare_linked_requirement = prepare_checked  # type: ignore[method-assign]
    preparer.save_linked_requirement = save_noted  # type: ignore[method-assign]
    return preparer


def _check(req: InstallRequirement, builds: Mapping[str, str]) -> None:
    """Refuse a file that has the name of another build.

    :raises InstallationError: If it does.
    """
    if req.link is None or not req.link.is_wheel:
        return
    filename, build = req.link.filename, name_of(req.link)
    known = builds.get(filename, build)
    if known != build:
        raise InstallationError(
            f"{printable(filename)} is already {_title(known)} in this folder, and "
            f"{_title(build)} has the same name. Download it into another folder"
        )


def _title(build: str) -> str:
    return "the plain wheel" if build == PLAIN else f"the variant {printable(build)}"
