"""Tell makers of properties that no machine reports, as far as that is known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from ..documents.provider_tables import ProviderTable
from ..names.properties import Property, format_property
from ..providers.possible import is_answered_by, keys_of, possible_of
from ..providers.registry import NAMES
from ..text import guess, printable

__all__ = ["unknown_namespaces", "unknown_properties"]


def unknown_properties(
    properties: Iterable[Property], providers: Mapping[str, ProviderTable]
) -> Iterator[str]:
    """Yield a line for each property that no provider reports.

    Of namespaces that only plugins answer for, nothing is known.
    """
    for prop in dict.fromkeys(properties):
        problem = _problem(prop, providers)
        if problem is not None:
            yield f"{printable(format_property(prop))}: {problem}"


def unknown_namespaces(order: Iterable[str], used: Collection[str]) -> Iterator[str]:
    """Yield a line for each namespace in an order that is likely misspelled.

    The order holds for the whole release, so others may be in wheels of elsewhere.

    :param used: Those that the release has.
    """
    known = {*used, *NAMES}
    for name in order:
        if name not in known:
            yield f"priority: no row has a property of {name}{guess(name, known)}"


def _problem(prop: Property, providers: Mapping[str, ProviderTable]) -> str | None:
    namespace, key, value = prop
    table = providers.get(namespace)
    if table is not None and table.static is not None:
        return None
    requires = table.requires if table else ()
    if namespace not in NAMES:
        hint = "" if table else guess(namespace, NAMES)
        return f"no provider of this name is built in{hint}" if hint else None
    if not is_answered_by(namespace, requires):
        return None
    keys = keys_of(namespace, requires)
    if key not in keys:
        return f"no machine reports this key{guess(key, keys)}"
    possible = possible_of(namespace).get(key)
    if possible is None or possible.is_known(value):
        return None
    return f"no machine reports this value{possible.hint(value)}"
