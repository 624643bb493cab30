"""Remember with a distribution which described machine its file was chosen for.

The note lies beside INSTALLER and REQUESTED, as JSON: the name of the machine as the
user gave it, and a digest of all that is described.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pip._vendor.variantlib.machine.digest import digest_of
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import printable

from pip._internal.variants.names import MACHINE_NOTE, read_info
from pip._internal.variants.utils.state import PROCESS
from pip._internal.variants.utils.titles import title_of

if TYPE_CHECKING:
    from pip._vendor.variantlib.machine.files import MachineFile
    from pip._vendor.variantlib.machine.overrides import Override

    from pip._internal.metadata import BaseDistribution

logger = logging.getLogger(__name__)


class Described(NamedTuple):
    """A machine that is described.

    :param name: The name that the user gave it.
    :param digest: The digest of the description.
    """

    name: str
    digest: str


def describe(
    machine: MachineFile | None, overrides: Iterable[Override]
) -> Described | None:
    """Return the machine of a command's options; None if they describe none."""
    facts = list(map(str, overrides))
    if machine is None and not facts:
        return None
    names, known = facts, ""
    if machine is not None:
        names = [machine.name, *facts]
        known = digest_of(machine.answers, detect=machine.detect)
    digest = hashlib.sha256(json.dumps([known, facts]).encode()).hexdigest()
    return Described("; ".join(names), digest)


def write_note(machine: Described, info_dir: str) -> str:
    """Write the note into the folder of a distribution, and return its path."""
    path = os.path.join(info_dir, MACHINE_NOTE)
    with open(path, "w", encoding="ascii") as file:
        json.dump(machine._asdict(), file)
    return path


def chosen_elsewhere(dist: BaseDistribution, here: Described | None) -> str | None:
    """Return the name of the machine that a distribution was chosen for.

    :param here: The machine that is described now.
    :return: None if it is the same, or if nobody noted one.
    """
    try:
        noted: dict[str, object] = dict(json.loads(read_info(dist, MACHINE_NOTE)))
    except (OSError, TypeError, ValueError, RecursionError):
        return None
    name = noted.get("name")
    if not isinstance(name, str) or (here and here.digest == noted.get("digest")):
        return None
    return printable(name)


def warn_if_elsewhere(
    dist: BaseDistribution, here: Described | None, place: str, stays: bool = False
) -> None:
    """Say in an upgrade that a distribution was chosen for another machine.

    :param place: The name of the machine that is chosen for now.
    :param stays: Whether nothing replaces it, as only others are upgraded.
    """
    # The resolver looks at a distribution again and again.
    if not PROCESS.is_first("chosen elsewhere", dist.canonical_name):
        return
    name = chosen_elsewhere(dist, here)
    if name is None:
        return
    title = printable(title_of(dist))
    if stays:
        logger.warning(
            "pip chose %s for a machine that was described as '%s', and leaves it; to "
            "choose for %s, name %s in the upgrade.",
            *(title, name, place, dist.canonical_name),
        )
        return
    if here is not None and name == printable(here.name):
        # Where each node has its own file of this name, or its hardware has changed.
        logger.warning(
            "pip chose %s when '%s' described another machine; this command chooses "
            "for the one that it describes now.",
            *(title, name),
        )
        return
    logger.warning(
        "pip chose %s for a machine that was described as '%s'; this command chooses "
        "for %s. To keep to the former, give its --machine or --machine-set again.",
        *(title, name, place),
    )
