"""Decide which label variants fit a machine, and which is best (PEP 825).

A variant fits if the machine supports, for each of its features, at least one value;
so one without properties always fits. The best value of a feature is the one that the
machine lists first. The key of a variant is the sorted list of the triples

    (index of the namespace, index of the feature, index of the best value)

Lower is better at the first difference; where one list ends, the longer one is better.

Written as one slot for each feature that the machine knows, with the index of the best
value or, for a feature that the variant lacks, the number of values, that is the order
of numbers in mixed radix, and again one integer holds the key. With m features, and
c(i) values of feature i, the value v of feature i adds

    (v - c(i)) * (c(i+1) + 1) * ... * (c(m-1) + 1)

to the key of the variant without properties, which is taken as zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..names.labels import check_label_value, is_name, is_value, parse_label_properties
from ..names.packed import Feature, Stated
from ..names.properties import Properties, Property, Supported
from .decisions import Decider, Element
from .hash_order import Failure, Reason


def namespaces_in_order(
    namespaces: Sequence[str], priority: Sequence[str] = ()
) -> list[str]:
    """Return a package's namespaces in order: those that the user names come first.

    Names that only the user gives are not among them: his order does not make a
    namespace the package's.
    """
    offered = dict.fromkeys(namespaces)
    named = (name for name in priority if name in offered)
    return list(dict.fromkeys([*named, *offered]))


class _Weights(dict[str, int]):
    """The part of the values of one feature in the key; always below zero.

    A value that the machine does not support adds nothing; it is checked when it is
    first seen, so that whatever fits is valid.
    """

    @classmethod
    def of(cls, values: Sequence[str], place: int) -> _Weights:
        valid = ((i, value) for i, value in enumerate(values) if is_value(value))
        return cls((value, (i - len(values)) * place) for i, value in valid)

    def __missing__(self, value: object) -> int:
        self[check_label_value(value)] = 0
        return 0


class _FeatureWeights(dict[Feature, int]):
    """The part of packed features in the key; raises KeyError for one that is unfit."""

    def __init__(self, weights: Mapping[str, Mapping[str, _Weights]]) -> None:
        self._weights = weights

    def __missing__(self, feature: Feature) -> int:
        namespace, name, *values = feature
        weight = min(map(self._weights[namespace][name].__getitem__, values))
        if not weight:
            raise KeyError(feature)
        self[feature] = weight
        return weight


class LabelPreferences:
    """A machine's preference among the label variants of one release."""

    def __init__(
        self,
        supported: Supported,
        namespaces: Sequence[str],
        priority: Sequence[str] = (),
    ) -> None:
        """Take the supported properties of a machine, validated, and the order of
        namespaces.

        `namespaces` is the package's order, `priority` the user's. Names and values
        that only the hash form allows are left out.
        """
        order = namespaces_in_order(namespaces, priority)
        self._order = {namespace: index for index, namespace in enumerate(order)}
        self._supported = {name: dict(configs) for name, configs in supported}
        self._features = [
            (namespace, feature, values)
            for namespace in filter(is_name, order)
            for feature, values in self._supported.get(namespace, {}).items()
            if is_name(feature)
        ]
        self._weights: dict[str, dict[str, _Weights]] = {}
        place = 1
        for namespace, feature, values in reversed(self._features):
            weights = _Weights.of(values, place)
            self._weights.setdefault(namespace, {})[feature] = weights
            place *= len(values) + 1
        self._total = place
        self._of_feature = _FeatureWeights(self._weights).__getitem__

    def rank(self, properties: Stated) -> int | None:
        """Return the key of a variant, lower is better; None if it does not fit.

        Variants whose best values are the same have the same key: the label decides.
        `properties` may come straight from a foreign document, packed or in the JSON
        form: an invalid variant does not fit. Never raises for bad data.
        """
        if isinstance(properties, tuple):
            try:
                return sum(map(self._of_feature, properties))
            except (KeyError, ValueError):
                return None
        weights = self._weights
        rank = 0
        try:
            for namespace, features in properties.items():
                if not features:
                    parse_label_properties({namespace: features})
                    continue
                known = weights[namespace]
                for feature, values in features.items():
                    # A text has items too: ["v"] and "v" must not be the same.
                    if type(values) is not list and type(values) is not tuple:
                        return None
                    if len(values) == 1:
                        weight = known[feature][values[0]]
                    else:
                        weight = min(map(known[feature].__getitem__, values))
                    if not weight:
                        return None
                    rank += weight
        except (KeyError, TypeError, ValueError, AttributeError):
            return None
        return rank

    def key(self, rank: int) -> list[Element]:
        """Return the closed form of a rank, as a list to be compared."""
        elements = []
        place = self._total
        rest = rank + place - 1
        for index, (namespace, feature, values) in enumerate(self._features):
            place //= len(values) + 1
            value, rest = divmod(rest, place)
            if value < len(values):
                prop = namespace, feature, values[value]
                elements.append(Element(index, Decider.KEY, prop))
                elements.append(Element(value, Decider.VALUE, prop))
        return [*elements, Element(len(self._features), Decider.KEY, None)]

    def failure(self, properties: Properties) -> Failure | None:
        """Return the first feature, in order, that keeps a variant from fitting.

        Its valid values are `property` and `others`; None if the variant fits. Raises
        VariantError if `properties` is not a valid label variant in the JSON form.
        """
        return next(iter(self.failures(properties)), None)

    def failures(self, properties: Properties) -> list[Failure]:
        """Return all features, in order, that keep a variant from fitting.

        Raises VariantError if `properties` is not a valid label variant in the JSON
        form.
        """
        failures = (
            self._check(namespace, feature, values)
            for namespace, features in parse_label_properties(properties)
            for feature, values in features
        )
        return sorted(filter(None, failures), key=self._position)

    def _check(
        self, namespace: str, feature: str, values: tuple[str, ...]
    ) -> Failure | None:
        supported = self._supported.get(namespace)
        if namespace not in self._order:
            reason = Reason.NAMESPACE
        elif supported is None:
            reason = Reason.PROVIDER
        elif feature not in supported:
            reason = Reason.KEY
        elif set(values).isdisjoint(supported[feature]):
            reason = Reason.VALUE
        else:
            return None
        listed = supported[feature] if supported and reason is Reason.VALUE else ()
        needed = (namespace, feature, values[0])
        return Failure(needed, tuple(listed), reason, others=values[1:])

    def _position(self, failure: Failure) -> tuple[int, int, Property]:
        """Sort by priority; names without a place in it come last, by name."""
        namespace, feature, _ = failure.property
        features = list(self._supported.get(namespace, ()))
        index = features.index(feature) if feature in features else len(features)
        return self._order.get(namespace, len(self._order)), index, failure.property
