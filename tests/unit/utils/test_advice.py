"""The user can run the commands that pip names."""

from __future__ import annotations

import pytest

from pip._internal.variants.utils.advice import arguments_for
from pip._internal.variants.utils.state import PROCESS


def test_a_command_names_the_same_catalogues(monkeypatch: pytest.MonkeyPatch) -> None:
    assert arguments_for("ship") == "ship"
    given = ["--catalogue", "./my fleet.toml"]
    monkeypatch.setattr(PROCESS, "catalogue_options", given)
    assert arguments_for("ship") == "--catalogue './my fleet.toml' ship"
