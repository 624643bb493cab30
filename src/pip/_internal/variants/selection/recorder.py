"""Record the candidates each selection chose from."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from pip._vendor.variantlib.named_tuples import NamedTuple

if TYPE_CHECKING:
    from pip._vendor.packaging.utils import NormalizedName

    from pip._internal.index.package_finder import BestCandidateResult
    from pip._internal.models.link import Link
    from pip._internal.req.req_install import InstallRequirement
    from pip._internal.utils.hashes import Hashes
    from pip._internal.variants.requested import Requested
    from pip._internal.variants.selection.evaluator import VariantEvaluator


class Observation(NamedTuple):
    """One look at the files of a project.

    :param read_requested: Returns the user's request for it, which few need to know.
    """

    reqs: Sequence[InstallRequirement]
    result: BestCandidateResult
    hashes: Hashes | None
    read_requested: Callable[[], Requested]

    @property
    def requested(self) -> Requested:
        return self.read_requested()


class Recorder:
    """The request and the candidates of a selection.

    :param get_chooser: See ``FinderVariants``.
    """

    def __init__(self, get_evaluator: Callable[[], VariantEvaluator] | None) -> None:
        self.get_evaluator = get_evaluator
        self.skipped: list[Link] = []
        self._looks: dict[NormalizedName, list[Observation]] = {}

    @property
    def evaluator(self) -> VariantEvaluator:
        """The chooser, unless variants are not wanted."""
        assert self.get_evaluator is not None
        return self.get_evaluator()

    def for_evaluator(
        self, get_evaluator: Callable[[], VariantEvaluator] | None
    ) -> Recorder:
        """Return the same record for another machine, which has the same choices."""
        other = Recorder(get_evaluator)
        other.skipped, other._looks = self.skipped, self._looks
        return other

    def note(
        self,
        name: NormalizedName,
        reqs: Sequence[InstallRequirement],
        result: BestCandidateResult,
        hashes: Hashes | None,
        read_requested: Callable[[], Requested],
    ) -> None:
        """Take note of a look; see ``Observation``."""
        self._looks.setdefault(name, []).append(
            Observation(reqs, result, hashes, read_requested)
        )

    def looks(self) -> Iterator[Observation]:
        """Yield all looks."""
        return itertools.chain.from_iterable(self._looks.values())

    def last_looks(self) -> Iterator[tuple[NormalizedName, Observation]]:
        """Yield the last look at each project."""
        for name, looks in self._looks.items():
            yield name, looks[-1]

    def look(
        self, name: NormalizedName, chosen: Link | None = None
    ) -> Observation | None:
        """Return the last look at a project, None if there was none.

        :param chosen: Given, the last one that could lead to this choice. The resolver
            may have looked with other requirements in mind since.
        """
        looks = self._looks.get(name, [])
        for look in reversed(looks):
            if any(c.link == chosen for c in look.result.applicable_candidates):
                return look
        return looks[-1] if looks else None
