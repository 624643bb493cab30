"""Warn of requests for properties that are most likely misspelt.

With another request behind it, such a one would be passed over without a word.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pip._vendor.variantlib.choice.specifiers import ANY, PropertySpecifier
from pip._vendor.variantlib.machine.misspelt import misspelt_properties
from pip._vendor.variantlib.text import escaped

from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from pip._internal.variants.settings.choices import Choices

logger = logging.getLogger(__name__)


def warn_of_misspelt(choices: Choices, where: str) -> None:
    """Warn of each such property, once.

    :param where: Who asks for them, for the user.
    """
    for each in (choices.everywhere, *choices.by_project.values()):
        for doubt in misspelt_properties(_properties(each)):
            if PROCESS.is_first("misspelt", doubt):
                logger.warning("%s: %s", escaped(where), doubt)


def _properties(requests: Iterable[object]) -> Iterable[tuple[str, str]]:
    for request in requests:
        if isinstance(request, PropertySpecifier):
            for clause in request.conditions:
                if clause.key != ANY:
                    yield clause.provider, clause.key
