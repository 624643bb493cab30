"""Tell machines apart by the properties that some variants name, and by nothing else.

Each node of a fleet may report something that no wheel names. The order in which a
machine wants variants depends on the keys and values alone that these name: all else
that a provider reports moves all of them alike.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping

from ..models import MetadataUnavailable, VariantMetadata
from ..names.properties import Supported
from ..plugins import ProviderAnswer
from ..providers.registry import BY_NAME
from .machine import Machine

__all__ = ["Asked", "asked_by", "likeness"]

Asked = Mapping[str, Mapping[str, Collection[str]]]
"""The values that variants name, by provider and key."""


def asked_by(known: Iterable[VariantMetadata | MetadataUnavailable]) -> Asked | None:
    """Return the properties that some variants name.

    :return: None if some were not read, as they do not fit the machine that was judged.
    """
    asked: dict[str, dict[str, set[str]]] = {}
    for facts in known:
        if isinstance(facts, MetadataUnavailable):
            if not facts.is_fault:
                return None
            continue
        for namespace in facts.document.namespaces if facts.document else ():
            asked.setdefault(namespace, {})
        # A malformed variant fits nowhere.
        for provider, key, value in facts.parsed.properties:
            asked.setdefault(provider, {}).setdefault(key, set()).add(value)
    return asked


def likeness(machine: Machine, asked: Asked) -> Hashable:
    """Return a value that is the same for machines that rank variants alike.

    :param asked: The properties that these name, but for versions of packages.
    :return: None if this machine is to be judged by itself.
    """
    if machine.settings.gpus == "every":
        return None
    detector, adjust = machine.detector, machine.adjustment.apply
    place = (detector.is_silent, detector.is_foreign, detector.is_asking)
    return place, tuple(
        (_source_of(answer), _restricted(answer, asked, adjust))
        for answer in detector.answers
        # A plugin that did not name its provider may answer for any.
        if answer.provider in asked or not answer.is_named
    )


def _source_of(answer: ProviderAnswer) -> Hashable:
    """Return all that decides whether an answer is the one that a package wants."""
    return (
        answer.provider,
        answer.distribution,
        answer.version,
        answer.entry_point,
        answer.is_named,
        answer.builtin is None,
        answer.problem is None,
    )


def _restricted(
    answer: ProviderAnswer, asked: Asked, adjust: Callable[[Supported], Supported]
) -> Hashable:
    """Return the part of an answer that concerns variants, in its order."""
    supported = adjust([(answer.provider, answer.config or ())])
    config = [(key, tuple(values)) for _, keys in supported for key, values in keys]
    if not answer.is_named:
        return tuple(config)
    wanted = asked[answer.provider]
    known = BY_NAME.get(answer.provider)
    # Without a key that counts for a package, it is as if the provider were absent.
    keys = tuple(key for key, _ in config)
    counting: Hashable = keys if known and known.only_for else bool(keys)
    return counting, tuple(
        (key, tuple(value for value in values if value in wanted[key]))
        for key, values in config
        if key in wanted
    )
