"""The settings of the variants: pip.conf, project files and environment variables.

All sources know the same keys. Weakest first: pip's configuration files,
``pyproject.toml`` (``[tool.variantlib]``) and ``variant.toml`` in the current
directory, environment variables (``PIP_VARIANTLIB_PROVIDER_PRIORITY`` and so on).
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pip._internal.utils.compat import tomllib
from pip._internal.variants.errors import VariantConfigurationError
from pip._internal.variants.text import printable

if TYPE_CHECKING:
    from pip._internal.configuration import Configuration

SECTION = "variantlib"
MAX_FILE_SIZE = 1024 * 1024
MAX_SECONDS = 10 * 365 * 24 * 60 * 60

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|_[A-Za-z0-9_]*")


@dataclass(frozen=True)
class Settings:
    """The settings in force.

    :param provider_priority: Names of providers, the most important first.
    :param disabled_providers: Names of providers, or of the distributions that
        hold their plugins, that are never run.
    :param trusted_providers: Names of distributions with plugins that pip may fetch and
        run in an environment of their own, if the metadata of a package names them.
    :param provider_timeout: Seconds that the providers get to answer.
    :param cache_max_age: Seconds for which an answer is believed.
    """

    provider_priority: tuple[str, ...] = ()
    disabled_providers: frozenset[str] = frozenset()
    trusted_providers: frozenset[str] = frozenset()
    provider_timeout: float = 30.0
    cache_max_age: float = 24 * 60 * 60.0


@dataclass(frozen=True)
class _Source:
    """One place that holds settings, with its name for the user."""

    where: str
    values: Mapping[str, Any]


def load_settings(config: Configuration, folder: str) -> Settings:
    """Merge the settings of all sources.

    :param config: pip's configuration, loaded.
    :param folder: The folder whose project files count. They are passed over when
        pip runs isolated, as the environment is.
    :raises VariantConfigurationError: If any of the sources cannot be understood.
    """
    merged: dict[str, Any] = {}
    for source in _iter_sources(config, folder):
        for key, value in source.values.items():
            name = key.replace("-", "_")
            merged[name] = _parse_value(source.where, name, value)
    return Settings(**merged)


def _iter_sources(config: Configuration, folder: str) -> Iterator[_Source]:
    environment: dict[str, Any] = {}
    for place, values in config.items():
        if place == ":env:":
            environment = _section(values, f":env:.{SECTION}-")
        else:
            yield _Source(place, _section(values, f"{SECTION}."))
    if not config.isolated:
        yield from _iter_project_files(folder)
    for key, value in environment.items():
        variable = f"PIP_{SECTION}_{key}".replace("-", "_").upper()
        yield _Source(f"the environment variable {variable}", {key: value})


def _section(values: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {
        key[len(prefix) :]: value
        for key, value in values.items()
        if key.startswith(prefix)
    }


def _iter_project_files(folder: str) -> Iterator[_Source]:
    path = os.path.join(folder, "pyproject.toml")
    content = _read_file(path)
    # A pyproject.toml that never mentions us is not even parsed, and one that is
    # broken elsewhere is none of our business.
    if content is not None and SECTION.encode() in content:
        yield _Source(path, _tool_table(path, content))
    path = os.path.join(folder, "variant.toml")
    content = _read_file(path)
    if content is not None:
        yield _Source(path, _parse_toml(path, content))


def _read_file(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            content = file.read(MAX_FILE_SIZE + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise VariantConfigurationError(
            path, f"It cannot be read: {error.strerror}.", "Make it a readable file."
        ) from None
    if len(content) > MAX_FILE_SIZE:
        raise VariantConfigurationError(
            path,
            f"It is larger than {MAX_FILE_SIZE} bytes.",
            "Keep only settings in it.",
        )
    return content


def _parse_toml(path: str, content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise VariantConfigurationError(
            path,
            f"It is not valid TOML: {error}",
            'Write lines like: provider_priority = ["first", "second"]',
        ) from None


def _tool_table(path: str, content: bytes) -> dict[str, Any]:
    try:
        document = tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        # Whose file is broken cannot be told; upstream would not have read it.
        if not re.search(
            rb"^\s*\[tool\.%s\]" % SECTION.encode(), content, re.MULTILINE
        ):
            return {}
        return _parse_toml(path, content)
    tool = document.get("tool")
    table = tool.get(SECTION, {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise VariantConfigurationError(
            path,
            f"tool.{SECTION} is not a table.",
            f"Write a section [tool.{SECTION}].",
        )
    return table


def _parse_value(where: str, name: str, value: Any) -> Any:
    parser = _PARSERS.get(name)
    if parser is None:
        raise VariantConfigurationError(
            where,
            f"There is no setting {_shown(name)}.",
            f"The settings are: {', '.join(_PARSERS)}.",
        )
    try:
        return parser(value)
    except ValueError as error:
        raise VariantConfigurationError(
            where, f"{name} {error}", f"Write {_EXAMPLES[name]}"
        ) from None


def _shown(value: Any) -> str:
    return printable(repr(value))


def _parse_names(value: Any) -> tuple[str, ...]:
    """Parse a list of names: a JSON or TOML list, or text with separators."""
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("["):
            try:
                value = json.loads(text)
            except (ValueError, RecursionError):
                raise ValueError(f"is not a list of names: {_shown(text)}.") from None
        else:
            value = [item for item in re.split(r"[,\s]+", text) if item]
    if not isinstance(value, list):
        raise ValueError(f"is not a list of names: {_shown(value)}.")
    for name in value:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ValueError(f"holds {_shown(name)}, which is not a name.")
    return tuple(dict.fromkeys(value))


def _parse_seconds(value: Any) -> float:
    """Parse a number of seconds; configuration files hold it as text."""
    try:
        seconds = float("nan" if isinstance(value, bool) else value)
    except (TypeError, ValueError, OverflowError):
        seconds = math.nan
    if not 0 <= seconds <= MAX_SECONDS:
        raise ValueError(f"is not a number of seconds: {_shown(value)}.")
    return seconds


def _parse_timeout(value: Any) -> float:
    seconds = _parse_seconds(value)
    if seconds == 0:
        raise ValueError("has to be more than 0 seconds.")
    return seconds


_PARSERS: dict[str, Callable[[Any], Any]] = {
    "provider_priority": _parse_names,
    "disabled_providers": lambda value: frozenset(_parse_names(value)),
    "trusted_providers": lambda value: frozenset(_parse_names(value)),
    "provider_timeout": _parse_timeout,
    "cache_max_age": _parse_seconds,
}

_EXAMPLES = {
    "provider_priority": 'a list of names, as in ["first", "second"].',
    "disabled_providers": 'a list of names, as in ["first", "second"].',
    "trusted_providers": 'a list of names, as in ["first", "second"].',
    "provider_timeout": "seconds, as in 30.",
    "cache_max_age": "seconds, as in 86400 for one day; 0 asks anew each time.",
}
