"""Make variants of several packages agree: one value of a key for all that have it.

Only keys that the setting ``coherent`` declares are compared. A package never gives up
a key to agree, nor its version. A fixed package has one option. Nothing here knows of
wheels, machines or resolvers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ..machine.settings import Coherent
from ..named_tuples import NamedTuple

Feature = tuple[str, str]
"""Provider and key."""

Values = Mapping[Feature, frozenset[str]]
"""The declared keys of a variant, with values as they are compared. Any of them will
do."""

Known = Mapping[Feature, Sequence[str]]
"""The keys, the most important first, with their values, the best first."""

_Options = Sequence[tuple[int, Values]]
_Left = Mapping[str, _Options]


class Discord(NamedTuple):
    """A key in which packages do not agree.

    :param value: The value that most of them can do with.
    :param odd: The packages that cannot.
    """

    feature: Feature
    value: str
    odd: Sequence[str]


def declared_values(
    properties: Mapping[str, Mapping[str, Iterable[str]]], coherent: Sequence[Coherent]
) -> Values:
    """Return the values of a variant that have to agree with those of others."""
    found: dict[Feature, frozenset[str]] = {}
    for provider, keys in properties.items():
        for key, values in keys.items():
            rule = rule_for((provider, key), coherent)
            if rule is not None:
                found[provider, key] = frozenset(map(rule.compared, values))
    return found


def rule_for(feature: Feature, coherent: Sequence[Coherent]) -> Coherent | None:
    """Return the rule for a key, or else for its provider; None without any."""
    places = (feature, feature[:1])
    found = (rule for parts in places for rule in coherent if rule.parts == parts)
    return next(found, None)


def bring_in_step(
    packages: Mapping[str, Sequence[Values]], known: Known
) -> dict[str, int]:
    """Return which option of each package is to be taken, by its place.

    For each key that several packages have, the value is taken that most of them can
    have, and of these the best; unless they would agree less in a more important key.

    :param packages: Names to options, best first.
    """
    left: _Left = {name: list(enumerate(options)) for name, options in packages.items()}
    decided: set[Feature] = set()
    # Where a package moves for one key, it may get others.
    while shared := shared_features(_firsts(left).values()) - decided:
        feature = min(shared, key=lambda feature: _importance(feature, known))
        decided.add(feature)
        agreed = _agree(left, feature, known)
        if _firsts(agreed) == _firsts(left) or _is_better(agreed, left, known):
            left = agreed
    return {name: options[0][0] for name, options in left.items()}


def find_discords(packages: Mapping[str, Values], known: Known) -> list[Discord]:
    """Return in which keys packages do not agree, the most important first."""
    discords = []
    shared = shared_features(packages.values())
    for feature in sorted(shared, key=lambda feature: _importance(feature, known)):
        having = {n: v[feature] for n, v in packages.items() if feature in v}
        value, count = _most_common(having.values(), known.get(feature, ()))
        if count < len(having):
            odd = [name for name, values in having.items() if value not in values]
            discords.append(Discord(feature, value, odd))
    return discords


def _agree(left: _Left, feature: Feature, known: Known) -> _Left:
    """Return the options with one value of a key, as many packages have such."""
    having = [options for options in left.values() if feature in options[0][1]]
    best_first = known.get(feature, ())
    value, count = _most_common((o[0][1][feature] for o in having), best_first)
    if count < len(having):
        within_reach = (
            frozenset().union(*(values.get(feature, ()) for _, values in options))
            for options in having
        )
        value, count = _most_common(within_reach, best_first)
    if count == 1:
        return left
    return {name: _keep(options, feature, value) for name, options in left.items()}


def _is_better(new: _Left, old: _Left, known: Known) -> bool:
    """Return whether packages agree more; more important keys count more."""
    odd, before = (
        {discord.feature: len(discord.odd) for discord in discords}
        for discords in (find_discords(_firsts(left), known) for left in (new, old))
    )
    changed = {f for f in odd.keys() | before if odd.get(f) != before.get(f)}
    first = min(changed, key=lambda f: _importance(f, known), default=None)
    return first is not None and odd.get(first, 0) < before.get(first, 0)


def _firsts(left: _Left) -> dict[str, Values]:
    return {name: options[0][1] for name, options in left.items()}


def shared_features(packages: Iterable[Values]) -> set[Feature]:
    """Return the keys that several packages have."""
    counts = Counter(feature for values in packages for feature in values)
    return {feature for feature, count in counts.items() if count > 1}


def _importance(feature: Feature, known: Known) -> tuple[int, Feature]:
    return _place(feature, list(known)), feature


def _most_common(
    sets: Iterable[frozenset[str]], best_first: Sequence[str]
) -> tuple[str, int]:
    """Return the value that is in most sets, of several the best, and in how many."""
    counts = Counter(value for values in sets for value in values)

    def rank(value: str) -> tuple[int, int, str]:
        return -counts[value], _place(value, best_first), value

    value = min(counts, key=rank)
    return value, counts[value]


def _place(item: object, items: Sequence[object]) -> int:
    return items.index(item) if item in items else len(items)


def _keep(options: _Options, feature: Feature, value: str) -> _Options:
    """Return the options that agree; all, where a package has none that does."""
    if feature not in options[0][1]:
        return [o for o in options if value in o[1].get(feature, (value,))]
    return [o for o in options if value in o[1].get(feature, ())] or options
