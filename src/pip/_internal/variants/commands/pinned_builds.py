"""Warn of requirements whose local version names one build of a catalogue."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.variantlib.text import joined, printable, shortened

from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName

    from pip._internal.req.req_install import InstallRequirement

logger = logging.getLogger(__name__)


def warn_of_pinned_builds(
    reqs: Iterable[InstallRequirement], catalogued: Collection[NormalizedName]
) -> None:
    """Warn of the builds that all machines get, if they are for any of them.

    :param reqs: The requirements and constraints of a command.
    :param catalogued: The projects that a catalogue is about.
    """
    pins = list(dict.fromkeys(_pins(reqs, catalogued)))
    # A command may resolve again and again, and some of it in silence.
    if not pins or not logger.isEnabledFor(logging.WARNING):
        return
    cut = pins[0].partition("+")[0].replace("===", "==")
    text = (
        f"A local version pins one build for all machines: {joined(pins, 5)}. To let "
        f"pip choose for each machine, cut it off: {cut}"
    )
    if PROCESS.is_first("pinned", text):
        logger.warning("%s", shortened(text))


def _pins(
    reqs: Iterable[InstallRequirement], catalogued: Collection[NormalizedName]
) -> Iterator[str]:
    for req in reqs:
        if req.req is None or canonicalize_name(req.req.name) not in catalogued:
            continue
        for specifier in req.req.specifier:
            if specifier.operator.startswith("==") and "+" in specifier.version:
                yield printable(f"{req.req.name}{specifier}")
