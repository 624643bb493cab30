"""The tables about variants in a lock file that is written.

``variants-json`` of a package (PEP 825) has the properties of its variants, and
``tool.variantlib`` the facts that decided the choice: in the form of a description of a
machine (``machine.files``), and limited to the keys that mattered.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from pip._vendor.variantlib.documents.locking import lock_table
from pip._vendor.variantlib.errors import VariantError
from pip._vendor.variantlib.machine.files import FORMAT
from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata
from pip._vendor.variantlib.text import and_others, printable, shortened

from pip._internal.variants.models import VariantCandidate

if TYPE_CHECKING:
    from pip._vendor.variantlib.documents.document import Document
    from pip._vendor.variantlib.machine.machine import Machine
    from pip._vendor.variantlib.names.properties import Property
    from pip._vendor.variantlib.plugins import ProviderAnswer

    from pip._internal.variants.metadata.reader import PropertyReader

logger = logging.getLogger(__name__)


def variants_table(
    offers: Sequence[VariantCandidate], reader: PropertyReader
) -> dict[str, object] | None:
    """Return the properties of some variants of one release; None if unknown."""
    known: list[tuple[VariantCandidate, VariantMetadata]] = []
    unknown: dict[str, str] = {}
    for offer, facts in zip(offers, reader.read_own(offers), strict=True):
        flaw = _flaw(offer, facts)
        if isinstance(facts, VariantMetadata) and flaw is None:
            known.append((offer, facts))
        else:
            unknown[offer.link.filename] = str(flaw)
    table = None
    if known:
        try:
            table = _write_table(known)
        except VariantError as error:
            unknown.update((offer.link.filename, str(error)) for offer, _ in known)
        else:
            unknown.update(_find_disputed(known, table))
    _warn_of_unknown(unknown)
    return table


def _find_disputed(
    known: Sequence[tuple[VariantCandidate, VariantMetadata]],
    table: Mapping[str, object],
) -> Iterator[tuple[str, str]]:
    """Yield the wheels that the others of the release contradict, each with a reason.

    Those of different platforms never meet on a machine.
    """
    stated = cast("Mapping[str, object]", table["variants"])
    for offer, _ in known:
        if offer.name.text not in stated:
            yield offer.link.filename, "other wheels of the release contradict it"


def _write_table(
    known: Sequence[tuple[VariantCandidate, VariantMetadata]],
) -> dict[str, object]:
    # The wheels of one label have a document each, which may contradict one another.
    documents: dict[Document, None] = {}
    labels: set[str] = set()
    hashed: set[tuple[Property, ...]] = set()
    for offer, facts in known:
        if facts.document is None:
            hashed.add(facts.check(offer.name).properties)
        else:
            documents[facts.document] = None
            labels.add(offer.name.text)
    return lock_table(documents, labels, sorted(hashed))


def _flaw(
    offer: VariantCandidate, facts: VariantMetadata | MetadataUnavailable
) -> str | None:
    """Return why nobody can use the properties of a wheel, None if somebody can."""
    if isinstance(facts, MetadataUnavailable):
        return facts.reason
    properties, error = facts.check(offer.name)
    if error is not None:
        return str(error)
    document = facts.document
    for namespace in dict.fromkeys(namespace for namespace, _, _ in properties):
        if document is not None and not document.can_use(namespace):
            default = "it is not in default-priorities"
            problem = document.bad_namespaces.get(namespace, default)
            return f"nobody can use the namespace {namespace}: {problem}"
    return None


def _warn_of_unknown(unknown: Mapping[str, str]) -> None:
    for filename, reason in list(unknown.items())[:1]:
        which = and_others(printable(filename), len(unknown))
        why = shortened(reason)
        logger.warning("The lock file has no properties of %s: %s", which, why)


def machine_table(
    releases: Iterable[Sequence[VariantCandidate]],
    reader: PropertyReader,
    machine: Machine,
) -> dict[str, Any] | None:
    """Return the facts about the machine that a choice among variants depends on.

    :param releases: The variants that were chosen from.
    :return: None if nothing of the machine mattered.
    """
    keys: dict[str, dict[str, list[str]]] = {}
    for offers in releases:
        for provider, values in _what_mattered(offers, reader, machine):
            keys.setdefault(provider, {}).update(values)
    if not keys:
        return None
    # Versions of packages are facts that nobody is asked for.
    answers = machine.answers if machine.has_answered else ()
    origins = {answer.provider: _origin(answer) for answer in answers}
    providers = {
        provider: {**origins.get(provider, {}), "keys": keys[provider]}
        for provider in sorted(keys)
    }
    return {"format": FORMAT, "providers": providers}


def _what_mattered(
    offers: Sequence[VariantCandidate], reader: PropertyReader, machine: Machine
) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Yield providers, each with its report on the keys that variants have."""
    stated: dict[Document | None, set[Property]] = {}
    for offer, facts in zip(offers, reader.read(offers, machine), strict=True):
        if isinstance(facts, VariantMetadata) and _flaw(offer, facts) is None:
            properties = stated.setdefault(facts.document, set())
            properties.update(facts.check(offer.name).properties)
    for document, properties in stated.items():
        for provider, values in machine.answer_for(tuple(properties), document).items():
            # The package itself states no facts of the machine.
            if not _is_static(provider, document):
                yield provider, values


def _is_static(namespace: str, document: Document | None) -> bool:
    table = document.providers.get(namespace) if document else None
    return table is not None and table.static is not None


def _origin(answer: ProviderAnswer) -> dict[str, str]:
    if not answer.distribution:
        return {}
    return {"distribution": answer.distribution, "version": answer.version}
