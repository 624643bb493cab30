"""Compare a lock file with the one that would be written now: ``pip lock --check``."""

from __future__ import annotations

from typing import Any

from pip._vendor.variantlib.text import printable

from pip._internal.cli.status_codes import ERROR, SUCCESS
from pip._internal.variants.commands.output import show
from pip._internal.variants.pylock.comparing import find_changes
from pip._internal.variants.pylock.reading import unreadable


def compare(
    name: str, locked: dict[str, Any], now: dict[str, Any], machine: str
) -> int:
    """Print what changed since a lock file was written, and return the exit status.

    :param machine: The name of the one that a lock file for one machine is for.
    :raises CommandError: If the lock file is malformed.
    """
    try:
        changes = find_changes(locked, now, machine)
    except ValueError as error:
        raise unreadable(name, str(error)) from None
    except (AttributeError, TypeError):
        raise unreadable(name, "it is no lock file") from None
    if not changes:
        show([f"{printable(name)} is up to date."])
        return SUCCESS
    show([f"{printable(name)} is not up to date:", *(f"  {line}" for line in changes)])
    return ERROR
