"""The releases of a sibling that count, by the catalogue and by who asks for them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.packaging.utils import canonicalize_name
from pip._vendor.variantlib.catalogues.catalogue import Sibling

from pip._internal.index.package_finder import BestCandidateResult, CandidateEvaluator
from pip._internal.models.candidate import InstallationCandidate
from pip._internal.models.link import Link
from pip._internal.models.release_control import ReleaseControl
from pip._internal.variants.catalogues.sibling_releases import SiblingReleases

SHIP, SHIP12 = map(canonicalize_name, ("ship", "ship12"))


def finder_of(releases: dict[str, list[str]], *all_releases: str) -> Any:
    """Return an object that finds releases as a finder does."""
    control = ReleaseControl({*all_releases})

    def find(name: str, specifier: SpecifierSet) -> BestCandidateResult:
        url = f"https://a.example/{name}-{{}}-py3-none-any.whl"
        candidates = [
            InstallationCandidate(name, version, Link(url.format(version)))
            for version in releases[name]
        ]
        evaluator = CandidateEvaluator.create(
            name, specifier=specifier, release_control=control
        )
        return evaluator.compute_best_candidate(candidates)

    return SimpleNamespace(find_best_candidate=find, release_control=control)


@pytest.mark.parametrize(
    ("own", "specifier", "all_releases", "counts"),
    [
        (["2.1"], "<2", (), True),
        (["2.1"], "", (), True),
        # The catalogue is not about it.
        (["3.0"], ">=3", (), False),
        (["2.1"], ">=2", (), False),
        (["1.0"], ">=2", (), True),
        ([], ">=2", (), True),
        (["2.1"], ">=2.2rc1", (), True),
        (["2.1"], ">=2", (":all:",), True),
        (["2.1"], ">=2", ("ship12",), True),
        (["2.1"], ">=2", ("crew",), False),
    ],
)
def test_a_release_counts(
    own: list[str], specifier: str, all_releases: tuple[str, ...], counts: bool
) -> None:
    theirs = ["1.0", "2.2rc1", *(["3.0"] if specifier == ">=3" else [])]
    finder = finder_of({"ship": own, "ship12": theirs}, *all_releases)
    asked, about = SpecifierSet(specifier), SpecifierSet("<3")
    facts: Any = None
    releases = SiblingReleases(finder)
    sibling = Sibling(SHIP12, "cu12", facts, about)
    assert releases.has_any(SHIP, sibling, asked) is counts
    is_pre = "only a pre-release" in releases.why_none([sibling])
    assert is_pre is (not counts and specifier == ">=2")
    result = finder.find_best_candidate("ship12", asked)
    covered = releases.covered(SHIP, result, [about], [asked])
    assert bool(covered.applicable_candidates) is counts
    assert (covered.best_candidate is not None) is counts
    # They are put in order once.
    assert releases.covered(SHIP, result, [about], [asked]) is covered
    assert releases.covered(SHIP, covered, [about], []) is covered
