"""Add packages with variants to the lock file of ``pip lock``.

Their entries get a table with the properties of the variants, so that an installer can
choose without any other source. With ``--variants=all`` they list the other wheels of
the release, too.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.variantlib.text import and_others, printable

from pip._internal.variants.exceptions import VariantNotLocked
from pip._internal.variants.metadata.failures import FetchError
from pip._internal.variants.models import VariantCandidate, source_of
from pip._internal.variants.names import variant_of
from pip._internal.variants.pylock.tables import machine_table, variants_table
from pip._internal.variants.settings.choices import PLAIN
from pip._internal.variants.settings.config import SECTION

if TYPE_CHECKING:
    from pip._internal.models.candidate import InstallationCandidate
    from pip._internal.models.link import Link
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.variants.metadata.reader import PropertyReader
    from pip._internal.variants.requested import Requested
    from pip._internal.variants.selection.evaluator import VariantEvaluator
    from pip._internal.variants.selection.recorder import Recorder


logger = logging.getLogger(__name__)


class _Choice(NamedTuple):
    """The choice for a project, and its candidates.

    :param requested: The request of the user.
    :param is_by_machine: Whether the machine decided, too.
    """

    chosen: Link
    candidates: Sequence[InstallationCandidate]
    requested: Requested
    is_by_machine: bool

    @property
    def itself(self) -> list[InstallationCandidate]:
        return [c for c in self.candidates if c.link == self.chosen]

    @property
    def wheels(self) -> list[InstallationCandidate]:
        """The wheels of the release that its source offers."""
        versions = {candidate.version for candidate in self.itself}
        return [
            candidate
            for candidate in self.candidates
            if candidate.link.is_wheel
            and candidate.version in versions
            and candidate.link.is_yanked == self.chosen.is_yanked
            and source_of(candidate.link) == source_of(self.chosen)
        ]

    @property
    def wanted_wheels(self) -> list[InstallationCandidate]:
        """The same; only the requested variants of a project with a request."""
        wheels = self.wheels
        return [c for c in wheels if _text(c) in self.requested.requests] or wheels


def complete_lock(
    document: Mapping[str, Any],
    requirements: Mapping[str, InstallRequirement],
    record: Recorder,
    lists_all: bool,
    evaluator: VariantEvaluator,
) -> Mapping[str, Any]:
    """Return a lock file with the variants of each package that has some.

    :param document: The document that upstream writes.
    :param requirements: The chosen files, by the names of the projects.
    :param record: The candidates of each choice.
    :param lists_all: Whether all wheels are listed, and not the chosen ones only.
    :raises VariantNotLocked: If the digest of a wheel cannot be had.
    """
    choices = dict(_choices(requirements, record))
    listed = {
        name: choice.wanted_wheels if lists_all else choice.itself
        for name, choice in choices.items()
    }
    packages = [
        _describe(package, listed.get(package["name"], ()), evaluator.reader)
        for package in document["packages"]
    ]
    completed = {**document, "packages": packages}
    if lists_all:
        # A file for all machines says nothing of the one that it was made on.
        _warn_of_dependencies(requirements[name] for name in listed)
        return completed
    releases = [_offers(c.wheels) for c in choices.values() if c.is_by_machine]
    table = machine_table(releases, evaluator.reader, evaluator.machine)
    return {**completed, "tool": {SECTION: table}} if table else completed


def _warn_of_dependencies(requirements: Iterable[InstallRequirement]) -> None:
    """Say of which packages the lock file may lack dependencies of other variants."""
    names = [
        req.get_dist().raw_name
        for req in requirements
        if any("variant_" in text for text in _stated_dependencies(req))
    ]
    if names:
        logger.warning(
            "The dependencies of %s differ by variant, and those of the chosen one are "
            "locked.",
            and_others(printable(names[0]), len(names)),
        )


def _stated_dependencies(req: InstallRequirement) -> list[str]:
    return req.get_dist().metadata.get_all("Requires-Dist", [])


def _choices(
    requirements: Mapping[str, InstallRequirement], record: Recorder
) -> Iterator[tuple[str, _Choice]]:
    for name, req in requirements.items():
        chosen = req.cached_wheel_source_link or req.link
        look = record.look(canonicalize_name(name), chosen)
        if look is None or chosen is None:
            continue
        candidates = look.result.applicable_candidates
        if req.variant is None:
            is_by_machine = not look.requested.requests
        else:
            is_by_machine = req.variant.machine is not None
        yield name, _Choice(chosen, candidates, look.requested, is_by_machine)


def _describe(
    package: Mapping[str, Any],
    wheels: Sequence[InstallationCandidate],
    reader: PropertyReader,
) -> Mapping[str, Any]:
    """Return the entry of a package with these wheels, if variants are among them."""
    offers = _offers(wheels)
    if not offers:
        return package
    entries = {entry["name"]: entry for entry in package.get("wheels", ())}
    for candidate in wheels:
        link = candidate.link
        if link.filename not in entries:
            entries[link.filename] = _entry(link, reader)
    table = variants_table(offers, reader)
    ordered = [entries[name] for name in sorted(entries)]
    return {**package, "wheels": ordered, **({"variants-json": table} if table else {})}


def _offers(candidates: Iterable[InstallationCandidate]) -> list[VariantCandidate]:
    return [
        VariantCandidate(name, c)
        for c in candidates
        if (name := variant_of(c.link)) is not None
    ]


def _text(candidate: InstallationCandidate) -> str:
    name = variant_of(candidate.link)
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
