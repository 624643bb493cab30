"""Machines described in files.

A file in TOML; ``machine.schema.json``, beside this module, is its schema::

    format = 1
    platform = "linux_x86_64"
    python = "3.12"
    glibc = "2.34"
    [providers.nvidia]
    distribution = "nvidia-variant-provider"
    version = "0.0.2"
    [providers.nvidia.keys]
    sm_arch = ["90_real", "90_virtual"]

Keys and values are listed best first; a rule such as ``"<= 12.8"`` stands for a list. A
provider without keys finds nothing there. Of
the platform a file says as much as it knows; see ``platforms``.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from packaging.utils import canonicalize_name

from ..documents.toml_document import decode_toml, parse_toml
from ..errors import InvalidMachine, VariantError
from ..folders import read_start, reason_of
from ..named_tuples import NamedTuple
from ..names.grammar import check_key, check_provider, check_values
from ..plugins import ProviderAnswer
from ..providers.rules import is_rule, values_of_rule
from ..text import guess, printable, shown, some
from ..wire import MAX_KEYS, MAX_VALUES
from .places import Lines
from .platforms import (
    UNSTATED,
    Platform,
    parse_glibc,
    parse_musl,
    parse_name,
    parse_python,
)
from .presets import EXAMPLES, preset_names

FORMAT = 1
MAX_FILE_SIZE = 1024 * 1024
MAX_PROVIDERS = 100
MAX_TEXT = 4000
MAX_MISTAKES = 10
"""So many mistakes of one file are told."""

_HINT = "'pip variant detect -o FILE' writes such a file for the machine it runs on."


class MachineFile(NamedTuple):
    """A machine as a file describes it.

    :param name: The name of the file.
    :param answers: The answers of the providers there, sorted by their names.
    :param detect: Whether providers are asked that are not described.
    :param platform: What the file says of the Python and the platform there.
    """

    name: str
    answers: tuple[ProviderAnswer, ...]
    detect: bool = False
    platform: Platform = UNSTATED


class _Mistakes:
    """The mistakes in a file, each with the key where it is."""

    def __init__(self) -> None:
        self._found: list[tuple[tuple[str, ...], str]] = []

    def add(self, path: tuple[str, ...], problem: str) -> None:
        self._found.append((path, problem))

    def __bool__(self) -> bool:
        return bool(self._found)

    @property
    def are_many(self) -> bool:
        """Whether there are more than are told."""
        return len(self._found) > MAX_MISTAKES

    def explain(self, text: str) -> str:
        """Return all of them in one line, in the order of the file."""
        lines = Lines(text)
        placed = [(lines.of(path), path, problem) for path, problem in self._found]
        placed.sort(key=lambda each: each[0] or 0)
        sentences = [_sentence(*each) for each in placed]
        return " ".join(some(sentences, MAX_MISTAKES))


def _sentence(line: int | None, path: Sequence[str], problem: str) -> str:
    key = printable(".".join(path))
    where = f"line {line}, {key}" if line else key
    return f"{where}: {problem}" if where else problem


def read_content(path: str) -> bytes:
    """Return the content of a file.

    :raises InvalidMachine: If there is none.
    """
    try:
        return read_start(path, MAX_FILE_SIZE + 1)
    except (OSError, ValueError) as error:
        raise InvalidMachine(
            path,
            f"It cannot be read: {reason_of(error)}{guess(path, preset_names())}.",
            "Name a file that describes a machine, or ready ones: "
            f"{', '.join(EXAMPLES)} and others.",
        ) from None


def parse_machine(content: bytes, path: str) -> MachineFile:
    """Make sense of the content of a file.

    :param path: Where it comes from; its last part is the name of the machine.
    :raises InvalidMachine: If it cannot be understood.
    """
    if len(content) > MAX_FILE_SIZE:
        raise InvalidMachine(path, f"It is larger than {MAX_FILE_SIZE} bytes.", _HINT)
    try:
        text = decode_toml(content)
        document = parse_toml(text)
    except ValueError as error:
        problem = f"It is not valid TOML: {printable(str(error))}"
        raise InvalidMachine(path, problem, _HINT) from None
    return parse_object(document, path, text)


def parse_object(document: Mapping[str, Any], path: str, text: str = "") -> MachineFile:
    """Make sense of a description that was parsed already.

    :param text: Its text in TOML, for the lines of mistakes.
    :raises InvalidMachine: If it cannot be understood; all mistakes are told.
    """
    mistakes = _Mistakes()
    found = _read_document(document, printable(os.path.basename(path)), mistakes)
    if mistakes:
        raise InvalidMachine(path, mistakes.explain(text), _HINT)
    return found


def _read_document(
    document: Mapping[str, Any], name: str, mistakes: _Mistakes
) -> MachineFile:
    members = _members(document, (), _TOP, mistakes)
    if "format" not in document:
        problem = f"It does not say its format: format = {FORMAT} is missing."
        mistakes.add((), problem)
    providers = members.get("providers", {})
    if len(providers) > MAX_PROVIDERS:
        mistakes.add(("providers",), f"more than {MAX_PROVIDERS} providers.")
        providers = {}
    answers = [
        _read_provider(provider, table, name, mistakes)
        for provider, table in sorted(providers.items())
    ]
    platform = _read_platform(members, mistakes)
    return MachineFile(name, tuple(answers), members.get("detect", False), platform)


def _read_platform(members: Mapping[str, Any], mistakes: _Mistakes) -> Platform:
    found = UNSTATED
    for key, parse in _PLATFORM.items():
        if key in members:
            try:
                found = parse(found, members[key])
            except ValueError as error:
                mistakes.add((key,), f"{error}.")
    if found.system not in (None, "linux"):
        for key in filter(members.__contains__, _OF_LINUX):
            place = printable(members["platform"])
            mistakes.add((key,), f"only Linux has it, and platform says {place}.")
    return found


def _read_provider(
    provider: str, table: object, name: str, mistakes: _Mistakes
) -> ProviderAnswer:
    path = ("providers", provider)
    _check(path, check_provider, provider, mistakes)
    members: Mapping[str, Any] = {}
    if isinstance(table, dict):
        members = _members(table, path, _PROVIDER, mistakes)
    else:
        mistakes.add(path, "this is not a table.")
    distribution, version = members.get("distribution", ""), members.get("version", "")
    if bool(distribution) != bool(version):
        mistakes.add(path, "distribution and version must be given together.")
    entry_point = members.get("entry-point", "")
    return ProviderAnswer(
        provider,
        f"{distribution} {version}" if distribution else name,
        _read_keys(provider, members.get("keys", {}), mistakes) or None,
        distribution=canonicalize_name(distribution),
        version=version,
        entry_point=entry_point,
        is_named=not entry_point,
    )


def _read_keys(
    provider: str, keys: Mapping[str, object], mistakes: _Mistakes
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    path = ("providers", provider, "keys")
    if len(keys) > MAX_KEYS:
        mistakes.add(path, f"more than {MAX_KEYS} keys.")
        return ()
    found = []
    for key, values in keys.items():
        _check((*path, key), check_key, key, mistakes)
        is_by_rule = isinstance(values, str) and is_rule(values)
        check = partial(values_of_rule, provider, key) if is_by_rule else check_values
        if (checked := _check((*path, key), check, values, mistakes)) is not None:
            found.append((key, checked))
    if sum(len(values) for _, values in found) > MAX_VALUES:
        mistakes.add(path, f"more than {MAX_VALUES} values.")
    return tuple(found)


def _check(
    path: tuple[str, ...],
    check: Callable[[Any], Any],
    value: object,
    mistakes: _Mistakes,
) -> Any:
    """Return a value as the grammar parses it; None if it does not."""
    try:
        return check(value)
    except VariantError as error:
        mistakes.add(path, f"{error}.")
        return None


def _members(
    table: Mapping[str, Any],
    path: tuple[str, ...],
    expected: Mapping[str, Callable[[Any], str | None]],
    mistakes: _Mistakes,
) -> dict[str, Any]:
    """Return the members of a table that are expected, and each of its own form."""
    found = {}
    for key, value in table.items():
        if key not in expected:
            known = ", ".join(expected)
            # To guess takes long, and of many mistakes a few are told.
            only = known if mistakes.are_many else f"{known}{guess(key, expected)}"
            mistakes.add((*path, key), f"unknown key; the known ones are: {only}.")
        elif problem := expected[key](value):
            mistakes.add((*path, key), problem)
        else:
            found[key] = value
    return found


def _format_problem(value: object) -> str | None:
    if value == FORMAT and not isinstance(value, bool):
        return None
    return f"must be {FORMAT}, not {shown(value)}."


def _must_be(kind: type, name: str) -> Callable[[object], str | None]:
    return lambda value: None if isinstance(value, kind) else f"this is not {name}."


def _text_problem(value: object) -> str | None:
    if not isinstance(value, str) or not value or not value.isprintable():
        return "this must be text of one line."
    if len(value) > MAX_TEXT:
        return f"this is longer than {MAX_TEXT} characters."
    return None


_TOP: Mapping[str, Callable[[Any], str | None]] = {
    "format": _format_problem,
    "name": _text_problem,
    "captured": _must_be(dt.datetime, "a date and time"),
    "detect": _must_be(bool, "true or false"),
    "platform": _text_problem,
    "python": _text_problem,
    "glibc": _text_problem,
    "musl": _text_problem,
    "providers": _must_be(dict, "a table"),
}


def is_machine(document: Mapping[str, Any]) -> bool:
    """Return whether a table in TOML is meant as the description of a machine."""
    own = _TOP.keys() - {"format", "name"}
    return "format" in document and not own.isdisjoint(document)


_PLATFORM: Mapping[str, Callable[[Platform, str], Platform]] = {
    "platform": parse_name,
    "python": parse_python,
    "glibc": parse_glibc,
    "musl": parse_musl,
}

_OF_LINUX = ("glibc", "musl")

_PROVIDER: Mapping[str, Callable[[Any], str | None]] = {
    "distribution": _text_problem,
    "version": _text_problem,
    "entry-point": _text_problem,
    "keys": _must_be(dict, "a table"),
}
