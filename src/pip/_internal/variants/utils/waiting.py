"""Say why nothing happens: a provider plugin takes its time.

To standard error, as standard output may be for programs. It is not said with
``--quiet``, which ``--json`` implies.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.text import printable

from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from pip._vendor.variantlib.plugins import Plugin


def report_asking(plugin: Plugin) -> None:
    """Say that a plugin has been asked, and has not answered yet."""
    name = f"{printable(plugin.provider)} ({printable(plugin.label)})"
    _report(f"Asking the provider {name}, still waiting ...")


def report_installing(requirements: Sequence[str]) -> None:
    """Say that a plugin is being installed, in order to ask it."""
    names = printable(", ".join(requirements))
    _report(f"Installing the provider plugin {names}, still waiting ...")


def _report(text: str) -> None:
    # Several finders may ask for the same.
    if not PROCESS.is_first("waiting", text):
        return
    # Loaded late, as plugins are asked without it where nothing else is of pip.
    from pip._internal.utils.logging import subprocess_logger

    subprocess_logger.info("%s", text)
