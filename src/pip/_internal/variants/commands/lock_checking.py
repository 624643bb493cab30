"""Compare a lock file with the one that would be written now: ``pip lock --check``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pip._vendor.variantlib.documents.toml_text import MAX_DEPTH, has_deep_key
from pip._vendor.variantlib.text import printable, shortened

from pip._internal.cli.status_codes import ERROR, SUCCESS
from pip._internal.exceptions import CommandError
from pip._internal.utils.compat import tomllib
from pip._internal.variants.commands.output import show
from pip._internal.variants.pylock.comparing import find_changes


def read_lock_file(name: str) -> dict[str, Any]:
    """Return a lock file, parsed.

    :raises CommandError: If it cannot be read.
    """
    if name == "-":
        raise CommandError("--check needs the name of a lock file, not -")
    try:
        text = Path(name).read_text("utf-8")
        if has_deep_key(text):
            raise ValueError(f"a name has more than {MAX_DEPTH} parts")
        return tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise _unreadable(name, error) from None


def compare(name: str, locked: dict[str, Any], now: dict[str, Any]) -> int:
    """Print what changed since a lock file was written, and return the exit status.

    :raises CommandError: If the lock file is malformed.
    """
    try:
        changes = find_changes(locked, now)
    except (ValueError, AttributeError, TypeError) as error:
        raise _unreadable(name, error) from None
    if not changes:
        show([f"{printable(name)} is up to date."])
        return SUCCESS
    show([f"{printable(name)} is not up to date:", *(f"  {line}" for line in changes)])
    return ERROR


def _unreadable(name: str, error: Exception) -> CommandError:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return CommandError(shortened(printable(f"{name} cannot be read: {reason}")))
