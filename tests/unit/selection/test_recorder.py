"""The candidates of each selection, for those who explain it."""

from __future__ import annotations

from functools import partial

import pytest
from pip._vendor.packaging.utils import canonicalize_name

from pip._internal.index.package_finder import BestCandidateResult
from pip._internal.models.candidate import InstallationCandidate
from pip._internal.variants.requested import Requested
from pip._internal.variants.selection.recorder import Recorder
from tests.unit.scene import candidate

PKG = canonicalize_name("pkg")
OLD, NEW = (candidate(f"pkg-{version}-py3-none-any.whl") for version in "12")


def noted(*looks: InstallationCandidate) -> Recorder:
    """A record of looks that found one candidate each, with its place for a request."""
    record = Recorder(None)
    for place, only in enumerate(looks):
        result = BestCandidateResult([only], [only], only)
        record.note(PKG, [], result, None, partial(Requested, (str(place),)))
    return record


def test_the_last_look_counts() -> None:
    look = noted(OLD, NEW).look(PKG)
    assert look is not None
    assert look.requested.requests == ("1",)


@pytest.mark.parametrize(("chosen", "place"), [(OLD, "2"), (NEW, "1")])
def test_the_last_look_that_could_lead_to_a_choice(
    chosen: InstallationCandidate, place: str
) -> None:
    look = noted(OLD, NEW, OLD).look(PKG, chosen.link)
    assert look is not None
    assert look.requested.requests == (place,)


def test_a_choice_that_no_look_could_lead_to() -> None:
    look = noted(OLD).look(PKG, NEW.link)
    assert look is not None
    assert look.result.best_candidate is OLD


def test_a_project_that_was_not_looked_at() -> None:
    assert noted(OLD).look(canonicalize_name("other")) is None
