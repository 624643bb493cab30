"""Versions that tell the variants of a release apart."""

from __future__ import annotations

from pip._vendor.packaging.version import Version

from pip._internal.variants.selection.versions import BetterVersion, VariantVersion

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
