"""The order of providers, in which their properties count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def order_providers(names: Iterable[str], priority: Sequence[str]) -> list[str]:
    """Return the providers in order: those that `priority` names, the rest by name."""
    rest = set(names)
    named = [name for name in dict.fromkeys(priority) if name in rest]
    return named + sorted(rest.difference(named))
