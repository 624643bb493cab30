"""Write the messages about the properties of a machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..documents.statements import without_priority
from ..names.properties import format_property
from ..order.hash_order import Failure, Reason, unanswered_in
from ..providers.registry import BY_NAME
from ..text import joined, printable
from .subject import THIS_MACHINE, Subject

if TYPE_CHECKING:
    from ..plugins.answers import Device

FOREIGN = (
    "the target is not this machine, so its properties are unknown; describe "
    "it with --machine, or request a variant with --variant"
)

LEFT_OUT = "; builtin_providers leaves the built-in one out"
"""The end of a sentence about a provider that a setting switches off."""

MAX_SHOWN = 3
"""So many properties or values of one thing are shown."""

MAX_DEVICES = 16
"""So many devices of one kind are shown: all that one machine has, as a rule."""


def failure(
    failure: Failure, problem: str | None, subject: Subject = THIS_MACHINE
) -> str:
    """Say which property is missing on a machine.

    :param problem: Why its provider did not answer, or that it is excluded.
    """
    values = [format_property(failure.property), *failure.others]
    needs = f"it needs {listed(values, ' or ')}"
    if problem is not None:
        return f"{needs}; {problem}"
    if failure.reason is Reason.VALUE:
        has = f"{subject.name} has {listed(failure.supported_values)}"
        return f"{needs}; {has}{_remedy(failure)}"
    if failure.reason is Reason.KEY:
        return f"{needs}; {no_key(failure, subject)}"
    return f"{needs}; {unanswered(failure, subject)}"


def _remedy(failure: Failure) -> str:
    """Say how the machine might come to support the property, if that is known."""
    provider, key, value = failure.property
    builtin = BY_NAME.get(provider)
    if builtin is None or builtin.remedy is None:
        return ""
    found = builtin.remedy(key, (value, *failure.others), failure.supported_values)
    return "" if found is None else f"; {found}"


def cause(failure: Failure, problem: str | None, subject: Subject) -> str:
    """Say the same of all properties of a provider that does not answer.

    :return: Empty if it does.
    """
    if not unanswered_in([failure]):
        return ""
    provider = printable(failure.property[0])
    return f"it needs {provider}; {problem or unanswered(failure, subject)}"


def no_key(failure: Failure, subject: Subject, notes: Sequence[str] = ()) -> str:
    """Say that a provider reports nothing of a key.

    :param notes: Its sentences about the machine, one of which may say why.
    """
    provider, key, _ = map(printable, failure.property)
    reason = f": {printable('; '.join(notes))}" if notes else ""
    return f"{provider} reports no {key} on {subject.name}{reason}"


def key_for_others(failure: Failure, distribution: str) -> str:
    """Say that a key is reported for packages alone that name a distribution."""
    provider, key, _ = map(printable, failure.property)
    return f"{provider} reports {key} only for packages that name {distribution}"


def no_code(devices: Iterable[Device]) -> str:
    """Say that a build has no code for devices; all of one kind are named together."""
    by_target: dict[str, list[str]] = {}
    for device in devices:
        by_target.setdefault(device.target, []).append(printable(device.name))
    kinds = (
        f"{joined(names, MAX_DEVICES)}, which {'is' if len(names) == 1 else 'are'}"
        f" {printable(target)}"
        for target, names in by_target.items()
    )
    return f"no code for {', and for '.join(kinds)}"


def unanswered(failure: Failure, subject: Subject) -> str:
    """Say of a property that nobody reports why that is so."""
    provider = failure.property[0]
    if failure.reason is Reason.NAMESPACE:
        return without_priority(printable(provider))
    return not_known(provider, subject)


def not_known(provider: str, subject: Subject) -> str:
    """Say that nobody answers for a provider."""
    return f"no provider for {printable(provider)} {subject.known}"


def listed(items: Sequence[str], separator: str = ", ") -> str:
    """Return some of several foreign texts in one line."""
    return joined([*map(printable, items)], MAX_SHOWN, separator)
