"""Machines, documents and the facts about variants, in a line each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tests.builders import hash_of, label_document, parse_properties
from variantlib.documents.document import Document, read_index_document
from variantlib.machine.detectors import Detector, PluginDetector
from variantlib.machine.machine import Machine
from variantlib.machine.settings import MachineSettings
from variantlib.models import VariantMetadata
from variantlib.names.filename import VariantName, split_variant
from variantlib.names.properties import to_mapping
from variantlib.plugins import ProviderAnswer

Reported = Mapping[str, Mapping[str, Sequence[str]] | None]
Labels = Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]


class Told(PluginDetector):
    """Plugins that gave these answers."""

    def __init__(self, *answers: ProviderAnswer) -> None:
        super().__init__(MachineSettings(), None)
        self.answers = answers


def machine(
    facts: Reported | None = None,
    priority: Sequence[str] = (),
    problems: Mapping[str, str] | None = None,
    is_foreign: bool = False,
    **changes: Any,
) -> Machine:
    """A machine whose providers gave these answers, or none and a problem."""
    settings = MachineSettings(provider_priority=tuple(priority), **changes)
    if is_foreign:
        return Machine(settings, Detector())
    given = [_answer(name, keys) for name, keys in (facts or {}).items()]
    given += [_answer(name, None, why) for name, why in (problems or {}).items()]
    return Machine(settings, Told(*given))


def _answer(
    provider: str,
    keys: Mapping[str, Sequence[str]] | None,
    problem: str | None = None,
) -> ProviderAnswer:
    config = keys and tuple((key, tuple(values)) for key, values in keys.items())
    plugin = f"{provider} 1.0"
    return ProviderAnswer(
        provider, plugin, config, problem, distribution=provider, version="1.0"
    )


def properties(*texts: str) -> dict[str, dict[str, list[str]]]:
    """The JSON form of "a :: b :: c" texts."""
    return to_mapping(parse_properties(texts))


def facts(*texts: str) -> VariantMetadata:
    """What somebody states of a wheel of the hash form."""
    return VariantMetadata(properties(*texts), "somebody")


def document(variants: Labels, *namespaces: str, **members: object) -> Document:
    """What somebody states about the labels of a release."""
    return read_index_document(label_document(variants, namespaces, **members))


class Offer(NamedTuple):
    """The wheel of a variant, as an installer may have it."""

    filename: str

    @property
    def name(self) -> VariantName:
        name = split_variant(self.filename)[1]
        assert name is not None
        return name

    @property
    def url(self) -> str:
        return f"https://example.org/{self.filename}"


def offer(*texts: str, tag: str = "py3-none-any") -> Offer:
    """The wheel of the hash form with "a :: b :: c" properties."""
    return Offer(f"pkg-1.0~{hash_of(texts)}-{tag}.whl")


def label_offer(label: str, tag: str = "py3-none-any") -> Offer:
    return Offer(f"pkg-1.0-{tag}-{label}.whl")


def compressed_tags(count: int) -> str:
    """A short text that stands for at least so many tags."""
    side = math.ceil(count ** (1 / 3))
    return "-".join(".".join(f"{part}{n}" for n in range(side)) for part in "abc")
