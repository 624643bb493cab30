"""The interpreter that pip runs in."""

from __future__ import annotations

import os

from pip._vendor.variantlib.plugins.discovery import plugin_path

import pip


def path_for_plugins() -> list[str]:
    """Return ``sys.path`` as plugins may use it.

    pip's runner script puts the folder of pip's own modules there: not for them.
    """
    return plugin_path(own=os.path.dirname(os.path.abspath(pip.__file__)))
