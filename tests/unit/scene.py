"""Machines, wheels and releases in a line each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.packaging.version import Version
from pip._vendor.variantlib.documents.document import Document, read_index_document
from pip._vendor.variantlib.machine.abi import AbiVersions
from pip._vendor.variantlib.machine.detectors import Detector
from pip._vendor.variantlib.machine.machine import Machine
from pip._vendor.variantlib.machine.settings import MachineSettings
from pip._vendor.variantlib.models import VariantMetadata
from pip._vendor.variantlib.names.filename import VariantName
from pip._vendor.variantlib.names.properties import Property, to_mapping
from pip._vendor.variantlib.plugins import ProviderAnswer
from pip._vendor.variantlib.store import JsonStore

from pip._internal.models.candidate import InstallationCandidate
from pip._internal.models.link import Link
from pip._internal.network.session import PipSession
from pip._internal.utils.urls import path_to_url
from pip._internal.variants.machine.detectors import TrustingDetector
from pip._internal.variants.metadata.documents import Documents
from pip._internal.variants.metadata.reader import PropertyReader
from pip._internal.variants.models import VariantCandidate
from pip._internal.variants.names import split_variant
from pip._internal.variants.selection.evaluator import VariantEvaluator
from pip._internal.variants.selection.reporter import LoggingReporter
from tests.builders import hash_of, label_document, parse_properties

NOWHERE = "http://127.0.0.1:1"
"""Where no index is; a request fails at once."""

Reported = Mapping[str, Mapping[str, Sequence[str]] | None]
Labels = Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]


def properties(*texts: str) -> dict[str, dict[str, list[str]]]:
    """The JSON form of "a :: b :: c" texts."""
    return to_mapping(parse_properties(texts))


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
    given = [
        _answer(name, config=None if config is None else _config(config))
        for name, config in (facts or {}).items()
    ]
    given += [_answer(name, problem=p) for name, p in (problems or {}).items()]
    return Machine(settings, Told(*given))


def unasked(**versions: str) -> Machine:
    """A machine of which nobody may be asked, with these packages on it."""

    class Unasked(TrustingDetector):
        def ask(self, but: object = ()) -> NoReturn:
            raise AssertionError("a provider is asked")

    installed = {
        canonicalize_name(name): Version(text) for name, text in versions.items()
    }
    detector = Unasked(MachineSettings(), None)
    return Machine(MachineSettings(), detector, AbiVersions(lambda: installed))


class Told(TrustingDetector):
    """TrustingDetector that gave these answers."""

    def __init__(self, *answers: ProviderAnswer) -> None:
        super().__init__(MachineSettings(), None)
        self.answers = answers


def _config(keys: Mapping[str, Sequence[str]]) -> Any:
    return tuple((key, tuple(values)) for key, values in keys.items())


def _answer(provider: str, config: Any = None, problem: str | None = None) -> Any:
    plugin = f"{provider} 1.0"
    return ProviderAnswer(
        provider, plugin, config, problem, distribution=provider, version="1.0"
    )


def wheel_name(
    *texts: str,
    variant_hash: str | None = None,
    name: str = "pkg",
    version: str = "1.0",
    tag: str = "py3-none-any",
) -> str:
    """The file name of the variant with "a :: b :: c" properties; plain without."""
    made = variant_hash or (hash_of(texts) if texts else None)
    return f"{name}-{version}{f'~{made}' if made else ''}-{tag}.whl"


def candidate(
    filename: str, *, folder: Path | None = None, locked: bool = False, **link: Any
) -> InstallationCandidate:
    """What a finder makes of a file, by its name. It need not exist."""
    name, version = filename.removesuffix(".tar.gz").split("-")[:2]
    place = path_to_url(str(folder / filename)) if folder else f"{NOWHERE}/{filename}"
    made = Link(place, **link)
    return InstallationCandidate(name, version.partition("~")[0], made, locked)


def hash_name(*texts: str) -> VariantName:
    """What a file name says of "a :: b :: c" properties."""
    return VariantName(hash_of(texts), is_label=False)


def label_name(label: str) -> VariantName:
    return VariantName(label, is_label=True)


def on_offer(found: InstallationCandidate) -> VariantCandidate:
    """The offer that a candidate is, by its name."""
    name = split_variant(found.link.filename)[1]
    assert name is not None
    return VariantCandidate(name, found)


def offer(*texts: str, **name: str) -> VariantCandidate:
    """The wheel of a variant on offer."""
    return on_offer(candidate(wheel_name(*texts, **name)))


def label_offer(label: str, tag: str = "py3-none-any", **link: Any) -> VariantCandidate:
    """The wheel of a label on offer."""
    return on_offer(candidate(f"pkg-1.0-{tag}-{label}.whl", **link))


def facts(*texts: str, source: str = "somebody") -> VariantMetadata:
    return VariantMetadata(properties(*texts), source)


def checked(name: VariantName, stated: Any) -> tuple[Property, ...]:
    """The single properties of a variant, out of somebody's JSON form of them."""
    about = document({}) if name.is_label else None
    found, error = VariantMetadata(stated, "somebody", about).check(name)
    if error is not None:
        raise error
    return found


def document(variants: Labels, *namespaces: str, **members: object) -> Document:
    """What somebody states about the labels of a release."""
    return read_index_document(label_document(variants, namespaces, **members))


def reader(seen: Iterable[Link] = (), store: JsonStore | None = None) -> PropertyReader:
    """A reader of real files; there is no network that it could reach."""
    session = PipSession()
    return PropertyReader(session, store, Documents(session, store, list(seen)))


def evaluator(on: Machine) -> VariantEvaluator:
    return VariantEvaluator(on, reader(), LoggingReporter())
