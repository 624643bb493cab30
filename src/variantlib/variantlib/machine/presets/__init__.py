"""Machines that pip brings along: processors, and nothing else.

They have the answers of the plugins ``provider-variant-x86-64`` and
``provider-variant-aarch64`` 0.0.1.post2 for a processor that has exactly the features
of the level. (The first of them says nothing at all of one that has level v1 only; the
file does.)
"""

from __future__ import annotations

from importlib.resources import files

_SUFFIX = ".toml"


def preset_names() -> list[str]:
    """Return the names of the machines, sorted."""
    names = (file.name for file in files(__name__).iterdir())
    return sorted(n.removesuffix(_SUFFIX) for n in names if n.endswith(_SUFFIX))


def preset_content(name: str) -> bytes | None:
    """Return the description of a machine; None if there is none of that name."""
    if name not in preset_names():
        return None
    return files(__name__).joinpath(name + _SUFFIX).read_bytes()
