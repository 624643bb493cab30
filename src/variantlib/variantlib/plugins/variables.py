"""Choose the environment variables that a plugin gets to see.

All that may tell of the machine, and no passwords: neither those of indexes, proxies
and keyrings, which pip gets by variables, nor those that other programs keep there
under a name that says so. A plugin has the user's rights and could find them elsewhere,
but its output, and the programs that it starts, get none of them.
"""

from __future__ import annotations

import os
import re

# pip's own, keyring's, and those of other programs that fetch or publish packages.
_PREFIXES = (
    *("PIP_", "KEYRING_", "PYTHON_KEYRING_", "UV_", "TWINE_", "FLIT_", "PIPENV_"),
    *("HATCH_INDEX_", "POETRY_HTTP_BASIC_", "PDM_PUBLISH_", "VSS_NUGET_", "NETRC"),
)
_PARTS = ("PASSWORD", "PASSWD", "TOKEN", "SECRET", "CREDENTIAL")
# The part of a URL that may be a user and a password.
_USER = r"(?<=://)[^\s/?#]*@"
# A proxy for other programs need not be a URL that makes sense.
_USER_OF_PROXY = r"(?:(?<=://)|^(?!\w+://))\S*@"


def visible_environment() -> dict[str, str]:
    """Return the environment that plugins get."""
    found = {name: visible_value(name) for name in os.environ}
    return {name: value for name, value in found.items() if value is not None}


def visible_value(name: str) -> str | None:
    """Return the part of a variable that plugins see; None if they see none."""
    upper = name.upper()
    if upper.startswith(_PREFIXES) or any(part in upper for part in _PARTS):
        return None
    value = os.environ.get(name)
    if value is None or "@" not in value:
        return value
    is_proxy = upper.endswith("_PROXY") and upper != "NO_PROXY"
    return re.sub(_USER_OF_PROXY if is_proxy else _USER, "", value)
