"""The variants of one release in the order in which a machine wants them.

Label wheels come before wheels of the hash form. Labels are ranked by the document of
one source about the release (PEP 825 leaves open how those of several are combined):
the fitting labels of one source come before those of the next, in the order in which
pip prefers their files.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..models import MetadataUnavailable, VariantMetadata
from ..named_tuples import NamedTuple
from .specifiers import PropertySpecifier

if TYPE_CHECKING:
    from packaging.utils import NormalizedName
    from packaging.version import Version

    from ..documents.document import Document

RankOf = Callable[[VariantMetadata], "int | None"]


class Ranked(NamedTuple):
    """A variant that fits; the lowest is the best.

    :param form: 0 for a label, 1 for a hash.
    :param source: The place of its source among all of the release.
    :param rank: The rank of its properties.
    :param label: The tie breaker between labels with properties of one rank.
    :param position: Its place in pip's order, by platform and build tag.
    :param offer: The installer's own value for a wheel, an ``VariantCandidate``.
    """

    form: int
    source: int
    rank: int
    label: str
    position: int
    offer: Any
    facts: VariantMetadata


_Key = tuple[int, int, int, str, int]
"""The first fields of a ``Ranked``, which no two variants have in common."""


class Fitting(Sequence[Ranked]):
    """The variants that fit, in no order; of very many each is made when asked for.

    :param keys: Of those that fit.
    :param offers: All variants, by the position in a key.
    :param facts: The same of these.
    """

    def __init__(
        self, keys: list[_Key], offers: Sequence[Any], facts: Sequence[Any]
    ) -> None:
        self._keys = keys
        self._offers = offers
        self._facts = facts

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [*map(self._make, self._keys[place])]
        return self._make(self._keys[place])

    def _make(self, key: _Key) -> Ranked:
        return Ranked(*key, self._offers[key[-1]], self._facts[key[-1]])

    def best_first(self) -> Iterator[Ranked]:
        """Yield them in order. Mostly one is enough: the others are sorted late."""
        if self._keys:
            yield self._make(min(self._keys))
            yield from map(self._make, sorted(self._keys)[1:])


class Ranking(NamedTuple):
    """The variants of one release."""

    fitting: Sequence[Ranked]
    unfit: list[tuple[Any, VariantMetadata | MetadataUnavailable]]

    def is_of(self, project: NormalizedName, version: Version) -> bool:
        """Return whether a variant of a release fits, and they are of that release."""
        if not self.fitting:
            return False
        offer = self.fitting[0].offer
        return (offer.project, offer.version) == (project, version)

    @property
    def is_null_only(self) -> bool:
        """Whether variants fit, and none that needs anything."""
        fitting = self.fitting
        return bool(fitting) and not any(one.facts.properties for one in fitting)

    def only(self, expression: PropertySpecifier) -> Ranking:
        """Return the same without variants that fit, but do not match."""
        matches = expression.matches
        fitting = [one for one in self.fitting if matches(one.facts.properties)]
        return Ranking(fitting, self.unfit)

    def best_first(self, preferred: Collection[str] = ()) -> Iterator[Ranked]:
        """Yield the fitting variants.

        :param preferred: URLs of wheels that come before the best.
        """

        def rank(one: Ranked) -> tuple[bool, Ranked]:
            return one.offer.url not in preferred, one

        if isinstance(self.fitting, Fitting) and not preferred:
            yield from self.fitting.best_first()
        else:
            yield from sorted(self.fitting, key=rank)


def rank_offers(
    offers: Sequence[Any],
    facts: Sequence[VariantMetadata | MetadataUnavailable],
    rank_of: RankOf,
) -> Ranking:
    """Rank the variant wheels of one release, given in pip's order, best first.

    :param rank_of: Returns the rank of a variant, None if it does not fit.
    """
    keys: list[_Key] = []
    unfit = []
    sources: dict[Document, int] = {}
    for position, (offer, found) in enumerate(zip(offers, facts, strict=True)):
        rank = None if isinstance(found, MetadataUnavailable) else rank_of(found)
        if rank is None:
            unfit.append((offer, found))
            continue
        document = found.document  # type: ignore[union-attr]
        if document is None:
            keys.append((1, 0, rank, "", position))
        else:
            source = sources.setdefault(document, len(sources))
            keys.append((0, source, rank, offer.name.text, position))
    return Ranking(Fitting(keys, offers, facts), unfit)
