"""Tell which answers are missing on a machine, for the properties of a variant."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from ..models import VariantMetadata
from ..providers.registry import BY_NAME
from .namespaces import required_names

if TYPE_CHECKING:
    from ..documents.document import Document
    from .detectors import Detector
    from .namespaces import Answers
    from .settings import Parts

__all__ = ["Lacking"]


class Lacking:
    """The answers that are missing on a machine.

    :param detector: Who tells of the machine.
    :param unwanted: Providers that the user does not want to be asked.
    :param answers_of: Returns the answers for the namespaces of a document.
    """

    def __init__(
        self,
        detector: Detector,
        unwanted: Collection[str],
        answers_of: Callable[[Document], Answers],
    ) -> None:
        self._detector = detector
        self._unwanted = unwanted
        self._answers_of = answers_of

    def plugins(self, facts: VariantMetadata) -> dict[str, str]:
        """Return the plugins for a variant's namespaces that nobody answers for.

        :return: Namespaces to requirements, as the package names them.
        """
        if facts.document is None:
            return {}
        missing = self._answers_of(facts.document).missing
        return {name: missing[name] for name in _providers_of(facts, missing)}

    def unasked(self, facts: VariantMetadata) -> set[Parts]:
        """Return the providers of a variant that nothing here answers for."""
        if facts.document is not None:
            unasked = self._answers_of(facts.document).unasked
            return {(name,) for name in _providers_of(facts, unasked)}
        if not self._detector.is_asking:
            return set()
        return {(name,) for name in _providers_of(facts) if name not in self._asked}

    @cached_property
    def _asked(self) -> set[str]:
        """The providers that answered, or that are not to be asked."""
        answered = {answer.provider for answer in self._detector.answers}
        return answered.union(self._unwanted)

    @cached_property
    def notes(self) -> dict[str, Sequence[str]]:
        """The notes of built-in providers about this machine."""
        return {a.provider: a.notes for a in self._detector.answers if a.notes}

    @cached_property
    def blocked(self) -> set[str]:
        """The providers whose hardware is here, and cannot be used or judged."""
        answers = self._detector.answers
        return {a.provider for a in answers if a.builtin and a.builtin.is_blocked}

    def excused(self, facts: VariantMetadata) -> set[Parts]:
        """Return the keys of a variant that a provider with notes does not report."""
        # Nobody is asked for the sake of a note, and to parse properties takes time.
        if not self._detector.has_answered or not _providers_of(facts, self.notes):
            return set()
        properties = facts.parsed.properties
        wanted: set[Parts] = {p[:2] for p in properties if p[0] in self.notes}
        missing = wanted - self._reported
        return {parts for parts in missing if self.meant_for(facts, parts) is None}

    def notes_on(self, facts: VariantMetadata, parts: Parts) -> Sequence[str]:
        """Return the notes of a provider that does not report a key of a variant.

        :param parts: The provider and the key.
        """
        if not self._detector.has_answered or parts in self._reported:
            return ()
        if facts.document is not None:
            table = facts.document.providers.get(parts[0])
            if table is not None and table.static is not None:
                return ()  # The package has answered instead.
        return self.notes.get(parts[0], ())

    def meant_for(self, facts: VariantMetadata, parts: Parts) -> str | None:
        """Return the distribution that packages have to name to get a key at all.

        :param parts: The provider and the key, of which this package gets nothing.
        :return: None if that is not why.
        """
        provider = BY_NAME.get(parts[0])
        distribution = provider.only_for.get(parts[1]) if provider else None
        if distribution is None or facts.document is None:
            return None
        table = facts.document.providers.get(parts[0])
        names = required_names(table) if table else set()
        is_meant = not names or distribution in names
        return None if is_meant or parts[0] in self._by_plugins else distribution

    @cached_property
    def _by_plugins(self) -> set[str]:
        return {a.provider for a in self._detector.answers if a.distribution}

    @cached_property
    def _reported(self) -> set[Parts]:
        return {
            (answer.provider, key)
            for answer in self._detector.answers
            for key, _ in answer.config or ()
        }


def _providers_of(
    facts: VariantMetadata, among: Collection[str] | None = None
) -> list[str]:
    """Return the providers that a variant needs.

    :param among: The only ones that matter; None for all.
    """
    # A stranger's properties may be of any type, and it takes time to unpack them.
    if among is not None and not among:
        return []
    properties = facts.properties
    if not isinstance(properties, Mapping):
        return []
    return [name for name in properties if among is None or name in among]
