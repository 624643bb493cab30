"""Read the description of a machine, which may be the sum of several.

``x86_64_v4+cuda12.8+sm_90`` is a machine that has what each of the three describes. A
part is a file, or the name of a preset; a file of the whole name comes first.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import reduce
from typing import Any

from ..errors import InvalidMachine
from ..plugins import ProviderAnswer
from ..providers.registry import BY_NAME
from .detected import parse_described
from .files import MachineFile, parse_object, read_content
from .platforms import UNSTATED, Platform
from .presets import preset_document

__all__ = ["read_machine"]

PLUS = "+"

_NO_FOLDER = f"{PLUS} adds files and machines that pip knows, and no folders."
_HINT = "Add up what says something of different things, as x86_64_v3+sm_90."

Config = tuple[tuple[str, tuple[str, ...]], ...]


class _Contradiction(Exception):
    """Two parts say something of the same thing."""


def read_machine(text: str) -> MachineFile:
    """Read the description of a machine.

    :param text: A file, in TOML or as ``detect --json`` writes it; the name of a
        preset; or several with ``+`` between them.
    :raises InvalidMachine: If there is no such file, or it cannot be understood.
    """
    if PLUS not in text or os.path.exists(text):
        return _read_part(text)
    names = [part.strip() for part in text.split(PLUS)]
    if not all(names):
        problem = f"There is nothing before or behind one {PLUS} of it."
        raise InvalidMachine(text, problem, _HINT)
    for part in names:
        if preset_document(part) is None and os.path.isdir(part):
            raise InvalidMachine(text, f"{part} is a folder.", _NO_FOLDER)
    parts = list(map(_read_part, names))
    try:
        sum_of_parts = reduce(_add, parts)
        return sum_of_parts._replace(name=PLUS.join(p.name for p in parts))
    except _Contradiction as error:
        raise InvalidMachine(text, f"{error}.", _HINT) from None


def _read_part(text: str) -> MachineFile:
    document = None if os.path.isfile(text) else preset_document(text)
    if document is not None:
        return parse_object(document, text)
    return parse_described(read_content(text), text)


def _add(one: MachineFile, other: MachineFile) -> MachineFile:
    """Return a machine with the facts of both.

    :raises _Contradiction: If both say something of the same thing.
    """
    found = {answer.provider: answer for answer in one.answers}
    for answer in other.answers:
        before = found.get(answer.provider)
        found[answer.provider] = answer if before is None else _joined(before, answer)
    return MachineFile(
        other.name,
        tuple(found[provider] for provider in sorted(found)),
        one.detect or other.detect,
        _add_platforms(one.platform, other.platform, other.name),
    )


def _joined(one: ProviderAnswer, other: ProviderAnswer) -> ProviderAnswer:
    provider = one.provider
    first, second = dict(one.config or ()), dict(other.config or ())
    for key in second:
        if key in first:
            raise _Contradiction(f"Two parts of it describe {provider} :: {key}")
    if one.distribution and other.distribution:
        raise _Contradiction(f"Two parts of it name the plugin of {provider}")
    config = _in_order(provider, {**first, **second}.items())
    if one.distribution or other.distribution:
        told = one if one.distribution else other
    else:
        told = one._replace(plugin=f"{one.plugin}{PLUS}{other.plugin}")
    return told._replace(config=config or None)


def _in_order(provider: str, keys: Iterable[tuple[str, tuple[str, ...]]]) -> Config:
    """Return keys in the order in which the built-in provider reports them."""
    known = BY_NAME[provider].keys if provider in BY_NAME else ()
    places: dict[str, int] = {key: place for place, key in enumerate(known)}
    return tuple(sorted(keys, key=lambda each: places.get(each[0], len(places))))


def _add_platforms(one: Platform, other: Platform, name: str) -> Platform:
    stated = _stated(one)
    for field, value in _stated(other).items():
        if stated.setdefault(field, value) != value:
            raise _Contradiction(
                f"{name} is of {other}, and another part of it is of {one}"
            )
    return UNSTATED._replace(**stated)


def _stated(platform: Platform) -> dict[str, Any]:
    return {field: value for field, value in platform._asdict().items() if value}
