"""What ``pip lock`` writes of a package with variants.

Its entry gets the table ``variants-json`` (PEP 825): what the source of its wheels
states about their variants, so that whoever installs from the lock file has to ask
nobody. With ``--variants=all`` it also lists the other wheels of the release.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.variantlib.errors import VariantError
from pip._vendor.variantlib.locking import lock_table

from pip._internal.variants.choices import PLAIN
from pip._internal.variants.errors import VariantNotLocked
from pip._internal.variants.forms import normalise
from pip._internal.variants.model import Facts, Offer, Unreadable
from pip._internal.variants.names import split_variant
from pip._internal.variants.sources.documents import source_of
from pip._internal.variants.sources.fetch import FetchError
from pip._internal.variants.text import and_others, printable

if TYPE_CHECKING:
    from pip._vendor.variantlib.documents import Document
    from pip._vendor.variantlib.filename import VariantName
    from pip._vendor.variantlib.properties import Property

    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.models.link import Link
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.variants.record import Record
    from pip._internal.variants.sources import PropertyReader
    from pip._internal.variants.wishes import Wish, Wishes

logger = logging.getLogger(__name__)


def describe_packages(
    document: Mapping[str, Any],
    requirements: Mapping[str, InstallRequirement],
    record: Record,
    wishes: Wishes | None,
    reader: PropertyReader,
) -> Mapping[str, Any]:
    """Return a lock file with the variants of each package that has some.

    :param document: What upstream writes.
    :param requirements: What was chosen, by the names of the projects.
    :param record: What it was chosen from.
    :param wishes: With None the chosen files are all that is listed; else all wheels of
        a release, or those that are wished for.
    :raises VariantNotLocked: If the digest of a wheel cannot be had.
    """
    packages = []
    for package in document["packages"]:
        name = package["name"]
        wish = wishes.of(name) if wishes else None
        wheels = _listed(requirements[name], record, wish)
        packages.append(_describe(package, wheels, reader))
    return {**document, "packages": packages}


def _listed(
    req: InstallRequirement, record: Record, wish: Wish | None
) -> list[InstallationCandidate]:
    """Return the wheels of a project that are listed: those of one source."""
    chosen = req.cached_wheel_source_link or req.link
    look = record.look(canonicalize_name(req.name or ""), chosen)
    if look is None or chosen is None:
        return []
    candidates = look.result.applicable_candidates
    versions = {c.version for c in candidates if c.link == chosen}
    if wish is None:
        return [c for c in candidates if c.link == chosen]
    wheels = [
        candidate
        for candidate in candidates
        if candidate.link.is_wheel
        and candidate.version in versions
        and candidate.link.is_yanked == chosen.is_yanked
        and source_of(candidate.link) == source_of(chosen)
    ]
    return [c for c in wheels if _text(c) in wish.requests] or wheels


def _describe(
    package: Mapping[str, Any],
    wheels: Sequence[InstallationCandidate],
    reader: PropertyReader,
) -> Mapping[str, Any]:
    """Return the entry of a package with these wheels, if variants are among them."""
    offers = [Offer(name, c) for c in wheels if (name := _variant(c)) is not None]
    if not offers:
        return package
    entries = {entry["name"]: entry for entry in package.get("wheels", ())}
    for candidate in wheels:
        link = candidate.link
        if link.filename not in entries:
            entries[link.filename] = _entry(link, reader)
    table = _table(offers, reader)
    ordered = [entries[name] for name in sorted(entries)]
    return {**package, "wheels": ordered, **({"variants-json": table} if table else {})}


def _variant(candidate: InstallationCandidate) -> VariantName | None:
    filename = candidate.link.filename
    return split_variant(filename)[1] if candidate.link.is_wheel else None


def _text(candidate: InstallationCandidate) -> str:
    name = _variant(candidate)
    return name.text if name else PLAIN


def _entry(link: Link, reader: PropertyReader) -> dict[str, Any]:
    try:
        if link.hash_name:
            digest = {link.hash_name: link.hash}
        else:
            digest = {"sha256": reader.digest(link)}
    except FetchError as error:
        raise VariantNotLocked(link.filename, str(error)) from None
    return {"name": link.filename, "url": link.url_without_fragment, "hashes": digest}


def _table(offers: Sequence[Offer], reader: PropertyReader) -> dict[str, object] | None:
    """Return what is known of some variants; None if it is nothing."""
    labels: dict[str, Document] = {}
    hashed: set[tuple[Property, ...]] = set()
    unknown: dict[str, str] = {}
    for offer, facts in zip(offers, reader.read_all(offers), strict=True):
        try:
            stated = _sound(offer, facts)
        except VariantError as error:
            unknown[offer.link.filename] = str(error)
            continue
        if stated.document is None:
            hashed.add(normalise(offer.name, stated.properties))
        else:
            labels[offer.name.text] = stated.document
    if unknown:
        _warn_of_unknown(unknown)
    if not labels and not hashed:
        return None
    return lock_table(_distinct(labels.values()), labels, sorted(hashed))


def _sound(offer: Offer, facts: Facts | Unreadable) -> Facts:
    """Return what is known of a wheel, if it makes sense.

    :raises VariantError: If it does not.
    """
    if isinstance(facts, Unreadable):
        raise VariantError(facts.reason)
    properties = normalise(offer.name, facts.properties)
    if facts.document is not None:
        for namespace, _, _ in properties:
            _check_place(namespace, facts.document)
    return facts


def _check_place(namespace: str, document: Document) -> None:
    if namespace not in document.namespaces:
        default = "it is not in default-priorities"
        problem = document.bad_namespaces.get(namespace, default)
        raise VariantError(f"nobody can use its {namespace}: {problem}")


def _distinct(documents: Iterable[Document]) -> list[Document]:
    return list({id(document): document for document in documents}.values())


def _warn_of_unknown(unknown: Mapping[str, str]) -> None:
    filename, reason = next(iter(unknown.items()))
    logger.warning(
        "The lock file does not say what %s needs: %s",
        and_others(printable(filename), len(unknown)),
        reason,
    )
