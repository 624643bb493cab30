"""A machine as it would be if it had other facts, or its user other settings."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..machine.adjustment import adjustment_of
from ..machine.machine import AnyPreferences, Machine, make_preferences
from ..machine.settings import MachineSettings, Parts

if TYPE_CHECKING:
    from ..documents.document import Document
    from ..models import VariantMetadata
    from ..names.properties import Property, Supported


class SupposedMachine:
    """A machine as it would be with other facts or settings.

    :param facts: The additional facts that it supports.
    :param settings: The user's, or other ones, for the order of supported properties.
    """

    def __init__(
        self,
        machine: Machine,
        settings: MachineSettings,
        facts: Iterable[Property] = (),
    ) -> None:
        self._machine = machine
        self._facts = tuple(facts)
        self._priority = settings.provider_priority
        # Excluded facts are excluded already, unless they are supposed not to be.
        order = adjustment_of(settings)._replace(excluded=frozenset())
        self._reorder = order.apply
        self._preferences: dict[Document | None, AnyPreferences] = {}

    def rank(self, facts: VariantMetadata) -> int | None:
        """Return the rank of a variant; see ``Machine.rank``."""
        document = facts.document
        if document not in self._preferences:
            supported = self._machine.supported_of(document)
            self._preferences[document] = make_preferences(
                document,
                self._reorder(add_facts(supported, self._facts)),
                self._priority,
            )
        return self._preferences[document].rank(facts.stated)


def put_first(settings: MachineSettings, name: str, parts: Parts) -> MachineSettings:
    """Return the settings with a provider, key or property first in one of them."""
    first = parts if len(parts) > 1 else parts[0]
    rest = (item for item in getattr(settings, name) if item != first)
    changed: dict[str, Any] = {name: (first, *rest)}
    return settings._replace(**changed)


def add_facts(supported: Supported, facts: Iterable[Property]) -> Supported:
    """Return the properties of a machine with some more facts.

    A provider says the best first, so a new value comes first, unless the others count
    up or down: then it takes its place among them. A new key comes last.
    """
    keys = {name: dict(config) for name, config in supported}
    for provider, key, value in facts:
        values = keys.setdefault(provider, {}).get(key, ())
        if value not in values:
            keys[provider][key] = _insert(value, values)
    return [(name, list(config.items())) for name, config in keys.items()]


def _insert(value: str, values: Sequence[str]) -> list[str]:
    """Return values, the best first, with one more."""
    numbers = [numbers_in(each) for each in values]
    new = numbers_in(value)
    if len({_form(each) for each in (*values, value)}) > 1:
        return [value, *values]
    if all(one > other for one, other in itertools.pairwise(numbers)):
        place = sum(number > new for number in numbers)
    elif all(one < other for one, other in itertools.pairwise(numbers)):
        place = sum(number < new for number in numbers)
    else:
        place = 0
    return [*values[:place], value, *values[place:]]


def numbers_in(value: str) -> list[int]:
    """Return the numbers in a value; more digits than a number has are two numbers."""
    return list(map(int, re.findall(r"[0-9]{1,18}", value)))


def _form(value: str) -> str:
    """Return the common part of two values that differ in numbers only."""
    return re.sub(r"[0-9]+(\.[0-9]+)*", "0", value)
