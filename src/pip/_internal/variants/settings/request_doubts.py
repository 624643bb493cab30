"""Warn of requests for properties that are most likely misspelt.

With another request behind it, such a one would be passed over without a word.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING

from pip._vendor.variantlib.choice.specifiers import PropertySpecifier
from pip._vendor.variantlib.machine.misspelt import misspelt_properties
from pip._vendor.variantlib.text import escaped

from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from collections.abc import Collection

    from pip._internal.variants.settings.choices import Choices

logger = logging.getLogger(__name__)


LoadNames = Callable[[], "Collection[str] | None"]
"""Returns the names of the built-in providers that answer; None for all."""


def _all_names() -> None:
    return None


def warn_of_misspelt(
    choices: Choices, where: str, load_names: LoadNames = _all_names
) -> None:
    """Warn of each such property, once.

    :param where: Who asks for them, for the user; those of a set have its name.
    :param load_names: Only called if there may be a reason to warn.
    """
    for request in chain(choices.everywhere, *choices.by_project.values()):
        if not isinstance(request, PropertySpecifier):
            continue
        asked = [(clause.provider, clause.key) for clause in request.conditions]
        if not any(misspelt_properties(asked)):
            continue
        name = choices.set_of.get(request)
        place = f"the set {name}" if name else where
        for doubt in misspelt_properties(asked, load_names()):
            if PROCESS.is_first("misspelt", doubt):
                logger.warning("%s: %s", escaped(place), doubt)
