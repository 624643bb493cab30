"""The explanation of a choice: by request, and of nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from pip._vendor.variantlib.machine.machine import Machine

from pip._internal.variants.commands.evaluations import CONFLICTING
from tests.builders import hash_of
from tests.unit.explaining import (
    MACHINE,
    compared,
    explained,
    hash_release,
)
from tests.unit.scene import machine


def test_the_user_decided(tmp_path: Path) -> None:
    good, best, plain = hash_release(
        tmp_path, "cpu :: level :: v2", "cpu :: level :: v3", None
    )
    asked = hash_of(["cpu :: level :: v2"])
    found = explained([good, best, plain], MACHINE, asked)
    assert found.chosen == good.link.filename
    assert found.instead == best.link.filename
    assert found.decision is None
    assert [f.reason for f in found.files[1:]] == ["you requested another variant"] * 2
    found = explained([good, best, plain], MACHINE, asked, "none")
    assert compared(found.decision) == ("request", "")
    assert found.changes == ()


def test_nothing_is_on_offer() -> None:
    found = explained([], MACHINE, excluded=[("pkg-1.0-cp27-none-win32.whl", "tags")])
    assert (found.chosen, found.decision, found.changes) == (None, None, ())
    assert [file.reason for file in found.files] == ["tags"]


@pytest.mark.parametrize("on", [MACHINE, machine({})])
def test_the_files_are_told_in_the_order_of_the_choice(
    tmp_path: Path, on: Machine
) -> None:
    kinds = ["cpu :: aes :: on", "cpu :: level :: v2", "gpu :: sm :: 90", None]
    found = explained(hash_release(tmp_path, *kinds), on)
    ranks = [file.rank for file in found.files if file.rank]
    assert ranks == list(range(1, len(ranks) + 1))
    assert found.files[0].filename == found.chosen


def test_other_requirements_decided(tmp_path: Path) -> None:
    best, good, plain = hash_release(
        tmp_path, "cpu :: level :: v3", "cpu :: level :: v2", None
    )
    found = explained([best, good, plain], MACHINE, chosen=good, usable=[best, good])
    assert found.has_variants
    assert found.decision is not None
    assert found.decision[:3] == (
        "requirements",
        good.link.filename,
        best.link.filename,
    )
    assert found.changes == ()
    first = found.files[0]
    assert first.reason == CONFLICTING
    assert found.chosen_file is not None
    assert found.chosen_file.filename == good.link.filename
