"""Read a lock file for the machine that is installed for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pip._vendor.variantlib.documents.toml_document import decode_toml, parse_toml
from pip._vendor.variantlib.folders import open_regular, reason_of
from pip._vendor.variantlib.passwords import without_user
from pip._vendor.variantlib.text import printable, shortened

from pip._internal.exceptions import CommandError
from pip._internal.utils.pylock import is_valid_pylock_filename
from pip._internal.utils.urls import strip_extras
from pip._internal.variants.pylock.parts import (
    check_groups,
    choices_here,
    own_choice,
    read_choices,
    restrict,
)
from pip._internal.variants.pylock.portable import bring_together
from pip._internal.variants.pylock.reader import hide_variants
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from optparse import Values

    from pip._vendor.variantlib.documents.lock_choices import LockChoice


def read_document(document: dict[str, Any]) -> dict[str, Any]:
    """Return a lock file as packaging can read it, with one choice of several.

    :raises ValueError: If a table of ours is malformed.
    :raises NoLockedVariantFits, VariantNotAsLocked: If there is none for this machine.
    """
    together = bring_together(document)
    choices = read_choices(together)
    if not choices and PROCESS.locked_groups:
        choices = own_choice(together)
    packages = together.get("packages")
    if not choices or not isinstance(packages, list):
        if isinstance(packages, list):
            check_groups(together, PROCESS.locked_groups)
        return hide_variants(together)
    choices = choices_here(choices)
    choose = PROCESS.choose_locked
    choice = choose(together, choices) if choose else choices[0]
    return hide_variants(restrict(together, choice))


def reads_lock(options: Values) -> bool:
    """Return whether options name a lock file to install from.

    A finder takes the files of one, and each machine may have its own part of it.
    """
    groups = [name for name, _ in options.dependency_groups]
    names = (strip_extras(name)[0] for name in [*options.requirements, *groups])
    return any(map(is_valid_pylock_filename, names))


def parts_of(document: dict[str, Any]) -> list[LockChoice]:
    """Return the choices of a lock file for this platform and Python.

    :return: Nothing if it is for one machine.
    :raises ValueError: If a table of ours is malformed, or none is for here.
    """
    choices = read_choices(bring_together(document))
    return choices_here(choices) if choices else []


def read_lock_file(name: str) -> dict[str, Any]:
    """Return a lock file that is no requirement, parsed.

    :raises CommandError: If it cannot be read.
    """
    try:
        with open_regular(name, follow=True) as file:
            return parse_toml(decode_toml(file.read()))
    except OSError as error:
        raise unreadable(name, reason_of(error)) from None
    except ValueError as error:
        raise unreadable(name, str(error)) from None


def unreadable(name: str, reason: str) -> CommandError:
    """Return the error of a file that cannot be read."""
    shown = without_user(name)
    return CommandError(shortened(printable(f"{shown} cannot be read: {reason}")))
