"""The options about the machine, which most runs do not have."""

from __future__ import annotations

import sys

import pytest

from pip._internal.variants.machine.given import read_options
from pip._internal.variants.machine.options import MachineOptions

READER = "pip._internal.variants.machine.reading"


def test_without_options_their_reader_is_not_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, READER, raising=False)
    assert read_options([], [], "install") == MachineOptions()
    assert READER not in sys.modules


def test_with_options_they_are_read() -> None:
    given = read_options(["x86_64_v3"], ["a :: b :: c"], "install")
    assert given.machine is not None
    assert given.machine.name == "x86_64_v3"
    assert [override.provider for override in given.overrides] == ["a"]
