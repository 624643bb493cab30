"""Versions that tell the variants of a release apart."""

from __future__ import annotations

import pytest
from pip._vendor.packaging.version import Version

from pip._internal.variants.selection.versions import (
    BetterVersion,
    VariantVersion,
    distinguish,
)
from tests.unit.selecting import H2, V2, V3, V4, Release

ONE = Version("1.0")


def test_one_is_equal_to_that_of_its_variant_only() -> None:
    first = VariantVersion(ONE, "cpu")
    assert first == VariantVersion(Version("1.0.0"), "cpu")
    assert hash(first) == hash(VariantVersion(Version("1.0.0"), "cpu"))
    others = [ONE, VariantVersion(ONE, "gpu"), VariantVersion(ONE, None)]
    others.append(VariantVersion(Version("1.1"), "cpu"))
    assert all(first != other and other != first for other in others)
    assert len({first, *others}) == 5


def test_what_is_better_comes_before_its_own_version() -> None:
    found = VariantVersion(ONE, "cpu", is_better=True)
    # As the resolver asks of what is installed.
    others = [Version("0.9"), ONE, Version("1.1")]
    assert [other >= found for other in others] == [False, False, True]


def test_it_is_greater_and_less_as_its_version_is() -> None:
    found = VariantVersion(ONE, "cpu")
    assert ONE >= found >= ONE
    assert not found < ONE
    assert Version("2") > found > Version("0.9")
    assert str(found) == "1.0"


def test_a_better_variant_is_later_than_its_own_version() -> None:
    found = BetterVersion(ONE, "cpu")
    # As pip list compares them.
    assert [found > other for other in (Version("0.9"), ONE, Version("1.1"))] == [
        True,
        True,
        False,
    ]
    assert found != ONE
    assert found == BetterVersion(ONE, "cpu")
    assert len({found, ONE}) == 2
    assert (str(found), found.variant) == ("1.0", "cpu")


@pytest.mark.parametrize(
    ("kind", "is_better"), [(V3, True), (V2, None), (V4, False), (None, False)]
)
def test_upgrades_put_better_variants_before_the_installed_one(
    release: Release, kind: str | None, is_better: bool | None
) -> None:
    """None: the installed one itself, which keeps its version."""
    kinds = [V3, V2, V4, None]
    order = release(*kinds)
    older = release(V3, version="0.9")
    found = order[kinds.index(kind)]
    version = distinguish(found, H2, [*order, *older])
    if is_better is None:
        assert version is found.version
    else:
        assert isinstance(version, VariantVersion)
        # The installed one stands for its own version.
        assert (version <= ONE) is not is_better
    # Without an upgrade none is better.
    assert distinguish(found, H2, []) <= ONE


def test_one_of_another_release_is_no_better(release: Release) -> None:
    order = release(V3, V2)
    older = release(V3, version="0.9")
    version = distinguish(older[0], H2, [*order, *older])
    assert version < ONE
