"""Doubt descriptions that no machine can have, as the built-in providers report.

They are followed all the same: a plugin may report anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..plugins import ProviderAnswer
from ..providers.possible import Possible, possible_of
from ..providers.registry import BY_NAME, NAMES
from ..providers.rules import ByRule
from ..text import guess, printable

__all__ = ["doubts_of"]


def doubts_of(answers: Iterable[ProviderAnswer]) -> list[str]:
    """Return a sentence for each thing that no built-in provider would report.

    :param answers: Those that somebody states of a machine.
    :return: Nothing about providers that a plugin is said to have answered for which
        no built-in provider stands in.
    """
    return [doubt for answer in answers for doubt in _doubts(answer)]


def _doubts(answer: ProviderAnswer) -> Iterator[str]:
    known = BY_NAME.get(answer.provider)
    if known is None:
        meant = "" if answer.distribution else guess(answer.provider, NAMES)
        if meant:
            yield f"{printable(answer.provider)} is no built-in provider{meant}"
        return
    if answer.distribution and answer.distribution not in known.stands_for:
        return
    for key, values in answer.config or ():
        name = printable(f"{answer.provider} :: {key}")
        possible = possible_of(answer.provider).get(key)
        if possible is None:
            yield f"nothing reports {name}{guess(key, known.keys)}"
        elif isinstance(values, ByRule) and values.excess is not None:
            excess = f"no machine reports as much of {name} as {values.excess}"
            yield f"{excess}: the rule stands for all values up to {values[0]}"
        else:
            yield from _doubts_of_values(name, values, possible)


def _doubts_of_values(
    name: str, values: Sequence[str], possible: Possible
) -> Iterator[str]:
    unknown = [value for value in values if not possible.is_known(value)]
    if unknown:
        yield f"nothing reports {name} :: {unknown[0]}{possible.hint(unknown[0])}"
        return
    if possible.reports is None or len(values) == 1:
        return
    reports = possible.reports(frozenset(values))
    if tuple(values) in reports:
        return
    right = next((r for r in reports if set(r) == set(values)), None)
    if right is None:
        yield f"no machine has all these values of {name}"
    else:
        listed = ", ".join(right[:3])
        yield f"the best value of {name} must come first: {listed} ..."
