"""Decide which variants fit a machine, and which of them is best.

The order of the hash form: more properties first; then the features (provider and
key) by priority; then their values by the plugin's order. As a sort key, ascending:

    (-number of properties, indices of its features, indices of their values)

All three are sums over the properties, so one integer holds the key. With m features,
c(i) values of feature i, and V the product of all c(i), the value v of feature i adds

    v * c(i+1) * ... * c(m-1)  -  V * 2**(m-1-i)  -  V * 2**m

* the count is the most significant part: the sets of features stay below 2**m;
* of two sets of one size the lexicographically smaller one has the larger sum of
  2**(m-1-i), for the first index that only one of them has outweighs all later ones;
* the value indices of one set of features are digits of a mixed radix number below V.

Nothing is enumerated: ranking a wheel is one look-up for each of its properties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from math import prod

from ..errors import clip
from ..named_tuples import NamedTuple
from ..names.packed import Feature, Stated
from ..names.properties import Properties, Property, Supported, from_mapping
from .decisions import Decider, Element
from .provider_order import order_providers


class Reason(Enum):
    """The missing part, the broadest first; the first for label wheels only."""

    NAMESPACE = "namespace"
    PROVIDER = "provider"
    KEY = "key"
    VALUE = "value"


class Failure(NamedTuple):
    """A property of a variant that a machine does not support.

    `others` are further values of the same feature, each of which would do as well.
    """

    property: Property
    supported_values: tuple[str, ...]
    reason: Reason
    others: tuple[str, ...] = ()

    def __str__(self) -> str:
        provider, key, _ = map(clip, self.property)
        values = " or ".join(map(clip, (self.property[2], *self.others[:2])))
        values += " or ..." * (len(self.others) > 2)
        return f"needs {provider} :: {key} :: {values}; {self._machine(provider, key)}"

    def _machine(self, provider: str, key: str) -> str:
        if self.reason is Reason.NAMESPACE:
            return f"the package gives {provider} no priority"
        if self.reason is Reason.PROVIDER:
            return f"no provider {provider} on this machine"
        if self.reason is Reason.KEY:
            return f"{provider} does not report {key} on this machine"
        values = ", ".join(map(clip, self.supported_values[:3]))
        return f"this machine has {values}" + ", ..." * (len(self.supported_values) > 3)


def unanswered_in(failures: Iterable[Failure]) -> set[str]:
    """Return the providers that keep a variant from fitting by their absence."""
    broad = (Reason.PROVIDER, Reason.NAMESPACE)
    return {failure.property[0] for failure in failures if failure.reason in broad}


def features(
    supported: Supported, priority: Sequence[str] = ()
) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Yield (provider, key, values) of all that is supported, in order of priority."""
    configs = dict(supported)
    for provider in order_providers(configs, priority):
        for key, values in configs[provider]:
            yield provider, key, values


class _FeatureWeights(dict[Feature, int]):
    """The part of packed features in the key; raises KeyError or ValueError for one
    that is unfit."""

    def __init__(self, weights: Mapping[str, Mapping[str, Mapping[str, int]]]) -> None:
        self._weights = weights

    def __missing__(self, feature: Feature) -> int:
        provider, key, value = feature
        weight = self[feature] = self._weights[provider][key][value]
        return weight


class Preferences:
    """A machine's preference among variants."""

    def __init__(self, supported: Supported, priority: Sequence[str] = ()) -> None:
        """Take validated properties of a machine, and the user's provider order."""
        self._weights: dict[str, dict[str, dict[str, int]]] = {}
        self._features = list(features(supported, priority))
        place = self._total = prod(len(values) for _, _, values in self._features)
        bit = place << len(self._features)
        count = bit
        for provider, key, values in self._features:
            place //= len(values)
            bit >>= 1
            weights = {v: place * i - bit - count for i, v in enumerate(values)}
            self._weights.setdefault(provider, {})[key] = weights
        self._of_feature = _FeatureWeights(self._weights).__getitem__

    def rank(self, properties: Stated) -> int | None:
        """Return the sort key of a variant, lower is better; None if it does not fit.

        `properties` may come straight from a foreign document, packed or in the JSON
        form: a property among the supported ones needs no validation, and one that is
        not found, or has a wrong type, does not fit. Never raises for bad data.
        """
        if isinstance(properties, tuple):
            try:
                return sum(map(self._of_feature, properties)) or None
            except (KeyError, ValueError):
                return None
        weights = self._weights
        rank = 0
        try:
            for provider, keys in properties.items():
                provided = weights[provider]
                if not keys:
                    return None
                for key, values in keys.items():
                    # A text would unpack too: ["v"] and "v" must not be the same.
                    if type(values) is not list and type(values) is not tuple:
                        return None
                    (value,) = values
                    rank += provided[key][value]
        except (KeyError, TypeError, ValueError, AttributeError):
            return None
        return rank or None  # zero: not one property

    def key(self, rank: int) -> list[Element]:
        """Return the closed form of a rank, as a list to be compared."""
        values = rank % self._total
        count, mask = divmod((values - rank) // self._total, 1 << len(self._features))
        elements = [Element(-count, Decider.COUNT, None)]
        indices = []
        place = self._total
        for index, (provider, key, listed) in enumerate(self._features):
            place //= len(listed)
            if mask >> (len(self._features) - 1 - index) & 1:
                value = values // place % len(listed)
                prop = provider, key, listed[value]
                elements.append(Element(index, Decider.KEY, prop))
                indices.append(Element(value, Decider.VALUE, prop))
        return elements + indices

    def failure(self, properties: Properties) -> Failure | None:
        """Return the first property, by priority, that is not supported, or None.

        Raises VariantError if `properties` is not a valid variant in the JSON form.
        """
        return next(iter(self.failures(properties)), None)

    def failures(self, properties: Properties) -> list[Failure]:
        """Return all properties that are not supported, by priority.

        Raises VariantError if `properties` is not a valid variant in the JSON form.
        """
        failures = filter(None, map(self._check, from_mapping(properties)))
        return sorted(failures, key=self._position)

    def _check(self, prop: Property) -> Failure | None:
        provider, key, value = prop
        keys = self._weights.get(provider)
        if keys is None:
            return Failure(prop, (), Reason.PROVIDER)
        if key not in keys:
            return Failure(prop, (), Reason.KEY)
        if value not in keys[key]:
            return Failure(prop, tuple(keys[key]), Reason.VALUE)
        return None

    def _position(self, failure: Failure) -> tuple[int, int, Property]:
        """Sort by priority; names without a place in it come last, by name."""
        provider, key, _ = failure.property
        providers = list(self._weights)
        if failure.reason is Reason.PROVIDER:
            return len(providers), 0, failure.property
        keys = list(self._weights[provider])
        index = keys.index(key) if key in keys else len(keys)
        return providers.index(provider), index, failure.property
