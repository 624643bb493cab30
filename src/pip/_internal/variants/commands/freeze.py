"""List the installed distributions, to install the same files from.

Every line gets a variant, also those of plain wheels: without one a project that has
variants, too, would be chosen anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pip._internal.metadata import BaseDistribution, get_environment
from pip._internal.operations.freeze import FrozenRequirement
from pip._internal.variants.names import installed_variant

PLAIN = "none"


def freeze_with_variants(
    freeze: Callable[..., Iterable[str]], **options: Any
) -> Iterator[str]:
    """Yield the lines of ``pip freeze``, with the variant behind each requirement.

    :param freeze: Upstream's function, and the options that it takes.
    """
    dists = get_environment(options["paths"]).iter_installed_distributions(
        local_only=options["local_only"], user_only=options["user_only"], skip=()
    )
    suffixes = {_frozen(dist): _suffix(dist) for dist in dists if not dist.editable}
    for line in freeze(**options):
        yield line + suffixes.get(line, "")


def _frozen(dist: BaseDistribution) -> str:
    return str(FrozenRequirement.from_dist(dist)).rstrip()


def _suffix(dist: BaseDistribution) -> str:
    variant = installed_variant(dist)
    if variant is None and dist.direct_url is not None:
        # A URL leaves nothing to choose; of a variant it is asked whether it fits.
        return ""
    return f" --variant={variant or PLAIN}"
