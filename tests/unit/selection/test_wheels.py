"""One value for each variant wheel of a command."""

from __future__ import annotations

from pip._internal.variants.models import PendingSelection
from pip._internal.variants.selection.wheels import Wheels
from tests.unit.selecting import V2, V3, Release


def test_a_look_changes_nothing() -> None:
    wheels = Wheels()
    wheels.find("https://a/x.whl").is_refused = True
    assert not wheels.find("https://a/x.whl").is_refused
    assert wheels.refused == frozenset()


def test_one_value_for_a_url() -> None:
    wheels = Wheels()
    wheels["https://a/x.whl"].expected = PendingSelection(fitting=2)
    wheels["https://a/x.whl"].is_usable = True
    wheels["https://a/y.whl"].is_inspected = True
    found = wheels.find("https://a/x.whl")
    assert found.expected == PendingSelection(fitting=2)
    assert (found.is_usable, found.is_inspected, found.is_refused) == (
        True,
        False,
        False,
    )
    assert list(wheels.expectations) == [PendingSelection(fitting=2)]
    assert set(wheels.usable) == {"https://a/x.whl"}


def test_refused_wheels_are_handed_out_no_more(release: Release) -> None:
    wheels = Wheels()
    first, second, plain = release(V3, V2, None)
    candidates = wheels.without_refused([first, second, plain])
    assert next(candidates) == first
    # Also when that turns out while candidates are tried.
    wheels[second.link.url].is_refused = True
    assert list(candidates) == [plain]
    assert wheels.refused == {second.link.url}
