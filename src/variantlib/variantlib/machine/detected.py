"""Read a machine as ``detect --json`` describes it, or as ``files`` does."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Any

from ..documents.json_text import load_json_file
from ..errors import InvalidMachine, VariantError
from .files import MachineFile, parse_machine, parse_object
from .platforms import KEYS

__all__ = ["is_detected", "parse_described"]

_HINT = "Take the output of 'detect --json' as it is."


def parse_described(content: bytes, path: str) -> MachineFile:
    """Make sense of a description in TOML, or as ``detect --json`` writes it.

    :param path: Where it comes from; its last part is the name of the machine.
    :raises InvalidMachine: If it cannot be understood.
    """
    if content.removeprefix(codecs.BOM_UTF8).lstrip()[:1] != b"{":
        return parse_machine(content, path)
    try:
        document = load_json_file(content)
    except VariantError as error:
        raise InvalidMachine(path, f"It {error}.", _HINT) from None
    return parse_object(_as_file(document, path), path)


def is_detected(document: object) -> bool:
    """Return whether a document in JSON is meant as the description of a machine."""
    if not isinstance(document, dict) or "variants" in document:
        return False
    return isinstance(document.get("providers"), list)


def _as_file(document: Any, path: str) -> dict[str, Any]:
    """Return the same as a file in TOML has it."""
    providers: dict[str, Any] = {}
    try:
        for found in document["providers"]:
            is_known = found["keys"] or not found.get("is_doubtful")
            if found["problem"] is None and is_known:
                providers[_text(found["provider"])] = _provider(found)
    except (KeyError, TypeError):
        problem = "It is JSON, and not as 'detect --json' writes it."
        raise InvalidMachine(path, problem, _HINT) from None
    platform = {key: document[key] for key in KEYS if document.get(key)}
    return {"format": 1, **platform, "providers": providers}


def _provider(found: Mapping[str, Any]) -> dict[str, Any]:
    origin = {
        "distribution": found["distribution"],
        "version": found["version"],
        "entry-point": found.get("entry_point"),
    }
    keys = {_text(each["key"]): each["values"] for each in found["keys"]}
    return {**{k: v for k, v in origin.items() if v is not None}, "keys": keys}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
