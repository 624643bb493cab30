"""Finders for builds and for other machines."""

from __future__ import annotations

from optparse import Values
from types import SimpleNamespace
from typing import Any

import pytest

from pip._internal.configuration import Configuration
from pip._internal.index.package_finder import BestCandidateResult
from pip._internal.variants.catalogues.configured import Catalogues, read_configured
from pip._internal.variants.hooks.finder import (
    NO_VARIANTS,
    FinderState,
    FinderVariants,
)
from tests.unit.selecting import (
    H3,
    H4,
    V3,
    V4,
    Release,
    ordered,
    requirement,
    selection,
    untouched,
)


def test_builds_are_told_of_no_variant() -> None:
    assert NO_VARIANTS.build.arguments() == ["--no-variant"]
    state = FinderState(None)
    state.seen.catalogues = Catalogues(("torch",), {})
    arguments = FinderVariants(state).build.arguments()
    assert arguments == ["--no-variant", "--catalogue", "torch"]
    # The settings may name one that is not to be used.
    options = Values({"catalogues": [""], "python": None})
    state.seen.catalogues = read_configured(options, Configuration(isolated=True))
    arguments = FinderVariants(state).build.arguments()
    assert arguments == ["--no-variant", "--catalogue", ""]


def test_builds_get_no_choice_by_name(release: Release) -> None:
    by = selection(H4)
    by.resolver.bind([requirement("pkg", H4)])
    v4, v3 = release(V4, V3)
    finder: Any = SimpleNamespace(variants=by)
    copied = by.build.for_build(finder)
    assert ordered(copied.variants, [v3, v4]) == [v3]
    assert finder.variants is by
    assert ordered(by, [v3, v4]) == [v4]


@pytest.mark.parametrize(
    ("asked", "arguments"),
    [
        ([], []),
        ([H3], ["--variant", ":none:"]),
        ([f"other={H3}"], ["--variant", ":none:"]),
    ],
)
def test_what_the_pip_for_builds_is_told(
    asked: list[str], arguments: list[str]
) -> None:
    assert untouched(*asked).build.arguments() == arguments


def test_builds_without_variants_read_nothing(release: Release) -> None:
    finder: Any = SimpleNamespace(variants=NO_VARIANTS)
    copied = NO_VARIANTS.build.for_build(finder)
    assert copied.variants is not NO_VARIANTS
    assert copied.variants.build.arguments() == ["--no-variant"]


def test_what_a_page_showed_is_known_to_builds(release: Release) -> None:
    by = selection()
    v4, v3, plain = release(V4, V3, None)
    finder: Any = SimpleNamespace(variants=by)
    assert ordered(by, [v4, v3, plain]) == [v3, plain]
    of_build = by.build.for_build(finder).variants
    assert not of_build.candidates.has_chosen
    result = BestCandidateResult([plain, v3, v4], [plain, v3, v4], v4)
    order = of_build.candidates.ordered([requirement("pkg")], result, None)
    assert list(order) == [v3, plain]
