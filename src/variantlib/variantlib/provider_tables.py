"""The `providers` of a variants document: who answers for a namespace.

The drafts differ, but nowhere state two meanings for one place, so one reader serves
all. Each namespace has a table with some of

    requires, plugin-api            the distribution to ask, and the object in it
    optional                        whether it should not be asked unless wanted
    builtin                         the part of the installer that answers (0.2.0)
    static-properties               what is supported, whatever the machine (0.2.0)
    feature-order                   ... and the order of its features
    enable-if                       an environment marker (0.0.x)
    install-time                    false: see the static properties (0.0.x)

and schema 0.0.x keeps the static properties of all namespaces in one table beside
`providers`, whose order `default-priorities.feature` and `.property` may change. For
what a plugin reports these two mean nothing here: PEP 825 has taken them back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .errors import InvalidConfig, InvalidDocument, VariantError, shorten
from .grammar import check_all
from .labels import check_feature, check_label_value, check_namespace
from .wire import MAX_KEYS, MAX_VALUES, KeyValues

_MAX_TEXT = 1000


class ProviderTable(NamedTuple):
    """How a package wants one namespace to be answered.

    `static` holds what is supported without asking anybody, in order; None if
    somebody is to be asked.
    """

    requires: tuple[str, ...] = ()
    plugin_api: str | None = None
    enable_if: str | None = None
    optional: bool = False
    builtin: str | None = None
    static: tuple[KeyValues, ...] | None = None

    @property
    def is_builtin(self) -> bool:
        """Whether the installer itself answers."""
        return self.builtin is not None


def read_tables(
    document: Mapping[str, object],
) -> tuple[dict[str, ProviderTable], dict[str, str]]:
    """Return the tables of a document, and, by namespace, what is wrong with others.

    Raises InvalidDocument if there is no telling the tables apart, or there are more
    static properties than a provider could report.
    """
    tables: dict[str, ProviderTable] = {}
    faults: dict[str, str] = {}
    for namespace, raw in _object(document, "providers").items():
        try:
            tables[check_namespace(namespace)] = _read_table(document, namespace, raw)
        except VariantError as error:
            faults[namespace] = f"its provider is not described rightly: {error}"
    _check_size(tables.values())
    return tables, faults


def _check_size(tables: Iterable[ProviderTable]) -> None:
    static = [values for table in tables for _, values in table.static or ()]
    if len(static) > MAX_KEYS or sum(map(len, static)) > MAX_VALUES:
        raise InvalidDocument(
            f"has more than {MAX_KEYS} features or {MAX_VALUES} values that are static"
        )


def _read_table(
    document: Mapping[str, object], namespace: str, raw: object
) -> ProviderTable:
    if not isinstance(raw, Mapping):
        raise InvalidDocument(f"it must be an object, not {shorten(raw)}")
    return ProviderTable(
        requires=tuple(_texts(raw, "requires")),
        plugin_api=_optional_text(raw, "plugin-api"),
        enable_if=_optional_text(raw, "enable-if"),
        optional=_flag(raw, "optional", False),
        builtin=_optional_text(raw, "builtin"),
        static=_static(document, namespace, raw),
    )


def _static(
    document: Mapping[str, object], namespace: str, raw: Mapping[str, object]
) -> tuple[KeyValues, ...] | None:
    if "static-properties" in raw:
        values = _object(raw, "static-properties")
        order = _texts(raw, "feature-order")
        if (len(values) > 1 or order) and set(order) != set(values):
            raise InvalidDocument("feature-order must list each static feature")
        return _ordered(values, order, {})
    if _flag(raw, "install-time", True):
        return None
    priorities = _object(document, "default-priorities")
    return _ordered(
        _object(_object(document, "static-properties"), namespace),
        _texts(_object(priorities, "feature"), namespace),
        _object(_object(priorities, "property"), namespace),
    )


def _ordered(
    values: Mapping[str, object],
    features: Iterable[str],
    preferred: Mapping[str, object],
) -> tuple[KeyValues, ...]:
    """Return the static features, those in `features` first, the rest by name.

    The values that `preferred` lists come first in the same way.
    """
    named = [name for name in dict.fromkeys(features) if name in values]
    order = dict.fromkeys([*named, *sorted(values)])
    return tuple(
        (check_feature(feature), _values(values[feature], _texts(preferred, feature)))
        for feature in order
    )


def _values(values: object, preferred: Iterable[str]) -> tuple[str, ...]:
    listed = check_all("values", values, check_label_value, identity=str)
    first = [value for value in dict.fromkeys(preferred) if value in listed]
    return tuple(dict.fromkeys([*first, *listed]))


def _object(raw: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = raw.get(name, {})
    if not isinstance(value, Mapping):
        raise InvalidDocument(f"{name} must be an object, not {shorten(value)}")
    return value


def _texts(raw: Mapping[str, object], name: str) -> list[str]:
    value = raw.get(name, [])
    if not isinstance(value, list):
        raise InvalidDocument(f"{name} must be a list, not {shorten(value)}")
    return [_text(name, item) for item in value]


def _flag(raw: Mapping[str, object], name: str, default: bool) -> bool:
    value = raw.get(name, default)
    if not isinstance(value, bool):
        raise InvalidDocument(f"{name} must be true or false, not {shorten(value)}")
    return value


def _optional_text(raw: Mapping[str, object], name: str) -> str | None:
    value = raw.get(name)
    return None if value is None else _text(name, value)


def _text(name: str, value: object) -> str:
    if isinstance(value, str) and value.isprintable() and len(value) <= _MAX_TEXT:
        return value
    raise InvalidConfig(f"{name} must be text of one line, not {shorten(value)}")
