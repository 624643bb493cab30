"""The request that the settings make where no ``--variant`` is given.

A project says "cpu" for itself with it: ``variant = "none"``. Files of the current
directory may say so, as they ask for less than there is: never for a build that is
taken whether it fits or not.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import escaped, guess, printable

from pip._internal.variants.exceptions import (
    VariantConfigurationError,
    VariantOptionError,
)
from pip._internal.variants.settings.choices import (
    NULL,
    PLAIN,
    Requests,
    parse_choices,
    set_name,
)
from pip._internal.variants.settings.config import load_settings
from pip._internal.variants.settings.named_sets import merge_sets
from pip._internal.variants.settings.request_doubts import warn_of_misspelt
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from pip._internal.configuration import Configuration
    from pip._internal.variants.settings.choices import Choices
    from pip._internal.variants.settings.config import StandingRequest

logger = logging.getLogger(__name__)

_HARMLESS = {PLAIN, *NULL}

_HINT = (
    "Write 'none', properties or the name of a set of these, as in "
    'variant = "nvidia :: cuda_version_lower_bound < 13, none". Hashes and labels are '
    "for --variant, PIP_VARIANT and 'variant' in the section [install] of pip.conf."
)


class Asked(NamedTuple):
    """The requests of a command.

    :param values: The values of ``--variant``.
    :param binds_all: Whether those for all projects bind dependencies, too.
    """

    values: Sequence[str] = ()
    binds_all: bool = False


def read_standing_request(config: Configuration, folder: str, is_told: bool) -> Asked:
    """Return the requests of the settings, which stand in for ``--variant``.

    :param folder: See ``load_settings``.
    :param is_told: Whether the user is told of it, once.
    :raises VariantConfigurationError: If the settings are not valid, or ask for a build
        whether it fits or not.
    """
    settings = load_settings(config, folder, merge_sets)
    stated = settings.variant
    if stated is None or not stated.values:
        return Asked()
    choices = _parse(stated, settings.sets)
    builtin = settings.machine.builtin_providers
    warn_of_misspelt(choices, f"variant in {stated.where}", lambda: builtin)
    if is_told and PROCESS.is_first("variant", stated.where):
        shown = printable(", ".join(stated.values))
        logger.info("Requesting %s, as %s says.", shown, escaped(stated.where))
    return Asked(stated.values, _wants_plain(choices.everywhere))


def _wants_plain(requests: Requests) -> bool:
    """Return whether a project wants nothing but plain wheels, or builds like them."""
    return PLAIN in requests and _HARMLESS.issuperset(requests)


def _parse(stated: StandingRequest, sets: Mapping[str, Requests]) -> Choices:
    try:
        choices = parse_choices(stated.values, lambda: sets)
    except VariantOptionError as error:
        problem = "variant" + error.problem.removeprefix("--variant")
        if error.place:
            problem += f"\n{error.place}"
        raise VariantConfigurationError(stated.where, problem, _HINT) from None
    for request in chain(choices.everywhere, *choices.by_project.values()):
        if isinstance(request, str) and request not in _HARMLESS:
            raise VariantConfigurationError(
                stated.where,
                f"variant asks for {printable(request)}, which would be installed "
                f"whether it fits or not{guess(set_name(request), sets)}.",
                _HINT,
            )
    return choices
