"""The variants that ready-made machines take, the best first.

They are processors that `--machine` knows by name, some with a GPU. A page says the
same on whatever machine it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from ..choice.ranking import rank_offers
from ..documents.document import Document
from ..documents.statements import INDEX_DOCUMENT, look_up
from ..machine.descriptions import read_machine
from ..machine.detectors import Detector, PluginDetector, make_detector
from ..machine.machine import Machine
from ..machine.overrides import parse_overrides
from ..machine.settings import MachineSettings
from ..models import MetadataUnavailable
from ..named_tuples import NamedTuple
from ..names.filename import VariantName
from ..providers.nvidia_values import (
    LOWER,
    SM_ARCH,
    UPPER,
    Number,
    lower_bounds,
    sm_archs,
    upper_bounds,
)

__all__ = ["MACHINES", "orders_of"]


class ReadyMade(NamedTuple):
    """A machine.

    :param preset: The name by which `--machine` knows its processor.
    :param facts: What it has besides.
    """

    title: str
    preset: str
    facts: tuple[str, ...] = ()


def _nvidia(cuda: Number, capability: Number) -> tuple[str, ...]:
    values = {
        LOWER: lower_bounds(cuda),
        UPPER: upper_bounds(cuda),
        SM_ARCH: sm_archs(capability),
    }
    return tuple(f"nvidia :: {key} :: {', '.join(v)}" for key, v in values.items())


_T4 = _nvidia((12, 4), (7, 5))
_H100 = _nvidia((12, 8), (9, 0))
_B200 = _nvidia((13, 0), (10, 0))
_MI300X = ("amd :: gfx_arch :: gfx942", "amd :: rocm_version :: 7.0")

MACHINES = (
    ReadyMade("x86-64-v2", "x86_64_v2"),
    ReadyMade("x86-64-v3", "x86_64_v3"),
    ReadyMade("x86-64-v4", "x86_64_v4"),
    ReadyMade("Armv8-A", "aarch64_8a"),
    ReadyMade("Armv9-A", "aarch64_9.0a"),
    ReadyMade("NVIDIA T4, CUDA 12.4, x86-64-v3", "x86_64_v3", _T4),
    ReadyMade("NVIDIA H100, CUDA 12.8, x86-64-v4", "x86_64_v4", _H100),
    ReadyMade("NVIDIA B200, CUDA 13.0, x86-64-v4", "x86_64_v4", _B200),
    ReadyMade("AMD MI300X, ROCm 7.0, x86-64-v4", "x86_64_v4", _MI300X),
)


_SETTINGS = MachineSettings()


class _Offer(NamedTuple):
    name: VariantName


def orders_of(
    document: Document, variants: Mapping[str, bool]
) -> Iterator[tuple[str, list[str]]]:
    """Yield each machine with the variants that fit it, the best first.

    :param variants: The labels and hashes of a release, and which of them are labels.
    """
    offers = [_Offer(VariantName(*each)) for each in sorted(variants.items())]
    facts = [
        look_up(offer.name, document, INDEX_DOCUMENT) or MetadataUnavailable("unknown")
        for offer in offers
    ]
    for ready in MACHINES:
        machine = Machine(_SETTINGS, _detector(ready))
        ranking = rank_offers(offers, facts, machine.rank)
        yield ready.title, [one.offer.name.text for one in ranking.best_first()]


@cache
def _detector(ready: ReadyMade) -> Detector:
    return make_detector(
        PluginDetector(_SETTINGS, None),
        False,
        read_machine(ready.preset),
        parse_overrides(ready.facts),
    )
