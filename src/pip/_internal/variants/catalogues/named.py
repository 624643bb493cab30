"""Read the catalogues that a command names; nothing here asks an index."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pip._vendor.variantlib.catalogues.reading import by_project, read_catalogue
from pip._vendor.variantlib.errors import InvalidCatalogue
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.passwords import user_of

from pip._internal.variants.exceptions import VariantCatalogueError, as_pip_errors
from pip._internal.variants.options import is_on_command_line
from pip._internal.variants.settings.config import find_foreign, load_settings
from pip._internal.variants.settings.misplaced import misplaced_catalogues
from pip._internal.variants.utils.addresses import without_password
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from optparse import Values

    from pip._vendor.packaging.utils import NormalizedName
    from pip._vendor.variantlib.catalogues.catalogue import Catalogue

    from pip._internal.configuration import Configuration

logger = logging.getLogger(__name__)

_WITHOUT = "--catalogue= on the command line does without."


class NamedCatalogues(NamedTuple):
    """The catalogues of a command.

    :param names: How the user named them.
    :param by_project: Which of them speaks for each project.
    """

    names: tuple[str, ...]
    by_project: Mapping[NormalizedName, Catalogue]


def read_named(options: Values, config: Configuration) -> NamedCatalogues | None:
    """Return the catalogues of a command; None if it has none.

    Those of its option stand in for those of the settings.

    :raises VariantConfigurationError: If the settings are not valid.
    :raises VariantCatalogueError: If there is no such catalogue, it cannot be
        understood, two speak for one project, or nobody names it who may.
    """
    names = split_names(options.catalogues)
    if not options.catalogues:
        names = _read_names(config)
        if not names:
            return None
    with as_pip_errors(), _telling_of_settings(options.catalogues):
        found = by_project(map(read_catalogue, map(os.path.expanduser, names)))
    return NamedCatalogues(tuple(names), found)


@contextmanager
def _telling_of_settings(values: Sequence[str]) -> Iterator[None]:
    """Raise the errors of catalogues with a hint on how to name others.

    :param values: Those of ``--catalogue``.
    """
    try:
        yield
    except InvalidCatalogue as error:
        hints = [error.hint]
        if not is_on_command_line(values):
            by = "PIP_CATALOGUE, or catalogue in a configuration file,"
            hints.append(f"{by if values else 'The setting catalogues'} names it.")
        names = error.where.split()
        if len(names) > 1 and not os.path.exists(os.path.expanduser(error.where)):
            way = f"write {','.join(names)}"
            # A password may have a blank in it.
            way = "write commas between them" if user_of(error.where) else way
            hints.append(f"If these are several, {way}")
        elif len(hints) > 1:
            hints.append(_WITHOUT)
        raise InvalidCatalogue(error.where, error.problem, " ".join(hints)) from None


def _read_names(config: Configuration) -> list[str]:
    folder = os.getcwd()
    foreign = find_foreign(config, folder)
    if foreign is not None:
        named = without_password(foreign.name)
        # Without it, pip would look for its projects elsewhere.
        raise VariantCatalogueError(
            foreign.name,
            f"{foreign.where} names it, but files of the current directory lead to no "
            "index.",
            f"If you trust it, give --catalogue={named}, or set PIP_CATALOGUE. To do "
            "without, give --catalogue=",
        )
    found = list(load_settings(config, folder).catalogues)
    for sentence in misplaced_catalogues(config, folder):
        if PROCESS.is_first("catalogues", sentence):
            logger.warning(sentence)
    return found


def split_names(values: Sequence[str]) -> list[str]:
    """Return the catalogues that the values of ``--catalogue`` name, each once.

    A value may hold several, behind commas or each in a line of its own.
    """
    parts = (part.strip() for value in values for part in re.split(r"[,\n]", value))
    return list(dict.fromkeys(filter(None, parts)))
