"""Answer which properties the machine supports; ask when that is first needed."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from ..documents.document import ABI_DEPENDENCY, Document
from ..models import MetadataUnavailable, Misfit, VariantMetadata
from ..named_tuples import NamedTuple
from ..names.hashing import variant_hash
from ..names.properties import Properties, Property, to_mapping
from ..order.combinations import (
    count_combinations,
    supported_combinations,
)
from ..order.hash_order import Failure, Preferences, Reason, unanswered_in
from ..order.label_order import LabelPreferences
from ..providers.devices import Gap, unserved
from . import messages
from .abi import AbiVersions, Root, all_builds
from .adjustment import adjustment_of
from .installed import find_installed
from .lacking import Lacking
from .namespaces import Answers, answer_namespaces
from .subject import Subject

if TYPE_CHECKING:
    from ..names.properties import Supported
    from ..plugins import ProviderAnswer
    from .detectors import Detector
    from .settings import MachineSettings

MAX_COMBINATIONS = 1000
"""So many combinations of properties are listed (a few ms) to look up a hash."""

_DISTANCES = {
    Reason.VALUE: 0,
    Reason.KEY: 1,
    Reason.PROVIDER: 2,
    Reason.NAMESPACE: 3,
}


AnyPreferences = Preferences | LabelPreferences


class _Release(NamedTuple):
    """The meaning of one document about a release on this machine."""

    answers: Answers
    preferences: AnyPreferences


def make_preferences(
    document: Document | None, supported: Supported, priority: Sequence[str]
) -> AnyPreferences:
    """Return the order among the labels of a document; None: among all hashes."""
    if document is None:
        return Preferences(supported, priority)
    return LabelPreferences(supported, document.namespaces, priority)


def _no_code(facts: VariantMetadata, gaps: Sequence[Gap]) -> tuple[Failure, str]:
    """Return the failure of a variant to serve some GPUs of one provider."""
    judged = gaps[0][:2]
    first, *others = (p for p in facts.parsed.properties if p[:2] == judged)
    failure = Failure(first, (), Reason.VALUE, tuple(value for *_, value in others))
    return failure, f"it has {messages.no_code(gap.device for gap in gaps)}"


class Machine:
    """The machine that is installed for, as a detector tells of it.

    :ivar detector: Tells of it.
    :ivar adjustment: Applies the settings of the user to its supported properties.
    :ivar versions: The versions of packages that others are built for, on it.
    :ivar platform: What is described of its Python and its platform.
    """

    def __init__(
        self,
        settings: MachineSettings,
        detector: Detector,
        versions: AbiVersions | None = None,
    ) -> None:
        self._settings = settings
        self.detector = detector
        self.versions = versions or AbiVersions(find_installed)
        self.platform = detector.platform
        self.adjustment = adjustment_of(settings)
        self._releases: dict[Document, _Release] = {}
        # The packages that the wheels of the hash form are built for, of all seen.
        self._builds: dict[str, set[str]] = {}
        self._preferences: AnyPreferences | None = None

    def for_build(self, roots: Sequence[Root]) -> Machine:
        """Return the same machine, with an empty environment for build requirements.

        :param roots: Takes up the required projects.
        """
        versions = AbiVersions(dict, roots, is_asked_again=True)
        return Machine(self._settings, self.detector, versions)

    @property
    def subject(self) -> Subject:
        """Its name."""
        return self.detector.subject

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known of it."""
        return self.detector.is_silent

    @property
    def answers(self) -> tuple[ProviderAnswer, ...]:
        """The answers of the providers; asked on first use."""
        return self.detector.answers

    @property
    def has_answered(self) -> bool:
        """Whether the providers had to be asked so far."""
        return self.detector.has_answered

    @property
    def preferences(self) -> AnyPreferences:
        """The machine's order of variants."""
        if self._preferences is None:
            supported = self.supported_of(None)
            self._preferences = make_preferences(
                None, supported, self.provider_priority
            )
        return self._preferences

    @functools.cached_property
    def _supported(self) -> Supported:
        return self.adjustment.apply(
            [
                (answer.provider, answer.config)
                for answer in self.answers
                if answer.config is not None
            ]
        )

    def find_properties(self, variant_hash: str) -> Properties | None:
        """Return the properties of a variant that fits, found by its hash alone.

        None if no supported variant has this hash, or there are too many to tell.
        """
        return self._combinations.get(variant_hash)

    @functools.cached_property
    def knows_all_hashes(self) -> bool:
        """Whether a hash that ``find_properties`` does not find cannot fit."""
        return 0 < count_combinations(self._supported) <= MAX_COMBINATIONS

    @functools.cached_property
    def _combinations(self) -> dict[str, Properties]:
        if not self.knows_all_hashes:
            return {}
        return {
            variant_hash(properties): to_mapping(properties)
            for properties in supported_combinations(self._supported)
        }

    def rank(self, facts: VariantMetadata) -> int | None:
        """Return the rank of a variant, lower is better; None if it does not fit.

        Ranks are comparable within one form, and for labels within one document.
        """
        if facts.document is None:
            rank = self.preferences.rank(facts.stated)
        else:
            rank = self._of(facts.document).preferences.rank(facts.stated)
        is_picky = self._settings.gpus == "every" and rank is not None
        return None if is_picky and self.unserved(facts) else rank

    def unserved(self, facts: VariantMetadata) -> list[Gap]:
        """Return the devices here that a variant has no code for.

        :return: None of those that only a plugin, or a description, tells of.
        """
        if facts.parsed.error is not None:
            return []
        return self.unserved_by(facts.parsed.properties)

    def unserved_by(self, properties: Iterable[Property]) -> list[Gap]:
        """Return the same for properties that were found to be valid.

        Nobody is asked for the sake of it.
        """
        if not self.has_answered:
            return []
        return unserved(to_mapping(properties), self.answers)

    def preferences_of(self, document: Document | None) -> AnyPreferences:
        """Return the order among the labels of a document; None: among all hashes."""
        return self.preferences if document is None else self._of(document).preferences

    def supported_of(self, document: Document | None) -> Supported:
        """Return the supported properties for a document; None: for all hashes."""
        if document is not None:
            return self._of(document).answers.supported
        if not self._builds:
            return self._supported
        config = self.versions.config(self._builds)
        versions = [(ABI_DEPENDENCY, self.detector.correct(ABI_DEPENDENCY, config))]
        rest = [entry for entry in self._supported if entry[0] != ABI_DEPENDENCY]
        return [*rest, *self.adjustment.apply(versions)]

    def learn_builds(
        self, known: Iterable[VariantMetadata | MetadataUnavailable]
    ) -> None:
        """Take note of the versions of packages that wheels of hashes are built for.

        Ranks can be compared that were worked out with the same of them.
        """
        hashes = (
            f for f in known if isinstance(f, VariantMetadata) and f.document is None
        )
        builds = all_builds(facts.stated for facts in hashes)
        if not builds or not self.asks_for_versions:
            return
        for feature, values in builds.items():
            self._builds.setdefault(feature, set()).update(values)
        self._preferences = None

    @property
    def asks_for_versions(self) -> bool:
        """Whether it counts which versions of packages will be installed."""
        is_disabled = ABI_DEPENDENCY in self._disabled
        return not is_disabled and not self.detector.describes(ABI_DEPENDENCY)

    def depends_on_versions(self, facts: VariantMetadata | MetadataUnavailable) -> bool:
        """Return whether the rank of a variant depends on versions of packages."""
        if isinstance(facts, MetadataUnavailable):
            return False
        if facts.document is None:
            return bool(all_builds([facts.stated]))
        return bool(self._of(facts.document).answers.builds)

    def forget_versions(self) -> None:
        """Take note that versions of packages are others than they were."""
        self._preferences = None
        self._releases = {
            document: release
            for document, release in self._releases.items()
            if not release.answers.builds
        }

    @property
    def settings(self) -> MachineSettings:
        return self._settings

    @property
    def provider_priority(self) -> tuple[str, ...]:
        return self._settings.provider_priority

    def _of(self, document: Document) -> _Release:
        if document not in self._releases:
            answers = self._answer(document)
            preferences = make_preferences(
                document, answers.supported, self.provider_priority
            )
            self._releases[document] = _Release(answers, preferences)
        return self._releases[document]

    def _answer(self, document: Document) -> Answers:
        answers = answer_namespaces(
            document,
            self.detector,
            self._disabled,
            self.versions,
            self._settings.provider_aliases,
        )
        supported = self.adjustment.apply(answers.supported)
        return answers._replace(supported=supported)

    @property
    def _disabled(self) -> frozenset[str]:
        disabled = self._settings.disabled_providers
        return disabled | self.adjustment.excluded_providers

    @functools.cached_property
    def lacking(self) -> Lacking:
        """The answers that are missing on it."""
        return Lacking(
            self.detector,
            self._disabled | {ABI_DEPENDENCY},
            lambda document: self._of(document).answers,
        )

    def misfit(self, facts: VariantMetadata) -> Misfit | None:
        """Return why a variant does not fit, None if it does.

        :raises VariantError: If these are not the properties of a variant.
        """
        failures = self.failures(facts)
        if not failures:
            return None
        if self.is_unknown:
            return Misfit.unknown(messages.FOREIGN)
        failure, problem = failures[0]
        text = messages.failure(failure, problem, self.subject)
        cause = messages.cause(failure, problem, self.subject)
        unanswered = len(unanswered_in(failure for failure, _ in failures))
        distance = _DISTANCES[failure.reason]
        return Misfit(unanswered, len(failures), distance, text, cause)

    def failures(self, facts: VariantMetadata) -> list[tuple[Failure, str | None]]:
        """Return all that keeps a variant from fitting, the most important first.

        :return: Each with the problem of a provider that does not answer, or that it is
            excluded, or with the notes of one that does not report the key.
        :raises VariantError: If these are not the properties of a variant.
        """
        self.learn_builds([facts])
        problem_of: Callable[[str], str | None] = self._problem_of
        if facts.document is not None:
            problem_of = self._of(facts.document).answers.problems.get
        preferences = self.preferences_of(facts.document)
        found = preferences.failures(facts.properties)
        if not found and self._settings.gpus == "every":
            gaps = itertools.groupby(self.unserved(facts), attrgetter("provider"))
            return [_no_code(facts, list(group)) for _, group in gaps]
        return [(each, self._problem(facts, each, problem_of)) for each in found]

    def _problem(
        self,
        facts: VariantMetadata,
        failure: Failure,
        problem_of: Callable[[str], str | None],
    ) -> str | None:
        problem = self.adjustment.problem(failure)
        if problem is None and failure.reason in (Reason.PROVIDER, Reason.NAMESPACE):
            problem = problem_of(failure.property[0])
        if problem is None and failure.reason is Reason.KEY:
            problem = self._problem_of_key(facts, failure)
        provider, feature, _ = failure.property
        if problem is None and provider == ABI_DEPENDENCY and self.asks_for_versions:
            problem = self.versions.explain(feature)
        return problem

    def _problem_of_key(self, facts: VariantMetadata, failure: Failure) -> str | None:
        """Return more about a key that is not reported, if there is more to say."""
        parts = failure.property[:2]
        if distribution := self.lacking.meant_for(facts, parts):
            return messages.key_for_others(failure, distribution)
        notes = self.lacking.notes_on(facts, parts)
        return messages.no_key(failure, self.subject, notes) if notes else None

    def _problem_of(self, provider: str) -> str | None:
        """Return the problem of a provider that did not answer."""
        if provider in self._settings.disabled_providers:
            return f"provider {provider} is disabled by the configuration"
        for answer in self.answers:
            if answer.provider == provider:
                if answer.problem is not None:
                    return f"{answer.plugin} {answer.problem}"
                return self.subject.nothing_found(provider, answer.notes)
        if provider in self.detector.left_out:
            return f"{messages.not_known(provider, self.subject)}{messages.LEFT_OUT}"
        return None

    def answer_for(
        self, properties: tuple[Property, ...], document: Document | None
    ) -> dict[str, dict[str, list[str]]]:
        """Return the values that are supported for the keys of some properties."""
        wanted = {(provider, key) for provider, key, _ in properties}
        found: dict[str, dict[str, list[str]]] = {}
        for provider, config in self.supported_of(document):
            for key, values in config:
                if (provider, key) in wanted:
                    found.setdefault(provider, {})[key] = list(values)
        return found
