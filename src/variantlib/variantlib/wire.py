"""A provider's answer as JSON, as it travels between processes and to the cache.

    {"provider": "fictional_hw", "configs": [{"key": "humor", "values": ["3", "2"]}]}

Limits hold on both sides: an answer is data of foreign origin.
"""

from __future__ import annotations

from .errors import InvalidConfig, shorten
from .names.grammar import check_all, check_key, check_provider, check_values

MAX_KEYS = 1000
"""Keys that a provider may report."""

MAX_VALUES = 10_000
"""Values that a provider may report, over all its keys."""

KeyValues = tuple[str, tuple[str, ...]]
"""A key and its values, best first."""


def dump_config(config: object) -> dict[str, object]:
    """Return the JSON form of a supported configuration.

    Takes any object with the attributes of ProviderConfig, so that a plugin may use
    another copy of this library. Raises VariantError if it is not such an object or
    `load_config` would refuse it.
    """
    provider = _attribute(config, "provider")
    configs = _list(_attribute(config, "configs"), "configs", MAX_KEYS)
    document: dict[str, object] = {
        "provider": provider,
        "configs": [
            {"key": _attribute(item, "key"), "values": _attribute(item, "values")}
            for item in configs
        ],
    }
    load_config(document)
    return document


def load_config(obj: object) -> tuple[str, tuple[KeyValues, ...]]:
    """Return (provider, ((key, (values...)), ...)) from the parsed JSON of an answer.

    Raises VariantError if it has not that form, breaks the grammar, is empty, holds a
    key or value twice, or is larger than MAX_KEYS and MAX_VALUES allow.
    """
    provider = check_provider(_member(obj, "provider"))
    configs = _list(_member(obj, "configs"), "configs", MAX_KEYS)
    values = (_list(_member(item, "values"), "values", MAX_VALUES) for item in configs)
    if sum(map(len, values)) > MAX_VALUES:
        raise InvalidConfig(f"{provider} must have at most {MAX_VALUES} values")
    return provider, check_all("configs", configs, _key_values, lambda pair: pair[0])


def _key_values(config: object) -> KeyValues:
    return check_key(_member(config, "key")), check_values(_member(config, "values"))


def _list(items: object, field: str, limit: int) -> list[object] | tuple[object, ...]:
    if not isinstance(items, (list, tuple)):
        raise InvalidConfig(f"{field} must be a list, not {shorten(items)}")
    if len(items) > limit:
        raise InvalidConfig(f"{field} must be at most {limit}, not {len(items)}")
    return items


def _member(obj: object, name: str) -> object:
    if not isinstance(obj, dict) or name not in obj:
        raise InvalidConfig(f"an object with {name} is needed, not {shorten(obj)}")
    return obj[name]


def _attribute(obj: object, name: str) -> object:
    try:
        return getattr(obj, name)
    except AttributeError:
        raise InvalidConfig(
            f"a configuration with {name} is needed, not {shorten(obj)}"
        ) from None
