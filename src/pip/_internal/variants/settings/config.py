"""The settings of the variants: pip.conf, project files and environment variables.

All sources know the same keys. Weakest first: pip's configuration files,
``pyproject.toml`` (``[tool.variantlib]``) and ``variant.toml`` in the current
directory, environment variables (``PIP_VARIANTLIB_PROVIDER_PRIORITY`` and so on).
Whoever wrote a file of the current directory, it grants no trust.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pip._vendor.variantlib.machine.settings import MachineSettings
from pip._vendor.variantlib.named_tuples import NamedTuple
from pip._vendor.variantlib.text import escaped, guess, is_path, shown

from pip._internal.variants.exceptions import VariantConfigurationError
from pip._internal.variants.settings.parsers import PARSERS
from pip._internal.variants.settings.project_files import SECTION, read_project_files
from pip._internal.variants.utils.state import PROCESS

if TYPE_CHECKING:
    from pip._internal.configuration import Configuration
    from pip._internal.variants.settings.choices import Requests

logger = logging.getLogger(__name__)

SETS = "sets"
_REQUEST = "variant"

_OPTIONS = {"machine", "machine-set", "no-variant"}
"""Options that pip.conf may hold, and no setting of ours has the name of."""

MergeSets = Callable[[Sequence[tuple[str, str, Any]]], Mapping[str, "Requests"]]
"""Parses the settings that hold sets: the place, key and value of each."""


class StandingRequest(NamedTuple):
    """The values of ``--variant`` in the settings, and the place that holds them."""

    where: str
    values: tuple[str, ...]


class ForeignCatalogue(NamedTuple):
    """A catalogue that would lead to any index, and the file that names it."""

    where: str
    name: str


class Settings(NamedTuple):
    """The settings in force.

    :param machine: Those that a machine, and the order of its variants, depend on.
    :param sets: The names of lists of requests.
    :param catalogues: The names, or paths, of catalogues.
    :param variant: The request of a command that makes none; see ``standing_request``.
    """

    machine: MachineSettings = MachineSettings()
    catalogues: tuple[str, ...] = ()
    sets: Mapping[str, Requests] = MappingProxyType({})
    variant: StandingRequest | None = None


class _Source(NamedTuple):
    """One place that holds settings, with its name for the user.

    :param foreign: A catalogue that it may not name.
    """

    where: str
    values: Mapping[str, Any]
    foreign: str | None = None


def load_settings(
    config: Configuration, folder: str, merge_sets: MergeSets | None = None
) -> Settings:
    """Merge the settings of all sources.

    :param config: pip's configuration, loaded.
    :param folder: The folder whose project files count. They are passed over when
        pip runs isolated, as the environment is.
    :param merge_sets: See ``named_sets``; only called if there are any. Without it sets
        are passed over, and nobody has to load their parser.
    :raises VariantConfigurationError: If any of the sources cannot be understood.
    """
    of_machine: dict[str, Any] = {}
    others: dict[str, Any] = {}
    sets: list[tuple[str, str, Any]] = []
    for where, key, value in _iter_settings(config, folder):
        if _is_set(key):
            sets.append((where, key, value))
        else:
            name = key.replace("-", "_")
            parsed = _parse_value(where, name, value)
            if name == _REQUEST:
                parsed = StandingRequest(where, parsed)
            merged = of_machine if name in MachineSettings._fields else others
            merged[name] = parsed
    if sets and merge_sets is not None:
        others["sets"] = merge_sets(sets)
    return Settings(MachineSettings(**of_machine), **others)


def find_foreign(config: Configuration, folder: str) -> ForeignCatalogue | None:
    """Return a catalogue that a file of the current directory names, and may not.

    :return: None also if a stronger place names others.
    """
    found = None
    for source in _iter_sources(config, folder):
        if source.foreign is not None:
            found = ForeignCatalogue(source.where, source.foreign)
        elif "catalogues" in source.values:
            found = None
    return found


def _is_set(key: str) -> bool:
    """Return whether a key of the configuration holds sets, or one of them."""
    return key == SETS or key.startswith((f"{SETS}.", f"{SETS}-"))


def _iter_settings(
    config: Configuration, folder: str
) -> Iterator[tuple[str, str, Any]]:
    for source in _iter_sources(config, folder):
        for key, value in source.values.items():
            yield source.where, key, value


def _iter_sources(config: Configuration, folder: str) -> Iterator[_Source]:
    environment: dict[str, Any] = {}
    for place, values in config.items():
        if place == ":env:":
            environment = _section(values, f":env:.{SECTION}-")
        else:
            yield _Source(place, _section(values, f"{SECTION}."))
    if not config.isolated:
        for path, values in read_project_files(folder):
            yield _without_places(_without_trust(_Source(path, values)))
    for key, value in environment.items():
        variable = f"PIP_{SECTION}_{key}".replace("-", "_").upper()
        yield _Source(f"the environment variable {variable}", {key: value})


def _section(values: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {
        key[len(prefix) :]: value
        for key, value in values.items()
        if key.startswith(prefix)
    }


def _without_trust(source: _Source) -> _Source:
    """Return a source without the settings by which its author could run code."""
    values = {
        key: value
        for key, value in source.values.items()
        if key.replace("-", "_") != "trusted_providers"
    }
    is_ignored = len(values) < len(source.values)
    # The settings are loaded more than once.
    if is_ignored and PROCESS.is_first("trusted_providers", source.where):
        _warn_of_trust(source.where)
    return _Source(source.where, values)


def _without_places(source: _Source) -> _Source:
    """Return a source without catalogues of its author's: they lead to any index."""
    key = next((key for key in source.values if key == "catalogues"), None)
    if key is None:
        return source
    stated = _parse_value(source.where, key, source.values[key])
    foreign = next(filter(is_path, stated), None)
    if foreign is None:
        return source
    rest = {name: value for name, value in source.values.items() if name != key}
    return _Source(source.where, rest, foreign)


def _warn_of_trust(path: str) -> None:
    logger.warning(
        "Ignoring trusted_providers in %s: files of the current directory grant no "
        "trust. Set it with 'pip config set variantlib.trusted_providers ...' or "
        "PIP_VARIANTLIB_TRUSTED_PROVIDERS.",
        escaped(path),
    )


def _parse_value(where: str, name: str, value: Any) -> Any:
    if name not in PARSERS:
        names = [*PARSERS, SETS]
        hint = f"The known settings are: {', '.join(names)}."
        if name.replace("_", "-") in _OPTIONS:
            hint = "It is an option of pip: write it in pip.conf, under [global]."
        raise VariantConfigurationError(
            where,
            f"Unknown setting {shown(name)}{guess(name.partition('.')[0], names)}.",
            hint,
        )
    parse, example = PARSERS[name]
    try:
        return parse(value)
    except ValueError as error:
        raise VariantConfigurationError(
            where, f"{name} {error}", f"Write {example}"
        ) from None
