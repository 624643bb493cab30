"""Apply the user's settings to a machine: the order of properties, and exclusions.

Keys and values that the user names come first, in that order, the others behind them as
the provider has them. An excluded property counts as not supported, so only fitting
variants change their order (PEP 825).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ..named_tuples import NamedTuple
from .settings import MachineSettings, Parts

if TYPE_CHECKING:
    from ..names.properties import Supported
    from ..order.hash_order import Failure


class PriorityOverrides(NamedTuple):
    """The changes, as the settings of the same names say them."""

    key_priority: Sequence[Parts] = ()
    value_priority: Sequence[Parts] = ()
    excluded: frozenset[Parts] = frozenset()

    def apply(self, supported: Supported) -> Supported:
        """Return the supported properties with these changes."""
        if not any(self):
            return supported
        adjusted = (
            (provider, tuple(self._keys(provider, config)))
            for provider, config in supported
            if (provider,) not in self.excluded
        )
        return [(provider, config) for provider, config in adjusted if config]

    def _keys(
        self, provider: str, config: Sequence[tuple[str, Sequence[str]]]
    ) -> Iterator[tuple[str, Sequence[str]]]:
        found = dict(config)
        for key in _first(self.key_priority, (provider,), found):
            if (provider, key) not in self.excluded:
                ordered = _first(self.value_priority, (provider, key), found[key])
                values = tuple(
                    value
                    for value in ordered
                    if (provider, key, value) not in self.excluded
                )
                if values:
                    yield key, values

    @property
    def excluded_providers(self) -> set[str]:
        return {parts[0] for parts in self.excluded if len(parts) == 1}

    def problem(self, failure: Failure) -> str | None:
        """Return why something is not supported, if it is excluded."""
        provider, key, first = failure.property
        for value in (first, *failure.others):
            prop = (provider, key, value)
            for parts in (prop[:1], prop[:2], prop):
                if parts in self.excluded:
                    return f"{format_parts(parts)} is excluded by the configuration"
        return None


def adjustment_of(settings: MachineSettings) -> PriorityOverrides:
    """Return the changes that the settings ask for."""
    return PriorityOverrides(
        settings.key_priority, settings.value_priority, settings.excluded
    )


def format_parts(parts: Parts) -> str:
    """Return a provider, key or property as the settings have it."""
    return " :: ".join(parts)


def _first(named: Sequence[Parts], start: Parts, items: Iterable[str]) -> list[str]:
    """Return items in order: those that are named behind `start`, then the others."""
    place = len(start)
    first = [parts[place] for parts in named if parts[:place] == start]
    there = list(items)
    return list(dict.fromkeys([item for item in first if item in there] + there))
