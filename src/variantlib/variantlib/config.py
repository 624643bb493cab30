"""Define the answer of a provider plugin: a supported configuration.

    ProviderConfig("fictional_hw", [KeyConfig("humor", ["3", "2", "1"])])

Keys and values are listed best first. Both classes are frozen and validated: a bad
argument raises VariantError, naming the field and the value.
"""

from __future__ import annotations

from collections.abc import Sequence

import attr

from .errors import InvalidConfig, shorten
from .names.grammar import check_all, check_key, check_provider, check_values, validator


def _check_values(values: Sequence[str]) -> tuple[str, ...]:
    return check_values(values)


@attr.frozen
class KeyConfig:
    """A key and the values that this machine supports, best first."""

    key: str = attr.field(validator=validator(check_key))
    values: tuple[str, ...] = attr.field(converter=_check_values)


def _check_key_config(config: object) -> KeyConfig:
    if isinstance(config, KeyConfig):
        return config
    raise InvalidConfig(f"configs must hold KeyConfig objects, not {shorten(config)}")


def _check_configs(configs: Sequence[KeyConfig]) -> tuple[KeyConfig, ...]:
    return check_all(
        "configs", configs, _check_key_config, identity=lambda config: config.key
    )


@attr.frozen
class ProviderConfig:
    """A provider and the keys that it supports, in order of importance."""

    provider: str = attr.field(validator=validator(check_provider))
    configs: tuple[KeyConfig, ...] = attr.field(converter=_check_configs)
