"""The `providers` of a variants document: who answers for a namespace.

The drafts differ, but nowhere state two meanings for one place, so one reader serves
all. Each namespace has a table with some of

    requires, plugin-api            the distribution to ask, and the object in it
    optional                        whether it should not be asked unless wanted
    builtin                         the part of the installer that answers (0.2.0)
    static-properties               supported on any machine (0.2.0)
    feature-order                   ... and the order of its features
    enable-if                       an environment marker (0.0.x)
    install-time                    false: see the static properties (0.0.x)

and schema 0.0.x keeps the static properties of all namespaces in one table beside
`providers`. Its `default-priorities.feature` and `.property` put features and values of
any provider in an order of the package's; PEP 825 has taken these two back, so they
mean nothing in later schemas.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ..errors import InvalidConfig, InvalidDocument, VariantError, shorten
from ..named_tuples import NamedTuple
from ..names.grammar import check_all
from ..names.labels import check_feature, check_label_value, check_namespace
from ..wire import MAX_KEYS, MAX_VALUES, KeyValues
from .json_text import is_early_draft

MAX_TABLES = 2000
"""Namespaces that a package may use."""

MAX_REQUIRED = 100
"""Distributions that it may name for one of them."""

MAX_ALL_REQUIRED = 2000
"""Distributions that it may name for all of them."""

_MAX_TEXT = 1000


class ProviderTable(NamedTuple):
    """How a package wants one namespace to be answered.

    `static` holds the properties that are supported without asking anybody, in order;
    None if somebody is to be asked. `features` and `values` come first in any answer,
    in this order.
    """

    requires: tuple[str, ...] = ()
    plugin_api: str | None = None
    enable_if: str | None = None
    optional: bool = False
    builtin: str | None = None
    static: tuple[KeyValues, ...] | None = None
    features: tuple[str, ...] = ()
    values: tuple[KeyValues, ...] = ()

    @property
    def has_order(self) -> bool:
        """Whether the package has an order of its own for the answer."""
        return bool(self.features or self.values)

    def arranged(self, answer: Iterable[KeyValues]) -> tuple[KeyValues, ...]:
        """Return an answer in the order of the package; the rest stays as it is."""
        known = dict(answer)
        preferred = dict(self.values)
        return tuple(
            (name, _first(preferred.get(name, ()), known[name]))
            for name in _first(self.features, known)
        )


def read_tables(
    document: Mapping[str, object],
) -> tuple[dict[str, ProviderTable], dict[str, str]]:
    """Return the tables of a document, and, by namespace, the faults of others.

    Raises InvalidDocument if there is no telling the tables apart, there are more than
    MAX_TABLES, they require more than MAX_ALL_REQUIRED distributions, or have more
    static properties than a provider could report.
    """
    tables: dict[str, ProviderTable] = {}
    faults: dict[str, str] = {}
    orders = _Orders.of(document)
    described = _object(document, "providers")
    namespaces = dict.fromkeys([*described, *orders.namespaces])
    if len(namespaces) > MAX_TABLES:
        raise InvalidDocument(f"describes more than {MAX_TABLES} providers")
    for namespace in namespaces:
        try:
            raw = described.get(namespace, {})
            table = _read_table(document, check_namespace(namespace), raw)
            tables[namespace] = orders.put_into(namespace, table)
        except VariantError as error:
            faults[namespace] = f"its provider is not described rightly: {error}"
    _check_size(tables.values())
    return tables, faults


class _Orders(NamedTuple):
    """The package's orders of features and values, by namespace, not yet checked."""

    features: Mapping[str, object]
    values: Mapping[str, object]

    @classmethod
    def of(cls, document: Mapping[str, object]) -> _Orders:
        if not is_early_draft(document):
            return cls({}, {})
        priorities = _object(document, "default-priorities")
        return cls(_object(priorities, "feature"), _object(priorities, "property"))

    @property
    def namespaces(self) -> Iterable[str]:
        """Those that have one."""
        return [*self.features, *self.values]

    def put_into(self, namespace: str, table: ProviderTable) -> ProviderTable:
        """Return a table with the orders of its namespace."""
        values = _object(self.values, namespace)
        orders = ((name, tuple(_texts(values, name))) for name in sorted(values))
        ordered = table._replace(
            features=tuple(_texts(self.features, namespace)),
            values=tuple((name, order) for name, order in orders if order),
        )
        if table.static is None:
            return ordered
        return table._replace(static=ordered.arranged(table.static))


def _check_size(tables: Collection[ProviderTable]) -> None:
    if sum(len(table.requires) for table in tables) > MAX_ALL_REQUIRED:
        raise InvalidDocument(f"requires more than {MAX_ALL_REQUIRED} distributions")
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
    requires = tuple(_texts(raw, "requires"))
    if len(requires) > MAX_REQUIRED:
        raise InvalidDocument(f"requires more than {MAX_REQUIRED} distributions")
    return ProviderTable(
        requires=requires,
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
        return _ordered(values, order)
    if _flag(raw, "install-time", True):
        return None
    return _ordered(_object(_object(document, "static-properties"), namespace), ())


def _ordered(
    values: Mapping[str, object], features: Iterable[str]
) -> tuple[KeyValues, ...]:
    """Return the static features, those in `features` first, the rest by name."""
    return tuple(
        (check_feature(name), check_all("values", values[name], check_label_value, str))
        for name in _first(features, sorted(values))
    )


def _first(preferred: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """Return names, the preferred ones before the rest."""
    there = dict.fromkeys(names)
    named = (name for name in preferred if name in there)
    return tuple(dict.fromkeys([*named, *there]))


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
