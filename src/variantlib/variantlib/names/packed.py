"""Hold the properties of very many variants in few objects.

In its JSON form a variant of 8 properties is 11 lists and objects. With 10,000 of them
the garbage collector takes longer to walk over these than anybody to read them. So a
variant is packed into one tuple of its features,

    (("gpu", "cuda", "13"), ("x86_64", "level", "v3", "v4"))

each with its namespace and its values, as a document states them: nothing is validated,
nor sorted. Variants share equal features. The collector walks over no tuple of texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from .properties import Properties

Feature = tuple[str, ...]
"""(namespace, feature, value, further values...)."""

Packed = tuple[Feature, ...]

Stated = Properties | Packed
"""Properties as somebody states them: packed, or in the JSON form."""


class Features(dict[Feature, Feature]):
    """All features so far, each once; raises TypeError for one that is none."""

    def __missing__(self, feature: Feature) -> Feature:
        values = feature[2:]
        if not values or not all(type(value) is str for value in values):
            raise TypeError
        self[feature] = feature
        return feature


def pack(properties: object, features: Features) -> object:
    """Return properties in the JSON form packed, or unchanged if they are not of it.

    :param features: The features of all variants so far; grows.
    """
    packed: list[Feature] = []
    add = packed.append
    try:
        for namespace, named in properties.items():  # type: ignore[attr-defined]
            if not named:
                return properties
            for name, values in named.items():
                if type(values) is not list:
                    return properties
                if len(values) == 1:
                    add(features[namespace, name, values[0]])
                else:
                    add(features[(namespace, name, *values)])
    except (AttributeError, TypeError):
        return properties
    return tuple(packed)


def unpack(stated: Stated) -> Properties:
    """Return properties in the JSON form, as it was packed."""
    if type(stated) is not tuple:
        return stated  # type: ignore[return-value]
    properties: dict[str, dict[str, list[str]]] = {}
    for namespace, name, *values in stated:
        properties.setdefault(namespace, {})[name] = values
    return properties


class PackedVariants(Mapping[str, Properties]):
    """The variants of a document in their JSON form, held packed."""

    __slots__ = ("_features", "_stated")

    def __init__(
        self, stated: Mapping[str, object], features: Collection[Feature]
    ) -> None:
        """Take each variant, some packed, and at least all features of those."""
        self._stated = stated
        self._features = features

    def __getitem__(self, name: str) -> Properties:
        return unpack(self._stated[name])  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[str]:
        return iter(self._stated)

    def __len__(self) -> int:
        return len(self._stated)

    def __contains__(self, name: object) -> bool:
        return name in self._stated

    def stated(self, name: str) -> Stated | None:
        """Return the properties of a variant as they are held; None for none."""
        return self._stated.get(name)  # type: ignore[return-value]

    def with_namespace(self, namespace: str) -> Iterator[Properties]:
        """Yield those that have a namespace, and those that could not be packed."""
        found = {feature for feature in self._features if feature[0] == namespace}
        for stated in self._stated.values():
            if type(stated) is not tuple or (found and not found.isdisjoint(stated)):
                yield unpack(stated)  # type: ignore[arg-type]


def pack_variants(variants: Mapping[str, object]) -> PackedVariants:
    """Return variants in the JSON form, held packed."""
    features = Features()
    packed = {name: pack(stated, features) for name, stated in variants.items()}
    return PackedVariants(packed, features)
