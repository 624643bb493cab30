"""Read a lock file for the machine that is installed for."""

from __future__ import annotations

from typing import Any

from pip._internal.variants.pylock.parts import choices_here, read_choices, restrict
from pip._internal.variants.pylock.portable import bring_together
from pip._internal.variants.pylock.reader import hide_variants
from pip._internal.variants.utils.state import PROCESS


def read_document(document: dict[str, Any]) -> dict[str, Any]:
    """Return a lock file as packaging can read it, with one choice of several.

    :raises ValueError: If a table of ours is malformed.
    :raises NoLockedVariantFits, VariantNotAsLocked: If there is none for this machine.
    """
    together = bring_together(document)
    choices = read_choices(together)
    if not choices:
        return hide_variants(together)
    choices = choices_here(choices)
    choose = PROCESS.choose_locked
    choice = choose(together, choices) if choose else choices[0]
    return hide_variants(restrict(together, choice))
