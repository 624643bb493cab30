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

Keys and values are listed best first. A provider without keys finds nothing there. Of
the platform a file says as much as it knows; see ``platforms``.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from packaging.utils import canonicalize_name

from ..documents.toml_document import decode_toml, parse_toml
from ..errors import InvalidMachine, VariantError
from ..names.grammar import check_key, check_provider, check_values
from ..plugins import ProviderAnswer
from ..text import guess, printable, shown
from ..wire import MAX_KEYS, MAX_VALUES
from .places import line_of
from .platforms import (
    UNSTATED,
    Platform,
    parse_glibc,
    parse_musl,
    parse_name,
    parse_python,
)
from .presets import preset_content, preset_names

FORMAT = 1
MAX_FILE_SIZE = 1024 * 1024
MAX_PROVIDERS = 100
MAX_TEXT = 4000

_HINT = 'Describe it by lines like: providers.nvidia.keys.sm_arch = ["90_real"]'


@dataclass(frozen=True)
class MachineFile:
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


class _Mistake(Exception):
    """The mistake, and its key."""

    def __init__(self, path: Sequence[str], problem: str) -> None:
        super().__init__(problem)
        self.path = path
        self.problem = problem


def read_machine(path: str) -> MachineFile:
    """Read the description of a machine.

    :param path: A file's, or the name of a preset.
    :raises InvalidMachine: If there is no such file, or it cannot be understood.
    """
    return parse_machine(read_content(path), path)


def read_content(path: str) -> bytes:
    """Return the content of a file, or of a preset of that name.

    :raises InvalidMachine: If there is neither.
    """
    preset = None if os.path.isfile(path) else preset_content(path)
    return _read_file(path) if preset is None else preset


def _read_file(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(MAX_FILE_SIZE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "this is not the name of a file"
        names = preset_names()
        raise InvalidMachine(
            path,
            f"It cannot be read: {reason}{guess(path, names)}.",
            "Name a file that describes a machine, or a ready one: "
            f"{', '.join(names)}.",
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
    :raises InvalidMachine: If it cannot be understood.
    """
    try:
        return _read_document(document, printable(os.path.basename(path)))
    except _Mistake as mistake:
        raise _explain(mistake, text, path) from None


def _explain(mistake: _Mistake, text: str, path: str) -> InvalidMachine:
    line = line_of(text, mistake.path)
    key = printable(".".join(mistake.path))
    where = f"line {line}, {key}" if line else key
    problem = f"{where}: {mistake.problem}" if where else mistake.problem
    return InvalidMachine(path, problem, _HINT)


def _read_document(document: Mapping[str, Any], name: str) -> MachineFile:
    _check_members(document, (), _TOP)
    if "format" not in document:
        raise _Mistake((), f"It does not say its format: format = {FORMAT} is missing.")
    providers = document.get("providers", {})
    if len(providers) > MAX_PROVIDERS:
        raise _Mistake(("providers",), f"more than {MAX_PROVIDERS} providers.")
    answers = [
        _read_provider(provider, table, name)
        for provider, table in sorted(providers.items())
    ]
    _check_size(answers)
    detect, platform = document.get("detect", False), _read_platform(document)
    return MachineFile(name, tuple(answers), detect, platform)


def _read_platform(document: Mapping[str, Any]) -> Platform:
    found = UNSTATED
    for key, parse in _PLATFORM.items():
        if key in document:
            try:
                found = parse(found, document[key])
            except ValueError as error:
                raise _Mistake((key,), f"{error}.") from None
    return found


def _read_provider(provider: str, table: object, name: str) -> ProviderAnswer:
    path = ("providers", provider)
    _check(path, check_provider, provider)
    if not isinstance(table, dict):
        raise _Mistake(path, "this is not a table.")
    _check_members(table, path, _PROVIDER)
    distribution, version = table.get("distribution", ""), table.get("version", "")
    if bool(distribution) != bool(version):
        raise _Mistake(path, "distribution and version must be given together.")
    entry_point = table.get("entry-point", "")
    return ProviderAnswer(
        provider,
        f"{distribution} {version}" if distribution else name,
        _read_keys((*path, "keys"), table.get("keys", {})) or None,
        distribution=canonicalize_name(distribution),
        version=version,
        entry_point=entry_point,
        is_named=not entry_point,
    )


def _read_keys(
    path: tuple[str, ...], keys: Mapping[str, object]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if len(keys) > MAX_KEYS:
        raise _Mistake(path, f"more than {MAX_KEYS} keys.")
    return tuple(
        (
            _check((*path, key), check_key, key),
            _check((*path, key), check_values, values),
        )
        for key, values in keys.items()
    )


def _check_size(answers: Sequence[ProviderAnswer]) -> None:
    for answer in answers:
        count = sum(len(values) for _, values in answer.config or ())
        if count > MAX_VALUES:
            path = ("providers", answer.provider, "keys")
            raise _Mistake(path, f"more than {MAX_VALUES} values.")


def _check(path: Sequence[str], check: Callable[[object], Any], value: object) -> Any:
    """Return a value as the grammar parses it."""
    try:
        return check(value)
    except VariantError as error:
        raise _Mistake(path, f"{error}.") from None


def _check_members(
    table: Mapping[str, Any],
    path: tuple[str, ...],
    expected: Mapping[str, Callable[[Any], str | None]],
) -> None:
    """Check that a table holds only expected keys, each of its own form."""
    for key, value in table.items():
        if key not in expected:
            known = ", ".join(expected)
            only = f"{known}{guess(key, expected)}"
            raise _Mistake((*path, key), f"unknown key; the known ones are: {only}.")
        problem = expected[key](value)
        if problem is not None:
            raise _Mistake((*path, key), problem)


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

_PLATFORM: Mapping[str, Callable[[Platform, str], Platform]] = {
    "platform": parse_name,
    "python": parse_python,
    "glibc": parse_glibc,
    "musl": parse_musl,
}

_PROVIDER: Mapping[str, Callable[[Any], str | None]] = {
    "distribution": _text_problem,
    "version": _text_problem,
    "entry-point": _text_problem,
    "keys": _must_be(dict, "a table"),
}

PLATFORM_KEYS = tuple(_PLATFORM)
"""The keys of the platform, as ``detect --json`` has them too."""
