"""The file that is taken of a locked package, or why none is."""

from __future__ import annotations

from typing import Any

import pytest

from pip._internal.variants.exceptions import NoLockedVariantFits, VariantNotFound
from pip._internal.variants.pylock.package import LockedRelease, read_release
from pip._internal.variants.pylock.selector import choose_file, is_met
from pip._internal.variants.requested import Requested
from pip._internal.variants.settings.choices import parse_choices
from tests.unit.pylock.test_package import LEVELS, PLAIN, label, package, table
from tests.unit.scene import evaluator, machine, unasked


def release(*files: str, stated: Any = None) -> LockedRelease:
    members = {"variants-json": table() if stated is None else stated}
    return read_release(package(*files, **members), "pylock.toml")


def requested(*asked: str) -> Requested:
    if not asked:
        return Requested()
    return Requested(parse_choices(asked).everywhere, binding=True)


def chosen(locked: LockedRelease, *asked: str, on: Any = LEVELS) -> str:
    by = evaluator(machine(on))
    return str(choose_file(locked, requested(*asked), by).candidate.link.filename)


def test_the_machine_decides() -> None:
    locked = release(label("v2"), label("v3"), label("v4"), PLAIN)
    assert chosen(locked) == label("v3")
    assert chosen(locked, on={"hw": {"level": ["v2"]}}) == label("v2")
    assert chosen(locked, on={}) == PLAIN


def test_a_request_that_nothing_locked_meets() -> None:
    locked = release(label("v2"), label("v3"), PLAIN)
    with pytest.raises(VariantNotFound) as caught:
        chosen(locked, "v9")
    assert "v9" in str(caught.value.message)
    assert "v3" in str(caught.value.context)


def test_several_variants_that_do_not_fit() -> None:
    locked = release(label("v3"), label("v4"))
    with pytest.raises(NoLockedVariantFits) as caught:
        chosen(locked, on={"hw": {"level": ["v1"]}})
    assert "pkg" in str(caught.value.message)
    assert "level" in str(caught.value.context)
    assert "v3, v4" in str(caught.value.hint_stmt)


def test_the_only_variant_is_an_order(caplog: pytest.LogCaptureFixture) -> None:
    assert chosen(release(label("v4"))) == label("v4")
    (record,) = caplog.records
    assert "v4" in record.message


def test_nobody_is_asked_about_a_part_that_is_named_by_hand(
    caplog: pytest.LogCaptureFixture,
) -> None:
    by, order = evaluator(unasked()), requested()
    only = choose_file(release(label("v4")), order, by, is_by_hand=True)
    assert only.candidate.link.filename == label("v4")
    assert caplog.records == []
    several = release(label("v4"), label("v3"))
    for locked in (several, release(label("v4"), PLAIN)):
        with pytest.raises(AssertionError):
            choose_file(locked, order, by, is_by_hand=True)


def test_an_only_variant_that_makes_no_sense() -> None:
    with pytest.raises(NoLockedVariantFits) as caught:
        chosen(release(label("v4"), stated={"variants": {}}))
    assert "the variants-json of the lock file" in str(caught.value.context)


@pytest.mark.parametrize(
    ("asked", "met"), [("v3", True), ("none", True), ("hw :: *", True), ("v9", False)]
)
def test_whether_a_request_is_met(asked: str, met: bool) -> None:
    locked, by = release(label("v3"), PLAIN), evaluator(machine(LEVELS))
    by.reader.learn(locked.facts())
    assert is_met(requested(asked), locked, by) is met
