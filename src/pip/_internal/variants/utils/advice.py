"""Name commands that the user may run next, so that they choose alike."""

from __future__ import annotations

import shlex

from pip._vendor.variantlib.text import printable

from pip._internal.variants.utils.state import PROCESS


def pip_of(python: str | None) -> str:
    """Return the start of another command about the same environment.

    :param python: The value of ``--python``, which names one that is not pip's own.
    """
    return f"pip --python {shlex.quote(python)}" if python else "pip"


def arguments_for(project: str) -> str:
    """Return the arguments of another command that is to choose alike for a project."""
    return printable(shlex.join([*PROCESS.catalogue_options, project]))
