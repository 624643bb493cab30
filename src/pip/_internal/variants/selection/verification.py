"""Verify before a wheel is installed that it is the variant that pip chose."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from pip._vendor.packaging.utils import NormalizedName
from pip._vendor.variantlib.documents.document import ABI_DEPENDENCY
from pip._vendor.variantlib.machine.machine import Machine
from pip._vendor.variantlib.models import MetadataUnavailable, VariantMetadata

from pip._internal.variants.exceptions import (
    VariantDoesNotFit,
    VariantDoesNotMatch,
    VariantInconsistent,
    VariantNotAsLocked,
    VariantUnusable,
)
from pip._internal.variants.metadata.dist_info import (
    folder_flaw,
    folder_of,
    release_flaw,
    replaced_part,
)
from pip._internal.variants.metadata.forms import facts_of_dist
from pip._internal.variants.metadata.messages import (
    bad_folder,
    bad_metadata,
    format_facts,
    other_properties,
)
from pip._internal.variants.models import (
    ALLOWED,
    PendingSelection,
    SelectedVariant,
    VariantCandidate,
    stated_in,
)
from pip._internal.variants.selection.marker_values import (
    MarkerValues,
    Supported,
    set_values,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pip._vendor.variantlib.names.filename import VariantName
    from pip._vendor.variantlib.names.properties import Property

    from pip._internal.exceptions import PipError
    from pip._internal.metadata import BaseDistribution
    from pip._internal.models.link import Link
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.variants.metadata.reader import PropertyReader
    from pip._internal.variants.requested import Requested
    from pip._internal.variants.selection.reporter import Reporter
    from pip._internal.variants.selection.wheels import Wheels


class Verifier:
    """Compares a wheel's own metadata with the description that it was chosen by.

    :param wheels: Their states. One without an expectation was named by the user, by
        path or URL.
    :ivar has_other_grounds: Whether more of this machine counted than the order in
        which it wants variants: its values, for dependencies of a wheel or for a file
        that the user or a lock file named.
    """

    def __init__(
        self,
        machine: Machine,
        reader: PropertyReader,
        reporter: Reporter,
        wheels: Wheels,
    ) -> None:
        self._machine = machine
        self._reader = reader
        self._reporter = reporter
        self._wheels = wheels
        self.has_other_grounds = False

    def confirm(self, req: InstallRequirement) -> None:
        """Verify once more the wheels verified before versions of packages were clear.

        :raises VariantDoesNotFit: If the user named a file that does not fit them.
        """
        confirm = self._wheels.find(req.link.url).confirm if req.link else None
        if confirm is not None:
            req.variant = confirm()

    def check_from_afar(
        self, link: Link, name: VariantName, requested: Requested
    ) -> None:
        """Refuse a wheel that the user named before it is downloaded, if possible.

        :raises VariantDoesNotFit, VariantDoesNotMatch: If it is not to be taken.
        """
        if name.text in requested.requests:
            return
        offer = VariantCandidate.named(name, link)
        facts = self._read_from_afar(offer)
        if isinstance(facts, VariantMetadata):
            self._judge(link, name, offer.project, facts, requested)

    def suits(self, link: Link, name: VariantName, requested: Requested) -> bool:
        """Return whether a wheel that nobody named would be taken if it were.

        :param link: Where a wheel is that pip has built.
        """
        offer = VariantCandidate.named(name, link)
        facts = self._read_from_afar(offer)
        if isinstance(facts, MetadataUnavailable):
            return False
        if name.text in requested.requests:
            return True
        if requested.requests and not requested.expressions:
            return False
        try:
            self._judge(link, name, offer.project, facts, requested)
        except (VariantDoesNotFit, VariantDoesNotMatch):
            return False
        return True

    def verify(
        self,
        req: InstallRequirement,
        name: VariantName,
        dist: BaseDistribution,
        requested: Requested,
        is_whole: bool,
    ) -> SelectedVariant:
        """Return the choice, and report it.

        :param requested: The request for the project.
        :param is_whole: Whether all of the wheel is there, or only its METADATA.
            METADATA has no label, so other descriptions have to do until then.
        :raises VariantInconsistent: If the wheel is another one than expected; the
            resolver discards it and tries the next best.
        :raises VariantUnusable, VariantDoesNotFit, VariantDoesNotMatch: If the user
            named the file.
        :raises VariantNotAsLocked: If a lock file did.
        """
        link = req.link
        assert link is not None
        with self._discarding(link):
            return self._verify(req, link, name, dist, requested, is_whole)

    def check_release(self, req: InstallRequirement, dist: BaseDistribution) -> None:
        """Refuse a wheel whose METADATA tells no project or no version.

        :raises VariantInconsistent, VariantUnusable, VariantNotAsLocked: As ``verify``.
        """
        link = req.link
        assert link is not None
        if flaw := release_flaw(dist):
            reason = bad_metadata(link.filename, is_label=False, error=flaw)
            with self._discarding(link):
                raise _refusal(req, reason, self._wheels.find(link.url).expected)

    @contextmanager
    def _discarding(self, link: Link) -> Iterator[None]:
        """Take a wheel no more that is another one than expected."""
        try:
            yield
        except VariantInconsistent:
            self._wheels[link.url].is_usable = False
            self._reporter.discarded(link)
            raise

    def _verify(
        self,
        req: InstallRequirement,
        link: Link,
        name: VariantName,
        dist: BaseDistribution,
        requested: Requested,
        is_whole: bool,
    ) -> SelectedVariant:
        expectation = self._wheels.find(link.url).expected
        forced = name.text in requested.requests
        facts: VariantMetadata | MetadataUnavailable
        if is_whole:
            # In a folder of another name, its own properties would not be found.
            _check_folder(req, dist, expectation)
        if (stated := stated_in(link)) is not None:
            facts = stated.facts
        elif is_whole or not name.is_label:
            facts = self._read(req, name, dist, expectation)
        else:
            facts = self._foretell(link, name, expectation)
        if expectation is None:
            expectation = PendingSelection()
            if not forced and isinstance(facts, VariantMetadata):
                expectation = self._judge(
                    link, name, dist.canonical_name, facts, requested
                )
        elif expectation.is_locked and expectation.facts is None and not forced:
            expectation = self._judge_locked(VariantCandidate.named(name, link), facts)
        self._compare(req, name, facts, expectation)
        reason = self._reason(link, expectation)
        choice = self._choice(name, facts, expectation._replace(reason=reason))
        find = partial(self._tell_facts, link, facts, choice)
        set_values(dist, MarkerValues(name, find))
        if self._machine.versions.is_provisional:
            verify = partial(self.verify, req, name, dist, requested, is_whole)
            self._wheels[link.url].confirm = verify
        elif forced or isinstance(facts, VariantMetadata):
            self._wheels[link.url].is_usable = True
            self._reporter.selected(link, dist, choice, self._machine.subject)
        return choice

    def _tell_facts(
        self,
        link: Link,
        facts: VariantMetadata | MetadataUnavailable,
        choice: SelectedVariant,
    ) -> tuple[tuple[Property, ...], Supported]:
        """Return the values that markers depend on; see ``MarkerValues``.

        :raises VariantUnusable: If nobody states the properties.
        """
        if isinstance(facts, MetadataUnavailable):
            raise VariantUnusable(link.filename, facts.reason)
        self.has_other_grounds = True
        return choice.properties, choice.machine or {}

    def _foretell(
        self, link: Link, name: VariantName, expectation: PendingSelection | None
    ) -> VariantMetadata | MetadataUnavailable:
        """Return the properties that a label wheel will state, if others are right."""
        if expectation is not None and expectation.facts is not None:
            return expectation.facts
        return self._read_from_afar(VariantCandidate.named(name, link))

    def _read_from_afar(
        self, offer: VariantCandidate
    ) -> VariantMetadata | MetadataUnavailable:
        (found,) = self._reader.read([offer], self._machine)
        if isinstance(found, VariantMetadata) and (
            error := found.check(offer.name).error
        ):
            return MetadataUnavailable(f"{found.source} is wrong about it: {error}")
        return found

    @staticmethod
    def _read(
        req: InstallRequirement,
        name: VariantName,
        dist: BaseDistribution,
        expected: PendingSelection | None,
    ) -> VariantMetadata:
        assert req.link is not None
        found = facts_of_dist(name, dist)
        if isinstance(found, MetadataUnavailable):
            reason = bad_metadata(req.link.filename, name.is_label, found.reason)
            raise _refusal(req, reason, expected)
        return found

    def _judge(
        self,
        link: Link,
        name: VariantName,
        project: NormalizedName,
        facts: VariantMetadata,
        requested: Requested,
    ) -> PendingSelection:
        """Return the selection of a file that the user named."""
        self.has_other_grounds = True
        misfit = self._machine.misfit(facts)
        if misfit is not None and not self._may_fit_yet(facts):
            forced = f"{project}={name.text}"
            place = self._machine.subject.name
            raise VariantDoesNotFit(link.filename, misfit.text, forced, place)
        return PendingSelection(facts, 1, _check_match(link, facts, requested))

    def _may_fit_yet(self, facts: VariantMetadata) -> bool:
        """Return whether the resolver may still decide on its dependency."""
        return self._machine.versions.is_provisional and all(
            failure.property[0] == ABI_DEPENDENCY
            for failure, _ in self._machine.failures(facts)
        )

    def _judge_locked(
        self, offer: VariantCandidate, facts: VariantMetadata | MetadataUnavailable
    ) -> PendingSelection:
        """Return the selection of a file that is the only one in a lock file."""
        self.has_other_grounds = True
        if isinstance(facts, MetadataUnavailable):
            return PendingSelection(is_locked=True)
        misfit = self._machine.misfit(facts)
        if misfit is not None:
            self._reporter.locked_misfit(offer, misfit, self._machine.subject)
        return PendingSelection(facts, 0 if misfit else 1, is_locked=True)

    def compare(
        self, req: InstallRequirement, name: VariantName, facts: VariantMetadata
    ) -> None:
        """Compare the own properties of a wheel with those that it was chosen by.

        :raises PipError: If they differ.
        """
        assert req.link is not None
        expectation = self._wheels.find(req.link.url).expected or PendingSelection()
        self._compare(req, name, facts, expectation)

    @staticmethod
    def _compare(
        req: InstallRequirement,
        name: VariantName,
        facts: VariantMetadata | MetadataUnavailable,
        expected: PendingSelection,
    ) -> None:
        if expected.facts is None or isinstance(facts, MetadataUnavailable):
            return
        if expected.facts.check(name) != facts.check(name):
            assert req.link is not None
            reason = other_properties(req.link.filename, facts, expected.facts)
            raise _refusal(req, reason, expected)

    def _choice(
        self,
        name: VariantName,
        facts: VariantMetadata | MetadataUnavailable,
        expectation: PendingSelection,
    ) -> SelectedVariant:
        properties: tuple[Property, ...] = ()
        if isinstance(facts, VariantMetadata):
            properties = facts.check(name).properties
        chosen_by = expectation.facts
        source = answer = None
        if chosen_by is not None:
            source = chosen_by.source
            # Nobody is asked about a file that is taken whatever the machine.
            if expectation.fitting or self._machine.has_answered:
                answer = self._machine.answer_for(properties, chosen_by.document)
        fitting, asked = expectation.fitting, expectation.asked
        reason = expectation.reason
        return SelectedVariant(name, properties, source, fitting, answer, asked, reason)

    def _reason(self, link: Link, expectation: PendingSelection) -> str | None:
        """Return why a wheel is taken that is not the best, None if it is."""
        if expectation.reason is not None or expectation.ranking is None:
            return expectation.reason
        for ranked in expectation.ranking.best_first():
            url = ranked.offer.link.url
            if url == link.url:
                break
            if self._wheels.find(url).is_usable:
                return ALLOWED
        return None


def _check_folder(
    req: InstallRequirement, dist: BaseDistribution, expected: PendingSelection | None
) -> None:
    """Refuse a wheel whose folder of metadata will not be as pip reads it here.

    It has another name than it has to have, or other files replace those in it.
    """
    assert req.link is not None
    path = req.local_file_path
    folder = folder_of(dist, path)
    if folder is None:
        return
    flaw = folder_flaw(req.link.filename, folder) or replaced_part(folder, path)
    if flaw:
        raise _refusal(req, bad_folder(req.link.filename, flaw), expected)


def _refusal(
    req: InstallRequirement, reason: str, expected: PendingSelection | None
) -> PipError:
    """Return the error for a wheel that contradicts its description."""
    assert req.link is not None
    if expected is None:
        return VariantUnusable(req.link.filename, reason)
    if expected.is_locked:
        return VariantNotAsLocked(req.link.filename, reason)
    return VariantInconsistent(req, reason)


def _check_match(
    link: Link, facts: VariantMetadata, requested: Requested
) -> str | None:
    """Return the expression that a file matches, None if it need not."""
    if not requested.is_binding:
        return None
    for expression in requested.expressions:
        if expression.matches(facts.properties):
            return str(expression)
    properties = format_facts(facts)
    raise VariantDoesNotMatch(link.filename, str(requested), properties)
