"""Machines that pip brings along, and parts of machines: processors, GPUs, drivers.

The processors in files of their own have the answers of the plugins
``provider-variant-x86-64`` and ``provider-variant-aarch64`` 0.0.1.post2 for one that
has exactly the features of the level. (The first of them says nothing at all of one
that has level v1 only; the file does.) All others are in ``ready.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ...documents.toml_document import parse_toml

_SUFFIX = ".toml"
_TABLES = "ready.toml"

EXAMPLES = (
    *("aarch64_8.2a", "apple_m1", "cuda12.8", "gfx942", "jetson_orin", "rocm7.0"),
    *("sm_90", "x86_64_v3"),
)
"""A name of each family."""


def preset_names() -> list[str]:
    """Return the names of the machines, sorted."""
    names = (file.name for file in files(__name__).iterdir() if file.name != _TABLES)
    own = (n.removesuffix(_SUFFIX) for n in names if n.endswith(_SUFFIX))
    return sorted([*own, *_tables()])


@cache
def preset_document(name: str) -> Mapping[str, Any] | None:
    """Return the description of a machine; None if there is none of that name."""
    if name in _tables():
        return {"format": 1, **_tables()[name]}
    if name not in preset_names():
        return None
    return parse_toml(files(__name__).joinpath(name + _SUFFIX).read_text("utf-8"))


@cache
def _tables() -> Mapping[str, Mapping[str, Any]]:
    found = parse_toml(files(__name__).joinpath(_TABLES).read_text("utf-8"))
    return {
        # Its source is for people.
        name: {key: value for key, value in table.items() if key != "source"}
        for name, table in found.items()
    }
